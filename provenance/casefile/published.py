"""The published fact-checks among the articles, as a list: what was checked, by whom, with what verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from provenance.casefile.door import Door
from provenance.checks import PublishedCheck
from provenance.factchecks import fact_check, is_reviewed, verdict
from provenance.store import articles, loading


class Published(Door):
    """Lists fact-checks. How the claims of other articles stand to them is told claim by claim (`fact_checks`)."""

    def published_checks(self, *, limit: int | None = None, offset: int = 0) -> list[PublishedCheck]:
        """The published fact-checks among the listed articles, the latest first."""
        with self._database.reading() as connection:
            return list(_records(connection, articles.fact_check_page(connection, limit, offset)))

    def count_published_checks(self) -> int:
        """How many there are."""
        return self._counted(articles.count_fact_checks)


def _records(connection: Connection, numbers: Sequence[int]) -> Iterator[PublishedCheck]:
    known = loading.articles(connection, numbers)
    for number in numbers:
        article = known[number]
        parts = fact_check(article)
        if parts is None:
            continue
        claims = loading.claims(connection, loading.claim_numbers(connection, number))
        reviewed = [one for one in claims.values() if is_reviewed(one)]
        said = [one.attribution[0].label for one in reviewed if one.attribution]
        yield PublishedCheck(
            article=article.id,
            reviewed=" ".join(one.statement.text for one in reviewed) or article.text[slice(*parts.claim)],
            claimant=said[0] if said else None,
            verdict=verdict(article),
            checker=article.outlet,
            checked_on=article.published_on,
            url=article.url,
        )

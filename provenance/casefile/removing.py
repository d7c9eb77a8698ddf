"""Taking an article out: its text, bytes, claims and links go, and an entry of the log says that they were here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from provenance.bookkeeping import Removal
from provenance.casefile.changes import with_versions
from provenance.casefile.decisions import resettle
from provenance.casefile.steps import Steps
from provenance.casefile.weighing import weigh
from provenance.reports import wording
from provenance.store import articles, facts, history, listing, loading, log, seals, standing, writing


def remove(connection: Connection, article: str, *, by: str, why: str, steps: Steps) -> Removal:
    """Takes out an article, by an id or its beginning, with its earlier versions; what was linked is weighed again.

    Raises:
        NotFound: No such article.
        Ambiguous: Several begin so.
    """
    id_ = listing.resolve_article(connection, article)
    versions = with_versions({id_}, list(history.versions(connection)))
    known = writing.find_article(connection, id_)
    assert known is not None, "it was found by its id"
    numbers = list(dict.fromkeys([known.number, *articles.unlisted(connection, versions)]))
    records = loading.article_records(connection, numbers)
    sealed = seals.Seals()
    claims = [claim for number in numbers for claim in loading.claim_numbers(connection, number)]
    ends = [*claims, *(end for number in numbers for end in facts.where_links_begin(connection, number))]
    sealed.before_links(connection, ends)
    holding = set(loading.article_numbers(connection, ends).values()) - set(numbers)
    near = standing.neighbours(connection, claims)
    touched = {one.claim for around in near.values() for one in around} - set(claims)
    gone, originals = _delete(connection, numbers)
    touched |= resettle(connection, gone, set())
    weigh(connection, sorted(loading.claims(connection, touched)), steps.origins)
    sealed.note_links(connection, holding)
    detail = {"versions": [one.id for one in records], "originals": originals, "sealed": sealed.detail()}
    name = wording.article(records[0])
    log.append(connection, articles.REMOVE, id_, "removed", person=by, why=why, detail={"source": name, **detail})
    links = len(gone) - len(claims)
    return Removal(
        article=id_, name=name, versions=len(numbers), claims=len(claims), links=links, entry=log.last(connection)
    )


def _delete(connection: Connection, numbers: Sequence[int]) -> tuple[list[str], list[str]]:
    """The claims and links, by id, that went with some articles, by number; and the hashes of the files."""
    gone: list[str] = []
    originals: list[str] = []
    for number in numbers:
        gone += writing.remove_claims(connection, number)
        sha256 = articles.delete_article(connection, number)
        originals += [] if sha256 is None else [sha256]
    return gone, originals

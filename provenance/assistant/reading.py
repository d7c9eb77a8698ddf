"""The tools that read. Each docstring is what an assistant is told of the tool; none changes anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field

from provenance.assistant import telling
from provenance.assistant.fencing import LONGEST_WORDS, Part, told
from provenance.casefile import Casefile
from provenance.errors import InvalidRequest
from provenance.records import Filter

MOST = 50
Limit = Annotated[int, Field(ge=1, le=MOST, description="At most so many items.")]
Offset = Annotated[int, Field(ge=0, le=1_000_000_000, description="Leave out so many at the beginning.")]
Id = Annotated[str, Field(pattern="^[0-9a-fA-F]{1,16}$", description="An id, or a unique beginning of one.")]
Words = Annotated[str, Field(min_length=1, max_length=1_000)]
Day = Annotated[str | None, Field(description="A day, as in 2026-01-14.")]


class Reading:
    """What an assistant may ask of a casefile."""

    def __init__(self, case: Casefile) -> None:
        self._case = case

    @property
    def tools(self) -> tuple[Callable[..., str], ...]:
        """In the order in which they are listed."""
        return (
            self.check,
            self.search,
            self.claims,
            self.show_claim,
            self.show_article,
            self.corroboration,
            self.conflicts,
            self.timeline,
            self.sources,
            self.review_queue,
        )

    def check(
        self,
        text: Annotated[str, Field(min_length=1, max_length=100_000, description="A statement, or a text of several.")],
        possible: Annotated[bool, Field(description="Also answers that are only possible.")] = False,
        offset: Offset = 0,
    ) -> str:
        """Who in the casefile says the same as a statement, who says otherwise, who leaves it open, in how many
        independent origins, since when; or that nobody says it. Nothing is stored. It tells what articles say, not what
        is true."""
        record = self._case.check(text)
        items = [telling.statement(one, record, possible=possible) for one in record.statements[offset:]]
        about = {"articles_asked": record.articles, "nothing_to_check_because": record.silent}
        return told(Part(items, offset, len(record.statements)), {**about})

    def search(self, words: Words, limit: Limit = 10, offset: Offset = 0) -> str:
        """Passages that hold all of some words, best first, each with its claim and who says so."""
        hits = self._case.search(words, limit=limit + 1, offset=offset)
        return told(Part([telling.hit(one) for one in hits[:limit]], offset, more=len(hits) > limit))

    def claims(
        self,
        source: Annotated[str | None, Field(max_length=1_000, description="Who is cited, at any hand.")] = None,
        outlet: Annotated[str | None, Field(max_length=1_000, description="Whose article it is, exactly.")] = None,
        since: Day = None,
        until: Day = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> str:
        """The claims of a source, of an outlet or of some days, the most confident first."""
        where = Filter(
            source=source,
            outlets=frozenset() if outlet is None else frozenset({outlet}),
            since=_day(since),
            until=_day(until),
        )
        found = self._case.claims(where=where, limit=limit, offset=offset)
        return told(Part([telling.claim(one) for one in found], offset, self._case.count_claims(where=where)))

    def show_claim(self, claim: Id) -> str:
        """Everything about one claim: its paragraph, why it has its confidence, what agrees and what clashes."""
        checks = [telling.fact_check(one) for one in self._case.fact_checks(claim)]
        return told(Part([{**telling.detail(self._case.show(claim)), "already_checked": [*checks]}], total=1))

    def show_article(self, article: Id, start: Offset = 0) -> str:
        """The facts of an article, and its text from a place on, in parts; `next_start` is where to go on."""
        found = self._case.article(article)
        part = found.text[start : start + LONGEST_WORDS]
        after = start + len(part)
        item = {
            **telling.article(found.article),
            "text": part,
            "start": start,
            "next_start": after if after < len(found.text) else None,
        }
        return told(Part([item], total=1))

    def corroboration(self, limit: Limit = 5, offset: Offset = 0) -> str:
        """Claims that several articles make, those with the most independent origins first."""
        found = self._case.groups(limit=limit, offset=offset)
        return told(Part([telling.group(one) for one in found], offset, self._case.count_groups()))

    def conflicts(self, limit: Limit = 5, offset: Offset = 0) -> str:
        """Pairs of claims that clash or that overtake one another, surest first, with the words that clash."""
        found = self._case.clashes(limit=limit, offset=offset)
        return told(Part([telling.link(one) for one in found], offset, self._case.count_clashes()))

    def timeline(self, claim_or_topic: Words, offset: Offset = 0) -> str:
        """How a claim, by its id, or what is claimed on a topic, in words, went from article to article: who was first,
        and what changed on the way."""
        found = self._case.timeline(claim_or_topic)
        return told(Part([telling.timeline(one) for one in found[offset:]], offset, len(found)))

    def sources(
        self,
        named: Annotated[str | None, Field(max_length=1_000, description="Words of the name.")] = None,
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> str:
        """Who is cited, the most cited first, with kind, naming and the grade that a person gave."""
        found = self._case.sources(named=named, limit=limit, offset=offset)
        return told(Part([telling.source(one) for one in found], offset, self._case.count_sources(named=named)))

    def review_queue(self, limit: Limit = 5) -> str:
        """What waits for a person's decision, the most pressing first."""
        found = self._case.queue(limit=limit)
        items = [telling.waiting(one) for one in found.items]
        return told(Part(items), {"decided": found.decided, "left": found.left})


def _day(value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise InvalidRequest(f"{value!r} is no day: write it as in 2026-01-14") from None

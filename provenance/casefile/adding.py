"""Claims that people add to an article, and claims cut otherwise: parted in two, or joined to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from sqlalchemy import Connection

from provenance.casefile import rewording, selecting
from provenance.casefile.correcting import Correcting, checked_source, with_source
from provenance.casefile.decisions import checked_person
from provenance.correction import ClaimChange, CorrectionSummary, Selected, Selection, SourceChange
from provenance.errors import InvalidRequest
from provenance.model import Article, Certainty, Claim, Hop, Level, Naming, Polarity, Source, Span, Stance
from provenance.records import ClaimRecord
from provenance.store import added, corrections, listing, loading, writing
from provenance.store.corrected import ADDED, CERTAINTY, CLAIM, CONTENT, NO_CLAIM, SOURCE, STANCE, STATEMENT, written
from provenance.store.corrections import Word
from provenance.store.rows import source_key

NOTHING_SAID = ClaimChange()
NOBODY_NAMED = SourceChange()


class Adding(Correcting):
    """Takes down which claims there are, as people see it."""

    def selection(self, article: str, words: str, *, at: int | None = None) -> Selection:
        """Where some words stand in an article, nearest to the character `at` first, and whether one sentence holds
        them: what could be added as a claim.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
            InvalidRequest: They do not stand in it.
        """
        with self._database.reading() as connection:
            _, text, sentences = _sentences(connection, article)
            return selecting.selection(text.text, words, sentences, at)

    def beside(self, claim: str) -> list[ClaimRecord]:
        """The other claims of the sentence of a claim, by an id or its beginning. Raises NotFound, Ambiguous."""
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            return loading.claim_records(connection, loading.beside(connection, number))

    def add_claim(
        self,
        article: str,
        words: str,
        *,
        by: str,
        why: str = "",
        at: int | None = None,
        source: SourceChange = NOBODY_NAMED,
        said: ClaimChange = NOTHING_SAID,
    ) -> CorrectionSummary:
        """Adds a claim that the program did not find: words of one sentence of an article.

        It has an id of its own (the subject of the last entry), is compared at once, and is marked as a person's.

        Args:
            article: An id, or a unique beginning of one.
            words: As they stand there; "…" between several stretches of the sentence.
            by: Who says so.
            why: For what reason, if one is given.
            at: Near which character they stand, where they stand at several places.
            source: Who says so, as somebody that the article cites or by a new name; nobody named: the article itself.
            said: How surely, and whether the source asserts it. By default it is stated as a fact.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
            InvalidRequest: The words do not stand in one sentence there, or at several places; they are a claim
                already; or nobody's name.
        """
        person, source = checked_person(by), checked_source(source)
        with self._database.writing() as connection:
            number, text, sentences = _sentences(connection, article)
            place = selecting.chosen(selecting.selection(text.text, words, sentences, at), at)
            claim = added.made(text, place)
            attribution = _attribution(connection, number, claim, source)
            told = list(_told(connection, number, claim, attribution, said))
            return self._decide(connection, told, person, why)

    def part(self, claim: str, words: str, *, by: str, why: str = "") -> CorrectionSummary:
        """Parts a claim in two: some of its words become a claim of their own, put as it is; the others stay.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: The words are not some, and not all, of what it claims; or nobody's name.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            number, id_ = listing.resolve_claim(connection, claim)
            now = loading.claims(connection, [number])[number]
            taken = _within(now, words)
            left = selecting.without(now.article.text, now.content, taken)
            if not left:
                raise InvalidRequest("these are all the words of the claim; name those that are a claim of their own")
            rest = [[start - now.start, end - now.start] for start, end in left]
            article = loading.article_numbers(connection, [number])[number]
            other = added.made(now.article, Selected((now.start, now.end), taken))
            said = ClaimChange(stance=now.stance, **{name: getattr(now.certainty, name) for name in CERTAINTY})
            told = [Word(id_, CONTENT, rest, id_), *_told(connection, article, other, now.attribution, said)]
            return self._decide(connection, told, person, why)

    def join(self, claim: str, other: str, *, by: str, why: str = "") -> CorrectionSummary:
        """Joins two claims of one sentence: the first claims the words of both, the other is none any more.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: They are one, or stand in two sentences; or nobody's name.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            ends = [listing.resolve_claim(connection, one) for one in (claim, other)]
            found = loading.claims(connection, [number for number, _ in ends])
            if len(found) < 2 or len({(one.article.id, one.start, one.end) for one in found.values()}) > 1:
                raise InvalidRequest("only two claims of one sentence can be joined")
            first, second = (found[number] for number, _ in ends)
            both = selecting.united(first.article.text, (*first.content, *second.content))
            spans = [[start - first.start, end - first.start] for start, end in both]
            told = [Word(first.id, CONTENT, spans, first.id), Word(second.id, CLAIM, NO_CLAIM, second.id)]
            return self._decide(connection, told, person, why)


def _sentences(connection: Connection, article: str) -> tuple[int, Article, list[Span]]:
    """An article, its number, and where its sentences that hold claims stand."""
    known = writing.find_article(connection, listing.resolve_article(connection, article))
    assert known is not None, "it was found by its id"
    claims = loading.claims(connection, loading.claim_numbers(connection, known.number)).values()
    found = loading.articles(connection, [known.number])[known.number]
    return known.number, found, sorted({(one.start, one.end) for one in claims})


def _told(
    connection: Connection, article: int, claim: Claim, attribution: Sequence[Hop], said: ClaimChange
) -> Iterator[Word]:
    """What to say so that there is such a claim: what does not hold already, and last that it is there."""
    own = corrections.standing(connection, [claim.id]).get(claim.id, {})
    if CLAIM in own:
        raise InvalidRequest(
            f"that this is no claim was said by {own[CLAIM]['person']}; take entry {own[CLAIM]['number']} back"
        )
    beside = loading.claims(connection, loading.claim_numbers(connection, article))
    none = corrections.withdrawn(connection, article)
    for one in beside.values():
        same = one.start == claim.start and one.content_text.rstrip(".") == claim.content_text.rstrip(".")
        if same and one.id not in none:
            raise InvalidRequest(f"these words are a claim already: {one.id}; correct that one")
    wanted: dict[str, object] = {SOURCE: written(attribution, claim.start), STANCE: str(_stance(said))}
    wanted |= {field: str(value) for field, value in _certainty(said).items()}
    if said.statement is not None:
        wanted |= dict(rewording.words(claim, ClaimChange(statement=said.statement)))
    before: dict[str, object] = {SOURCE: [], STANCE: str(claim.stance), STATEMENT: None}
    before |= {field: str(getattr(claim.certainty, field)) for field in CERTAINTY}
    before |= {field: corrections.set_to(row) for field, row in own.items()}
    yield from (Word(claim.id, field, value, claim.id) for field, value in wanted.items() if value != before[field])
    if ADDED not in own:
        yield added.word(claim, selecting.quotation(claim.article.text, claim.content))


def _stance(said: ClaimChange) -> Stance:
    return said.stance or Stance.ASSERTS


def _certainty(said: ClaimChange) -> dict[str, StrEnum]:
    """How surely it is put: what was not said follows from the stance, as the guidelines have it."""
    follows: dict[Stance, dict[str, StrEnum]] = {
        Stance.DENIES: {"polarity": Polarity.DENIED},
        Stance.WITHHOLDS: {"level": Level.UNKNOWN},
    }
    by_stance = follows.get(_stance(said), {})
    return {name: getattr(said, name) or by_stance.get(name) or getattr(Certainty(), name) for name in CERTAINTY}


def _attribution(connection: Connection, article: int, claim: Claim, source: SourceChange) -> tuple[Hop, ...]:
    """Who says so: somebody whom the article cites, nearest first; words of the sentence; or a name alone."""
    if source.name is None:
        if source != NOBODY_NAMED:
            raise InvalidRequest("a source needs a name")
        return ()
    beside = loading.claims(connection, loading.claim_numbers(connection, article)).values()
    cited = [
        (one, hop) for one in beside for hop in one.attribution if source_key(hop.label) == source_key(source.name)
    ]
    as_read = replace(source, name=None)
    here = [hop for one, hop in cited if (one.start, one.end) == (claim.start, claim.end)]
    if here:
        return with_source((here[0],), 0, as_read)
    if cited:
        return with_source((replace(cited[0][1], cue=None, cue_start=None, cue_end=None),), 0, as_read)
    words = selecting.name_in(claim.article.text, (claim.start, claim.end), source.name)
    made = with_source((), 0, replace(source, naming=source.naming or Naming.NAMED))
    if words is None:
        return made
    holder = claim.article.text[slice(*words)]
    known = Source(
        name=made[0].name if made[0].naming is Naming.NAMED else None, kind=made[0].kind, naming=made[0].naming
    )
    return (Hop(holder=holder, start=words[0], end=words[1], source=known),)


def _within(claim: Claim, words: str) -> tuple[Span, ...]:
    """Where some of the words of a claim stand, the frame left aside. Raises InvalidRequest for others."""
    claimed = {at for span in claim.content for at in range(*span)}
    own = "".join(one if at in claimed else "\0" for at, one in enumerate(claim.text, claim.start))
    try:
        return tuple((start + claim.start, end + claim.start) for start, end in rewording.spans_of(words, own))
    except InvalidRequest as error:
        raise InvalidRequest("these words are not among those that it claims") from error

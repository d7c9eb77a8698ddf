"""What people correct: their word stands in the place of what the program read, and all else follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from provenance.casefile import rewording
from provenance.casefile.choosing import known_source
from provenance.casefile.decisions import checked_person, settle
from provenance.casefile.door import Door
from provenance.casefile.labels import Label, labels
from provenance.casefile.relinking import compare_anew
from provenance.casefile.weighing import weigh
from provenance.correction import ClaimChange, CorrectionSummary, Scope, SourceChange
from provenance.errors import InvalidRequest
from provenance.model import NOBODY, Hop, Kind, Naming, ReasonKind, Relation, link_id
from provenance.store import as_read, corrections, links, listing, loading, log, order, set_links
from provenance.store.corrected import CLAIM, NO_CLAIM, SOURCE, retold, written
from provenance.store.corrections import Word
from provenance.store.rows import source_key

LONGEST_NAME = 200
"""In code points."""


class Correcting(Door):
    """Takes corrections down as entries of the log; claims, counts and confidence follow at once."""

    def correct_source(
        self,
        claim: str,
        change: SourceChange,
        *,
        by: str,
        why: str = "",
        step: int = 1,
        scope: Scope = Scope.CLAIM,
        seen: int | None = None,
    ) -> CorrectionSummary:
        """Says who a source of a claim is, for this claim or wherever that source speaks.

        Args:
            claim: An id, or a unique beginning of one.
            change: What to set.
            by: Who says so.
            why: For what reason, if one is given.
            step: Which source of the attribution, from 1; one more than there are adds a source that is cited last.
            scope: Where it holds. What was said of a claim by itself stays where it holds more widely.
            seen: The last entry of the log that the person had seen, if not all: see `correct`.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: No such step, nothing that would change, nobody's name, or what is no name.
        """
        person, change = checked_person(by), checked_source(change)
        with self._database.writing() as connection:
            number, id_ = listing.resolve_claim(connection, claim)
            now = loading.claims(connection, [number])[number]
            _check_step(step, len(now.attribution), may_add=scope is Scope.CLAIM)
            if scope is Scope.CLAIM:
                told = with_source(now.attribution, step - 1, change)
                said = [Word(id_, SOURCE, written(told, now.start), id_)] if told != now.attribution else []
            else:
                hop = _read_as(connection, number, id_, step - 1)
                article = now.article.id if scope is Scope.ARTICLE else None
                said = list(_of_source(connection, hop, change, article))
            return self._decide(connection, said, person, why, seen)

    def give_to_article(self, claim: str, *, by: str, why: str = "") -> CorrectionSummary:
        """Says that the article itself claims it, in its own voice.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: It has no source, or nobody's name.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            number, id_ = listing.resolve_claim(connection, claim)
            attributed = bool(loading.claims(connection, [number])[number].attribution)
            return self._decide(connection, [Word(id_, SOURCE, [], id_)] if attributed else [], person, why)

    def correct(
        self, claim: str, change: ClaimChange, *, by: str, why: str = "", seen: int | None = None
    ) -> CorrectionSummary:
        """Says what is claimed, how surely, and whether the source asserts it; the claim is compared anew.

        `seen`: the last entry of the log that the person had seen, if not all. What somebody else set meanwhile is
        kept beside it; where both set the same field otherwise they contradict each other, and neither counts.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: Nothing that would change, nobody's name, or words that do not stand in the sentence.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            number, id_ = listing.resolve_claim(connection, claim)
            now = loading.claims(connection, [number])[number]
            said = [Word(id_, field, value, id_) for field, value in rewording.words(now, change)]
            return self._decide(connection, said, person, why, seen)

    def withdraw(self, claim: str, *, by: str, why: str = "") -> CorrectionSummary:
        """Says that there is no such claim: it is listed, counted and compared no more.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: Somebody said so already, or nobody's name.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            number, id_ = listing.resolve_claim(connection, claim)
            article = loading.article_numbers(connection, [number])[number]
            said = [] if id_ in corrections.withdrawn(connection, article) else [Word(id_, CLAIM, NO_CLAIM, id_)]
            return self._decide(connection, said, person, why)

    def relate(
        self,
        claim: str,
        other: str,
        relation: Relation,
        *,
        by: str,
        why: str = "",
        reason: ReasonKind | None = None,
    ) -> CorrectionSummary:
        """Says how two claims of different articles stand to each other, whether the program linked them or not.

        Args:
            claim: An id, or a unique beginning of one.
            other: The same of the other claim.
            relation: "related" or "different" takes a link out of all lists and groups.
            by: Who says so.
            why: For what reason, if one is given.
            reason: What the relation rests on ("number", "same-place" …).

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: Both stand in one article, or are one; nothing that would change; or nobody's name.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            (a, a_id), (b, b_id) = (listing.resolve_claim(connection, one) for one in (claim, other))
            places = loading.article_numbers(connection, [a, b])
            if places[a] == places[b]:
                raise InvalidRequest("both claims stand in one article; links lead from one article to another")
            word = self._related(connection, a_id, b_id, relation, reason)
            return self._decide(connection, [] if word is None else [word], person, why)

    def leave_group(self, claim: str, *, by: str, why: str = "") -> CorrectionSummary:
        """Says that a claim does not say the same as the others in its group: its links to them only relate.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: It is in no group, or nobody's name.
        """
        person = checked_person(by)
        with self._database.writing() as connection:
            number, id_ = listing.resolve_claim(connection, claim)
            agreeing = [pair for pair in links.agreeing_around(connection, [number]) if number in pair]
            ends = loading.claims(connection, (one for pair in agreeing for one in pair if one != number))
            found = (self._related(connection, id_, one.id, Relation.RELATED, None) for one in ends.values())
            return self._decide(connection, [word for word in found if word is not None], person, why)

    def labels(self) -> list[Label]:
        """What people corrected, as examples to learn from; see `casefile.labels`."""
        return self._read(lambda connection: list(labels(connection)))

    def _related(
        self, connection: Connection, a: str, b: str, relation: Relation, reason: ReasonKind | None
    ) -> Word | None:
        """What to say of the link between two claims, by id; None where it is said so already."""
        subject = link_id(a, b)
        value = {"a": a, "b": b, "relation": str(relation), "reason": None if reason is None else str(reason)}
        said = corrections.standing(connection, [subject]).get(subject, {}).get(set_links.RELATION)
        known = None if said is None else {**corrections.set_to(said), "a": a, "b": b}
        return None if known == value else Word(subject, set_links.RELATION, value, subject)

    def correct_everywhere(self, source: str, change: SourceChange, *, by: str, why: str = "") -> CorrectionSummary:
        """Says who a source is, by its name in any case, wherever it speaks.

        Raises:
            NotFound: Nobody by that name is cited (`known`: the nearest names).
            InvalidRequest: Nothing that would change, nobody's name, or what is no name.
        """
        person, change = checked_person(by), checked_source(change)
        with self._database.writing() as connection:
            key, _ = known_source(connection, source)
            said = [one for hop in _behind(connection, key) for one in _of_source(connection, hop, change, None)]
            return self._decide(connection, said, person, why)

    def seen(self) -> int:
        """The last entry of the log: what somebody who looks now has seen."""
        return self._read(log.state).entries

    def _decide(
        self, connection: Connection, said: Sequence[Word], person: str, why: str, seen: int | None = None
    ) -> CorrectionSummary:
        """Appends some corrections, and lets all follow from them."""
        if not said:
            raise InvalidRequest("nothing would change: it is so already")
        before = log.state(connection).entries
        for word in said:
            corrections.decide(connection, word, person=person, why=why.strip() or None, seen=seen)
        subjects = list(dict.fromkeys(word.subject for word in said))
        changed = {number for subject in subjects for number in corrections.concerned(connection, subject)}
        changed.update(loading.claims_with(connection, set_links.ends(said)))
        reworded: set[int] = set()
        touched = settle(connection, [(order.CORRECTION, subject) for subject in subjects], reworded)
        changed.update(loading.claims_with(connection, subjects))
        entries = tuple(log.entries(connection, after=before))
        touched |= compare_anew(connection, reworded, self._comparer)
        weigh(connection, sorted(touched), self._steps.origins)
        return CorrectionSummary(entries=entries, claims=len(changed & touched))


def checked_source(change: SourceChange) -> SourceChange:
    """What is said of a source, the name with single blanks. Raises InvalidRequest for what is no name."""
    name = None if change.name is None else " ".join(change.name.split())
    if name is not None and (not name or len(name) > LONGEST_NAME or not name.isprintable()):
        raise InvalidRequest(f"{change.name!r} is no name; give from 1 to {LONGEST_NAME} characters")
    return replace(change, name=name)


def _check_step(step: int, steps: int, *, may_add: bool) -> None:
    most = steps + may_add
    if not 1 <= step <= most:
        raise InvalidRequest(f"the claim has {steps} sources; name one of them, or set another for this claim alone")


def with_source(attribution: tuple[Hop, ...], place: int, change: SourceChange) -> tuple[Hop, ...]:
    """An attribution with one source as a person says; behind the last, one more. Raises InvalidRequest."""
    if place < len(attribution):
        hop = retold(attribution[place], dict(change.traits()))
        return (*attribution[:place], hop, *attribution[place + 1 :])
    if change.name is None:
        raise InvalidRequest("a source that is added needs a name")
    added = replace(NOBODY, name=change.name, kind=change.kind or Kind.UNKNOWN, naming=change.naming or Naming.NAMED)
    return (*attribution, Hop(holder=None, start=None, end=None, source=added))


def _read_as(connection: Connection, number: int, id_: str, place: int) -> Hop:
    """A source of a claim as the program read it. Raises InvalidRequest where a person set it for this claim alone."""
    if SOURCE in corrections.standing(connection, [id_]).get(id_, {}):
        raise InvalidRequest(
            "who says this was set for this claim alone; take that back first, or correct another claim of the source"
        )
    return as_read.claims(connection, [number])[number].attribution[place]


def _behind(connection: Connection, key: str) -> list[Hop]:
    """The sources as the program read them that are called so now, each once."""
    found: dict[str, Hop] = {}
    numbers = corrections.concerned(connection, key)
    now, read = loading.claims(connection, numbers), as_read.claims(connection, numbers)
    alone = corrections.standing(connection, (claim.id for claim in now.values()))
    for number, claim in now.items():
        if SOURCE in alone.get(claim.id, {}):
            continue
        for hop, as_it_was in zip(claim.attribution, read[number].attribution, strict=True):
            if source_key(hop.label) == key:
                found.setdefault(source_key(as_it_was.label), as_it_was)
    return list(found.values())


def _of_source(connection: Connection, hop: Hop, change: SourceChange, article: str | None) -> Iterator[Word]:
    """What to say of a source, as it was read, in an article or everywhere: what does not hold there already."""
    key = source_key(hop.label)
    subject = article or key
    said = corrections.standing(connection, [key, subject])
    for trait, value in change.traits():
        field = corrections.field_of(trait, key) if article else trait
        rows = [said.get(subject, {}).get(field), said.get(key, {}).get(trait)]
        known = [str(corrections.set_to(row)) for row in rows if row is not None]
        if value != (known[0] if known else getattr(hop, trait) or hop.label):
            yield Word(subject, field, value, hop.label)

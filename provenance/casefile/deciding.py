"""What people decide: verdicts, grades, notes and tags, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.bookkeeping import (
    LogEntry,
    Undoing,
)
from provenance.casefile.choosing import choice, known_source
from provenance.casefile.decisions import checked_note, checked_person, checked_tag, settle, undo
from provenance.casefile.door import Door
from provenance.casefile.relinking import compare_anew
from provenance.casefile.weighing import weigh
from provenance.errors import InvalidRequest, NotFound
from provenance.model import Grade, Rating, Review, Verdict
from provenance.records import (
    Contradiction,
    NoteRecord,
)
from provenance.store import (
    contradictions,
    listing,
    loading,
    log,
    notes,
    order,
    standing,
)


class Deciding(Door):
    """Takes decisions down; what follows from them follows at once."""

    def rate(self, source: str, grade: str | Grade, *, by: str, why: str) -> Rating:
        """Grades a cited source or an outlet, by its name in any case; the confidence of its claims follows at once.

        Raises:
            NotFound: Nobody by that name is cited or publishes (`known`: the nearest names).
            InvalidRequest: No such grade, or nobody's name or no reason given.
        """
        chosen = choice(Grade, grade.upper(), "grade")
        person, reason = checked_person(by), _reason(why)
        with self._database.writing() as connection:
            key, label = known_source(connection, source)
            rating = Rating(source=label, grade=chosen, by=person, why=reason, at=log.time(connection))
            log.append_rating(connection, rating)
            standing.rescore(connection, sorted(settle(connection, [("rating", key)])))
            return rating

    def review(
        self,
        target: str,
        verdict: str | Verdict,
        *,
        by: str,
        why: str = "",
        wording: str | None = None,
        scale: Sequence[str] = (),
    ) -> Review:
        """Notes a person's verdict on a claim or a link; the confidence of what it touches follows at once.

        Args:
            target: An id, or a unique beginning of one, of a claim or a link.
            verdict: "open" takes an earlier one back.
            by: Who says so.
            why: For what reason, if one is given.
            wording: The verdict in the person's own terms ("Mostly false"), as it may be published.
            scale: All the terms that it was chosen from, the worst first.

        Raises:
            NotFound: No such claim or link.
            Ambiguous: Several begin so.
            InvalidRequest: No such verdict, or nobody's name given, or a wording that is not of the scale.
        """
        chosen = choice(Verdict, verdict, "verdict")
        person, reason = checked_person(by), why.strip()
        own, terms = _own_terms(wording, scale)
        with self._database.writing() as connection:
            what, _, found = listing.resolve_target(connection, target)
            review = Review(
                target=found, verdict=chosen, by=person, why=reason, at=log.time(connection), wording=own, scale=terms
            )
            log.append_review(connection, review)
            touched = sorted(settle(connection, [("review", found)]))
            if what == "claim":
                standing.rescore(connection, touched)
            else:
                weigh(connection, touched, self._steps.origins)
            return review

    def reviews(self, target: str | None = None) -> list[Review]:
        """All reviews, or those of one claim or link, each after those that it had seen."""
        with self._database.reading() as connection:
            targets = None if target is None else [listing.resolve_target(connection, target)[2]]
            return log.reviews(connection, targets)

    def contradictions(self, target: str | None = None) -> list[Contradiction]:
        """Where people who had not seen each other's decision decided differently: all, or on a claim, link or source.

        The next decision on it settles it. Raises NotFound, Ambiguous.
        """
        with self._database.reading() as connection:
            if target is None:
                return contradictions.records(connection)
            try:
                subject = listing.resolve_target(connection, target)[2]
            except NotFound:
                subject = known_source(connection, target)[0]
            return contradictions.records(connection, [subject])

    def note(self, target: str, text: str, *, by: str) -> NoteRecord:
        """Notes something on a claim, a link or an article (an id or its beginning).

        Raises:
            NotFound: No such claim, link or article.
            Ambiguous: Several begin so.
            InvalidRequest: Nobody's name, or a text that is empty or too long.
        """
        person, said = checked_person(by), checked_note(text)
        with self._database.writing() as connection:
            _, _, found = listing.resolve_noted(connection, target)
            log.decide(connection, order.NOTE, found, said, person=person)
            return notes.notes(connection, [found])[-1]

    def notes(self, target: str | None = None) -> list[NoteRecord]:
        """All notes that stand, or those on one claim, link or article, in the order in which they were made."""
        with self._database.reading() as connection:
            targets = None if target is None else [listing.resolve_noted(connection, target)[2]]
            return notes.notes(connection, targets)

    def tag(self, target: str, tag: str, *, by: str) -> LogEntry:
        """Gives a claim or a link a tag: a few words, compared in any case. It may have it already.

        Raises:
            NotFound: No such claim or link.
            Ambiguous: Several begin so.
            InvalidRequest: Nobody's name, or what is no tag.
        """
        return self._tag(order.TAG, target, tag, by)

    def tags(self, target: str) -> tuple[str, ...]:
        """The tags of a claim or a link, in alphabetical order. Raises as `tag`."""
        with self._database.reading() as connection:
            _, _, found = listing.resolve_target(connection, target)
            return loading.tags(connection, [found]).get(found, ())

    def untag(self, target: str, tag: str, *, by: str) -> LogEntry:
        """Takes a tag off a claim or a link. Raises as `tag`, and InvalidRequest where it has no such tag."""
        return self._tag(order.UNTAG, target, tag, by)

    def undo(self, *, by: str, why: str = "", entry: int | None = None) -> Undoing:
        """Takes back a review, rating, note or tag by a new entry of the log; what it touched follows at once.

        Args:
            by: Who says so. Everybody may take back everything, by its number.
            why: For what reason, if one is given.
            entry: The number in the log; None: the last decision of `by` that stands. The number of an undo brings
                back what that took.

        Raises:
            NotFound: No such entry.
            InvalidRequest: It cannot be taken back, was already, or a later one counts; or there is nothing to.
        """
        person, reason = checked_person(by), why.strip()
        with self._database.writing() as connection:
            reworded: set[int] = set()
            made, touched = undo(connection, entry, by=person, why=reason, reworded=reworded)
            touched |= compare_anew(connection, reworded, self._comparer)
            weigh(connection, sorted(touched), self._steps.origins)
            return made

    def _tag(self, event: str, target: str, tag: str, by: str) -> LogEntry:
        person, key = checked_person(by), checked_tag(tag)
        with self._database.writing() as connection:
            _, _, found = listing.resolve_target(connection, target)
            if event == order.UNTAG and (found, key) not in notes.standing_tags(connection, [found]):
                raise InvalidRequest(f"{found} has no tag {key!r}")
            log.decide(connection, event, found, key, person=person)
            settle(connection, [(event, found)])
            return log.last(connection)


def _reason(why: str) -> str:
    if not why.strip():
        raise InvalidRequest("why: nothing was given; a grade needs a reason")
    return why.strip()


def _own_terms(wording: str | None, scale: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """A person's own wording of a verdict, as the scale spells it, and the scale. Raises InvalidRequest."""
    terms = tuple(term.strip() for term in scale if term.strip())
    if wording is None or not wording.strip():
        if terms:
            raise InvalidRequest("a scale was given without the verdict in its terms")
        return None, ()
    own = wording.strip()
    if not terms:
        return own, ()
    spelt = {term.casefold(): term for term in terms}
    if len(spelt) < len(terms):
        raise InvalidRequest("the scale holds a term twice")
    if own.casefold() not in spelt:
        raise InvalidRequest(f"{own!r} is not on the scale; choose one of: {', '.join(terms)}")
    return spelt[own.casefold()], terms

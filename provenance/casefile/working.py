"""Working through a casefile: many claims decided at once, reprints with their original, where each stands, views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import Connection

from provenance.bookkeeping import LogEntry, SavedView
from provenance.casefile.choosing import choice
from provenance.casefile.decisions import checked_person, checked_tag, settle
from provenance.casefile.door import Door
from provenance.errors import InvalidRequest
from provenance.model import Relation, Review, Verdict
from provenance.records import ClaimRecord
from provenance.store import listing, loading, log, notes, order, standing, views
from provenance.store.rows import tag_key

MOST = 1000
"""So many claims are decided at once: more than anybody ticks."""
LONGEST_NAME = 80
LONGEST_ADDRESS = 2000
"""In code points."""


class State(StrEnum):
    """Where the work on a claim stands: tags, of which a claim has one at most."""

    TO_CHECK = "to check"
    IN_WORK = "in work"
    DONE = "done"


ASSIGNED = "for "
"""Begins the tag that says whose work a claim is."""


class Working(Door):
    """Takes down what people do with many claims, and how far they are."""

    def review_all(
        self, claims: Sequence[str], verdict: str | Verdict, *, by: str, why: str = "", reprints: bool = False
    ) -> list[Review]:
        """Notes one verdict on many claims, each as an entry of its own, to be taken back by itself. All or none.

        Args:
            claims: Ids, or unique beginnings, each once.
            verdict: "open" takes earlier ones back.
            by: Who says so.
            why: For what reason, if one is given.
            reprints: Whether it holds for their reprints, too (see `reprints`).

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: No such verdict, nobody's name, no claim, or too many.
        """
        chosen, person = choice(Verdict, verdict, "verdict"), checked_person(by)
        if not 0 < len(claims) <= MOST:
            raise InvalidRequest(f"from 1 to {MOST:,} claims are decided at once")
        with self._database.writing() as connection:
            found = dict(listing.resolve_claim(connection, one) for one in claims)
            if reprints:
                copies = {copy for number in list(found) for copy in _reprints(connection, number)}
                found |= {number: claim.id for number, claim in loading.claims(connection, copies).items()}
            at = log.time(connection)
            made = [Review(target=id_, verdict=chosen, by=person, why=why.strip(), at=at) for id_ in found.values()]
            for review in made:
                log.append_review(connection, review)
            standing.rescore(connection, sorted(settle(connection, [("review", one.target) for one in made])))
            return made

    def reprints(self, claim: str) -> list[ClaimRecord]:
        """The claims that say the same as one in a copy of its article or paragraph (see `matching.copies`).

        Raises NotFound, Ambiguous.
        """
        with self._database.reading() as connection:
            number, _ = listing.resolve_claim(connection, claim)
            return loading.claim_records(connection, _reprints(connection, number))

    def terms(self) -> tuple[str, ...]:
        """The terms in which people put verdicts of late: to choose from."""
        return self._counted(log.terms)

    def put_state(self, claim: str, state: str, *, by: str, assigned: str = "") -> list[LogEntry]:
        """Says where the work on a claim stands, and whose it is; both as tags, in the place of earlier ones.

        Args:
            claim: An id, or a unique beginning of one.
            state: One of `State`; "" for none.
            by: Who says so.
            assigned: Whose work it is; "" for nobody's.

        Raises:
            NotFound: No such claim.
            Ambiguous: Several begin so.
            InvalidRequest: No such state, what is no name, nobody's name, or nothing that would change.
        """
        person = checked_person(by)
        wanted = {choice(State, state, "state").value} if state else set()
        wanted |= {checked_tag(f"{ASSIGNED}{assigned}")} if assigned.strip() else set()
        with self._database.writing() as connection:
            _, id_ = listing.resolve_claim(connection, claim)
            known = {tag for _, tag in notes.standing_tags(connection, [id_]) if _is_work(tag)}
            before = log.state(connection).entries
            for event, tags in ((order.UNTAG, known - wanted), (order.TAG, wanted - known)):
                for tag in sorted(tags):
                    log.decide(connection, event, id_, tag, person=person)
            settle(connection, [(order.TAG, id_)])
            made = log.entries(connection, after=before)
            if not made:
                raise InvalidRequest("nothing would change: it is so already")
            return made

    def save_view(self, name: str, address: str, *, by: str) -> SavedView:
        """Keeps the address of a list under a name, for everybody; a later one of the name takes its place.

        Raises:
            InvalidRequest: What is no name or no address of a page here, or nobody's name.
        """
        person, called = checked_person(by), " ".join(name.split())
        if not called or len(called) > LONGEST_NAME or not called.isprintable():
            raise InvalidRequest(f"{name!r} is no name; give from 1 to {LONGEST_NAME} characters")
        inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
        if not inside or len(address) > LONGEST_ADDRESS:
            raise InvalidRequest("a view is the address of a page here, as /claims?conflicting=yes")
        with self._database.writing() as connection:
            views.save(connection, called, address, person=person)
            return next(one for one in views.saved(connection) if tag_key(one.name) == tag_key(called))

    def views(self) -> list[SavedView]:
        """The views that are kept, by name; `undo` of the entry takes one away."""
        return self._read(views.saved)


def state_of(tags: Iterable[str]) -> tuple[str, str]:
    """Where the work on a claim with some tags stands, and whose it is; "" where nobody said."""
    found = list(tags)
    states = [one for one in found if one in list(State)]
    people = [one.removeprefix(ASSIGNED) for one in found if one.startswith(ASSIGNED)]
    return ", ".join(states), ", ".join(people)


def _is_work(tag: str) -> bool:
    return tag in list(State) or tag.startswith(ASSIGNED)


def _reprints(connection: Connection, number: int) -> list[int]:
    """The claims, by number, that agree with one and stand in a copy of its article or paragraph."""
    from provenance.matching.copies import copied, paragraph  # it brings numpy: only where copies are asked for

    near = standing.neighbours(connection, [number]).get(number, [])
    agreeing = [one.claim for one in near if one.relation is Relation.CORROBORATES]
    claims = loading.claims(connection, [number, *agreeing])
    own = claims[number]
    return [
        other
        for other in dict.fromkeys(agreeing)
        if copied((own.article.text, claims[other].article.text), (paragraph(own), paragraph(claims[other])))
    ]

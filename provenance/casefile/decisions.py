"""What people decide takes effect: the rows follow from the log, whatever was said, taken back or merged."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from provenance.bookkeeping import Undoing
from provenance.errors import InvalidRequest
from provenance.store import (
    added,
    contradictions,
    corrections,
    loading,
    log,
    notes,
    order,
    recent,
    set_links,
    sources,
    standing,
    undoing,
    verdicts,
)
from provenance.store.rows import tag_key

LONGEST_TAG = 60
"""In code points."""
LONGEST_NOTE = 10_000
"""In code points."""


def settle(connection: Connection, decisions: Iterable[tuple[str, str]], reworded: set[int] | None = None) -> set[int]:
    """Makes the rows follow from the log again for some events and subjects.

    Args:
        connection: Of a writing transaction.
        decisions: Events and subjects.
        reworded: Gets the claims, by number, that are to be compared anew (see `relinking`).

    Returns:
        The claims, by number, whose origins, counts or confidence depend on them: they are to be weighed again.
    """
    touched: set[int] = set()
    wanted = list(dict.fromkeys(decisions))
    for event, subject in wanted:  # what people added has to be there before anything is said of it
        if event == order.CORRECTION:
            touched |= set(added.settle(connection, subject))
    for event, subject in wanted:
        if event == "rating":
            contradictions.settle(connection, event, subject)
            touched |= set(sources.claims_resting_on(connection, subject))
        elif event == "review":
            touched |= _judge(connection, subject)
        elif event in (order.TAG, order.UNTAG):
            notes.settle_tags(connection, subject)
        elif event == order.CORRECTION:
            contradictions.settle(connection, event, subject)
            concerned = corrections.concerned(connection, subject)
            touched |= _corrected(connection, concerned, set() if reworded is None else reworded)
            touched |= set_links.settle(connection, subject)
    return touched


def resettle(connection: Connection, subjects: Iterable[str], reworded: set[int]) -> set[int]:
    """Makes the rows of some claims and links, by id, follow from the log again; see `settle`."""
    events = ("review", order.TAG, order.CORRECTION)
    return settle(connection, [(event, subject) for subject in subjects for event in events], reworded)


def undo(
    connection: Connection, number: int | None, *, by: str, why: str, reworded: set[int]
) -> tuple[Undoing, set[int]]:
    """Takes back an entry (None: the last decision of `by`), or brings back what an undo took; see `undoing`.

    Returns:
        Both entries, and the claims, by number, that are to be weighed again.
    """
    known = order.ledger(connection, order.DECISIONS)
    row = undoing.entry_to_undo(connection, known, number, by)
    undoing.append(connection, known, row, by=by, why=why)
    made = Undoing(undone=log.entry(row), entry=log.last(connection))
    return made, settle(connection, undoing.decisions_behind(known, row), reworded)


def checked_tag(tag: str) -> str:
    """A tag as it is stored. Raises InvalidRequest for one that is empty, too long or holds no plain characters."""
    key = tag_key(tag)
    if not key or len(key) > LONGEST_TAG or not key.isprintable():
        raise InvalidRequest(f"{tag!r} is no tag; give a word or a few, up to {LONGEST_TAG} characters")
    return key


def checked_person(by: str) -> str:
    """Who decides. Raises InvalidRequest where nobody's name is given."""
    if not by.strip():
        raise InvalidRequest("by: nothing was given; a decision needs a name: say who decides")
    return by.strip()


def checked_note(text: str) -> str:
    """A note as it is stored. Raises InvalidRequest for one that is empty or too long."""
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise InvalidRequest(f"a note has from 1 to {LONGEST_NOTE} characters")
    return text.strip()


def correct(connection: Connection, numbers: Iterable[int], reworded: set[int]) -> set[int]:
    """Gives claims that were just read, by number, what people had set before; see `settle`."""
    return _corrected(connection, numbers, reworded) if corrections.has_any(connection) else set()


def _corrected(connection: Connection, numbers: Iterable[int], reworded: set[int]) -> set[int]:
    outdated = corrections.outdated(connection, numbers)
    if outdated:
        recent.forget(connection)
    before = around(connection, outdated)
    corrections.apply(connection, outdated, reworded)
    return before | around(connection, outdated)


def around(connection: Connection, claims: Iterable[int]) -> set[int]:
    """Some claims and those linked to them: whose origins are counted with theirs."""
    own = set(claims)
    near = standing.neighbours(connection, own)
    return own.union(*([one.claim for one in around] for around in near.values()))


def _judge(connection: Connection, target: str) -> set[int]:
    """Gives a claim or link the verdict that counts: none while people contradict each other."""
    verdict = contradictions.verdict(contradictions.settle(connection, order.REVIEW, target))
    claims = loading.claims_with(connection, [target])
    for number in claims:
        verdicts.give_claim(connection, number, verdict)
    found = set(claims)
    for number in loading.links_with(connection, [target]):
        verdicts.give_link(connection, number, verdict)
        ends = verdicts.ends(connection, number)
        found |= {ends.a, ends.b}
    return found

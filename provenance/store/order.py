"""Which decisions had seen which, and which of them count. No clock has a part in it.

Within one casefile a later entry of the log has seen every earlier one. That is written down with each decision, so
that it is still known in another casefile: `over` in its detail names the decisions on the same matter that nothing had
followed when it was made (the heads), by their roots. What these had seen, it had seen as well: happened-before is the
transitive closure of `over`, whichever way the entries went from casefile to casefile. (A multi-value register: Shapiro
et al. 2011, "A comprehensive study of Convergent and Commutative Replicated Data Types", section 3.2.2.)

A decision counts where no later one had seen it. Where several people decided without having seen each other's word,
each of these last words is a side. Sides that say the same agree; others contradict each other, and none of them counts
until a person who has seen them decides.

Entries of earlier versions name nothing (revision 0004). One that was made in this casefile has seen what stands before
it; one that was merged has seen what stands before it and came with the same merge, and nothing else is known of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from provenance.store import tables
from provenance.store.columns import Row
from provenance.store.loading import batches

REVIEW, RATING, NOTE, TAG, UNTAG, SET, UNDO = "review", "rating", "note", "tag", "untag", "set", "undo"
CORRECTION = "correction"
KEEP = "keep"
VIEW = "view"
INGEST, PLACE = "ingest", "place"
MERGE = "merge"
EVENTS = {kind: (kind,) for kind in (REVIEW, RATING, NOTE, SET, CORRECTION, KEEP, VIEW)} | {TAG: (TAG, UNTAG)}
"""The events that decide on each kind of matter."""
DECISIONS = (REVIEW, RATING, NOTE, TAG, UNTAG, CORRECTION, KEEP, VIEW)
"""What people decide, and may take back."""
ORDERED = (*DECISIONS, SET, UNDO)
"""What says what it had seen."""
OVER, UNDER = "over", "under"
"""In the detail of an entry: the roots that it had seen; and, of an entry that is repeated, those that had seen it."""


class Matter(NamedTuple):
    """What entries decide: of those on one matter, the last that stands counts. `value`: the tag, field or note."""

    kind: str
    subject: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a matter. `standing`: the decisions that nobody took back, each after those that it had seen.

    `sides`: the decisions that count for each last word, (the undo itself) where it left none. `heads`: the roots of
    the last words: what the next decision has seen. `alive`: the roots of what nobody took back, undos as well.
    """

    standing: tuple[Row, ...] = ()
    sides: tuple[tuple[Row, ...], ...] = ()
    heads: tuple[str, ...] = ()
    alive: frozenset[str] = frozenset()


NOTHING = Outcome()


def root(row: Row) -> str:
    """What an entry is known by wherever it is repeated, in another casefile or on a later version of an article."""
    detail = row["detail"]
    return str(detail.get("carried") or detail.get("entry") or row["hash"])


def is_passed_on(row: Row) -> bool:
    """Whether an entry was made in another casefile."""
    return "entry" in row["detail"]


def new_matter(event: str, subject: str, value: str) -> Matter | None:
    """What a decision that is to be made is about; None for a note, which nothing was said of before."""
    if event == NOTE:
        return None
    if event in EVENTS[TAG]:
        return Matter(TAG, subject, value)
    return Matter(event, subject, value if event in (SET, CORRECTION) else None)


def matter_of(row: Row) -> Matter:
    """What a decision is about. A note stands by itself. Of an article, it is the place where that lies."""
    if row["event"] in (INGEST, PLACE):
        return Matter(PLACE, row["detail"]["place"])
    return new_matter(row["event"], row["subject"], row["value"]) or Matter(NOTE, row["subject"], root(row))


class Ledger:
    """Decisions and what takes them back, as some rows of the log have it.

    The rows have to hold every row of the matters that are asked for, what they were repeated from, and every undo.
    """

    def __init__(self, rows: Iterable[Row], merges: Sequence[int]) -> None:
        """`merges` are the numbers of the entries that end a merge, ascending."""
        self.first: dict[str, Row] = {}
        self._matters: defaultdict[Matter, dict[str, Row]] = defaultdict(dict)
        self._undoing: defaultdict[str, list[str]] = defaultdict(list)
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._merges = merges
        for row in sorted(rows, key=lambda one: int(one["number"])):
            own = root(row)
            if own not in self.first:
                self.first[own] = row
                if row["event"] == UNDO:
                    self._undoing[row["detail"]["undoes"]].append(own)
            if row["event"] != UNDO:
                self._matters[matter_of(row)].setdefault(own, row)
            self._seen[own].update(row["detail"].get(OVER, ()))
            for later in row["detail"].get(UNDER, ()):
                self._seen[later].add(own)

    @property
    def matters(self) -> list[Matter]:
        """All that is decided here, in the order in which it first was."""
        return list(self._matters)

    def matters_with(self, decision: str) -> list[Matter]:
        """The matters on which a decision, by its root, stands: several, where it followed to a later version."""
        return [matter for matter, rows in self._matters.items() if decision in rows]

    def decision_behind(self, row: Row) -> str:
        """The root of the decision behind an undo, or behind the undo of an undo; a decision is behind itself."""
        while row["event"] == UNDO:
            row = self.first[row["detail"]["undoes"]]
        return root(row)

    def number(self, entry: str) -> int:
        """The number under which an entry came into this casefile."""
        return int(self.first[entry]["number"])

    def outcome(self, matter: Matter) -> Outcome:
        """What counts of a matter, for each of those who had the last word."""
        decisions = self._matters.get(matter)
        if not decisions:
            return NOTHING
        if len(decisions) == 1 and not any(one in self._undoing for one in decisions):
            [(only, row)] = decisions.items()
            return Outcome((row,), ((row,),), (only,), frozenset(decisions))
        words = self.words_on(matter)
        bits = {word: 1 << place for place, word in enumerate(words)}
        past = self._pasts(matter)
        followed = 0
        for word in words:
            followed |= past[word]
        stood: set[str] = set()
        sides, heads = [], []
        for word in words:
            if bits[word] & followed:
                continue
            known = [one for one in words if bits[one] & (past[word] | bits[word])]
            alive = self._alive(known)
            stood.update(alive)
            heads.append(word)
            sides.append(tuple(decisions[one] for one in _last(alive, bits, past, decisions)) or (self.first[word],))
        standing = tuple(decisions[one] for one in words if one in stood and one in decisions)
        return Outcome(standing, tuple(sides), tuple(heads), frozenset(stood))

    def words_on(self, matter: Matter) -> list[str]:
        """The decisions on a matter and what takes them back, by root, in the order in which they came here."""
        found = dict.fromkeys(self._matters.get(matter, ()))
        waiting = list(found)
        while waiting:
            undoing = [one for one in self._undoing[waiting.pop()] if one not in found]
            found |= dict.fromkeys(undoing)
            waiting += undoing
        return sorted(found, key=self.number)

    def seen_by(self, word: str, matter: Matter) -> list[str]:
        """Which words on a matter this one, which is on it as well, had seen."""
        past = self._pasts(matter).get(word, 0)
        return [one for place, one in enumerate(self.words_on(matter)) if past & 1 << place]

    def over(self, row: Row) -> list[str]:
        """What to write down that an entry had seen: what it says itself, or what its place in this log tells."""
        own = root(row)
        if OVER in row["detail"]:
            return list(row["detail"][OVER])
        matters = self.matters_with(self.decision_behind(row)) if row["event"] == UNDO else [matter_of(row)]
        return list(dict.fromkeys(seen for matter in matters for seen in self.seen_by(own, matter)))

    def _pasts(self, matter: Matter) -> dict[str, int]:
        """Which words on a matter each of them had seen, as bits in the order of `words_on`."""
        words = self.words_on(matter)
        bits = {word: 1 << place for place, word in enumerate(words)}
        past: dict[str, int] = {}
        for word in self._with_what_they_saw(words):
            seen = 0
            for one in self._seen[word]:
                seen |= past.get(one, 0) | bits.get(one, 0)
            if word in bits and OVER not in self.first[word]["detail"]:
                before = words[: words.index(word)]
                for one in before if not is_passed_on(self.first[word]) else self._come_with(word, before):
                    seen |= past[one] | bits[one]
            past[word] = seen
        return past

    def _with_what_they_saw(self, words: Iterable[str]) -> list[str]:
        """Some entries and all that these had seen, each after what it had seen."""
        found: set[str] = set()
        waiting = list(words)
        while waiting:
            one = waiting.pop()
            if one in self.first and one not in found:
                found.add(one)
                waiting += self._seen[one]
        return sorted(found, key=self.number)

    def _come_with(self, word: str, before: Iterable[str]) -> Iterator[str]:
        """Those of some earlier entries that came by the same merge as `word`."""
        batch = bisect_left(self._merges, self.number(word))
        for one in before:
            if is_passed_on(self.first[one]) and bisect_left(self._merges, self.number(one)) == batch:
                yield one

    def _alive(self, words: Sequence[str]) -> list[str]:
        """Those of some words, in order, that none of the others takes back."""
        gone: set[str] = set()
        for word in reversed(words):  # the latest first: no other can take it back any more
            row = self.first[word]
            if row["event"] == UNDO and word not in gone:
                gone.add(row["detail"]["undoes"])
        return [word for word in words if word not in gone]


def _last(
    alive: Sequence[str], bits: Mapping[str, int], past: Mapping[str, int], decisions: Mapping[str, Row]
) -> list[str]:
    """Those of the decisions still there that no other of them had seen."""
    seen, found = 0, []
    for word in reversed(alive):
        if word in decisions:
            if not bits[word] & seen:
                found.append(word)
            seen |= past[word] | bits[word]
    return found[::-1]


def ledger(
    connection: Connection, events: Iterable[str], subjects: Iterable[str] | None = None, *, until: int | None = None
) -> Ledger:
    """The decisions of some events (on some subjects only), with what takes them back; `until`: up to that entry."""
    entry = tables.log.c
    wanted = list(events)
    if subjects is None:
        rows: list[Row] = list(connection.execute(select(tables.log).where(entry.event.in_(wanted))).mappings())
    else:
        rows = list(_with_earlier_versions(connection, wanted, subjects))
    if not rows:
        return Ledger((), ())
    if set(wanted) & set(DECISIONS):
        rows += connection.execute(select(tables.log).where(entry.event == UNDO)).mappings()
    if until is not None:
        rows = [row for row in rows if int(row["number"]) <= until]
    merges = select(entry.number).where(entry.event == MERGE).order_by(entry.number)
    return Ledger(rows, list(connection.execute(merges).scalars()))


def _with_earlier_versions(connection: Connection, events: list[str], subjects: Iterable[str]) -> Iterator[Row]:
    """The entries on some subjects, and on those from which they were repeated."""
    waiting, asked = set(subjects), set[str]()
    while waiting:
        asked |= waiting
        earlier = set()
        for batch in batches(sorted(waiting)):
            query = select(tables.log).where(tables.log.c.event.in_(events), tables.log.c.subject.in_(batch))
            for row in connection.execute(query).mappings():
                earlier |= {row["detail"]["carried_from"]} if "carried_from" in row["detail"] else set()
                yield row
        waiting = earlier - asked

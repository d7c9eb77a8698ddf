"""What counts, against a model that keeps for every decision the whole set of those that its author had seen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from clocks import Jumping
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from provenance.errors import InvalidRequest
from provenance.store import contradictions, log, merging, order, repeating, tables, undoing
from provenance.store.order import Matter

EXAMPLES = int(os.environ.get("PROVENANCE_EXAMPLES", "12")) * 10
SUBJECTS = ("claim", "link")
MATTERS = (
    Matter("review", "claim"),
    Matter("review", "link"),
    Matter("rating", "claim"),
    Matter("tag", "claim", "big"),
)


@contextmanager
def rooms(hours: Sequence[int]) -> Iterator[list[Connection]]:
    """Three logs, each with a clock of its own."""
    engines = [create_engine("sqlite://", poolclass=StaticPool) for _ in range(3)]
    opened = []
    for number, engine in enumerate(engines):
        clock = Jumping(hours[number % len(hours) :] or hours)
        opened.append(engine.connect().execution_options(clock=clock))
        tables.metadata.create_all(opened[-1])
    try:
        yield opened
    finally:
        for connection, engine in zip(opened, engines, strict=True):
            connection.close()
            engine.dispose()


@dataclass(frozen=True)
class Word:
    """A decision, or what takes one back, by the number of the act; `past`: all that its author had seen."""

    number: int
    matter: Matter
    value: str
    past: frozenset[int]
    undoes: int | None = None


@dataclass
class Model:
    """What each room knows, as numbers of words."""

    words: dict[int, Word] = field(default_factory=dict)
    known: list[set[int]] = field(default_factory=lambda: [set(), set(), set()])

    def say(self, room: int, word: Word) -> None:
        self.words[word.number] = word
        self.known[room].add(word.number)

    def sides(self, room: int, matter: Matter) -> set[frozenset[int]]:
        """For each last word, the decisions that count for its author, or the word itself."""
        own = {one for one in self.known[room] if self.words[one].matter == matter}
        heads = {one for one in own if not any(one in self.words[other].past for other in own)}
        return {self._side(head, own) for head in heads}

    def _side(self, head: int, own: set[int]) -> frozenset[int]:
        seen = sorted((self.words[head].past & own) | {head}, reverse=True)
        gone: set[int | None] = set()
        for one in seen:
            if one not in gone:
                gone.add(self.words[one].undoes)
        alive = [one for one in seen if one not in gone and self.words[one].undoes is None]
        last = frozenset(one for one in alive if not any(one in self.words[other].past for other in alive))
        return last or frozenset({head})


_ACTS = st.one_of(
    st.tuples(st.just("decide"), st.integers(0, 2), st.integers(0, len(MATTERS) - 1), st.integers(0, 2)),
    st.tuples(st.just("undo"), st.integers(0, 2), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("merge"), st.integers(0, 2), st.integers(1, 2), st.just(0)),
)
_VALUES: Mapping[str, Sequence[tuple[str, str]]] = {
    "review": (("review", "accept"), ("review", "reject"), ("review", "open")),
    "rating": (("rating", "A"), ("rating", "D"), ("rating", "F")),
    "tag": (("tag", "big"), ("untag", "big"), ("tag", "big")),
}
_HOURS = st.lists(st.integers(-1, 1), min_size=1, max_size=5)


@settings(max_examples=EXAMPLES, deadline=None)
@given(acts=st.lists(_ACTS, min_size=3, max_size=25), hours=_HOURS)
def test_each_casefile_knows_who_had_seen_what(acts: list[tuple[str, int, int, int]], hours: list[int]) -> None:
    model = Model()
    with rooms(hours) as logs:
        for number, (act, room, which, value) in enumerate(acts):
            if act == "merge":
                merging.copy_log(logs[(room + which) % 3], logs[room], skipped=("merge",))
                model.known[room] |= model.known[(room + which) % 3]
            elif act == "decide":
                matter = MATTERS[which]
                event, said = _VALUES[matter.kind][value]
                log.decide(logs[room], event, matter.subject, said, person="Kim", why=str(number))
                model.say(room, Word(number, matter, said, frozenset(model.known[room])))
            else:
                _undo(logs[room], model, room, number, which)
        for room, connection in enumerate(logs):
            for matter in MATTERS:
                assert _sides(connection, matter) == model.sides(room, matter)
        _tell_each_other(logs)
        for matter in MATTERS:
            found = [_sides(connection, matter) for connection in logs]
            assert found[0] == found[1] == found[2]
        assert {contradictions.grades(one).get("claim") for one in logs} == {
            contradictions.grades(logs[0]).get("claim")
        }
        assert [log.broken_at(one) for one in logs] == [None] * 3


def _undo(connection: Connection, model: Model, room: int, number: int, back: int) -> None:
    """Takes back one of the last entries, if that can be."""
    every = log.entries(connection)
    if back >= len(every):
        return
    known = order.ledger(connection, order.DECISIONS)
    try:
        row = undoing.entry_to_undo(connection, known, every[-1 - back].number, "Kim")
    except InvalidRequest:
        return
    undoing.append(connection, known, row, by="Kim", why=str(number))
    undone = model.words[int(row["why"])]
    model.say(room, Word(number, undone.matter, "", frozenset(model.known[room]), undoes=undone.number))


def _sides(connection: Connection, matter: Matter) -> set[frozenset[int]]:
    outcome = order.ledger(connection, order.EVENTS[matter.kind], [matter.subject]).outcome(matter)
    return {frozenset(int(row["why"]) for row in side) for side in outcome.sides}


_WITH_VERSIONS = st.one_of(
    _ACTS,
    st.tuples(st.just("repeat"), st.integers(0, 2), st.integers(0, 1), st.just(0)),
)


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(acts=st.lists(_WITH_VERSIONS, min_size=3, max_size=20), hours=_HOURS, other=_HOURS)
def test_what_follows_to_another_version_keeps_its_place(
    acts: list[tuple[str, int, int, int]], hours: list[int], other: list[int]
) -> None:
    """Two subjects are two versions of one claim here. In each casefile one order holds, and all come to the same."""
    ends = [_end(acts, clocks) for clocks in (hours, other)]
    assert ends[0] == ends[1], "the clocks have no part in it"


def _end(acts: list[tuple[str, int, int, int]], clocks: list[int]) -> list[set[frozenset[int]]]:
    """What counts of each subject after the acts, when all know all."""
    with rooms(clocks) as logs:
        for number, act in enumerate(acts):
            _do(logs, number, *act)
        for one in logs:
            if not any(order.is_passed_on(row) for row in log.rows(one, ("review",))):
                _check_one_order(one)
        _tell_each_other(logs)
        found = [[_sides(one, Matter("review", subject)) for subject in SUBJECTS] for one in logs]
        assert found[0] == found[1] == found[2]
        return found[0]


def _do(logs: list[Connection], number: int, act: str, room: int, which: int, value: int) -> None:
    match act:
        case "merge":
            merging.copy_log(logs[(room + which) % 3], logs[room], skipped=("merge",))
        case "decide":
            said = _VALUES["review"][value][1]
            log.decide(logs[room], "review", SUBJECTS[which % 2], said, person="Kim", why=str(number))
        case "repeat":
            repeating.repeat(logs[room], SUBJECTS[which], SUBJECTS[1 - which])


def _check_one_order(connection: Connection) -> None:
    for subject in SUBJECTS:
        outcome = order.ledger(connection, ("review",), [subject]).outcome(Matter("review", subject))
        assert len(outcome.sides) <= 1, "in one casefile nothing contradicts itself"
        said = [int(row["why"]) for row in outcome.standing]
        assert said == sorted(said)


def _tell_each_other(logs: list[Connection]) -> None:
    for here in (*logs, *logs):
        for there in logs:
            if here is not there:
                merging.copy_log(there, here, skipped=("merge",))

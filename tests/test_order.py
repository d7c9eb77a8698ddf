"""Decisions count by what their writers had seen, whatever the clocks of their computers say."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from clocks import NOON, Jumping
from hypothesis import given, settings
from hypothesis import strategies as st
from test_casefile import ALPHA, BETA

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest
from provenance.model import Grade, Verdict
from provenance.records import ClaimRecord
from provenance.store import facts, log, tables

EXAMPLES = int(os.environ.get("PROVENANCE_EXAMPLES", "12"))
"""How many random histories; more take longer."""
BACK, FORTH = (-1,), (1,)
FIRST = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 5 houses were lost.\nMany people left.\n"
SECOND = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 9 houses were lost.\nMany people left.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, words in (("a.txt", ALPHA), ("b.txt", BETA)):
        (folder / name).write_text(words, encoding="utf-8")
    return folder


@pytest.fixture
def cases(new_place: Callable[[], str], articles: Path) -> Iterator[tuple[Casefile, Casefile]]:
    """Two people's casefiles of the same articles; one clock runs back, the other ahead."""
    with (
        Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(BACK)) as mine,
        Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(FORTH)) as theirs,
    ):
        for case in (mine, theirs):
            case.ingest([articles])
        yield mine, theirs


def where(case: Casefile) -> str:
    return case._database.engine.url.render_as_string(hide_password=False)


def exchange(one: Casefile, other: Casefile) -> None:
    one.merge(where(other))
    other.merge(where(one))


def claim(case: Casefile, words: str = "12 people") -> ClaimRecord:
    [found] = [one for one in case.claims() if words in one.text]
    return found


def put(case: Casefile, file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return case.ingest([file]).outcomes[0].state


@pytest.mark.parametrize("hours", [BACK, FORTH, (-1, 1), (1, -1), (0,)])
def test_the_last_decision_counts_whatever_the_clock_says(place: str, articles: Path, hours: tuple[int, ...]) -> None:
    with Casefile.open(place, steps=PlainSteps(), clock=Jumping(hours)) as case:
        case.ingest([articles])
        target = claim(case).id
        case.review(target, "accept", by="Ann", why="seen")
        case.rate("Officials", "B", by="Ann", why="known")
        case.tag(target, "big", by="Ann")
        case.review(target, "reject", by="Ann", why="seen better")
        case.rate("Officials", "D", by="Ann", why="known better")
        case.untag(target, "big", by="Ann")
        assert claim(case).verdict is Verdict.REJECT
        assert [str(one.verdict) for one in case.reviews(target)] == ["accept", "reject"]
        source = case.source("Officials").source
        assert (source.grade, [one.grade for one in source.ratings]) == (Grade.D, [Grade.B, Grade.D])
        assert claim(case).tags == ()
        first = next(one.number for one in case.log() if one.value == "accept")
        with pytest.raises(InvalidRequest, match="no longer counts"):
            case.undo(by="Ann", why="no", entry=first)
        taken = [case.undo(by="Ann", why="no").undone.value for _ in range(6)]
        assert taken == ["big", "D", "reject", "big", "B", "accept"]
        assert claim(case).verdict is None
        assert case.contradictions() == []
        assert case.verify().differences == ()


def test_what_was_said_of_a_file_holds_by_its_order(place: str, articles: Path) -> None:
    with Casefile.open(place, steps=PlainSteps(), clock=Jumping(BACK)) as case:
        for title in ("First", "Second"):
            case.ingest([articles / "a.txt"], settings=[f"title={title}"], by="Ann")
        assert [one.title for one in case.articles()] == ["Second"]
        case.ingest([articles / "a.txt"])
        assert [one.title for one in case.articles()] == ["Second"]


def test_two_words_on_one_address_leave_it_to_the_article(cases: tuple[Casefile, Casefile], tmp_path: Path) -> None:
    mine, theirs = cases
    put(mine, tmp_path / "w.txt", web(None, 5))
    put(theirs, tmp_path / "w.txt", web(None, 5))

    def given(case: Casefile) -> dict[str, str]:
        with case._database.reading() as connection:
            return facts.given(connection, "url:https://alpha.example/dam")

    for case, title in ((mine, "Mine"), (theirs, "Theirs")):
        with case._database.writing() as connection:
            facts.give(connection, "url:https://alpha.example/dam", {"title": title, "language": "en"}, "Kim")
    exchange(mine, theirs)
    assert [given(case) for case in cases] == [{"language": "en"}] * 2
    with theirs._database.writing() as connection:
        facts.give(connection, "url:https://alpha.example/dam", {"title": "Ours"}, "Kim")
    exchange(mine, theirs)
    assert [given(case) for case in cases] == [{"title": "Ours", "language": "en"}] * 2


@pytest.mark.parametrize("hours", [BACK, FORTH])
def test_decisions_follow_to_new_versions_in_their_order(place: str, tmp_path: Path, hours: tuple[int, ...]) -> None:
    with Casefile.open(place, steps=PlainSteps(), clock=Jumping(hours)) as case:
        put(case, tmp_path / "a.txt", FIRST)
        case.review(claim(case, "Many people").id, "accept", by="Kim", why="seen")
        put(case, tmp_path / "a.txt", SECOND)
        case.review(claim(case, "Many people").id, "reject", by="Lee", why="seen better")
        put(case, tmp_path / "a.txt", FIRST)
        back = claim(case, "Many people")
        assert (back.verdict, back.contested) == (Verdict.REJECT, False)
        assert [one.by for one in case.reviews(back.id)] == ["Kim", "Lee"]
        assert case.verify().differences == ()


def test_what_was_said_of_an_old_version_meanwhile_keeps_its_place(place: str, tmp_path: Path) -> None:
    with Casefile.open(place, steps=PlainSteps(), clock=Jumping(BACK)) as case:
        put(case, tmp_path / "a.txt", FIRST)
        old = claim(case, "Many people").id
        put(case, tmp_path / "a.txt", SECOND)
        case.review(claim(case, "Many people").id, "accept", by="Kim", why="seen")
        case.review(old, "reject", by="Lee", why="of the old one, and later")
        put(case, tmp_path / "a.txt", FIRST)
        again = claim(case, "Many people")
        assert (again.id, again.verdict, again.contested) == (old, Verdict.REJECT, False)
        put(case, tmp_path / "a.txt", SECOND)
        assert claim(case, "Many people").verdict is Verdict.REJECT
        assert case.verify().differences == ()


def test_who_had_seen_the_other_decides(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    target = claim(mine).id
    theirs.review(target, "accept", by="Tom", why="seen")  # an hour ahead
    mine.merge(where(theirs))
    mine.review(target, "reject", by="Mia", why="called them")  # hours before, as the clocks have it
    exchange(mine, theirs)
    for case in cases:
        assert (claim(case).verdict, claim(case).contested) == (Verdict.REJECT, False)
        assert [one.by for one in case.reviews(target)] == ["Tom", "Mia"]
        assert case.contradictions() == []
        assert case.verify().differences == ()


def test_who_had_not_seen_the_other_contradicts(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    target, before = claim(mine).id, claim(mine).confidence
    mine.review(target, "reject", by="Mia", why="called them")
    theirs.review(target, "accept", by="Tom", why="seen")
    assert mine.merge(where(theirs)).contradictions == 1
    assert theirs.merge(where(mine)).contradictions == 1
    for case in cases:
        [one] = case.contradictions()
        assert (one.what, one.target) == ("review", target)
        assert {(side.value, side.by, side.why) for side in one.sides} == {
            ("accept", "Tom", "seen"),
            ("reject", "Mia", "called them"),
        }
        found = claim(case)
        assert (found.verdict, found.contested, found.confidence) == (None, True, before)
        assert case.show(target).contradictions == (one,)
        assert case.contradictions(target) == [one]
        assert case.desk().counts.contradictions == 1
        first = case.queue().items[0]
        assert (first.stage, first.target) == ("contradiction", target)
        assert target not in {item.target for item in case.queue(limit=99).items[1:]}
        assert case.verify().differences == ()
    mine.review(target, "accept", by="Mia", why="Tom is right")
    assert (claim(mine).verdict, claim(mine).contested) == (Verdict.ACCEPT, False)
    assert theirs.merge(where(mine)).contradictions == 0
    assert (claim(theirs).verdict, claim(theirs).contested) == (Verdict.ACCEPT, False)
    assert mine.merge(where(theirs)).entries == 0
    assert [case.contradictions() for case in cases] == [[], []]


def test_the_same_said_twice_is_no_contradiction(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    for case, person in ((mine, "Mia"), (theirs, "Tom")):
        case.review(claim(case).id, "reject", by=person, why="seen")
        case.rate("Officials", "B", by=person, why="known")
    exchange(mine, theirs)
    for case in cases:
        assert claim(case).verdict is Verdict.REJECT
        assert case.source("Officials").source.grade is Grade.B
        assert len(case.reviews(claim(case).id)) == 2
        assert case.contradictions() == []


def test_one_verdict_in_two_wordings_waits_for_a_person(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    for case, words in ((mine, "Mostly false"), (theirs, "False")):
        case.review(claim(case).id, "reject", by="Kim", why="seen", wording=words)
    exchange(mine, theirs)
    for case in cases:
        [one] = case.contradictions()
        assert {side.wording for side in one.sides} == {"Mostly false", "False"}


def test_contradicting_grades_count_as_none(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    before = claim(mine).confidence
    mine.rate("Officials", "A", by="Mia", why="known")
    theirs.rate("the officials", "E", by="Tom", why="known better")
    exchange(mine, theirs)
    for case in cases:
        source = case.source("Officials").source
        assert (source.grade, source.contested, len(source.ratings)) == (Grade.F, True, 2)
        assert claim(case).confidence == before
        [one] = case.contradictions("Officials")
        assert (one.what, one.target, {side.value for side in one.sides}) == ("rating", "officials", {"A", "E"})
        assert case.desk().counts.contradictions == 1
    theirs.rate("Officials", "C", by="Tom", why="we agreed")
    exchange(mine, theirs)
    for case in cases:
        source = case.source("Officials").source
        assert (source.grade, source.contested) == (Grade.C, False)
        assert case.verify().differences == ()


def test_to_take_one_side_back_settles_it(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    [clash] = mine.links(relation="conflicts")
    mine.review(clash.id, "reject", by="Mia", why="another bridge")
    theirs.review(clash.id, "accept", by="Tom", why="the same")
    exchange(mine, theirs)
    assert [case.link(clash.id).contested for case in cases] == [True, True]
    assert mine.queue().items[0].target == clash.id
    mine.undo(by="Mia", why="he is right")
    exchange(mine, theirs)
    for case in cases:
        assert (case.link(clash.id).verdict, case.link(clash.id).contested) == (Verdict.ACCEPT, False)
        assert case.verify().differences == ()


def test_taking_back_and_deciding_anew_contradict_each_other(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    target = claim(mine).id
    mine.review(target, "accept", by="Mia", why="seen")
    exchange(mine, theirs)
    mine.undo(by="Mia", why="not sure any more")
    theirs.review(target, "reject", by="Tom", why="called them")
    exchange(mine, theirs)
    for case in cases:
        [one] = case.contradictions()
        assert {(side.value, side.by) for side in one.sides} == {("open", "Mia"), ("reject", "Tom")}
        assert case.verify().differences == ()


def test_tags_and_notes_of_both_stay(cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    target = claim(mine).id
    mine.tag(target, "big", by="Mia")
    note = mine.note(target, "asked", by="Mia")
    exchange(mine, theirs)
    mine.untag(target, "big", by="Mia")
    theirs.untag(target, "big", by="Tom")
    theirs.tag(target, "big", by="Tom")
    mine.undo(by="Ann", why="wrong claim", entry=note.entry)
    exchange(mine, theirs)
    for case in cases:
        assert claim(case).tags == ("big",)
        assert case.notes() == []
        assert case.contradictions() == []
        assert case.verify().differences == ()


def test_a_backup_that_was_worked_on_contradicts_the_original(
    new_place: Callable[[], str], cases: tuple[Casefile, Casefile]
) -> None:
    case, _ = cases
    target = claim(case).id
    case.review(target, "accept", by="Ann", why="seen")
    copied = new_place()
    case.copy(copied)
    with Casefile.open(copied, steps=PlainSteps(), clock=Jumping(FORTH)) as backup:
        case.review(target, "reject", by="Ann", why="seen better")
        backup.review(target, "open", by="Ben", why="not so fast")
        exchange(case, backup)
        for one in (case, backup):
            [found] = one.contradictions()
            assert {(side.value, side.by) for side in found.sides} == {("reject", "Ann"), ("open", "Ben")}
        backup.review(target, "reject", by="Ben", why="agreed")
        exchange(case, backup)
        for one in (case, backup):
            assert (claim(one).verdict, one.contradictions()) == (Verdict.REJECT, [])
            assert one.verify().differences == ()


def test_a_merge_in_a_circle_changes_nothing(tmp_path: Path, cases: tuple[Casefile, Casefile]) -> None:
    mine, theirs = cases
    with Casefile.open(tmp_path / "third.db", steps=PlainSteps(), clock=Jumping((3, -5))) as third:
        mine.review(claim(mine).id, "reject", by="Mia", why="no")
        theirs.review(claim(theirs).id, "accept", by="Tom", why="yes")
        theirs.merge(where(mine))
        third.merge(where(theirs))
        mine.merge(where(third))
        for case, other in ((theirs, mine), (third, mine), (mine, theirs), (mine, third), (theirs, third)):
            before = case.log()
            summary = case.merge(where(other))
            assert (summary.entries, summary.articles, summary.links, summary.contradictions) == (0, 0, 0, 0)
            assert case.log() == before
        assert [claim(case).contested for case in (mine, theirs, third)] == [True] * 3


def as_before(case: Casefile, verdicts: list[tuple[str, str | None]], target: str, *, shown: Verdict) -> None:
    """Gives a claim verdicts as an earlier version left them: nothing says what each had seen, the clock decided.

    Each is a verdict and, where it was merged, what it was known by before; "merge" ends a merge.
    """
    with case._database.writing() as connection:
        for verdict, entry in verdicts:
            detail = {"at": NOON.isoformat()} | ({} if entry is None else {"entry": entry})
            if verdict == "merge":
                log.append(connection, "merge", "theirs.db", "merged")
            else:
                log.append(connection, "review", target, verdict, person="Kim", why="so", detail=detail)
        connection.execute(tables.claim.update().where(tables.claim.c.id == target).values(verdict=shown.value))
        kept = {"event": "review", "subject": target, "settled": False}
        connection.execute(tables.contradiction.insert().values(kept))  # as the migration does


_OLD = {
    "made here": ([("accept", None), ("reject", None)], Verdict.REJECT, False),
    "merged after what was made here": ([("accept", None), ("reject", "1" * 64), ("merge", None)], None, True),
    "merged, and the same": ([("accept", None), ("accept", "1" * 64), ("merge", None)], Verdict.ACCEPT, False),
    "of one merge": ([("accept", "1" * 64), ("reject", "2" * 64), ("merge", None)], Verdict.REJECT, False),
    "of two merges": (
        [("accept", "1" * 64), ("merge", None), ("reject", "2" * 64), ("merge", None)],
        None,
        True,
    ),
    "decided here after a merge": ([("accept", "1" * 64), ("merge", None), ("reject", None)], Verdict.REJECT, False),
}


@pytest.mark.parametrize(("old", "verdict", "contested"), _OLD.values(), ids=_OLD.keys())
def test_decisions_of_earlier_versions(
    place: str,
    articles: Path,
    old: list[tuple[str, str | None]],
    verdict: Verdict | None,
    contested: bool,
) -> None:
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([articles])
        target = claim(case).id
        as_before(case, old, target, shown=Verdict.ACCEPT)
    with Casefile.open(place, steps=PlainSteps()) as case:
        assert (claim(case).verdict, claim(case).contested) == (verdict, contested)
        assert case.verify().differences == ()
        with Casefile.open("sqlite://", steps=PlainSteps()) as other:
            other.ingest([articles])
            other.merge(place)
            assert (claim(other).verdict, claim(other).contested) == (verdict, contested)
        case.review(target, "open", by="Ann", why="asked again")
        assert (claim(case).verdict, claim(case).contested) == (None, False)


def web(day: str | None, houses: int) -> str:
    dated = "" if day is None else f"date: {day}\n"
    return f"{dated}url: https://alpha.example/dam\n{FIRST.replace('5 houses', f'{houses} houses')}"


def texts(case: Casefile) -> list[str]:
    return sorted(one.text for one in case.claims() if "houses" in one.text)


def test_what_was_replaced_does_not_come_back(new_place: Callable[[], str], tmp_path: Path) -> None:
    """The copy has the old content of a file and of an address, and a clock that is ahead."""
    copied = new_place()
    with Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(BACK)) as case:
        put(case, tmp_path / "a.txt", FIRST)
        put(case, tmp_path / "w.txt", web(None, 7))
        case.copy(copied)
        put(case, tmp_path / "a.txt", SECOND)
        put(case, tmp_path / "w.txt", web(None, 8))
        expected = ["Officials say 8 houses were lost.", "Officials say 9 houses were lost."]
        assert texts(case) == expected
        with Casefile.open(copied, steps=PlainSteps(), clock=Jumping(FORTH)) as old:
            case.merge(copied)
            assert texts(case) == expected
            old.merge(where(case))
            assert texts(old) == expected
            assert [one.verify().differences for one in (case, old)] == [(), ()]
        with Casefile.open(tmp_path / "other.db", steps=PlainSteps(), clock=Jumping(FORTH)) as other:
            put(other, tmp_path / "elsewhere.txt", web(None, 7))  # taken in by somebody who knows of no later one
            case.merge(tmp_path / "other.db")
            assert texts(case) == expected
            other.merge(where(case))
            assert texts(other) == expected


def test_files_of_one_name_on_two_machines_go_on_by_themselves(new_place: Callable[[], str], tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with (
        Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(BACK)) as mine,
        Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(FORTH)) as theirs,
    ):
        put(mine, file, FIRST)
        put(theirs, file, FIRST.replace("5 houses", "6 houses"))
        exchange(mine, theirs)
        both = ["Officials say 5 houses were lost.", "Officials say 6 houses were lost."]
        assert [texts(case) for case in (mine, theirs)] == [both, both]
        put(theirs, file, FIRST.replace("5 houses", "7 houses"))
        exchange(mine, theirs)
        both = ["Officials say 5 houses were lost.", "Officials say 7 houses were lost."]
        assert [texts(case) for case in (mine, theirs)] == [both, both]
        logs = [case.log() for case in (mine, theirs)]
        exchange(mine, theirs)
        assert [case.log() for case in (mine, theirs)] == logs
        assert [case.verify().differences for case in (mine, theirs)] == [(), ()]


@pytest.mark.parametrize(("mine_on", "theirs_on"), [("2026-01-05", "2026-01-06"), ("2026-01-06", "2026-01-05")])
def test_of_two_contents_of_an_address_the_one_of_the_later_day_is_listed(
    new_place: Callable[[], str], tmp_path: Path, mine_on: str, theirs_on: str
) -> None:
    with (
        Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(BACK)) as mine,
        Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(FORTH)) as theirs,
    ):
        put(mine, tmp_path / "m.txt", web(mine_on, 5))
        put(theirs, tmp_path / "t.txt", web(theirs_on, 6))
        for case in (mine, theirs):
            case.review(claim(case, "Many people").id, "accept", by="Kim", why="seen")
        exchange(mine, theirs)
        later = 5 if mine_on > theirs_on else 6
        for case in (mine, theirs):
            assert texts(case) == [f"Officials say {later} houses were lost."]
            assert len(case.reviews(claim(case, "Many people").id)) == 2, "a review follows the same passage"
            assert case.verify().differences == ()
        assert [mine.merge(where(theirs)).entries, theirs.merge(where(mine)).entries] == [0, 0]
        put(mine, tmp_path / "m.txt", web("2026-01-01", 4))  # its author has seen both, so its day has no part in it
        exchange(mine, theirs)
        assert [texts(case) for case in (mine, theirs)] == [["Officials say 4 houses were lost."]] * 2
        assert mine.merge(where(theirs)).entries == 0


def test_a_decision_on_a_replaced_content_follows_after_a_merge(new_place: Callable[[], str], tmp_path: Path) -> None:
    copied = new_place()
    with Casefile.open(new_place(), steps=PlainSteps(), clock=Jumping(FORTH)) as case:
        put(case, tmp_path / "a.txt", FIRST)
        case.review(claim(case, "Many people").id, "accept", by="Ann", why="seen")
        case.copy(copied)
        put(case, tmp_path / "a.txt", SECOND)
        with Casefile.open(copied, steps=PlainSteps(), clock=Jumping(BACK)) as old:
            old.review(claim(old, "Many people").id, "reject", by="Ben", why="called them")
            exchange(case, old)
            for one in (case, old):
                found = claim(one, "Many people")
                assert (found.verdict, found.contested) == (Verdict.REJECT, False)
                assert "9 houses" in texts(one)[0]
                assert one.verify().differences == ()
            case.review(claim(case, "Many people").id, "accept", by="Ann", why="called them, too")
            old.review(claim(old, "Many people").id, "open", by="Ben", why="not so sure")
            exchange(case, old)
            assert [claim(one, "Many people").contested for one in (case, old)] == [True, True]


@dataclass
class Newsroom:
    """Three casefiles and what happens to them."""

    cases: list[Casefile]
    folder: Path

    def act(self, act: tuple[str, int, int, str]) -> None:
        name, at, number, value = act
        case, person = self.cases[at], f"person {at}"
        claims, links = case.claims(order="file"), case.links(relation="conflicts")
        target = [*(one.id for one in (claims[0], claims[-1])), links[0].id][number]
        match name:
            case "review":
                case.review(target, value, by=person, why="so")
            case "rate":
                case.rate("Officials", {"accept": "B", "reject": "D", "open": "F"}[value], by=person, why="so")
            case "tag":
                tagged = case.tags(target)
                (case.untag if tagged else case.tag)(target, "big", by=person)
            case "undo":
                numbers = [
                    one.number for one in case.log() if one.event in ("review", "rating", "tag", "untag", "undo")
                ]
                try:
                    case.undo(by=person, why="no", entry=numbers[-1 - number])
                except (IndexError, InvalidRequest):
                    return
            case "put":
                text = (FIRST, web(None, 5), web("2026-01-05", 5))[number]
                people = {"accept": "Many", "reject": "Some", "open": "Few"}[value]
                put(case, self.folder / f"{number}.txt", text.replace("Many", people))
            case "merge":
                other = self.cases[(at + 1 + number % 2) % 3]
                case.merge(where(other))


_ACTS = st.tuples(
    st.sampled_from(["review", "review", "rate", "tag", "undo", "put", "merge", "merge"]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["accept", "reject", "open"]),
)
_HOURS = st.lists(st.integers(-1, 1), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casefile with articles and no decision."""
    folder = tmp_path_factory.mktemp("ingested")
    for name, words in (("a.txt", ALPHA), ("b.txt", BETA)):
        (folder / name).write_text(words, encoding="utf-8")
    with Casefile.open(folder / "claims.db", steps=PlainSteps(), clock=Jumping((0,))) as case:
        case.ingest([folder])
    return folder / "claims.db"


def standing(case: Casefile) -> tuple[object, ...]:
    """What counts, without numbers and times."""
    return (
        sorted((one.id, one.verdict, one.contested, one.tags, round(one.confidence, 9)) for one in case.claims()),
        sorted((one.id, str(one.verdict), one.contested) for one in case.links()),
        [(one.source, one.grade, one.contested) for one in case.sources()],
        {(one.target, frozenset((side.value, side.by) for side in one.sides)) for one in case.contradictions()},
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(acts=st.lists(_ACTS, min_size=2, max_size=10), hours=_HOURS, other=_HOURS, first=st.integers(0, 2))
def test_whoever_merges_whom_all_come_to_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    ingested: Path,
    acts: list[tuple[str, int, int, str]],
    hours: list[int],
    other: list[int],
    first: int,
) -> None:
    """Random histories on three copies: whichever way they are merged, whatever the clocks say, one thing counts."""
    ends = []
    for clocks in (hours, other):
        folder = tmp_path_factory.mktemp("rooms")
        cases = []
        for number in range(3):
            shutil.copy(ingested, folder / f"{number}.db")
            clock = Jumping(clocks[number % len(clocks) :] or clocks)
            cases.append(Casefile.open(folder / f"{number}.db", steps=PlainSteps(), clock=clock))
        room = Newsroom(cases, folder)
        for act in acts:
            room.act(act)
        order = [cases[(first + step) % 3] for step in range(3)]
        for case in (*order, *reversed(order)):
            for another in cases:
                if another is not case:
                    case.merge(where(another))
        found = [standing(case) for case in cases]
        assert found[0] == found[1] == found[2]
        ends.append(found[0])
        assert [case.verify().differences for case in cases] == [()] * 3
        assert [case.merge(where(cases[0])).entries for case in cases[1:]] == [0, 0]
        for case in cases:
            case.close()
    assert ends[0] == ends[1], "the clocks have no part in it"

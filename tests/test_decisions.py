from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from test_casefile import ALPHA, BETA, GAMMA, Desk

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest, NotFound
from provenance.model import Grade, Verdict
from provenance.records import Filter
from provenance.store import tables


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Iterator[Desk]:
    made = Desk(tmp_path, place)
    for name, words in (("a.txt", ALPHA), ("b.txt", BETA)):
        assert made.put(name, words).state == "added"
    yield made
    made.case.close()


def test_notes_are_kept_in_order_on_claims_links_and_articles(desk: Desk) -> None:
    claim, [clash], article = desk.claim("12 people"), desk.case.links(relation="conflicts"), desk.case.articles()[0]
    first = desk.case.note(claim.id[:8], "  Asked the ministry.\nNo answer. ", by="Ann")
    assert (first.target, first.text, first.by) == (claim.id, "Asked the ministry.\nNo answer.", "Ann")
    second = desk.case.note(clash.id, "They count otherwise.", by="Ben")
    third = desk.case.note(article.id, "Sent by the author.", by="Ann")
    assert desk.case.notes() == [first, second, third]
    assert desk.case.notes(claim.id) == [first]
    assert desk.case.log(after=first.entry - 1)[0].value == first.text


@pytest.mark.parametrize(("note", "by"), [("", "Ann"), ("  \n", "Ann"), ("x" * 10_001, "Ann"), ("said", " ")])
def test_empty_and_endless_notes_are_refused(desk: Desk, note: str, by: str) -> None:
    with pytest.raises(InvalidRequest):
        desk.case.note(desk.claim("12 people").id, note, by=by)
    assert desk.case.notes() == []


def test_a_tag_holds_in_any_case_and_can_be_taken_off(desk: Desk) -> None:
    claim = desk.claim("12 people")
    entry = desk.case.tag(claim.id, "  To   CHECK ", by="Ann")
    assert (entry.event, entry.value, entry.person) == ("tag", "to check", "Ann")
    desk.case.tag(claim.id, "casualties", by="Ben")
    assert desk.claim("12 people").tags == ("casualties", "to check")
    assert [one.id for one in desk.case.claims(where=Filter(tags=frozenset({"To check", "casualties"})))] == [claim.id]
    desk.case.untag(claim.id, "To Check", by="Ben")
    assert desk.claim("12 people").tags == ("casualties",)
    assert desk.case.show(claim.id).claim.tags == ("casualties",)
    with pytest.raises(InvalidRequest, match="no tag"):
        desk.case.untag(claim.id, "to check", by="Ben")
    assert desk.case.verify().differences == ()


@pytest.mark.parametrize("tag", ["", " ", "x" * 61, "a\x00b", "a\u202eb"])
def test_what_is_no_tag_is_refused(desk: Desk, tag: str) -> None:
    with pytest.raises(InvalidRequest):
        desk.case.tag(desk.claim("12 people").id, tag, by="Ann")


def test_undo_takes_back_the_last_decision_of_a_person(desk: Desk) -> None:
    claim = desk.claim("12 people")
    desk.case.review(claim.id, "reject", by="Ann", why="misread")
    desk.case.rate("Officials", "A", by="Ben", why="known")
    rejected = desk.claim("12 people").confidence
    made = desk.case.undo(by="Ann", why="read again")
    assert (made.undone.event, made.undone.value, made.entry.event) == ("review", "reject", "undo")
    assert (made.entry.person, made.entry.why, made.entry.subject) == ("Ann", "read again", claim.id)
    after = desk.claim("12 people")
    assert after.verdict is None
    assert after.confidence > rejected
    assert desk.case.reviews() == []
    desk.case.undo(by="Ben", why="not so known")
    assert desk.claim("12 people") == claim
    assert desk.case.source("Officials").source.grade is Grade.F
    with pytest.raises(InvalidRequest, match="Ann has decided nothing"):
        desk.case.undo(by="Ann", why="again")
    assert desk.case.verify().differences == ()


def test_undo_goes_back_step_by_step_and_the_earlier_verdict_counts_again(desk: Desk) -> None:
    [clash] = desk.case.links(relation="conflicts")
    for verdict in ("accept", "reject"):
        desk.case.review(clash.id, verdict, by="Ann", why="so")
    assert desk.case.link(clash.id).verdict is Verdict.REJECT
    assert desk.claim("12 people").conflicting == 0
    desk.case.undo(by="Ann", why="no")
    assert desk.case.link(clash.id).verdict is Verdict.ACCEPT
    assert desk.claim("12 people").conflicting == 1
    desk.case.undo(by="Ann", why="no")
    assert desk.case.link(clash.id) == clash
    assert desk.case.verify().differences == ()


def test_undoing_an_undo_restores(desk: Desk) -> None:
    claim = desk.claim("12 people")
    desk.case.review(claim.id, "accept", by="Ann", why="seen")
    accepted = desk.claim("12 people")
    made = desk.case.undo(by="Ann", why="no")
    assert desk.claim("12 people") == claim
    again = desk.case.undo(by="Ann", why="yes after all", entry=made.entry.number)
    assert again.undone == made.entry
    assert desk.claim("12 people") == accepted
    desk.case.undo(by="Ann", why="no, really", entry=again.entry.number)
    assert desk.claim("12 people") == claim
    assert desk.case.verify().differences == ()


def test_what_no_longer_counts_is_answered_clearly(desk: Desk) -> None:
    claim = desk.claim("12 people")
    desk.case.review(claim.id, "accept", by="Ann", why="seen")
    first = desk.case.log()[-1].number
    desk.case.review(claim.id, "reject", by="Ben", why="not so")
    with pytest.raises(InvalidRequest, match=f"entry {first} no longer counts: entry {first + 1} .*reject, by Ben"):
        desk.case.undo(by="Ann", why="no")
    made = desk.case.undo(by="Ann", why="Ben was wrong", entry=first + 1)
    assert desk.claim("12 people").verdict is Verdict.ACCEPT
    with pytest.raises(InvalidRequest, match="taken back already"):
        desk.case.undo(by="Ben", why="no", entry=first + 1)
    desk.case.review(claim.id, "open", by="Kim", why="wait")
    with pytest.raises(InvalidRequest, match="no longer counts"):
        desk.case.undo(by="Ben", why="mine stands", entry=made.entry.number)
    with pytest.raises(InvalidRequest, match="cannot be taken back"):
        desk.case.undo(by="Ann", why="no", entry=1)
    with pytest.raises(NotFound):
        desk.case.undo(by="Ann", why="no", entry=99)
    with pytest.raises(InvalidRequest):
        desk.case.undo(by="Ann", why=" ")


def test_notes_and_tags_can_be_taken_back(desk: Desk) -> None:
    claim = desk.claim("12 people")
    desk.case.note(claim.id, "one", by="Ann")
    desk.case.tag(claim.id, "big", by="Ann")
    desk.case.untag(claim.id, "big", by="Ann")
    desk.case.undo(by="Ann", why="no")
    assert desk.claim("12 people").tags == ("big",)
    desk.case.undo(by="Ann", why="no")
    assert desk.claim("12 people").tags == ()
    desk.case.undo(by="Ann", why="no")
    assert desk.case.notes() == []
    assert desk.case.verify().differences == ()


def test_decisions_follow_to_a_new_version_and_so_does_their_undoing(desk: Desk) -> None:
    claim = desk.claim("12 people")
    desk.case.note(claim.id, "asked", by="Ann")
    desk.case.tag(claim.id, "big", by="Ann")
    desk.case.review(claim.id, "accept", by="Ann", why="seen")
    assert desk.put("a.txt", ALPHA + "One more line of the story.\n").state == "new-version"
    carried = desk.claim("12 people")
    assert carried.id != claim.id
    assert (carried.tags, carried.verdict) == (("big",), Verdict.ACCEPT)
    assert [note.text for note in desk.case.notes(carried.id)] == ["asked"]
    entry = next(one.number for one in desk.case.log() if one.event == "review" and one.subject == claim.id)
    desk.case.undo(by="Ann", why="on the old one", entry=entry)
    assert desk.claim("12 people").verdict is None
    desk.case.undo(by="Ann", why="the tag")
    assert desk.claim("12 people").tags == ()
    assert desk.put("a.txt", ALPHA).state == "new-version"  # back to what it was: what was taken back stays so
    assert (desk.claim("12 people").id, desk.claim("12 people").verdict) == (claim.id, None)
    assert desk.claim("12 people").tags == ()
    assert len(desk.case.notes(claim.id)) == 1
    assert desk.case.verify().differences == ()


def test_merging_carries_notes_tags_and_what_was_taken_back(desk: Desk, tmp_path: Path) -> None:
    claim, [clash] = desk.claim("12 people"), desk.case.links(relation="conflicts")
    with Casefile.open(tmp_path / "theirs.db", steps=PlainSteps()) as theirs:
        theirs.ingest([desk.folder])
        desk.case.review(clash.id, "reject", by="Ann", why="no")
        theirs.merge(desk.case._database.engine.url.render_as_string(hide_password=False))
        assert theirs.link(clash.id).verdict is Verdict.REJECT
        number = next(one.number for one in theirs.log() if one.event == "review")
        theirs.undo(by="Ben", why="yes", entry=number)
        theirs.note(claim.id, "asked", by="Ben")
        theirs.tag(claim.id, "big", by="Ben")
    for _ in range(2):
        desk.case.merge(tmp_path / "theirs.db")
        assert (desk.case.link(clash.id).verdict, desk.claim("12 people").conflicting) == (None, 1)
        assert desk.case.reviews() == []
        assert desk.claim("12 people").tags == ("big",)
        assert [note.text for note in desk.case.notes()] == ["asked"]
        assert desk.case.verify().differences == ()
    assert desk.case.merge(tmp_path / "theirs.db").entries == 0
    review = next(one.number for one in desk.case.log() if one.event == "review")
    with pytest.raises(InvalidRequest, match="taken back already"):
        desk.case.undo(by="Ann", why="me too", entry=review)
    undo = next(one.number for one in desk.case.log() if one.event == "undo")
    desk.case.undo(by="Ann", why="I meant it", entry=undo)
    assert desk.case.link(clash.id).verdict is Verdict.REJECT


def test_two_people_decide_at_once_and_nothing_is_lost(desk: Desk, place: str) -> None:
    claim = desk.claim("12 people").id

    def decide(person: str) -> None:
        with Casefile.open(place, steps=PlainSteps()) as case:
            for turn in range(6):
                case.note(claim, f"{person} {turn}", by=person)
                case.tag(claim, f"{person} {turn}", by=person)
                case.review(claim, "accept", by=person, why=str(turn))
            case.undo(by=person, why="no", entry=max(one.number for one in case.log() if one.value == f"{person} 5"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(decide, ("ann", "ben")))
    notes, tags = desk.case.notes(claim), desk.claim("12 people").tags
    assert len(tags) == 10  # the last tag of each was taken back
    assert {f"{person} {turn}" for person in ("ann", "ben") for turn in range(6)} == {note.text for note in notes}
    assert len(desk.case.reviews(claim)) == 12
    assert desk.case.verify().differences == ()


_ACTS = st.one_of(
    st.tuples(st.just("review"), st.integers(0, 3), st.sampled_from(["accept", "reject", "open"])),
    st.tuples(st.just("rating"), st.just(0), st.sampled_from(["A", "E"])),
    st.tuples(st.just("tag"), st.integers(0, 3), st.sampled_from(["big", "odd"])),
    st.tuples(st.just("undo"), st.integers(0, 12), st.just("")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_ACTS, max_size=8))
def test_undoing_is_as_if_it_had_never_been(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, str]]
) -> None:
    """What stands in the end, said to a casefile that heard nothing else, makes the very same claims and links."""
    folder = tmp_path_factory.mktemp("undo")
    for name, words in (("a.txt", ALPHA), ("b.txt", BETA), ("c.txt", GAMMA)):
        (folder / name).write_text(words, encoding="utf-8")
    with (
        Casefile.open(folder / "one.db", steps=PlainSteps()) as case,
        Casefile.open(folder / "two.db", steps=PlainSteps()) as fresh,
    ):
        for one in (case, fresh):
            one.ingest([folder])
        targets = [claim.id for claim in case.claims()[:2]] + [link.id for link in case.links()[:2]]
        for act, at, value in acts:
            if act == "undo":
                _undo_if_possible(case, at + 3)
            else:
                _decide(case, act, targets[at], value)
        assert case.verify().differences == ()
        for review in case.reviews():
            fresh.review(review.target, review.verdict, by=review.by, why=review.why)
        for rating in case.source("Officials").source.ratings:
            fresh.rate(rating.source, rating.grade, by=rating.by, why=rating.why)
        for claim in case.claims():
            for tag in claim.tags:
                fresh.tag(claim.id, tag, by="Ann")
        assert fresh.claims() == case.claims()
        assert fresh.links() == case.links()
        assert {group.id for group in fresh.groups()} == {group.id for group in case.groups()}


def _decide(case: Casefile, act: str, target: str, value: str) -> None:
    match act:
        case "review":
            case.review(target, value, by="Ann", why="so")
        case "rating":
            case.rate("Officials", value, by="Ann", why="so")
        case "tag":
            case.tag(target, value, by="Ann")


def _undo_if_possible(case: Casefile, entry: int) -> None:
    try:
        case.undo(by="Ann", why="no", entry=entry)
    except (InvalidRequest, NotFound):
        return


def test_verify_notices_a_changed_note(tmp_path: Path) -> None:
    desk = Desk(tmp_path, str(tmp_path / "claims.db"))
    desk.put("a.txt", ALPHA)
    number = desk.case.note(desk.claim("12 people").id, "asked", by="Ann").entry
    with desk.case._database.writing() as connection:
        connection.execute(text("DROP TRIGGER log_no_update"))
        connection.execute(text("UPDATE log SET value = 'told' WHERE number = :number"), {"number": number})
    assert [one.where for one in desk.case.verify().differences] == [
        "log_no_update of the database",
        f"log entry {number}",
    ]
    desk.case.close()


def test_an_acceptance_of_an_earlier_version_weighs_what_it_does_today(place: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("outlet: Alpha\nOfficials say 5 houses were lost.\nThe dam broke.\n", "utf-8")
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([tmp_path / "a.txt"])
        accepted, other = case.claims()
        case.review(accepted.id, "accept", by="Ann")
        before = {one.id: one.confidence for one in case.claims()}
        row = tables.claim.c
        with case._database.writing() as connection:
            odds = before[accepted.id] / (1 - before[accepted.id]) * math.exp(4.0 - 0.5)
            was = update(tables.claim).where(row.id == accepted.id).values(confidence=odds / (1 + odds))
            connection.execute(was)
            connection.execute(text("ALTER TABLE article DROP COLUMN furniture"))  # which came after it
            connection.execute(text("UPDATE alembic_version SET version_num = '0011'"))
    with Casefile.open(place, steps=PlainSteps()) as case:
        assert {one.id: pytest.approx(one.confidence) for one in case.claims()} == before
        assert before[other.id] == other.confidence
        assert case.verify().differences == ()

"""Working through a casefile: many claims at once, reprints, states, kept views, searches that find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from test_casefile import ALPHA, BETA, GAMMA, Desk
from test_corrections import whole

from provenance.casefile import Casefile
from provenance.casefile.working import state_of
from provenance.errors import InvalidRequest, NotFound
from provenance.model import Verdict
from provenance.records import Filter, Order

WIRE = """outlet: {outlet}
Officials say the long new bridge over the river near the harbour was opened at noon by the old mayor of the town.
"""


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Iterator[Desk]:
    made = Desk(tmp_path, place)
    texts = {"a": ALPHA, "b": BETA, "c": GAMMA, "d": WIRE.format(outlet="Delta"), "e": WIRE.format(outlet="Eta")}
    for name, words in texts.items():
        assert made.put(f"{name}.txt", words).state == "added"
    yield made
    made.case.close()


def test_many_claims_are_decided_at_once_and_each_is_taken_back_by_itself(desk: Desk) -> None:
    before = desk.case.claims()
    ids = [one.id for one in before]
    made = desk.case.review_all([ids[0][:8], *ids[1:]], "accept", by="Ann", why="read")
    assert [one.target for one in made] == ids
    assert {one.verdict for one in desk.case.claims()} == {Verdict.ACCEPT}
    assert whole(desk.case)
    desk.case.undo(by="Ann")
    assert [one.id for one in desk.case.claims(where=Filter(reviewed=False))] == [ids[-1]]
    desk.case.review_all(ids, "open", by="Ann")
    assert desk.case.claims() == before
    entries = len(desk.case.log())
    for wrong in ([], [*ids, "ffff"]):
        with pytest.raises((InvalidRequest, NotFound)):
            desk.case.review_all(wrong, "reject", by="Ann")
    assert len(desk.case.log()) == entries, "all or none"


def test_reprints_are_decided_with_their_original(desk: Desk) -> None:
    original, copy = (desk.claim("long new bridge", outlet) for outlet in ("Delta", "Eta"))
    assert desk.case.reprints(original.id) == [copy]
    told = (
        "The old mayor of the town opened at noon the long new bridge over the river, officials said, by the harbour."
    )
    assert desk.put("f.txt", f"outlet: Theta\n{told}\n").state == "added"
    assert desk.claim("long new bridge", "Delta").corroborating == 2
    assert desk.case.reprints(original.id) == [desk.claim("long new bridge", "Eta")], "who rewords is no reprint"
    made = desk.case.review_all([original.id], "reject", by="Ann", reprints=True)
    assert [one.target for one in made] == [original.id, copy.id]
    assert whole(desk.case)


def test_where_the_work_stands_is_said_and_said_anew(desk: Desk) -> None:
    claim = desk.claim("river", "Alpha")
    desk.case.tag(claim.id, "flood", by="Ann")
    desk.case.put_state(claim.id, "to check", by="Ann", assigned="Bo Marsh")
    desk.case.put_state(claim.id, "in work", by="Bo", assigned="Bo Marsh")
    tags = desk.claim("river", "Alpha").tags
    assert tags == ("flood", "for bo marsh", "in work")
    assert state_of(tags) == ("in work", "bo marsh")
    assert [one.id for one in desk.case.claims(where=Filter(tags=frozenset({"in work"})))] == [claim.id]
    with pytest.raises(InvalidRequest, match="nothing would change"):
        desk.case.put_state(claim.id, "in work", by="Bo", assigned="bo marsh")
    with pytest.raises(InvalidRequest, match="no state"):
        desk.case.put_state(claim.id, "forgotten", by="Bo")
    desk.case.put_state(claim.id, "", by="Bo")
    assert desk.claim("river", "Alpha").tags == ("flood",)
    assert whole(desk.case)


def test_views_are_kept_by_name_and_taken_away(tmp_path: Path, desk: Desk) -> None:
    desk.case.save_view(" To  do ", "/claims?tag=to+check", by="Ann")
    kept = desk.case.save_view("to do", "/claims?tag=in+work", by="Bo")
    desk.case.save_view("Clashes", "/conflicts", by="Ann")
    assert [(one.name, one.address, one.by) for one in desk.case.views()] == [
        ("Clashes", "/conflicts", "Ann"),
        ("to do", "/claims?tag=in+work", "Bo"),
    ]
    desk.case.copy(tmp_path / "copy.db")
    with Casefile.open(tmp_path / "copy.db", create=False, steps=PlainSteps()) as copy:
        assert copy.views() == desk.case.views()
    desk.case.undo(by="Bo", entry=kept.entry)
    assert [one.address for one in desk.case.views()] == ["/conflicts", "/claims?tag=to+check"]
    for name, address in (
        ("", "/claims"),
        ("x" * 81, "/claims"),
        ("x", "//elsewhere"),
        ("x", "/\\elsewhere"),
        ("x", "https://a.example/"),
    ):
        with pytest.raises(InvalidRequest):
            desk.case.save_view(name, address, by="Ann")
    assert whole(desk.case)


def test_orders_that_checkers_ask_for(desk: Desk) -> None:
    repeated = desk.case.claims(order=Order.REPEATED)
    assert [one.corroborating for one in repeated] == sorted((one.corroborating for one in repeated), reverse=True)
    first = desk.case.claims(order=Order.LOAD_BEARING)[0]
    assert (first.origins.low, first.level) == (1, "certain")
    assert [one.id for one in desk.case.claims(order="load-bearing", limit=1)] == [first.id]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("brigde", [("brigde", 0, "bridge")]),
        ("turkish meda", [("turkish", 1, None), ("meda", 0, "media")]),
        ("bridge Turkish", [("bridge", 5, None), ("Turkish", 1, None)]),
        ("zzzzzzzzz", [("zzzzzzzzz", 0, None)]),
        ("?!", []),
    ],
)
def test_each_word_of_a_search_that_finds_nothing_is_looked_at(
    desk: Desk, query: str, found: list[tuple[str, int, str | None]]
) -> None:
    assert [tuple(one) for one in desk.case.words_found(query)] == found

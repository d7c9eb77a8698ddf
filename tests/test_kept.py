from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casefile_steps import PlainSteps
from terminal import ROOT
from test_casefile import ALPHA, BETA, GAMMA

from provenance.bookkeeping import LogState
from provenance.casefile import Casefile
from provenance.casefile.kept import MOST, Kept
from provenance.matching.terms import story_terms
from provenance.model import Level
from provenance.records import Filter

SURE = Filter(levels=frozenset({Level.CERTAIN}))


def test_an_answer_is_worked_out_once_until_the_log_goes_on() -> None:
    kept, made = Kept(), []

    def work() -> list[int]:
        made.append(0)
        return [1, 2]

    before, after = LogState(entries=1, hash="a"), LogState(entries=2, hash="b")
    kept.answer(before, "x", work).append(3)
    assert kept.answer(before, "x", work) == [1, 2], "whoever got the first answer may change it"
    assert len(made) == 1
    assert kept.answer(after, "x", work) == kept.answer(before, "y", work) == [1, 2]
    assert len(made) == 3
    kept.answer(before, "x", work)
    assert len(made) == 4, "what was answered before the log went on is not held any longer"


def test_the_answers_asked_for_last_are_kept() -> None:
    kept, made = Kept(), []
    state = LogState(entries=0, hash="")
    for number in range(MOST + 1):
        kept.answer(state, number, lambda: made.append(0))
        kept.answer(state, 0, lambda: made.append(0))
    kept.answer(state, 1, lambda: made.append(0))
    assert len(made) == MOST + 2, "the second was forgotten, the first not"


def counted(case: Casefile) -> list[object]:
    """All that is counted over the whole casefile."""
    return [
        case.count_claims(), case.count_claims(where=SURE), case.count_groups(), case.count_clashes(),
        case.clash_facets(), case.sources(), case.sources(named="off"), case.count_sources(), case.naming_by_month(),
        case.facets(), case.facets(SURE), case.desk(), case.outlets(),
        [case.source(one.source) for one in case.sources()],
    ]  # fmt: skip


def test_every_change_is_seen_by_whoever_asked_before(tmp_path: Path, new_place: Callable[[], str]) -> None:
    place = new_place()
    for name, text in (("a.txt", ALPHA), ("b.txt", BETA), ("c.txt", GAMMA)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Casefile.open(place, steps=PlainSteps()) as desk, Casefile.open(place, steps=PlainSteps()) as other:
        seen = [counted(desk)]

        def changed(do: Callable[[], object]) -> None:
            do()
            with Casefile.open(place, steps=PlainSteps()) as anew:
                expected = counted(anew)
            assert counted(desk) == counted(other) == expected
            assert expected not in seen
            seen.append(expected)

        changed(lambda: other.ingest([tmp_path / "a.txt", tmp_path / "b.txt"]))
        changed(lambda: desk.ingest([tmp_path / "c.txt"]))
        changed(lambda: other.review(other.links(relation="conflicts")[0].id, "accept", by="Kim", why="it is so"))
        changed(lambda: other.rate("Officials", "B", by="Kim", why="asked them"))
        changed(lambda: other.tag(other.claims()[0].id, "to call", by="Kim"))
        (tmp_path / "a.txt").write_text(ALPHA.replace("Monday", "Tuesday"), encoding="utf-8")
        changed(lambda: desk.ingest([tmp_path / "a.txt"]))
        changed(lambda: other.ingest([tmp_path / "b.txt"], settings=["outlet=Gazette"], by="Kim"))


def test_what_comparing_remembers_is_let_go(tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "claims.db") as case:
        case.ingest([ROOT / "seeds"])
        assert story_terms.cache_info().currsize
        case.release()
        assert not story_terms.cache_info().currsize
        assert case.links()

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from casefile_steps import PlainSteps
from sample import make
from terminal import at_terminal, piped

from provenance.casefile import Casefile
from provenance.errors import NotFound
from provenance.model import (
    Article,
    Certainty,
    Claim,
    Hop,
    Kind,
    Level,
    Link,
    Naming,
    Reason,
    ReasonKind,
    Relation,
    Source,
    Span,
    Status,
)
from provenance.reports import travel
from provenance.tellings import ChangeKind, TimelineChange, TimelineRecord

CASES = tomllib.loads((Path(__file__).parent / "cases" / "retelling.toml").read_text("utf-8"))["case"]


class Told(PlainSteps):
    """One claim an article, as a table tells it, and one link between the two."""

    def __init__(self, tellings: Sequence[Mapping[str, Any]], link: Mapping[str, Any]) -> None:
        self._tellings = {telling["text"]: telling for telling in tellings}
        self._link = link

    def extract(self, article: Article) -> Sequence[Claim]:
        text = article.text.strip()
        telling = self._tellings[text]
        return [
            Claim(
                article=article,
                start=0,
                end=len(text),
                content=((0, len(text)),),
                attribution=tuple(_hops(text, telling.get("who"))),
                certainty=Certainty(
                    level=Level(telling.get("level", "certain")),
                    status=Status(telling.get("status", "asserted")),
                    cues=_spans(text, telling.get("cues", ())),
                    hedges=_spans(text, telling.get("hedges", ())),
                ),
            )
        ]

    def claim_keys(self, claim: Claim) -> Mapping[str, float]:
        return {"bridge": 1.0}

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        dates = [claim.article.published_on or date.max for claim in (a, b)]
        reasons = []
        for kind, *words in self._link.get("reasons", ()):
            one, other = words if dates[0] < dates[1] else words[::-1]
            spans = _spans(a.text, [one]) + _spans(b.text, [other])
            reasons.append(Reason(ReasonKind(kind), *spans, f"{one} against {other}"))
        return Link(a, b, Relation(self._link["relation"]), self._link["score"], tuple(reasons))


def _hops(text: str, who: Sequence[str] | None) -> Iterator[Hop]:
    if who:
        [(start, end)] = _spans(text, who[:1])
        name = who[0] if who[2] == "named" else None
        source = Source(name=name, kind=Kind(who[1]), naming=Naming(who[2]))
        yield Hop(holder=who[0], start=start, end=end, source=source)


def _spans(text: str, words: Iterable[str]) -> tuple[Span, ...]:
    return tuple((text.index(word), text.index(word) + len(word)) for word in words)


def _put(change: TimelineChange) -> str:
    sides = [
        f"{name} [{', '.join(words)}]"
        for name, words in ((change.before, change.before_words), (change.after, change.after_words))
    ]
    told = f" ({change.note})" if change.note else " (agrees)" if change.agrees else ""
    return f"{change.kind}: {' → '.join(sides)}{told}"


@pytest.mark.parametrize("later_first", [False, True], ids=["in order", "later one ingested first"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_changed(case: dict[str, Any], later_first: bool, tmp_path: Path) -> None:
    files = []
    for day, side in (("05", "before"), ("06", "after")):
        file = tmp_path / f"{side}.txt"
        file.write_text(f"outlet: {side}\ndate: 2026-01-{day}\n{case[side]['text']}\n", "utf-8")
        files.append(file)
    with Casefile.open(tmp_path / "claims.db", steps=Told([case["before"], case["after"]], case["link"])) as desk:
        desk.ingest(files[::-1] if later_first else files)
        [record] = desk.timeline(desk.claims()[0].id)
    first, second = record.steps
    assert [step.claim.outlet for step in record.steps] == ["before", "after"]
    assert (first.first, first.changes, first.compared_with) == (True, (), None)
    assert second.compared_with == first.claim.id
    assert second.relation == case["link"]["relation"]
    assert [_put(change) for change in second.changes] == case["changes"]
    for change in second.changes:
        assert tuple(second.claim.text[slice(*span)] for span in change.after_spans) == change.after_words
        assert tuple(first.claim.text[slice(*span)] for span in change.before_spans) == change.before_words


HURT = "12 people were hurt in the fall of the bridge."
ARTICLES = {
    "wire.txt": f"outlet: Wire\ndate: 2026-01-06\nOfficials say at least {HURT}\n",
    "star.txt": f"outlet: Star\ndate: 2026-01-05\nOfficials say at least {HURT}\n",
    "post.txt": f"outlet: Post\nAnn Reed says at least {HURT}\n",
    "echo.txt": "outlet: Echo\ndate: 2026-01-07\nAt least 15 people were now hurt in the fall of the bridge.\n"
    "At least 16 people were hurt in the fall of the bridge.\n",
    "moon.txt": f"outlet: Wire\ndate: 2026-01-06\nThe at least {HURT}\n",
    "tide.txt": "outlet: Tide\ndate: 2026-01-09\nThe tide was high in Riga.\n",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Casefile]:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        assert case.ingest([folder / name for name in ARTICLES]).count("added") == len(ARTICLES)
        yield case


def only(desk: Casefile, asked: str) -> TimelineRecord:
    [record] = desk.timeline(asked)
    return record


def test_steps_stand_by_date_then_as_they_came_and_undated_last(desk: Casefile) -> None:
    record = only(desk, "hurt fall")
    assert [(step.claim.outlet, step.claim.published_on) for step in record.steps] == [
        ("Star", date(2026, 1, 5)),
        ("Wire", date(2026, 1, 6)),
        ("Wire", date(2026, 1, 6)),
        ("Echo", date(2026, 1, 7)),
        ("Echo", date(2026, 1, 7)),
        ("Post", None),
    ]
    assert [step.first for step in record.steps] == [True, *(False,) * 5]
    assert [step.same_day for step in record.steps] == [False, False, True, False, False, False]
    assert (record.undated, record.articles) == (1, 5)


def test_conflicts_and_updates_are_steps_and_what_says_the_same_is_counted(desk: Casefile) -> None:
    record = only(desk, "hurt fall")
    relations = {step.claim.text: step.relation for step in record.steps}
    assert relations["At least 15 people were now hurt in the fall of the bridge."] is Relation.UPDATES
    assert relations["At least 16 people were hurt in the fall of the bridge."] is Relation.CONFLICTS
    assert str(record.origins) == "3"
    update = next(step for step in record.steps if step.relation is Relation.UPDATES)
    assert [(change.kind, change.before, change.after) for change in update.changes if change.kind == "number"] == [
        (ChangeKind.NUMBER, "12", "15")
    ]


def test_the_earliest_of_the_same_origin_is_named(desk: Casefile) -> None:
    steps = only(desk, "hurt fall").steps
    copies = {step.claim.file: (step.copy_of, step.copy_why) for step in steps if step.copy_of}
    [(file, (original, why))] = copies.items()
    assert (Path(file or "").name, original, why) == ("moon.txt", steps[1].claim.id, "all in Wire")


def test_a_claim_is_asked_for_by_any_of_its_group(desk: Casefile) -> None:
    by_words = only(desk, "hurt fall")
    for step in by_words.steps:
        if step.relation is not Relation.CONFLICTS and step.relation is not Relation.UPDATES:
            record = only(desk, step.claim.id[:12])
            assert record == replace(by_words, id=step.claim.id)


def test_a_claim_that_nobody_repeats_is_one_step(desk: Casefile) -> None:
    record = only(desk, "tide")
    [step] = record.steps
    assert (step.claim.outlet, step.compared_with, str(record.origins)) == ("Tide", None, "1")


def test_without_dates_none_is_first(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"outlet: {name}\nThe old bridge fell on Monday.\n", "utf-8")
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        case.ingest([tmp_path / "b.txt", tmp_path / "a.txt"])
        record = only(case, "bridge")
    assert [(step.claim.outlet, step.first, step.same_day) for step in record.steps] == [
        ("b", False, False),
        ("a", False, False),
    ]
    assert record.undated == 2


def test_a_rejected_link_shows_no_change(desk: Casefile) -> None:
    update = next(step for step in only(desk, "hurt fall").steps if step.relation is Relation.UPDATES)
    links = [link for link in desk.links() if update.claim.id in (link.a.id, link.b.id)]
    for link in links:
        desk.review(link.id, "reject", by="R. Reader", why="another bridge")
    assert update.claim.id not in {step.claim.id for step in only(desk, "hurt fall").steps}
    assert only(desk, update.claim.id).steps[0].changes == ()


def test_what_is_neither_claim_nor_topic(desk: Casefile) -> None:
    for asked in ("volcano", "0123abcd", "", "'\"*"):
        with pytest.raises(NotFound):
            desk.timeline(asked)


@pytest.mark.parametrize("days", [("05", "05"), ("05", None), (None, None)], ids=["one day", "one date", "no date"])
def test_nothing_is_lost_or_gained_where_the_order_is_not_known(days: Sequence[str | None], tmp_path: Path) -> None:
    [case] = [case for case in CASES if case["name"] == "hedge lost"]
    attributed = {**case["before"], "text": f"Officials say {case['before']['text'].lower()}"}
    attributed["who"] = ["Officials", "official", "role"]
    files = []
    for name, day, telling in zip("ab", days, (attributed, case["after"]), strict=True):
        files.append(tmp_path / f"{name}.txt")
        head = f"date: 2026-01-{day}\n" if day else ""
        files[-1].write_text(f"outlet: {name}\n{head}{telling['text']}\n", "utf-8")
    with Casefile.open(tmp_path / "claims.db", steps=Told([attributed, case["after"]], case["link"])) as desk:
        desk.ingest(files)
        changes = only(desk, "bridge").steps[1].changes
    assert [(change.kind, change.ordered) for change in changes] == [
        (ChangeKind.CERTAINTY, False),
        (ChangeKind.ATTRIBUTION, False),
    ]
    assert " against " in travel.change(changes[0])


def test_a_topic_shows_the_best_groups_up_to_the_limit(tmp_path: Path) -> None:
    database = make(tmp_path)
    with Casefile.open(database, steps=PlainSteps()) as case:
        both = case.timeline("bridge Lenn")
        assert [len(record.steps) for record in both] in ([2, 3], [3, 2])
        assert [one.id for one in case.timeline("bridge Lenn", limit=1)] == [both[0].id]
        assert "crowns" in only(case, "crowns").steps[0].claim.text


def test_the_command_at_a_terminal(tmp_path: Path) -> None:
    database = make(tmp_path)
    run = at_terminal(["timeline", "all traffic", "--db", str(database)], cwd=tmp_path, columns=80, NO_COLOR="1")
    assert run.code == 0
    assert max(len(line.rstrip()) for line in run.out.splitlines()) <= 80
    shown = " ".join(run.out.split())
    assert "first seen here on 2026-01-14 in Harbour Post" in shown
    assert "at the end" not in shown
    assert "“3” → “5”" in shown
    assert "[5]" in shown


def test_a_report_says_when_each_published(desk: Casefile) -> None:
    [group] = [one for one in desk.groups() if len(one.claims) == 4]
    assert travel.route(group) == "Published: 2026-01-05 in Star; 2026-01-06 in Wire; undated in Post"


def test_an_undated_telling_may_be_the_first(desk: Casefile) -> None:
    record = only(desk, "hurt fall")
    assert travel.heading(record).endswith("; first dated here on 2026-01-05 in Star")
    assert travel.undated(record) == "1 without a date at the end: whether before or after the others is not known"


def test_the_command_into_a_pipe(tmp_path: Path) -> None:
    database = make(tmp_path)
    lines = piped(["timeline", "all traffic", "--db", str(database)], cwd=tmp_path).out.splitlines()
    names, *rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {len(names)}
    assert [row[names.index("date")] for row in rows] == ["2026-01-14", "2026-01-15", "2026-01-16"]
    found = json.loads(piped(["timeline", "all traffic", "--json", "--db", str(database)], cwd=tmp_path).out)
    assert [step["claim"]["outlet"] for step in found[0]["steps"]] == ["Harbour Post", "Evening Star", None]
    csv = piped(["timeline", "all traffic", "--csv", "--db", str(database)], cwd=tmp_path).out.splitlines()
    assert len(csv) == 1 + len(rows)
    missing = piped(["timeline", "volcano", "--db", str(database)], cwd=tmp_path)
    assert (missing.code, missing.out) == (1, "error: no claim or topic 'volcano'\n")

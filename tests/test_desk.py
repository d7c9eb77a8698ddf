from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from test_casefile import ALPHA, BETA, GAMMA, Desk

from provenance.casefile import Casefile
from provenance.errors import NotFound
from provenance.model import Kind, Level, Naming, Polarity, Relation, Stance, Status
from provenance.records import ClaimRecord, Facet, Filter, Stage

COPY = """outlet: Alpha
date: 2026-02-01
Ann Reed says the tower of Ventspils leans to one side.
Nobody knows why it may lean.
"""
OTHER = """outlet: Alpha
Jan Ozols says the tower of Ventspils leans to one side.
"""


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Iterator[Desk]:
    made = Desk(tmp_path, place)
    for name, words in (("a.txt", ALPHA), ("b.txt", BETA), ("c.txt", GAMMA), ("d.txt", COPY), ("e.txt", OTHER)):
        assert made.put(name, words).state == "added"
    yield made
    made.case.close()


def _facet(case: Casefile, name: str, where: Filter = Filter()) -> Facet:  # noqa: B008
    [found] = [facet for facet in case.facets(where) if facet.name == name]
    return found


def _counts(facet: Facet) -> dict[str, int]:
    return {one.value: one.count for one in facet.values if one.count}


_FILTERS: tuple[tuple[str, Filter, set[str]], ...] = (
    ("own voice", Filter(own_voice=True), {"Nobody may", "Nobody knows"}),
    ("own voice beside kinds", Filter(own_voice=True, kinds=frozenset({Kind.MEDIA})), {"Nobody", "Turkish"}),
    ("no own voice", Filter(own_voice=False, outlets=frozenset({"Gamma"})), {"Ann Reed"}),
    ("text", Filter(text="people hurting"), {"at least 12", "at least 15"}),
    ("text without a word", Filter(text="…"), set()),
    ("source", Filter(source="turkish MEDIA"), {"Turkish"}),
    ("at most so sure", Filter(max_confidence=0.0), set()),
    ("corroborated", Filter(corroborated=True, text="tower"), {"Ann Reed", "Jan Ozols"}),
    ("not corroborated", Filter(corroborated=False), {"12", "15", "Nobody"}),
    ("conflicting", Filter(conflicting=True), {"12", "15"}),
    ("no tag", Filter(tags=frozenset({"nobody gave it"})), set()),
)


@pytest.mark.parametrize(("where", "words"), [one[1:] for one in _FILTERS], ids=[one[0] for one in _FILTERS])
def test_filters(desk: Desk, where: Filter, words: set[str]) -> None:
    passing = desk.case.claims(where=where)
    assert all(any(word in claim.text for word in words) for claim in passing)
    assert all(any(word in claim.text for claim in passing) for word in words)
    assert desk.case.count_claims(where=where) == len(passing)
    ids = {claim.id for claim in passing}
    assert all({link.a.id, link.b.id} & ids for link in desk.case.links(where=where))
    assert all({claim.id for claim in group.claims} & ids for group in desk.case.groups(where=where))
    cited = Counter(hop.label for claim in passing for hop in claim.attribution)
    assert {one.source: one.claims for one in desk.case.sources(where=where)} == cited


def test_a_search_asks_for_the_words_of_the_filter_too(desk: Desk) -> None:
    [hit] = desk.case.search("leans", where=Filter(text="ozols"))
    assert hit.claim is not None
    assert "Jan Ozols" in hit.claim.text


def test_facets_count_without_their_own_filter(desk: Desk) -> None:
    where = Filter(kinds=frozenset({Kind.PERSON}), outlets=frozenset({"alpha"}))
    kinds = _facet(desk.case, "kind", where)
    assert [one.value for one in kinds.values] == [*Kind, "own-voice"]
    assert _counts(kinds) == {"official": 1, "person": 3, "own-voice": 2}
    assert [one.value for one in kinds.values if one.chosen] == ["person"]
    outlets = _facet(desk.case, "outlet", where)
    assert _counts(outlets) == {"Alpha": 3, "Beta": 1, "Gamma": 1}
    assert [one.value for one in outlets.values if one.chosen] == ["Alpha"]
    assert [(one.value, one.count) for one in _facet(desk.case, "month").values] == [("2026-01", 5), ("2026-02", 2)]
    assert _counts(_facet(desk.case, "reviewed")) == {"no": desk.case.count_claims()}


_SUBSETS: dict[str, st.SearchStrategy[object]] = {
    "kinds": st.frozensets(st.sampled_from(list(Kind)), max_size=3),
    "namings": st.frozensets(st.sampled_from(list(Naming)), max_size=2),
    "levels": st.frozensets(st.sampled_from(list(Level)), max_size=2),
    "polarities": st.frozensets(st.sampled_from(list(Polarity)), max_size=1),
    "stances": st.frozensets(st.sampled_from(list(Stance)), max_size=1),
    "statuses": st.frozensets(st.sampled_from(list(Status)), max_size=2),
    "outlets": st.frozensets(st.sampled_from(["Alpha", "Beta", "Gamma"]), max_size=2),
    "own_voice": st.sampled_from([None, True, False]),
    "reviewed": st.sampled_from([None, True, False]),
    "corroborated": st.sampled_from([None, True, False]),
    "since": st.sampled_from([None, date(2026, 1, 6)]),
    "tags": st.frozensets(st.sampled_from(["big", "odd"]), max_size=1),
    "text": st.sampled_from([None, "fell", "tower"]),
}
_FILTERING: st.SearchStrategy[Filter] = st.builds(Filter, **_SUBSETS)  # type: ignore[arg-type]
_OF_CLAIM: dict[str, Callable[[ClaimRecord], list[str]]] = {
    "kind": lambda claim: [claim.attribution[0].kind if claim.attribution else "own-voice"],
    "naming": lambda claim: [claim.attribution[0].naming] if claim.attribution else [],
    "level": lambda claim: [claim.level],
    "polarity": lambda claim: [claim.polarity],
    "stance": lambda claim: [claim.stance],
    "status": lambda claim: [claim.status],
    "reviewed": lambda claim: ["yes" if claim.verdict else "no"],
    "tag": lambda claim: list(claim.tags),
    "outlet": lambda claim: [claim.outlet] if claim.outlet else [],
    "month": lambda claim: [f"{claim.published_on:%Y-%m}"] if claim.published_on else [],
}
_ASKED = {
    "kind": ("kinds", "own_voice"), "naming": ("namings",), "level": ("levels",), "polarity": ("polarities",),
    "stance": ("stances",),
    "status": ("statuses",), "reviewed": ("reviewed",), "tag": ("tags",), "outlet": ("outlets",),
    "month": ("since", "until"),
}  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=_FILTERING)
def test_facets_agree_with_the_lists(decided: Casefile, where: Filter) -> None:
    everything = Filter()
    for facet in decided.facets(where):
        loose = replace(where, **{name: getattr(everything, name) for name in _ASKED[facet.name]})
        counted = Counter(value for claim in decided.claims(where=loose) for value in _OF_CLAIM[facet.name](claim))
        assert _counts(facet) == counted


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casefile]:
    folder = tmp_path_factory.mktemp("decided")
    for number, words in enumerate((ALPHA, BETA, GAMMA, COPY)):
        (folder / f"{number}.txt").write_text(words, encoding="utf-8")
    with Casefile.open(folder / "claims.db", steps=PlainSteps()) as case:
        case.ingest([folder])
        first, second, third, *_ = case.claims()
        case.review(first.id, "accept", by="Ann", why="seen")
        for claim, tag in ((first, "big"), (second, "big"), (third, "odd")):
            case.tag(claim.id, tag, by="Ann")
        yield case


def test_single_origins_are_load_bearing_and_undecided(desk: Desk) -> None:
    first, second, *others = desk.case.desk().single_origin
    assert {first.text[:8], second.text[:8]} == {"Ann Reed", "Jan Ozol"}  # told twice, by one outlet
    assert first.origins.low == second.origins.low == 1
    assert {claim.text[:12] for claim in others} == {"Officials sa"}  # in the lead; those of many origins are not here
    assert not any("may" in claim.text for claim in (first, second, *others))  # that is not put as certain
    desk.case.review(first.id, "accept", by="Ann", why="asked them")
    assert first.id not in {claim.id for claim in desk.case.desk().single_origin}


def test_the_lead_is_where_an_article_begins(desk: Desk) -> None:
    lines = "\n".join(f"Word{n} leads to thing{n} alone." for n in range(5))
    desk.put("long.txt", f"outlet: Delta\n{lines}\n")
    shown = [claim.text[:5] for claim in desk.case.desk().single_origin if claim.outlet == "Delta"]
    assert sorted(shown) == ["Word0", "Word1", "Word2"]


def test_the_desk_counts_and_tells_what_is_new(desk: Desk) -> None:
    told = desk.case.desk()
    assert (told.counts.articles, told.counts.claims, told.counts.sources) == (5, 9, 5)
    assert (told.counts.corroborations, told.counts.conflicts, told.counts.undecided) == (4, 1, 1)
    assert [link.relation for link in told.open_conflicts] == [Relation.CONFLICTS]
    assert len(told.new_articles) == 5
    moment = datetime.now(UTC)
    assert desk.case.desk(moment).new_articles == ()
    desk.put("f.txt", "outlet: Delta\nOfficials say now 17 people were hurt in the fall.\n")
    later = desk.case.desk(moment)
    assert [article.outlet for article in later.new_articles] == ["Delta"]
    assert later.updates
    assert all("now 17" in link.a.text + link.b.text for link in later.updates)
    [clash] = later.open_conflicts
    desk.case.review(clash.id, "accept", by="Ann", why="they differ")
    after = desk.case.desk(moment)
    assert (after.open_conflicts, after.counts.undecided, after.counts.reviews) == ((), 0, 1)


def test_the_queue_holds_everything_once_in_a_stable_order(desk: Desk) -> None:
    whole = desk.case.queue(limit=100)
    stages = [item.stage for item in whole.items]
    assert stages == sorted(stages, key=list(Stage).index)
    targets = [item.target for item in whole.items]
    assert len(set(targets)) == len(targets) == whole.left
    assert {item.target for item in whole.items if item.claim} == {claim.id for claim in desk.case.claims()}
    assert whole.items[0].link is not None
    assert whole.items[0].link.relation is Relation.CONFLICTS
    paged: list[str] = []
    while page := desk.case.queue(limit=2, after=paged[-1] if paged else None).items:
        paged += [item.target for item in page]
    assert paged == targets


def test_the_queue_goes_on_behind_what_was_decided(desk: Desk) -> None:
    before = desk.case.queue(limit=100)
    first, second, *_ = before.items
    desk.case.review(first.target, "accept", by="Ann", why="seen")
    after = desk.case.queue(limit=1, after=first.target)
    assert after.items[0].target == second.target
    assert (after.decided, after.left) == (before.decided + 1, before.left - 1)
    assert first.target not in {item.target for item in desk.case.queue(limit=100).items}
    with pytest.raises(NotFound):
        desk.case.queue(after="0123456789abcdef")


def test_the_queue_keeps_to_the_filter(desk: Desk) -> None:
    where = Filter(text="tower")
    found = desk.case.queue(where, limit=100)
    ids = {claim.id for claim in desk.case.claims(where=where)}
    assert {item.target for item in found.items if item.claim} == ids
    assert all({item.link.a.id, item.link.b.id} & ids for item in found.items if item.link)
    assert found.left == len(found.items)


def test_an_article_comes_with_its_text_and_claims(desk: Desk) -> None:
    [record] = [article for article in desk.case.articles() if article.outlet == "Beta"]
    detail = desk.case.article(record.id[:8])
    assert detail.article == record
    assert [detail.text[claim.start : claim.end] for claim in detail.claims] == [claim.text for claim in detail.claims]
    assert [claim.start for claim in detail.claims] == sorted(claim.start for claim in detail.claims)
    assert len(detail.claims) == record.claims == 2
    linked = desk.case.links(where=Filter(article=record.id))
    assert {claim.id for claim in detail.claims} & {linked[0].a.id, linked[0].b.id}
    with pytest.raises(NotFound):
        desk.case.article("0123456789abcdef")


def test_a_group_is_found_from_any_of_its_claims(desk: Desk) -> None:
    for group in desk.case.groups():
        assert all(desk.case.group(claim.id) == group for claim in group.claims)
    alone = desk.case.group(desk.claim("Nobody may").id)
    assert (len(alone.claims), alone.links, alone.articles, alone.origins.low) == (1, (), 1, 1)


def test_a_source_with_who_cites_it_and_when(desk: Desk) -> None:
    desk.put("f.txt", "outlet: Delta\ndate: 2026-03-01\nANN REED says the crane of Jelgava stands still.\n")
    detail = desk.case.source("ann reed")
    assert (detail.source.claims, detail.source.articles) == (3, 3)
    assert dict(detail.aliases) == {"Ann Reed": 2, "ANN REED": 1}
    assert dict(detail.outlets) == {"Alpha": 1, "Gamma": 1, "Delta": 1}
    assert detail.by_month == (("2026-02", 1), ("2026-03", 1))
    assert {one.article.outlet for one in detail.articles} == {"Alpha", "Gamma", "Delta"}
    assert [one.claims for one in detail.articles] == [1, 1, 1]
    desk.case.rate("Ann Reed", "b", by="Kim", why="was there")
    assert [rating.why for rating in desk.case.source("ann reed").source.ratings] == ["was there"]
    with pytest.raises(NotFound, match="ANN REED"):
        desk.case.source("Anne Reed")


def test_naming_by_month(desk: Desk) -> None:
    january, february = desk.case.naming_by_month()
    assert (january.month, january.claims, january.named, january.role, january.own_voice) == ("2026-01", 5, 4, 0, 1)
    assert (february.claims, february.named, february.own_voice) == (2, 1, 1)
    only = desk.case.naming_by_month(Filter(own_voice=True))
    assert [(row.claims, row.own_voice) for row in only] == [(1, 1), (1, 1)]


def test_a_replaced_article_counts_nowhere(desk: Desk) -> None:
    desk.put("d.txt", "outlet: Alpha\nThe fair of Cesis was moved to May.\n")
    assert "2026-02" not in _counts(_facet(desk.case, "month"))
    assert not desk.case.claims(where=Filter(text="knows"))
    assert desk.case.group(desk.claim("Jan Ozols").id).articles == 1
    assert desk.case.source("Ann Reed").source.claims == 1
    assert not any("knows why" in (item.claim.text if item.claim else "") for item in desk.case.queue(limit=99).items)
    assert desk.case.verify().differences == ()
    desk.put("d.txt", COPY)
    assert desk.case.group(desk.claim("Jan Ozols").id).articles == 2
    assert desk.case.verify().differences == ()


_CHANGES = (
    ("UPDATE claim SET lead = NOT lead WHERE number = (SELECT min(number) FROM claim)", "in the lead"),
    ("UPDATE claim SET single_origin = NOT single_origin WHERE number = (SELECT min(number) FROM claim)", "one origin"),
    ("UPDATE claim SET core = NULL WHERE number = (SELECT min(number) FROM claim WHERE core IS NOT NULL)", "group"),
    ("UPDATE hop SET article = article + 1 WHERE claim = (SELECT min(claim) FROM hop)", "article of its source"),
    ("INSERT INTO tag (tag, target) VALUES ('odd', 'nothing')", "tag 'odd'"),
)


@pytest.mark.parametrize(("change", "told"), _CHANGES, ids=[one[1] for one in _CHANGES])
def test_verify_finds_columns_that_do_not_follow(desk: Desk, change: str, told: str) -> None:
    assert desk.case.verify().differences == ()
    with desk.case._database.writing() as connection:
        connection.execute(text(change))
    assert [told in difference.what for difference in desk.case.verify().differences] == [True]


_WORDS = ("bridge fell", "tower leans", "mayor left")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.booleans()), min_size=1, max_size=8
    )
)
def test_groups_follow_whatever_comes_and_goes(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    folder = tmp_path_factory.mktemp("groups")
    with Casefile.open(folder / "claims.db", steps=PlainSteps()) as case:
        for file, words, outlet, judged in steps:
            (folder / f"{file}.txt").write_text(f"outlet: {outlet}\n{_WORDS[words]} down number{file}.\n")
            case.ingest([folder / f"{file}.txt"])
            links = case.links()
            if judged and links:
                case.review(links[0].id, "open" if links[0].verdict else "reject", by="Ann", why="so")
        assert case.verify().differences == ()
        for group in case.groups():
            assert len(group.claims) > 1
            assert all(case.group(claim.id) == group for claim in group.claims)

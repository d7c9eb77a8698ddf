from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from string import ascii_lowercase

import pytest
from casefile_steps import PlainSteps
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.casefile import Casefile
from provenance.errors import Ambiguous, InvalidRequest, NotFound
from provenance.model import Claim, Grade, Kind, Level, Link, Merge, Naming, Relation, Verdict
from provenance.records import ClaimRecord, FileOutcome, Filter

ALPHA = """outlet: Alpha
date: 2026-01-05
Bridge falls in Riga
The Minister says the old bridge fell on Monday.
Officials say at least 12 people were hurt in the fall.
Nobody may cross the river until spring comes.
"""
BETA = """outlet: Beta
date: 2026-01-06
Turkish media say the old bridge fell on Monday.
Officials say at least 15 people were hurt in the fall.
"""
GAMMA = """outlet: Gamma
Ann Reed says the old bridge fell on Monday.
"""


class Desk:
    """A casefile and the folder that its articles come from."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder = folder / "articles"
        self.folder.mkdir()
        self.case = Casefile.open(place, steps=PlainSteps())

    def put(self, name: str, text: str) -> FileOutcome:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return self.case.ingest([file]).outcomes[0]

    def claim(self, words: str, outlet: str | None = None) -> ClaimRecord:
        [found] = [claim for claim in self.case.claims() if words in claim.text and outlet in (None, claim.outlet)]
        return found


@contextmanager
def stocked(folder: Path, place: str, *texts: str) -> Iterator[Desk]:
    """A casefile with these articles, as a.txt, b.txt …"""
    desk = Desk(folder, place)
    for letter, text in zip(ascii_lowercase, texts, strict=False):
        assert desk.put(f"{letter}.txt", text).state == "added"
    yield desk
    desk.case.close()


@pytest.fixture
def empty(tmp_path: Path, place: str) -> Iterator[Desk]:
    with stocked(tmp_path, place) as desk:
        yield desk


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Iterator[Desk]:
    with stocked(tmp_path, place, ALPHA, BETA, GAMMA) as desk:
        yield desk


def test_claims_are_stored_as_they_were_found(desk: Desk) -> None:
    claim = desk.claim("12 people")
    article = PlainSteps().read(claim.file or "")
    assert article.text[claim.start : claim.end] == claim.text
    assert claim.content_text == "at least 12 people were hurt in the fall"
    assert [hop.label for hop in claim.attribution] == ["Officials"]
    assert claim.published_on == date(2026, 1, 5)
    assert len(desk.case.claims()) == desk.case.count_claims() == 6


def test_links_carry_the_words_of_both_sides(desk: Desk) -> None:
    [conflict] = desk.case.links(relation="conflicts")
    assert {reason.a_text for reason in conflict.reasons} | {reason.b_text for reason in conflict.reasons} == {
        "12",
        "15",
    }
    for reason in conflict.reasons:
        assert reason.a_text in conflict.a.text
        assert reason.b_text in conflict.b.text
    assert len(desk.case.links(relation=Relation.CORROBORATES)) == 3
    assert desk.case.link(conflict.id[:8]) == conflict


def test_corroboration_counts_origins(desk: Desk) -> None:
    [group] = desk.case.groups()
    assert {claim.outlet for claim in group.claims} == {"Alpha", "Beta", "Gamma"}
    assert group.articles == 3
    assert str(group.origins) == "3"
    assert group.id == group.claims[0].id
    assert all(claim.origins.low == 3 and claim.corroborating == 2 for claim in group.claims)
    assert desk.put("d.txt", GAMMA.replace("Ann Reed", "Ben Reed")).state == "added"
    [group] = desk.case.groups()
    assert (group.articles, group.origins.low) == (4, 3)
    assert [merge.why for merge in group.origins.merges] == ["all in Gamma"]
    assert isinstance(desk.claim("Ann Reed").origins.merges[0], Merge)


def test_claims_come_best_first_and_pages_never_overlap(desk: Desk) -> None:
    every = desk.case.claims()
    assert [claim.confidence for claim in every] == sorted((claim.confidence for claim in every), reverse=True)
    pages = [desk.case.claims(limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [claim for page in pages for claim in page] == every
    assert desk.case.claims(order="-confidence")[0] == min(every, key=lambda claim: (claim.confidence, claim.id))


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("date", "2026-01-06", "None"),
        ("file", "The Minister", "Ann Reed"),
        ("conflicts", "people", "river"),
        ("origins", "bridge", "river"),
        ("level", "certain", "possible"),
        ("likelihood", "bridge", "river"),
    ],
)
def test_orders(desk: Desk, order: str, first: str, last: str) -> None:
    shown = [f"{claim.text} {claim.published_on} {claim.level}" for claim in desk.case.claims(order=order)]
    assert first in shown[0]
    assert last in shown[-1]
    assert len(shown) == 6


def test_an_unknown_order_is_answered_with_what_exists(desk: Desk) -> None:
    with pytest.raises(NotFound) as caught:
        desk.case.claims(order="beauty")
    assert "confidence" in caught.value.known


FILTERS: list[tuple[str, Filter, int]] = [
    ("kind", Filter(kinds=frozenset({Kind.OFFICIAL})), 1),
    ("naming", Filter(namings=frozenset({Naming.NAMED, Naming.ROLE})), 5),
    ("level", Filter(levels=frozenset({Level.POSSIBLE})), 1),
    ("outlet in another case", Filter(outlets=frozenset({"ALPHA", "the gamma"})), 4),
    ("since leaves out what has no date", Filter(since=date(2026, 1, 1)), 5),
    ("until", Filter(until=date(2026, 1, 5)), 3),
    ("both", Filter(since=date(2026, 1, 6), until=date(2026, 1, 6), levels=frozenset({Level.CERTAIN})), 2),
    ("confidence", Filter(min_confidence=0.99), 0),
    ("reviewed", Filter(reviewed=True), 0),
    ("not reviewed", Filter(reviewed=False), 6),
]


@pytest.mark.parametrize(("where", "count"), [case[1:] for case in FILTERS], ids=[case[0] for case in FILTERS])
def test_filters(desk: Desk, where: Filter, count: int) -> None:
    assert len(desk.case.claims(where=where)) == desk.case.count_claims(where=where) == count
    desk.case.sources(where=where)
    desk.case.links(where=where)
    desk.case.groups(where=where)
    desk.case.search("bridge", where=where)


def test_filter_by_article(desk: Desk) -> None:
    article = desk.case.articles()[0]
    assert desk.case.count_claims(where=Filter(article=article.id[:8])) == article.claims == 3


def test_show_explains_the_confidence(desk: Desk) -> None:
    claim = desk.claim("The Minister")
    detail = desk.case.show(claim.id[:7])
    assert detail.claim == claim
    assert detail.confidence.score == claim.confidence
    log_odds = math.log(claim.confidence / (1 - claim.confidence))
    assert math.isclose(log_odds, math.fsum(part.value for part in detail.confidence))
    assert detail.paragraph[claim.start - detail.paragraph_start :].startswith(claim.text)
    assert detail.article.file == claim.file
    assert {link.relation for link in detail.links} == {Relation.CORROBORATES}


def test_without_a_source_of_others(desk: Desk) -> None:
    claim = desk.claim("The Minister")
    detail = desk.case.show(claim.id, without="turkish MEDIA")
    assert detail.claim.origins.low == 2
    assert detail.claim.corroborating == 1
    assert detail.confidence.score < claim.confidence
    assert desk.case.show(claim.id).confidence.score == claim.confidence, "asking changes nothing"


def test_without_its_own_source_only_others_count(desk: Desk) -> None:
    claim = desk.claim("The Minister")
    for name in ("minister", "Alpha"):
        detail = desk.case.show(claim.id, without=name)
        assert [part.name for part in detail.confidence] == ["base", "left out", "corroboration"]
        assert detail.claim.origins.low == 2


def test_without_an_unknown_source(desk: Desk) -> None:
    with pytest.raises(NotFound, match="Turkish media"):
        desk.case.show(desk.claim("The Minister").id, without="Turkish medium")


def test_rejecting_a_link_changes_both_claims_at_once(desk: Desk) -> None:
    before = [desk.claim(words) for words in ("12 people", "15 people")]
    [conflict] = desk.case.links(relation="conflicts")
    review = desk.case.review(conflict.id[:9], "reject", by="Kim", why="another count")
    after = [desk.claim(words) for words in ("12 people", "15 people")]
    assert all(new.confidence > old.confidence for new, old in zip(after, before, strict=True))
    assert [claim.conflicting for claim in after] == [0, 0]
    assert desk.case.link(conflict.id).verdict is Verdict.REJECT
    desk.case.review(conflict.id, "open", by="Kim", why="not so sure")
    assert [desk.claim(words) for words in ("12 people", "15 people")] == before
    assert [entry.verdict for entry in desk.case.reviews()] == [Verdict.REJECT, Verdict.OPEN]
    assert desk.case.reviews(conflict.id[:9])[0] == review


def test_a_rejected_corroboration_parts_the_group(desk: Desk) -> None:
    for link in desk.case.links(relation="corroborates"):
        if "Gamma" in (link.a.outlet, link.b.outlet):
            desk.case.review(link.id, Verdict.REJECT, by="Kim", why="another bridge")
    [group] = desk.case.groups()
    assert {claim.outlet for claim in group.claims} == {"Alpha", "Beta"}


def test_a_verdict_on_a_claim(desk: Desk) -> None:
    claim = desk.claim("cross the river")
    desk.case.review(claim.id, "accept", by="Kim", why="I stood there")
    now = desk.case.show(claim.id)
    assert now.claim.verdict is Verdict.ACCEPT
    assert claim.confidence < now.claim.confidence < 0.6, "rightly quoted is not yet so"
    assert [review.why for review in now.reviews] == ["I stood there"]
    assert desk.case.count_claims(where=Filter(reviewed=True)) == 1
    desk.case.review(claim.id, "open", by="Kim", why="was it that river?")
    assert desk.case.show(claim.id).claim == claim


def test_rating_a_source_changes_the_claims_that_cite_it(desk: Desk) -> None:
    cited, other = desk.claim("Turkish media"), desk.claim("15 people")
    rating = desk.case.rate("the turkish media", "e", by="Kim", why="often wrong")
    assert (rating.source, rating.grade) == ("Turkish media", Grade.E)
    assert desk.claim("Turkish media").confidence < cited.confidence
    assert desk.claim("15 people") == other
    [source] = [source for source in desk.case.sources() if source.source == "Turkish media"]
    assert (source.grade, source.ratings) == (Grade.E, (rating,))
    desk.case.rate("Turkish media", Grade.F, by="Kim", why="taken back")
    assert desk.claim("Turkish media") == cited


def test_rating_an_outlet_changes_all_its_claims(desk: Desk) -> None:
    before = {claim.id: claim.confidence for claim in desk.case.claims()}
    desk.case.rate("beta", "B", by="Kim", why="checked for years")
    for claim in desk.case.claims():
        assert (claim.confidence > before[claim.id]) == (claim.outlet == "Beta")
    assert [outlet.grade for outlet in desk.case.outlets() if outlet.outlet == "Beta"] == [Grade.B]


def test_rating_comes_before_ingesting(desk: Desk) -> None:
    desk.case.rate("Ann Reed", "A", by="Kim", why="known for years")
    desk.put("d.txt", "outlet: Delta\nAnn Reed says 3 ships left the harbour at dawn.\n")
    names = [part.name for part in desk.case.show(desk.claim("3 ships").id).confidence]
    assert "grade of the source" in names


def test_sources(desk: Desk) -> None:
    sources = {source.source: source for source in desk.case.sources()}
    officials = sources["Officials"]
    assert (officials.claims, officials.articles, officials.outlets) == (2, 2, ("Alpha", "Beta"))
    assert [Path(file).name for file in officials.files] == ["a.txt", "b.txt"]
    assert desk.case.sources(limit=1)[0] == officials
    assert [outlet.outlet for outlet in desk.case.outlets()] == ["Alpha", "Beta", "Gamma"]
    assert sum(outlet.claims for outlet in desk.case.outlets()) == 6


REFUSED = [
    ("grade", lambda case: case.rate("Alpha", "G", by="Kim", why="x"), InvalidRequest, "A, B, C, D, E, F"),
    ("no such source", lambda case: case.rate("Alphabet", "A", by="Kim", why="x"), NotFound, "Alpha"),
    ("no name", lambda case: case.rate("Alpha", "A", by=" ", why="x"), InvalidRequest, "by"),
    ("no reason", lambda case: case.rate("Alpha", "A", by="Kim", why=""), InvalidRequest, "why"),
    ("verdict", lambda case: case.review("0", "maybe", by="Kim", why="x"), InvalidRequest, "accept, reject, open"),
    ("no such target", lambda case: case.review("zz", "accept", by="Kim", why="x"), NotFound, "zz"),
    ("an empty id", lambda case: case.show(""), NotFound, "claim"),
    ("no such claim", lambda case: case.show("%"), NotFound, "%"),
    ("relation", lambda case: case.links(relation="agrees"), InvalidRequest, "corroborates"),
    ("no character", lambda case: case.show("\udcff"), InvalidRequest, "udcff"),
]


@pytest.mark.parametrize(("ask", "error", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refusals_say_what_exists(desk: Desk, ask, error: type[Exception], says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=says):
        ask(desk.case)
    assert desk.case.reviews() == []


def test_a_prefix_of_several_ids_is_ambiguous(empty: Desk) -> None:
    empty.put("many.txt", "".join(f"Line {number} of many.\n" for number in range(40)))
    with pytest.raises(Ambiguous) as caught:
        empty.case.show(next(digit for digit in "0123456789abcdef" if _starting(empty, digit) > 1))
    assert len(caught.value.candidates) > 1


def _starting(desk: Desk, digit: str) -> int:
    return sum(claim.id.startswith(digit) for claim in desk.case.claims())


def test_search_marks_the_words(desk: Desk) -> None:
    hits = desk.case.search('bridges "on monday"')
    assert len(hits) == 3
    for hit in hits:
        assert [hit.snippet[start:end] for start, end in hit.marks] == ["bridge", "on Monday"]
        assert hit.claim is not None
        assert hit.claim.text == hit.snippet
    [headline] = desk.case.search("falls riga")
    assert (headline.claim, headline.snippet) == (None, "Bridge falls in Riga")
    assert desk.case.search("bri*") != []
    assert desk.case.search("headline") == []


def test_search_cuts_long_passages_around_the_words(empty: Desk) -> None:
    empty.put("long.txt", "word " * 500 + "needle " + "word " * 500 + "end.\n")
    [hit] = empty.case.search("needle")
    assert len(hit.snippet) < 300
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["needle"]


@settings(max_examples=60, deadline=None)
@given(query=st.text(max_size=40) | st.text(alphabet='"*()^:+-{} ANDORNEARbridge\0', max_size=40))
def test_any_text_is_a_query(shared: Casefile, query: str) -> None:
    for hit in shared.search(query):
        assert all(hit.snippet[start:end] for start, end in hit.marks)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, new_place: Callable[[], str]) -> Iterator[Casefile]:
    desk = Desk(tmp_path_factory.mktemp("shared"), new_place())
    desk.put("a.txt", ALPHA)
    yield desk.case
    desk.case.close()


def test_casebook_holds_what_a_report_needs(desk: Desk) -> None:
    book = desk.case.casebook()
    assert [claim.id for claim in book.claims] == [claim.id for claim in desk.case.claims()]
    assert {claim.id: claim.confidence for claim in book.claims} == {
        claim: sum_.score for claim, sum_ in book.confidences.items()
    }
    assert (len(book.articles), len(book.groups), len(book.conflicts), len(book.outlets)) == (3, 1, 1, 3)
    filtered = desk.case.casebook(where=Filter(outlets=frozenset({"Gamma"})))
    assert {claim.outlet for claim in filtered.claims} == {"Gamma"}
    beside = {claim.outlet for group in filtered.groups for claim in group.claims}
    assert {article.outlet for article in filtered.articles} == {
        "Gamma"
    } | beside  # what agrees is named with its article


def test_findings_tell_health_and_counts(desk: Desk) -> None:
    findings = {finding.name: finding for finding in desk.case.findings()}
    assert all(finding.ok for finding in findings.values())
    assert findings["journal" if "SQLite" in findings else "encoding"].value in ("wal", "UTF8")
    assert findings["articles"].value.startswith("3 listed")
    assert findings["claims"].value.startswith("6 listed")


class EverythingAgrees(PlainSteps):
    """Says that any two claims corroborate each other, but not how surely."""

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        return Link(a, b, Relation.CORROBORATES, 0.5)


def test_the_score_of_a_link_weighs_its_support(tmp_path: Path) -> None:
    weak, sure = EverythingAgrees(), PlainSteps()
    scores = []
    for name, steps in (("weak", weak), ("sure", sure)):
        with Casefile.open(tmp_path / f"{name}.db", steps=steps) as case:
            for file, text in (("a.txt", GAMMA), ("b.txt", GAMMA.replace("Gamma", "Delta"))):
                (tmp_path / file).write_text(text)
                case.ingest([tmp_path / file])
            scores.append(case.claims()[0].confidence)
            if steps is weak:
                case.review(case.links()[0].id, "accept", by="Kim", why="the same bridge")
                scores.append(case.claims()[0].confidence)
    assert scores[0] < scores[1] == scores[2]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_casefile_in_which_an_impossible_day_stands_takes_more(tmp_path: Path, day: str) -> None:
    told = "The ferry fire in Torvik broke out {} and killed 12 passengers, the mayor said on Monday."
    with Casefile.open(tmp_path / "claims.db") as case:
        for number, (when, settings_) in enumerate((("yesterday", [f"published_on={day}"]), ("tomorrow", []))):
            file = tmp_path / f"{number}.txt"
            file.write_text(told.format(when), encoding="utf-8")
            [outcome] = case.ingest([file], settings=settings_).outcomes
            assert (outcome.state, outcome.claims) == ("added", 1)
        assert {str(claim.published_on) for claim in case.claims()} == {day, "None"}
        assert len(list(case.links())) == 1

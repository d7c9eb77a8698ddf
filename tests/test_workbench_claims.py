"""The list of claims, one claim, one article, one link, and what a person does on them."""

import html
import re
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from workbench import case_of, opened, post

from provenance.model import Kind, Level, Naming, Origins, Polarity, Quotation, Stance, Status, Verdict
from provenance.records import ClaimRecord, Filter
from provenance.reports import wording
from provenance.workbench import marking
from provenance.workbench.addresses import View, view_of


def claim_with(client: TestClient, words: str) -> ClaimRecord:
    return next(one for one in case_of(client).claims() if words in one.text)


def words_of(page: str) -> str:
    """What a reader sees, without markup, on one line."""
    return " ".join(html.unescape(re.sub("<[^>]+>", "", page)).split())


def test_the_list_shows_every_claim_with_its_source_and_confidence(client: TestClient) -> None:
    page = words_of(client.get("/claims").text)
    for claim in case_of(client).claims():
        assert wording.said_shortly(claim) in page
        assert f"confidence {claim.confidence:.2f}" in page


def test_filters_narrow_the_list_and_stay_in_the_address(client: TestClient) -> None:
    page = client.get("/claims?kind=media&level=certain").text
    assert "2 claims" in words_of(page)
    assert 'href="/claims?level=certain"' in page  # the same without the media
    assert "no claim passes" in words_of(client.get("/claims?kind=witness").text).lower()


def test_a_search_marks_the_words_that_were_found(client: TestClient) -> None:
    page = client.get("/claims?q=naval+meeting").text
    assert "1 claim " in words_of(page)
    assert re.findall(r'<mark class="hit">([^<]+)</mark>', page) == ["naval", "meeting"]


def test_an_unknown_filter_is_answered_with_what_there_is(client: TestClient) -> None:
    answer = client.get("/claims?kind=martian")
    assert answer.status_code == 422
    assert "official" in answer.text


def test_a_claim_shows_the_sum_that_its_confidence_is(client: TestClient) -> None:
    claim = claim_with(client, "advanced stage")
    page = words_of(client.get(f"/claims/{claim.id}").text)
    for part in case_of(client).show(claim.id).confidence:
        assert part.note in page
    assert f"score{claim.confidence:.2f}" in page.replace(" ", "")
    assert "“advanced stage” against “remains conceptual”" in page


def test_a_claim_tells_what_it_would_be_without_a_source(client: TestClient) -> None:
    claim = claim_with(client, "advanced stage")
    page = words_of(client.get(f"/claims/{claim.id}?without=Analysts").text)
    alone = case_of(client).show(claim.id, without="Analysts").confidence.score
    assert f"Without Analysts: {alone:.2f} instead of {claim.confidence:.2f}" in page


def test_an_article_is_shown_whole_with_its_claims_underlined(client: TestClient) -> None:
    claim = claim_with(client, "advanced stage")
    article = case_of(client).article(claim.article)
    page = client.get(f"/articles/{claim.article}?claim={claim.id}").text
    body = page[page.index('<article class="text"') : page.index("</article>")]
    assert "".join(article.text.split()) in "".join(html.unescape(re.sub("<[^>]+>", "", body)).split())
    assert body.count('aria-current="true"') >= 1
    assert {one.id for one in article.claims} <= set(re.findall(r'data-claim="(\w+)"', body))


def test_both_passages_of_a_link_stand_side_by_side(client: TestClient) -> None:
    link = next(one for one in case_of(client).links(relation="conflicts"))
    page = client.get(f"/links/{link.id}").text
    assert re.findall(r'<mark class="clash">([^<]+)</mark>', page) == [r.a_text for r in link.reasons[:1]] + [
        r.b_text for r in link.reasons[:1]
    ]


def test_rejecting_a_link_changes_the_confidence_at_once_and_says_so(client: TestClient) -> None:
    link = case_of(client).links(relation="conflicts")[0]
    page = words_of(post(client, "/decide", target=link.id, verdict="reject", next="/claims"))
    after = case_of(client).link(link.id)
    assert after.verdict == "reject"
    assert after.a.confidence > link.a.confidence
    assert f"confidence {link.a.confidence:.2f} to {after.a.confidence:.2f}" in page
    assert case_of(client).reviews(link.id)[0].by == "Ada"
    post(client, "/decide", target=link.id, verdict="open", next="/claims")
    assert case_of(client).link(link.id).a.confidence == link.a.confidence


def test_a_decision_asks_for_a_name_and_keeps_it(tmp_path: Path) -> None:
    from provenance.workbench import Settings

    with opened(tmp_path, settings=Settings()) as client:
        claim = case_of(client).claims()[0]
        assert 'name="by" required' in client.get(f"/claims/{claim.id}").text
        post(client, "/decide", target=claim.id, verdict="accept", by="Grace  Hopper", next="/claims")
        assert case_of(client).reviews()[0].by == "Grace Hopper"
        assert 'name="by" required' not in client.get(f"/claims/{claim.id}").text


def test_notes_tags_and_undo(client: TestClient) -> None:
    case, claim = case_of(client), claim_with(client, "advanced stage")
    post(client, "/note", target=claim.id, text="ask the ministry <b>today</b>", next="/claims")
    post(client, "/tag", target=claim.id, tag="to call", next="/claims")
    page = client.get(f"/claims/{claim.id}").text
    assert "ask the ministry &lt;b&gt;today&lt;/b&gt;" in page
    assert "to call" in page
    assert case.show(claim.id).claim.tags == ("to call",)
    assert "Taken back: tag" in words_of(post(client, "/undo", next="/claims"))
    assert case.show(claim.id).claim.tags == ()


def test_rating_a_source_changes_its_claims(client: TestClient) -> None:
    before = claim_with(client, "Turkish media").confidence
    post(client, "/rate", source="Turkish media", grade="E", why="retracted twice", next="/claims")
    assert claim_with(client, "Turkish media").confidence < before


FILTERS = st.builds(
    Filter,
    kinds=st.frozensets(st.sampled_from(Kind)),
    namings=st.frozensets(st.sampled_from(Naming)),
    levels=st.frozensets(st.sampled_from(Level)),
    polarities=st.frozensets(st.sampled_from(Polarity)),
    stances=st.frozensets(st.sampled_from(Stance)),
    statuses=st.frozensets(st.sampled_from(Status)),
    outlets=st.frozensets(st.text("abc &=?#é", min_size=1).map(str.strip).filter(bool), max_size=2),
    since=st.none() | st.dates(date(1900, 1, 1)),
    until=st.none() | st.dates(date(1900, 1, 1)),
    min_confidence=st.floats(0, 1),
    max_confidence=st.floats(0, 1),
    reviewed=st.none() | st.booleans(),
    own_voice=st.none() | st.just(True),
    text=st.none() | st.text(min_size=1).map(str.strip).filter(bool),
    source=st.none() | st.text("abc é", min_size=1).map(str.strip).filter(bool),
    tags=st.frozensets(st.text("abc", min_size=1), max_size=2),
    corroborated=st.none() | st.booleans(),
    conflicting=st.none() | st.booleans(),
)


@given(FILTERS, st.integers(1, 1000))
def test_an_address_holds_all_of_a_view(where: Filter, page: int) -> None:
    view = View(path="/claims", where=where, page=page, sort="date")
    assert view_of("/claims", view.fields()) == view


@st.composite
def texts_with_claims(draw: st.DrawFn) -> tuple[str, list[ClaimRecord]]:
    text = draw(st.text())
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if text[a:b].strip()]
    return text, [claim_at(text, a, b) for a, b in spans]


def claim_at(text: str, start: int, end: int) -> ClaimRecord:
    return ClaimRecord(
        id=f"{start}", article="x", file=None, title=None, outlet=None, published_on=None, start=start, end=end,
        text=text[start:end], content=((start, end),), content_text=text[start:end], quotation=Quotation.NONE,
        attribution=(), level=Level.CERTAIN, polarity=Polarity.AFFIRMED, status=Status.ASSERTED, cues=(), hedges=(),
        likelihood=None, confidence=0.5, origins=Origins(1, 1), corroborating=0, conflicting=0, verdict=None,
    )  # fmt: skip


@given(texts_with_claims(), st.integers(1, 50))
def test_an_article_cut_into_parts_and_blocks_is_still_the_article(
    article: tuple[str, list[ClaimRecord]], size: int
) -> None:
    text, claims = article
    parts = marking.parts(text, claims, size)
    blocks = [block for part in parts for line in marking.paragraphs(text, claims, None, part) for block in line]
    shown = "".join(one.text for block in blocks for one in block.stretches)
    assert "".join(shown.split()) == "".join(text.split())
    shown_claims = [claim.id for block in blocks for claim in block.claims]
    assert list(dict.fromkeys(shown_claims)) == [
        claim.id for claim in claims
    ]  # a very long one goes on in the next part
    for block in blocks:
        assert text.startswith("".join(one.text for one in block.stretches), block.start)


def test_a_long_article_is_shown_in_parts_and_a_claim_in_its_own(tmp_path: Path) -> None:
    many = "\n".join(f"Minister Ada Ruiz said bridge number {i} was closed on Friday." for i in range(1500))
    (tmp_path / "long.txt").write_text(many)
    with opened(tmp_path, [tmp_path / "long.txt"]) as client:
        last = max(case_of(client).claims(), key=lambda one: one.start)
        first = client.get(f"/articles/{last.article}").text
        assert "Part 1 of 2" in first
        assert f'data-claim="{last.id}"' not in first
        second = client.get(f"/articles/{last.article}?claim={last.id}").text
        assert "Part 2 of 2" in second
        assert f'data-claim="{last.id}"' in second
        assert client.get(f"/articles/{last.article}?part=9").status_code == 404


HOSTILE = """\
<script>alert(1)</script> "<img src=x onerror=alert(2)>" was said by minister Ada Ruiz on Friday.
The mayor of <b>Ludlow</b> said \u202eevil\u202c "</script><svg onload=alert(3)>" had been seen.
Officials said [x](javascript:alert(4)) and {{ 7 * 7 }} were on the wall & the {% raw %} door.
"""


def test_hostile_text_is_text_on_every_page(tmp_path: Path) -> None:
    (tmp_path / "<img src=x onerror=alert(5)>.txt").write_text(HOSTILE)
    with opened(tmp_path, [tmp_path / "<img src=x onerror=alert(5)>.txt"]) as client:
        claims = case_of(client).claims()
        assert claims
        paths = ["/claims", "/claims?q=%3Cscript%3Ealert", f"/articles/{claims[0].article}"]
        paths += [f"/claims/{one.id}?without=%3Csvg%20onload=alert(6)%3E" for one in claims]
        paths += [f"/claims/{one.id}" for one in claims]
        for path in paths:
            page = client.get(path).text
            assert "<script>" not in page
            assert "<img" not in page
            assert "<svg onload" not in page
            assert "\u202e" not in page
            assert 'href="javascript:' not in page


def test_two_people_with_the_form_of_one_claim_open_lose_nothing(client: TestClient) -> None:
    claim = claim_with(client, "advanced stage")
    page = client.get(f"/claims/{claim.id}").text
    form = page[page.index('action="/correct-claim"') :]
    shown = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")]
        )
    }
    fields = {name.removeprefix("was_"): value for name, value in shown.items() if name.startswith("was_")}
    assert set(fields) == {"stance", "level", "status", "polarity", "content", "statement"}
    sent = {**shown, **fields}
    sent.pop("csrf")
    post(client, "/correct-claim", **{**sent, "level": "possible", "by": "Ann"})
    post(client, "/correct-claim", **{**sent, "stance": "withholds", "by": "Ben"})
    now = case_of(client).show(claim.id)
    assert (now.claim.level, now.claim.stance, now.contradictions) == ("possible", "withholds", ())
    said = post(client, "/correct-claim", **{**sent, "level": "unknown", "by": "Cid"})
    assert "both are kept" in words_of(said)
    shown_now = words_of(client.get(f"/claims/{claim.id}").text)
    assert "Neither person had seen what the other decided" in shown_now
    seen = re.search(r'name="seen" value="(\d+)"', client.get(f"/claims/{claim.id}").text)
    assert seen is not None
    said = post(client, "/correct-claim", **{**sent, "polarity": "denied", "seen": seen[1], "by": "Dan"})
    assert "Corrected, and compared anew." in words_of(said), "what others still differ on is not what Dan set"
    assert case_of(client).show(claim.id).claim.polarity == "denied"


def test_a_view_is_kept_without_the_ticks(client: TestClient) -> None:
    page = client.get("/claims?kind=person&tick=all").text
    assert 'name="address" value="/claims?kind=person"' in page


def test_an_unknown_voice_is_refused(client: TestClient) -> None:
    answer = client.get("/claims?voice=loud")
    assert (answer.status_code, "cited" in answer.text) == (422, True)
    assert client.get("/claims?voice=cited").status_code == 200


def test_a_verdict_holds_for_reprints_where_a_person_says_so(tmp_path: Path) -> None:
    told = (
        "The mayor of Moe said on Friday that the old ferry pier had collapsed into the harbour after a winter storm."
    )
    for outlet in ("Alpha", "Beta"):
        (tmp_path / f"{outlet}.txt").write_text(f"{told}\nReaders of {outlet} sent pictures.\n", encoding="utf-8")
    other = "The ferry pier of Moe has collapsed into the harbour, its mayor said.\n"
    (tmp_path / "gamma.txt").write_text(other, encoding="utf-8")
    with opened(tmp_path, [tmp_path]) as client:
        claim = claim_with(client, "winter storm")
        copies = case_of(client).reprints(claim.id)
        assert copies
        assert "and on its reprints" in words_of(client.get(f"/claims/{claim.id}").text)
        said = post(client, "/decide", target=claim.id, verdict="accept", reprints="yes", by="Ada")
        assert f"And so {'was' if len(copies) == 1 else 'were'} {len(copies)} reprint" in words_of(said)
        accepted = {one.id for one in case_of(client).claims(where=Filter(verdict=Verdict.ACCEPT))}
        assert accepted == {claim.id, *(one.id for one in copies)}

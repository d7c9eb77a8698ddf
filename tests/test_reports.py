from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import tomllib
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from casefile_steps import PlainSteps
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sample import HOSTILE, make

from provenance.bookkeeping import Finding
from provenance.casefile import Casefile
from provenance.errors import NotFound
from provenance.records import Casebook, ClaimRecord, GroupRecord, LinkRecord, OutletRecord, SearchHit, SourceRecord
from provenance.reports import FORMATS, markup, sums, wording, write_report
from provenance.reports import csv as csv_report
from provenance.reports import json as json_report
from provenance.reports.citations import web_address
from provenance.reports.columns import columns
from provenance.reports.markdown import escaped
from provenance.reports.passages import Mark, bracketed, claim_marks, pieces
from provenance.reports.plain import as_json
from provenance.reports.visible import in_a_line, visible

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("reports.toml").read_text("utf-8"))
LISTED = (ClaimRecord, LinkRecord, GroupRecord, SourceRecord, OutletRecord, SearchHit, Finding)
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
any_text = st.text(st.characters(), max_size=60)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    with Casefile.open(make(tmp_path_factory.mktemp("case")), steps=PlainSteps()) as case:
        first = case.claims(limit=1)[0]
        case.review(first.id, "accept", by="R. Reader", why="=seen | it")
        return case.casebook()


def written(book: Casebook, name: str) -> str:
    out = io.BytesIO()
    write_report(book, name, out)
    return out.getvalue().decode("utf-8")


@pytest.mark.parametrize("case", CASES["visible"], ids=lambda case: case["name"])
def test_visible(case: dict[str, str]) -> None:
    assert visible(case["text"]) == case["shown"], case["why"]


@given(any_text)
def test_nothing_visible_steers(text: str) -> None:
    assert not STEERING.search(visible(text))
    assert visible(visible(text)) == visible(text)
    assert "\n" not in in_a_line(text)


@pytest.mark.parametrize("case", CASES["score"], ids=lambda case: case["shown"])
def test_score(case: dict[str, object]) -> None:
    assert wording.score(float(str(case["value"]))) == case["shown"]


@given(st.lists(st.floats(-8, 8), min_size=1, max_size=12))
def test_a_sum_as_shown_adds_up(values: list[float]) -> None:
    *parts, total = (round(float(shown) * 100) for shown in sums.adding_up(values))
    assert sum(parts) == total
    assert total == pytest.approx(sum(values) * 100, abs=0.51)
    assert all(abs(part - value * 100) <= 1 + 1e-6 for part, value in zip(parts, values, strict=True))


@given(any_text, st.lists(st.tuples(st.integers(-5, 70), st.integers(0, 20), st.sampled_from("xyz")), max_size=6))
def test_pieces_are_the_text(text: str, raw: list[tuple[int, int, str]]) -> None:
    marks = [Mark(start, start + length, label) for start, length, label in raw]
    found = list(pieces(text, marks))
    assert "".join(piece.text for piece in found) == text
    shown = bracketed(text.replace("[", "(").replace("]", ")"), marks)
    assert shown.count("[") == shown.count("]")


def test_marks_nest() -> None:
    marks = [Mark(0, 9, "claim"), Mark(3, 5, "sure"), Mark(10, 14, "who")]
    assert bracketed("it may be, says", marks) == "[claim: it [sure: ma]y be],[who:  say]s"
    assert bracketed("abcd", [Mark(0, 3, "x"), Mark(2, 4, "y")]) == "[x: ab[y: c]][y: d]"


def test_claim_marks_lie_on_their_words(book: Casebook) -> None:
    claim = next(one for one in book.claims if one.attribution and one.attribution[0].holder == "Minister Ada Quill")
    words = {(mark.label, claim.text[mark.start : mark.end]) for mark in claim_marks(claim, claim.start)}
    assert ("who", "Minister Ada Quill") in words
    assert ("cue", "says") in words


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.__name__)
def test_columns_begin_with_the_fields_of_the_record(kind: type) -> None:
    assert list(dict.fromkeys(path.steps[0].name for path in columns(kind))) == [field.name for field in fields(kind)]


def test_csv_has_the_same_columns_when_empty(book: Casebook) -> None:
    empty, full = io.BytesIO(), io.BytesIO()
    csv_report.write_records([], ClaimRecord, empty)
    csv_report.write_records(book.claims, ClaimRecord, full)
    rows = list(csv.DictReader(io.StringIO(full.getvalue().decode(), newline="")))
    assert empty.getvalue().splitlines() == full.getvalue().splitlines()[:1]
    assert [row["id"] for row in rows] == [claim.id for claim in book.claims]
    assert all(None not in row and None not in row.values() for row in rows)
    spoken = next(row for row in rows if row["attribution.kind"] == "official")
    assert spoken["attribution.holder"] == "Minister Ada Quill"


def test_csv_has_a_row_for_each_claim_of_a_group(book: Casebook) -> None:
    out = io.BytesIO()
    csv_report.write_records(book.groups, GroupRecord, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    assert [(row["group"], row["claim.id"]) for row in rows] == [
        (group.id, claim.id) for group in book.groups for claim in group.claims
    ]
    assert len(rows) >= 2


@pytest.mark.parametrize("case", CASES["guarded"], ids=lambda case: case["name"])
def test_csv_cells_are_no_formulas(case: dict[str, str]) -> None:
    assert csv_report.guarded(case["text"]) == case["shown"], case["why"]


def test_csv_report_is_guarded(book: Casebook) -> None:
    rows = list(csv.reader(io.StringIO(written(book, "csv"), newline="")))
    hostile = [cell for row in rows for cell in row if "HYPERLINK" in cell]
    assert len(hostile) == 3, "the sentence, what is claimed in it, the statement"
    assert all(cell.startswith("'=") and "\x1b" not in cell for cell in hostile)


def test_json_is_the_record(book: Casebook) -> None:
    read = json.loads(written(book, "json"))
    assert list(read) == [field.name for field in fields(Casebook)]
    claim, record = read["claims"][0], book.claims[0]
    assert list(claim) == [field.name for field in fields(ClaimRecord)]
    assert claim["content"] == [list(span) for span in record.content]
    assert claim["origins"]["low"] == record.origins.low
    hostile = next(one for one in read["claims"] if "HYPERLINK" in one["text"])
    assert hostile["text"] == HOSTILE, "JSON holds the text as it is"


@given(any_text)
def test_json_and_jsonl_hold_any_text(text: str) -> None:
    encoded = json_report.encode(Finding(name="x", value=text))
    assert json.loads(encoded)["value"] == text
    assert b"\n" not in encoded


def test_as_json_knows_no_other_types() -> None:
    with pytest.raises(TypeError, match="object"):
        as_json(object())


def test_jsonl_has_a_line_for_each_claim(book: Casebook) -> None:
    lines = written(book, "jsonl").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["id"] for line in lines] == [claim.id for claim in book.claims]


def test_an_unknown_format_is_answered_with_those_there_are(book: Casebook) -> None:
    with pytest.raises(NotFound) as caught:
        write_report(book, "papyrus", io.BytesIO())
    assert caught.value.known == tuple(FORMATS)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_markdown_text_is_never_markup(text: str) -> None:
    (opening, inline, closing) = MarkdownIt("gfm-like", {"linkify": False}).parse(f"x {escaped(text)} x")
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
    shown = "".join(child.content for child in inline.children or ())
    assert " ".join(shown.split()) == in_a_line(f"x {text} x")


@given(st.text("#-+=*_>123.)~`| :\\[]<&ab\t\n", min_size=1, max_size=20))
def test_markdown_text_is_never_markup_at_the_start_of_a_line(text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(escaped(text))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    assert {child.type for token in tokens for child in token.children or ()} <= {"text", "text_special"}


def test_markdown_report(book: Casebook) -> None:
    report = written(book, "markdown")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(report)
    headings = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
    assert headings[0] == "Citation report"
    assert {"Claims", "Corroboration", "Conflicts", "Sources", "Method and limits"} <= set(headings)
    raw = {child.content for token in tokens for child in token.children or () if child.type == "html_inline"}
    assert raw <= {"<mark>", "</mark>", "<br>"}
    references = set(re.findall(r"\[\^(\d+)\](?!:)", report))
    assert references == set(re.findall(r"^\[\^(\d+)\]:", report, flags=re.MULTILINE))
    assert "in <mark>3</mark> weeks" in report
    assert "in <mark>5</mark> weeks" in report
    assert not STEERING.search(report)
    assert all(article.sha256 in report for article in book.articles if article.sha256)


class Page(HTMLParser):
    """What a browser finds in the report."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.marked: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marked.append(data)

    def all(self, name: str, attribute: str) -> list[str]:
        return [str(found[attribute]) for tag, found in self.tags if tag == name and attribute in found]


def test_html_report_holds_hostile_text_as_text(book: Casebook) -> None:
    page = Page(written(book, "html"))
    assert not page.open
    assert not {"script", "img", "link", "iframe", "form", "b"} & {tag for tag, _ in page.tags}
    assert "<script>alert(1)</script>" in page.text
    assert not STEERING.search(page.text)
    assert not any(name.startswith("on") or name == "style" for _, found in page.tags for name in found)


def test_html_report_needs_no_network_and_says_so(book: Casebook) -> None:
    report = written(book, "html")
    page = Page(report)
    policy = next(found["content"] for tag, found in page.tags if found.get("http-equiv"))
    style = re.search(r"<style>(.*)</style>", report, flags=re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in str(policy)
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    links = page.all("a", "href")
    outside = [link.partition("#:~:text=") for link in links if not link.startswith("#")]
    assert {url for url, _, _ in outside} == {"https://harbour.example/bridge"}
    passages = [" ".join(claim.text.split()) for claim in book.claims]
    assert all(any(one.startswith(unquote(words.split(",")[0])) for one in passages) for _, _, words in outside)


def test_html_report_can_be_walked(book: Casebook) -> None:
    page = Page(written(book, "html"))
    ids = [str(found["id"]) for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.all("a", "href") if link.startswith("#")} <= set(ids)
    names = [tag for tag, _ in page.tags]
    assert names.count("table") == names.count("caption") > 3
    assert [names.count(tag) for tag in ("main", "header", "footer", "nav", "h1")] == [1] * 5
    assert {"3", "5"} <= set(page.marked)
    assert all(article.sha256 in page.text for article in book.articles if article.sha256)
    assert all(in_a_line(claim.text) in " ".join(page.text.split()) for claim in book.claims)


def test_markup_escapes_all_but_itself() -> None:
    assert markup.tag("p", "<b>&", title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;&amp;</p>'
    assert markup.tag("p", markup.tag("b", "x"), [None, ["y"]]) == "<p><b>x</b>y</p>"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "http://a\x1b", "", None])
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert web_address(url) is None
    assert web_address("https://a.example/x") == "https://a.example/x"

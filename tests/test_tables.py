"""Tables and lists of articles: which column holds what, where each article stands, and what is wrong with a row."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import makers
import press
import pytest
from press import DAYS, TOLD
from terminal import piped

from provenance.errors import LeftOut, ReadingError
from provenance.extraction import extract
from provenance.model import Article
from provenance.reading import read_all
from provenance.reading.listed import listed_addresses


def everything(data: bytes, name: str) -> tuple[list[Article], list[ReadingError]]:
    found = list(read_all(data, name=name))
    return [one for one in found if isinstance(one, Article)], [one for one in found if not isinstance(one, Article)]


def check_told(articles: list[Article]) -> None:
    assert [(one.title, one.byline, one.published_on) for one in articles] == [
        (one.title, one.byline, day) for one, day in zip(TOLD, DAYS, strict=True)
    ]
    assert [tuple(one.text.split("\n")) for one in articles] == [one.paragraphs for one in TOLD]
    assert [one.url for one in articles] == [press.address(number) for number in range(3)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_each_row_of_a_table_is_an_article(mark: str) -> None:
    articles, errors = everything(press.table(mark), "news.csv")
    assert errors == []
    check_told(articles)
    assert [one.outlet for one in articles] == [one.outlet for one in TOLD]
    assert articles[1].places[0].where == "cell=3,5"
    assert dict(articles[0].found)["outlet"] == "table: column Publication"


def test_each_row_of_a_spreadsheet_is_an_article() -> None:
    pytest.importorskip("openpyxl")
    articles, errors = everything(press.sheet(), "news.xlsx")
    assert errors == []
    check_told(articles)
    assert [one.places[0].where for one in articles] == ["cell=News!E2", "cell=News!E3", "cell=News!E4"]


@pytest.mark.parametrize("indent", [None, 1])
def test_each_element_of_a_list_is_an_article(indent: int | None) -> None:
    data = json.dumps(json.loads(press.news_list()), indent=indent).encode()
    articles, errors = everything(data, "answer")
    assert errors == []
    check_told(articles)
    assert [one.outlet for one in articles] == [one.outlet for one in TOLD]
    assert articles[2].places[0].where == "/articles/2/content"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["2026-03-04"], ["2026-03-04"]),
        (["4/3/2026", "13/3/2026"], ["2026-03-04", "2026-03-13"]),
        (["4/3/2026", "3/13/2026"], ["2026-04-03", "2026-03-13"]),
        (["4.3.26", "28.2.05"], ["2026-03-04", "2005-02-28"]),
        (["4/3/2026"], ["None"]),
        (["1772618400"], ["2026-03-04"]),
        (["20260304T101500Z"], ["2026-03-04"]),
        (["March 4, 2026 10:15 AM"], ["2026-03-04"]),
        (["0001-01-01", "2026-03-04"], ["None", "2026-03-04"]),
    ],
)
def test_the_days_of_a_column_are_read_alike(rows: list[str], expected: list[str]) -> None:
    data = "text;when\n" + "".join(f"It rained all day at number {n}.;{day}\n" for n, day in enumerate(rows))
    articles, _ = everything(data.encode(), "a.csv")
    assert [str(one.published_on) for one in articles] == expected


def test_columns_without_telling_names_are_told_by_their_cells() -> None:
    rows = [
        (f"https://poe.example/{n}", f"{text} It was said on Tuesday.", n) for n, text in enumerate(TOLD[0].paragraphs)
    ]
    data = "a,b,c\n" + "".join(f'{address},"{text}",{n}\n' for address, text, n in rows)
    articles, errors = everything(data.encode(), "a.csv")
    assert errors == []
    assert [one.url for one in articles] == [address for address, _, _ in rows]
    assert [one.text for one in articles] == [text for _, text, _ in rows]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mediacloud.csv", b"id,title,url,publish_date\n1,Ferry,https://poe.example/1,2026-03-01\n"
                           b"2,Pier,https://poe.example/2,2026-03-02\n2,Pier,https://poe.example/2,2026-03-02\n"),
        ("20260301.export.CSV", b"".join(b"123%d\t20260301\t202603\tPOE\t\tx\t%s/%d\n" % (n, b"https://poe.example", n)
                                         for n in (1, 2))),
        ("20260301.gkg.csv", b"".join(
            b"20260301101500-%d\t20260301101500\tpoe.example\t%s/%d\t\tEPU_POLICY;\tjane roe;sam poe\t-1.5,2\t%s\n"
            % (n, b"https://poe.example", n, b"<PAGE_TITLE>Ferry sails again</PAGE_TITLE>") for n in (1, 2))),
        ("events.json", b'{"events": [{"name": "x", "link": "https://poe.example/1"},'
                        b' {"name": "y", "link": "https://poe.example/2"}]}'),
    ],
)  # fmt: skip
def test_addresses_alone_are_offered_and_not_fetched(name: str, data: bytes) -> None:
    articles, [error] = everything(data, name)
    assert articles == []
    assert isinstance(error, LeftOut)
    assert "only addresses, 2 of them" in error.reason
    assert "--fetch-listed" in error.reason


def test_a_table_without_text_names_its_columns() -> None:
    _, [error] = everything(b"a,b\n1,2\n3,4\n", "a.csv")
    assert "no column of this table looks like the text" in error.reason
    assert "its columns: a, b" in error.reason


@pytest.mark.parametrize(
    ("data", "name", "count", "words"),
    [
        (press.table()[:-80], "a.csv", 2, "row 4, which begins on line 5, is cut off"),
        (press.news_list()[:-200], "a.json", 2, "damaged on line 3[0-9], column"),
        (b"text,title\n,x\nIt rained.,y\n", "a.csv", 1, "row has no text"),
        (b"It rained all day.\nIt snowed.\n", "a.csv", 0, "no table"),
        (b'{"a": 1}', "a.json", 0, "no articles in this JSON"),
        (b'[{"text": "It rained."}, {"text": 5 5}]', "a.json", 1, "line 1, column 37"),
        (b'[{"text": "It rained."}] x', "a.json", 1, "more behind its end"),
        (b"[" * 100_000, "a.json", 0, "nested too deep|it ends there"),
        (b"[[" + b"9" * 5000 + b"]]", "a.json", 0, "too long"),
        (b"", "a.csv", 0, "empty"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_in(data: bytes, name: str, count: int, words: str) -> None:
    articles, errors = everything(data, name)
    assert len(articles) == count
    [error] = errors
    assert re.search(words, error.reason), error.reason


def test_a_damaged_spreadsheet_says_so() -> None:
    pytest.importorskip("openpyxl")
    data = press.sheet()
    for spoiled in (data[: len(data) // 2], data.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml")):
        articles, errors = everything(spoiled, "a.xlsx")
        assert articles == []
        assert errors
        assert all(error.reason for error in errors)


def test_a_json_feed_and_ninjs_tell_their_facts() -> None:
    articles, errors = everything(press.json_feed(), "feed.json")
    assert errors == []
    check_told(articles)
    assert {one.outlet for one in articles} == {"Poe Wire"}
    for version in (1, 2, 3):
        data = json.dumps([press.ninjs(version, number) for number in range(3)]).encode()
        articles, errors = everything(data, "ninjs.json")
        assert errors == []
        check_told(articles)
        assert [one.outlet for one in articles] == [one.outlet for one in TOLD]
        [alone], errors = everything(json.dumps(press.ninjs(version), indent=2).encode(), "ninjs.json")
        assert (alone.title, errors) == (TOLD[0].title, [])


def test_each_post_of_a_channel_is_an_article() -> None:
    articles, errors = everything(press.telegram(), "result.json")
    assert errors == []
    assert [(one.outlet, one.byline, one.published_on) for one in articles] == [("Poe Wire", None, day) for day in DAYS]
    assert [one.text.partition("\n")[0] for one in articles] == [one.paragraphs[0] for one in TOLD]
    everything_exported = {"chats": {"list": [json.loads(press.telegram()), json.loads(press.telegram())]}}
    articles, errors = everything(json.dumps(everything_exported).encode(), "result.json")
    assert (len(articles), errors) == (6, [])
    assert articles[0].places[0].where == "/chats/list/0/messages/1/text"


def test_each_post_on_a_page_of_telegram_is_an_article() -> None:
    articles, errors = everything(press.telegram_page(), "messages.html")
    assert errors == []
    writers = ("Jane Roe", "Jane Roe", "Ann Doe and Lou Moe")
    assert [(one.byline, one.published_on) for one in articles] == list(zip(writers, DAYS, strict=True))
    assert {one.outlet for one in articles} == {"Poe Wire"}
    assert [tuple(one.text.split("\n")) for one in articles] == [one.paragraphs for one in TOLD]


@pytest.mark.parametrize(
    "value",
    [
        press.claim_review(),
        {"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [{"item": [press.claim_review()]}]},
        {"claims": [{
            "text": "The ferry cost 5 million crowns", "claimant": "Sam Poe",
            "claimReview": [{
                "publisher": {"name": "Poe Check"}, "url": "https://check.example/ferry",
                "reviewDate": "2026-03-05T00:00:00Z", "textualRating": "Mostly false",
            }],
        }]},
    ],
)  # fmt: skip
def test_a_fact_check_gives_the_claim_and_the_verdict_to_who_said_them(value: object) -> None:
    [article], errors = everything(json.dumps(value).encode(), "checks.json")
    assert errors == []
    assert (article.outlet, article.url) == ("Poe Check", "https://check.example/ferry")
    assert article.published_on is not None
    assert (article.published_on.isoformat(), article.title) == ("2026-03-05", "The ferry cost 5 million crowns")
    claim, verdict = extract(article)
    assert [hop.name or hop.holder for hop in claim.attribution] == ["Sam Poe"]
    assert "5 million" in claim.text
    assert [hop.name or hop.holder for hop in verdict.attribution] == ["Poe Check"]


@pytest.mark.parametrize(
    ("name", "data"), [("a.csv", press.table()), ("a.json", press.news_list()), ("a.tsv", press.table("\t"))]
)
def test_the_addresses_in_a_table_can_be_listed(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert listed_addresses(tmp_path / name) == [press.address(number) for number in range(3)]


def test_addresses_that_are_asked_for_are_fetched(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,url\n1,http://127.0.0.1:9/a\n2,http://127.0.0.1:9/b\n", encoding="utf-8")
    offered = piped(["ingest", "list.csv"], cwd=tmp_path)
    assert "skipped: list.csv: it holds only addresses, 2 of them" in offered.out
    asked = piped(["ingest", "list.csv", "--fetch-listed"], cwd=tmp_path)
    assert "failed: http://127.0.0.1:9/a" in asked.out
    assert "failed: http://127.0.0.1:9/b" in asked.out


def test_a_person_may_say_which_column_is_which(tmp_path: Path) -> None:
    rows = "a,b,c\nIt rained in Poe City all day on Tuesday.,It snowed.,Poe Times\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    [article] = read_all(tmp_path / "a.csv", columns={"text": "b", "outlet": "c"})
    assert isinstance(article, Article)
    assert (article.text, article.outlet) == ("It snowed.", "Poe Times")
    [error] = read_all(tmp_path / "a.csv", columns={"text": "d"})
    assert isinstance(error, ReadingError)
    assert "it has no column 'd' for text; its columns: a, b, c" in error.reason
    done = piped(["ingest", "a.csv", "--column", "text=b", "--column", "outlet=c"], cwd=tmp_path)
    assert "1 added" in done.out
    shown = piped(["claims", "--json"], cwd=tmp_path)
    assert "It snowed." in shown.out
    assert "Tuesday" not in shown.out
    assert "names no column" in piped(["ingest", "a.csv", "--column", "colour=b"], cwd=tmp_path).out


def test_a_table_in_an_archive_takes_the_columns_too() -> None:
    packed = makers.archive({"in/a.csv": b"a,b\nIt rained all day on Tuesday.,It snowed.\n"})
    [article] = read_all(packed, name="a.zip", columns={"text": "b"})
    assert isinstance(article, Article)
    assert article.text == "It snowed."


def test_a_sheet_that_says_too_little_of_its_size_is_read_whole() -> None:
    pytest.importorskip("openpyxl")
    with zipfile.ZipFile(io.BytesIO(press.sheet())) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    files[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', files[name])
    articles, errors = everything(makers.archive(files), "news.xlsx")
    assert errors == []
    check_told(articles)


def test_lines_of_json_are_told_by_their_names_too() -> None:
    articles, errors = everything(
        "\n".join(json.dumps(one) for one in json.loads(press.news_list())["articles"]).encode(), "news"
    )
    assert errors == []
    check_told(articles)
    assert articles[1].places[0].where == "/content"
    lines = "\n".join(json.dumps(press.ninjs(version, version - 1)) for version in (1, 2, 3))
    articles, errors = everything(lines.encode(), "news.jsonl")
    assert errors == []
    check_told(articles)
    articles, [error] = everything(b'{"text": "It rained."}\n{"title": "x"}\n', "a.jsonl")
    assert len(articles) == 1
    assert (error.source, error.reason) == ("a.jsonl:2", "this line has no text")

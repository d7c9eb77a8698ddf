"""Every format is valid by its own standard, loses nothing that it says it keeps, and holds hostile text as text."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from casefile_steps import PlainSteps
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from documents import SCHEMA
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from prov.model import ProvDocument
from pybtex.database import parse_string
from pypdf import PdfReader
from sample import HOSTILE, make

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest, MissingExtra
from provenance.records import ArticleRecord, Casebook, ClaimRecord
from provenance.reports import FORMATS, bibtex, jsonl, write_report
from provenance.reports import json as json_report
from provenance.reports.fragment import to_passage
from provenance.reports.parsing import from_json
from provenance.reports.schema import casebook_schema
from provenance.reports.visible import in_a_line

SCALE = ("False", "Mostly false", "Half true", "Mostly true", "True")
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)

ARTICLE = ArticleRecord(
    id="0123456789abcdef",
    file=None,
    url=None,
    title=None,
    outlet=None,
    byline=None,
    published_on=None,
    language=None,
    media_type="text/plain",
    sha256=None,
    ingested_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    version=1,
    claims=0,
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casefile]:
    with Casefile.open(make(tmp_path_factory.mktemp("case")), steps=PlainSteps()) as opened:
        first, second, third, *_ = opened.claims()
        opened.review(first.id, "reject", by="R. Reader", why='</script>"=1', wording="mostly FALSE", scale=SCALE)
        opened.review(second.id, "accept", by="R. Reader", why="seen")
        opened.review(third.id, "reject", by="O. Other", why="no", wording="Wrong")
        opened.review(third.id, "open", by="O. Other", why="not sure any more")
        yield opened


@pytest.fixture(scope="module")
def book(case: Casefile) -> Casebook:
    return case.casebook()


def written(book: Casebook, name: str) -> bytes:
    out = io.BytesIO()
    write_report(book, name, out)
    return out.getvalue()


def test_json_reads_back_and_fits_its_schema(book: Casebook) -> None:
    data = written(book, "json")
    assert json_report.read(data) == book
    Draft202012Validator.check_schema(casebook_schema())
    Draft202012Validator(casebook_schema()).validate(json.loads(data))


def test_the_published_schema_is_the_one_of_the_records() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == casebook_schema(), "python tests/documents.py writes it anew"


@pytest.mark.parametrize("damage", ["claims", "id", "level", "extra"])
def test_json_that_is_no_casebook_is_refused_by_schema_and_reader(book: Casebook, damage: str) -> None:
    read = json.loads(written(book, "json"))
    if damage == "claims":
        del read["claims"]
    elif damage == "extra":
        read["claims"][0]["extra"] = 1
    else:
        read["claims"][0][damage] = 7
    assert not Draft202012Validator(casebook_schema()).is_valid(read)
    with pytest.raises(ValueError, match=damage):
        from_json(Casebook, read)


def test_jsonl_reads_back(book: Casebook) -> None:
    assert tuple(jsonl.read(written(book, "jsonl"))) == book.claims


def test_csv_keeps_ids_and_numbers(book: Casebook) -> None:
    rows = list(csv.DictReader(io.StringIO(written(book, "csv").decode(), newline="")))
    assert [(row["id"], int(row["start"]), float(row["confidence"])) for row in rows] == [
        (claim.id, claim.start, claim.confidence) for claim in book.claims
    ]


def test_parquet_reads_back(book: Casebook) -> None:
    from pyarrow import parquet

    rows = parquet.read_table(io.BytesIO(written(book, "parquet"))).to_pylist()
    for row in rows:
        row["published_on"] = row["published_on"] and row["published_on"].isoformat()
    assert tuple(from_json(ClaimRecord, row) for row in rows) == book.claims


def test_csl_is_read_by_a_processor_and_keeps_the_articles(book: Casebook) -> None:
    items = json.loads(written(book, "csl"))
    schemas = resources.files("citeproc") / "data" / "schema" / "schemas" / "styles"
    variables, types = (
        set(re.findall(r'"([\w-]+)"', (schemas / f"csl-{name}.rnc").read_text("utf-8")))
        for name in ("variables", "types")
    )
    assert {item["type"] for item in items} <= types
    assert {name for item in items for name in item} - {"id", "type", "custom"} <= variables | {"language"}
    known = [{name: value for name, value in item.items() if name != "custom"} for item in items]
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(known), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    shown = " ".join(str(entry) for entry in bibliography.bibliography())
    assert all(words in shown for words in ("Harbour Post", "2026", "https://harbour.example/bridge"))
    for item, article in zip(items, book.articles, strict=True):
        assert item["id"] == article.id
        assert item.get("container-title") == article.outlet
        assert item["custom"]["sha256"] == article.sha256
        day = article.published_on
        assert item["issued"]["date-parts"] == [[day.year, day.month, day.day]] if day else "issued" not in item
    urls = {item.get("URL") for item in items}
    assert urls == {"https://harbour.example/bridge", None}, "javascript: is no address to cite"


def _plain(latex: str) -> str:
    """What LaTeX shows for a field that `bibtex.escaped` made."""
    names = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~"}
    names["textasciicircum"] = "^"
    return re.sub(r"\\(?:(text\w+)\{\}|([$&%#_]))", lambda m: names[m[1]] if m[1] else m[2], latex)


@example("", "\n")
@given(any_text, any_text)
def test_bibtex_reads_back_any_text(title: str, byline: str) -> None:
    article = replace(ARTICLE, title=title, byline=byline)
    [entry] = parse_string(bibtex.entry(article), "bibtex").entries.values()
    assert _plain(entry.fields.get("title", "{}")[1:-1]) == in_a_line(title)
    names = entry.persons.get("author", [])
    assert len(names) == bool(in_a_line(byline)), "a byline is never cut in two"


def test_bibtex_keeps_the_articles(book: Casebook) -> None:
    entries = parse_string(written(book, "bibtex").decode(), "bibtex").entries
    assert list(entries) == [f"provenance:{article.id}" for article in book.articles]
    for entry, article in zip(entries.values(), book.articles, strict=True):
        assert entry.fields.get("organization", "{}")[1:-1] == (article.outlet or "")
        assert entry.fields["note"] == f"SHA-256 {article.sha256}"


def _texts(case: Casefile) -> dict[str, str]:
    steps = PlainSteps()
    return {one.id: steps.read(str(one.file)).text for one in case.articles()}


def test_webannotation_selectors_find_their_passages(case: Casefile, book: Casebook) -> None:
    collection = json.loads(written(book, "webannotation"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len({item["id"] for item in items})
    texts = _texts(case)
    claims = {f"urn:x-provenance:claim:{claim.id}": claim for claim in book.claims}
    described = [item for item in items if item["motivation"] == "describing"]
    assert {item["id"] for item in described} == claims.keys()
    for item in described:
        claim, target = claims[item["id"]], item["target"]
        quote, position = target["selector"]
        text = texts[claim.article]
        assert text[position["start"] : position["end"]] == quote["exact"] == claim.text
        around = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
        assert text.index(around) + len(quote.get("prefix", "")) == claim.start
        assert target["state"]["sourceDate"].endswith("+00:00")
        assert re.match(r"https?://|urn:", target["source"])
    assessed = [item for item in items if item["motivation"] == "assessing"]
    assert len(assessed) == 4
    assert {item["target"] for item in assessed} <= claims.keys()


def test_prov_is_read_by_its_reference_library(book: Casebook) -> None:
    data = written(book, "prov")
    document = ProvDocument.deserialize(content=data.decode(), format="json")
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert document == again
    names = {str(record.identifier) for record in document.get_records() if record.identifier}
    assert {f"claim:{claim.id}" for claim in book.claims} <= names
    assert {f"article:{article.id}" for article in book.articles} <= names
    raw = json.loads(data)
    known = {*raw["entity"], *raw["agent"], *raw["activity"]}
    for section in ("wasDerivedFrom", "wasAttributedTo", "wasGeneratedBy", "used", "wasAssociatedWith"):
        for relation in raw[section].values():
            ends = {value for name, value in relation.items() if name.startswith("prov:") and isinstance(value, str)}
            assert ends <= known, section


def test_claimreview_only_where_a_person_rated(book: Casebook) -> None:
    data = written(book, "claimreview")
    assert b"<" not in data, "it may be pasted into a page"
    graph = json.loads(data)["@graph"]
    claims = [node if node["@type"] == "Claim" else node["itemReviewed"] for node in graph]
    assert [claim["text"] for claim in claims] == [claim.statement.text for claim in book.claims]
    [review] = [node for node in graph if node["@type"] == "ClaimReview"]
    rated = next(one for one in book.reviews if one.wording == "Mostly false")
    assert review["itemReviewed"]["@id"].endswith(rated.target)
    assert review["author"] == {"@type": "Person", "name": "R. Reader"}
    assert review["reviewBody"] == '</script>"=1'
    rating = {"@type": "Rating", "alternateName": "Mostly false", "ratingValue": 2, "worstRating": 1, "bestRating": 5}
    assert review["reviewRating"] == rating


@pytest.mark.parametrize(
    ("wording", "scale"), [("So-so", SCALE), (None, SCALE), ("True", ("True", "true"))], ids=["off", "none", "twice"]
)
def test_a_wording_is_one_of_its_scale(case: Casefile, wording: str | None, scale: tuple[str, ...]) -> None:
    claim = case.claims(limit=1)[0]
    with pytest.raises(InvalidRequest, match="scale"):
        case.review(claim.id, "accept", by="R. Reader", why="x", wording=wording, scale=scale)


@pytest.mark.parametrize("name", ["json", "webannotation", "prov", "claimreview"])
def test_hostile_text_stays_text(book: Casebook, name: str) -> None:
    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            value = [*value, *value.values()]
        if isinstance(value, list):
            for one in value:
                yield from strings(one)
        elif isinstance(value, str):
            yield value

    assert any(HOSTILE.rstrip(".") in text for text in strings(json.loads(written(book, name))))


def test_every_format_writes_an_empty_casebook(tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "empty.db", steps=PlainSteps()) as case:
        empty = case.casebook()
    for name in FORMATS:
        written(empty, name)


LONG_PASSAGE = f"1 2 3 4 5 6\n{'and ' * 9}1 2 3 4 5 7"


@pytest.mark.parametrize(
    ("url", "passage", "expected"),
    [
        ("https://a.example/x", "A well-known, 5% b#c & d", "#:~:text=A%20well%2Dknown%2C%205%25%20b%23c%20%26%20d"),
        ("https://a.example/x#part", "Short  words", ":~:text=Short%20words"),
        ("https://a.example/x", LONG_PASSAGE, "#:~:text=1%202%203%204%205%206,1%202%203%204%205%207"),
        ("https://a.example/x", " \n", ""),
    ],
    ids=["signs", "own fragment", "long", "nothing"],
)
def test_an_address_opens_at_the_passage(url: str, passage: str, expected: str) -> None:
    assert to_passage(url, passage) == url + expected


@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_documents_hold_every_passage_hash_and_clash(book: Casebook, name: str) -> None:
    data = io.BytesIO(written(book, name))
    if name == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(data).pages)
    else:
        document = Document(data)
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    shown = "".join(text.split())
    wanted = [in_a_line(claim.text) for claim in book.claims if HOSTILE not in claim.text]
    wanted += [article.sha256 or "" for article in book.articles]
    assert wanted
    assert all("".join(words.split()) in shown for words in wanted)
    assert "<script>alert(1)</script>" in shown, "hostile text is text"
    assert "Mostlyfalse" in shown
    assert not re.search("[\x1b\u202e]", text)


@pytest.mark.parametrize(("name", "module"), [("docx", "docx"), ("pdf", "typst"), ("parquet", "pyarrow")])
def test_a_missing_extra_is_answered_with_how_to_install_it(
    book: Casebook, name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=rf'pip install "claim-provenance\[{name}\]"'):
        written(book, name)

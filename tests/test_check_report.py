from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from documents import CHECK_SCHEMA
from jsonschema import Draft202012Validator
from sample import make
from terminal import piped

from provenance.casefile import Casefile
from provenance.checks import CheckRecord, FactCheckRecord
from provenance.errors import InvalidRequest
from provenance.model import Band, Saying
from provenance.reports.check_outline import check_outline
from provenance.reports.check_report import FORMATS, format_of
from provenance.reports.check_rows import statement_rows
from provenance.reports.outline import Heading, Item, Paragraph, Table
from provenance.reports.schema import check_schema

COST = "The bridge over the Lenn cost 40 million crowns to build."
OTHER = "The bridge over the Lenn cost 90 million crowns to build."
NOBODY = "A cat was elected mayor of the harbour district."
HOSTILE = "The <script>alert(1)</script> *bridge* [3] =HYPERLINK(1) was | sold."


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casefile]:
    with Casefile.open(make(tmp_path_factory.mktemp("case")), steps=PlainSteps()) as opened:
        yield opened


@pytest.fixture(scope="module")
def record(case: Casefile) -> CheckRecord:
    return case.check("\n".join((COST, OTHER, NOBODY, HOSTILE)))


def written(record: CheckRecord, name: str) -> str:
    out = io.BytesIO()
    format_of(name)([record], out)
    return out.getvalue().decode()


def test_a_check_says_what_it_cites_and_how_far_the_log_had_got(case: Casefile, record: CheckRecord) -> None:
    answered = {answer.claim.article for one in record.statements for answer in one.answers}
    assert {one.id for one in record.cited} == answered
    assert record.log is not None
    assert record.log.entries == case.log()[-1].number


def test_every_answer_cites_a_passage_that_stands_in_the_report(record: CheckRecord) -> None:
    blocks = list(check_outline([record]))
    passages = {one.note: one.text for one in blocks if isinstance(one, Paragraph) and one.note is not None}
    cited = [one for one in blocks if isinstance(one, Item) and one.note is not None]
    shown = [one for statement in record.statements for saying in Saying for one in statement.of(saying)]
    assert len(cited) == len(shown) > 1
    assert {one.note for one in cited} == passages.keys()
    for item, answer in zip(cited, shown, strict=True):
        assert item.text.endswith(f"[{item.note}]")
        assert f"Claim {answer.claim.id}." in passages[item.note or 0]
        assert f"“{answer.claim.text}”" in passages[item.note or 0]


def test_the_summary_counts_what_became_of_each_statement(record: CheckRecord) -> None:
    (table,) = (one for one in check_outline([record]) if isinstance(one, Table))
    counts = dict(table.rows)
    assert counts["Statements"] == "4"
    assert (counts["… only told the same"], counts["… only told otherwise"]) == ("1", "1")
    assert counts["… said by nobody"] == "2"
    assert sum(int(number) for name, number in counts.items() if name not in ("Statements",)) == 4


def test_what_perhaps_was_checked_is_not_counted_as_checked(record: CheckRecord) -> None:
    def counted(band: Band) -> str:
        check = FactCheckRecord(
            saying=Saying.SAME,
            band=band,
            chance=0.5,
            reviewed=COST,
            claimant=None,
            verdict="False",
            checker="Strait Facts",
            checked_on=None,
            url=None,
            article="a" * 16,
        )
        asked = replace(record, statements=(replace(record.statements[0], checked=(check,)),))
        (table,) = (one for one in check_outline([asked]) if isinstance(one, Table))
        return dict(table.rows)["… already checked by somebody"]

    assert (counted(Band.SHOWN), counted(Band.POSSIBLE)) == ("1", "0")


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def test_the_page_runs_nothing_and_its_notes_lead_somewhere(record: CheckRecord) -> None:
    text = written(record, "speech.html")
    page = Page()
    page.feed(text)
    assert "script" not in page.tags
    assert "default-src 'none'" in text
    assert "&lt;script&gt;" in text
    notes = [one for one in page.links if one.startswith("#")]
    assert notes
    assert {one[1:] for one in notes} <= set(page.ids)


def test_markdown_shows_hostile_words_as_they_stand(record: CheckRecord) -> None:
    text = written(record, "speech.md")
    assert r"\<script\>alert(1)\</script\> \*bridge\* \[3\] \=HYPERLINK(1) was \| sold." in text
    headings = re.findall(r"^(#+) ", text, flags=re.MULTILINE)
    assert headings == ["#" * one.level for one in check_outline([record]) if isinstance(one, Heading)]


def test_a_table_has_a_line_a_statement(record: CheckRecord) -> None:
    rows = list(csv.DictReader(io.StringIO(written(record, "speech.csv"))))
    assert [row["statement"] for row in rows] == [COST, OTHER, NOBODY, HOSTILE]
    assert [row["answer"] for row in rows] == ["same", "otherwise", "", ""]
    assert rows[0]["same_origins.low"] == "2"
    assert (rows[0]["first_on"], rows[0]["last_on"]) == ("2026-01-14", "2026-01-15")
    assert rows[1]["said"] == COST
    assert rows[2]["summary"].startswith("Nobody says this")


def test_json_holds_the_records(record: CheckRecord) -> None:
    (read,) = json.loads(written(record, "speech.json"))
    assert read["statements"][0]["text"] == COST
    assert [one["id"] for one in read["cited"]] == [one.id for one in record.cited]


def test_the_published_schema_is_that_of_checks_and_holds(record: CheckRecord) -> None:
    published = json.loads(CHECK_SCHEMA.read_text("utf-8"))
    assert published == check_schema(), "python tests/documents.py writes it anew"
    Draft202012Validator.check_schema(published)
    read = json.loads(written(record, "speech.json"))
    Draft202012Validator(published).validate(read)
    read[0]["statements"][0]["same"] = "many"
    assert not Draft202012Validator(published).is_valid(read)


def test_a_text_that_states_nothing_has_one_line_that_says_so(case: Casefile) -> None:
    (row,) = statement_rows([case.check("Die Brücke über die Lenn wurde gestern für den Verkehr gesperrt.")])
    assert "only English" in row.summary
    assert row.claim is None


@pytest.mark.parametrize("name", ["speech.doc", "speech", "speech.parquet"])
def test_an_ending_that_no_report_has_is_refused_with_those_it_may_have(name: str) -> None:
    with pytest.raises(InvalidRequest, match=re.escape(", ".join(FORMATS))):
        format_of(name)


@pytest.mark.parametrize(("name", "begins"), [("speech.docx", b"PK"), ("speech.pdf", b"%PDF")])
def test_documents_are_made(record: CheckRecord, name: str, begins: bytes) -> None:
    pytest.importorskip("docx" if name.endswith("docx") else "typst")
    out = io.BytesIO()
    format_of(name)([record], out)
    assert out.getvalue().startswith(begins)


def test_the_command_reads_a_table_of_statements_and_writes_one(tmp_path: Path) -> None:
    database = make(tmp_path)
    table = f'number,statement\n7,"{COST}"\n8,"{OTHER}"\n9,\n'
    (tmp_path / "asked.csv").write_text(table, encoding="utf-8")
    done = piped(["check", "asked.csv", "--db", str(database), "-o", "answers.csv"], cwd=tmp_path)
    assert done.code == 3  # the last row holds no statement
    assert "this row has no text" in done.out
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["statement"], row["answer"]) for row in rows] == [(COST, "same"), (OTHER, "otherwise")]
    assert [row["file"] for row in rows] == ["asked.csv:2", "asked.csv:3"]
    single = piped(["check", COST, "--db", str(database), "-o", "single.md"], cwd=tmp_path)
    assert "single.md: 1 statement\n" in single.out
    refused = piped(["check", COST, "--db", str(database), "-o", "answers.exe"], cwd=tmp_path)
    assert refused.code == 1
    assert "'.exe'" in refused.out
    assert not (tmp_path / "answers.exe").exists()

"""How a claim is put to a person: what departs from a plain statement of fact comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from provenance.model import Level, Origins, ReasonKind, Stance, Statement, Status
from provenance.records import ClaimRecord, ReasonRecord
from provenance.reports import wording
from provenance.reports.passages import Mark, in_statement
from provenance.workbench import marking

TEXT = "He denied that the dam broke."
RECORD: dict[str, Any] = {
    "id": "0", "article": "1", "file": None, "title": None, "outlet": None, "published_on": date(2026, 1, 1),
    "text": TEXT, "content_text": "the dam broke", "start": 7, "end": 36, "content": ((22, 35),), "confidence": 0.5,
    "origins": Origins(1, 1), "corroborating": 0, "conflicting": 0, "verdict": None,
}  # fmt: skip
DENIAL = Statement.of(TEXT, "[It is denied that] ", (15, 28), ".").moved(7)


@pytest.mark.parametrize(
    ("level", "status", "stance", "words"),
    [
        ("certain", "asserted", "asserts", "stated"),
        ("certain", "asserted", "denies", "denied"),
        ("unknown", "asserted", "withholds", "not confirmed"),
        ("certain", "planned", "asserts", "plan"),
        ("probable", "planned", "asserts", "forecast"),
        ("possible", "planned", "asserts", "possible, plan"),
        ("probable", "asserted", "denies", "denied, probable"),
        ("unknown", "conditional", "withholds", "conditional"),
        ("unknown", "question", "withholds", "question"),
        ("unknown", "asserted", "asserts", "left open"),
        ("unknown", "planned", "withholds", "not confirmed, plan"),
    ],
)
def test_what_is_notable_is_said(level: str, status: str, stance: str, words: str) -> None:
    assert wording.put(Level(level), Status(status), Stance(stance)) == words


def test_a_record_without_a_statement_has_its_sentence() -> None:
    claim = ClaimRecord(**RECORD)
    assert claim.statement == Statement.of(TEXT, (0, len(TEXT))).moved(7)
    assert not wording.is_restated(claim)
    assert wording.is_restated(replace(claim, statement=DENIAL))


def test_what_was_put_in_is_marked_and_is_no_evidence() -> None:
    claim = ClaimRecord(**RECORD, statement=DENIAL)
    assert [(one.text, one.labels) for one in marking.said(claim)] == [
        ("[It is denied that]", ("inserted",)),
        (" the dam broke.", ()),
    ]
    assert in_statement(claim, [Mark(19, 22, "clash")]) == [Mark(24, 27, "clash")]
    assert DENIAL.text[24:27] == TEXT[19:22] == "dam"
    assert in_statement(claim, [Mark(3, 9, "clash")]) is None, "“denied” of the frame stands in brackets"


def test_a_very_long_statement_is_cut_and_says_so() -> None:
    text = "word " * 2000 + "end."
    claim = ClaimRecord(**RECORD | {"text": text, "end": 7 + len(text)})
    shown = wording.said_shortly(claim)
    assert len(shown) < 700
    assert shown.endswith("characters more)")
    assert wording.said(claim) == text
    assert "".join(one.text for one in marking.said(claim)) == shown


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ReasonKind.STAGE, "how far it has got"),
        (ReasonKind.SAME_STAGE, "equally far along"),
        (ReasonKind.NUMBER, "number"),
        (ReasonKind.SAME_PLACE, "the same place"),
    ],
)
def test_what_a_link_rests_on_is_told_in_words(kind: ReasonKind, words: str) -> None:
    assert wording.reason_kind(kind) == words


def test_an_agreement_of_the_same_words_is_told_once() -> None:
    same = ReasonRecord(
        kind=ReasonKind.SAME_STAGE, a=(0, 5), b=(0, 5), a_text="begin", b_text="begin", note="begin agrees with begin"
    )
    assert wording.reason(same).endswith("“begin” in both")
    other = replace(same, note="has begun agrees with begins", a_text="has begun", b_text="begins")
    assert wording.reason(other).endswith("“has begun” and “begins” (has begun agrees with begins)")

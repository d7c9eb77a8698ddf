"""Which paragraphs belong to an article whose greater part is known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from provenance.reading.html import parse_page, read_visible
from provenance.reading.paragraphs import page_of
from provenance.reading.selection import chosen

KNOWN = [f"The harbour master of Poe City spoke of ferry number {number} on Monday." for number in range(6)]
NEGLECTED = [f"WRECK {number} WAS FOUND BY DIVERS OFF THE COAST LATE ON SUNDAY NIGHT." for number in range(4)]


def taken(frame: str, neglected: Sequence[str]) -> list[str]:
    """What is taken of a page whose first paragraphs an extractor knew, and the others not."""
    known = "".join(f"<p>{one}</p>" for one in KNOWN)
    rest = "".join(f"<div><div class='x{number}'><b>{one}</b></div></div>" for number, one in enumerate(neglected))
    tree = parse_page(f"<html><body>{frame.format(known + rest)}</body></html>")
    assert tree is not None
    page = page_of(tree)
    made = chosen(page.paragraphs, [one.text in KNOWN for one in page.paragraphs], [])
    return [one.text for one, now in zip(page.paragraphs, made, strict=True) if now]


@pytest.mark.parametrize(
    "frame", ["<article>{}</article>", "<div itemprop='articleBody'>{}</div>"], ids=["article", "articleBody"]
)
def test_much_prose_in_what_the_page_calls_its_article_is_not_left_out(frame: str) -> None:
    assert taken("<div>{}</div>", NEGLECTED) == KNOWN
    assert taken(frame, NEGLECTED) == [*KNOWN, *NEGLECTED]


def test_little_prose_there_is_judged_like_any_other() -> None:
    assert taken("<article>{}</article>", NEGLECTED[:2]) == taken("<div>{}</div>", NEGLECTED[:2]) == KNOWN


def test_a_formula_stays_in_its_sentence() -> None:
    formula = "<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>"
    assert read_visible(f"<p>He wrote {formula} on the board.</p>").text == "He wrote E=mc² on the board."


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ("Correction: an earlier version of this article gave the wrong day.", True),
        ("This article was corrected on Tuesday, for it named the wrong ferry.", True),
        ("The correction of the prices was felt in all the markets of Poe City.", False),
    ],
)
def test_what_an_outlet_says_of_its_mistakes_is_kept_from_the_footer(line: str, is_taken: bool) -> None:
    known = "".join(f"<p>{one}</p>" for one in KNOWN)
    tree = parse_page(f"<html><body><main>{known}</main><footer><div><p>{line}</p></div></footer></body></html>")
    assert tree is not None
    page = page_of(tree)
    made = chosen(page.paragraphs, [one.text in KNOWN for one in page.paragraphs], [])
    assert made == [True] * len(KNOWN) + [is_taken]

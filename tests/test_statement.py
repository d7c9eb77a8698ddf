"""Statements: what of their words stands in the passage, and where, whatever the text looks like."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.model import Article, Claim, Piece, Stance, Statement
from provenance.reading import read

_ROOT = Path(__file__).parent.parent
_LOST = " …."
"""What may stand in a statement outside of its pieces and insertions."""


def assert_honest(claim: Claim) -> None:
    """Every word of the statement is the article's, or stands in square brackets."""
    statement, text = claim.statement, claim.article.text
    assert statement.is_made_of(claim.text, claim.start)
    taken = sorted([*statement.inserted, *((start, end) for start, end, _ in statement.passage)])
    assert all(start < end for start, end in taken)
    assert all(before[1] <= after[0] for before, after in pairwise(taken))
    assert [*statement.inserted] == sorted(statement.inserted)
    for start, end, at in statement.passage:
        assert statement.text[start:end] == text[at : at + end - start]
        assert claim.start <= at
        assert at + end - start <= claim.end
    for start, end in statement.inserted:
        assert (statement.text[start], statement.text[end - 1]) == ("[", "]")
    gaps = [(0, 0), *taken, (len(statement.text),) * 2]
    rest = "".join(statement.text[before[1] : after[0]] for before, after in pairwise(gaps))
    assert set(rest) <= set(_LOST)
    assert statement.text == " ".join(statement.text.split())


@pytest.mark.parametrize("seed", sorted((_ROOT / "seeds").glob("*.txt")), ids=lambda path: path.stem)
def test_every_statement_of_the_seeds_is_honest(seed: Path) -> None:
    claims = extract(read(seed))
    assert claims
    for claim in claims:
        assert_honest(claim)


def test_statements_lead_to_the_words_as_they_were_given() -> None:
    text = "“We  will\nnot\u00a0pay,” the\u200b minister’s\r\n  aide said on Monday.\n\nThe  bridge\tis closed."
    claims = extract(Article(text=text))
    assert claims
    for claim in claims:
        assert_honest(claim)


def test_a_statement_is_made_of_words_of_the_passage_and_of_others() -> None:
    text = "It was,\n  officials say, a terrorist [sic] organisation."
    made = Statement.of(text, "[The Brotherhood] ", (3, 6), " [(a party)] ", (25, len(text) - 1), ".")
    assert made.text == "[The Brotherhood] was [(a party)] a terrorist [sic] organisation."
    assert [made.text[slice(*span)] for span in made.inserted] == ["[The Brotherhood]", "[(a party)]"]
    assert made.passage == (Piece(18, 21, 3), Piece(34, 64, 25))


@given(st.text(), st.data())
def test_words_of_any_text_are_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    made = Statement.of(text, (start, end))
    assert made.text.split() == text[start:end].split()
    assert all(made.text[a:b] == text[at : at + b - a] for a, b, at in made.passage)
    assert sum(b - a for a, b, _ in made.passage) + made.text.count(" ") >= len(made.text)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "[It is denied that] the dam has broken."},
        {"text": "[It is denied that] the dam broke. Twice."},
        {"inserted": ()},
        {"inserted": ((0, 23),)},
        {"passage": (Piece(20, 33, 1),)},
        {"passage": ()},
    ],
    ids=str,
)
def test_other_words_are_found_out(changed: dict[str, Any]) -> None:
    made = Statement.of("He denied that the dam broke.", "[It is denied that] ", (15, 28), ".")
    assert made.is_made_of("He denied that the dam broke.", 0)
    assert made.moved(7).is_made_of("He denied that the dam broke.", 7)
    assert not replace(made, **changed).is_made_of("He denied that the dam broke.", 0)


def test_a_claim_that_was_given_no_statement_has_its_sentence() -> None:
    claim = Claim(article=Article(text="So it\nis. No."), start=0, end=9, content=((0, 9),))
    assert claim.statement.text == "So it is."
    assert claim.statement.passage == (Piece(0, 5, 0), Piece(6, 9, 6))
    assert claim.stance is Stance.ASSERTS


def test_claims_of_one_sentence_are_shown_with_their_own_words_only() -> None:
    text = "The mayor said the bridge was safe, while the police reported that the quay had sunk."
    safe, sunk = extract(Article(text=text))
    assert (safe.attribution[0].holder, safe.statement.text) == ("mayor", "the bridge was safe.")
    assert (sunk.attribution[0].holder, sunk.statement.text) == ("police", "the quay had sunk.")
    assert_honest(safe)
    assert_honest(sunk)
    (alone,) = extract(Article(text="The mayor said the bridge was safe."))
    assert alone.statement.text == "the bridge was safe."


def test_what_is_denied_beside_another_claim_keeps_its_frame() -> None:
    text = "The mayor said the bridge was safe, while the police denied that the quay had sunk."
    denied = [claim for claim in extract(Article(text=text)) if claim.stance is Stance.DENIES]
    assert [claim.statement.text for claim in denied] == ["the police denied that the quay had sunk."]

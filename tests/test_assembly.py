import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.assembly import assemble
from provenance.extraction.loading import load_head, load_tagger
from provenance.extraction.tagger import Mark, Role
from provenance.language.sentences import sentences
from provenance.model import Article

CASES = tomllib.loads((Path(__file__).parent / "cases" / "assembly.toml").read_text(encoding="utf-8"))["case"]
ROLES = {"S": Role.SOURCE, "Q": Role.CUE, "C": Role.CONTENT}


def unmark(marked: str) -> tuple[str, list[Mark]]:
    """The text without its braces, and the marks that the braces gave."""
    text, marks = "", []
    for piece in re.split(r"(\{[SQC] [^}]*\})", marked):
        if piece.startswith("{"):
            words = piece[3:-1]
            said = dict.fromkeys(Role, 1.0)
            marks.append(Mark(ROLES[piece[1]], len(text), len(text) + len(words), 1.0, said))
            text += words
        else:
            text += piece
    return text, marks


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_claims(case):
    text, marks = unmark(case["text"])
    claims = assemble(Article(text=text), sentences(text), marks, load_tagger(), load_head())
    found = [
        f"{' > '.join(hop.label for hop in claim.attribution) or '-'} | {claim.quotation} | {claim.content_text}"
        for claim in claims
    ]
    assert found == case["claims"], case["why"]


WORDS = st.sampled_from(
    [
        "Officials",
        "said",
        "that",
        "“it",
        "rained.”",
        "Ana",
        "Duarte",
        ",",
        ".",
        "\n\n",
        "he",
        "🙂",
        "’",
        "not",
        "Reuters",
        "citing",
        "(",
        "العربية",
        "\x00",
    ]
)


@given(st.lists(WORDS, max_size=40), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_offsets_never_lie(words, random):
    text = " ".join(words)
    spans = [(match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    marks = [Mark(random.choice(list(Role)), *span, 1.0) for span in spans if random.random() < 0.6]
    claims = assemble(Article(text=text), sentences(text), marks, load_tagger(), load_head())
    for claim in claims:
        assert text[claim.start : claim.end] == claim.text
        for start, end in claim.content:
            assert claim.start <= start < end <= claim.end
        for hop in claim.attribution:
            if hop.start is not None:
                assert text[hop.start : hop.end] == hop.holder
            if hop.cue is not None:
                assert text[hop.cue_start : hop.cue_end] == hop.cue
    assert len({claim.id for claim in claims}) == len(claims)

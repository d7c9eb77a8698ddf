"""A change that means nothing changes nothing: the claims of a text whose white space or quotation marks differ."""

import re
import textwrap
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.language.folding import plain_quotes, without_unseen
from provenance.model import Article

CASES = Path(__file__).parent / "cases"
WIKINEWS = tomllib.loads((CASES / "wikinews.toml").read_text(encoding="utf-8"))["article"]
INVENTED = tomllib.loads((CASES / "extract.toml").read_text(encoding="utf-8"))["case"]
TEXTS = [*(article["text"] for article in WIKINEWS), "\n\n".join(case["text"] for case in INVENTED)]


def wrapped(text, width):
    return "\n\n".join(textwrap.fill(line, width, break_long_words=False) for line in text.split("\n") if line.strip())


def curved(text):
    text = re.sub(r"""(^|[\s(\[—–-])"(?=\S)""", r"\1“", text, flags=re.MULTILINE).replace('"', "”")
    return re.sub(r"(^|[\s(\[“—–-])'(?=\S)", r"\1‘", text, flags=re.MULTILINE).replace("'", "’")


CHANGES = {
    "wrapped at 60": lambda text: wrapped(text, 60),
    "wrapped at 76": lambda text: wrapped(text, 76),
    "double blanks": lambda text: text.replace(" ", "  "),
    "tabs": lambda text: text.replace(" ", "\t"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "one line end between paragraphs": lambda text: re.sub(r"\n+", "\n", text),
    "three line ends between paragraphs": lambda text: re.sub(r"\n+", "\n\n\n", text),
    "blanks at line ends": lambda text: text.replace("\n", " \n"),
    "soft hyphens": lambda text: re.sub(r"(\w{4})(?=\w{3})", "\\1\u00ad", text),
    "straight quotation marks": plain_quotes,
    "curved quotation marks": curved,
}


def told(text):
    """What is made of a text, its white space and quotation marks folded."""
    return [
        (
            same(claim.text),
            same(claim.content_text),
            claim.quotation,
            claim.certainty.level,
            [(same(hop.holder), same(hop.name), hop.kind, hop.naming, same(hop.cue)) for hop in claim.attribution],
        )
        for claim in extract(Article(text=text, language="en"))
    ]


def same(words):
    return None if words is None else " ".join(plain_quotes(without_unseen(words)).split())


@pytest.fixture(scope="module", params=range(len(TEXTS)))
def text(request):
    return TEXTS[request.param]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_claims_stay_the_same(text, change):
    assert told(change(text)) == told(text)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_one(change):
    assert any(change(text) != text for text in TEXTS)


BLANKS = st.sampled_from([" ", "  ", "\u00a0", "\u202f", " \u200b", "\t"])


@given(st.lists(BLANKS, min_size=40, max_size=40), st.booleans())
@settings(max_examples=15, deadline=None)
def test_any_white_space_will_do(blanks, quotes_curved):
    text = WIKINEWS[0]["text"]
    numbers = iter(range(len(text)))
    changed = re.sub(" ", lambda _: blanks[next(numbers) % len(blanks)], curved(text) if quotes_curved else text)
    assert told(changed) == told(text)


def test_a_name_is_spelled_as_the_article_spells_it():
    text = "The mayor, Ana\u00a0O’Brien,\u00a0said\u00a0that the bridge was closed. O’Brien said it would open soon."
    claims = extract(Article(text=text, language="en"))
    assert {hop.name for claim in claims for hop in claim.attribution} == {"Ana O’Brien"}
    assert {hop.holder for claim in claims for hop in claim.attribution} <= {"Ana\u00a0O’Brien", "O’Brien"}

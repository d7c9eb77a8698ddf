"""The folded view: the same for texts that differ in white space, wraps and quotation marks alone."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.language.folding import BREAK, folded

PLAIN = "The mayor, Ana O'Brien, said: \"It's a long-term plan.\"\n\nShe left."
SAME = {
    "double blanks": PLAIN.replace(" ", "  "),
    "no-break spaces": PLAIN.replace(" ", "\u00a0"),
    "narrow no-break spaces": PLAIN.replace(" ", "\u202f"),
    "one line end": PLAIN.replace("\n\n", "\n"),
    "Windows line ends": PLAIN.replace("\n", "\r\n"),
    "line separators": PLAIN.replace("\n\n", "\u2028"),
    "blanks around": f"\ufeff \n{PLAIN}\u00a0\n\n \u200b\n",
    "soft hyphens": PLAIN.replace("mayor", "may\u00ador").replace("plan", "\u00adpl\u00adan"),
    "zero-width spaces": PLAIN.replace("-term", "-\u200bterm"),
    "a no-break space in front of a line end": PLAIN.replace("\n\n", "\u00a0\n\u00a0\n"),
    "curved quotation marks": PLAIN.replace('"It', "“It").replace('."', ".”").replace("'", "’"),
    "German quotation marks": PLAIN.replace('"It', "„It").replace('."', ".“"),
    "guillemets": PLAIN.replace('"It', "«\u00a0It").replace('."', ".\u00a0»"),
    "backticks": PLAIN.replace('"It', "``It").replace('."', ".''"),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_one_view(text):
    assert folded(text).text == folded(PLAIN).text == PLAIN


PROSE = (
    "Officials in the north-eastern province said on Friday that a long-term repair of the bridge, which was closed "
    "after the flood of last spring, would take pre- and post-winter work; the engineers' report--two hundred pages "
    "of it--was handed over to the council."
)


@pytest.mark.parametrize("width", [48, 60, 72, 100])
@pytest.mark.parametrize("apart", ["\n", "\n\n"])
def test_wrapped_lines_are_joined(width, apart):
    text = "\n\n".join([PROSE, "It opened again.", PROSE.replace("Officials", "Engineers")])
    wrapped = apart.join(textwrap.fill(line, width) for line in text.split("\n\n"))
    assert folded(wrapped).text == text


def test_lines_of_a_list_stay_apart():
    text = "Road works this week:\nMain Street, Monday to Friday\nthe harbour bridge, all nights\nKing's Lane"
    assert folded(text).text == text.replace("\n", BREAK)


def test_the_way_back():
    text = " He  said\u00a0“it’s\nso\u00adon”.\r\n\r\nShe left."
    view = folded(text)
    given_words = {"He said": "He  said", "\"it's": "“it’s", "soon": "so\u00adon", 'n".\n\nShe': "n”.\r\n\r\nShe"}
    for words, given_ in given_words.items():
        at = view.text.index(words)
        assert text[slice(*view.back(at, at + len(words)))] == given_


PIECES = st.sampled_from(
    ["a", "Bc.", "-", " ", "  ", "\n", "\n\n", "\u00a0", "\u00ad", "\u200b", "“", "”", "''", "’", "«", "»", "é"]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_of_any_text(text):
    view = folded(text)
    assert folded(view.text).text == view.text
    spans = [view.back(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for (start, end), char in zip(spans, view.text, strict=True):
        assert text[start:end] == char or char in "\n \"'"

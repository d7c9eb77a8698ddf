"""A text in the letters that people type: "Işık" as "isik", "Łódź" as "lodz", "ﬁeld" as "field".

Which letter a sign stands for is told by its name in the Unicode Character Database, and by its compatibility
mapping where that keeps what is meant: not of raised figures, fractions and signs in circles ("10⁶" is not "106").
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from provenance.model import Span

_LETTER = re.compile(
    r"LATIN (?:SMALL LETTER|CAPITAL LETTER|SMALL LIGATURE|CAPITAL LIGATURE|LETTER SMALL CAPITAL) "
    r"(?:DOTLESS |OPEN )?([A-Z]{1,2})(?: WITH .+)?"
)
_NAMED = {"SHARP S": "ss", "ETH": "d", "THORN": "th", "ENG": "n", "KRA": "q"}
"""Latin letters whose names do not say what is typed. Source: Unicode CLDR, transform Latin-ASCII."""
_OF_NAMED = re.compile(rf"LATIN (?:SMALL|CAPITAL) LETTER ({'|'.join(_NAMED)})")
_OTHER_MEANING = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>", "<vertical>")


class _Typed(dict[int, str]):
    """What is typed for a character, by its number; found when it is first asked for."""

    def __missing__(self, number: int) -> str:
        self[number] = typed = _typed(chr(number))
        return typed


_TABLE = _Typed()


def as_typed(text: str) -> str:
    """`text` with what people type in place of letters that few keyboards have; accents of other scripts stay."""
    return text if text.isascii() else text.translate(_TABLE)


def spans_back(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans of `text` that spans of `as_typed(text)` stand for, none of them empty."""
    if text.isascii():
        return tuple(spans)
    ends = list(accumulate(len(as_typed(character)) for character in text))
    return tuple((bisect_right(ends, start), bisect_left(ends, end) + 1) for start, end in spans)


def _typed(character: str) -> str:
    if character.isascii():
        return character
    name, mapping = unicodedata.name(character, ""), unicodedata.decomposition(character)
    if letter := _LETTER.fullmatch(name):
        return letter[1].lower()
    if letter := _OF_NAMED.fullmatch(name):
        return _NAMED[letter[1]]
    if mapping.startswith("<") and not mapping.startswith(_OTHER_MEANING):
        plain = unicodedata.normalize("NFKC", character)
        return as_typed(plain) if plain.isalnum() else character
    # The comma of "Hawaiʻi" is a letter to Unicode, so a word with it would be another word.
    return "" if name.startswith("MODIFIER LETTER ") and not mapping else character

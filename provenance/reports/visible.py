"""Text of articles made harmless for a terminal or a page: nothing in it can steer what shows it."""

from __future__ import annotations

import re
import unicodedata

# Beside control characters: direction overrides and isolates ("Trojan Source", Boucher and Anderson 2021), invisible
# spaces, line and paragraph separators, lone surrogates, tag characters, and U+FFFE and U+FFFF, which no XML holds.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """`text` with each control or steering character replaced by a sign that shows it; tabs and line ends stay."""
    return _HOSTILE.sub(_picture, text)


def in_a_line(text: str) -> str:
    """`visible(text)` on one line, each run of white space a single space."""
    return " ".join(visible(text).split())


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # control pictures, Unicode chapter 22.7
    if code == 0x7F:
        return "\u2421"
    return f"<{unicodedata.name(match[0], f'U+{code:04X}')}>"

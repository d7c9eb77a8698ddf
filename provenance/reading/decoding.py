"""Bytes to characters, whatever the encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from provenance.reading.letters import likeliest
from provenance.reading.signatures import wide_encoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^<>]{0,100}encoding=[\"']([\w.:-]{2,40})", re.I
)
_SEVEN_BITS = ("iso2022", "hz")
_SAMPLE = 20_000  # bytes shown to charset-normalizer: it looks at few more, and slowly
_MOSTLY_ASCII = 20  # text with fewer than one byte in so many above ASCII is taken to be Western
_CP1252_MARKS = bytes([0x85, *range(0x91, 0x98), 0xA0])  # …, quotation marks, dashes and the hard space


def decode(data: bytes, told: str | None = None) -> str:
    """The characters of `data`, without a byte order mark. Never fails: what cannot be read becomes U+FFFD.

    In this order: a byte order mark, UTF-8, a web page's own declaration or what is `told` beside the bytes, UTF-16 by
    its zeros, UTF-8 with a few bad bytes, Windows-1252 where nearly all is ASCII or its quotation marks show, and
    charset-normalizer's guess. Of the code pages near Windows-1252 the one counts whose languages have such letters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    wide = wide_encoding(data)
    if wide is not None:
        return data.decode(wide, errors="replace")
    declared = _declared(data) or _known(told)
    if declared is not None and declared.startswith(_SEVEN_BITS):  # its bytes are ASCII, and so UTF-8
        return data.decode(declared, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared is not None:
        return data.decode(likeliest(data, declared), errors="replace")
    lenient = data.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if bad * 3 <= high:  # most bytes above ASCII do form UTF-8
        return lenient
    marks = len(data) - len(data.translate(None, _CP1252_MARKS))
    if high * _MOSTLY_ASCII < len(data) or marks * 2 >= high:
        return data.decode(likeliest(data), errors="replace")
    first = next(i for i, byte in enumerate(data) if byte > 127)
    start = max(0, first - _SAMPLE // 4)
    guess = from_bytes(data[start : start + _SAMPLE]).best()
    guessed = _known(guess.encoding if guess is not None else None) or "cp1252"
    return data.decode(likeliest(data, guessed), errors="replace")


def _declared(data: bytes) -> str | None:
    """The encoding that a web page declares in its first bytes, if Python knows it as one of text."""
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    return _known((found[1] or found[2]).decode("ascii"))


def _known(name: str | None) -> str | None:
    """An encoding of text by its name, where Python has it; None for those that the bytes themselves show."""
    if name is None:
        return None
    try:
        encoding = codecs.lookup(name).name
        "".encode(encoding)
    except (LookupError, ValueError):
        return None
    if encoding in ("utf-8", "utf-8-sig") or encoding.startswith(
        ("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw")
    ):
        return None
    return "cp1252" if encoding in ("iso8859-1", "ascii") else encoding  # as browsers do (WHATWG Encoding, section 4.2)

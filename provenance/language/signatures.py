"""Quotations that are signed: a dash and a name after the closing mark, as under a quoted block or an embedded post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from provenance.language.quotations import Quote
from provenance.language.turns import Turn

_SIGNATURE = re.compile(
    r"[^\S\n]*\n{0,2}[^\S\n]*(?P<dash>--|[—–―])[^\S\n]*(?P<who>[^\W\d_a-z][^\n,;:(@]{1,60}?)[^\S\n]*"
    r"(?:[,(]\s*(?P<as>[^\n()]{1,90})\)?[^\n]{0,60})?(?=\n|$)"
)
_LONGEST = 3_000
"""Characters; what is longer is no quotation that somebody signs."""


def signed(text: str, quotes: Iterable[Quote]) -> Iterator[Turn]:
    """Each signed quotation as a turn of whoever signed it, in order.

    Args:
        text: A folded view.
        quotes: The quotations in it that stand in no other, in order.
    """
    start: int | None = None
    end = 0
    for quote in quotes:
        if start is None or not quote.continues or text[end : quote.start].strip():
            start = quote.start
        end = quote.end
        found = _SIGNATURE.match(text, end) if quote.closed else None
        before = text[:start].rstrip(" ")[-1:]
        if found and before in ("", "\n", "•") and end - start <= _LONGEST:
            key = found["who"].casefold()
            describes = found.span("as") if found["as"] else (0, 0)
            yield Turn(found.span("who"), (found.start("dash"), found.end()), start, end, key, describes=describes)

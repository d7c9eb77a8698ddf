"""Mailboxes (mbox, RFC 4155): each message is a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from provenance.progress import tell
from provenance.reading.document import Allowance, BadPart, Part
from provenance.reading.signatures import EMAIL

MESSAGES = 100_000
# The line before a message: it follows an empty one, ends in a year or a zone, and a header stands behind it.
_FROM = re.compile(rb"(?:\A|(?<=\n)\r?\n)From [^\r\n]*\d{4}[^\r\n]*\r?\n(?=[A-Za-z][A-Za-z0-9-]*:)")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def open_mbox(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The messages in order, numbered from 1; `>From ` at the beginning of a line is `From ` again (mboxrd)."""
    begun: int | None = None
    number = 0
    for found in _FROM.finditer(data):
        if begun is not None:
            number += 1
            yield from _message(data[begun : found.start()], number, allowance)
            tell(begun, len(data))
            if allowance.left < 0 or number >= MESSAGES:
                yield BadPart(
                    f":{number + 1}", f"it holds more than is allowed, or than {MESSAGES:,} messages; split it"
                )
                return
        begun = found.end()
    if begun is None:
        yield BadPart(":1", 'no message is in it: none begins with a line "From …"')
    else:
        yield from _message(data[begun:], number + 1, allowance)


def _message(data: bytes, number: int, allowance: Allowance) -> Iterator[Part | BadPart]:
    if not allowance.spend(len(data)):
        return
    yield Part(f":{number}", _QUOTED.sub(rb"\1", data), in_list=True, media_type=EMAIL)

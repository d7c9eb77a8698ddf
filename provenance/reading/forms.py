"""What a file is that only a closer look tells: exports of databases, mailboxes and other forms of newsrooms."""

from __future__ import annotations

import re

from provenance.reading.signatures import EXPORT, MBOX

_MBOX = re.compile(r"\ufeff?From \S[^\r\n]*\d{4}[^\r\n]*\r?\n[A-Za-z][A-Za-z0-9-]*:")


def packed_form_of(data: bytes) -> str | None:
    """The media type of packed data that is more than what its packing says, or None."""
    if data.startswith((b"{\\rtf", b"PK\x03\x04")):
        from provenance.reading.exports import is_packed_export  # loads lxml.html

        return EXPORT if is_packed_export(data) else None
    return None


def text_form_of(text: str) -> str | None:
    """The media type of decoded text of such a form, or None."""
    if _MBOX.match(text):
        return MBOX
    return EXPORT if _is_export(text) else None


def _is_export(text: str) -> bool:
    from provenance.reading.exports import is_export  # loads lxml.html

    return is_export(text)

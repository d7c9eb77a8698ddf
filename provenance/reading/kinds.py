"""What a source is, told from its first bytes, and how many bytes of such a kind are taken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from provenance.errors import TooLarge, UnsupportedSource
from provenance.reading.decoding import decode
from provenance.reading.formats import CONTAINERS, LARGEST, NAMES, READERS
from provenance.reading.forms import packed_form_of, text_form_of
from provenance.reading.signatures import (
    CSV,
    DOCX,
    EMAIL,
    EPUB,
    FEED,
    HTML,
    JSON,
    MARKDOWN,
    PDF,
    PICTURE,
    RTF,
    TEXT,
    VTT,
    begun_form,
    binary_form,
    media_type_of,
    packed_form,
)

SNIFFED = 1_000_000
"""Bytes that the kind of a source is told from."""
PIECE = 1_000_000
"""Bytes that are taken at a time."""
_SERVED = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/markdown": MARKDOWN,
    "text/csv": CSV,
    "text/vtt": VTT,
    "application/json": JSON,
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
    **{kind: kind for kind in (PDF, DOCX, EPUB, EMAIL, RTF)},
}
"""What servers call the kinds that they seldom call wrong; whatever they do not know is `text/plain` for many."""
_TAG = re.compile(r"<[a-zA-Z!/]")


def kind_of(data: bytes, label: str, name: str, served: str = "") -> str:
    """The media type of a whole source.

    Args:
        data: All of its bytes.
        label: What to call it in messages.
        name: Its file name or address, for what the bytes leave open.
        served: The media type that a server called it, for the same.

    Raises:
        UnsupportedSource: It is of no form that is read.
    """
    return packed_form_of(data) or packed_form(data) or _text_form(data[:SNIFFED], label, name, served)


def gathered(
    chunks: Iterable[bytes],
    label: str,
    name: str,
    *,
    media_type: str | None = None,
    served: str = "",
    size: int | None = None,
) -> bytes:
    """All bytes of a source; once its first million tells what it is, no more than such a kind may have.

    Args:
        chunks: The bytes as they come, in pieces of a few megabytes at most.
        label: What to call it in messages.
        name: As for `kind_of`.
        media_type: What a person says that it is.
        served: As for `kind_of`.
        size: How many bytes are to come, as far as that was told.

    Raises:
        TooLarge: It is over the limit of its kind.
        UnsupportedSource: It is of no form that is read.
    """
    check_size(size or 0, _limit(media_type or _SERVED.get(served)), label)
    limit, known = _limit(media_type), media_type is not None
    taken, have = io.BytesIO(), 0
    for chunk in chunks:
        have += taken.write(chunk)
        if not known and have >= SNIFFED:
            limit, known = LARGEST[_begun(taken.getvalue()[:SNIFFED], label, name, served)], True
            check_size(size or 0, limit, label)
        check_size(have, limit, label)
    return taken.getvalue()


def check_size(size: int, limit: int, label: str) -> None:
    """Raises TooLarge for more bytes than the limit."""
    if size > limit:
        raise TooLarge(
            label, f"it is over the limit of {limit // 1_000_000} MB; split it, or take out what is no article"
        )


def check_media_type(media_type: str | None, label: str) -> None:
    """Raises UnsupportedSource for a media type that is not read."""
    if media_type is not None and media_type not in {*READERS, *CONTAINERS}:
        raise UnsupportedSource(label, f"media type {media_type!r} is not read; known: {', '.join(LARGEST)}")


def _limit(kind: str | None) -> int:
    return max(LARGEST.values()) if kind is None else LARGEST[kind]


def _begun(head: bytes, label: str, name: str, served: str) -> str:
    return begun_form(head) or _text_form(head, label, name, served)


def _text_form(head: bytes, label: str, name: str, served: str) -> str:
    form = binary_form(head)
    if form is not None and form.endswith(" image"):
        return PICTURE
    if form is not None:
        raise UnsupportedSource(label, f"this is {form}; what is read: {NAMES}")
    text = decode(head)
    kind = text_form_of(text, name) or media_type_of(text, name)
    if kind is None:
        raise UnsupportedSource(label, f"this is data, not an article; what is read: {NAMES}")
    told = _SERVED.get(served)
    return told if kind == TEXT and (told in (MARKDOWN, CSV) or (told == HTML and _TAG.search(text))) else kind

"""Web archives (WARC 1.1, ISO 28500, and ARC), by warcio: the pages and documents among the answers they hold."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime
from typing import Any

from provenance.errors import MissingExtra
from provenance.model import Retrieval
from provenance.progress import tell
from provenance.reading.document import Allowance, BadPart, DamagedError, Part

LARGEST_ANSWER = 50_000_000
"""Bytes of one answer, unpacked."""
UNPACKED = 5_000_000_000
"""Bytes that a packed archive may unpack to."""
_READ = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", "application/rtf",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/epub+zip")  # fmt: skip
_STUMBLES = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError, zlib.error,
)  # fmt: skip


class _Bounded(io.RawIOBase):
    """What a packed file holds, up to a limit."""

    def __init__(self, data: bytes) -> None:
        plain = io.BytesIO(data)
        self.plain = plain
        self._file: Any = gzip.GzipFile(fileobj=plain) if data.startswith(b"\x1f\x8b") else plain
        self._left = UNPACKED

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises DamagedError over the limit."""
        found: bytes = self._file.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        self._left -= len(found)
        if self._left < 0:
            raise DamagedError(f"unpacked it is over the limit of {UNPACKED // 1_000_000_000} GB; split it")
        return found


def open_warc(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The pages and documents that were archived, each with its address, the time and the headers of the answer.

    Pictures, scripts, redirects and error pages are passed over.

    Raises:
        DamagedError: It is damaged; what stands before the damage came.
        MissingExtra: warcio is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise MissingExtra("reading web archives (WARC, WACZ)", "formats") from error
    number = 0
    try:
        bounded = _Bounded(data)
        records = iter(ArchiveIterator(bounded, arc2warc=True))
        while (record := _quiet_next(records)) is not None:
            number += 1
            tell(bounded.plain.tell(), len(data))
            if record.rec_type not in ("response", "resource"):
                continue
            retrieval = _retrieval(record)
            if retrieval is None:
                continue
            content = record.content_stream().read(LARGEST_ANSWER + 1)
            name = f":{number}"
            if len(content) > LARGEST_ANSWER:
                yield BadPart(name, f"{retrieval.url} is over the limit of {LARGEST_ANSWER // 1_000_000} MB")
            elif not allowance.spend(len(content)):
                yield BadPart(name, "the archive unpacks to more than is allowed; split it")
                return
            elif content.strip():
                yield Part(name, content, in_list=True, retrieval=retrieval)
    except DamagedError:
        raise
    except (ArchiveLoadFailed, *_STUMBLES) as error:
        raise DamagedError(f"this web archive is damaged after its record {number}") from error


def _quiet_next(records: Iterator[Any]) -> Any:
    """The next record, None at the end. warcio writes remarks, with words of the file, straight to the terminal."""
    with redirect_stderr(io.StringIO()):
        return next(records, None)


def _retrieval(record: Any) -> Retrieval | None:
    """How an answer came; None for one that is no page or document."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = url.strip("<>")
    answer = record.http_headers
    kind = (answer or record.rec_headers).get_header("Content-Type") or ""
    status = answer.get_statuscode() if answer is not None else "200"
    if kind.partition(";")[0].strip().lower() not in _READ or not url.startswith(("http://", "https://")):
        return None
    if status != "200":
        return None
    when = record.rec_headers.get_header("WARC-Date") or ""
    try:
        at = datetime.fromisoformat(when)
    except ValueError:
        return None
    headers = tuple((str(name), str(value)) for name, value in answer.headers) if answer is not None else ()
    return Retrieval(url=url, at=at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC), headers=headers)

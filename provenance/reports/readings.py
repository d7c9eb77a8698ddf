"""What was read of an article, as rows for a person: what, the words, and from where or why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from provenance.bookkeeping import ReadingRecord
from provenance.reports import wording

FACTS = ("title", "outlet", "byline", "published_on", "modified_on", "url", "language")
"""In the order that they are shown in."""
_CALLED = {"byline": "author", "published_on": "published", "modified_on": "modified", "url": "address"}


class Row(NamedTuple):
    """What it is, what was read (None: nothing), and where it stood or why it was not taken."""

    what: str
    read: str | None
    why: str


def taken(record: ReadingRecord) -> Iterator[Row]:
    """The facts and the text."""
    origins = dict(record.found)
    for name in FACTS:
        value = getattr(record, name)
        yield Row(_called(name), None if value is None else str(value), origins.get(name, ""))
    claims = f"{wording.count(record.words, 'word')}, {wording.count(record.claims, 'claim')}"
    yield Row("text", claims, record.silent or origins.get("text", ""))


def passed_over(record: ReadingRecord) -> Iterator[Row]:
    """What was told besides and not taken, and the parts that were left out of the text."""
    for remark in record.remarks:
        what = "left out" if remark.name == "text" else f"not {_called(remark.name)}"
        yield Row(what, remark.value, f"{remark.origin}: {remark.why}")


def _called(name: str) -> str:
    return _CALLED.get(name, name)

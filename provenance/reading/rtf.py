"""Rich text (RTF), by striprtf."""

from __future__ import annotations

from striprtf.striprtf import rtf_to_text

from provenance.reading.document import DamagedError, Document, Facts, clean, join, line_ends


def read_rtf(data: bytes) -> Document:
    """Every paragraph; its place is its number (`paragraph=4`, from 1). Raises DamagedError."""
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise DamagedError(
            "this RTF document is damaged; open it in a word processor, save it anew and read that"
        ) from error
    lines = (clean(line).strip() for line in line_ends(text).split("\n"))
    numbered = [(line, f"paragraph={number}") for number, line in enumerate((one for one in lines if one), 1)]
    joined, places = join(numbered)
    return Document(joined, places, Facts())

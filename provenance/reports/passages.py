"""Stretches of a text that mean something, laid over the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from provenance.model import Span
from provenance.records import ClaimRecord, LinkRecord
from provenance.reports.visible import visible
from provenance.reports.wording import clashing


class Mark(NamedTuple):
    """A stretch of a text and what it is. Offsets into that text."""

    start: int
    end: int
    label: str


class Piece(NamedTuple):
    """A stretch over which the same marks lie, the outermost first."""

    text: str
    marks: tuple[Mark, ...]


def pieces(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """`text` cut wherever a mark begins or ends. Marks may nest or cross; what lies outside the text is left out."""
    inside = sorted(
        {Mark(max(m.start, 0), min(m.end, len(text)), m.label) for m in marks if m.start < len(text) and m.end > 0},
        key=lambda m: (m.start, -m.end, m.label),
    )
    cuts = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    for start, end in pairwise(cuts):
        yield Piece(text[start:end], tuple(m for m in inside if m.start <= start and end <= m.end))


def bracketed(text: str, marks: Iterable[Mark]) -> str:
    """`text` made visible, with each mark as "[label: words]", or "[words]" where the label is empty."""
    parts: list[str] = []
    open_marks: tuple[Mark, ...] = ()
    for piece in (*pieces(text, marks), Piece("", ())):
        kept = _shared(open_marks, piece.marks)
        parts.append("]" * (len(open_marks) - kept))
        parts += [f"[{mark.label}: " if mark.label else "[" for mark in piece.marks[kept:]]
        parts.append(visible(piece.text))
        open_marks = piece.marks
    return "".join(parts)


def _shared(old: Sequence[Mark], new: Sequence[Mark]) -> int:
    """How many marks from the outside both have."""
    for i, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return i
    return min(len(old), len(new))


def claim_marks(claim: ClaimRecord, origin: int = 0) -> list[Mark]:
    """Who says it ("who"), the words that report ("cue"), the claim ("claim"), and how surely ("sure", "hedge").

    Offsets count from `origin` in the article's text.
    """
    marks = [Mark(a - origin, b - origin, "claim") for a, b in claim.content]
    for hop in claim.attribution:
        if hop.start is not None and hop.end is not None:
            marks.append(Mark(hop.start - origin, hop.end - origin, "who"))
        if hop.cue_start is not None and hop.cue_end is not None:
            marks.append(Mark(hop.cue_start - origin, hop.cue_end - origin, "cue"))
    marks += [Mark(a - origin, b - origin, "sure") for a, b in claim.cues]
    marks += [Mark(a - origin, b - origin, "hedge") for a, b in claim.hedges]
    return marks


def statement_marks(claim: ClaimRecord, marks: Sequence[Mark] = ()) -> list[Mark]:
    """The words of a claim's statement that were put in, "inserted", and `marks`."""
    return [*marks, *(Mark(start, end, "inserted") for start, end in claim.statement.inserted)]


def in_statement(claim: ClaimRecord, marks: Sequence[Mark]) -> list[Mark] | None:
    """Marks of a claim's sentence as marks of its statement; None where words that are marked are not in it."""
    found = []
    for mark in marks:
        start, end = mark.start + claim.start, mark.end + claim.start
        parts = [
            Mark(first + max(start - at, 0), min(last, first + end - at), mark.label)
            for first, last, at in claim.statement.passage
            if at < end and start < at + last - first
        ]
        words = "".join(claim.statement.text[part.start : part.end] for part in parts)
        if "".join(words.split()) != "".join(claim.text[max(mark.start, 0) : mark.end].split()):
            return None
        found += parts
    return found


def reason_marks(link: LinkRecord, side: str) -> list[Mark]:
    """The words of one side ("a" or "b") that a link rests on, as marks in that claim's sentence.

    Those that clash are "clash". Agreements, "same", are marked only where nothing clashes.
    """
    claim = link.a if side == "a" else link.b
    clashes = clashing(link)
    label = "clash" if clashes else "same"
    spans: list[Span] = [one.a if side == "a" else one.b for one in clashes or link.reasons]
    return [Mark(a - claim.start, b - claim.start, label) for a, b in spans]

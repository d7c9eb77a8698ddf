"""A text cut into stretches for a template: which claims, holders, cues and clashing words lie where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from provenance.model import Span
from provenance.records import ClaimDetail, ClaimRecord, LinkRecord
from provenance.reports import wording
from provenance.reports.passages import Mark, claim_marks, in_statement, pieces, reason_marks, statement_marks

LONGEST = 20_000
"""How many characters of a stretch without marks a passage shows: no sentence that was written to be read is longer,
and browsers stop breaking lines in much longer ones."""
PART = 60_000
"""How many characters of an article a page shows: a long newspaper page of text, and quickly laid out on a phone."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words with the same meaning throughout. `labels` are class names, the outermost first."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article between claims (`claims` is empty), or a sentence that holds claims."""

    start: int
    stretches: tuple[Stretch, ...]
    claims: tuple[ClaimRecord, ...] = ()


def stretches(text: str, marks: Iterable[Mark]) -> tuple[Stretch, ...]:
    """`text` with its marks; each label once."""
    return tuple(
        Stretch(piece.text, tuple(dict.fromkeys(mark.label for mark in piece.marks))) for piece in pieces(text, marks)
    )


def passage(text: str, marks: Iterable[Mark]) -> tuple[Stretch, ...]:
    """`text` with its marks; of stretches that no reader gets through, the beginning and the end."""
    return tuple(replace(one, text=_shortened(one.text)) for one in stretches(text, marks))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]} [… {len(text) - 2 * half:,} characters left out here …] {text[-half:]}"


def marked_claim(claim: ClaimRecord) -> tuple[Stretch, ...]:
    """The sentence of a claim: who says so, the reporting words, what is claimed, how surely."""
    return passage(claim.text, claim_marks(claim, claim.start))


def said(claim: ClaimRecord, marks: Sequence[Mark] = ()) -> tuple[Stretch, ...]:
    """The statement of a claim, what was put in marked, with `marks` of it; a very long one is cut."""
    short = wording.said_shortly(claim) if len(claim.statement.text) > wording.LONGEST else claim.statement.text
    return stretches(short, statement_marks(claim, marks))


def said_side(link: LinkRecord, side: str) -> tuple[Stretch, ...]:
    """The statement of one side of a link, with the words that clash or agree; its sentence where it lacks some."""
    claim = link.a if side == "a" else link.b
    within = in_statement(claim, reason_marks(link, side))
    return marked_side(link, side) if within is None else said(claim, within)


def in_paragraph(detail: ClaimDetail) -> tuple[Stretch, ...]:
    """The paragraph of a claim, the claim marked in it."""
    return passage(detail.paragraph, claim_marks(detail.claim, detail.paragraph_start))


def marked_side(link: LinkRecord, side: str) -> tuple[Stretch, ...]:
    """The sentence of one side ("a" or "b") of a link: the words that clash, and those that agree."""
    claim = link.a if side == "a" else link.b
    return passage(claim.text, reason_marks(link, side))


def marked_spans(text: str, spans: Iterable[Span], label: str = "hit") -> tuple[Stretch, ...]:
    """`text` with spans of one meaning."""
    return passage(text, [Mark(start, end, label) for start, end in spans])


def parts(text: str, claims: Sequence[ClaimRecord], size: int = PART) -> list[Span]:
    """A long text in parts of about `size` characters, each a page; cut at line ends where there are any, and within a
    sentence that holds claims only where it is longer than a part itself."""
    cuts = [0]
    while cuts[-1] + size < len(text):
        wanted = cuts[-1] + size
        line_end = text.rfind("\n", cuts[-1] + size // 2, wanted) + 1
        cut = line_end or wanted
        whole = [claim.end for claim in claims if claim.start < cut < claim.end <= cut + size]
        cuts.append(max([cut, *whole]))
    return list(pairwise([*cuts, len(text)]))


def paragraphs(
    text: str, claims: Sequence[ClaimRecord], chosen: str | None, part: Span | None = None
) -> Iterator[tuple[Block, ...]]:
    """An article paragraph by paragraph (a line each), each cut into blocks.

    Args:
        text: Of the article.
        part: Only this part of the text.
        claims: Of the article, in reading order.
        chosen: The id of the claim whose holder, cue and hedges are marked wherever they stand.
    """
    by_sentence: defaultdict[Span, list[ClaimRecord]] = defaultdict(list)
    for claim in claims:
        by_sentence[claim.start, claim.end].append(claim)
    first, last = (0, len(text)) if part is None else part
    far = [mark for claim in claims if claim.id == chosen for mark in claim_marks(claim) if mark.label != "claim"]
    sentences = sorted(span for span in by_sentence if span[0] < last and first < span[1])
    at, done = 0, first
    for line, end in _lines(text, first, last):
        start = max(line, done)  # a sentence may go on over a line's end
        if start >= end:
            continue
        inside = []
        while at < len(sentences) and sentences[at][0] < end:
            inside.append(sentences[at])
            at += 1
        done = min(max([end, *(stop for _, stop in inside)]), last)
        yield tuple(_blocks(text, start, done, [(span, by_sentence[span]) for span in inside], far))


def _lines(text: str, first: int, last: int) -> Iterator[Span]:
    """The lines of a part of a text that hold anything."""
    start = first
    for line in text[first:last].split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _blocks(
    text: str, start: int, end: int, sentences: Sequence[tuple[Span, list[ClaimRecord]]], far: Sequence[Mark]
) -> Iterator[Block]:
    at = start
    for (first, last), claims in sentences:
        if first > at:
            yield _block(text, at, first, far)
        begin, stop = max(first, at), min(last, end)
        marks = [mark for claim in claims for mark in _sentence_marks(claim)]
        yield _block(text, begin, stop, [*far, *marks], tuple(claims))
        at = stop
    if at < end:
        yield _block(text, at, end, far)


def _sentence_marks(claim: ClaimRecord) -> Iterator[Mark]:
    for mark in claim_marks(claim):
        yield mark._replace(label=f"c-{claim.id}") if mark.label == "claim" else mark


def _block(text: str, start: int, end: int, marks: Iterable[Mark], claims: tuple[ClaimRecord, ...] = ()) -> Block:
    shifted = [Mark(mark.start - start, mark.end - start, mark.label) for mark in marks]
    return Block(start, stretches(text[start:end], shifted), claims)


def owner(one: Stretch, claims: Sequence[ClaimRecord]) -> ClaimRecord | None:
    """The claim whose content a stretch belongs to; the innermost where several overlap."""
    by_label = {f"c-{claim.id}": claim for claim in claims}
    return next((by_label[label] for label in reversed(one.labels) if label in by_label), None)


def meanings(one: Stretch) -> tuple[str, ...]:
    """What a stretch is besides a claim's content: holder, cue, words of certainty."""
    return tuple(label for label in one.labels if not label.startswith("c-"))

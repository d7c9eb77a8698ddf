"""An article line by line: what is prose, and what the other lines are, told from the text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from provenance.language.data import load
from provenance.language.lines import LineKind, ends_like_a_sentence, line_kind
from provenance.language.sentences import Sentence, sentences
from provenance.language.turns import Turn

LONG_LINE = 20
"""A line of at least this many words is prose although it lacks an end mark."""
LONG_LEAD = 5
"""A line that ends in a colon leads to a quotation or a list when it has at least this many words."""
LONGEST_RUN_ON = 12
"""Words of a subheading that was run on to a paragraph; a longer one is a sentence that lacks its end."""

_GOES_ON = (":", ";", ",", " or", " and")
_JOINING = frozenset(("and", "but", "so", "or", "yet", "then"))
_QUOTES = "\"“‘'«"
_HEADINGS = (LineKind.HEADLINE, LineKind.SUBHEADING)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its sentences; `kind` is None for prose. `spoken`: somebody's turn begins with it."""

    text: str
    parts: tuple[Sentence, ...]
    kind: LineKind | None
    spoken: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the article's text."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where it ends in the article's text."""
        return self.parts[-1].end

    @property
    def ended(self) -> bool:
        """Whether it has an end mark."""
        return ends_like_a_sentence(self.text)

    @property
    def words(self) -> int:
        """How many, counted up to `LONG_LINE`."""
        return len(self.text.split(None, LONG_LINE)[:LONG_LINE])


def layout(text: str, turns: Sequence[Turn] = ()) -> list[Line]:
    """The paragraphs of `text` in order, each with what it is.

    A text that is one line and nothing else is prose, whatever it looks like, and some line always is. The labels of
    `turns` are lines of their own, and what follows them on theirs is prose.
    """
    lines = []
    spoken = {turn.start for turn in turns}
    labels = {turn.whole[0]: turn.whole[1] for turn in turns if turn.whole[1] > turn.whole[0]}
    for _, group in groupby(sentences(text), key=lambda part: part.paragraph):
        parts = tuple(group)
        if parts[0].start in labels:
            label, parts = _without_label(parts, labels[parts[0].start])
            lines.append(Line(text[label.start : label.end], (label,), LineKind.LABEL))
        if parts:
            paragraph = text[parts[0].start : parts[-1].end]
            lines.append(Line(paragraph, parts, line_kind(paragraph), spoken=parts[0].start in spoken))
    if len(lines) == 1:
        return [replace(lines[0], kind=None)]
    lines = _with_headings(_cut_headings(text, lines))
    if all(line.kind is not None for line in lines):
        headings = [i for i, line in enumerate(lines) if line.kind in _HEADINGS]
        for i in headings[1:] or headings:
            lines[i] = replace(lines[i], kind=None)
    return lines


def _without_label(parts: Sequence[Sentence], end: int) -> tuple[Sentence, tuple[Sentence, ...]]:
    """The label of a turn, which ends at `end`, and what the paragraph says after it."""
    label = replace(parts[0], end=min(end, parts[-1].end))
    rest = [replace(part, start=max(part.start, end)) for part in parts if part.end > end]
    return label, tuple(rest)


def _cut_headings(text: str, lines: Sequence[Line]) -> list[Line]:
    """Cuts off a subheading that was run on to the end of the paragraph before it ("…, he said. Extreme caution")."""
    found: list[Line] = []
    for line, following in zip_longest(lines, lines[1:]):
        *rest, last = line.parts
        heading = text[last.start : last.end]
        run_on = rest and following is not None and following.ended and line.kind is None and not line.ended
        if run_on and heading[0].isupper() and heading[-1].isalnum() and len(heading.split()) <= LONGEST_RUN_ON:
            found.append(Line(text[line.start : rest[-1].end], tuple(rest), None))
            found.append(Line(heading, (last,), line_kind(heading) or LineKind.SUBHEADING))
        else:
            found.append(line)
    return found


def _with_headings(lines: Sequence[Line]) -> list[Line]:
    """Finds headlines and subheadings: lines without an end mark that are too short for prose."""
    marked: list[Line] = []
    before: Line | None = None  # the last prose or heading
    begun = listing = False
    for line, following in zip_longest(lines, lines[1:]):
        now = line
        if line.kind is None:
            question = begun and following is not None and _is_question(line, following)
            if not listing and (question or _is_heading(line, before, begun)):
                now = replace(line, kind=LineKind.SUBHEADING if begun else LineKind.HEADLINE)
            begun = begun or now.kind is None
            listing = now.kind is None and _lists(now, listing)
            before = now
        marked.append(now)
    return marked


def _is_heading(line: Line, before: Line | None, begun: bool) -> bool:
    if line.spoken:
        return False
    if line.ended:
        return not begun and before is None and line.text.endswith(("?", "!")) and _in_title_case(line)
    if len(line.parts) > 1 or line.words >= LONG_LINE:
        return False
    if line.text.endswith(":"):
        return not (line.words >= LONG_LEAD or _reports(line.text))
    if not begun:
        return True
    goes_on = before is not None and before.kind is None and not before.ended and line.text[0].islower()
    return not (goes_on or line.text.endswith(_GOES_ON))


def _is_question(line: Line, following: Line) -> bool:
    """Whether a line is a question that heads what follows ("What happens next?")."""
    asks = line.text.endswith("?") and len(line.parts) == 1 and line.words <= LONGEST_RUN_ON and not line.spoken
    opens = line.text[0].isupper() and line.text.split(None, 1)[0].casefold() not in _JOINING
    return asks and opens and following.kind is None and not following.text.endswith("?") and not following.spoken


def _lists(line: Line, listing: bool) -> bool:
    """Whether the lines after a line of prose are items of a list, or the quotation that it leads to."""
    return line.text.endswith(_GOES_ON) or (listing and not line.ended and line.text[0] not in _QUOTES)


def _in_title_case(line: Line) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", line.text)
    return len(line.parts) == 1 and len(words) > 2 and sum(word[0].isupper() for word in words) * 4 >= len(words) * 3


def _reports(text: str) -> bool:
    verbs = load("abbreviations")["reporting"].split()
    return any(word in verbs for word in text.lower().rstrip(":").split())

"""Spans of a passage, and what is changed in them, as the text of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from provenance.language.clauses import Link, predicates
from provenance.language.grammar import Class, Form, tokens
from provenance.language.predicates import AUXILIARIES
from provenance.model import Span, Statement

_MARK = re.compile(r"''|``|[\"“”„«»]")
_EDGE = " \t\n,;:—–-"
_END = re.compile(r"\s*[\"'”’»)]*(?P<mark>[.!?…]+)")
_ENDED = ("[...]", "[…]", *(mark + after for mark in ".!?…" for after in ("", *"\"'”’)")))
_ASIDE = re.compile(r"(?:\s[\w’']+){1,4}\s")
_LED_OVER = re.compile(r"[\s,;—–-]+(?:and|but|or|yet|while|although|though|whereas)$")
_LONG = 24
"""A word that only leads over to the next clause ends within so many characters."""
_LONE = re.compile(r"(?P<mark>[\"”»)\]])(?P<stop>[.!?]*)$")
_PARTNERS = {'"': '"', "”": "“", "»": "«", ")": "(", "]": "["}
_INNER = re.compile(r",(?P<mark>[\"'”’»]+)$")
_GOES_ON = re.compile(r"[\"'”’»]*\s*(?P<comma>,)[\"'”’»]*\s")
_DEPENDENT = (Class.RELATIVE, Class.WH, Class.SUBORDINATOR, Class.EITHER)
_FINITE = (Form.THIRD, Form.PAST, Form.EITHER_PAST)


@dataclass(frozen=True, slots=True)
class Change:
    """Words at `span` of the passage give way to `words`; where `span` is empty, they are put in."""

    span: Span
    words: str


def worded(
    text: str,
    spans: Sequence[Span],
    limit: int,
    changes: Sequence[Change],
    lead: str | None,
    context: str | None = None,
) -> Statement:
    """The statement made of `spans` of `text`, with a full stop where the passage has no end mark.

    Args:
        text: The article's.
        spans: In order, without overlap.
        limit: Where the passage ends.
        changes: What stands in square brackets in their place, in any order.
        lead: What stands in square brackets before it.
        context: What stands in square brackets after it.
    """
    parts: list[Span | str] = [f"[{lead}] "] if lead else []
    kept = [_trimmed(text, _unquoted(text, span)) for span in spans]
    kept = [piece for span in kept if span[0] < span[1] for piece in _without_comma(text, span)]
    for number, span in enumerate(kept):
        if number:
            parts += _between(text, kept[number - 1], span)
        parts += _changed(span, changes)
    if kept and not text.endswith(_ENDED, kept[-1][0], kept[-1][1]):
        mark = _END.match(text, kept[-1][1], limit)
        parts.append(mark.span("mark") if mark else ".")
    if context:
        parts.append(f" [{context}]")
    return Statement.of(text, *parts)


def _changed(span: Span, changes: Sequence[Change]) -> Iterator[Span | str]:
    at, end = span
    for change in sorted(changes, key=lambda change: change.span):
        if at <= change.span[0] and change.span[1] <= end:
            if at < change.span[0]:
                yield at, change.span[0]
            yield f"[{change.words}]" if change.span[0] < change.span[1] else f" [{change.words}]"
            at = change.span[1]
    if at < end:
        yield at, end


def _between(text: str, before: Span, after: Span) -> Iterator[Span | str]:
    """What stands between two spans: their mark; the comma before an aside, where one of them is no clause, or a blank
    where the verb of the other goes on; else an ellipsis."""
    gap = (before[1], after[0])
    if not text[slice(*gap)].strip(_EDGE):
        if text[slice(*gap)] != "," or text[after[0]].isalnum():
            yield gap
        return
    words = [word for word in tokens(text, [after]) if word.kind not in (Class.QUOTE, Class.ADVERB)]
    first = words[0] if words else None
    comma = _GOES_ON.match(text, *gap)
    whole = _is_finite(text, before) and _is_finite(text, after) and first and first.kind not in _DEPENDENT
    if first is None or whole or not (comma or (text[after[0]].islower() and _ASIDE.fullmatch(text, *gap))):
        yield " … "
    elif comma is None or first.kind in AUXILIARIES or first.form in _FINITE:
        yield " "
    else:
        yield comma.span("comma")
        yield " "


def _is_finite(text: str, span: Span) -> bool:
    return any(one.link in (Link.MAIN, Link.COMPLEMENT) for one in predicates(tokens(text, [span])))


def _without_comma(text: str, span: Span) -> list[Span]:
    """A span without the comma before the quotation mark that ends it ("they say ‘we won,’"), and without a mark or
    bracket before its full stop whose partner lies outside ("no debate on 15 October”.")."""
    comma = _INNER.search(text, *span)
    if comma:
        return [(span[0], comma.start()), comma.span("mark")]
    last = _LONE.search(text, *span)
    if last is None or not _is_lone(text[slice(*span)], last["mark"]):
        return [span]
    return [piece for piece in ((span[0], last.start()), last.span("stop")) if piece[0] < piece[1]]


def _is_lone(words: str, mark: str) -> bool:
    """Whether the closing `mark` in `words` has no partner there."""
    opening = _PARTNERS[mark]
    return words.count(mark) % 2 == 1 if opening == mark else words.count(opening) < words.count(mark)


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    if led := _LED_OVER.search(text, max(start, end - _LONG), end):
        end = led.start()
    return start, end


def _unquoted(text: str, span: Span) -> Span:
    """Without quotation marks around the whole, and without one at an edge whose partner lies outside."""
    start, end = _trimmed(text, span)
    marks = [mark.span() for mark in _MARK.finditer(text, start, end)]
    if marks and marks[0][0] == start:
        partner = marks[1] if len(marks) > 1 else None
        if partner is None or _opens(text, partner):
            start, marks = marks[0][1], marks[1:]
        elif partner[1] == end and len(marks) == 2:
            return _trimmed(text, (marks[0][1], partner[0]))
    if marks and marks[-1][1] == end and (len(marks) == 1 or not _opens(text, marks[-2])):
        end = marks[-1][0]
    return start, end


def _opens(text: str, mark: Span) -> bool:
    return text[mark[0]] in "“„«`" or (
        text[mark[0]] not in "”»"
        and text[mark[1] : mark[1] + 1].strip() != ""
        and (mark[0] == 0 or text[mark[0] - 1] in " \n\t(—–-[")
    )

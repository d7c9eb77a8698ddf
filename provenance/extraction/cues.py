"""What a cue does: report what somebody said or thinks, or tell what he did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from provenance.extraction.sources import is_hidden
from provenance.language.clauses import predicates
from provenance.language.data import load
from provenance.language.grammar import tokens
from provenance.language.words import stem
from provenance.model import Span

_AUXILIARIES = re.compile(
    r"^(?:(?:is|are|was|were|has|have|had|be|been|being|will|would|also|not|still|now|to|does|do|did|never|already|"
    r"repeatedly|strongly|publicly|avidly|\w+n['’]t)\s+)+",
    re.IGNORECASE,
)

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?(?:accused|told|charged|asked|criticized|criticised|blamed|suspected)\b"
)
_CLOSE = 3
"""A "that" farther from its cue belongs to a noun between them ("signed a pact that …")."""
_SCARE = 3
"""A quotation of so few words may be a phrase that somebody acts upon ("signed “the pact”")."""
_BARE = 2
"""A deed of more words holds what was said ("issued a statement calling")."""
_REFUSAL = re.compile(
    r"\b(?:would|did|does|do|could|will|has|have|had)(?:n['’]t|\s+not)\s+(?:immediately\s+|directly\s+)?"
    r"(?:say|discuss|confirm|comment|respond|answer|find|address|describe|disclose|elaborate|specify|give|provide|release)|"
    r"\b(?:declin|refus)\w+\s+to\b"
)
_QUOTES = frozenset('"“‘«')
_ANONYMITY = re.compile(
    r"(?:not )?to (?:be (?:named|identified|quoted)(?: by name)?|remain anonymous)"
    r"|(?:on )?(?:the )?(?:condition of )?anonymity",
    re.IGNORECASE,
)
"""What a source asks for itself is no claim."""
_WORD = re.compile(r"[\w'’]+")
_SMALL = frozenset(
    "is are was were has have had be been being will would also not still now to does do did never already that by as "
    "for of in on the a an it and".split()
)
"""Words of a cue that are no verb of saying."""
_OPENING = 200
"""So many characters of a content are looked at."""
_THRESHOLD = -0.8
"""From this log-odds on a cue reports; chosen on the development sets."""


def reports(text: str, cue: Span, contents: Sequence[Span], *, source_first: bool) -> bool:
    """Whether `cue` says that somebody said or thinks the `contents`, rather than what he did.

    A sum of learned weights (`data/reporting.toml`, logistic regression; `training/reporting.py` makes it again).

    Args:
        text: The article's text.
        cue: The words that report.
        contents: What they report, in order; at least one.
        source_first: Whether the source stands before the cue.
    """
    if _ANONYMITY.fullmatch(text, *contents[0]):
        return False
    if not _could_report(text, cue, contents[0], source_first=source_first):
        return False
    learned = load("reporting")
    weights = learned["weights"]
    score = learned["bias"] + sum(weights.get(name, 0.0) for name in features(text, cue, contents, source_first))
    return bool(score >= _THRESHOLD)


def _could_report(text: str, cue: Span, content: Span, *, source_first: bool) -> bool:
    """Whether nothing in the frame bars that something was said.

    False for deeds ("signed the law"), wishes and plans before an infinitive ("is seeking to join"), refusals ("would
    not discuss the motive") and passives whose subject is not the speaker ("is accused of"). A quotation or a
    that-clause is something said, whatever the verb.
    """
    quoted = text[content[0]] in '“"‘«'
    if quoted and text[content[1] - 1] in '”"’»' and len(text[slice(*content)].split()) > _SCARE:
        return True
    words = text[slice(*cue)].casefold()
    between = text[cue[1] : content[0]].casefold().split() if cue[1] <= content[0] else []
    if source_first and cue[1] <= content[0] and _PASSIVE.search(words) and "by" not in [*words.split(), *between]:
        return False
    if (between[-1:] == ["that"] and len(between) <= _CLOSE) or words.endswith("that"):
        return True
    verb = _AUXILIARIES.sub("", words)
    if _REFUSAL.search(words) or (len(verb.split()) <= _BARE and _starts("deed").match(verb)):
        return False
    if quoted:
        return True
    infinitive = verb.endswith(" to") or "to" in between or text.startswith("to ", content[0])
    return not (infinitive and _starts("wish").match(verb))


def features(text: str, cue: Span, contents: Sequence[Span], source_first: bool) -> frozenset[str]:
    """What speaks for or against a cue reporting its contents, as names."""
    return frozenset((*_of_cue(text, cue), *_of_content(text, cue, contents, source_first)))


def _of_cue(text: str, cue: Span) -> Iterator[str]:
    words = [word.casefold() for word in _WORD.findall(text, *cue)]
    telling = [word for word in words if word not in _SMALL]
    yield f"words={min(len(words), 5)}"
    yield from (f"with={word}" for word in words if word in _SMALL)
    yield from (f"cue={stem(word)}" for word in telling[:4])
    if telling:
        yield f"verb={stem(telling[0])}"
        yield f"ending={next((ending for ending in ('ing', 'ed', 's') if telling[0].endswith(ending)), '')}"


def _of_content(text: str, cue: Span, contents: Sequence[Span], source_first: bool) -> Iterator[str]:
    start, end = contents[0]
    follows = cue[1] <= start
    words = [word.casefold() for word in _WORD.findall(text, *cue)]
    between = text[cue[1] : start].casefold().split() if follows else []
    that = "that" in between[:3] or words[-1:] == ["that"]
    to = words[-1:] == ["to"] or "to" in between or text[start : start + 3].casefold() == "to "
    quoted = text[start] in _QUOTES or (start > 0 and text[start - 1] in _QUOTES)
    inside = not _QUOTES.isdisjoint(text[start:end])
    opening = tokens(text, [(start, min(end, start + _OPENING))])
    form = "clause" if predicates(opening) else "phrase"
    size = sum(len(text[slice(*span)].split()) for span in contents)
    yield f"source-first={source_first}"
    yield f"order={source_first},{follows}"
    yield f"that={that}"
    yield f"to={to}"
    yield f"quoted={quoted},{inside}"
    yield form
    yield f"size={size if size < 4 else 4 + (size > 8) + (size > 15)}"
    yield f"{form},quoted={quoted or inside},that={that},to={to},{follows}"
    if opening:
        yield f"opens={opening[0].kind.name}"
    yield from (f"verb={stem(word)},{form}" for word in [word for word in words if word not in _SMALL][:1])
    if between:
        yield f"between={between[-1] if len(between) < 3 else '…'}"


def passes_on(words: str) -> bool:
    """Whether a cue without a source hides who speaks; "is expected" names nobody and hides nobody."""
    lowered = words.casefold()
    return is_hidden(lowered) or _hiding().search(lowered) is not None


def says_what_it_is(words: str) -> bool:
    """Whether a cue says of a thing what it is ("called", "ruled"), so that a phrase after it is a claim, or that it is
    said, so that a phrase before it may be the beginning of one.
    """
    return any(_starts("naming").match(word) for word in words.casefold().split())


@cache
def _hiding() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, load('cues')['hidden']))})\b")


@cache
def _starts(which: str) -> re.Pattern[str]:
    stems = sorted(load("cues")[which], key=len, reverse=True)
    endings = r"(?:s|es|e|ed|d|ing|ning|ting|ied|ies|y|er|ers|ion)?"
    return re.compile(rf"(?:{'|'.join(re.escape(stem) for stem in stems)}){endings}\b")

"""What a cue does: report, or express what carries no proposition."""

from __future__ import annotations

import re
from functools import cache

from provenance.extraction.sources import is_hidden
from provenance.language.data import load
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
_ANONYMITY = re.compile(
    r"(?:not )?to (?:be (?:named|identified|quoted)(?: by name)?|remain anonymous)"
    r"|(?:on )?(?:the )?(?:condition of )?anonymity",
    re.IGNORECASE,
)
"""What a source asks for itself is no claim."""
_REFUSAL = re.compile(
    r"\b(?:would|did|does|do|could|will|has|have|had)(?:n['’]t|\s+not)\s+(?:immediately\s+|directly\s+)?"
    r"(?:say|discuss|confirm|comment|respond|answer|find|address|describe|disclose|elaborate|specify|give|provide|release)|"
    r"\b(?:declin|refus)\w+\s+to\b"
)


def reports(text: str, cue: Span, content: Span, *, source_first: bool) -> bool:
    """Whether `cue` says that somebody said or thinks `content`.

    False for deeds ("signed the law"), wishes and plans before an infinitive ("is seeking to join"), refusals ("would
    not discuss the motive"), wishes to stay unnamed, and passives whose subject is not the speaker ("is accused of").
    A quotation or a that-clause is something said, whatever the verb.

    Args:
        text: The article's text.
        cue: The words that report.
        content: What they report.
        source_first: Whether the source stands before the cue.
    """
    if _ANONYMITY.fullmatch(text, *content):
        return False
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

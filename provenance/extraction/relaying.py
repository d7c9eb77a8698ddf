"""Sources beside and inside a source: whoever quotes it, whom it cites, and who speaks at the opening of its words.

The tagger gives each word one role, so the second hop of a chain stands in the frame ("Reuters, citing officials"), or
inside the content of the first ("sources say that Ankara sees this arrangement as …"): there it is found where the
content opens with somebody who can speak, followed by a verb of saying or thinking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from provenance.extraction.linking import Attribution
from provenance.extraction.mentions import PRONOUNS, Names
from provenance.extraction.sources import kind_of, take_apart
from provenance.language.data import load
from provenance.model import Kind, Span

_LONGEST = 14
"""A source of more words than this is a clause."""
_ASIDE = 60
"""What stands between a source and its verb, in commas, has at most so many characters."""
_ADVERB = r"(?:(?:also|has|have|had|did|does|do|not|\w+ly|later|earlier|n['’]t|since|now|already|once|still)\s+)*"
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|must|can|because|when|while|if|than|to|and)\b",
    re.IGNORECASE,
)
_HEARER = re.compile(r"(?:the\s+)?[\w’']+\s+(?=(?:that|he|she|they|it|there|his|her|their)\b)", re.IGNORECASE)
_QUOTED = re.compile(
    r"(?P<source>(?:[^\s,.;:“”\"]+\s+){0,8}?[^\s,.;:“”\"]+)\s+(?P<cue>as (?:having said|saying)|\w+ing)\s+(?:that\s+)?",
    re.IGNORECASE,
)


_ACCORDING = re.compile(r"(?:that\s+)?(?P<cue>according\s+to)\s+(?P<source>[^,;:.“”\"]{2,80}),\s+(?=\S)", re.IGNORECASE)
_SHORTEST = 12
"""Nothing is said in fewer characters."""


@dataclass(frozen=True, slots=True)
class Inner:
    """Where the inner source, its cue, and what it says stand."""

    source: Span
    cue: Span
    content: Span


@cache
def _pattern() -> re.Pattern[str]:
    verbs = "|".join(sorted(map(re.escape, load("cues")["inner"]), key=len, reverse=True))
    return re.compile(
        rf"(?:that\s+)?(?P<source>(?:[^\s,.;:“”\"]+\s+){{0,{_LONGEST - 1}}}?[^\s,.;:“”\"]+)(?:\s+|(?=,))"
        rf"(?:,\s[^,.;“”\"]{{3,{_ASIDE}}},\s)?(?P<cue>{_ADVERB}(?:{verbs}))\b",
        re.IGNORECASE,
    )


def inner(text: str, content: Span, outer: Span, cue: Span | None, names: Names) -> Inner | None:
    """The source at the opening of `content` that itself says the rest, if there is one.

    Only somebody other than `outer` (whose reporting words are `cue`) counts: "he said he believed" has one source. A
    pronoun does where it cannot be the speaker, in a quotation or after a document.
    """
    quoting = cue is not None and re.match(
        r"(?:quot|cit)(?:es?|ed|ing)\b", text[slice(*cue)].split()[-1], re.IGNORECASE
    )
    if (named := _ACCORDING.match(text, *content)) and content[1] - named.end() >= _SHORTEST:
        return Inner(named.span("source"), named.span("cue"), (named.end(), content[1]))
    holder = text[slice(*outer)]
    start = content[0] + (text[content[0]] in '“"‘«')
    match = (_QUOTED if quoting else _pattern()).match(text, start, content[1])
    if match is None:
        return None
    words = match["source"]
    other = start > content[0] or kind_of(holder) is Kind.DOCUMENT
    lowered = words.casefold()
    if lowered in PRONOUNS:
        if lowered not in ("he", "she") or not other:
            return None
    elif lowered == holder.casefold() or not (_can_speak(words) or names.knows(words)):
        return None
    at = match.end()
    if match["cue"].casefold().endswith(("told", "tell", "tells")):
        hearer = _HEARER.match(text, at + 1, content[1])
        at = hearer.end() if hearer else at
    lead = re.match(r"[\s,]*(?:that\s+)?", text[at : content[1]])
    at += lead.end() if lead else 0
    return Inner(match.span("source"), match.span("cue"), (at, content[1])) if content[1] - at >= _SHORTEST else None


def _can_speak(words: str) -> bool:
    """Whether `words` are a source and nothing but a source: a head noun or a name, perhaps with a complement."""
    if _FINITE.search(words):
        return False
    phrase = take_apart(words)
    if phrase.complement:
        return kind_of(words) is not None and (phrase.head != "" or len(phrase.complement.split()) <= 4)
    if phrase.head:
        return kind_of(words) is not None or bool(phrase.name)
    proper = bool(phrase.name) and all(token[:1].isupper() for token in phrase.name) and len(phrase.name) <= 4
    return proper and (len(phrase.name) > 1 or kind_of(words) is not None)


_QUOTED_BY_WHOM = re.compile(
    r"[^.“\"]*?\bquoted\s+(?:as\s+(?:saying|telling)\s+)?by\s+(?P<who>[^,;.:“”\"]{2,60}?)"
    r"(?=\s+as\s+saying|[,;.:“\"]|$)"
)
_REPORTED_BY = re.compile(
    r"\W{1,4}as\s+(?:first\s+)?(?:reported|quoted|cited)\s+by\s+(?P<who>[^,;.:“”\"()—–]{2,60}?)(?=\s*[,;.:“\"()—–])"
)
_IN_REPORT = re.compile(
    r"in\s+an?\s+(?P<who>[A-Z][\w.'’]*(?:\s[A-Z][\w.'’]*){0,4})\s+(?:report|article|story|interview)\b[^,.]{0,40},\s+$",
    re.IGNORECASE,
)
_REACH = 100
"""A source that quotes another stands at most this many characters after the frame."""


def relayed(text: str, attribution: Attribution) -> tuple[Span | None, Span | None]:
    """Who else stands in the frame of `attribution`: (who quotes its source, whom its source cites).

    "Ana Duarte was quoted by AFP as saying" has AFP outside, "Reuters, citing officials, said" the officials inside.
    """
    source, cue = attribution.source, attribution.cue
    if source is None or cue is None:
        return None, None
    low, high = min(source.end, cue.end), max(source.start, cue.start)
    tail, low_start = max(source.end, cue.end), min(source.start, cue.start)
    if source.start < cue.start:
        quoted = _QUOTED_BY_WHOM.match(text[cue.start : tail + _REACH])
        if quoted:
            return (cue.start + quoted.start("who"), cue.start + quoted.end("who")), None
    told = _REPORTED_BY.match(text, tail, tail + _REACH) or _IN_REPORT.search(
        text, max(0, low_start - _REACH), low_start
    )
    if told and told["who"][:1].isupper():
        return told.span("who"), None
    between, after = _relays()
    inside = between.search(text, low, high) or after.match(text, tail, tail + _REACH)
    return None, (inside.span("who") if inside else None)


@cache
def _relays() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Whom a source cites, between it and its cue, and right after both."""
    words = "|".join(re.escape(words) for words in load("cues")["relays"])
    return (
        re.compile(rf"\b(?:{words})\s+(?P<who>[^,;.]+)"),
        re.compile(rf",?\s+(?:{words})\s+(?P<who>[^,;.:“\"]{{2,80}})"),
    )

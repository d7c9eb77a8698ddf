"""Words of a passage with their class, as far as closed classes and endings tell it: no parser, no training.

Classes are coarse on purpose. They are what `provenance.language.clauses` needs to find predicates, their
auxiliaries and what stands over them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from provenance.language.data import load
from provenance.model import Span

_TOKEN = re.compile(
    r"""(?:[a-z]\.){2,} | \b\w+?(?=n['’]t\b) | n['’]t\b
    | \b(?:do|did|does|have|has|had|is|was|were|would|could|should)(?=nt\b) | nt\b | ['’](?:s|re|ve|ll|d|m)\b
    | \w+(?:[-‑]\w+)* | [^\w\s.] | \.(?=\.)""",
    re.VERBOSE | re.IGNORECASE,
)


class Class(Enum):
    """What a word can be, judged by itself."""

    WORD = auto()
    MODAL = auto()
    BE = auto()
    HAVE = auto()
    DO = auto()
    TO = auto()
    SUBJECT = auto()
    PRONOUN = auto()
    OBJECT = auto()
    DETERMINER = auto()
    PREPOSITION = auto()
    SUBORDINATOR = auto()
    EITHER = auto()
    WH = auto()
    RELATIVE = auto()
    THAT = auto()
    CONJUNCTION = auto()
    ADVERB = auto()
    NEGATIVE = auto()
    POSSESSIVE = auto()
    NUMBER = auto()
    COMMA = auto()
    QUOTE = auto()
    STOP = auto()


class Form(Enum):
    """Which form of a known verb a word can be."""

    BASE = auto()
    THIRD = auto()
    PAST = auto()
    PARTICIPLE = auto()
    EITHER_PAST = auto()
    ING = auto()


class Token(NamedTuple):
    """A word or mark at `start`..`end`; `word` is in lower case with straight apostrophes."""

    start: int
    end: int
    word: str
    kind: Class
    form: Form | None
    lemma: str
    capital: bool

    @property
    def is_base(self) -> bool:
        """Whether it can be a verb in its base form ("go"; "put", which is past as well)."""
        return self.form is Form.BASE or (self.form is Form.EITHER_PAST and self.word == self.lemma)


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Class
    form: Form | None
    lemma: str


@cache
def _lexicon() -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    verbs = load("verbs")
    for base in verbs["regular"]["words"].split():
        entries.update((word, _Entry(Class.WORD, form, base)) for word, form in _regular_forms(base))
    for base, (past, participle) in verbs["irregular"].items():
        entries.update((word, _Entry(Class.WORD, form, base)) for word, form in _regular_forms(base))
        entries[base] = _Entry(Class.WORD, Form.BASE, base)
        if past == participle:
            entries[past] = _Entry(Class.WORD, Form.EITHER_PAST, base)
        else:
            entries[past] = _Entry(Class.WORD, Form.PAST, base)
            if participle != base:
                entries[participle] = _Entry(Class.WORD, Form.PARTICIPLE, base)
    grammar = load("grammar")
    for kind, words in (
        (Class.ADVERB, grammar["adverbs"]["words"]),
        (Class.PREPOSITION, grammar["prepositions"]["words"]),
        (Class.DETERMINER, grammar["determiners"]["words"]),
        (Class.SUBJECT, grammar["pronouns"]["subject"]),
        (Class.PRONOUN, grammar["pronouns"]["both"]),
        (Class.OBJECT, grammar["pronouns"]["object"]),
        (Class.SUBORDINATOR, grammar["subordinators"]["clause"]),
        (Class.EITHER, grammar["subordinators"]["either"]),
        (Class.WH, grammar["subordinators"]["wh"]),
        (Class.RELATIVE, grammar["subordinators"]["relative"]),
        (Class.THAT, grammar["subordinators"]["complementiser"]),
        (Class.CONJUNCTION, grammar["conjunctions"]["words"]),
        (Class.PRONOUN, grammar["negatives"]["pronoun"]),
        (Class.NEGATIVE, grammar["negatives"]["adverb"]),
        (Class.DETERMINER, grammar["negatives"]["determiner"]),
        (Class.MODAL, grammar["auxiliaries"]["modal"]),
        (Class.TO, "to"),
    ):
        entries.update((word, _Entry(kind, None, word)) for word in words.split())
    for kind, lemma in ((Class.BE, "be"), (Class.HAVE, "have"), (Class.DO, "do")):
        entries.update((word, _Entry(kind, None, lemma)) for word in grammar["auxiliaries"][lemma].split())
    entries.update((word, _Entry(Class.WORD, None, word)) for word in grammar["adverbs"]["adjectives"].split())
    entries.update(
        (word, _Entry(Class.WORD, form, "do")) for word, form in (("done", Form.PARTICIPLE), ("doing", Form.ING))
    )
    entries.update((mark, _Entry(Class.STOP, None, mark)) for mark in ".;:!?…—–()[]")
    for word in grammar["prepositions"]["verbal"].split():
        entries[word] = _Entry(Class.PREPOSITION, Form.ING, word)
    entries["-"] = _Entry(Class.STOP, None, "-")
    entries[","] = _Entry(Class.COMMA, None, ",")
    entries.update((mark, _Entry(Class.QUOTE, None, '"')) for mark in "\"'“”‘’«»`")
    entries["'d"] = _Entry(Class.MODAL, None, "would")
    return entries


def _regular_forms(base: str) -> list[tuple[str, Form]]:
    stem = base[:-1] if base.endswith("e") else base
    doubled = base + base[-1] if re.fullmatch(r"(?:.*[^aeiou])?[aeiou][bdglmnprt]", base) else base
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = base + "es"
    else:
        third = base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"
    past = base[:-1] + "ied" if re.search(r"[^aeiou]y$", base) else stem + "ed"
    ing = base + "ing" if base.endswith(("ee", "ye", "oe")) else stem + "ing"
    if base.endswith("ie"):
        ing = base[:-2] + "ying"
    forms = [(base, Form.BASE), (third, Form.THIRD), (past, Form.EITHER_PAST), (ing, Form.ING)]
    if doubled != base:
        forms += [(doubled + "ed", Form.EITHER_PAST), (doubled + "ing", Form.ING)]
    return forms


def _guess(word: str) -> _Entry:
    """The class of a word that no list holds, from its ending."""
    if word[0].isdigit():
        return _Entry(Class.NUMBER, None, word)
    if len(word) > 4:
        if word.endswith("ly"):
            return _Entry(Class.ADVERB, None, word)
        if word.endswith("ed"):
            return _Entry(Class.WORD, Form.EITHER_PAST, word[:-2])
        if word.endswith("ing"):
            return _Entry(Class.WORD, Form.ING, word[:-3])
    return _Entry(Class.WORD, None, word)


LONGEST = 400
"""At most so many words are read: no sentence is longer, and no text can make reading slow."""


def tokens(text: str, spans: Sequence[Span]) -> list[Token]:
    """The words and marks of `spans` of `text`, in order; contractions are split ("did", "n't").

    Between two spans stands an empty comma: what they are torn from came between them.
    """
    lexicon = _lexicon()
    found: list[Token] = []
    for start, end in spans:
        if found:
            found.append(Token(start, start, ",", Class.COMMA, None, ",", capital=False))
        for match in _TOKEN.finditer(text, start, end):
            if len(found) >= LONGEST:
                return found
            raw = match.group()
            word = raw.lower()
            if "’" in word:
                word = word.replace("’", "'")
            entry = lexicon.get(word)
            capital = raw[0].isupper() and not (raw.isupper() and len(raw) > 3)
            if entry is None:
                entry = _Entry(Class.POSSESSIVE, None, word) if word == "'s" else _guess(word)
                if entry.kind is Class.ADVERB and capital and found:
                    entry = _Entry(Class.WORD, None, word)
            found.append(Token(match.start(), match.end(), word, entry.kind, entry.form, entry.lemma, capital))
    return found


@cache
def negations(*kinds: str) -> re.Pattern[str]:
    """Words that negate, as adverb ("not"), determiner ("no") or pronoun ("nobody"), and the "n't" of a verb."""
    words = "|".join(word for kind in kinds for word in load("grammar")["negatives"][kind].split())
    return re.compile(rf"\b(?:{words})\b|n['’]t\b", re.IGNORECASE)

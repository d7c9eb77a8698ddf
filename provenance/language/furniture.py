"""What of an article's prose is furniture of its page: promotion, credits, hotlines, captions, player text.

Each sentence is judged by its form, its words, its place and its neighbours: a sum of named, learned weights
(`data/furniture.toml`, logistic regression on pages of local news and on Wikinews; `training/furniture.py` makes it
again). Nothing of the page's structure is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from provenance.language.data import load
from provenance.language.grammar import Class, Form, tokens
from provenance.language.lines import LineKind

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_END = re.compile(r"[.!?…][\"')\]]*$")
_FORMS = {
    "address": re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|co|tv)\b"),
    "email": re.compile(r"[\w.-]+@[\w-]+\."),
    "handle": re.compile(r"(?:^|[\s(.])@\w"),
    "hashtag": re.compile(r"(?:^|\s)#\w"),
    "phone": re.compile(r"\(?\b\d{3}\)?[-. ]\s?(?:\d{3}[-. ]\d{4}|\d{4}|[A-Z]{4})\b"),
    "copyright": re.compile(r"©|\(c\)", re.IGNORECASE),
    "bracketed": re.compile(r"[(\[].*[)\]]\.?$"),
    "dash-first": re.compile(r"[-–—|•>]"),
    "time-first": re.compile(r"\d{1,2}:\d\d\b"),
    "counter": re.compile(r".*\b\d+ (?:of|/) \d*", re.DOTALL),
    "label-first": re.compile(r"[A-Z][\w' ]{1,24}: [A-Z]"),
    "quoting": re.compile(r".*\"", re.DOTALL),
    "brackets-inside": re.compile(r".*\(", re.DOTALL),
    "slash": re.compile(r".*\w ?/ ?\w", re.DOTALL),
    "pipe": re.compile(r".*\|", re.DOTALL),
    "code": re.compile(r".*[{}<>*=]", re.DOTALL),
    "year": re.compile(r".*\b(?:19|20)\d\d\b", re.DOTALL),
}
HEADINGS = (LineKind.HEADLINE, LineKind.SUBHEADING, LineKind.LABEL)
"""Lines that are no prose, and stand beside it."""
_INSIDE = ("address", "email", "handle", "hashtag", "phone", "copyright")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|said|says|told)\b|\b\w{3,}ed\b"
)
_YOU = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
_LENGTHS = (3, 6, 10, 16, 24, 40)
_FEW = 5
"""Blanks in a sentence from which on it is not repeated by chance."""
_AT_ENDS = 3
_LONGEST = 800
"""Characters; what is longer is prose."""
_SIGNATURE = re.compile(r"[—–―-]{1,2}\s?[A-ZÀ-Þ]")
_LONGEST_SIGNATURE = 12
"""Words."""
_SHORT = 60
"""Characters up to which a sentence's verb is looked up."""
_VERBS = (Form.THIRD, Form.PAST, Form.EITHER_PAST)
_OPENING = 40
"""Characters in which the first words stand."""


class Page:
    """The sentences of an article, and which of them are furniture.

    Args:
        sentences: All of them, in order, with straight quotation marks.
        apart: Which of them are no prose by their line already, and no heading.
        alone: Which of them are a paragraph of their own.
    """

    def __init__(self, sentences: Sequence[str], apart: Sequence[bool], alone: Sequence[bool]) -> None:
        self._sentences = sentences
        self._apart = apart
        self._alone = alone
        self._counts = Counter(words for words in sentences if words.count(" ") >= _FEW)

    def is_furniture(self, number: int) -> bool:
        """Whether sentence `number` is furniture."""
        words = self._sentences[number]
        if len(words) > _LONGEST or words.endswith(":"):
            return False  # what ends so leads to what follows, which may be prose
        weights = _weights()
        return sum(weights.get(name, 0.0) for name in self.features(number)) > weights["none"]

    def features(self, number: int) -> Iterator[str]:
        """What speaks for or against sentence `number` being furniture, as names."""
        words = self._sentences[number]
        yield from _form(words)
        yield from _words(words, quoted=words.startswith('"'))
        yield from _place(len(self._sentences), number)
        yield f"alone={self._alone[number]}"
        if self._counts[words] > 1:
            yield "repeated"
        timed = 0
        for name, other in (("before", number - 1), ("after", number + 1)):
            if not 0 <= other < len(self._sentences):
                yield f"{name}=edge"
                continue
            beside = self._sentences[other]
            apart = self._apart[other] or self._counts[beside] > 1 or _looks(beside)
            yield f"{name}={'furniture' if apart else 'prose'}"
            timed += _FORMS["time-first"].match(beside) is not None
        if timed and _FORMS["time-first"].match(words):
            yield "times-in-a-row"


def signs(words: str) -> bool:
    """Whether a line says whose the words before it are ("— Ana Duarte (@duarte) May 4, 2019").

    One with an end mark is the item of a list ("- Rates will rise in May.").
    """
    signed = _SIGNATURE.match(words) is not None and _END.search(words) is None
    return signed and words.count(" ") < _LONGEST_SIGNATURE and not _has_verb(words)


def _looks(words: str) -> bool:
    """Whether a neighbour has an address, a number to call or a sign of rights in it, or no end mark."""
    return len(words) <= _LONGEST and (
        _END.search(words) is None or any(_FORMS[name].search(words) for name in _INSIDE)
    )


def _form(words: str) -> Iterator[str]:
    count = words.count(" ") + 1
    yield f"length={sum(count > edge for edge in _LENGTHS)}"
    for name, form in _FORMS.items():
        if form.search(words) if name in _INSIDE else form.match(words):
            yield name
    end = _END.search(words) is not None
    yield f"end={end}"
    finite = _FINITE.search(words) is not None or (len(words) <= _SHORT and _has_verb(words))
    yield f"finite={finite},{end}"
    if _commands(words):
        yield "commands"
    capitals = sum(word[0].isupper() for word in _WORD.findall(words))
    share = capitals / max(len(_WORD.findall(words)), 1)
    yield f"capitals={int(share * 4)}"
    if words.isupper():
        yield "all-capitals"
    if words[:1].islower():
        yield "lower-first"


def _has_verb(words: str) -> bool:
    """Whether some word is a verb's third person or past ("She wept.")."""
    return any(token.form in _VERBS and not token.capital for token in tokens(words, [(0, len(words))]))


def _commands(words: str) -> bool:
    """Whether the first word is a verb that tells the reader to do something ("Sign up for …")."""
    first = tokens(words, [(0, min(len(words), _OPENING))])[:2]
    return bool(first) and first[0].form is Form.BASE and first[0].kind is Class.WORD and len(first) > 1


def _words(words: str, *, quoted: bool) -> Iterator[str]:
    heard = ["0" if token.isdigit() else token.lower() for token in _TOKEN.findall(words)]
    if _YOU.search(words):
        yield f"you,{quoted}"
    if heard:
        yield f"first={heard[0]}"
        yield f"last={heard[-1]}"
        yield f"first={' '.join(heard[:2])}"
    yield from {f"word={token}" for token in heard if token.isalpha()}
    yield from {f"pair={a} {b}" for a, b in pairwise(heard) if a.isalpha() and b.isalpha()}


def _place(count: int, number: int) -> Iterator[str]:
    if number < _AT_ENDS:
        yield f"from-start={number}"
    if count - 1 - number < _AT_ENDS:
        yield f"from-end={count - 1 - number}"
    yield f"place={int(4 * number / count)}"


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = load("furniture")["weights"]
    return weights

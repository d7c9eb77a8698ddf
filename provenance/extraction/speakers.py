"""Who is meant: the full name behind a surname, a pronoun, a title or a description, from the article alone.

A cast is drawn up once an article: every full name in it, with the titles and descriptions that stand beside it.
A mention is then looked up by surname, by what it is called ("the strategist"), or, for a pronoun, as the latest
source that fits. When two people fit, nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from provenance.extraction.sources import is_body, kind_of, take_apart, without_article
from provenance.language.data import load
from provenance.language.places import places
from provenance.language.sentences import Sentence
from provenance.model import Kind

_LETTER = "A-ZÀ-ÖØ-ÞĀ-Žİ"
_WORD = (
    rf"(?:(?:Mr|Mrs|Ms|Dr|Lt|Sgt|Capt|Col|Gen|Gov|Sen|Rep|Prof|Cpl|Maj|Const|Det|Insp|Supt|St|Rev|Hon|Adm|Cmdr|Brig)\.(?=\s)"
    rf"|[{_LETTER}]\.(?:[A-Z]\.)*|[{_LETTER}][^\W\d_]*(?:[-'’][{_LETTER}a-z][^\W\d_]+)*)"
)
_PARTICLE = r"(?:al|el|bin|bint|ibn|abu|van|von|der|den|de|del|della|di|da|dos|du|la|le|ten|ter)"
_RUN = re.compile(rf"\b{_WORD}(?:[ \u00a0-](?:{_PARTICLE}[ \u00a0-])*{_WORD})*(?:,? (?:Jr|Sr)\b\.?)?")
_POSSESSIVE = re.compile(r"['’]s?$")
_AFTER = re.compile(
    r"(?:,\s*(?:\d{1,3},\s*)?(?P<apposition>(?:an?|the|his|her|its|their|who|one|then|former|[a-z])[^,;.“”\"()]{3,90}|[A-Z][^,;.“”\"()]{3,90}))"
    r"|(?:\s+of\s+(?P<of>(?:the\s+)?[^,;.“”\"()]{3,50}))|(?:\s*\((?P<paren>[^()]{2,40})\))"
    r"|(?:,?\s+(?P<who>who\s+(?:\w+ly\s+)?(?:directs?|heads?|leads?|runs?|chairs?|represents?|owns?|founded|works?|teaches|is|was)\b[^,;.“”\"()]{3,80}))"
)
_BEFORE = re.compile(r"(?P<words>[^,;.“”\"():]{3,80}),\s*$")
_HEADS = re.compile(
    r"^(?:who\s+)?(?:directs?|heads?|leads?|runs?|chairs?|represents?|owns?|founded|works?\s+(?:for|at)|teaches\s+at)\s+",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?:told|said|says|saying|speaking|\w+ed|\w+ing)\b")
_HE, _SHE = frozenset(["he", "him", "his"]), frozenset(["she", "her", "hers"])
_IT, _THEY = frozenset(["it", "its"]), frozenset(["they", "them", "their", "we", "us", "our", "i", "me", "my", "you"])
RELATIVES = frozenset(("who", "which", "that", "whose"))
PRONOUNS = _HE | _SHE | _IT | _THEY
_MALE, _FEMALE = (
    frozenset(("mr", "mr.", "sir", "lord", "king", "prince", "herr", "monsieur")),
    frozenset(("mrs", "mrs.", "ms", "ms.", "miss", "dame", "lady", "queen", "princess", "frau", "madame")),
)


@dataclass(slots=True)
class Figure:
    """Somebody or something that the article names in full. `where` are the starts of its mentions in full."""

    name: str
    parts: tuple[str, ...]
    where: list[int] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    male: bool | None = None

    @property
    def is_person(self) -> bool:
        """Whether the name can be a person's: not that of a body, a place, a law, an event."""
        last = self.name.split()[-1]
        return last not in _other_tails() and kind_of(self.name) is None

    @property
    def kind(self) -> Kind | None:
        """What the descriptions beside the name say it is."""
        for description in self.descriptions:
            words = _HEADS.sub("", description)
            found = kind_of(words)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Heard:
    """A source that was resolved earlier in the article."""

    start: int
    words: str
    name: str | None
    kind: Kind
    person: bool


def bare(name: str) -> str:
    """A name without possessive and without the spaces at its ends."""
    return _POSSESSIVE.sub("", name.strip())


def _parts(name: str) -> tuple[str, ...]:
    words = [word.casefold().rstrip(".") for word in re.split(r"[  ]", bare(name)) if word]
    return tuple(word for word in words if word not in ("jr", "sr", "ii", "iii", "iv"))


class Cast:
    """Everybody whom an article names in full, found by surname and by description."""

    def __init__(self, text: str, sentences: Sequence[Sentence] = ()) -> None:
        self.text = text
        self.figures: list[Figure] = []
        self._by_part: dict[str, list[Figure]] = {}
        self._by_parts: dict[tuple[str, ...], Figure] = {}
        for match in _RUN.finditer(text):
            if " " in match[0] or "\u00a0" in match[0]:
                self._note(match.start(), match[0])
        del sentences

    def _note(self, start: int, run: str) -> None:
        phrase = take_apart(run)
        if not phrase.name or len(phrase.name) < 2 or places(" ".join(phrase.name)):
            return
        name = bare(run[run.rfind(phrase.name[0], 0) :]) if phrase.title else bare(run)
        at = start + run.rfind(name)
        figure = self._figure(name)
        figure.where.append(at)
        if phrase.title:
            title = " ".join(phrase.title)
            first = title.split()[0].casefold()
            figure.male = True if first in _MALE else False if first in _FEMALE else figure.male
            figure.descriptions.append(title)
        figure.descriptions.extend(self._beside(start, at + len(name)))

    def _figure(self, name: str) -> Figure:
        parts = _parts(name)
        key = (parts[0], parts[-1])
        figure = self._by_parts.get(key)
        if figure is None:
            figure = self._by_parts[key] = Figure(name, parts)
            self.figures.append(figure)
            for part in {parts[-1], parts[0]}:
                self._by_part.setdefault(part, []).append(figure)
        elif len(name) > len(figure.name):
            figure.name, figure.parts = name, parts
        return figure

    def _beside(self, start: int, end: int) -> Iterator[str]:
        """The descriptions right before and after a name."""
        line = self.text.rfind("\n", 0, start) + 1
        before = _BEFORE.search(self.text[max(line, start - 90) : start])
        if before:
            words = re.split(r"\b(?:by|to|with|from|when|that|and)\s+", before["words"])[-1].strip()
            phrase = take_apart(words)
            if phrase.head and not phrase.name and not is_body(phrase.head):
                yield words
        else:
            near = re.search(r"((?:[\w’'-]+ ){1,4})$", self.text[max(line, start - 60) : start])
            phrase = take_apart(near[1].strip()) if near else None
            if (
                near
                and phrase
                and phrase.head
                and not phrase.name
                and phrase.head.split()[-1] in near[1].casefold().split()[-1:]
            ):
                yield near[1].strip()
        after = _AFTER.match(self.text, end)
        if after and not (after["apposition"] and _VERB.match(after["apposition"])):
            yield from (words for words in after.groups() if words)
            if after["of"]:
                rest = _AFTER.match(self.text, after.end())
                if rest and rest["apposition"] and not _VERB.match(rest["apposition"]):
                    yield rest["apposition"]

    def kind_beside(self, start: int, end: int) -> Kind | None:
        """What the words beside a name at `start`..`end` say that it is."""
        return next((kind for words in self._beside(start, end) if (kind := kind_of(_HEADS.sub("", words)))), None)

    def inside(self, words: str) -> tuple[Figure, str] | None:
        """The figure whose full name `words` hold, with the words before it."""
        for match in _RUN.finditer(words):
            phrase = take_apart(match[0])
            parts = _parts(" ".join(phrase.name))
            figure = self._by_parts.get((parts[0], parts[-1])) if len(parts) > 1 else None
            if figure is not None:
                return figure, words[: match.start() + match[0].rfind(phrase.name[0])].strip()
        return None

    def named(self, words: str) -> Figure | None:
        """The one figure that `words` (a surname, a given name, a name with a title) can mean, else None."""
        phrase = take_apart(words)
        name = " ".join(phrase.name) or words
        parts = _parts(name)
        if not parts:
            return None
        exact = self._by_parts.get((parts[0], parts[-1])) if len(parts) > 1 else None
        if exact:
            return exact
        if len(parts) > 1:
            return None
        candidates = [figure for figure in self._by_part.get(parts[-1], ()) if figure.parts[-1] == parts[-1]]
        if not candidates:
            candidates = self._by_part.get(parts[-1], [])
        title = " ".join(phrase.title).casefold()
        if len(candidates) > 1 and title in _MALE | _FEMALE:
            candidates = [figure for figure in candidates if figure.male in (None, title in _MALE)]
        return candidates[0] if len(candidates) == 1 else None

    def described(self, words: str, before: int) -> Figure | None:
        """The one figure named before `before` whom the article describes by the head of `words` ("the strategist")."""
        head = take_apart(without_article(words)).head.split()[-1:]
        if not head or is_body(head[0]):
            return None
        fits = [
            figure
            for figure in self.figures
            if figure.where[0] < before
            and figure.is_person
            and any(head[0] in _head_words(description) for description in figure.descriptions)
        ]
        return fits[0] if len(fits) == 1 else None

    def latest(self, start: int, before: int) -> Figure | None:
        """The first person whom `start`..`before` names."""
        for match in _RUN.finditer(self.text, start, before):
            figure = self.named(match[0])
            if figure is not None and figure.is_person:
                return figure
        return None


@cache
def _other_tails() -> frozenset[str]:
    return frozenset(load("sources")["other"]["tails"])


@cache
def _head_words(description: str) -> frozenset[str]:
    """The words of a description's head nouns ("police chief and former colonel" has two)."""
    parts = re.split(r"\s+and\s+", _HEADS.sub("", description))
    return frozenset(word for part in parts for word in take_apart(without_article(part)).head.split())


def antecedent(pronoun: str, heard: Iterable[Heard], subject: Figure | None) -> tuple[str | None, Kind | None]:
    """Whom a pronoun that speaks stands for: the latest source that fits it, if nobody else came between.

    Args:
        pronoun: Lower case.
        heard: Sources of the same and the two preceding sentences, the latest first.
        subject: Whom the sentence before names first, if anybody.

    Returns:
        (name, kind); both None when it is doubtful.
    """
    personal = pronoun in _HE or pronoun in _SHE
    for source in heard:
        if personal and source.person:
            if subject is not None and source.name is not None and subject.name != source.name:
                return subject.name, subject.kind
            return source.name or source.words, source.kind
        if pronoun in _IT and not source.person and source.kind in (Kind.ORGANISATION, Kind.OFFICIAL, Kind.MEDIA):
            return source.name or source.words, source.kind
        if pronoun in _THEY and source.name is None:
            return source.words, source.kind
    if personal and subject is not None:
        return subject.name, subject.kind
    return None, None

"""Who is meant: the full name behind a surname, a pronoun, a title or a description, from the article alone.

A cast is drawn up once an article: every full name in it, with the titles and descriptions that stand beside it.
A mention is then looked up by surname, by what it is called ("the strategist"), or, for a pronoun, as the latest
source that fits. When two people fit, nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from provenance.extraction.sources import is_body, kind_of, take_apart, without_article
from provenance.language.data import load
from provenance.language.places import places
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
_PREPOSITION = re.compile(r"\b(?:by|to|with|from|when|that|and)\s+")
_HEADS = re.compile(
    r"^(?:who\s+)?(?:directs?|heads?|leads?|runs?|chairs?|represents?|owns?|founded|works?\s+(?:for|at)|teaches\s+at)\s+",
    re.IGNORECASE,
)
_NEAR = re.compile(r"((?:[\w’'-]+ ){1,4})$")
_BESIDE = 90
"""A description stands at most this many characters before its name."""
_LONGEST_NAME = 120
"""A longer run of capitalised words is a heading, not a name."""
_TOKEN = r"[^\W_]+(?:['’-][^\W_]+)*"
_PERSONAL = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?P<after>{_TOKEN})|\b(?P<before>{_TOKEN}),? (?:\d\d,|who\b)")
_TITLED = re.compile(rf"\b(Mr|Mrs|Ms|Miss)\.? ({_TOKEN})")
_VERB = re.compile(r"(?:told|said|says|saying|speaking|\w+ed|\w+ing)\b")
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


def bare(name: str) -> str:
    """A name without possessive and without the spaces at its ends."""
    return _POSSESSIVE.sub("", name.strip())


def _parts(name: str) -> tuple[str, ...]:
    words = [word.casefold().rstrip(".") for word in re.split(r"[  ]", bare(name)) if word]
    return tuple(word for word in words if word not in ("jr", "sr", "ii", "iii", "iv"))


class Cast:
    """Everybody whom an article names in full, found by surname and by description."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.figures: list[Figure] = []
        self._by_part: dict[str, list[Figure]] = {}
        self._by_parts: dict[tuple[str, ...], Figure] = {}
        for match in _RUN.finditer(text):
            if len(match[0]) <= _LONGEST_NAME and (" " in match[0] or "\u00a0" in match[0]):
                self._note(match.start(), match[0])
        for title, surname in _TITLED.findall(text):
            figure = self.named(surname)
            if figure is not None:
                figure.male = title.casefold() in _MALE if figure.male in (None, title.casefold() in _MALE) else None

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
        before = self._before(start)
        if before:
            yield before
        after = _AFTER.match(self.text, end)
        if after and not (after["apposition"] and _VERB.match(after["apposition"])):
            yield from (words for words in after.groups() if words)
            if after["of"]:
                rest = _AFTER.match(self.text, after.end())
                if rest and rest["apposition"] and not _VERB.match(rest["apposition"]):
                    yield rest["apposition"]

    def _before(self, start: int) -> str | None:
        """The description that ends where a name starts: "the mayor, Ana Duarte", "spokeswoman Ana Duarte"."""
        line = max(self.text.rfind("\n", max(0, start - _BESIDE), start) + 1, start - _BESIDE, 0)
        apart = _BEFORE.search(self.text, line, start)
        if apart:
            words = _PREPOSITION.split(apart["words"])[-1].strip()
            phrase = take_apart(words)
            return words if phrase.head and not phrase.name and not is_body(phrase.head) else None
        near = _NEAR.search(self.text, max(line, start - 60), start)
        if near is None:
            return None
        words = near[1].strip()
        phrase = take_apart(words)
        ends = phrase.head != "" and not phrase.name and phrase.head.split()[-1] == words.casefold().split()[-1]
        return words if ends else None

    @cached_property
    def _by_head(self) -> dict[str, list[Figure]]:
        """The figures by the nouns that describe them."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            for head in {head for description in figure.descriptions for head in _head_words(description)}:
                found.setdefault(head, []).append(figure)
        return found

    @cached_property
    def _treated_as_people(self) -> frozenset[str]:
        return frozenset(match["after"] or match["before"] for match in _PERSONAL.finditer(self.text))

    def treats_as_person(self, name: str) -> bool:
        """Whether a name ends with a word that is somebody's surname or stands after "Mr", before an age or "who"."""
        last = name.split()[-1:]
        return bool(last) and (
            last[0] in self._treated_as_people
            or any(figure.is_person for figure in self._by_part.get(last[0].casefold(), ()))
        )

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
        fits = [figure for figure in self._by_head.get(head[0], ()) if figure.where[0] < before and figure.is_person]
        return fits[0] if len(fits) == 1 else None

    def first_person(self, start: int, before: int) -> Figure | None:
        """The first person whom `start`..`before` names."""
        for match in _RUN.finditer(self.text, start, before):
            figure = self.named(match[0])
            if figure is not None and figure.is_person:
                return figure
        return None


@cache
def _other_tails() -> frozenset[str]:
    return frozenset(load("sources")["other"]["tails"])


@lru_cache(maxsize=1 << 12)
def _head_words(description: str) -> frozenset[str]:
    """The words of a description's head nouns ("police chief and former colonel" has two)."""
    parts = re.split(r"\s+and\s+", _HEADS.sub("", description))
    return frozenset(word for part in parts for word in take_apart(without_article(part)).head.split())

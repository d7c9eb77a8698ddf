"""People called otherwise: a surname must not decide what its bearer is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

import numpy as np

from provenance.model import Kind, Naming, Span
from training.labels import Labelled, Text

SHARE: Final = 0.5
"""Of the articles drawn, those in which people are renamed."""
PARTICLES: Final = ("al-", "van ", "van der ", "von ", "de ", "de la ", "abu ", "bin ", "O'", "Mc", "el-", "di ", "da ")
_PERSONAL: Final = frozenset((Kind.PERSON, Kind.EXPERT, Kind.WITNESS))
_NAME: Final = re.compile(r"[A-Z]\S+(?: (?:[A-Z]\.|[A-Z]\S+)){1,2}$")
_HE_OR_SHE: Final = frozenset(("he", "she", "him", "her"))


class Renamer:
    """Draws new surnames from those of the articles, some with a particle or doubled."""

    def __init__(self, articles: Iterable[Text], random: Random) -> None:
        self._random = random
        self._surnames = sorted({surname for article in articles for surname in _surnames(article)})

    def renamed(self, article: Text) -> Text:
        """The article with the surnames of its people exchanged, or as it is."""
        surnames = list(_surnames(article))
        if not surnames or not self._surnames or self._random.random() >= SHARE:
            return article
        chosen = {surname: self._draw() for surname in dict.fromkeys(surnames)}
        pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, chosen)) + r")(?!\w)")
        made: list[str] = []
        begins: list[int] = []
        last = at = 0
        places = np.zeros(len(article.text) + 1, np.int64)
        for match in pattern.finditer(article.text):
            kept = article.text[last : match.start()]
            places[last : match.start()] = np.arange(at, at + len(kept))
            new = chosen[match[0]]
            at += len(kept)
            places[match.start() : match.end()] = at
            made += [kept, new]
            begins.append(at)
            at += len(new)
            last = match.end()
        rest = article.text[last:]
        places[last:] = np.arange(at, at + len(rest) + 1)
        made.append(rest)

        def moved(spans: Iterable[Span]) -> list[Span]:
            return [(int(places[start]), int(places[end])) for start, end in spans]

        sources = [
            Labelled(s.name, s.kinds, s.namings, moved(s.mentions), moved(s.names), s.unsure) for s in article.sources
        ]
        return Text(article.key, article.group, "".join(made), sources, moved(article.others))

    def _draw(self) -> str:
        surname = self._random.choice(self._surnames)
        chance = self._random.random()
        if chance < 0.15:
            return self._random.choice(PARTICLES) + surname
        return f"{surname}-{self._random.choice(self._surnames)}" if chance < 0.22 else surname


def _surnames(article: Text) -> Iterator[str]:
    """The last words of the names of people."""
    for source in article.sources:
        if source.namings.most_common(1)[0][0] is not Naming.NAMED or not _NAME.fullmatch(source.name):
            continue
        surname = source.name.split()[-1]
        words = {article.text[start:end] for start, end in source.mentions}
        personal = source.kinds.most_common(1)[0][0] in _PERSONAL or surname in words
        if (personal or not _HE_OR_SHE.isdisjoint(word.casefold() for word in words)) and surname.isalpha():
            yield surname

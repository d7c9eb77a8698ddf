"""Whom a pronoun means, where that is certain."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from provenance.extraction.entities import Entity, Scene, ordered
from provenance.extraction.mentions import PRONOUNS, Names, has_person_shape, mention
from provenance.extraction.sources import kind_of
from provenance.extraction.standalone.wording import Change
from provenance.language.data import load
from provenance.language.grammar import Class, Token, tokens
from provenance.model import Claim, Kind, Span

SURE, SURER = 0.9, 0.97
"""From this probability on a name stands in for a pronoun: of somebody whose sex is known, of anybody."""
_THIRD = re.compile(r"(?<![\w'’-])(?:he|she|his|her)(?![\w-])", re.IGNORECASE)
_FIRST = re.compile(r"(?<![\w'’.-])(?:I|[Ww]e|[Uu]s|[Mm]y|[Oo]ur|[Mm]e|[Mm]ine|[Oo]urs)(?![\w.-])")
_ARTICLE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
_LEADING_UP = (Class.PREPOSITION, Class.SUBORDINATOR, Class.EITHER, Class.WH)
_BODIES = (Kind.MEDIA, Kind.DOCUMENT)
_REACH = 1
"""Who is meant was spoken of in the same sentence or in so many before."""


class Referents:
    """Whom the pronouns of an article mean."""

    def __init__(self, scene: Scene, names: Names) -> None:
        self._scene = scene
        self._names = names

    def names(self, claim: Claim, spans: Sequence[Span]) -> Iterator[Change]:
        """The name that stands in for the first pronoun in `spans`, if nothing before it there explains it.

        Only outside of quotations, where a pronoun can be the speaker's.
        """
        text = claim.article.text
        for start, end in spans:
            found = _THIRD.search(text, start, end)
            if found is None:
                continue
            place = found.span()
            if self._scene.quotation(place[0]) < 0 and self._is_first(text, spans, place):
                who = self._who(claim, place)
                if who is not None and not self._comes(text, spans, place):
                    yield Change(place, who + _possessive(text, place, end))
            return

    def _is_first(self, text: str, spans: Sequence[Span], place: Span) -> bool:
        """Whether nobody is spoken of in `spans` before `place`."""
        before = [(start, min(end, place[0])) for start, end in spans if start < place[0]]
        return not any(start <= name.start < end for name in self._names.all for start, end in before) and not any(
            _is_person(token) for token in tokens(text, before)
        )

    def _comes(self, text: str, spans: Sequence[Span], place: Span) -> bool:
        """Whether the pronoun stands in words that lead up to whom it means: "In his speech, Duarte said …"."""
        leading = [(start, min(end, place[0])) for start, end in spans if start < place[0]]
        if not any(token.kind in _LEADING_UP for token in tokens(text, leading)):
            return False
        return any(
            start <= name.start < end and name.start > place[0] and has_person_shape(name.name)
            for name in self._names.all
            for start, end in spans
        )

    def _who(self, claim: Claim, place: Span) -> str | None:
        text = claim.article.text
        reference = mention(text, *place, self._names)
        found = [one for one in ordered(self._scene, reference) if one.name]
        weights = load("joining")["weights"]
        scores = [
            sum(weights.get(name, 0.0) for name in self._scene.features(reference, found, rank))
            for rank in range(len(found))
        ]
        best = max(range(len(found)), key=scores.__getitem__, default=None)
        if best is None:
            return None
        speaking = self._speaking(claim, place)
        if speaking is not None:
            itself = next((one for one in found if one.name == speaking), None)
            return speaking if itself and _can_be(itself, reference.male) else None
        likely = 1.0 / sum(math.exp(score - scores[best]) for score in scores)
        known = _is_of_sex(found[best], reference.male)
        return (
            found[best].name
            if likely >= (SURE if known else SURER) and self._is_meant(text, found[best], place)
            else None
        )

    def _speaking(self, claim: Claim, place: Span) -> str | None:
        """Who says the claim in the words right before a pronoun ("Duarte said she")."""
        hop = claim.attribution[-1] if claim.attribution else None
        if hop is None or hop.start is None or hop.end is None or not claim.start <= hop.start < hop.end <= place[0]:
            return None
        between = (hop.end, place[0])
        text = claim.article.text
        if any(between[0] <= name.start < between[1] for name in self._names.all) or any(
            _is_person(token) for token in tokens(text, [between])
        ):
            return None
        return hop.name

    def _is_meant(self, text: str, entity: Entity, place: Span) -> bool:
        """Whether an entity is a person who was spoken of just now, and nobody without a name since."""
        last = entity.latest(place[0])
        if last is None or not _can_be(entity, None):
            return False
        if self._scene.sentence(place[0]) - self._scene.sentence(last) > _REACH:
            return False
        beside = text.find(" ", last + len(entity.parts[-1]), place[0])
        return not any(_is_person(token) for token in tokens(text, [(max(beside, last), place[0])]))


def _can_be(entity: Entity, male: bool | None) -> bool:
    """Whether an entity is a person whom the article names, and not known to be of the other sex."""
    fits = male is None or _is_of_sex(entity, male) or not (entity.leaning or entity.male is not None)
    return fits and entity.person and has_person_shape(entity.name) and entity.name[0].isalpha()


def _is_of_sex(entity: Entity, male: bool | None) -> bool:
    """Whether an entity is known to be of a sex, by a title, a given name or the pronouns beside its name."""
    known = entity.male if entity.male is not None else entity.leaning > 0 if entity.leaning else None
    return male is not None and known == male


def _is_person(token: Token) -> bool:
    """Whether a word tells of somebody without a name ("the driver")."""
    return token.kind is Class.WORD and not token.capital and kind_of(token.word) not in (None, *_BODIES)


def _possessive(text: str, place: Span, end: int) -> str:
    word = text[slice(*place)].casefold()
    if word == "her":
        following = tokens(text, [(place[1], min(end, place[1] + 40))])
        return "’s" if following and following[0].kind in (Class.WORD, Class.NUMBER) else ""
    return "’s" if word == "his" else ""


def speaker(claim: Claim) -> str | None:
    """Who "I" and "we" are in a quotation, before its words ("Ana Duarte:"); None where it has none of them."""
    text = claim.article.text
    if not claim.attribution or not any(_FIRST.search(text, *span) for span in claim.content):
        return None
    hop = claim.attribution[-1]
    if hop.name:
        return f"{hop.name}:"
    if hop.holder is None or hop.holder.casefold() in PRONOUNS or hop.start is None:
        return None
    article = _ARTICLE.search(text, max(0, hop.start - 5), hop.start)
    return f"{article[0] if article else ''}{hop.holder}:"

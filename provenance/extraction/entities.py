"""Mentions become entities: who of an article each of its references speaks of, decided once.

All names of the article stand on a list of entities first. Its references are then taken in reading order; each joins
one of few candidates (those who share its name, its description, or were spoken of just before) or begins an entity
of its own. A choice is scored by a sum of named, learned weights (`data/joining.toml`, a conditional logit that
`training/joining.py` makes again). Where two candidates are nearly as likely, a pronoun means nobody.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from provenance.extraction.mentions import HE, Form, Reference, has_person_shape
from provenance.extraction.sources import is_body, kind_of, without_article
from provenance.language.data import load
from provenance.language.names import given_names, is_particle
from provenance.language.quotations import Quote
from provenance.language.sentences import Sentence
from provenance.model import Kind, Span

_REACH = 4
"""Words without a name point back over at most this many sentences that name somebody."""
_MOST = 8
"""So many entities are looked at for a reference, the latest first."""
_SURE, _SURE_NAME = 0.5, 0.7
"""Below this probability a pronoun, or a surname, means nobody of those it could mean."""
_BOTH = re.compile(r"\band\b")
_GENDERED = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_WHICH = re.compile(r",\s+which\b")
_ITS = re.compile(r"\s+[a-z]+\s+(?:that\s+)?its\b")
"""After a name, a verb and what is its own: it is no person."""
_POINTING = frozenset((Form.PERSONAL, Form.IT, Form.THEY, Form.SELF))


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something that an article speaks of."""

    name: str = ""
    parts: tuple[str, ...] = ()
    where: list[int] = field(default_factory=list)
    """The places of its mentions, in order."""
    references: list[Reference] = field(default_factory=list)
    """What speaks of it as a source, in reading order, after the first place where it is named."""
    descriptions: list[str] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    male: bool | None = None
    votes: int = 0
    """How many more pronouns near its name say "he" than "she"."""
    spoke: int = -1
    """The number of its last reference as a source; -1 for none."""
    plural: bool = False
    person: bool = False
    hidden: bool = False
    """Only wording that hides it stands for it."""
    has_floor: bool = False
    """It speaks in a turn of its own."""
    told: Kind | None = None
    """What the form of the text says that it is: the label of a turn."""
    named_at: list[Span] = field(default_factory=list)
    """The first places of its name."""
    alone: frozenset[str] = frozenset()
    """The names of the article that are one word."""
    owner: Entity | None = None
    """Whose it is, of "her office"."""

    def add(self, reference: Reference) -> None:
        """Takes in what a reference says of it."""
        if reference.name and self._better(reference):
            self.name, self.parts = reference.name, reference.parts
            self.person = has_person_shape(self.name)
        if reference.start not in self.where[-1:]:
            self.where.insert(bisect_left(self.where, reference.start), reference.start)
        self.descriptions.extend(words for words in reference.beside if words not in self.descriptions)
        self.heads |= reference.heads
        if reference.male is not None:
            self.male = reference.male
        self.plural = self.plural or reference.plural
        self.person = self.person or reference.form is Form.PERSONAL

    def _better(self, reference: Reference) -> bool:
        """Whether a name is fuller than the known one; of a person, one with nothing before it ("Clerk Ana Duarte")."""
        mine, its = self.parts, reference.parts
        if its == mine:
            return self.name.isupper() and not reference.name.isupper()
        if len(its) > 1 and len(mine) > len(its) and mine[-len(its) :] == its:
            return self.person and has_person_shape(reference.name) and self._is_title(mine[: -len(its)], its)
        if self.person and 1 < len(mine) < len(its) and its[-len(mine) :] == mine:
            return not self._is_title(its[: -len(mine)], mine)
        return not mine or (len(its) > len(mine) and set(mine) <= set(its))

    def _is_title(self, before: tuple[str, ...], name: tuple[str, ...]) -> bool:
        """Whether the words before a name are no part of it: not where that is a surname of several words.

        Whose last word stands alone elsewhere has a surname of one word, so that what ends with it is a full name.
        """
        if is_particle(name[0]):
            return False
        return name[-1] in self.alone or kind_of(" ".join(before)) is not None

    @property
    def leaning(self) -> int:
        """Above 0 for a man, below 0 for a woman, by the pronouns near the name and by the given name."""
        given = load("joining")["given"].get(self.parts[0], 0) if self.person and len(self.parts) > 1 else 0
        return self.votes + int(given)

    def latest(self, before: int) -> int | None:
        """Where it was last spoken of before `before`."""
        at = bisect_left(self.where, before)
        return self.where[at - 1] if at else None


class Scene:
    """The entities of an article while its references are being joined."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], quotes: Iterable[Quote], names: Iterable[Reference]
    ) -> None:
        self.text = text
        self.entities: list[Entity] = []
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._quotes = [quote for quote in quotes if quote.depth == 0]
        self._quote_starts = [quote.start for quote in self._quotes]
        self._by_ends: dict[tuple[str, str], Entity] = {}
        self._by_part: dict[str, dict[int, Entity]] = {}
        self._by_head: dict[str, dict[int, Entity]] = {}
        self._by_initials: dict[str, dict[int, Entity]] = {}
        self._timeline: list[tuple[int, Entity]] = []
        self._spoken = 0
        self._speakers: list[Entity] = []
        listed = list(names)
        self._alone = frozenset(reference.parts[0] for reference in listed if len(reference.parts) == 1)
        for reference in listed:
            if len(reference.parts) > 1:
                self._introduce(reference)
        for reference in listed:
            if len(reference.parts) == 1:
                self._introduce(reference)
        self._vote()
        for entity in self.entities:
            entity.person = entity.person and not self._is_thing(entity)

    def _is_thing(self, entity: Entity) -> bool:
        """Whether the article speaks of a name as it does of a thing ("Halden Mining, which …", "said its pit")."""
        if any(_WHICH.match(self.text, end) for _, end in entity.named_at):
            return True
        known = entity.male is not None or entity.leaning or entity.parts[0] in given_names()
        return not known and any(_ITS.match(self.text, end) for _, end in entity.named_at)

    def _vote(self) -> None:
        """Counts for each person the pronouns that follow his name in a sentence that names nobody else before them."""
        for match in _GENDERED.finditer(self.text):
            at = bisect_left(self._timeline, match.start(), key=lambda entry: entry[0]) - 1
            if at < 0:
                continue
            place, entity = self._timeline[at]
            here = self.sentence(match.start())
            if not entity.person or here - self.sentence(place) > 1 or self.quotation(match.start()) >= 0:
                continue
            before = self._timeline[at - 1] if at else None
            if before is None or before[1] is entity or self.sentence(before[0]) < self.sentence(place):
                entity.votes += 1 if match[0].casefold() in HE else -1

    def mention(self, references: Iterable[Reference]) -> None:
        """Puts on the list of entities whoever is named by words that are no source and no name by their form alone."""
        for reference in references:
            if (
                reference.parts
                and not reference.plural
                and reference.start not in {at for one in self.called(reference) for at in one.where}
            ):
                self._introduce(reference)

    def _introduce(self, reference: Reference) -> None:
        known = self.called(reference)
        if len(known) == 1:
            entity = known[0]
        elif known:
            entity = max(known, key=lambda one: one.latest(reference.start) or -1)
        else:
            entity = self.new()
        entity.add(reference)
        if len(entity.named_at) < _MOST:
            entity.named_at.append((reference.start, reference.end))
        for first in reference.parts[:-1] if entity.person else reference.parts[:1]:
            self._by_ends.setdefault((first, reference.parts[-1]), entity)
        self._index(entity)
        insort(self._timeline, (reference.start, entity), key=lambda entry: entry[0])

    @property
    def speaking(self) -> list[Entity]:
        """The entities that are sources."""
        return [entity for entity in self.entities if entity.references]

    def new(self, *, hidden: bool = False) -> Entity:
        """An entity of which nothing is known yet."""
        entity = Entity(hidden=hidden, alone=self._alone)
        self.entities.append(entity)
        return entity

    def _index(self, entity: Entity) -> None:
        for part in {*entity.parts[:1], *entity.parts[-1:]}:
            self._by_part.setdefault(part, {})[id(entity)] = entity
        for head in entity.heads:
            self._by_head.setdefault(head, {})[id(entity)] = entity
        if len(entity.parts) > 1:
            self._by_initials.setdefault(_initials(entity.name), {})[id(entity)] = entity

    def called(self, reference: Reference) -> list[Entity]:
        """Who bears the name of a reference: exactly or but for words before it, else by its only word."""
        if len(reference.parts) > 1:
            ends = ((first, reference.parts[-1]) for first in reference.parts[:-1])
            known = next((self._by_ends[end] for end in ends if end in self._by_ends), None)
            return [] if known is None else [known]
        bearers = list(islice(self._by_part.get(reference.parts[-1], {}).values(), _MOST))
        return [one for one in bearers if one.parts[-1:] == reference.parts or one.person]

    def candidates(self, reference: Reference) -> list[Entity]:
        """Whom `reference` may speak of, few, the likeliest sort first."""
        found: dict[int, Entity] = {}
        if reference.parts and reference.plural:
            return self.called(reference)
        if reference.parts:
            for part in dict.fromkeys((reference.parts[0], reference.parts[-1])):
                found.update(islice(self._by_part.get(part, {}).items(), _MOST))
            if len(reference.parts) == 1:
                found.update(islice(self._by_initials.get(reference.name.replace(".", ""), {}).items(), _MOST))
            return list(found.values())
        for head in sorted(reference.heads):
            found.update(islice(self._by_head.get(head, {}).items(), _MOST))
        if reference.form is not Form.INDEFINITE:
            found.update((id(one), one) for one in self._recent(reference.start))
        return list(found.values())

    def _recent(self, start: int) -> Iterator[Entity]:
        """Who was spoken of last, before `start`."""
        here = self.sentence(start)
        first = self._starts[max(here - _REACH, 0)] if self._starts else 0
        seen: list[Entity] = []
        at = bisect_left(self._timeline, start, key=lambda entry: entry[0])
        while at > 0 and len(seen) < _MOST:
            at -= 1
            place, entity = self._timeline[at]
            if place < first:
                break
            if entity not in seen:
                seen.append(entity)
                yield entity
        yield from (one for one in self._speakers[:-3:-1] if one not in seen)

    def sentence(self, offset: int) -> int:
        """The number of the sentence at `offset`."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def start(self, offset: int) -> int:
        """Where the sentence at `offset` begins."""
        return self._starts[self.sentence(offset)] if self._starts else 0

    def quotation(self, offset: int) -> int:
        """The number of the quotation that holds `offset`; -1 for none."""
        at = bisect_right(self._quote_starts, offset) - 1
        return at if at >= 0 and offset < self._quotes[at].end else -1

    def join(self, reference: Reference, entity: Entity) -> None:
        """Records that `reference`, a source, speaks of `entity`."""
        entity.add(reference)
        entity.references.append(reference)
        entity.spoke = self._spoken
        self._spoken += 1
        if entity in self._speakers[-2:]:
            self._speakers.remove(entity)
        self._speakers.append(entity)
        self._index(entity)
        at = bisect_right(self._timeline, reference.start, key=lambda entry: entry[0])
        self._timeline.insert(at, (reference.start, entity))

    def features(self, reference: Reference, found: Sequence[Entity], rank: int) -> Iterator[str]:
        """What speaks for or against `reference` speaking of the candidate `rank` (from the latest), as names."""
        form, entity, others = reference.form, found[rank], len(found)
        last = entity.latest(reference.start)
        yield f"{form}"
        if reference.parts:
            yield f"{form}:{self._likeness(reference, entity)}"
        yield f"{form}:others={min(others, 3)}"
        yield f"{form}:rank={min(rank, 4)}"
        if last is None:
            yield f"{form}:later"
        else:
            here, there = self.sentence(reference.start), self.sentence(last)
            yield f"{form}:sentences={min(here - there, 5)}"
            paragraphs = self._sentences[here].paragraph - self._sentences[there].paragraph if self._sentences else 0
            yield f"{form}:paragraphs={min(paragraphs, 2)}"
            if reference.start - last < 50:
                yield f"{form}:near"
            if last - self._sentences[there].start < 25 and here - there <= 1:
                yield f"{form}:subject={here - there}"
            quoted = self.quotation(last)
            if quoted >= 0:
                yield f"{form}:quoted={'here' if quoted == self.quotation(reference.start) else 'there'}"
        ago = self._spoken - 1 - entity.spoke if entity.spoke >= 0 else 9
        yield f"{form}:spoke={min(ago, 4) if entity.spoke >= 0 else 'never'}"
        yield f"{form}:inside={self.quotation(reference.start) >= 0}:spoke={min(ago, 2)}"
        if reference.male is not None:
            known = "same" if entity.male is not None else _agreement(entity.leaning, male=reference.male)
            yield f"{form}:gender={known}"
        shape = "person" if entity.person else "named" if entity.name else "unnamed"
        yield f"{form}:{shape}"
        yield f"{form}:plural={reference.plural},{entity.plural}"
        if reference.heads:
            common = reference.heads & entity.heads
            fits = len(common) == len(reference.heads) or (bool(common) and not _BOTH.search(reference.words))
            alike = sum(bool(reference.heads & one.heads) for one in found)
            yield f"{form}:head={fits},of={min(alike, 2)}"
            yield f"{form}:head={fits},words={min(len(without_article(reference.words).split()), 3)}"
            body = any(map(is_body, reference.heads))
            yield f"{form}:body={body},{shape}"
            own, other = _kind(reference), _kind_of_entity(entity)
            yield f"{form}:kind={'unknown' if other is None else own == other},{shape}"
            if any(
                without_article(one.words).casefold() == without_article(reference.words).casefold()
                for one in entity.references[-3:]
            ):
                yield f"{form}:words"
        yield f"{form}:mentions={min(len(entity.where), 4)}"

    @staticmethod
    def _likeness(reference: Reference, entity: Entity) -> str:
        mine, its = reference.parts, entity.parts
        if mine == its:
            return "exact"
        if len(mine) > 1 and len(its) > 1 and (mine[0], mine[-1]) == (its[0], its[-1]):
            return "ends"
        if its[-len(mine) :] == mine:
            return "tail"
        if its[: len(mine)] == mine:
            return "front"
        if _initials(entity.name) == reference.name.replace(".", ""):
            return "initials"
        if mine[-len(its) :] == its or mine[: len(its)] == its:
            return "longer"
        return "partly"


def none_features(reference: Reference, others: int) -> Iterator[str]:
    """What speaks for `reference` beginning an entity of its own."""
    form = reference.form
    yield f"none:{form}"
    yield f"none:{form}:others={min(others, 3)}"
    if reference.heads:
        yield f"none:{form}:plural={reference.plural}"
        yield f"none:{form}:body={any(map(is_body, reference.heads))}"
    if form is Form.NAME:
        yield f"none:{form}:parts={min(len(reference.parts), 3)}"


def _agreement(leaning: int, *, male: bool) -> str:
    towards = leaning if male else -leaning
    return "likely" if towards > 1 else "leans" if towards > 0 else "unknown" if not towards else "unlikely"


@lru_cache(maxsize=1 << 12)
def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[:1].isupper() and word.casefold() != "the")


def _kind(reference: Reference) -> object:
    return kind_of(without_article(reference.words))


def _kind_of_entity(entity: Entity) -> object:
    unnamed = () if entity.name else (without_article(one.words) for one in entity.references[:1])
    for words in (*entity.descriptions, entity.name, *unnamed):
        if words and (kind := kind_of(words)):
            return kind
    return None


def choose(
    scene: Scene, reference: Reference, *, other_than: Entity | None = None, known: bool = False
) -> Entity | None:
    """The entity that `reference` speaks of; None where it begins its own, or where that is not clear.

    `other_than` is who cites the reference, and cannot be meant by it; `known`: it begins no entity of its own, and
    means one that has a name.
    """
    weights = load("joining")["weights"]
    found = [one for one in ordered(scene, reference) if one is not other_than and (one.name or not known)]
    scores = likelihoods(scene, reference, found)
    alone = -math.inf if known else sum(weights.get(name, 0.0) for name in none_features(reference, len(found)))
    best = max(range(len(found)), key=scores.__getitem__, default=None)
    if best is None or scores[best] <= alone:
        return None
    share = 1.0 / sum(math.exp(score - scores[best]) for score in (alone, *scores))
    needed = _SURE if reference.form in _POINTING else _SURE_NAME if len(reference.parts) == 1 else 0.0
    return found[best] if share >= needed else None


def likelihoods(scene: Scene, reference: Reference, found: Sequence[Entity]) -> list[float]:
    """How far it speaks for each of the candidates that `reference` means it, in log-odds."""
    weights = load("joining")["weights"]
    return [sum(weights.get(name, 0.0) for name in scene.features(reference, found, at)) for at in range(len(found))]


def ordered(scene: Scene, reference: Reference) -> list[Entity]:
    """The candidates of `reference`, whoever was spoken of last first; nobody who is known to be another sort."""
    found = [one for one in scene.candidates(reference) if _agrees(reference, one)]
    return sorted(found, key=lambda one: -(one.latest(reference.start) or -1))[:_MOST]


def _agrees(reference: Reference, entity: Entity) -> bool:
    """Whether sex and number let a reference speak of an entity: one person never answers for he and she."""
    if None not in (reference.male, entity.male) and entity.male != reference.male:
        return False
    if reference.form is Form.IT:
        return not (entity.person or (entity.plural and not entity.name))
    return not (reference.form is Form.PERSONAL and entity.plural and not entity.name)

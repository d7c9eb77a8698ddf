"""Whose words the turns of a transcript or an interview are: every turn is an utterance of whoever has the floor."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property

from provenance.extraction.entities import Entity, Scene
from provenance.extraction.mentions import Form, Reference, heads_of, parts_of, stands_beside
from provenance.extraction.sources import kind_of, take_apart, without_offices
from provenance.extraction.utterances import Utterance
from provenance.language.data import load
from provenance.language.turns import Turn
from provenance.model import Hop, Kind, Mention, Naming, Source, Span

_I = frozenset(("i", "me", "my", "we", "us", "our"))
_EXAMINER = re.compile(r"\bBY\s+(?P<who>M(?:R|RS|S)\.?\s[A-ZÀ-Þ][\w'-]+)", re.IGNORECASE)
_SWORN = re.compile(
    r"(?P<who>[A-ZÀ-Þ][\w.'-]+(?:\s[A-ZÀ-Þ][\w.'-]+){1,4})(?:,[^.\n]{0,80}?)?,?\s+"
    r"(?:(?:having\s+been|was|being)\s+(?:first\s+)?(?:duly\s+)?sworn|(?:was\s+)?called\s+as\s+a\s+witness|took\s+the\s+stand)"
)
_DEFINED = re.compile(
    r"(?m)^(?P<role>[A-Z][\w ]{0,30}?):\s+(?P<who>[A-ZÀ-Þ][\w.'-]+(?:\s[A-ZÀ-Þ][\w.'-]+){1,3})"
    r"(?:,\s*(?P<as>[^.?!\n]{3,80}))?$"
)
_CHAMBER = re.compile(
    r"(?m)^\W*M(?:r|s|rs|adam)\.? [^\n]{0,40}?\. (?:M(?:r|s|rs)\.|Madam) (?:Speaker|President|Chair(?:man|woman)?),"
)
"""A member who begins by addressing the chair."""
_SMALL = frozenset(("of", "the", "and", "for", "at", "in", "to"))
_NUMBERED = re.compile(r"[A-Za-z]+ \d+")
_LED_IN = re.compile(r"\b(?:by|with|and|featuring|to)\s", re.IGNORECASE)
"""What stands in a title before an office: "Press Briefing by | Press Secretary"."""
_TALKED = re.compile(
    r"\b(?:interview(?:s|ed)?(?:\s+with)?|(?:spoke|speaks|talked|talks|sat\s+down|chatted|caught\s+up|conversation)\s+(?:to|with)|asked|met)\b"
    r"[^.\n]{0,80}$",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"^[^.\n]{0,80}\b(?:spoke|speaks|talks?|talked|told|answers?|answered|discuss\w*|explains?|tells)\b"
)


class Floor:
    """Who has the floor, turn by turn.

    Args:
        text: A folded view.
        turns: Its turns, in order.
        scene: The entities of the article; who has the floor is one of them.
        title: The article's title; it may introduce a speaker ("Press Briefing by Press Secretary First Last").
    """

    def __init__(self, text: str, turns: Sequence[Turn], scene: Scene, title: str | None = None) -> None:
        self._text = text
        self._scene = scene
        self._title = title or ""
        self._examiners = [(match.start(), match.span("who")) for match in _EXAMINER.finditer(text)] if turns else []
        self._roles = dict(self._defined()) if turns else {}
        self._turns = turns
        self._lead = text[: turns[0].whole[0]] if turns else ""
        self._chamber = bool(turns) and _CHAMBER.search(text) is not None
        self._court = any(turn.key in ("court", "witness") for turn in turns)
        self._speakers = [self._speaker(turn, turn.label if turn.label[1] > turn.label[0] else None) for turn in turns]
        self.utterances: list[Utterance] = []
        self._starts = [turn.start for turn in turns]

    def take(self, sources: Mapping[int, Source]) -> None:
        """Makes an utterance of each turn, now that it is known what the entities are (by their `id`)."""
        for turn, (place, who) in zip(self._turns, self._speakers, strict=True):
            source = sources[id(who)] if isinstance(who, Entity) else who
            start, end = place or (None, None)
            hop = Hop(holder=self._text[slice(*place)] if place else None, start=start, end=end, source=source)
            self.utterances.append(Utterance((hop,), [(turn.start, turn.end)]))

    def given(self, utterances: Iterable[Utterance]) -> Iterator[Utterance]:
        """The utterances as whoever has the floor makes them: "I" is the speaker, anybody else is whom he cites."""
        for utterance in utterances:
            for at, contents in self._by_turn(utterance.contents):
                if at is None:
                    yield Utterance(utterance.chain, contents, utterance.frame)
                else:
                    chain = self._cited(self.utterances[at].chain[0], utterance, self._turns[at])
                    yield Utterance(chain, contents, utterance.frame)

    def voice(self, offset: int) -> tuple[Hop, ...]:
        """The chain of what is said at `offset` on nobody else's authority: () for the article's own voice."""
        at = self._at(offset)
        return () if at is None else self.utterances[at].chain

    def _by_turn(self, contents: Iterable[Span]) -> Iterator[tuple[int | None, list[Span]]]:
        """The contents of an utterance by the turn they stand in, cut where the floor passes on."""
        found: dict[int | None, list[Span]] = {}
        for start, end in contents:
            while start < end:
                at = self._at(start)
                following = bisect_right(self._starts, start)
                stop = min(end, self._turns[at].end if at is not None else self._next(following, end))
                found.setdefault(at, []).append((start, stop))
                start = max(stop, self._next(following, end)) if stop < end else end
        yield from found.items()

    def _next(self, number: int, end: int) -> int:
        """Where turn `number` starts, `end` if that is earlier."""
        return min(self._starts[number], end) if number < len(self._starts) else end

    def _at(self, offset: int) -> int | None:
        at = bisect_right(self._starts, offset) - 1
        return at if at >= 0 and offset < self._turns[at].end else None

    def _cited(self, speaker: Hop, utterance: Utterance, turn: Turn) -> tuple[Hop, ...]:
        """The chain of an utterance within a turn; a source that stands in another turn is not its."""
        own = [hop for hop in utterance.chain if hop.start is not None and turn.start <= hop.start < turn.end]
        if not own:
            return (speaker,)
        first, *others = own
        if (first.holder or "").casefold() in _I or first.source is speaker.source:
            return (replace(first, source=speaker.source), *others)
        return (speaker, *own)

    def _speaker(self, turn: Turn, label: Span | None) -> tuple[Span | None, Entity | Source]:
        """Where the text names who has the floor, and who that is."""
        examiner = bisect_right(self._examiners, (turn.start, (0, 0))) - 1
        if turn.key in ("q", "question") and examiner >= 0:
            return self._named(self._examiners[examiner][1], (0, 0))
        bound = self._roles.get(turn.key)
        if bound is None and (turn.answers or turn.key in _answering()):
            bound = None if self._court else self._answering
        if bound is None and turn.answers and self._court:
            return label, Source(name=None, kind=Kind.WITNESS, naming=Naming.ROLE)
        if bound is not None:
            place, source = self._named(*bound)
            return label or place, source
        if label is None:
            return None, Source(name=None, kind=Kind.MEDIA if turn.asks else Kind.PERSON, naming=Naming.ROLE)
        if turn.asks or turn.key in _role_kinds():
            kind = Kind.PERSON if turn.asks and self._court else _role_kinds().get(turn.key, Kind.MEDIA)
            return label, Source(name=None, kind=kind, naming=Naming.ROLE, mentions=(Mention(*label),))
        return self._named(label, turn.describes)

    def _named(self, label: Span, describes: Span) -> tuple[Span, Entity | Source]:
        """Who a label names: by what the text, or the article's title, says of one who is called so."""
        words = _in_mixed_case(self._text[slice(*label)])
        if _NUMBERED.fullmatch(words):  # "Speaker 1"
            return label, Source(name=None, kind=Kind.PERSON, naming=Naming.ANONYMOUS, mentions=(Mention(*label),))
        person, letters = without_offices(words)
        phrase = take_apart(person)
        given, office = self._in_title(phrase.name[-1]) if phrase.name else (None, None)
        name = given or " ".join(phrase.name)
        beside = (
            _in_mixed_case(self._text[slice(*describes)]),
            " ".join(phrase.title) if name else "",
            letters,
            office or "",
        )
        descriptions = tuple(filter(None, beside)) or tuple(stands_beside(self._text, *label))
        heads = frozenset(head for description in descriptions for head in heads_of(description))
        form = Form.NAME if name else Form.BARE
        reference = Reference(*label, words, form, name, parts_of(name), heads or heads_of(words), descriptions)
        known = self._scene.called(reference) if name else []
        known = [one for one in known if len(one.parts) > len(reference.parts)] or known
        entity = self._initialled(words) or (known[0] if len(known) == 1 else self._scene.new())
        told = map(kind_of, (*descriptions, *self._introducing(entity.name or words)))
        entity.has_floor = True
        entity.told = entity.told or next(filter(None, told), None)
        if re.search(rf"\b[Tt]he {re.escape(words)}\b", self._text):
            entity.told = entity.told or Kind.MEDIA  # "The Gazette spoke with her"
        entity.told = Kind.OFFICIAL if self._chamber else entity.told
        self._scene.join(reference, entity)
        return label, entity

    def _introducing(self, name: str) -> Iterator[str]:
        """What the lead says that somebody is: "First Last has been mayor of Kolstad", "host: First Last"."""
        found = re.search(
            rf"{re.escape(name)} (?:is|was|has been|became) (?:the |an? )?(?P<as>[^,.;\n]{{3,80}})", self._lead
        )
        if found:
            yield found["as"]
        asking = "|".join(load("turns")["asking"])
        role = re.search(rf"\b(?P<as>{asking}):? {re.escape(name)}", self._lead, re.IGNORECASE)
        if role:
            yield role["as"].lower()

    def _in_title(self, surname: str) -> tuple[str | None, str | None]:
        """The full name that the article's title gives, and the words before it ("Press Secretary First Last")."""
        found = re.search(
            rf"(?P<office>(?:[\w'-]+\s+){{0,8}})(?P<name>[A-ZÀ-Þ][\w.'-]+\s+{re.escape(surname)})\b", self._title
        )
        if found is None:
            return None, None
        return " ".join(found["name"].split()), _LED_IN.split(found["office"])[-1].strip()

    def _initialled(self, words: str) -> Entity | None:
        """The one entity whose initials a label gives ("AD:")."""
        if not (words.isupper() and 1 < len(words) < 4):
            return None
        letters = words.casefold()
        fits = [one for one in self._scene.entities if "".join(part[0] for part in one.parts) == letters]
        return fits[0] if len(fits) == 1 else None

    def _defined(self) -> Iterator[tuple[str, tuple[Span, Span]]]:
        """Who stands behind a role by the text's own word: "Interviewer: First Last", "…, having been duly sworn"."""
        for match in _DEFINED.finditer(self._text):
            yield match["role"].casefold(), (match.span("who"), match.span("as") if match["as"] else (0, 0))
        sworn = _SWORN.search(self._text)
        if sworn:
            yield from ((role, (sworn.span("who"), (0, 0))) for role in ("a", "answer", "witness"))

    @cached_property
    def _answering(self) -> tuple[Span, Span] | None:
        """Whom the lead of an interview introduces: whoever is said to have talked, else whom it names most."""
        people = [one for one in self._scene.entities if one.where and one.where[0] < len(self._lead) and one.person]
        talked = [
            figure
            for figure in people
            if _TALKED.search(self._lead[: figure.where[0]].rpartition("\n")[2])
            or _SPEAKS.match(self._lead[figure.where[0] + len(figure.name) :])
        ]
        chosen = talked if len(talked) == 1 else people
        if not chosen:
            return None
        most = max(chosen, key=lambda one: (sum(at < len(self._lead) for at in one.where), -one.where[0]))
        at = most.where[0]
        return (at, at + len(most.name)), (0, 0)


def _in_mixed_case(words: str) -> str:
    """Capitals as in a name: "SECRETARY RAIMONDO" is "Secretary Raimondo"; what is short may be an acronym."""
    if not words.isupper():
        return words
    first, *others = (
        word if "." in word[:-1] or (len(word) < 4 and not word.endswith(".")) else word.title().replace("'S", "'s")
        for word in words.split()
    )
    return " ".join([first, *(word.lower() if word.lower() in _SMALL else word for word in others)])


@cache
def _role_kinds() -> dict[str, Kind]:
    return {role: Kind(kind) for kind, roles in load("turns")["roles"].items() for role in roles}


@cache
def _answering() -> frozenset[str]:
    return frozenset(load("turns")["answering"])

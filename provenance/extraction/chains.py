"""Hops: a stretch of text that names a source becomes a source with a name, a kind and a naming.

Attributions are taken in reading order, since a pronoun or a surname points back to a source that spoke before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from provenance.extraction.holders import holder, is_withheld
from provenance.extraction.memory import Heard, Memory
from provenance.extraction.pronouns import PRONOUNS, RELATIVES, agrees, antecedent
from provenance.extraction.sources import Phrase, is_body, kind_of, naming_of, take_apart, without_article
from provenance.extraction.speakers import Cast, Figure
from provenance.language.places import places
from provenance.language.sentences import Sentence
from provenance.model import Hop, Kind, Mention, Naming, Source, Span

_POSSESSIVE_PRONOUN = re.compile(r"(?P<whose>his|her|its|their)\s+(?P<rest>\S.*)$", re.IGNORECASE)
_OWNER = re.compile(r"(?P<owner>(?:[A-Z][\w.-]{1,40}\s){0,6}[A-Z][\w.-]{1,40})['’]s?\s")
_ISSUED = re.compile(
    r"(?:a |the )?(?:\w+ )?(?:statement|tweet|letter|email|e-mail|post|news release|press release)\b", re.IGNORECASE
)
_BELONGS = re.compile(r"\b(?:at|for|from|with|in|by)\b")
_DEFINITE = re.compile(r"\b(?:the|this|that|same)\s+$", re.IGNORECASE)
_BEFORE_RELATIVE = re.compile(r"([^\s,;:.“”\"()]+(?:\s[^\s,;:.“”\"()]+){0,3}),?\s*$")
_NEAR = 2
"""A pronoun points back to a source at most this many sentences away."""
_SUBJECT = 60
"""The subject of a sentence stands in its first so many characters."""
_WHOLE_CLAUSE = 2
"""A frame that closes a sentence reports what stands before it, if that has more words than this."""


class Identity(NamedTuple):
    """Who a holder is: the full name where the article gives it, what sort of source, and how it is named."""

    name: str | None
    kind: Kind
    naming: Naming


class Voices:
    """Turns marks into hops and remembers who has spoken."""

    def __init__(self, text: str, sentences: Sequence[Sentence], cast: Cast) -> None:
        self.text = text
        self.cast = cast
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._memory = Memory()

    def hop(self, source: Span, cue: Span | None, *, other_than: str | None = None) -> Hop:
        """The hop whose holder stands in `source` and whose reporting words stand in `cue`.

        `other_than` is the name of somebody whom a pronoun cannot mean: the speaker of the words it stands in.
        """
        start, end = holder(self.text, source, self.cast)
        words = self.text[start:end]
        found = self._identify(words, start, other_than)
        if is_withheld(self.text, end):
            found = Identity(None, found.kind, Naming.ANONYMOUS)
        self._remember(words, start, found)
        return self._hop((start, end), cue, found)

    def hidden(self, cue: Span) -> Hop:
        """The hop of wording that hides its source ("reportedly", "were said to")."""
        return self._hop(cue, cue, Identity(None, Kind.UNKNOWN, Naming.ANONYMOUS))

    def before(self, source: int) -> list[Span]:
        """What the sentence says before its source at `source`: the content of a frame that closes the sentence."""
        start = self._starts[self._sentence(source)]
        words = self.text[start:source].rstrip(" ,;")
        return [(start, start + len(words))] if len(words.split()) > _WHOLE_CLAUSE else []

    def _hop(self, span: Span, cue: Span | None, found: Identity) -> Hop:
        return Hop(
            holder=self.text[slice(*span)],
            start=span[0],
            end=span[1],
            source=Source(name=found.name, kind=found.kind, naming=found.naming, mentions=(Mention(*span),)),
            cue=self.text[slice(*cue)] if cue else None,
            cue_start=cue[0] if cue else None,
            cue_end=cue[1] if cue else None,
        )

    def _remember(self, words: str, start: int, found: Identity) -> None:
        head = take_apart(words).head
        figure = self.cast.named(found.name) if found.name else None
        described = found.naming is Naming.ROLE and found.kind not in (Kind.DOCUMENT, Kind.MEDIA, Kind.UNKNOWN)
        person = (
            (figure is not None and figure.is_person)
            or words.casefold() in PRONOUNS - {"it", "its"}
            or (described and not is_body(head))
        )
        role = head.split()[-1] if head and found.naming is not Naming.NAMED else ""
        self._memory.add(Heard(start, words, found.name, found.kind, person), role)

    def _identify(self, words: str, start: int, other_than: str | None = None) -> Identity:
        lowered = words.casefold()
        if lowered in RELATIVES:
            return self._relative(start)
        if lowered in PRONOUNS:
            return self._pronoun(lowered, start, other_than)
        owned = _POSSESSIVE_PRONOUN.match(words)
        if owned:
            return self._owned(owned["whose"].casefold(), owned["rest"], start, other_than)
        single = self.cast.named(words) if " " not in words and words[:1].isupper() else None
        if single is not None and single.is_person:
            return Identity(single.name, single.kind or self._unknown_name(single.name.split()), Naming.NAMED)
        naming, kind = naming_of(words), kind_of(words)
        if naming is Naming.ANONYMOUS:
            return self._anonymous(words, kind)
        return (
            self._issuer(words, start)
            or self._known(words, kind)
            or (self._new_name(words, kind, start) if naming is Naming.NAMED else self._description(words, kind, start))
        )

    def _known(self, words: str, kind: Kind | None) -> Identity | None:
        """Somebody whom the article names in full, here or elsewhere."""
        held = self.cast.inside(words)
        if held is not None and held[0].is_person and not _BELONGS.search(held[1]):
            figure, title = held
            told = (kind_of(title) if title else kind) or figure.kind or kind
            return Identity(figure.name, told or self._unknown_name(figure.name.split()), Naming.NAMED)
        named = self.cast.named(words) if take_apart(words).name else None
        if named is None:
            return None
        return Identity(named.name, kind or named.kind or self._unknown_name(named.name.split()), Naming.NAMED)

    def _new_name(self, words: str, kind: Kind | None, start: int) -> Identity:
        """A proper name that the article gives nowhere in another form."""
        phrase = take_apart(words)
        name = _own_name(phrase) or (not phrase.complement and " ".join(phrase.name)) or ""
        beside = self.cast.kind_beside(start, start + len(words)) if phrase.name else None
        found = kind or beside or self._unknown_name(phrase.name or phrase.title)
        return Identity(name if name and name in words else without_article(words), found, Naming.NAMED)

    def _relative(self, start: int) -> Identity:
        """ "who", "which": the name right before it."""
        before = _BEFORE_RELATIVE.search(self.text[max(0, start - 60) : start])
        words = before[1].split() if before else []
        while words and not words[0][:1].isupper():
            words = words[1:]
        if not words:
            return Identity(None, Kind.PERSON, Naming.ROLE)
        name = " ".join(words)
        figure = self.cast.named(name)
        kind = kind_of(name) or (figure.kind if figure else None)
        return Identity(figure.name if figure else name, kind or self._unknown_name(words), Naming.NAMED)

    def _anonymous(self, words: str, kind: Kind | None) -> Identity:
        head = take_apart(words).head
        earlier = self._memory.role(head.split()[-1]) if head and words.casefold().startswith("same ") else None
        if earlier:
            return Identity(earlier, kind_of(earlier) or Kind.UNKNOWN, Naming.ANONYMOUS)
        return Identity(None, kind or Kind.UNKNOWN, Naming.ANONYMOUS)

    def _unknown_name(self, tokens: Sequence[str]) -> Kind:
        """What an unknown proper name most likely is: people have two names or a Mr, bodies do not."""
        words = " ".join(tokens)
        if len(tokens) > 1 and not any(char.isdigit() for char in words) and not words.isupper():
            return Kind.PERSON
        return Kind.PERSON if self.cast.treats_as_person(words) else Kind.ORGANISATION

    def _pronoun(self, pronoun: str, start: int, other_than: str | None) -> Identity:
        here = self._sentence(start)
        nearest = self._starts[max(here - _NEAR, 0)] if self._starts else 0
        heard = [
            source
            for source in self._memory.back_from(start, to=nearest)
            if (other_than is None or other_than not in (source.name, source.words))
            and agrees(pronoun, self.cast.named(source.name) if source.name else None)
        ]
        subject: Figure | None = None
        if self._sentences:
            before = self._sentences[max(here - 1, 0)]
            subject = self.cast.first_person(before.start, min(before.start + _SUBJECT, before.end))
            subject = subject if agrees(pronoun, subject) else None
        name, kind = antecedent(pronoun, heard, subject)
        if name is None:
            return Identity(None, Kind.ORGANISATION if pronoun in ("it", "its") else Kind.PERSON, Naming.ROLE)
        earlier = next((source for source in heard if name in (source.name, source.words)), None)
        figure = self.cast.named(name)
        found = kind or (figure.kind if figure else None) or (earlier.kind if earlier else None) or Kind.PERSON
        named = figure is not None or naming_of(name) is Naming.NAMED
        return Identity(name, found, Naming.NAMED if named else Naming.ROLE)

    def _owned(self, whose: str, rest: str, start: int, other_than: str | None) -> Identity:
        """ "its leadership", "her office": whose it is, where that is clear."""
        kind = kind_of(rest) or Kind.PERSON
        if whose in ("its", "their"):
            sentence = self._starts[self._sentence(start)] if self._starts else start
            owners = {match["owner"] for match in _OWNER.finditer(self.text, sentence, start)}
            if len(owners) != 1:
                return Identity(None, kind, Naming.ROLE)
            name = f"{owners.pop()}'s {rest}"
            return Identity(name, kind_of(name) or kind, Naming.ROLE)
        figure = self.cast.named(rest)
        if figure is not None:
            return Identity(figure.name, figure.kind or kind, Naming.NAMED)
        owner = self._pronoun(whose, start, other_than).name
        return Identity(f"{owner}'s {rest}" if owner else None, kind, Naming.ROLE)

    def _issuer(self, words: str, start: int) -> Identity | None:
        """A statement has the kind of whoever issued it."""
        if not _ISSUED.match(words):
            return None
        complement = take_apart(words).complement
        if complement:
            name, kind, naming = self._identify(without_article(complement), start)
            return Identity(name or complement, kind, naming)
        issuer = self._memory.issuer(start)
        return Identity(issuer.name, issuer.kind, Naming.NAMED) if issuer else None

    def _description(self, words: str, kind: Kind | None, start: int) -> Identity:
        """ "the strategist", "the agency": whom the article has called so, else nobody by name."""
        plain = without_article(words)
        phrase = take_apart(plain)
        definite = _DEFINITE.search(self.text, max(0, start - 6), start) or words.startswith("same ")
        if definite and phrase.head and len(phrase.title) == len(phrase.head.split()) and not phrase.complement:
            figure = self.cast.described(words, start)
            if figure is not None:
                return Identity(figure.name, figure.kind or kind or Kind.PERSON, Naming.NAMED)
            body = self._memory.body(phrase.head, kind, start)
            if body is not None:
                return Identity(body.name, body.kind, Naming.NAMED)
            before = self._memory.role(phrase.head.split()[-1])
            if before and before.casefold() != plain.casefold():
                return Identity(before, kind_of(before) or kind or Kind.PERSON, naming_of(before))
        return Identity(None, kind or _place_or_person(words), Naming.ROLE)

    def _sentence(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)


def _own_name(phrase: Phrase) -> str | None:
    """The name before a body's lower-case noun: "the Rivertown Gazette newspaper"."""
    if phrase.name or not is_body(phrase.head) or not phrase.title[-1].islower():
        return None
    own = phrase.title[: -len(phrase.head.split())]
    if own and own[-1].endswith(("'s", "’s", "s'", "s’")):
        return None
    return " ".join(own) if len(own) > 1 and all(token[:1].isupper() for token in own) else None


def _place_or_person(words: str) -> Kind:
    """What a description without a known noun is: a country or capital speaks for its state."""
    found = places(words)
    return Kind.OFFICIAL if found and found[-1].end == len(words) and not found[-1].people else Kind.PERSON

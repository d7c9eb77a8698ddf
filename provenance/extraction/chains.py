"""Hops: a stretch of text that names a source becomes a source with a name, a kind and a naming.

Attributions are taken in reading order, since a pronoun or a surname points back to a source that spoke before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.extraction.sources import is_body, kind_of, naming_of, take_apart, without_article
from provenance.extraction.speakers import PRONOUNS, RELATIVES, Cast, Figure, Heard, antecedent, bare
from provenance.language.data import load
from provenance.language.places import places
from provenance.language.sentences import Sentence
from provenance.model import Hop, Kind, Naming, Span

_EDGE = re.compile(r"^[\s,;:“”\"‘’'()—–-]+|[\s,;:“”\"‘()—–-]+$")
_SPLIT = re.compile(r",\s+|\s+[—–-]\s+|\s*\(|;\s+")
_RELATIVE = re.compile(r"\s+(?:who|whose|which|that)\b.*$", re.DOTALL)
_AFTER_NAME = re.compile(r"\s+(?:of|at|from|for|with|in|on|based)\s+.*$", re.DOTALL)
_POSSESSIVE_PRONOUN = re.compile(r"^(?P<whose>his|her|its|their)\s+(?P<rest>\S.*)$", re.IGNORECASE)
_OWNER = re.compile(r"(?P<owner>(?:[A-Z][\w.-]+\s)*[A-Z][\w.-]+)['’]s?\s")
_ISSUED = re.compile(
    r"^(?:a |the )?(?:\w+ )?(?:statement|tweet|letter|email|e-mail|post|news release|press release)\b", re.IGNORECASE
)
_NEAR = 2
"""A pronoun points back to a source at most this many sentences away."""


class Voices:
    """Turns marks into hops and remembers who has spoken."""

    def __init__(self, text: str, sentences: Sequence[Sentence], cast: Cast) -> None:
        self.text = text
        self.cast = cast
        self._sentences = sentences
        self._heard: list[Heard] = []
        self._roles: dict[str, str] = {}
        self._excluded: str | None = None

    def hop(self, source: Span, cue: Span | None, *, other_than: str | None = None) -> Hop:
        """The hop whose holder stands in `source` and whose reporting words stand in `cue`.

        `other_than` is the name of somebody whom a pronoun cannot mean: the speaker of the words it stands in.
        """
        start, end = self._holder(source)
        words = self.text[start:end]
        self._excluded = other_than
        name, kind, naming = self._identify(words, start)
        if self._withheld(end):
            naming, name = Naming.ANONYMOUS, None
        head = take_apart(words).head
        figure = self.cast.named(name) if name else None
        described = (
            naming is Naming.ROLE and kind not in (Kind.DOCUMENT, Kind.MEDIA, Kind.UNKNOWN) and not is_body(head)
        )
        is_person = (
            (figure is not None and figure.is_person) or words.casefold() in PRONOUNS - {"it", "its"} or described
        )
        self._heard.append(Heard(start, words, name, kind, is_person))
        if head and naming is not Naming.NAMED:
            self._roles[head.split()[-1]] = name or without_article(words)
        return Hop(
            holder=words,
            start=start,
            end=end,
            name=name,
            kind=kind,
            naming=naming,
            cue=self.text[slice(*cue)] if cue else None,
            cue_start=cue[0] if cue else None,
            cue_end=cue[1] if cue else None,
        )

    def before(self, source: int) -> list[Span]:
        """What the sentence says before its source at `source`: the content of a frame that closes the sentence."""
        start = self._sentences[self._sentence(source)].start
        words = self.text[start:source].rstrip(" ,;")
        return [(start, start + len(words))] if len(words.split()) > 2 else []

    def hidden(self, cue: Span) -> Hop:
        """The hop of wording that hides its source ("reportedly", "were said to")."""
        words = self.text[slice(*cue)]
        return Hop(
            holder=words,
            start=cue[0],
            end=cue[1],
            name=None,
            kind=Kind.UNKNOWN,
            naming=Naming.ANONYMOUS,
            cue=words,
            cue_start=cue[0],
            cue_end=cue[1],
        )

    def _holder(self, source: Span) -> Span:
        """The shortest phrase in `source` that says who it is, with its title."""
        start, end = self._trim(*source)
        parts: list[Span] = []
        at = start
        for cut in [*_SPLIT.finditer(self.text, start, end), None]:
            stop = cut.start() if cut else end
            if stop > at:
                parts.append((at, stop))
            at = cut.end() if cut else end
        start, end = self._naming_part(parts) if parts else (start, end)
        relative = _RELATIVE.search(self.text[start:end])
        if relative and relative.start() > 2:
            end = start + relative.start()
        words = self.text[start:end]
        itself = re.search(r"\s+(?:him|her|it|them)sel(?:f|ves)$", words)
        if itself:
            end = start + itself.start()
        words = self.text[start:end]
        rest = _AFTER_NAME.search(words)
        held = self.cast.inside(words[: rest.start()]) if rest else None
        if rest and held is not None and held[0].is_person:
            end = start + rest.start()
        return self._trim(start, end)

    def _naming_part(self, parts: Sequence[Span]) -> Span:
        """The first of the parts between commas, or a person named after a description ("the governor, Ana Duarte")."""
        first = take_apart(self.text[slice(*parts[0])])
        if first.name or len(parts) == 1:
            return parts[0]
        for part in parts[1:]:
            held = self.cast.inside(self.text[slice(*part)])
            if held is not None and held[0].is_person:
                return part
        return parts[0]

    def _trim(self, start: int, end: int) -> Span:
        words = self.text[start:end]
        left = _EDGE.match(words)
        if left:
            start += left.end()
        words = self.text[start:end]
        article = re.match(r"(?:the|an?)\s+", words, re.IGNORECASE)
        if article and article.end() < len(words):
            start += article.end()
        while end > start and self.text[end - 1] in ' \t\n,;:“”"—–(':
            end -= 1
        stripped = bare(self.text[start:end]) if re.search(r"['’]s$", self.text[start:end]) else self.text[start:end]
        return start, start + len(stripped)

    def _withheld(self, end: int) -> bool:
        """Whether the words right after a holder withhold who it is ("a diplomat, who asked not to be named, …")."""
        stop = self.text.find("\n", end)
        following = self.text[end : min(end + 140, stop if stop >= 0 else len(self.text))].split(". ")[0].casefold()
        return any(marker in following for marker in load("sources")["hidden"]["anonymity"] if " " in marker)

    def _identify(self, words: str, start: int) -> tuple[str | None, Kind, Naming]:
        lowered = words.casefold()
        if lowered in RELATIVES:
            return self._relative(start)
        if lowered in PRONOUNS:
            return self._pronoun(lowered, start)
        owned = _POSSESSIVE_PRONOUN.match(words)
        if owned:
            return self._owned(owned["whose"], owned["rest"], words, start)
        single = self.cast.named(words) if " " not in words and words[:1].isupper() else None
        if single is not None and single.is_person:
            return single.name, single.kind or self._unknown_name(single.name.split()), Naming.NAMED
        naming, kind = naming_of(words), kind_of(words)
        if naming is Naming.ANONYMOUS:
            return self._anonymous(words, kind)
        issued = self._issuer(words, start)
        if issued is not None:
            return issued
        held = self.cast.inside(words)
        if held is not None and held[0].is_person and not re.search(r"\b(?:at|for|from|with|in|by)\b", held[1]):
            figure, title = held
            return (
                figure.name,
                (kind_of(title) if title else kind) or figure.kind or kind or self._unknown_name(figure.name.split()),
                Naming.NAMED,
            )
        named = self.cast.named(words) if take_apart(words).name else None
        if named is not None:
            return named.name, kind or named.kind or self._unknown_name(named.name.split()), Naming.NAMED
        if naming is Naming.NAMED:
            phrase = take_apart(words)
            name = (not phrase.complement and " ".join(phrase.name)) or without_article(words)
            if (
                not phrase.name and is_body(phrase.head) and phrase.title[-1].islower()
            ):  # "the Rivertown Gazette newspaper"
                own = phrase.title[: -len(phrase.head.split())]
                name = " ".join(own) if len(own) > 1 and all(token[:1].isupper() for token in own) else name
            beside = self.cast.kind_beside(start, start + len(words)) if phrase.name else None
            shown = name if name in words else without_article(words)
            return shown, kind or beside or self._unknown_name(phrase.name or phrase.title), naming
        return self._description(words, kind, start)

    def _relative(self, start: int) -> tuple[str | None, Kind, Naming]:
        """ "who", "which": the name right before it."""
        before = re.search(
            r"([^\s,;:.“”\"()]+(?:\s[^\s,;:.“”\"()]+){0,3}),?\s*$", self.text[max(0, start - 60) : start]
        )
        words = before[1].split() if before else []
        while words and not words[0][:1].isupper():
            words = words[1:]
        if not words:
            return None, Kind.PERSON, Naming.ROLE
        name = " ".join(words)
        figure = self.cast.named(name)
        kind = kind_of(name) or (figure.kind if figure else None)
        return (figure.name if figure else name), kind or self._unknown_name(words), Naming.NAMED

    def _anonymous(self, words: str, kind: Kind | None) -> tuple[str | None, Kind, Naming]:
        if words.casefold().startswith("same "):
            earlier = self._roles.get(take_apart(words).head.split()[-1] if take_apart(words).head else "")
            if earlier:
                return earlier, kind_of(earlier) or Kind.UNKNOWN, Naming.ANONYMOUS
        return None, kind or Kind.UNKNOWN, Naming.ANONYMOUS

    def _unknown_name(self, tokens: Sequence[str]) -> Kind:
        """What an unknown proper name most likely is: people have two names or a Mr, bodies do not."""
        words = " ".join(tokens)
        if len(tokens) > 1 and not any(char.isdigit() for char in words) and not words.isupper():
            return Kind.PERSON
        if re.search(r"\b(?:who|[Hh]e|[Ss]he)\b", self.text) and re.search(
            rf"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? {re.escape(words)}\b", self.text
        ):
            return Kind.PERSON
        after = re.search(rf"{re.escape(words)},? (?:\d\d,|who\b)", self.text)
        return Kind.PERSON if after else Kind.ORGANISATION

    def _pronoun(self, pronoun: str, start: int) -> tuple[str | None, Kind, Naming]:
        here = self._sentence(start)
        heard = [
            source
            for source in reversed(self._heard)
            if here - self._sentence(source.start) <= _NEAR
            and source.start < start
            and (self._excluded is None or self._excluded not in (source.name, source.words))
        ]
        subject: Figure | None = None
        first = max(here - 1, 0)
        if self._sentences:
            begin = self._sentences[first].start
            subject = self.cast.latest(begin, min(begin + 60, self._sentences[first].end))
        name, kind = antecedent(pronoun, heard, subject)
        if name is None:
            return None, Kind.ORGANISATION if pronoun in ("it", "its") else Kind.PERSON, Naming.ROLE
        earlier = next((source for source in heard if name in (source.name, source.words)), None)
        figure = self.cast.named(name)
        found = kind or (figure.kind if figure else None) or (earlier.kind if earlier else None) or Kind.PERSON
        named = figure is not None or naming_of(name) is Naming.NAMED
        return name, found, Naming.NAMED if named else Naming.ROLE

    def _owned(self, whose: str, rest: str, words: str, start: int) -> tuple[str | None, Kind, Naming]:
        """ "its leadership", "her office": whose it is, where that is clear."""
        kind = kind_of(rest) or Kind.PERSON
        naming = Naming.ROLE
        sentence = self._sentences[self._sentence(start)] if self._sentences else Sentence(0, start, 0)
        if whose.casefold() in ("its", "their"):
            owners = list(_OWNER.finditer(self.text, sentence.start, start))
            if len({owner["owner"] for owner in owners}) == 1:
                return f"{owners[0]['owner']}'s {rest}", kind_of(f"{owners[0]['owner']}'s {rest}") or kind, naming
            return None, kind, naming
        figure = self.cast.named(rest)
        if figure is not None:
            return figure.name, figure.kind or kind, Naming.NAMED
        name, _, _ = self._pronoun(whose.casefold(), start)
        return (f"{name}'s {rest}" if name else None), kind, naming

    def _issuer(self, words: str, start: int) -> tuple[str | None, Kind, Naming] | None:
        """A statement has the kind of whoever issued it."""
        if not _ISSUED.match(words):
            return None
        complement = take_apart(words).complement
        if complement:
            name, kind, naming = self._identify(without_article(complement), start)
            return name or complement, kind, naming
        latest = next((source for source in reversed(self._heard) if source.name and not source.person), None) or next(
            (source for source in reversed(self._heard) if source.name), None
        )
        if latest is None or latest.name is None:
            return None
        return latest.name, latest.kind, Naming.NAMED

    def _description(self, words: str, kind: Kind | None, start: int) -> tuple[str | None, Kind, Naming]:
        """ "the strategist", "the agency": whom the article has called so, else nobody by name."""
        definite = re.search(
            r"\b(?:the|this|that|same)\s+$", self.text[max(0, start - 6) : start], re.IGNORECASE
        ) or words.startswith("same ")
        phrase = take_apart(without_article(words))
        if definite and phrase.head and len(phrase.title) == len(phrase.head.split()) and not phrase.complement:
            figure = self.cast.described(words, start)
            if figure is not None:
                return figure.name, figure.kind or kind or Kind.PERSON, Naming.NAMED
            earlier = self._body(phrase.head, kind)
            if earlier is not None and earlier.name:
                return earlier.name, earlier.kind, Naming.NAMED
            before = self._roles.get(phrase.head.split()[-1])
            if before and before.casefold() != without_article(words).casefold():
                return before, kind_of(before) or kind or Kind.PERSON, naming_of(before)
        return None, kind or self._fallback(words), Naming.ROLE

    def _body(self, head: str, kind: Kind | None) -> Heard | None:
        """The body that "the agency", "the company", "the newspaper" takes up: one called so, else the only one of its kind."""
        if not is_body(head):
            return None
        named = [source for source in reversed(self._heard) if source.name and not source.person]
        called = next(
            (source for source in named if head.split()[-1] in re.findall(r"\w+", source.words.casefold())), None
        )
        if called is not None:
            return called
        fits = {source.name: source for source in named if source.kind is kind and kind is not Kind.OFFICIAL}
        return next(iter(fits.values())) if len(fits) == 1 else None

    def _fallback(self, words: str) -> Kind:
        found = places(words)
        if found and found[-1].end == len(words):
            return Kind.OFFICIAL if not found[-1].people else Kind.PERSON
        return Kind.PERSON

    def _sentence(self, offset: int) -> int:
        low, high = 0, len(self._sentences)
        while low < high:
            middle = (low + high) // 2
            if self._sentences[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)

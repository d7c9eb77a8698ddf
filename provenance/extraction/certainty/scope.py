"""Which words of a passage stand over a predicate: negations, adverbs, phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from provenance.extraction.certainty.signatures import Effect, Phrase, adverbs, phrases, word_set
from provenance.language.clauses import Link, Predicate
from provenance.language.grammar import Class, Token

_EMBEDDED = (Link.RELATIVE, Link.ADVERBIAL, Link.COMPLEMENT)
_OPENERS = (Class.SUBORDINATOR, Class.WH, Class.RELATIVE, Class.THAT)
_PREPOSITIONS = (Class.PREPOSITION, Class.EITHER, Class.TO)
_CLAUSE_OPENS = (None, Class.STOP, Class.COMMA, Class.QUOTE, Class.THAT, Class.SUBORDINATOR)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase at the tokens `first`..`end`."""

    first: int
    end: int
    phrase: Phrase


@dataclass(slots=True)
class Scope:
    """A passage with its predicates, and what stands where."""

    tokens: Sequence[Token]
    found: Sequence[Predicate]
    words: list[str] = field(init=False)
    matches: list[PhraseMatch] = field(init=False)
    hidden: set[int] = field(init=False)
    """Words of neutral phrases ("not only"): they count for nothing by themselves."""
    _before: dict[tuple[int, int], list[int]] = field(init=False, default_factory=dict)
    _after: dict[tuple[int, int], list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.words = [token.word for token in self.tokens]
        self.matches = list(self._phrases())
        self.hidden = {at for match in self.matches if match.phrase.neutral for at in range(match.first, match.end)}

    def _phrases(self) -> Iterator[PhraseMatch]:
        known = phrases()
        at = 0
        while at < len(self.words):
            for phrase in known.get(self.words[at], ()):
                end = at + len(phrase.words)
                if tuple(self.words[at:end]) == phrase.words:
                    yield PhraseMatch(at, end, phrase)
                    at = end - 1
                    break
            at += 1

    def before(self, one: Predicate) -> list[int]:
        """The words of the predicate's own clause in front of it, without clauses inside."""
        key = (one.start, one.first)
        if key not in self._before:
            self._before[key] = self._find_before(one)
        return self._before[key]

    def after(self, one: Predicate) -> list[int]:
        """The words of the predicate's own clause behind it, up to the next clause, verb or mark."""
        key = (one.first, one.head)
        if key not in self._after:
            self._after[key] = self._find_after(one)
        return self._after[key]

    def _kind(self, at: int) -> Class | None:
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def _find_before(self, one: Predicate) -> list[int]:
        inside: set[int] = set()
        for other in self.found:
            if other.link in _EMBEDDED and one.start <= other.start < one.first and other is not one:
                end = other.head + 1
                while end < one.first and self.tokens[end].kind not in (Class.COMMA, Class.STOP):
                    end += 1
                last = end if self._ends_at_comma(other, one) else self._last_verb_inside(other, one)
                inside.update(range(other.start, last))
        start = one.start if one.opener is None else one.start + 1
        return [at for at in range(start, one.first) if at not in inside]

    def _ends_at_comma(self, other: Predicate, one: Predicate) -> bool:
        return any(self.tokens[at].kind is Class.COMMA for at in range(other.head, one.first))

    def _last_verb_inside(self, other: Predicate, one: Predicate) -> int:
        return max(
            (each.head + 1 for each in self.found if other.start <= each.start and each.head < one.first),
            default=other.head + 1,
        )

    def _find_after(self, one: Predicate) -> list[int]:
        heads = {other.first for other in self.found if other.first > one.head and other.link is not Link.PARTICIPLE}
        found = []
        for at in range(one.head + 1, len(self.tokens)):
            kind = self.tokens[at].kind
            if at in heads or kind in _OPENERS or kind is Class.STOP:
                break
            found.append(at)
        return found

    def negations(self, one: Predicate) -> list[int]:
        """The words that negate the predicate: at the verb, in the subject ("no one"), in the object ("no doctor")."""
        found = [one.negation] if one.negation is not None and one.negation not in self.hidden else []
        if found and self._until(one):
            return []
        if not found:
            found += self._subject_negation(one)
        if not found:
            found += self._object_negation(one)
        return found

    def _until(self, one: Predicate) -> bool:
        """ "did not arrive until Monday": it did."""
        return any(self.words[at] in ("until", "till") for at in self.after(one)) or any(
            other.opener is not None
            and self.words[other.opener] in ("until", "till")
            and other.parent is not None
            and self.found[other.parent] is one
            for other in self.found
        )

    def _subject_negation(self, one: Predicate) -> list[int]:
        for at in self.before(one):
            if at in self.hidden or self._kind(at + 1) is Class.COMMA:
                continue
            word = self.words[at]
            if word in word_set("negation", "words") and self._kind(at - 1) not in _PREPOSITIONS:
                return [at]
            if word == "never":
                return [at]
            if word in word_set("negation", "quantified") and self.words[at + 1] in word_set("negation", "quantities"):
                return [at]
        return []

    def _object_negation(self, one: Predicate) -> list[int]:
        for at in self.after(one):
            word = self.words[at]
            if at in self.hidden or word == "of":
                continue
            if word in word_set("negation", "words"):
                return [] if word == "no" and self._kind(at + 1) in (None, Class.COMMA) else [at]
            if self._kind(at) in (*_PREPOSITIONS, Class.COMMA, Class.CONJUNCTION):
                return []
        return []

    def adverbs(self, one: Predicate) -> Iterator[tuple[int, Effect]]:
        """Adverbs of the clause: before the verb, within its group, beside a copula, or set off by commas."""
        known = adverbs()
        for at in self.before(one):
            if self.words[at] in known and self._is_over_clause(at, one):
                yield at, known[self.words[at]]
        for at in range(one.first, one.head + 1):
            if self.words[at] in known:
                yield at, known[self.words[at]]
        for at in self.after(one):
            if self.words[at] in known and self._is_beside(at, one):
                yield at, known[self.words[at]]

    def _is_over_clause(self, at: int, one: Predicate) -> bool:
        """Whether an adverb before the verb opens the clause or touches the verb, rather than belong to a noun."""
        if self._kind(at + 1) is Class.NUMBER:
            return False
        if self.words[at] == "likely" and at + 1 < one.first:
            return False
        touches = all(self._kind(spot) in (Class.ADVERB, Class.NEGATIVE) for spot in range(at + 1, one.first))
        return touches or at == one.start or self._kind(at - 1) in _CLAUSE_OPENS

    def _is_beside(self, at: int, one: Predicate) -> bool:
        """Whether an adverb behind the verb follows it at once ("is possibly a forgery") or is set off by commas."""
        if self._kind(at + 1) is Class.NUMBER or self.words[at] == "likely":
            return False
        set_off = self._kind(at - 1) is Class.COMMA and self._kind(at + 1) in (None, Class.COMMA)
        return set_off or at == one.head + 1

"""Which words of a passage stand over a predicate: negations, adverbs, phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from provenance.extraction.certainty.signatures import Effect, Phrase, adverbs, phrases
from provenance.language.clauses import Link, Predicate
from provenance.language.grammar import Class, Form, Token

_EMBEDDED = (Link.RELATIVE, Link.ADVERBIAL, Link.COMPLEMENT)
_OPENERS = (Class.SUBORDINATOR, Class.WH, Class.RELATIVE, Class.THAT)
_NEGATIVE_WORDS = frozenset("no neither nobody nothing none nowhere no-one noone".split())
_SUBJECT_NEGATIVES = frozenset("not never hardly".split())
_QUANTITY = frozenset("one all every everyone everybody everything any a single many much".split())
_LITTLE = frozenset("hardly scarcely barely never".split())


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

    def after(self, one: Predicate) -> list[int]:
        """The words of the predicate's own clause behind it, up to the next clause, verb or mark."""
        heads = {other.first for other in self.found if other.first > one.head and other.link is not Link.PARTICIPLE}
        found = []
        for at in range(one.head + 1, len(self.tokens)):
            kind = self.tokens[at].kind
            if at in heads or kind in _OPENERS or kind is Class.STOP:
                break
            found.append(at)
        return found

    def negations(self, one: Predicate) -> list[int]:
        """The words that negate the predicate: at the verb, in the subject ("no one"), in the object ("no suspects")."""
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
            if at in self.hidden:
                continue
            word = self.words[at]
            previous = self.tokens[at - 1].kind if at else None
            if word in _NEGATIVE_WORDS and previous not in (Class.PREPOSITION, Class.EITHER, Class.TO):
                following = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else None
                if following is Class.COMMA:
                    continue
                return [at]
            if word in _SUBJECT_NEGATIVES and at + 1 < len(self.words):
                if self.words[at + 1] in _QUANTITY or word == "never":
                    return [at]
        return []

    def _object_negation(self, one: Predicate) -> list[int]:
        for at in self.after(one):
            if at in self.hidden:
                continue
            kind, word = self.tokens[at].kind, self.words[at]
            if word in _NEGATIVE_WORDS:
                return (
                    [at]
                    if at + 1 < len(self.tokens) and self.tokens[at + 1].kind is not Class.COMMA or word != "no"
                    else []
                )
            if kind in (Class.PREPOSITION, Class.EITHER, Class.TO, Class.COMMA, Class.CONJUNCTION) and word != "of":
                return []
        return []

    def adverbs(self, one: Predicate) -> Iterator[tuple[int, Effect]]:
        """Adverbs of the clause: before the verb, within its group, beside a copula, or set off by commas."""
        known = adverbs()
        for at in self.before(one):
            if self.words[at] in known and self._over_clause(at, one):
                yield at, known[self.words[at]]
        for at in range(one.first, one.head + 1):
            if self.words[at] in known:
                yield at, known[self.words[at]]
        for at in self.after(one):
            if self.words[at] in known and (at == one.head + 1 or self._set_off(at)) and not self._modifies_noun(at):
                yield at, known[self.words[at]]

    def _over_clause(self, at: int, one: Predicate) -> bool:
        """Whether an adverb before the verb opens the clause or touches the verb, rather than belong to a noun."""
        previous = self.tokens[at - 1].kind if at else Class.STOP
        following = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else None
        if following is Class.NUMBER:
            return False
        opens = previous in (Class.STOP, Class.COMMA, Class.QUOTE, Class.THAT, Class.SUBORDINATOR) or at == one.start
        return opens or all(self.tokens[spot].kind in (Class.ADVERB, Class.NEGATIVE) for spot in range(at, one.first))

    def _modifies_noun(self, at: int) -> bool:
        previous = self.tokens[at - 1] if at else None
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if self.words[at] == "likely":
            if previous is not None and (
                previous.word in ("more", "less", "least", "as", "equally", "so") or previous.kind is Class.BE
            ):
                return True
            return (
                following is None
                or following.kind not in (Class.WORD, Class.BE, Class.HAVE, Class.MODAL, Class.PREPOSITION)
                or (
                    following.form
                    not in (Form.BASE, Form.PAST, Form.EITHER_PAST, Form.THIRD, Form.PARTICIPLE, Form.ING)
                    and following.kind is Class.WORD
                )
            )
        if previous is not None and previous.kind in (Class.DETERMINER, Class.POSSESSIVE, Class.CONJUNCTION) and at:
            return previous.kind is not Class.CONJUNCTION
        return following is not None and following.kind is Class.NUMBER

    def _set_off(self, at: int) -> bool:
        before = self.tokens[at - 1].kind
        after = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else None
        return before is Class.COMMA and after in (None, Class.COMMA)

"""A passage under judgement: its words, predicates and scopes, and how it is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from provenance.extraction.certainty.scope import Scope
from provenance.extraction.certainty.signatures import Signature, signatures, word_set
from provenance.language.clauses import Link, Predicate, predicates
from provenance.language.grammar import Class, Form, Token

_LEADING = (Class.ADVERB, Class.QUOTE, Class.COMMA, Class.STOP, Class.CONJUNCTION)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a passage is reported, and whether it ends in a question mark.

    `past_report`: indirectly, by words in the past, which move "will" to "would". `indirect`: reported, but not in
    the source's own words.
    """

    past_report: bool = False
    own_voice: bool = True
    indirect: bool = False
    question: bool = False


@dataclass(slots=True)
class Passage:
    """A passage, parsed. With `events`, an event is judged rather than a claim.

    What somebody can do is a fact about them, but the deed is no more than possible.
    """

    tokens: Sequence[Token]
    frame: Frame
    events: bool = False
    found: list[Predicate] = field(init=False)
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.found = predicates(self.tokens)
        self.scope = Scope(self.tokens, self.found)

    def word(self, at: int) -> str:
        """The word at `at`, or "" outside the passage."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> Class | None:
        """The class of the token at `at`; None outside the passage."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def form(self, at: int) -> Form | None:
        """The verb form of the token at `at`; None outside the passage."""
        return self.tokens[at].form if 0 <= at < len(self.tokens) else None

    def governor_word(self, one: Predicate) -> str:
        """The word that the predicate completes, or ""."""
        return self.word(one.governor) if one.governor is not None else ""

    def signatures(self, at: int) -> tuple[Signature, ...]:
        """What the word at `at` can do to its complement; plurals count as their singular."""
        token = self.tokens[at]
        known = signatures()
        found = known.get(token.word) or known.get(token.lemma)
        if found is None and token.form is None and token.word.endswith("s"):
            singular = token.word[:-3] + "y" if token.word.endswith("ies") else token.word[:-1]
            found = known.get(singular)
        return found or ()

    def noun_signature(self, at: int) -> bool:
        """Whether the word at `at` can be a noun with a signature."""
        return self.form(at) in (None, Form.BASE, Form.THIRD) and any(each.noun for each in self.signatures(at))

    def complements(self, one: Predicate) -> list[int]:
        """Adjectives and participles after a linking verb ("is likely", "seems clear", "is considered unlikely")."""
        head = self.tokens[one.head]
        if head.kind is not Class.BE and head.lemma not in word_set("verbs", "linking"):
            return []
        at = one.head + 1
        while self.kind(at) in (Class.ADVERB, Class.NEGATIVE, Class.QUOTE, Class.OBJECT):
            if self.word(at) in ("more", "less", "least"):
                return []
            at += 1
        return [at] if self.kind(at) is Class.WORD and self.signatures(at) else []

    def is_imperative(self, one: Predicate) -> bool:
        """Whether it is an order: a bare verb without a subject ("Call the police", "Do not forget"), or "please"."""
        if any(self.word(at) in word_set("imperative", "requests") for at in range(one.first - 1, one.head)):
            return True
        if one.link is not Link.MAIN or self.frame.question or self.frame.indirect:
            return False
        head = self.tokens[one.head]
        bare = one.first == one.head and (head.is_base or head.word in ("have", "be", "do"))
        if not bare and (self.word(one.first) != "do" or one.negation is None):
            return False
        if head.word in word_set("imperative", "never"):
            return False
        before = self.scope.before(one)
        return all(self.kind(at) in _LEADING or self.word(at) in word_set("imperative", "before") for at in before)

"""Predicates, and what a reader of clauses knows at one point of a passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache

from provenance.language.data import load
from provenance.language.grammar import Class, Form, Token

AUXILIARIES = (Class.MODAL, Class.BE, Class.HAVE, Class.DO)
NOMINAL = (Class.WORD, Class.PRONOUN, Class.SUBJECT, Class.OBJECT, Class.NUMBER)
OPENERS = (Class.SUBORDINATOR, Class.EITHER, Class.WH, Class.RELATIVE, Class.THAT)
PARTICIPLES = (Form.PARTICIPLE, Form.EITHER_PAST)
BREAKS = (Class.COMMA, Class.STOP, Class.CONJUNCTION)
FILLERS = (Class.ADVERB, Class.NEGATIVE, Class.QUOTE)
OBJECT_STARTS = (Class.DETERMINER, Class.OBJECT, Class.SUBJECT, Class.THAT, Class.WH, Class.TO)


@cache
def words(name: str) -> frozenset[str]:
    """A list of `[government]` in the grammar data; "ambiguous": verbs that are nouns more often."""
    if name == "ambiguous":
        return frozenset(word for each in load("grammar")["ambiguous"].values() for word in each.split())
    return frozenset(load("grammar")["government"][name].split())


class Link(Enum):
    """How a predicate hangs together with the rest."""

    MAIN = auto()
    COORDINATE = auto()
    COMPLEMENT = auto()
    RELATIVE = auto()
    ADVERBIAL = auto()
    INFINITIVE = auto()
    GERUND = auto()
    PARTICIPLE = auto()


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb (or a form of "be" before an adjective or noun) with what stands around it, as token indices.

    `first`..`head` is the verb with its auxiliaries. `opener` is the word that opens its clause, `governor` the word
    that the clause or infinitive completes, `parent` the predicate (index) that it is coordinated with or depends on,
    `start` where its clause begins.
    """

    first: int
    head: int
    link: Link
    start: int
    opener: int | None = None
    governor: int | None = None
    parent: int | None = None
    modal: int | None = None
    negation: int | None = None
    perfect: bool = False
    passive: bool = False
    progressive: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A verb with its auxiliaries at `first`..`head`; reading goes on at `end`. As token indices."""

    first: int
    head: int
    end: int
    modal: int | None
    negation: int | None
    perfect: bool
    passive: bool
    progressive: bool


@dataclass(slots=True)
class Opening:
    """A clause that waits for its finite verb; the fields are those of its `Predicate`."""

    link: Link
    start: int
    opener: int | None = None
    governor: int | None = None
    outer_subject: bool = False
    """Whether the clause outside had its subject when this one began."""


@dataclass(slots=True)
class State:
    """A passage, the predicates found so far, and the clauses that still wait for their verb."""

    tokens: Sequence[Token]
    found: list[Predicate] = field(default_factory=list)
    waiting: list[Opening] = field(default_factory=lambda: [Opening(Link.MAIN, 0)])
    subject: bool = False
    """Whether the innermost waiting clause has its subject."""
    last_finite: int | None = None
    contact: int | None = None
    """Where a clause without an opener may have begun."""
    after: int = 0
    """Where the last predicate ended."""

    def kind(self, at: int) -> Class | None:
        """The class of the token at `at`; None outside the passage."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def form(self, at: int) -> Form | None:
        """The verb form of the token at `at`; None outside the passage."""
        return self.tokens[at].form if 0 <= at < len(self.tokens) else None

    def word(self, at: int) -> str:
        """The word at `at`, or "" outside the passage."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def before(self, at: int) -> int:
        """The last token before `at` that is neither an adverb nor a quotation mark, or -1."""
        at -= 1
        while at >= 0 and self.tokens[at].kind in FILLERS:
            at -= 1
        return at

    def beyond(self, at: int) -> int:
        """The first token at or after `at` that is neither an adverb nor a quotation mark."""
        while at < len(self.tokens) and self.tokens[at].kind in FILLERS:
            at += 1
        return at

    def noun_only(self, at: int) -> bool:
        """Whether a word that is a noun more often than a verb stands before no object."""
        word = self.tokens[at].word
        return word in words("ambiguous") and self.kind(at + 1) not in OBJECT_STARTS

    def push(self, link: Link, at: int, governor: int | None) -> None:
        """Opens a clause that waits for its verb."""
        self.waiting.append(Opening(link, at, at, governor, self.subject))
        self.subject = link is Link.RELATIVE

    def add(self, group: Group, opening: Opening, parent: int | None, negation: int | None) -> None:
        """Takes a predicate up, in the clause that `opening` tells."""
        self.found.append(
            Predicate(
                first=group.first,
                head=group.head,
                link=opening.link,
                start=opening.start,
                opener=opening.opener,
                governor=opening.governor,
                parent=parent,
                modal=group.modal,
                negation=negation,
                perfect=group.perfect,
                passive=group.passive,
                progressive=group.progressive,
            )
        )
        self.after = group.end

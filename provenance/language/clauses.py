"""Predicates of a passage: verbs with their auxiliaries, what opens their clause, and what stands over them.

One pass from left to right. A clause that has been opened (the passage itself, "because", "who", "that") waits for
its finite verb; the first finite verb goes to the clause opened last. So the verb of the main clause is found behind
"While no date has been set, officials who …" without a parser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache

from provenance.language.data import load
from provenance.language.grammar import Class, Form, Token

_AUXILIARIES = (Class.MODAL, Class.BE, Class.HAVE, Class.DO)
_NOMINAL = (Class.WORD, Class.PRONOUN, Class.SUBJECT, Class.OBJECT, Class.NUMBER)
_OPENERS = (Class.SUBORDINATOR, Class.EITHER, Class.WH, Class.RELATIVE, Class.THAT)
_PARTICIPLES = (Form.PARTICIPLE, Form.EITHER_PAST)
_BREAKS = (Class.COMMA, Class.STOP, Class.CONJUNCTION)
_FILLERS = (Class.ADVERB, Class.NEGATIVE, Class.QUOTE)
_OBJECT_STARTS = (Class.DETERMINER, Class.OBJECT, Class.SUBJECT, Class.THAT, Class.WH, Class.TO)
_NOUN_WILL = frozenset("political free ill good strong living popular last people's national".split())
_PLURALS = frozenset("people police men women children others officials media".split())
_QUANTIFIERS = frozenset("many some few most all both several others".split())
_BARE_PARTICIPLES = frozenset(
    "become come run put set cut hit let shut cost hurt read split spread cast bet bid quit shed burst broadcast "
    "forecast overcome upset".split()
)
_CAUSATIVES = frozenset("make let help have see watch hear".split())
_VERB_NEGATIVES = frozenset("not never hardly scarcely barely".split())


@cache
def _ambiguous() -> frozenset[str]:
    words = load("grammar")["ambiguous"]
    return frozenset(words["nouns"].split()) | frozenset(words["bases"].split())


@cache
def _clause_takers() -> frozenset[str]:
    return frozenset(load("grammar")["government"]["clause_takers"].split())


@cache
def _askers() -> frozenset[str]:
    return frozenset(load("grammar")["government"]["askers"].split())


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
class _Group:
    first: int
    head: int
    end: int
    modal: int | None
    negation: int | None
    perfect: bool
    passive: bool
    progressive: bool


@dataclass(slots=True)
class _Opening:
    link: Link
    start: int
    opener: int | None = None
    governor: int | None = None
    outer_subject: bool = False
    """Whether the clause outside had its subject when this one began."""


@dataclass(slots=True)
class _Parser:
    tokens: Sequence[Token]
    found: list[Predicate] = field(default_factory=list)
    waiting: list[_Opening] = field(default_factory=lambda: [_Opening(Link.MAIN, 0)])
    subject: bool = False
    last_finite: int | None = None
    contact: int | None = None
    after: int = 0
    """Where the last predicate ended."""

    def run(self) -> list[Predicate]:
        at = 0
        while at < len(self.tokens):
            at = self._step(at)
        return self.found

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        kind = token.kind
        if kind is Class.WORD or kind is Class.PREPOSITION:
            if token.form is not None:
                return self._verb(at)
            if kind is Class.WORD and self._follows_pronoun(at):
                return self._finite(self._single(at))
        elif kind in _AUXILIARIES or kind is Class.POSSESSIVE:
            if self._is_auxiliary(at):
                return self._finite(self._group(at))
        elif kind is Class.TO:
            return self._to(at)
        elif kind in _OPENERS:
            return self._open(at)
        elif kind is Class.COMMA or kind is Class.STOP:
            self._boundary(at)
            return at + 1
        elif kind is Class.SUBJECT or kind is Class.DETERMINER:
            self._contact_clause(at)
        if kind in _NOMINAL or kind is Class.DETERMINER:
            self.subject = True
        return at + 1

    def _follows_pronoun(self, at: int) -> bool:
        """Whether an unknown word must be a verb ("unless it drizzles")."""
        before = self._before(at)
        return (
            before >= 0
            and bool(self.waiting)
            and (self.tokens[before].kind is Class.SUBJECT or self.tokens[before].word in ("it", "you", "nobody"))
            and self._kind(before - 1) not in (Class.PREPOSITION, Class.TO, *_AUXILIARIES)
            and self.tokens[at].kind is Class.WORD
            and (not self.found or self.found[-1].head != before - 1)
        )

    # Looking around

    def _kind(self, at: int) -> Class | None:
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def _word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def _before(self, at: int) -> int:
        """The last token before `at` that is neither an adverb nor a quotation mark, or -1."""
        at -= 1
        while at >= 0 and self.tokens[at].kind in _FILLERS:
            at -= 1
        return at

    def _beyond(self, at: int) -> int:
        """The first token at or after `at` that is neither an adverb nor a quotation mark."""
        while at < len(self.tokens) and self.tokens[at].kind in _FILLERS:
            at += 1
        return at

    # Auxiliaries and verb groups

    def _is_auxiliary(self, at: int) -> bool:
        token = self.tokens[at]
        if token.kind is Class.POSSESSIVE:
            return self._is_contracted(at)
        if token.word in ("being", "been", "be", "having"):
            return token.word == "be" and not self.subject and bool(self.waiting)
        if token.kind is not Class.MODAL:
            return True
        before = self.tokens[at - 1] if at else None
        if token.capital and token.word in ("may", "will", "can", "might", "must") and not self._opens_question(at):
            return False
        if before is not None and token.word in ("will", "can", "might", "must", "may"):
            if before.kind is Class.POSSESSIVE or (before.kind is Class.DETERMINER and before.word not in _QUANTIFIERS):
                return False
            if token.word == "will" and before.word in _NOUN_WILL:
                return False
        return True

    def _opens_question(self, at: int) -> bool:
        """Whether "May", "Will" … with a capital is the verb of a question, not a month or a name."""
        if at and self._kind(at - 1) not in (Class.QUOTE, Class.STOP):
            return False
        subject = self._kind(at + 1) in (Class.SUBJECT, Class.PRONOUN, Class.DETERMINER)
        return subject or self._word(len(self.tokens) - 1) == "?"

    def _is_contracted(self, at: int) -> bool:
        before = self._kind(at - 1)
        if before in (Class.SUBJECT, Class.PRONOUN, Class.RELATIVE, Class.WH, Class.THAT) or self._word(at - 1) in (
            "here",
            "there",
        ):
            return True
        beyond = self._beyond(at + 1)
        if beyond >= len(self.tokens):
            return False
        token = self.tokens[beyond]
        return (
            token.kind in (Class.DETERMINER, Class.NEGATIVE)
            or self._kind(at + 1) is Class.NEGATIVE
            or token.word == "going"
        )

    def _group(self, at: int) -> _Group:
        """The verb group that begins with the auxiliary, "to" or verb at `at`."""
        first = at
        modal = negation = None
        perfect = passive = progressive = False
        head = at
        while True:
            token = self.tokens[at]
            head = at
            if token.kind is Class.MODAL:
                modal = at
                if token.word == "cannot":
                    negation = at
            elif token.kind not in (Class.BE, Class.HAVE, Class.DO, Class.POSSESSIVE, Class.TO):
                break
            elif token.word == "having" and at > first:
                progressive = True
                break
            beyond, negative = self._skip(at + 1)
            if negation is None:
                negation = negative
            if beyond >= len(self.tokens):
                break
            following = self.tokens[beyond]
            if not self._continues(token, following, beyond):
                inverted = self._inverted(at, token)
                if inverted is None:
                    break
                beyond, following = inverted, self.tokens[inverted]
            if token.kind is Class.HAVE:
                perfect = True
            if token.kind in (Class.BE, Class.POSSESSIVE) and following.kind in (Class.WORD, Class.PREPOSITION):
                progressive = following.form is Form.ING
                passive = not progressive
            at = beyond
        if (
            negation is None
            and self._kind(head + 1) is Class.NEGATIVE
            and self._word(head + 1) in ("not", "n't", "nt", "never")
        ):
            negation = head + 1
        return _Group(first, head, max(head, negation or 0) + 1, modal, negation, perfect, passive, progressive)

    def _skip(self, at: int) -> tuple[int, int | None]:
        """Past adverbs, negatives, and the subject of a question; with the negative passed."""
        negation = None
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.kind is Class.NEGATIVE:
                if token.word not in ("not", "n't", "nt", "never", "hardly", "scarcely", "barely"):
                    break
                if self._word(at + 1) not in ("only", "just", "merely", "simply"):
                    negation = at
            elif token.kind in (Class.SUBJECT, Class.PRONOUN):
                if self.subject or not self.waiting:
                    break
            elif token.word == "likely":
                if (
                    at + 1 >= len(self.tokens)
                    or self.tokens[at + 1].form is None
                    and self.tokens[at + 1].kind not in _AUXILIARIES
                ):
                    break
            elif token.kind not in (Class.ADVERB, Class.QUOTE) and token.word not in ("all", "both", "each"):
                break
            at += 1
        return at, negation

    def _continues(self, token: Token, following: Token, beyond: int) -> bool:
        """Whether the auxiliary `token` goes on to `following`, its verb or the next auxiliary."""
        kind, form = following.kind, following.form
        if token.kind in (Class.MODAL, Class.TO):
            if kind in (Class.BE, Class.HAVE, Class.DO) or following.word == "like":
                return True
            return kind is Class.WORD and form is not Form.ING
        if token.kind is Class.DO:
            return kind in (Class.HAVE, Class.DO, Class.BE) or (kind is Class.WORD and following.is_base)
        if token.kind is Class.HAVE:
            return following.word in ("been", "had", "gotten") or (
                kind is Class.WORD
                and form in (*_PARTICIPLES, Form.BASE)
                and (form is not Form.BASE or following.word in _BARE_PARTICIPLES)
            )
        if following.word in ("being", "been", "having"):
            return True
        return kind in (Class.WORD, Class.PREPOSITION) and (
            form in (Form.ING, *_PARTICIPLES) or following.word in _BARE_PARTICIPLES
        )

    def _inverted(self, at: int, token: Token) -> int | None:
        """The verb behind the subject of a question ("Did the police arrest …")."""
        if self.subject or not self.waiting or token.kind not in _AUXILIARIES or self.waiting[-1].link is not Link.MAIN:
            return None
        for beyond in range(at + 2, min(at + 8, len(self.tokens))):
            following = self.tokens[beyond]
            if following.kind in _BREAKS or following.kind in _OPENERS:
                return None
            if (
                following.form is not None
                and not following.capital
                and self.tokens[beyond - 1].kind is not Class.DETERMINER
            ):
                return beyond if self._continues(token, following, beyond) else None
        return None

    def _to(self, at: int) -> int:
        beyond, _ = self._skip(at + 1)
        if beyond >= len(self.tokens):
            return at + 1
        token = self.tokens[beyond]
        if not (
            token.kind in (Class.BE, Class.HAVE, Class.DO)
            or token.word == "like"
            or (token.is_base and (not token.capital or not at))
        ):
            return at + 1
        group = self._group(at)
        before = self._before(at)
        negation = group.negation
        if negation is None and self._kind(at - 1) is Class.NEGATIVE and self._word(at - 1) in ("not", "never"):
            negation = at - 1
        parent = len(self.found) - 1 if self.found else None
        self._add(group, _Opening(Link.INFINITIVE, at, None, before if before >= 0 else None), parent, negation)
        return group.end

    # Lexical verbs

    def _verb(self, at: int) -> int:
        token = self.tokens[at]
        if token.capital and self._before(at) >= 0 and self._kind(self._before(at)) is not Class.STOP:
            self.subject = True
            return at + 1
        if self._is_finite(at):
            return self._finite(self._single(at))
        before = self._before(at)
        if token.is_base and self._kind(before) in (Class.CONJUNCTION, Class.COMMA):
            first = self._bare_partner(at)
            if first is not None:
                self._add(self._single(at), _Opening(Link.COORDINATE, at), first, None)
                return at + 1
        if token.is_base and self._is_caused(at):
            self._add(
                self._single(at), _Opening(Link.INFINITIVE, at, None, self.found[-1].head), len(self.found) - 1, None
            )
            return at + 1
        if token.form in (*_PARTICIPLES, Form.ING) and self._kind(at - 1) not in (Class.DETERMINER, Class.POSSESSIVE):
            link = Link.GERUND if token.form is Form.ING else Link.PARTICIPLE
            parent = len(self.found) - 1 if self.found else None
            self._add(self._single(at), _Opening(link, at, None, before if before >= 0 else None), parent, None)
            return at + 1
        self.subject = True
        return at + 1

    def _bare_partner(self, at: int) -> int | None:
        """The predicate that a bare form after "and" is coordinated with: one with a modal, "to" or an imperative."""
        if self._noun_only(at) and self._kind(at - 1) is not Class.CONJUNCTION:
            return None
        for index in range(len(self.found) - 1, max(-1, len(self.found) - 4), -1):
            one = self.found[index]
            verb = self.tokens[one.head]
            bare = one.link is Link.MAIN and (verb.is_base or verb.word in ("do", "be"))
            if one.modal is not None or one.link is Link.INFINITIVE or bare:
                return index
        return None

    def _is_caused(self, at: int) -> bool:
        """Whether a bare form is what somebody is made, let or helped to do."""
        if not self.found or self.tokens[self.found[-1].head].lemma not in _CAUSATIVES:
            return False
        return self.found[-1].head < at <= self.found[-1].head + 4 and not self._noun_only(at)

    def _single(self, at: int) -> _Group:
        negation = at - 1 if self._kind(at - 1) is Class.NEGATIVE and self._word(at - 1) in _VERB_NEGATIVES else None
        return _Group(at, at, at + 1, None, negation, perfect=False, passive=False, progressive=False)

    def _is_finite(self, at: int) -> bool:
        token = self.tokens[at]
        form = token.form
        if form in (None, Form.ING, Form.PARTICIPLE):
            return False
        before = self._before(at)
        previous = self.tokens[before] if before >= 0 else None
        if previous is None or (previous.kind in (Class.STOP, Class.COMMA) and not self.subject):
            return token.is_base and self._is_imperative(at)
        kind = previous.kind
        if (
            kind in (Class.SUBJECT, Class.RELATIVE)
            or (kind is Class.WH and self.waiting and self.waiting[-1].opener != before)
            or (kind is Class.PRONOUN and previous.word not in ("this", "these", "those"))
        ):
            return True
        if kind is Class.THAT:
            return bool(self.waiting) and self.waiting[-1].link is Link.RELATIVE
        if previous.word in _QUANTIFIERS:
            return form is not Form.EITHER_PAST or bool(self.waiting)
        if previous.word in ("please", "pls", "plz", "let"):
            return form is Form.BASE
        if kind in (Class.DETERMINER, Class.POSSESSIVE, Class.PREPOSITION, Class.EITHER, Class.TO, *_AUXILIARIES):
            return False
        if form is Form.BASE:
            return self._is_plural_present(at, previous) or self._is_subjunctive(at)
        if not self.waiting:
            if kind is Class.WORD and (previous.capital or form is Form.PAST):
                return self._has_new_subject(at) and not self._is_reduced(at, previous)
            return kind is Class.CONJUNCTION and self.last_finite is not None and self._suits_coordination(at)
        if not self.subject:
            return False
        if form is Form.PAST:
            return True
        if form is Form.THIRD:
            return self._is_singular_present(at, previous)
        return not self._is_reduced(at, previous)

    def _has_new_subject(self, at: int) -> bool:
        """Whether a noun phrase behind "and" stands right before the verb ("and Brown declined")."""
        for spot in range(at - 1, self.after - 1, -1):
            kind = self.tokens[spot].kind
            if kind is Class.CONJUNCTION:
                return spot < at - 1
            if kind not in (Class.WORD, Class.ADVERB, Class.DETERMINER, Class.NUMBER, Class.POSSESSIVE):
                return False
        return False

    def _suits_coordination(self, at: int) -> bool:
        return self.tokens[at].form is not Form.THIRD or not self._noun_only(at)

    def _noun_only(self, at: int) -> bool:
        word = self.tokens[at].word
        return word in _ambiguous() and self._kind(at + 1) not in _OBJECT_STARTS

    def _is_imperative(self, at: int) -> bool:
        if not self.waiting or self.subject:
            return False
        following = self._kind(at + 1)
        if (
            self._noun_only(at)
            or following is Class.TO
            or (self.tokens[at].word in _ambiguous() and self._stronger_follows(at))
        ):
            return False
        return following in (*_OBJECT_STARTS, Class.PRONOUN, Class.EITHER, Class.PREPOSITION, Class.ADVERB, None) or (
            following is Class.WORD and not self._stronger_follows(at)
        )

    def _is_plural_present(self, at: int, previous: Token) -> bool:
        if not self.waiting or not self.subject:
            return False
        if previous.kind is not Class.WORD or self._noun_only(at) or self._word(at + 1) == "of":
            return False
        plural = self._is_plural(previous) or (
            self._kind(at + 1) is not Class.PREPOSITION
            and any(self._is_plural(token) or token.word == "and" for token in self.tokens[self.waiting[-1].start : at])
        )
        return plural and (self.tokens[at].lemma in _clause_takers() or not self._stronger_follows(at))

    def _is_plural(self, token: Token) -> bool:
        if token.kind is not Class.WORD:
            return False
        return token.word in _PLURALS or (token.word.endswith("s") and not token.word.endswith(("ss", "us", "is")))

    def _is_subjunctive(self, at: int) -> bool:
        """ "demanded that the army leave" """
        top = self.waiting[-1] if self.waiting else None
        return (
            top is not None
            and top.link is Link.COMPLEMENT
            and self.subject
            and not self._noun_only(at)
            and not self._stronger_follows(at)
        )

    def _is_singular_present(self, at: int, previous: Token) -> bool:
        if self._noun_only(at):
            return False
        if previous.kind is Class.WORD and not previous.capital and previous.word.endswith("s"):
            return previous.word.endswith(("ss", "us", "is", "ics")) or self.tokens[at].lemma in _clause_takers()
        return True

    def _is_reduced(self, at: int, previous: Token) -> bool:
        """Whether a form that is past or participle is a participle after its noun ("the deal signed in May")."""
        following = self._beyond(at + 1)
        if self._word(following) == "by":
            return True
        if self.tokens[at].lemma in _clause_takers() and previous.kind is not Class.COMMA:
            return False
        bare = self._kind(following) in (Class.PREPOSITION, Class.EITHER, Class.TO, Class.COMMA, None)
        return self._stronger_follows(at, participles=bare)

    def _stronger_follows(self, at: int, *, participles: bool = False) -> bool:
        """Whether the clause still has a better candidate for its finite verb after `at`."""
        commas = 0
        for later in range(at + 1, len(self.tokens)):
            token = self.tokens[later]
            if token.kind in (Class.SUBORDINATOR, Class.WH, Class.RELATIVE, Class.THAT, Class.STOP, Class.SUBJECT):
                return False
            if (
                token.kind is Class.CONJUNCTION
                and commas == 0
                and self._kind(later + 1) not in (Class.WORD, Class.DETERMINER)
            ):
                return False
            if token.kind is Class.COMMA:
                commas += 1
                if self._kind(later + 1) in (Class.CONJUNCTION, Class.RELATIVE, Class.DETERMINER, Class.SUBJECT):
                    return False
            elif token.kind in (Class.BE, Class.HAVE, Class.DO, Class.MODAL):
                if token.word not in ("be", "been", "being", "having") and self._kind(later - 1) is not Class.TO:
                    return True
            elif token.form is Form.PAST and not token.capital:
                return True
            elif participles and token.form is Form.THIRD and not self._noun_only(later) and not token.capital:
                if self.tokens[self._before(later)].kind is Class.WORD:
                    return True
            elif participles and token.form is Form.EITHER_PAST and not token.capital:
                before = self.tokens[self._before(later)]
                if before.kind in (Class.WORD, Class.COMMA, Class.NUMBER) and self._word(later + 1) != "by":
                    return True
        return False

    # Clauses

    def _open(self, at: int) -> int:
        token = self.tokens[at]
        before = self._before(at)
        previous = self._kind(before) if before >= 0 else None
        following = self._kind(at + 1)
        kind = token.kind
        if token.word == "however" and following in (Class.COMMA, None):
            return at + 1
        if kind is Class.THAT:
            self._open_that(at, before, previous)
        elif kind is Class.RELATIVE:
            if previous is not None and (self.subject or self.found):
                asked = bool(self.found) and self.found[-1].head == before and self.tokens[before].lemma in _askers()
                self._push(Link.COMPLEMENT if asked else Link.RELATIVE, at, before)
        elif kind is Class.WH or token.word in ("whether", "if"):
            self._open_wh(at, before, previous)
        elif kind is Class.EITHER and self._is_preposition(at, previous):
            self.subject = self.subject or False
        else:
            self._push(Link.ADVERBIAL, at, None)
        return at + 1

    def _push(self, link: Link, at: int, governor: int | None) -> None:
        self.waiting.append(_Opening(link, at, at, governor, self.subject))
        self.subject = link is Link.RELATIVE

    def _open_that(self, at: int, before: int, previous: Class | None) -> None:
        following = self._beyond(at + 1)
        verbal = self._kind(following) in _AUXILIARIES or (
            following < len(self.tokens) and self.tokens[following].form in (Form.THIRD, Form.PAST, Form.EITHER_PAST)
        )
        if previous in (None, Class.PREPOSITION, Class.EITHER, Class.STOP, *_AUXILIARIES):
            if previous in _AUXILIARIES and not verbal:
                self._push(Link.COMPLEMENT, at, before)
            else:
                self.subject = True
        elif previous in (Class.COMMA, Class.CONJUNCTION):
            last = next((one for one in reversed(self.found) if one.link is Link.COMPLEMENT), None)
            if last is not None and not verbal:
                self._push(Link.COMPLEMENT, at, last.governor)
            else:
                self.subject = True
        elif verbal and not (self.found and self.found[-1].head == before):
            self._push(Link.RELATIVE, at, before)
        else:
            self._push(Link.COMPLEMENT, at, before)

    def _open_wh(self, at: int, before: int, previous: Class | None) -> None:
        word = self.tokens[at].word
        if word == "if" and not self._asks(before):
            self._push(Link.ADVERBIAL, at, None)
        elif before < 0 and word != "whether" and self._word(len(self.tokens) - 1) == "?":
            pass
        elif word == "where" and previous in (Class.WORD, Class.COMMA):
            self._push(Link.RELATIVE, at, before)
        else:
            self._push(Link.COMPLEMENT, at, before if before >= 0 else None)

    def _asks(self, before: int) -> bool:
        """Whether an "if" after `before` means "whether"."""
        return before >= 0 and (self.tokens[before].lemma in _askers() or self.tokens[before].word in _askers())

    def _is_preposition(self, at: int, previous: Class | None) -> bool:
        """Whether "after", "as", "for" … is a preposition here."""
        token = self.tokens[at]
        following = self._kind(at + 1)
        if token.word == "for":
            return True
        if following is Class.SUBJECT:
            return False
        if token.word == "when":
            return False
        if following in (Class.NUMBER, None) or (self.tokens[at + 1].form in (Form.ING, *_PARTICIPLES)):
            return True
        if token.word == "as" and not (previous in (None, Class.COMMA)):
            return True
        return bool(self.waiting) and self.subject

    def _boundary(self, at: int) -> None:
        """A comma ends what an opener began when no verb came (“after brief clashes, …”)."""
        following = self._kind(at + 1)
        if self.tokens[at].kind is Class.STOP:
            if self.tokens[at].word in ";:!?" and self.last_finite is not None:
                self.waiting = [_Opening(Link.COORDINATE, at + 1)]
                self.subject = False
            return
        if len(self.waiting) > 1 and following not in _OPENERS:
            top = self.waiting[-1]
            if top.link is Link.ADVERBIAL and top.opener != at - 1:
                self.waiting.pop()
                self.subject = True

    def _contact_clause(self, at: int) -> None:
        """Remembers that a clause without an opener may begin after a noun: "the cave you made"."""
        if at and self.waiting and self.subject and self.tokens[at - 1].kind is Class.WORD:
            self.contact = at

    def _takes_contact(self, group: _Group) -> bool:
        """Whether the verb belongs to such a clause: the one that waits still has its own verb to come."""
        if self.contact is None or self.contact <= self.waiting[-1].start:
            return False
        return self._stronger_follows(group.end - 1, participles=True)

    def _finite(self, group: _Group) -> int:
        if self._is_bare_coordination(group):
            opening, parent = _Opening(Link.COORDINATE, group.first), self.last_finite
        elif self.waiting and self._takes_contact(group):
            opening, parent = _Opening(Link.RELATIVE, self.contact or group.first), self.last_finite
            self.contact = None
            self._add(group, opening, parent, group.negation)
            return group.end
        elif self.waiting:
            opening, parent = self.waiting.pop(), self.last_finite
        else:
            opening, parent = self._late_clause(group.first)
        self._add(group, opening, parent, group.negation)
        self.last_finite = len(self.found) - 1
        self.subject = bool(self.waiting) and opening.outer_subject
        return group.end

    def _is_bare_coordination(self, group: _Group) -> bool:
        """Whether the verb follows "and" at once, after the verb of a clause inside another."""
        before = self._before(group.first)
        return (
            self._kind(before) is Class.CONJUNCTION
            and self.last_finite is not None
            and bool(self.waiting)
            and self.waiting[-1].start <= self.found[self.last_finite].start
            and not any(self.tokens[at].kind is Class.COMMA for at in range(self.after, before))
        )

    def _late_clause(self, at: int) -> tuple[_Opening, int | None]:
        """What a finite verb is that no open clause waits for."""
        assert self.last_finite is not None
        last = self.found[self.last_finite]
        marks = [spot for spot in range(last.head + 1, at) if self.tokens[spot].kind in _BREAKS]
        if not marks:
            takes = self.tokens[last.head].lemma in _clause_takers()
            link = Link.COMPLEMENT if takes else Link.RELATIVE
            return _Opening(link, last.head + 1, None, last.head), self.last_finite
        parent = self.last_finite
        separate = any(self.tokens[spot].kind is not Class.CONJUNCTION for spot in marks) or marks[-1] + 1 < at
        if separate and self._before(at) != marks[-1]:
            parent = self._outermost(parent)
        return _Opening(Link.COORDINATE, marks[-1] + 1), parent

    def _outermost(self, index: int) -> int:
        return next((at for at, one in enumerate(self.found) if one.link is Link.MAIN), index)

    def _add(self, group: _Group, opening: _Opening, parent: int | None, negation: int | None) -> None:
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


def predicates(tokens: Sequence[Token]) -> list[Predicate]:
    """The predicates of a passage in their order; see `Predicate`."""
    return _Parser(tokens).run()


def main_predicate(found: Sequence[Predicate]) -> int | None:
    """The index of the predicate of the main clause, or None where the passage has no verb."""
    for link in (Link.MAIN, Link.COORDINATE, Link.COMPLEMENT):
        for index, one in enumerate(found):
            if one.link is link:
                return index
    return 0 if found else None

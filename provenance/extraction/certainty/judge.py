"""Certainty of a predicate: its own words, then everything that stands over it, from the outside in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from provenance.extraction.certainty.reading import Reading
from provenance.extraction.certainty.scope import Scope
from provenance.extraction.certainty.signatures import Effect, Signature, modals, signatures, word_set
from provenance.language.clauses import Link, Predicate, main_predicate, predicates
from provenance.language.grammar import Class, Form, Token
from provenance.model import Level, Status

_PLANNED = Effect(status=Status.PLANNED)
# What something is done for may or may not come about.
_PURPOSE = Effect(level=Level.UNKNOWN, status=Status.PLANNED)
_CONDITION = Effect(level=Level.UNKNOWN, status=Status.CONDITIONAL)
_QUESTION = Effect(level=Level.UNKNOWN, status=Status.QUESTION)
_POSSIBLE = Effect(level=Level.POSSIBLE)
_PROBABLE = Effect(level=Level.PROBABLE)
_LINKING = frozenset(
    "be 's seem appear look remain become stay prove sound feel grow consider deem call judge think make rule declare believe".split()
)
_LIGHT = frozenset(
    "be 's have make take give get leave raise express voice hold see face find offer show carry pose run lack".split()
)
_EVENT_GOVERNORS = frozenset(
    "call intention intended_object wish expect belief success duty schedule scheduled hedge".split()
)
_ATTRIBUTES = frozenset("possible potential likely probable unlikely suspected".split())
_TEMPORAL = frozenset("when whenever once until till before after as while since".split())
_REACH = 7


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of the passage from outside: how it is reported, and whether it ends in a question mark."""

    past_report: bool = False
    own_voice: bool = True
    indirect: bool = False
    question: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A predicate on the way to the one judged, and the words by which it stands over the next."""

    one: Predicate
    over: tuple[int, ...] = ()


@dataclass(slots=True)
class Judge:
    """A passage to be judged."""

    tokens: Sequence[Token]
    frame: Frame
    found: list[Predicate] = field(init=False)
    scope: Scope = field(init=False)
    events: bool = False
    ordered: bool = False
    """Whether an event is judged: what somebody can do is a fact about them, but the deed is no more than possible."""

    def __post_init__(self) -> None:
        self.found = predicates(self.tokens)
        self.scope = Scope(self.tokens, self.found)

    def claim(self, reading: Reading) -> Reading:
        """Judges the main predicate with what completes it ("plans to leave", "it is possible that he left")."""
        main = main_predicate(self.found)
        if main is None:
            self._verbless(reading)
            return reading
        return min(
            (self._evaluate(self._down(self.found[one]), Reading()) for one in self._conjuncts(main)),
            key=lambda each: -each.weakness,
        )

    def _conjuncts(self, main: int) -> list[int]:
        """The main predicate and the ones coordinated with it: all together they are as sure as the weakest."""
        return [
            main,
            *(
                index
                for index, one in enumerate(self.found)
                if one.link is Link.COORDINATE and one.parent == main and self._has_subject(one)
            ),
        ]

    def _has_subject(self, one: Predicate) -> bool:
        kinds = (Class.WORD, Class.SUBJECT, Class.PRONOUN, Class.NUMBER, Class.DETERMINER)
        return any(self.tokens[at].kind in kinds for at in self.scope.before(one))

    def predicate(self, start: int, end: int, reading: Reading) -> Reading:
        """Judges the predicate whose verb stands at `start`..`end` of the text."""
        at = next((index for index, token in enumerate(self.tokens) if token.start < end and start < token.end), None)
        if at is None:
            return reading
        self.events = True
        target = next((one for one in self.found if one.head == at), None)
        target = target or next((one for one in self.found if one.first <= at <= one.head), None)
        if target is None:
            target = self._improvised(at)
        return self._evaluate(self._up(target), reading, down=False)

    def _improvised(self, at: int) -> Predicate:
        """A predicate that the parse has not seen: coordinated with the last one, or an imperative."""
        parent = max((index for index, one in enumerate(self.found) if one.head < at), default=None)
        bare = self.tokens[at].is_base
        previous = self.tokens[at - 1].kind if at else Class.STOP
        if previous is Class.ADVERB and at > 1 and self.tokens[at - 2].kind in (Class.STOP, Class.COMMA):
            previous = Class.COMMA
        if bare and previous in (Class.STOP, Class.COMMA, Class.QUOTE):
            return Predicate(at, at, Link.MAIN, at)
        if previous is Class.TO:
            return Predicate(at - 1, at, Link.INFINITIVE, at - 1, governor=at - 2 if at > 1 else None, parent=parent)
        link = Link.COORDINATE if bare and previous in (Class.CONJUNCTION, Class.ADVERB) else Link.PARTICIPLE
        return Predicate(at, at, link, at, parent=parent)

    # The way to the predicate

    def _down(self, main: Predicate) -> list[Step]:
        steps: list[Step] = []
        one = main
        while len(steps) < _REACH:
            completion = self._completion(one)
            if completion is None:
                return [*steps, Step(one)]
            over, one_next = completion
            steps.append(Step(one, over))
            one = one_next
        return steps

    def _completion(self, one: Predicate) -> tuple[tuple[int, ...], Predicate] | None:
        for other in self.found:
            if other.head <= one.head or other.link not in (Link.INFINITIVE, Link.COMPLEMENT, Link.GERUND):
                continue
            over = self._over(one, other)
            if over and (self._is_close(one, other, over)) and any(self._applicable(at, one, other) for at in over):
                return over, other
        return None

    def _is_close(self, one: Predicate, other: Predicate, over: tuple[int, ...]) -> bool:
        """Whether `other` completes `one` itself, not something further on."""
        between = [
            each
            for each in self.found
            if one.head < each.head < other.first and each.link not in (Link.PARTICIPLE, Link.GERUND)
        ]
        if any(each.head < over[-1] for each in between):
            return False
        last = over[-1]
        if last == one.head or last in self._complements(one):
            return True
        return self.tokens[one.head].lemma in _LIGHT and last <= one.head + _REACH

    def _over(self, one: Predicate, other: Predicate) -> tuple[int, ...]:
        """The words of `one` that stand over `other`, outermost first; () where none does."""
        governor = other.governor
        if governor is None:
            return ()
        known = signatures()
        chain = tuple(at for at in (one.head, *self._complements(one)) if at <= governor and self._known(at, other))
        token = self.tokens[governor]
        if governor == one.head or governor in chain:
            return chain or (governor,)
        if other.link is Link.GERUND:
            if token.kind in (Class.PREPOSITION, Class.EITHER) and governor - 1 == one.head:
                return (one.head,)
            noun = governor - 1
            if token.word == "from" and any(each.from_only for each in self._signatures(one.head)):
                return (one.head,)
            if token.word in ("of", "for") and noun > one.head and self._noun_signature(noun):
                return (*chain, noun)
            return ()
        if governor > one.head and self._noun_signature(governor) and self._applicable(governor, one, other):
            return (*chain, governor)
        if token.word in known or token.lemma in known:
            return chain if governor in chain else ((*chain, governor) if governor == one.head + 1 else ())
        if other.link is Link.INFINITIVE and self._governs_event(one) and governor - one.head <= _REACH * 2:
            return (one.head,) if self._nearest(other) is one else ()
        return ()

    def _known(self, at: int, other: Predicate) -> bool:
        token = self.tokens[at]
        return (
            token.lemma in signatures()
            or token.word in signatures()
            or (token.kind in (Class.BE, Class.HAVE) and other.governor == at)
        )

    def _noun_signature(self, at: int) -> bool:
        return self.tokens[at].form in (None, Form.BASE, Form.THIRD) and any(each.noun for each in self._signatures(at))

    def _nearest(self, one: Predicate) -> Predicate | None:
        """The predicate in front that is no participle."""
        parent = one.parent
        while parent is not None and self.found[parent].link in (Link.PARTICIPLE, Link.GERUND):
            parent = parent - 1 if parent else None
        return None if parent is None else self.found[parent]

    def _governs_event(self, one: Predicate) -> bool:
        if one.passive:
            return False
        return any(each.name in _EVENT_GOVERNORS for each in self._signatures(one.head))

    def _signatures(self, at: int) -> tuple[Signature, ...]:
        token = self.tokens[at]
        known = signatures()
        found = known.get(token.word)
        if found is None:
            found = known.get(token.lemma)
        if found is None and token.word.endswith("s") and token.form is None:
            found = known.get(token.word[:-1]) or (
                known.get(token.word[:-3] + "y") if token.word.endswith("ies") else None
            )
        return found or ()

    def _complements(self, one: Predicate) -> list[int]:
        """Adjectives and participles after a linking verb ("is likely", "seems clear", "is considered unlikely")."""
        head = self.tokens[one.head]
        if head.kind is not Class.BE and head.kind is not Class.POSSESSIVE and head.lemma not in _LINKING:
            return []
        at = one.head + 1
        while at < len(self.tokens) and self.tokens[at].kind in (
            Class.ADVERB,
            Class.NEGATIVE,
            Class.QUOTE,
            Class.OBJECT,
        ):
            if self.words_at(at) in ("more", "less", "least"):
                return []
            at += 1
        if at < len(self.tokens) and self.tokens[at].kind is Class.WORD and self._signatures(at):
            return [at]
        return []

    def words_at(self, at: int) -> str:
        """The word at `at`, or "" outside the passage."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def _up(self, target: Predicate) -> list[Step]:
        steps = [Step(target)]
        one = target
        for _ in range(_REACH):
            if one.parent is None:
                break
            parent = self.found[one.parent]
            if one.link is Link.COORDINATE:
                if one.modal is None and self._is_bare(one):
                    self.ordered = self.ordered or self._is_imperative(parent)
                    steps[0] = Step(target)
                    one = Predicate(
                        **{
                            **_fields(target),
                            "link": parent.link,
                            "governor": parent.governor,
                            "parent": parent.parent,
                            "opener": parent.opener,
                            "start": parent.start,
                            "modal": parent.modal,
                            "negation": target.negation if target.negation is not None else parent.negation,
                        }
                    )
                    steps[0] = Step(one)
                    continue
                one = parent
                continue
            if one.link in (Link.RELATIVE, Link.ADVERBIAL, Link.PARTICIPLE, Link.MAIN):
                break
            over = self._over(parent, one)
            steps.insert(0, Step(parent, over))
            one = parent
        return steps

    def _is_bare(self, one: Predicate) -> bool:
        return one.first == one.head and self.tokens[one.head].is_base

    # Judging

    def _evaluate(self, steps: Sequence[Step], reading: Reading, *, down: bool = True) -> Reading:
        for position, step in enumerate(steps):
            following = steps[position + 1].one if position + 1 < len(steps) else None
            self._step(step, following, reading, last=down and following is None)
        self._outside(steps, reading)
        return reading

    def _step(self, step: Step, following: Predicate | None, reading: Reading, *, last: bool) -> None:
        one = step.one
        negations = self.scope.negations(one)
        negations = self._modal(one, negations, reading)
        for at, effect in self.scope.adverbs(one):
            reading.apply(effect, at)
        negations = self._phrases(one, negations, reading)
        over = step.over if following is not None else (self._own(one) if last else ())
        for at in (each for each in over if each not in self.scope.hidden):
            negations = self._signature(at, one, following, negations, reading)
        if following is not None and not any(self._applicable(at, one, following) for at in over):
            self._bare_infinitive(one, following, reading)
        if negations:
            reading.deny(*negations)
        reading.excluded = reading.denied and reading.level is Level.CERTAIN
        if (following is None or following.link is Link.INFINITIVE) and self._is_imperative(one):
            reading.apply(_PLANNED, one.head)
        if self.tokens[one.head].word == "going" and one.progressive and self.words_at(one.head + 1) == "to":
            reading.apply(_PLANNED, one.head)

    def _own(self, one: Predicate) -> tuple[int, ...]:
        """Words with a signature that the predicate itself is made of, where no clause completes it."""
        found = [one.head, *self._complements(one)]
        if self.tokens[one.head].lemma in _LIGHT:
            for at in self.scope.after(one)[:_REACH]:
                if at in found or at in self.scope.hidden:
                    continue
                if self.tokens[at].kind in (Class.PREPOSITION, Class.EITHER, Class.TO):
                    break
                if self.words_at(at - 1) in word_set("measured", "words"):
                    continue
                if self._noun_signature(at) and self.words_at(at + 1) in ("of", "for", "about", "that", "to"):
                    found.append(at)
                    break
        return tuple(found)

    def _applicable(self, at: int, one: Predicate, following: Predicate | None) -> bool:
        return any(self._holds(each, at, one, following) for each in self._signatures(at)) or (
            self.tokens[at].kind in (Class.BE, Class.HAVE)
            and following is not None
            and following.link is Link.INFINITIVE
        )

    def _holds(self, each: Signature, at: int, one: Predicate, following: Predicate | None) -> bool:
        token = self.tokens[at]
        if each.noun and (at == one.head or at <= one.head):
            return False
        if not each.noun and at > one.head and at not in self._complements(one):
            return False
        if each.active and one.passive and at == one.head:
            return False
        if each.particle and self.words_at(at + 1) not in each.particle:
            return False
        if each.passive and not (one.passive or at != one.head):
            return False
        if each.progressive and token.form is not Form.ING and not self._is_present(one):
            return False
        if each.from_only:
            return following is not None and self._kind_before(following) == "from"
        if each.lures and any(self.words_at(spot) in each.lures for spot in range(at + 1, at + 4)):
            return False
        if each.linking and following is None:
            return self._links(at)
        if each.object:
            return not (self.words_at(at + 1) == "of" and not each.noun) or following is not None
        if following is None:
            return each.noun and each.name != "plan"
        if each.noun and each.clause_only:
            return following.link is not Link.INFINITIVE
        opener = self.words_at(following.opener) if following.opener is not None else ""
        wh = following.link is Link.COMPLEMENT and opener not in ("that", "")
        if each.wh_only:
            return wh
        if wh and each.name not in ("certain", "uncertain", "ignorance"):
            return False
        if each.clause_only:
            return following.link is Link.COMPLEMENT
        if each.infinitive_only:
            return following.link in (Link.INFINITIVE, Link.GERUND)
        if each.gerund_only:
            return following.link is Link.GERUND
        return True

    def _links(self, at: int) -> bool:
        """Whether "seems", "looks" … stands before what something seems to be ("looked tired", not "looked away")."""
        beyond = at + 1
        while beyond < len(self.tokens) and self.tokens[beyond].kind in (Class.ADVERB, Class.NEGATIVE, Class.QUOTE):
            beyond += 1
        if beyond >= len(self.tokens):
            return False
        following = self.tokens[beyond]
        return (
            following.word == "like"
            or following.kind is Class.WORD
            or (following.kind is Class.DETERMINER and self.tokens[at].lemma == "seem")
        )

    def _is_present(self, one: Predicate) -> bool:
        return one.progressive or self.tokens[one.head].form in (Form.BASE, Form.THIRD)

    def _signature(
        self, at: int, one: Predicate, following: Predicate | None, negations: list[int], reading: Reading
    ) -> list[int]:
        """Applies what the word at `at` makes of what follows; returns the negations it has not taken up."""
        token = self.tokens[at]
        if token.kind in (Class.BE, Class.HAVE) and following is not None and following.governor == at:
            self._bare_infinitive(one, following, reading)
            return negations
        for each in self._signatures(at):
            if not self._holds(each, at, one, following):
                continue
            cues = [*self._cue_words(at), *([at + 1] if each.particle else [])]
            if negations and each.negative is not None:
                reading.apply(each.negative, *cues, *negations)
                reading.cues.update(negations)
                reading.cues.add(at)
                if each.negative.keep_denied:
                    reading.denied = not reading.denied
                self._future(each.negative, following, one, reading, at)
                return []
            reading.apply(each.positive, *cues)
            self._future(each.positive, following, one, reading, at)
            break
        return negations

    def _cue_words(self, at: int) -> list[int]:
        previous = self.tokens[at - 1] if at else None
        if previous is not None and previous.word in (
            "highly",
            "very",
            "most",
            "almost",
            "nearly",
            "virtually",
            "extremely",
            "quite",
            "exceptionally",
        ):
            return [at - 1, at]
        return [at]

    def _future(self, effect: Effect, following: Predicate | None, one: Predicate, reading: Reading, at: int) -> None:
        """ "is likely to leave" plans, "is likely to have left" and "it is likely that he left" do not."""
        if not effect.future:
            return
        if following is not None and (following.perfect or following.link is Link.COMPLEMENT):
            return
        if following is None and at == one.head + 1 and self.tokens[at - 1].kind is Class.DETERMINER:
            return
        reading.apply(_PLANNED, at)

    def _bare_infinitive(self, one: Predicate, following: Predicate, reading: Reading) -> None:
        """An infinitive under a word without a signature: "was to leave", "has to leave", "went to see"."""
        if following.link is not Link.INFINITIVE:
            return
        governor = self.tokens[following.governor] if following.governor is not None else None
        if governor is not None and governor.kind is Class.HAVE and governor.word in ("had", "having"):
            return
        if governor is None:
            return
        stated = governor.kind in (Class.BE, Class.HAVE)
        if governor.kind is Class.BE and (one.modal is not None or self.tokens[following.head].lemma == "blame"):
            return
        reading.apply(_PLANNED if stated else _PURPOSE, following.governor or 0, following.first)

    def _modal(self, one: Predicate, negations: list[int], reading: Reading) -> list[int]:
        if one.modal is None or one.modal in self.scope.hidden:
            return negations
        token = self.tokens[one.modal]
        modal = modals().get(token.word)
        if modal is None:
            return negations
        verb = self.tokens[one.head].lemma
        exceptions = modal.exceptions
        effect = modal.effect
        if modal.name == "could" and (negations or verb in exceptions["ability"]) and not one.perfect:
            effect = Effect()
            reading.cues.update([one.modal] if negations else [])
        elif modal.name == "would":
            if verb in exceptions["polite"]:
                effect = _PLANNED
            elif negations and self.frame.own_voice and verb in exceptions["refusal"]:
                effect = Effect()
                reading.cues.add(one.modal)
            elif self.frame.past_report and not one.perfect:
                effect = _PLANNED
        elif modal.name == "should" and self._is_expectation(one, exceptions):
            effect = Effect(level=Level.PROBABLE, status=None if one.perfect else Status.PLANNED)
        elif modal.name == "can" and self.events:
            effect = _POSSIBLE
        elif modal.name == "must" and (one.perfect or one.progressive):
            effect = _PROBABLE
        reading.apply(effect, one.modal)
        return negations

    def _is_expectation(self, one: Predicate, exceptions: object) -> bool:
        data = modals()["should"].exceptions
        if self.tokens[one.head].kind is Class.BE or self.tokens[one.head].lemma in ("become", "remain"):
            return self.words_at(one.head + 1) in data["expectation"]
        return (
            self.tokens[one.head].lemma in data["expected_verbs"]
            and bool(
                {"by", "soon", "within", "later", "next", "tomorrow", "tonight", "in", "on", "before", "shortly"}
                & {self.words_at(at) for at in self.scope.after(one)}
            )
            and not any(self.tokens[at].kind is Class.SUBJECT for at in self.scope.before(one))
        )

    def _phrases(self, one: Predicate, negations: list[int], reading: Reading) -> list[int]:
        region = set(self.scope.before(one)) | set(range(one.first, one.head + 1)) | set(self.scope.after(one))
        for match in self.scope.matches:
            if match.first not in region:
                continue
            if match.phrase.before_verb and not self._before_verb(match.end):
                continue
            reading.apply(match.phrase.effect, *range(match.first, match.end))
            if match.phrase.neutral or match.phrase.effect.denied or match.phrase.effect.level is not None:
                negations = [at for at in negations if not match.first <= at < match.end]
                if match.phrase.neutral and match.phrase.effect.level is not None:
                    negations = []
        return negations

    def _before_verb(self, end: int) -> bool:
        return any(one.first == end - 1 or one.first == end for one in self.found)

    def _is_imperative(self, one: Predicate) -> bool:
        """A bare verb that opens its clause without a subject ("Call the police", "Do not forget")."""
        first, head = self.tokens[one.first], self.tokens[one.head]
        bare = one.first == one.head and (head.is_base or head.word in ("have", "be", "do"))
        if one.link is not Link.MAIN or not (bare or (first.word == "do" and one.negation is not None)):
            return False
        if head.word in word_set("imperative", "never") or self.frame.question or self.frame.indirect:
            return False
        return all(
            self.tokens[at].kind in (Class.ADVERB, Class.QUOTE, Class.COMMA, Class.STOP, Class.CONJUNCTION)
            or self.tokens[at].word in ("please", "pls", "plz", "let", "'s")
            for at in self.scope.before(one)
        )

    def _outside(self, steps: Sequence[Step], reading: Reading) -> None:
        """Conditions on, and questions about, the whole."""
        outer = steps[0].one
        if self.ordered:
            reading.apply(_PLANNED, outer.head)
        if self.events and outer.link is Link.GERUND and self._kind_before(outer) in ("of", "about", "to"):
            reading.apply(_PURPOSE, outer.head)
        if outer.link is Link.INFINITIVE:
            reading.apply(_PURPOSE, outer.first)
        if outer.link is Link.ADVERBIAL and outer.opener is not None and self._is_condition(outer):
            reading.apply(_CONDITION, outer.opener)
        elif self.events and self._is_timeless(outer):
            self._inherit(outer, reading)
        elif outer.link in (Link.MAIN, Link.COORDINATE, Link.COMPLEMENT):
            for other in self.found:
                if (
                    other.link is Link.ADVERBIAL
                    and self._is_condition(other)
                    and self._hangs_on(other, steps)
                    and other.opener is not None
                ):
                    reading.apply(_CONDITION, other.opener)
                    break
            if self.frame.question and self._is_last(outer):
                reading.apply(_QUESTION, len(self.tokens) - 1)
        if (
            outer.link is Link.COMPLEMENT
            and outer.governor is None
            and outer.opener is not None
            and self.words_at(outer.opener) in ("whether", "if")
        ):
            reading.apply(_QUESTION, outer.opener)
        self._subject_question(outer, reading)

    def _kind_before(self, one: Predicate) -> str:
        return self.words_at(one.governor) if one.governor is not None else ""

    def _is_last(self, one: Predicate) -> bool:
        """Whether a question mark at the end is about this predicate rather than a clause behind it."""
        return not any(
            other.link is Link.COORDINATE
            and other.parent is not None
            and other.first > one.head
            and any(
                self.tokens[at].kind in (Class.SUBJECT, Class.PRONOUN, Class.WH)
                for at in range(other.start, other.head)
            )
            for other in self.found
        )

    def _is_timeless(self, one: Predicate) -> bool:
        """Whether the predicate takes its time from the one over it ("when it arrives", "a man who knows")."""
        verb = self.tokens[one.head]
        if one.modal is not None or one.perfect:
            return False
        if one.link is Link.GERUND:
            return True
        if verb.form in (Form.PAST, Form.EITHER_PAST) or any(
            self.words_at(at) in ("was", "were", "had", "did") for at in range(one.first, one.head + 1)
        ):
            return False
        return one.link is Link.RELATIVE or (one.opener is not None and self.words_at(one.opener) in _TEMPORAL)

    def _inherit(self, outer: Predicate, reading: Reading) -> None:
        """What happens before, when or until something planned is planned as well."""
        main = main_predicate(self.found)
        parent = outer.parent if outer.parent is not None else main
        if parent is None or self.found[parent].link not in (Link.MAIN, Link.COORDINATE):
            return
        above = Reading()
        steps = self._up(self.found[parent])
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            self._step(step, following.one if following else None, above, last=False)
        if above.status is not Status.ASSERTED:
            reading.apply(Effect(status=above.status), outer.opener or 0)

    def _subject_question(self, outer: Predicate, reading: Reading) -> None:
        """ "Whether they will come is anyone's guess"."""
        for other in self.found:
            if (
                other.link is Link.COMPLEMENT
                and other.governor is None
                and other.opener is not None
                and other.head < outer.first
            ):
                commas = any(self.tokens[at].kind is Class.COMMA for at in range(other.head, outer.first))
                if self.words_at(other.opener) == "whether" and outer.link is Link.MAIN and not commas:
                    reading.apply(_QUESTION, other.opener)

    def _is_condition(self, one: Predicate) -> bool:
        if one.opener is None or self.words_at(one.opener) not in word_set("conditional", "openers"):
            return False
        return one.opener == 0 or self.words_at(one.opener - 1) not in word_set("conditional", "concessive")

    def _hangs_on(self, condition: Predicate, steps: Sequence[Step]) -> bool:
        chain = [step.one for step in steps]
        if condition.head < chain[0].first:
            between = (one for one in self.found if condition.head < one.head < chain[0].first)
            return not any(one.link in (Link.MAIN, Link.COORDINATE) for one in between)
        return condition.parent is not None and self.found[condition.parent] in chain

    def _verbless(self, reading: Reading) -> None:
        """A noun phrase under a reporting word ("denied his role", "warned of possible attacks")."""
        for at, token in enumerate(self.tokens):
            if token.word in ("no", "not") and at not in self.scope.hidden and at < 2:
                reading.deny(at)
                return
            if token.kind is Class.PREPOSITION or token.kind in (Class.COMMA, Class.STOP):
                return
            if token.word in _ATTRIBUTES and at < 4:
                reading.apply(_POSSIBLE if token.word in ("possible", "potential", "suspected") else _PROBABLE, at)


def _fields(one: Predicate) -> dict[str, object]:
    return {name: getattr(one, name) for name in Predicate.__slots__}

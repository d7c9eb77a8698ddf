"""The way from the outermost predicate to the one judged, and the words that stand over each next one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from provenance.extraction.certainty.holding import applicable
from provenance.extraction.certainty.passage import Passage
from provenance.extraction.certainty.signatures import word_set
from provenance.language.clauses import Link, Predicate
from provenance.language.grammar import Class

REACH = 7
"""So many words from a light verb its noun may stand ("holds out the prospect"), and so many steps a way may have."""

_COMPLETIONS = (Link.INFINITIVE, Link.COMPLEMENT, Link.GERUND)
# A bare form behind these has no tense: it is somebody's doing only in prospect ("all he can do is wait").
_TENSELESS = (Class.BE, Class.NEGATIVE, Class.WORD, Class.DETERMINER, Class.ADVERB, Class.MODAL)
_OUTERMOST = (Link.RELATIVE, Link.ADVERBIAL, Link.PARTICIPLE, Link.MAIN)


@dataclass(frozen=True, slots=True)
class Step:
    """A predicate on the way to the one judged.

    `over` are the words by which it stands over the next, `ordered` tells that it goes on an order ("call and ask").
    """

    one: Predicate
    over: tuple[int, ...] = ()
    ordered: bool = False


def down(passage: Passage, main: Predicate) -> list[Step]:
    """From the main predicate to the innermost one that completes it ("expects" → "to try" → "to leave")."""
    steps: list[Step] = []
    one = main
    for _ in range(REACH):
        completion = _completion(passage, one)
        if completion is None:
            break
        over, following = completion
        steps.append(Step(one, over))
        one = following
    return [*steps, Step(one)]


def _completion(passage: Passage, one: Predicate) -> tuple[tuple[int, ...], Predicate] | None:
    for other in passage.found:
        if other.head <= one.head or other.link not in _COMPLETIONS:
            continue
        over = _over(passage, one, other)
        applies = any(applicable(passage, at, one, other) for at in over)
        if applies and _is_close(passage, one, other, over[-1]):
            return over, other
    return None


def _is_close(passage: Passage, one: Predicate, other: Predicate, last: int) -> bool:
    """Whether `other`, which the word at `last` stands over, completes `one` itself, not something further on."""
    for each in passage.found:
        if one.head < each.head < min(last, other.first) and each.link not in (Link.PARTICIPLE, Link.GERUND):
            return False
    if last == one.head or last in passage.complements(one):
        return True
    return passage.tokens[one.head].lemma in word_set("verbs", "light") and last <= one.head + REACH


def _over(passage: Passage, one: Predicate, other: Predicate) -> tuple[int, ...]:
    """The words of `one` that stand over `other`, outermost first; () where none does."""
    governor = other.governor
    if governor is None:
        return ()
    spots = (one.head, *passage.complements(one))
    chain = tuple(at for at in spots if at <= governor and _has_say(passage, at, other))
    if governor == one.head or governor in chain:
        return chain or (governor,)
    if other.link is Link.GERUND:
        return _over_gerund(passage, one, governor, chain)
    if governor > one.head and passage.noun_signature(governor) and applicable(passage, governor, one, other):
        return (*chain, governor)
    if governor == one.head + 1 and passage.signatures(governor):
        return (*chain, governor)
    if other.link is Link.INFINITIVE and governor - one.head <= REACH * 2 and _governs_event(passage, one):
        opened = any(passage.kind(at) in (Class.EITHER, Class.SUBORDINATOR) for at in range(one.head, governor))
        return (one.head,) if _nearest(passage, other) is one and not opened else ()
    return ()


def _over_gerund(passage: Passage, one: Predicate, governor: int, chain: tuple[int, ...]) -> tuple[int, ...]:
    """For "planning on leaving", "prevented them from leaving", "the risk of flooding"."""
    if passage.kind(governor) in (Class.PREPOSITION, Class.EITHER) and governor - 1 == one.head:
        return (one.head,)
    if passage.word(governor) == "from" and any(each.from_only for each in passage.signatures(one.head)):
        return (one.head,)
    if passage.word(governor) in ("of", "for") and governor - 1 > one.head and passage.noun_signature(governor - 1):
        return (*chain, governor - 1)
    return ()


def _has_say(passage: Passage, at: int, other: Predicate) -> bool:
    if passage.kind(at) in (Class.BE, Class.HAVE):
        return other.governor == at
    return bool(passage.signatures(at))


def _nearest(passage: Passage, one: Predicate) -> Predicate | None:
    """The predicate in front that is no participle."""
    parent = one.parent
    while parent is not None and passage.found[parent].link in (Link.PARTICIPLE, Link.GERUND):
        parent = parent - 1 if parent else None
    return None if parent is None else passage.found[parent]


def _governs_event(passage: Passage, one: Predicate) -> bool:
    """Whether the verb reaches over its object ("asked anyone with information to call")."""
    names = word_set("verbs", "over_events")
    return not one.passive and any(each.name in names for each in passage.signatures(one.head))


def up(passage: Passage, target: Predicate) -> list[Step]:
    """From the outermost predicate that has a say about `target` down to it."""
    steps = [Step(target)]
    one = target
    for _ in range(REACH):
        if one.parent is None or one.link in _OUTERMOST:
            break
        parent = passage.found[one.parent]
        if one.link is not Link.COORDINATE:
            steps.insert(0, Step(parent, _over(passage, parent, one)))
            one = parent
        elif one.modal is None and one.first == one.head and passage.tokens[one.head].is_base:
            one = _in_place_of(parent, one)
            steps[0] = Step(one, steps[0].over, ordered=passage.is_imperative(parent))
        else:
            one = parent
    return steps


def _in_place_of(parent: Predicate, one: Predicate) -> Predicate:
    """A bare form after "and" shares all that stands over its partner ("may rise and flood", "to stop and ask")."""
    return replace(
        one,
        link=parent.link,
        start=parent.start,
        opener=parent.opener,
        governor=parent.governor,
        parent=parent.parent,
        modal=parent.modal,
        negation=parent.negation if one.negation is None else one.negation,
    )


def improvised(passage: Passage, at: int) -> Predicate:
    """A predicate that the parse has not seen: an order, an infinitive, or coordinated with the last one."""
    parent = max((index for index, one in enumerate(passage.found) if one.head < at), default=None)
    bare = passage.tokens[at].is_base
    before = passage.kind(at - 1)
    if before is Class.ADVERB and passage.kind(at - 2) in (Class.STOP, Class.COMMA):
        before = Class.COMMA
    if bare and before in (None, Class.STOP, Class.COMMA, Class.QUOTE):
        return Predicate(at, at, Link.MAIN, at)
    if before is Class.TO or (bare and before in _TENSELESS):
        return Predicate(at - 1, at, Link.INFINITIVE, at - 1, governor=at - 2 if at > 1 else None, parent=parent)
    link = Link.COORDINATE if bare and before is Class.CONJUNCTION else Link.PARTICIPLE
    return Predicate(at, at, link, at, parent=parent)

"""What a later telling of a claim puts otherwise than an earlier one: how surely, on whose word, with which numbers.

It is told from what is stored about the two claims and from the link between them, and only of claims that are surely
of the same thing. Nothing here says which of the two is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from provenance.language.data import load
from provenance.language.names import same_name
from provenance.language.quantities import quantities
from provenance.language.words import stop_words, tokens
from provenance.model import Claim, Hop, Kind, Level, Likelihood, Naming, ReasonKind, Relation, Span, Stance, Verdict
from provenance.records import LinkRecord, ReasonRecord
from provenance.reports import wording
from provenance.store.rows import source_key
from provenance.tellings import ChangeKind, TimelineChange

_SURENESS = {Level.POSSIBLE: 0, Level.PROBABLE: 1, Level.CERTAIN: 2}

_UNORDERED = {
    ChangeKind.HEDGE_LOST: ChangeKind.CERTAINTY,
    ChangeKind.HEDGE_GAINED: ChangeKind.CERTAINTY,
    ChangeKind.ATTRIBUTION_LOST: ChangeKind.ATTRIBUTION,
    ChangeKind.ATTRIBUTION_GAINED: ChangeKind.ATTRIBUTION,
}
"""What is left of a loss or a gain where nobody knows which telling came first."""


def retold(before: Claim, after: Claim, link: LinkRecord) -> tuple[TimelineChange, ...]:
    """What `after` changed against `before`; `link` is the one between them, not rejected.

    Clashes of the link are told always. How surely and on whose word the claim is put is compared only where both
    surely say the same (`sure` in `data/similarity.toml`, and half of the words of the shorter; or a person said so):
    else they are two claims. A hedge counts only where what it leans on ("may *collapse*") stands in the other, too.
    """
    alike = link.score >= load("similarity")["sure"] and _half_of_the_words(before, after)
    found = list(_values(before, link))
    if link.relation is not Relation.CONFLICTS and (alike or link.verdict is Verdict.ACCEPT):
        found = [*_certainty(before, after), *_hedges(before, after), *_attribution(before, after), *found]
    days = before.article.published_on, after.article.published_on
    if days[0] is not None and days[1] is not None and days[0] < days[1]:
        return tuple(found)
    return tuple(replace(change, kind=_UNORDERED.get(change.kind, change.kind), ordered=False) for change in found)


def _half_of_the_words(a: Claim, b: Claim) -> bool:
    one, other = sorted((_content(a), _content(b)), key=len)
    return 2 * len(one & other) >= len(one)


def _content(claim: Claim) -> set[str]:
    words = {token.stem for span in claim.content for token in tokens(claim.article.text, *span)}
    return words - stop_words()


def _certainty(before: Claim, after: Claim) -> Iterator[TimelineChange]:
    """Claims that agree can be worded with and without a "not"; then their hedges are not of the same thing."""
    one, other = before.certainty, after.certainty
    if one.polarity is not other.polarity or not _of_the_same(before, after, one.cues, other.cues):
        return
    sides = (before, _put(before), one.cues), (after, _put(after), other.cues)
    if one.level is not other.level:
        known = Level.UNKNOWN not in (one.level, other.level)
        kind = _surer(_SURENESS[one.level], _SURENESS[other.level]) if known else ChangeKind.CERTAINTY
    elif one.status is not other.status:
        yield _change(ChangeKind.STATUS, (before, one.status.value, one.cues), (after, other.status.value, other.cues))
        return
    elif one.likelihood and other.likelihood and one.likelihood[:2] != other.likelihood[:2]:
        kind = _surer(_middle(one.likelihood), _middle(other.likelihood))
        sides = (
            (before, wording.likelihood(one.likelihood), one.cues),
            (after, wording.likelihood(other.likelihood), other.cues),
        )
    else:
        return
    if _is_another(_end(before), _end(after)):
        yield _change(ChangeKind.CERTAINTY, *sides, note="by another source")
    else:
        yield _change(kind, *sides)


def _put(claim: Claim) -> str:
    return wording.put(claim.certainty.level, claim.certainty.status, Stance.ASSERTS)


def _of_the_same(before: Claim, after: Claim, words: Sequence[Span], later_words: Sequence[Span]) -> bool:
    """Whether the words that each of the two is hedged with lean on something that the other says, too."""
    return all(
        not spans or not _leaned_on(claim, spans).isdisjoint(_said(other))
        for claim, spans, other in ((before, words, after), (after, later_words, before))
    )


def _leaned_on(claim: Claim, spans: Iterable[Span]) -> set[str]:
    """The first telling word behind each of `spans`, by its stem: the verb, as a rule."""
    found = set()
    for _, end in spans:
        following = (token.stem for token in tokens(claim.article.text, end, max(end, claim.end)))
        found.add(next((stem for stem in following if stem not in stop_words()), ""))
    return found


def _said(claim: Claim) -> set[str]:
    return {token.stem for token in tokens(claim.article.text, claim.start, claim.end)}


def _end(claim: Claim) -> Hop | None:
    return claim.attribution[-1] if claim.attribution else None


def _is_another(before: Hop | None, after: Hop | None) -> bool:
    """Whether what is put otherwise is put so by a source of its own, so that no hedge was lost or gained on the way.

    "Officials" in both may be the same; the article's own voice is nobody else's.
    """
    if after is None:
        return False
    if before is None:
        return True
    if _same_source(before, after):
        return False
    if before.naming is after.naming is Naming.NAMED:
        return True
    return before.kind is not after.kind and Kind.UNKNOWN not in (before.kind, after.kind)


def _surer(before: float, after: float) -> ChangeKind:
    return ChangeKind.HEDGE_LOST if after > before else ChangeKind.HEDGE_GAINED


def _middle(value: Likelihood) -> float:
    return (value.low + value.high) / 2


def _hedges(before: Claim, after: Claim) -> Iterator[TimelineChange]:
    """The article's own "reportedly", where only one of the two has any. One that is a source already is not counted
    twice.
    """
    one, other = _own_hedges(before), _own_hedges(after)
    if bool(one) != bool(other) and _of_the_same(before, after, one, other):
        kind = ChangeKind.HEDGE_LOST if one else ChangeKind.HEDGE_GAINED
        yield _change(kind, (before, _hedged(one), one), (after, _hedged(other), other))


def _own_hedges(claim: Claim) -> tuple[Span, ...]:
    cues = [
        (hop.cue_start, hop.cue_end)
        for hop in claim.attribution
        if hop.cue_start is not None and hop.cue_end is not None
    ]
    return tuple(span for span in claim.certainty.hedges if not any(a < span[1] and span[0] < b for a, b in cues))


def _hedged(spans: Sequence[Span]) -> str:
    return "hedged by the article" if spans else "without a hedge of the article"


def _attribution(before: Claim, after: Claim) -> Iterator[TimelineChange]:
    one, other = before.attribution, after.attribution
    sides = (
        (before, _chain(one), tuple(_holders(before))),
        (after, _chain(other), tuple(_holders(after))),
    )
    if bool(one) != bool(other):
        yield _change(ChangeKind.ATTRIBUTION_LOST if one else ChangeKind.ATTRIBUTION_GAINED, *sides)
    elif len(one) != len(other) or not all(map(_same_source, one, other)):
        yield _change(ChangeKind.ATTRIBUTION, *sides, note=_attribution_note(one, other))


def _chain(attribution: Sequence[Hop]) -> str:
    """As `wording.chain` without its arrow, which a change has between its sides."""
    return ", citing ".join(wording.hop(one) for one in attribution) or wording.OWN_VOICE


def _attribution_note(before: Sequence[Hop], after: Sequence[Hop]) -> str:
    if _same_source(before[-1], after[-1]):
        return "the same source, through fewer hands" if len(after) < len(before) else "the same source, at more hands"
    one, other = before[-1].naming, after[-1].naming
    return f"{one} → {other}" if one is not other and Naming.ANONYMOUS in (one, other) else ""


def _same_source(a: Hop, b: Hop) -> bool:
    if source_key(a.label) == source_key(b.label):
        return True
    return a.naming is b.naming is Naming.NAMED and same_name(a.label, b.label)


def _holders(claim: Claim) -> Iterator[Span]:
    for hop in claim.attribution:
        if hop.start is not None and hop.end is not None:
            yield hop.start, hop.end
        elif hop.cue_start is not None and hop.cue_end is not None:
            yield hop.cue_start, hop.cue_end


def _values(before: Claim, link: LinkRecord) -> Iterator[TimelineChange]:
    """Numbers, dates, stages and the like that clash, and other numbers that agree."""
    clash = link.relation in (Relation.CONFLICTS, Relation.UPDATES)
    for reason in link.reasons:
        agrees = reason.kind is ReasonKind.SAME_NUMBER and not _same_amount(reason.a_text, reason.b_text)
        if agrees or (clash and not reason.kind.startswith("same-")):
            yield _value(reason, ChangeKind(reason.kind.removeprefix("same-")), link.a.id == before.id, agrees)


def _same_amount(a: str, b: str) -> bool:
    """Whether two wordings of a number mean the same, but for the rounding of a unit ("20 km", "12.5 miles")."""
    one, other = quantities(a), quantities(b)
    if len(one) != 1 or len(other) != 1:
        return len(one) == len(other)
    bounds = ((one[0].low, other[0].low), (one[0].high, other[0].high))
    return all(x == y or math.isclose(x, y, rel_tol=0.02) for x, y in bounds)


def _value(reason: ReasonRecord, kind: ChangeKind, forward: bool, agrees: bool) -> TimelineChange:
    sides = ((reason.a, reason.a_text), (reason.b, reason.b_text))
    (span, words), (later_span, later_words) = sides if forward else sides[::-1]
    return TimelineChange(
        kind=kind,
        before=words,
        after=later_words,
        before_spans=(span,),
        after_spans=(later_span,),
        before_words=(words,),
        after_words=(later_words,),
        note=reason.note if words.casefold() == later_words.casefold() else "",
        agrees=agrees,
    )


_Side = tuple[Claim, str, tuple[Span, ...]]


def _change(kind: ChangeKind, before: _Side, after: _Side, note: str = "") -> TimelineChange:
    """From two claims, each with what to call it and where its words stand."""
    return TimelineChange(
        kind=kind,
        before=before[1],
        after=after[1],
        before_spans=before[2],
        after_spans=after[2],
        before_words=tuple(before[0].article.text[slice(*span)] for span in before[2]),
        after_words=tuple(after[0].article.text[slice(*span)] for span in after[2]),
        note=note,
    )

"""What a later telling of a claim puts otherwise than an earlier one: how surely, on whose word, with which numbers.

It is told from what is stored about the two claims and from the reasons of the link between them. Nothing here says
which of the two is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from provenance.language.names import same_name
from provenance.model import Claim, Hop, Kind, Level, Likelihood, Naming, ReasonKind, Relation, Span, Verdict
from provenance.records import ChangeKind, LinkRecord, ReasonRecord, TimelineChange
from provenance.reports import wording
from provenance.store.rows import source_key

_SURENESS = {Level.POSSIBLE: 0, Level.PROBABLE: 1, Level.CERTAIN: 2}
_CLASH = (Relation.CONFLICTS, Relation.UPDATES)


def retold(before: Claim, after: Claim, link: LinkRecord | None, *, same: bool) -> tuple[TimelineChange, ...]:
    """What `after` changed against `before`.

    Args:
        before: The earlier telling.
        after: The later one.
        link: That between them, if there is one.
        same: Whether both say the same, or the later overtakes the earlier. How surely something is put is only
            compared then: a denial is no surer form of what it denies.
    """
    told = None if link is None or link.verdict is Verdict.REJECT else link
    found = [*_certainty(before, after), *_hedges(before, after), *_status(before, after)] if same else []
    return (*found, *_attribution(before, after, same), *(_values(before, told) if told else ()))


def _certainty(before: Claim, after: Claim) -> Iterator[TimelineChange]:
    one, other = before.certainty, after.certainty
    if one.level is not other.level:
        known = Level.UNKNOWN not in (one.level, other.level)
        kind = _surer(_SURENESS[one.level], _SURENESS[other.level]) if known else ChangeKind.CERTAINTY
        sides = (before, one.level.value, one.cues), (after, other.level.value, other.cues)
    elif one.likelihood and other.likelihood and one.likelihood[:2] != other.likelihood[:2]:
        kind = _surer(_middle(one.likelihood), _middle(other.likelihood))
        words = wording.likelihood(one.likelihood), wording.likelihood(other.likelihood)
        sides = (before, words[0], one.cues), (after, words[1], other.cues)
    else:
        return
    if _is_another(_end(before), _end(after)):
        yield _change(ChangeKind.CERTAINTY, *sides, note="by another source")
    else:
        yield _change(kind, *sides)


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
    if bool(one) != bool(other):
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


def _status(before: Claim, after: Claim) -> Iterator[TimelineChange]:
    """Polarity is left to the link: claims that agree can be worded with and without a "not"."""
    one, other = before.certainty, after.certainty
    if one.status is not other.status:
        sides = (before, one.status.value, one.cues), (after, other.status.value, other.cues)
        yield _change(ChangeKind.STATUS, *sides)


def _attribution(before: Claim, after: Claim, same: bool) -> Iterator[TimelineChange]:
    """An attribution is lost or gained only where the same is said."""
    one, other = before.attribution, after.attribution
    if not one and not other:
        return
    sides = (
        (before, wording.chain(one), tuple(_holders(before))),
        (after, wording.chain(other), tuple(_holders(after))),
    )
    if same and (not one or not other):
        yield _change(ChangeKind.ATTRIBUTION_LOST if one else ChangeKind.ATTRIBUTION_GAINED, *sides)
    elif not one or not other:
        yield _change(ChangeKind.ATTRIBUTION, *sides)
    elif len(one) != len(other) or not all(map(_same_source, one, other)):
        yield _change(ChangeKind.ATTRIBUTION, *sides, note=_attribution_note(one, other))


def _attribution_note(before: Sequence[Hop], after: Sequence[Hop]) -> str:
    if _same_source(before[-1], after[-1]):
        return "the same source, through fewer hands" if len(after) < len(before) else "the same source, at more hands"
    one, other = before[-1].naming, after[-1].naming
    return f"{one} → {other}" if one is not other else ""


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
    """Numbers, dates, stages and the like that clash, and numbers in other words that agree."""
    for reason in link.reasons:
        agrees = reason.kind is ReasonKind.SAME_NUMBER
        if agrees and _words(reason.a_text) == _words(reason.b_text):
            continue
        if agrees or (link.relation in _CLASH and not reason.kind.startswith("same-")):
            yield _value(reason, ChangeKind(reason.kind.removeprefix("same-")), link.a.id == before.id, agrees)


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
        note="" if words in reason.note else reason.note,
        agrees=agrees,
    )


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


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

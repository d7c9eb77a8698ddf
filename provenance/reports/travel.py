"""How the steps of a timeline are put to a person: what changed, and how sure it is what came first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from provenance.model import Relation, Span
from provenance.records import ClaimRecord, GroupRecord
from provenance.reports import wording
from provenance.reports.passages import Mark
from provenance.reports.visible import in_a_line
from provenance.tellings import ChangeKind, TimelineChange, TimelineRecord, TimelineStep

ONE_ALONE = "No other article says the same or the opposite."
SAME_DAY = "the same day as the one before: which came first is not known"
UNDATED = "no date: whether it came before or after the others is not known"
_RELATIONS = {
    Relation.CORROBORATES: "says the same as",
    Relation.CONFLICTS: "conflicts with",
    Relation.UPDATES: "updates",
}
_VALUES = frozenset(
    {
        ChangeKind.NUMBER,
        ChangeKind.DATE,
        ChangeKind.PLACE,
        ChangeKind.POLARITY,
        ChangeKind.STAGE,
        ChangeKind.IDENTITY,
        ChangeKind.CAUSE,
        ChangeKind.DEGREE,
    }
)


def heading(record: TimelineRecord) -> str:
    """ "5 articles, 2 to 4 origins; first seen here on 2026-01-05 in Alpha, Beta"."""
    count = f"{wording.count(record.articles, 'article')}, {wording.origins(record.origins)}"
    first = [step.claim for step in record.steps if step.first]
    if not first:
        return f"{count}; no article has a date"
    named = list(dict.fromkeys(publisher(claim) for claim in first))
    return f"{count}; {first_seen(record)} on {first[0].published_on} in {', '.join(named)}"


def first_seen(record: TimelineRecord) -> str:
    """What the steps of the earliest date are called: an undated one may be earlier still."""
    return "first dated here" if record.undated else "first seen here"


def undated(record: TimelineRecord) -> str | None:
    """What is not known about the steps without a date, if there are any beside others."""
    if not 0 < record.undated < len(record.steps):
        return None
    return f"{record.undated} without a date at the end: whether before or after the others is not known"


def route(group: GroupRecord) -> str:
    """ "Published: 2026-01-05 in Alpha; 2026-01-06 in Beta, Gamma; undated in Delta": who says so, by date."""
    days: defaultdict[date, list[str]] = defaultdict(list)
    for claim in group.claims:
        days[claim.published_on or date.max].append(publisher(claim))
    stops = [
        f"{'undated' if one == date.max else one.isoformat()} in {', '.join(dict.fromkeys(sorted(days[one])))}"
        for one in sorted(days)
    ]
    return f"Published: {'; '.join(stops)}"


def publisher(claim: ClaimRecord) -> str:
    """Who published it: the outlet, else the last part of the file's name."""
    return in_a_line(claim.outlet) if claim.outlet else wording.file_name(wording.place(claim))


def day(claim: ClaimRecord) -> str:
    """When its article was published."""
    return claim.published_on.isoformat() if claim.published_on else "undated"


def doubts(step: TimelineStep) -> Iterator[str]:
    """What is not known about the place of a step."""
    if step.claim.published_on is None:
        yield UNDATED
    elif step.same_day:
        yield SAME_DAY


def company(step: TimelineStep, name: Callable[[str], str]) -> Iterator[str]:
    """How a step stands to earlier ones; `name` is what to call a claim, by its id."""
    if step.compared_with is not None and step.relation is not None:
        yield f"{_RELATIONS.get(step.relation, 'is linked to')} {name(step.compared_with)}"
    if step.copy_of is not None:
        yield f"the same source as {name(step.copy_of)}: {in_a_line(step.copy_why or '')}"


def change(value: TimelineChange) -> str:
    """ "hedge lost: probable (“likely”) → certain", "number: “five” → “several” (both can hold)".

    With "against" for the arrow where it is not known which came first.
    """
    name, note = value.kind.value.replace("-", " "), in_a_line(value.note)
    joint = "→" if value.ordered else "against"
    if value.kind not in _VALUES:
        words = f"{_side(value.before, value.before_words)} {joint} {_side(value.after, value.after_words)}"
        return f"{name}: {words}" + (f" ({note})" if note else "")
    before, after = in_a_line(value.before), in_a_line(value.after)
    if before.casefold() == after.casefold():
        note = note.removeprefix(f"{before} against {after}").removeprefix(": ")
        return f"{name}: “{after}” in both" + (f" ({note})" if note else "")
    return f"{name}: “{before}” {joint} “{after}”" + (" (both can hold)" if value.agrees else "")


def _side(name: str, words: tuple[str, ...]) -> str:
    """What one side is called, and its words where the name does not hold them already."""
    quoted = [f"“{in_a_line(word)}”" for word in words if word not in name]
    return in_a_line(name) + (f" ({', '.join(quoted)})" if quoted else "")


def marks(step: TimelineStep) -> list[Mark]:
    """The words of a step's sentence that are put otherwise than in the steps that it is compared with."""
    claim = step.claim
    spans: list[Span] = [span for value in (*step.changes, *step.changes_since_first) for span in value.after_spans]
    return [Mark(start - claim.start, end - claim.start, "clash") for start, end in spans]

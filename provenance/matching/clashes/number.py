"""Numbers: quantities of the same thing, with units, bounds and rounding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.language.names import Name, same_name
from provenance.language.quantities import Quantity, quantities
from provenance.matching.clashes.pairing import order
from provenance.matching.evidence import Evidence
from provenance.matching.facets import Facets, alike
from provenance.model import ReasonKind

_MOVING = frozenset({"DEATH", "INJURY", "MISSING", "ARREST", "EVACUATE", "DAMAGE", "RESCUE"})
_COUNTED = _MOVING | frozenset({"OFFER", "GOAL", "ROBBERY"})
_FAR = 0.85  # numbers this far apart mostly count different things
_NEAR_PAR = frozenset({"USD", "EUR", "GBP", "AUD", "CAD", "CHF"})  # a unit of one is never worth many of another
_SCOPES = (
    *(
        "so far",
        "in total",
        "a total",
        "this season",
        "career",
        "overall",
        "to date",
        "this year",
        "per ",
        "altogether",
    ),
    *("first half", "second half", "quarter", "the round", "the final"),
)
_OF_ANOTHER = 0.2  # what is left of two numbers that are told of two names
_LISTED = re.compile(r"[^.;]{0,30}?(?:,|\band) ")
_OTHERS = re.compile(r" (?:other|more|further)s?\b")
_PARTING = frozenset({"while", "but", "whereas", "and", "who", "which"})
_RISEN = 1.2  # a toll that is so many times the least that was known has risen
_ALIGNED = 0.12  # roles that share less are not compared


def find(a: Facets, b: Facets) -> list[Evidence]:
    """Pairs of quantities of one kind whose words around are alike, the best aligned first, each used once."""
    pairs = [
        (_aligned(a, x, b, y), x.agrees(y) and not _overtaken(a, x, b, y), i, j)
        for i, x in enumerate(a.quantities)
        for j, y in enumerate(b.quantities)
        if x.kind == y.kind and _comparable(x, y)
    ]
    # An agreement explains a number away before a clash may use it.
    pairs.sort(key=lambda pair: order((pair[0] + 0.4 * pair[1], a.quantities[pair[2]], b.quantities[pair[3]])))
    used_a: set[int] = set()
    used_b: set[int] = set()
    found = []
    for strength, agrees, i, j in pairs:
        if strength < _ALIGNED or i in used_a or j in used_b:
            continue
        used_a.add(i)
        used_b.add(j)
        x, y = a.quantities[i], b.quantities[j]
        others = [_OTHERS.match(side.text, each.end) is not None for side, each in ((a, x), (b, y))]
        if not agrees and (_adds_up(a, x, y, others) or _adds_up(b, y, x, others[::-1])):
            continue
        found.append(_evidence(a, x, b, y, strength, agrees))
    return found


def _overtaken(a: Facets, x: Quantity, b: Facets, y: Quantity) -> bool:
    """Whether one toll leaves the other behind, though it is no more than a bound: "at least 14", then "at least 19".

    So is a bound that a later article exceeds clearly: "at least 14", then 22.
    """
    event = _event(a, x)
    if event not in _MOVING or event != _event(b, y) or _RISEN * min(x.low, y.low) > max(x.low, y.low):
        return False
    if not x.exact and not y.exact:
        return _is_least(a, x) and _is_least(b, y)
    days = a.claim.article.published_on, b.claim.article.published_on
    if days[0] is None or days[1] is None or days[0] == days[1]:
        return False
    (side, least), count = ((a, x), y) if days[0] < days[1] else ((b, y), x)
    return _is_least(side, least) and least.low < count.low


def _is_least(facets: Facets, quantity: Quantity) -> bool:
    """Whether a number is the least that is known ("at least 14", "more than 14"), and not the most, or rounded."""
    told = quantities(facets.text, quantity.figure_start, quantity.figure_end)
    return not quantity.exact and [one.low for one in told] == [quantity.low] and quantity.high == 2 * quantity.low


def _adds_up(facets: Facets, part: Quantity, whole: Quantity, others: Sequence[bool]) -> bool:
    """Whether `part` and what is listed beside it make up `whole`: "12 sailors and 11 cooks" are 23 people.

    `others`: whether each of the two counts other ones ("and three others").
    """
    counts = [other for other in facets.quantities if other.kind == "count"]
    if part not in counts or whole.kind != "count" or part.low >= whole.low:
        return False
    if part.exact and whole.exact and [*others] == [True, False] and whole.low == part.low + 1:
        return True  # "the gunman and three others" are four
    at = counts.index(part)
    return any(
        len(pair) == 2
        and _LISTED.fullmatch(facets.text, pair[0].end, pair[1].start) is not None
        and all(each.exact for each in (*pair, whole))
        and pair[0].low + pair[1].low == whole.low
        for pair in (counts[max(0, at - 1) : at + 1], counts[at : at + 2])
    )


def _comparable(x: Quantity, y: Quantity) -> bool:
    """Whether two quantities of a kind can be compared: money of two currencies only where no rate can explain it."""
    if x.kind != "money" or x.unit == y.unit:
        return True
    return {x.unit, y.unit} <= _NEAR_PAR and x.distance(y) > _FAR


def _aligned(a: Facets, x: Quantity, b: Facets, y: Quantity) -> float:
    """How alike the words around two quantities are, in [0, 1]; what is counted weighs most."""
    if x.kind == "score" or y.kind == "score":
        return alike(a.role(x.start, x.end), b.role(y.start, y.end))
    strength = 0.5 * alike(a.role(x.start, x.end), b.role(y.start, y.end))
    mine, theirs = _event(a, x), _event(b, y)
    if mine and theirs:
        strength += 0.35 if mine == theirs else -0.6
    nouns, others = counted(a, x), counted(b, y)
    if nouns and others:
        strength += -0.15 if nouns.isdisjoint(others) else 0.3
        if x.kind == "count" and not mine and not theirs and nouns.isdisjoint(others):
            strength *= 0.4
    if x.kind in ("magnitude", "percent", "money", "length", "area"):
        strength += 0.15
    if x.kind == "ordinal" and nouns.isdisjoint(others):
        strength -= 0.25
    if _only(a, x) and _only(b, y):
        strength += 0.15
    if {mine, theirs} <= {None, "GOAL"} and not x.agrees(y) and _same_owner(a, x, b, y) is False:
        strength *= _OF_ANOTHER
    return max(0.0, min(1.0, strength))


def _same_owner(a: Facets, x: Quantity, b: Facets, y: Quantity) -> bool | None:
    """Whether both numbers are told of the same name; None where that cannot be said.

    Two owners are only held apart where one side names both of them, so that it must mean one.
    """
    mine, theirs = _owners(a, x), _owners(b, y)
    if not mine or not theirs:
        return None
    if _share(mine, theirs):
        return True
    return False if x.kind == "age" or _share(mine, b.names) or _share(theirs, a.names) else None


def _share(some: Sequence[Name], others: Sequence[Name]) -> bool:
    return any(same_name(name.text, other.text) for name in some for other in others)


def _owners(facets: Facets, quantity: Quantity) -> list[Name]:
    """The names that a number may be told of: that beside an age, else those before it in its clause."""
    if quantity.kind == "age":
        return [
            name
            for name in facets.names
            if (name.end <= quantity.start <= name.end + 2) or (quantity.end <= name.start <= quantity.end + 1)
        ]
    inside = facets.words_in(quantity.start, quantity.end)
    since = facets.words[0].start if facets.words else 0
    for index in range(inside.start - 1, -1, -1):
        word = facets.words[index]
        if word.text.lower() in _PARTING and (word.text.lower() != "and" or _opens_name(facets, index + 1)):
            since = word.end
            break
    return [name for name in facets.names if since <= name.start and name.end <= quantity.start]


def _opens_name(facets: Facets, index: int) -> bool:
    return any(name.start == facets.words[index].start for name in facets.names) if index < len(facets.words) else False


def is_scoped(facets: Facets) -> bool:
    """Whether the claim says over what it counts."""
    claim = facets.claim.text.lower()
    return any(scope in claim for scope in _SCOPES)


def _only(facets: Facets, quantity: Quantity) -> bool:
    """Whether it is the only quantity of its kind in the claim."""
    return sum(other.kind == quantity.kind for other in facets.quantities) == 1


def _event(facets: Facets, quantity: Quantity) -> str | None:
    """What befell those counted (death, injury, arrest …): the nearest such word, not across punctuation."""
    inside = facets.words_in(quantity.start, quantity.end)
    best, found = 6.0, None
    for step, stop, direction in (
        (inside.stop, min(inside.stop + 6, len(facets.words)), 1),
        (inside.start - 1, max(inside.start - 5, -1), -1),
    ):
        distance = 0.0 if direction > 0 else 0.5
        for index in range(step, stop, direction):
            distance += 1.0 + 2.0 * facets.breaks[index if direction > 0 else index + 1]
            if facets.words[index].text in ("and", "while", "but"):
                distance += 2.0
            if facets.keys[index] in _COUNTED and distance < best:
                best, found = distance, facets.keys[index]
    return found


def counted(facets: Facets, quantity: Quantity) -> set[str]:
    """The concepts of the first two telling words right after the number, up to punctuation or a small word."""
    inside = facets.words_in(quantity.start, quantity.end)
    found: set[str] = set()
    told = False
    for index in range(inside.stop, min(inside.stop + 3, len(facets.words))):
        telling = facets.keys[index] in facets.bag
        if facets.breaks[index] or len(found) == 2 or (told and not telling):
            break
        told |= telling
        if telling and facets.keys[index] not in _COUNTED:
            found.add(facets.keys[index])
    return found


def _evidence(a: Facets, x: Quantity, b: Facets, y: Quantity, strength: float, agrees: bool) -> Evidence:
    left, right = a.text[x.start : x.end], b.text[y.start : y.end]
    spans = (x.start, x.end), (y.start, y.end)
    if agrees:
        sign = "=" if x.unit != y.unit or left.lower() != right.lower() else "agrees with"
        note = f"{left} {'agrees with' if not (x.exact and y.exact) else sign} {right}"
        return Evidence(ReasonKind.SAME_NUMBER, *spans, note, "same.number", strength)
    event, other = _event(a, x), _event(b, y)
    what = event.lower() if event and event == other else x.kind
    feature = f"number.{'event' if what != x.kind else x.kind}"
    note = f"{left} against {right} ({what})"
    if x.distance(y) > _FAR and feature != "number.money":
        feature = "number.far"
    elif is_scoped(a) != is_scoped(b):
        feature = "number.scope"
    return Evidence(
        ReasonKind.NUMBER,
        *spans,
        note,
        feature,
        strength,
        moves=not _MOVING.isdisjoint((event, other)) or x.kind == "money",
        near=1 - x.distance(y),
    )

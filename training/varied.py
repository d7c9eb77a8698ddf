"""Pairs of claims made of others by rule: put into frames, negated, with another number, day or opposite word.

Frames are those of `labels/stance.jsonl` that take a whole clause. The encoder does not tell capitals from small
letters, so that any sentence can stand in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from training.pairs import NEITHER, OPPOSITE, SAME, Pair, linked, look_alikes, public, texts_of, told_alike
from training.stories import contradicting, mined, unlisted

_TAKES_CLAUSE: Final = re.compile(r"\b(?:that|whether|if)$")
_BE: Final = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|did|does|must|should)\b")
_NUMBER: Final = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.,])\d+(?:\.\d+)?(?![\w])")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_WORDS: Final = "one two three four five six seven eight nine ten eleven twelve".split()
_IN_WORDS: Final = re.compile(r"\b(?:" + "|".join(_WORDS[1:]) + r")\b", re.IGNORECASE)
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAY: Final = re.compile(r"\b(?:" + "|".join(_DAYS) + r")\b")
_MONTHS: Final = "January February March April June July August September October November December".split()
_MONTH: Final = re.compile(r"\b(?:" + "|".join(_MONTHS) + r")\b")
_OPPOSITES: Final = (
    ("rose", "fell"), ("rises", "falls"), ("rising", "falling"), ("increased", "decreased"), ("increase", "decrease"),
    ("gained", "lost"), ("won", "lost"), ("more", "fewer"), ("higher", "lower"), ("above", "below"), ("up", "down"),
    ("approved", "rejected"), ("accepted", "refused"), ("agreed", "refused"), ("passed", "failed"),
    ("allowed", "banned"),
    ("guilty", "not guilty"), ("convicted", "acquitted"), ("arrested", "released"), ("alive", "dead"),
    ("survived", "died"), ("killed", "rescued"), ("opened", "closed"), ("open", "closed"), ("opens", "closes"),
    ("began", "ended"), ("started", "finished"), ("before", "after"), ("all", "none of the"), ("supported", "opposed"),
    ("supports", "opposes"), ("confirmed", "denied"), ("accidental", "deliberate"), ("safe", "dangerous"),
    ("minor", "serious"), ("first", "last"), ("north", "south"), ("east", "west"), ("men", "women"), ("man", "woman"),
    ("found", "failed to find"), ("ahead of", "behind"), ("bought", "sold"), ("raised", "cut"), ("strong", "weak"),
    ("large", "small"), ("best", "worst"), ("early", "late"), ("legal", "illegal"), ("possible", "impossible"),
    ("true", "false"), ("present", "absent"), ("inside", "outside"), ("with", "without"), ("left", "stayed in"),
)  # fmt: skip
_TURNS: Final = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_TURNED: Final = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _TURNS), key=len, reverse=True)) + r")\b")
_NEWS: Final = frozenset({"RTE3-3way", "Emergent", "MSRPC", "COVID-Fact", "STS-news", "NewProtocols", "CommitmentBank"})
_MADE: Final = {
    "framed": 3000,
    "changed": 2000,
    "same": 2500,
    "look-alikes": 217,
    "told alike": 600,
    "public": 5000,
    "unlisted": 9,
}
_ROUNDS: Final = 3
"""So often each judged pair of real stories is seen."""
_END: Final = re.compile(r"[.!?]+[\"”']*$")


@dataclass(frozen=True, slots=True)
class Frame:
    """Words before and after a clause, and where they stand to it: SAME asserts, OPPOSITE denies, NEITHER withholds."""

    before: str
    after: str
    stance: int

    def around(self, sentence: str) -> str:
        """The sentence as the clause of the frame."""
        return self.before + _END.sub("", sentence) + self.after


def frames(labels: Path) -> list[Frame]:
    """The frames that take any clause."""
    stances = {"asserts": SAME, "denies": OPPOSITE, "withholds": NEITHER}
    found = []
    for line in (labels / "stance.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        before, _, after = row["sentence"].partition(row["claim"])
        if row["claim"] in row["sentence"] and _TAKES_CLAUSE.search(before.strip()) and len(before + after) < 120:
            found.append(Frame(before, after, stances[row["stance"]]))
    return found


def stance_rows(labels: Path) -> list[Pair]:
    """Each labelled frame against the claim alone."""
    stances = {"asserts": SAME, "denies": OPPOSITE, "withholds": NEITHER}
    rows = map(json.loads, (labels / "stance.jsonl").read_text(encoding="utf-8").splitlines())
    return [Pair(row["sentence"], row["claim"], (stances[row["stance"]],), row["id"]) for row in rows]


def framed(pair: Pair, all_frames: Sequence[Frame], random: Random) -> Pair:
    """A pair of which both say the same, one side or both in frames."""
    by_stance = {
        stance: [frame for frame in all_frames if frame.stance == stance] for stance in (SAME, OPPOSITE, NEITHER)
    }
    one, other = random.choices(
        ((None, OPPOSITE), (None, NEITHER), (None, SAME), (SAME, OPPOSITE), (SAME, NEITHER), (OPPOSITE, OPPOSITE),
         (OPPOSITE, NEITHER), (SAME, SAME)),
        (22, 15, 16, 10, 5, 15, 5, 12),
    )[0]  # fmt: skip
    a = pair.a if one is None else random.choice(by_stance[one]).around(pair.a)
    b = random.choice(by_stance[other]).around(pair.b)
    label = NEITHER if NEITHER in (one, other) else SAME if (one or SAME) == other else OPPOSITE
    return replace(pair, a=a, b=b, labels=(label,))


def negated(text: str, random: Random) -> str | None:
    """With "not" or "never" after its first auxiliary."""
    found = _BE.search(text)
    if found is None or re.match(r"\s+(?:not|no|never)\b|n['’]t\b", text[found.end() :]):
        return None
    return f"{text[: found.end()]} {random.choice(('not', 'not', 'never'))}{text[found.end() :]}"


def renumbered(text: str, random: Random) -> str | None:
    """With another number, of about the same size."""
    places = [one for one in _NUMBER.finditer(text) if not _YEAR.fullmatch(one[0])] + list(_IN_WORDS.finditer(text))
    if not places:
        return None
    place = random.choice(places)
    if place[0].lower() in _WORDS:
        other = random.choice([word for word in _WORDS[1:] if word != place[0].lower()])
    else:
        value = float(place[0].replace(",", ""))
        made = value
        while abs(made - value) < 0.08 * value + 0.05:
            made = value * random.choice((0.3, 0.5, 0.7, 0.8, 1.3, 1.5, 2, 3)) + random.choice((0, 1, 2))
        other = f"{made:,.1f}" if "." in place[0] else f"{round(made):,}"
        if other == place[0]:
            return None
    return text[: place.start()] + other + text[place.end() :]


def redated(text: str, random: Random) -> str | None:
    """With another day of the week, or another month."""
    for pattern, names in ((_DAY, _DAYS), (_MONTH, _MONTHS)):
        if found := pattern.search(text):
            other = random.choice([name for name in names if name != found[0]])
            return text[: found.start()] + other + text[found.end() :]
    return None


def another_year(text: str, random: Random) -> str | None:
    """With another year: it tells of another time."""
    found = _YEAR.search(text)
    return (
        text[: found.start()] + str(int(found[0]) + random.choice((-9, -4, -2, -1, 1, 2))) + text[found.end() :]
        if found
        else None
    )


def turned(text: str, random: Random) -> str | None:
    """With a word for its opposite."""
    places = list(_TURNED.finditer(text))
    if not places:
        return None
    place = random.choice(places)
    return text[: place.start()] + _TURNS[place[0]] + text[place.end() :]


def in_figures(text: str) -> str | None:
    """With a number in figures that was in words."""
    found = _IN_WORDS.search(text)
    return text[: found.start()] + str(_WORDS.index(found[0].lower()) + 1) + text[found.end() :] if found else None


_CHANGES: Final[tuple[tuple[Callable[[str, Random], str | None], int], ...]] = (
    (negated, OPPOSITE), (renumbered, OPPOSITE), (redated, OPPOSITE), (turned, OPPOSITE), (another_year, NEITHER),
)  # fmt: skip


def changed(pair: Pair, random: Random) -> Pair | None:
    """A pair of which both say the same, one side changed so that they do not; None where nothing can be."""
    for change, label in random.sample(_CHANGES, len(_CHANGES)):
        if made := change(pair.b, random):
            return replace(pair, b=made, labels=(label,))
    return None


def mixture(gold: Path, labels: Path, random: Random, *, kept: Sequence[Pair], rounds: int, half: str) -> list[Pair]:
    """What the second part of the training sees: `rounds` times the pairs that editors wrote (`kept`), labelled frames,
    pairs made of those that say the same, pairs of real stories, look-alikes, answers to one question, and public
    pairs, in random order.
    """
    told = public(gold, random)
    bases = [pair for pair in told if pair.labels == (SAME,) and pair.group in _NEWS]
    bases += [pair for pair in kept if pair.labels == (SAME,) and not re.search('["“”]', pair.a + pair.b)] * 4
    known = frames(labels)
    alike = [replace(pair, b=pair.a) for pair in bases]  # so that it is not the likeness of the words that tells
    made = [framed(pair, known, random) for pair in random.choices(bases + alike, k=_MADE["framed"])]
    made += [one for pair in random.choices(bases + alike, k=_MADE["changed"]) if (one := changed(pair, random))]
    made += random.choices(bases, k=_MADE["same"])
    made += look_alikes(gold, _MADE["look-alikes"]) * 2 + random.sample(told_alike(gold), _MADE["told alike"])
    real = real_pairs(gold, labels, random, rounds=_ROUNDS, half=half)
    mixed = [*list(kept) * rounds, *stance_rows(labels) * 2, *real, *made, *random.sample(told, _MADE["public"])]
    random.shuffle(mixed)
    return mixed


def real_pairs(gold: Path, labels: Path, random: Random, *, rounds: int, half: str) -> list[Pair]:
    """Pairs of real stories: `rounds` times those that were judged, and others that nobody listed."""
    texts = texts_of(gold)
    judged = [*contradicting(texts, labels), *mined(texts, labels), *linked(texts, labels, half)]
    return [*judged * rounds, *unlisted(texts, labels, random, _MADE["unlisted"])]

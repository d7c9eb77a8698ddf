from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.confidence import Evidence, Standing, confidence, logistic
from provenance.language.data import load
from provenance.model import Certainty, Grade, Hop, Kind, Level, Naming, Polarity, Source, Span, Status, Verdict

HOPS = st.builds(
    Hop,
    holder=st.just("officials"),
    start=st.just(0),
    end=st.just(9),
    source=st.builds(Source, name=st.none(), kind=st.sampled_from(Kind), naming=st.sampled_from(Naming)),
)
CERTAINTIES = st.builds(
    Certainty,
    level=st.sampled_from(Level),
    polarity=st.sampled_from(Polarity),
    status=st.sampled_from(Status),
    hedges=st.sampled_from([(), ((0, 3),)]),
)
STANDINGS = st.builds(
    Standing,
    origins=st.integers(1, 1000),
    support=st.floats(0, 1),
    opposing=st.integers(0, 1000),
    opposition=st.floats(0, 1),
    superseded=st.booleans(),
)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    hops = tuple(draw(st.lists(HOPS, max_size=4)))
    return Evidence(
        certainty=draw(CERTAINTIES),
        attribution=hops,
        grades=tuple(draw(st.sampled_from(Grade)) for _ in hops),
        outlet=draw(st.sampled_from([None, "Alpha"])),
        outlet_grade=draw(st.sampled_from(Grade)),
        standing=draw(STANDINGS),
        verdict=draw(st.sampled_from([None, *Verdict])),
        heard=draw(st.booleans()),
    )


def hop(kind: Kind = Kind.PERSON, naming: Naming = Naming.NAMED, holder: str = "Ann Reed") -> Hop:
    return Hop(holder=holder, start=0, end=len(holder), source=Source(name=None, kind=kind, naming=naming))


def score(**known: object) -> float:
    return confidence(Evidence(**({"certainty": Certainty()} | known))).score  # type: ignore[arg-type]


@given(evidences())
def test_contributions_add_up_to_the_score_exactly(evidence: Evidence) -> None:
    result = confidence(evidence)
    total = math.fsum(part.value for part in result)
    assert result.score == logistic(total)
    assert 0 < result.score < 1
    assert result.contributions[0].name == "base"
    assert all(part.note for part in result)


@given(evidences())
def test_a_rejection_outweighs_everything_else_and_an_acceptance_is_no_certainty(evidence: Evidence) -> None:
    accepted = confidence(replace(evidence, verdict=Verdict.ACCEPT)).score
    rejected = confidence(replace(evidence, verdict=Verdict.REJECT)).score
    undecided = confidence(replace(evidence, verdict=None)).score
    assert accepted > undecided > rejected
    assert rejected < 0.5
    one_more = logistic(math.log(undecided / (1 - undecided)) + load("confidence")["corroboration"]["first"])
    assert accepted < one_more  # it is rightly quoted, and that is all


LESS_SURE: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("probable below certain", {}, {"certainty": Certainty(level=Level.PROBABLE)}),
    ("possible below probable", {"certainty": Certainty(level=Level.PROBABLE)},
     {"certainty": Certainty(level=Level.POSSIBLE)}),
    ("unknown below possible", {"certainty": Certainty(level=Level.POSSIBLE)},
     {"certainty": Certainty(level=Level.UNKNOWN)}),
    ("planned below asserted", {}, {"certainty": Certainty(status=Status.PLANNED)}),
    ("hedged by the article", {}, {"certainty": Certainty(hedges=((0, 10),))}),
    ("anonymous below named", {"attribution": (hop(),), "grades": (Grade.F,)},
     {"attribution": (hop(naming=Naming.ANONYMOUS),), "grades": (Grade.F,)}),
    ("second hand", {"attribution": (hop(),), "grades": (Grade.F,)},
     {"attribution": (hop(Kind.MEDIA), hop()), "grades": (Grade.F, Grade.F)}),
    ("grade E below ungraded", {"outlet": "Alpha"}, {"outlet": "Alpha", "outlet_grade": Grade.E}),
    ("ungraded below A", {"outlet": "Alpha", "outlet_grade": Grade.A}, {"outlet": "Alpha"}),
    ("the lowest grade of a chain counts",
     {"attribution": (hop(), hop()), "grades": (Grade.A, Grade.A)},
     {"attribution": (hop(), hop()), "grades": (Grade.A, Grade.E)}),
    ("one origin below two", {"standing": Standing(origins=2, support=1.0)}, {}),
    ("two origins below three", {"standing": Standing(origins=3, support=1.0)},
     {"standing": Standing(origins=2, support=1.0)}),
    ("a weaker link supports less", {"standing": Standing(origins=2, support=0.9)},
     {"standing": Standing(origins=2, support=0.5)}),
    ("said otherwise", {}, {"standing": Standing(opposing=1, opposition=0.8)}),
    ("superseded", {}, {"standing": Standing(superseded=True)}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "less"), [case[1:] for case in LESS_SURE], ids=[case[0] for case in LESS_SURE])
def test_order(more: dict[str, object], less: dict[str, object]) -> None:
    assert score(**more) > score(**less)


def test_each_further_origin_adds_less() -> None:
    sums = [
        confidence(Evidence(certainty=Certainty(), standing=Standing(origins=count, support=1.0)))
        for count in range(1, 8)
    ]
    gains = [after - before for before, after in pairwise(math.fsum(part.value for part in one) for one in sums)]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] > 0


def test_denial_is_as_sure_as_affirmation() -> None:
    assert score(certainty=Certainty(polarity=Polarity.DENIED)) == score()


def test_left_out_counts_only_what_others_say() -> None:
    cues: tuple[Span, ...] = ((0, 5),)
    doubtful = Certainty(level=Level.POSSIBLE, hedges=cues)
    alone = confidence(Evidence(certainty=doubtful, standing=Standing(origins=0), heard=False))
    assert alone.score == 0.5
    supported = confidence(Evidence(certainty=doubtful, standing=Standing(origins=1, support=1.0), heard=False))
    assert [part.name for part in supported] == ["base", "left out", "corroboration"]
    assert supported.score > 0.5


def test_notes_speak_of_sources_not_of_truth() -> None:
    result = confidence(
        Evidence(
            certainty=Certainty(),
            attribution=(hop(),),
            grades=(Grade.B,),
            outlet="Alpha",
            outlet_grade=Grade.C,
            standing=Standing(origins=3, support=1.0, opposing=1, opposition=1.0),
            verdict=Verdict.ACCEPT,
        )
    )
    notes = {part.name: part.note for part in result}
    assert notes["corroboration"] == "2 other independent sources say the same"
    assert notes["conflict"] == "1 other independent source says otherwise"
    assert notes["grade of the source"] == "a person graded Ann Reed B: usually reliable"
    assert not any(word in note for note in notes.values() for word in ("true", "false", "fact-checked"))

"""What a person sets right, as JSON: claims, who says them, how they stand to each other, and claims that are added."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from provenance.correction import ClaimChange, CorrectionSummary, Scope, SourceChange
from provenance.errors import InvalidRequest
from provenance.model import Kind, Level, Naming, Polarity, ReasonKind, Relation, Stance, Status
from provenance.workbench.answering import TheCase
from provenance.workbench.api.answers import Answer, described
from provenance.workbench.api.changing import MADE, Change, LongWords, Reason, Words
from provenance.workbench.api.parameters import AnId
from provenance.workbench.safety import check_token

router = APIRouter(
    prefix="/api", default_response_class=Answer, tags=["corrections"], dependencies=[Depends(check_token)]
)
_SUMMARY = described(CorrectionSummary, "The entries of the log, and how many claims they changed.", status=MADE)


class Because(Change):
    """What is to be set, who says so, and why, if one says."""

    why: Reason = ""


class HowPut(Because):
    """How a claim is put; what is not given stays as it is."""

    stance: Stance | None = None
    level: Level | None = None
    polarity: Polarity | None = None
    status: Status | None = None
    statement: LongWords | None = None

    def change(self, content: str | None = None) -> ClaimChange:
        """As the casefile takes it."""
        return ClaimChange(
            stance=self.stance,
            level=self.level,
            polarity=self.polarity,
            status=self.status,
            statement=self.statement,
            content=content,
        )


class WhoSays(Because):
    """Who a source is; what is not given stays as it is."""

    name: Words | None = None
    kind: Kind | None = None
    naming: Naming | None = None

    def change(self) -> SourceChange:
        """As the casefile takes it."""
        return SourceChange(name=self.name, kind=self.kind, naming=self.naming)


class NewClaim(HowPut):
    """A claim that the program missed: words of one sentence of an article, "…" between stretches.

    `at`: near which character they stand, where they stand at several places. Without a `name` the article says so.
    """

    article: AnId
    words: LongWords
    at: Annotated[int, Field(ge=0)] | None = None
    name: Words | None = None
    kind: Kind | None = None
    naming: Naming | None = None


class NewWording(HowPut):
    """What a claim says, and how. `content`: words of its sentence."""

    claim: AnId
    content: LongWords | None = None


class NewSource(WhoSays):
    """Who says a claim: which `step` of its attribution, and where that holds. `own_voice`: the article itself."""

    claim: AnId
    step: Annotated[int, Field(ge=1, le=1000)] = 1
    scope: Scope = Scope.CLAIM
    own_voice: bool = False


class SourceEverywhere(WhoSays):
    """Who a source is wherever it speaks; `source`: what it is called now."""

    source: Words


class NoClaim(Because):
    """A claim that is none."""

    claim: AnId


class NewCut(Because):
    """A claim cut otherwise: some `words` become a claim of their own, or the `other`, of its sentence, joins it."""

    claim: AnId
    words: LongWords | None = None
    other: AnId | None = None


class NewLink(Because):
    """How two claims of different articles stand to each other."""

    claim: AnId
    other: AnId
    relation: Relation
    reason: ReasonKind | None = None


@router.post("/claims", status_code=MADE, responses=_SUMMARY)
def add(case: TheCase, new: NewClaim) -> Answer:
    """Adds a claim, and compares it; its id is the `subject` of the last entry."""
    source = SourceChange(name=new.name, kind=new.kind, naming=new.naming)
    done = case.add_claim(new.article, new.words, by=new.by, why=new.why, at=new.at, source=source, said=new.change())
    return Answer(done, MADE)


@router.post("/corrections/claim", status_code=MADE, responses=_SUMMARY)
def correct(case: TheCase, new: NewWording) -> Answer:
    """Sets what a claim says, how surely, and whether its source asserts it."""
    return Answer(case.correct(new.claim, new.change(new.content), by=new.by, why=new.why), MADE)


@router.post("/corrections/source", status_code=MADE, responses=_SUMMARY)
def correct_source(case: TheCase, new: NewSource) -> Answer:
    """Sets who says a claim."""
    if new.own_voice:
        if any(new.change().traits()):
            raise InvalidRequest("a claim without a source has none to describe")
        return Answer(case.give_to_article(new.claim, by=new.by, why=new.why), MADE)
    done = case.correct_source(new.claim, new.change(), by=new.by, why=new.why, step=new.step, scope=new.scope)
    return Answer(done, MADE)


@router.post("/corrections/source-everywhere", status_code=MADE, responses=_SUMMARY)
def correct_everywhere(case: TheCase, new: SourceEverywhere) -> Answer:
    """Sets who a source is wherever it speaks."""
    return Answer(case.correct_everywhere(new.source, new.change(), by=new.by, why=new.why), MADE)


@router.post("/corrections/no-claim", status_code=MADE, responses=_SUMMARY)
def withdraw(case: TheCase, new: NoClaim) -> Answer:
    """Says that there is no such claim."""
    return Answer(case.withdraw(new.claim, by=new.by, why=new.why), MADE)


@router.post("/corrections/cut", status_code=MADE, responses=_SUMMARY)
def cut(case: TheCase, new: NewCut) -> Answer:
    """Parts a claim in two, or joins two of one sentence."""
    if (new.words is None) == (new.other is None):
        raise InvalidRequest("give the words that are a claim of their own, or the other claim that joins it")
    if new.words is not None:
        return Answer(case.part(new.claim, new.words, by=new.by, why=new.why), MADE)
    return Answer(case.join(new.claim, str(new.other), by=new.by, why=new.why), MADE)


@router.post("/corrections/link", status_code=MADE, responses=_SUMMARY)
def relate(case: TheCase, new: NewLink) -> Answer:
    """Says how two claims stand to each other."""
    done = case.relate(new.claim, new.other, new.relation, by=new.by, why=new.why, reason=new.reason)
    return Answer(done, MADE)

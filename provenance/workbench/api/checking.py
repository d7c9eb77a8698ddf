"""Asking about a text, of which nothing is stored; a long one needs the token: no other site can keep this one busy."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from provenance.casefile.to_check import LONGEST_STATEMENT
from provenance.checks import CheckRecord, FactCheckRecord, KeptStatement, PublishedCheck
from provenance.workbench.answering import TheCase
from provenance.workbench.api import parameters
from provenance.workbench.api.answers import Answer, described, listed
from provenance.workbench.api.changing import MADE, Change, Reason
from provenance.workbench.api.parameters import Id
from provenance.workbench.safety import check_token
from provenance.workbench.turns import in_turn

router = APIRouter(prefix="/api", default_response_class=Answer, tags=["check"])
LONGEST_TEXT = 1_000_000
"""Characters of a text."""


class AText(BaseModel):
    """What is asked about."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class NewKept(Change):
    """A statement that is to be checked."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_STATEMENT)]
    why: Reason = ""


@router.get("/check", responses=described(CheckRecord, "Each statement with its answers."))
async def check(request: Request, case: TheCase, asked: Annotated[parameters.Check, Query()]) -> Answer:
    """What the articles say to a statement."""
    return await in_turn(request, lambda: Answer(case.check(asked.q)))


@router.post("/check", dependencies=[Depends(check_token)], responses=described(CheckRecord, "As of `GET`."))
async def check_text(request: Request, case: TheCase, asked: AText) -> Answer:
    """What the articles say to the statements of a text."""
    return await in_turn(request, lambda: Answer(case.check(asked.text)))


@router.get(
    "/fact-checks",
    responses=described(tuple[PublishedCheck, ...], "Fact-checks, the latest first.", total=True),
)
def published(case: TheCase, asked: Annotated[parameters.Part, Query()]) -> Answer:
    """The published fact-checks among the articles."""
    found = case.published_checks(limit=asked.limit, offset=asked.offset)
    return listed(found, case.count_published_checks())


@router.get("/kept", responses=described(tuple[KeptStatement, ...], "The statements, the first first."))
def kept(case: TheCase) -> Answer:
    """The statements that people keep, to be checked."""
    return listed(case.kept())


@router.post(
    "/kept",
    status_code=MADE,
    dependencies=[Depends(check_token)],
    responses=described(KeptStatement, "The statement.", status=MADE),
)
async def keep(request: Request, case: TheCase, new: NewKept) -> Answer:
    """Keeps a statement, to be checked; `POST /api/undo` takes it back."""
    return await in_turn(request, lambda: Answer(case.keep(new.text, by=new.by, why=new.why), MADE))


@router.get(
    "/claims/{claim}/fact-checks", responses=described(tuple[FactCheckRecord, ...], "Fact-checks, the likeliest first.")
)
async def fact_checks(request: Request, case: TheCase, claim: Id) -> Answer:
    """The published fact-checks, among the articles, of what a claim says."""
    return await in_turn(request, lambda: listed(case.fact_checks(claim)))

"""What can be changed: decisions, and articles that are sent. A change needs the visitor's token, or the password."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData

from provenance.bookkeeping import LogEntry, Undoing
from provenance.casefile.overrides import parsed
from provenance.errors import CasefileUnavailable, NotFound
from provenance.model import Grade, Rating, Review, Verdict
from provenance.records import BatchRecord, IngestSummary, NoteRecord
from provenance.workbench.answering import TheCase
from provenance.workbench.api.answers import Answer, described
from provenance.workbench.api.parameters import FURTHEST, LONGEST, AnId
from provenance.workbench.intake import LOOK, Batch
from provenance.workbench.safety import check_token
from provenance.workbench.sending import unpacked

router = APIRouter(prefix="/api", default_response_class=Answer, tags=["changes"], dependencies=[Depends(check_token)])
Words = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00]*$")]
LongWords = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]
MADE = 201


class Change(BaseModel):
    """What is to be changed, and who says so."""

    model_config = ConfigDict(extra="forbid")
    by: Words


class NewReview(Change):
    """A verdict on a claim or a link; `wording` and `scale` as in `provenance review`."""

    target: AnId
    verdict: Verdict
    why: Reason = ""
    wording: Words | None = None
    scale: list[Words] = []


class NewRating(Change):
    """A grade of a source or an outlet."""

    source: Words
    grade: Grade
    why: Words


class NewNote(Change):
    """A note on a claim, a link or an article."""

    target: AnId
    text: LongWords


class NewTag(Change):
    """A tag of a claim or a link; `off` takes it away."""

    target: AnId
    tag: Words
    off: bool = False


class NewUndo(Change):
    """What is taken back: an entry of the log, or the last decision of the person."""

    why: Reason = ""
    entry: Annotated[int, Field(ge=1, le=FURTHEST)] | None = None


@router.post("/reviews", status_code=MADE, responses=described(Review, "The review.", status=MADE))
def review(case: TheCase, new: NewReview) -> Answer:
    """Notes a verdict; the confidence of what it touches follows at once."""
    made = case.review(new.target, new.verdict, by=new.by, why=new.why, wording=new.wording, scale=new.scale)
    return Answer(made, MADE)


@router.post("/ratings", status_code=MADE, responses=described(Rating, "The rating.", status=MADE))
def rate(case: TheCase, new: NewRating) -> Answer:
    """Grades a source; the confidence of its claims follows at once."""
    return Answer(case.rate(new.source, new.grade, by=new.by, why=new.why), MADE)


@router.post("/notes", status_code=MADE, responses=described(NoteRecord, "The note.", status=MADE))
def note(case: TheCase, new: NewNote) -> Answer:
    """Notes something."""
    return Answer(case.note(new.target, new.text, by=new.by), MADE)


@router.post("/tags", status_code=MADE, responses=described(LogEntry, "The entry of the log.", status=MADE))
def tag(case: TheCase, new: NewTag) -> Answer:
    """Puts a tag on, or takes it off."""
    change = case.untag if new.off else case.tag
    return Answer(change(new.target, new.tag, by=new.by), MADE)


@router.post("/undo", status_code=MADE, responses=described(Undoing, "Both entries of the log.", status=MADE))
def undo(case: TheCase, new: NewUndo) -> Answer:
    """Takes a decision back, by a new entry of the log."""
    return Answer(case.undo(by=new.by, why=new.why, entry=new.entry), MADE)


@router.post("/ingest", responses=described(IngestSummary, "What became of each."))
async def ingest(
    request: Request,
    files: Annotated[list[UploadFile], File(description="Articles, or archives of them.")] = [],  # noqa: B006
    text: Annotated[str, Form(description="An article as plain text.")] = "",
    title: Annotated[str, Form(description="What the text is called.")] = "",
    facts: Annotated[list[str], Form(alias="set", description="Holds of all: outlet=Harbour Post.")] = [],  # noqa: B006
    by: Annotated[str, Form(description="Whose word that is.")] = "",
) -> Answer:
    """Reads what is sent, and answers when all of it is stored; what is in already stays as it is.

    It takes its turn in the queue of all that is sent (`GET /api/batches`).
    """
    parsed(facts)
    form = FormData([*(("files", file) for file in files), ("text", text), ("title", title)])
    sent = await run_in_threadpool(unpacked, form)
    batch = Batch(sent, facts, by.strip() or None, allow_private=False, visitor=f"program {by.strip()}")
    request.app.state.intake.add(batch)
    while not batch.is_over:
        await asyncio.sleep(LOOK)
    if batch.error is not None:
        raise batch.error
    if batch.trouble is not None:
        raise CasefileUnavailable(batch.trouble)
    return Answer(IngestSummary(outcomes=tuple(batch.outcomes), links=batch.links))


class Cancelling(BaseModel):
    """What is not wanted any more: a source of a batch by its name, else all that is not stored yet."""

    model_config = ConfigDict(extra="forbid")
    source: Words | None = None


@router.post("/batches/{batch}/cancel", responses=described(BatchRecord, "How it stands."))
def cancel(request: Request, batch: str, asked: Cancelling) -> Answer:
    """Leaves what is not stored yet. What is being read is left at once, and told as cancelled."""
    found = request.app.state.intake.find(batch)
    if found is None:
        raise NotFound("batch", batch)
    found.cancel(asked.source)
    return Answer(found.record())

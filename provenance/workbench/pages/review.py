"""Review: one thing after the other, each with everything that it takes to decide it, made for the keyboard.

The address holds the place: `after` is the claim or link behind which the list goes on, `at` the one that is looked at.
What is decided leaves the list; what is skipped stays in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest
from provenance.model import Relation, Review
from provenance.records import ClaimDetail, ClaimRecord, Contradiction, LinkRecord, NoteRecord, QueueItem, Stage
from provenance.workbench.addresses import View
from provenance.workbench.answering import TheCase, TheView, link_of
from provenance.workbench.pages.claims import by_relation
from provenance.workbench.rendering import page

router = APIRouter()

AHEAD = 12
"""How many the list shows."""
STAGES = {
    None: ("All", ""),
    Stage.CONTRADICTION: (
        "Contradictions",
        "People decided differently who had not seen each other's decision. None of it counts until you decide.",
    ),
    Stage.CLASH: ("Clashes", "Two articles say what cannot both hold. Accept where they do clash, reject where not."),
    Stage.SINGLE_ORIGIN: (
        "One source only",
        "Much rests on it, and all of it may go back to one source. Accept where it is rightly quoted.",
    ),
    Stage.DOUBTFUL_LINK: ("Doubtful agreement", "Perhaps both say the same. Accept where they do, reject where not."),
    Stage.REST: ("Other claims", "Accept where it is rightly quoted: these words, from this source. Reject where not."),
}
"""What each stage is called, and what accepting and rejecting mean there."""
KINDS = {
    Stage.CONTRADICTION: "contradiction",
    Stage.CLASH: "clash",
    Stage.SINGLE_ORIGIN: "one source only",
    Stage.DOUBTFUL_LINK: "doubtful agreement",
    Stage.REST: "claim",
}
"""What one of each stage is called."""
Target = Annotated[str | None, Query(max_length=64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What is looked at, with what people said of it."""

    stage: Stage | None
    target: str
    link: LinkRecord | None = None
    detail: ClaimDetail | None = None
    agreeing: Sequence[LinkRecord] = ()
    clashing: Sequence[LinkRecord] = ()
    contradictions: Sequence[Contradiction] = ()
    reviews: Sequence[Review] = ()
    notes: Sequence[NoteRecord] = ()
    tags: Sequence[str] = ()

    @property
    def contested(self) -> bool:
        """Whether people contradict each other on it."""
        return any(one.target == self.target for one in self.contradictions)

    @property
    def claims(self) -> tuple[ClaimRecord, ...]:
        """The claim, or both of the link."""
        if self.link is not None:
            return self.link.a, self.link.b
        return () if self.detail is None else (self.detail.claim,)

    @property
    def sources(self) -> tuple[str, ...]:
        """Whom it rests on, to be graded: the sources that are cited, then the outlets; each once."""
        cited = [hop.name or hop.holder for claim in self.claims for hop in claim.attribution]
        return tuple(dict.fromkeys(one for one in (*cited, *(claim.outlet for claim in self.claims)) if one))


@router.get("/review")
def review(request: Request, case: TheCase, view: TheView, at: Target = None, after: Target = None) -> HTMLResponse:
    """The queue, and one item of it in focus."""
    stage = _stage(dict(view.others).get("stage"))
    queue = case.queue(view.where, AHEAD, after, stage)
    place = next((number for number, item in enumerate(queue.items) if item.target == at), None)
    if place is None and at is None and queue.items:
        place = 0
    where = _Places(view, stage, after, queue.items, place)
    focus = _focus(case, queue.items[place] if place is not None else at)
    return page(
        request,
        "review.html",
        view=where.plain,
        facets=case.facets(view.where),
        stages=[(one, words, where.of_stage(one)) for one, (words, _) in STAGES.items()],
        stage=stage,
        queue=queue,
        focus=focus,
        asks=STAGES[focus.stage][1] if focus and focus.stage else "",
        here_at=where.at(focus.target) if focus else where.start,
        following=where.following,
        before=where.before,
        start=where.start,
        kinds_of_item=KINDS,
        rows=[(item, where.at(item.target)) for item in queue.items],
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """The addresses around a place in the list. `place`: which of `items` is in focus, if one of them is."""

    view: View
    stage: Stage | None
    after: str | None
    items: Sequence[QueueItem]
    place: int | None

    @property
    def plain(self) -> View:
        """The filters alone, from the beginning."""
        others = () if self.stage is None else (("stage", self.stage.value),)
        return self.view.with_(others=others)

    @property
    def start(self) -> str:
        """The beginning of the list."""
        return self.plain.address

    def of_stage(self, stage: Stage | None) -> str:
        """The beginning of another stage, with the same filters."""
        return self.view.with_(others=() if stage is None else (("stage", stage.value),)).address

    def at(self, target: str) -> str:
        """An item in focus, the list as it is."""
        return self._address(("after", self.after), ("at", target))

    @property
    def following(self) -> str:
        """What comes next, when the item in focus was decided or skipped."""
        if self.place is None:
            return self._address(("after", self.after))
        if self.place + 1 < len(self.items):
            return self.at(self.items[self.place + 1].target)
        if self.items[self.place].stage is Stage.CONTRADICTION:
            return self._address()  # once decided it stands elsewhere in the list, and not behind the others
        return self._address(("after", self.items[self.place].target))

    @property
    def before(self) -> str | None:
        """What was skipped or decided just before."""
        if self.place:
            return self.at(self.items[self.place - 1].target)
        return self.at(self.after) if self.after is not None else None

    def _address(self, *fields: tuple[str, str | None]) -> str:
        told = tuple((name, value) for name, value in fields if value is not None)
        return self.view.with_(others=(*self.plain.others, *told)).address


def _stage(name: str | None) -> Stage | None:
    try:
        return None if name is None else Stage(name)
    except ValueError:
        raise InvalidRequest(f"{name!r} is no stage; choose one of: {', '.join(Stage)}") from None


def _focus(case: Casefile, item: QueueItem | str | None) -> Focus | None:
    """An item of the queue, or a claim or link by its id, with everything to decide it. Raises NotFound."""
    if item is None:
        return None
    if isinstance(item, QueueItem):
        stage, target, link = item.stage, item.target, item.link
    else:
        stage, link = None, link_of(case, item)
        target = item if link is None else link.id
    if link is not None:
        said, notes = case.reviews(target), case.notes(target)
        return Focus(
            stage=stage,
            target=target,
            link=link,
            contradictions=case.contradictions(target) if link.contested else (),
            reviews=said,
            notes=notes,
            tags=case.tags(target),
        )
    detail = case.show(target)
    return Focus(
        stage=stage,
        target=detail.claim.id,
        detail=detail,
        agreeing=by_relation(detail, Relation.CORROBORATES),
        clashing=by_relation(detail, Relation.CONFLICTS, Relation.UPDATES),
        contradictions=detail.contradictions,
        reviews=detail.reviews,
        notes=case.notes(detail.claim.id),
        tags=detail.claim.tags,
    )

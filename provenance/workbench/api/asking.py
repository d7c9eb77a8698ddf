"""What can be read: every list and record of the casefile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request

from provenance.bookkeeping import Finding, LogEntry
from provenance.model import Review
from provenance.records import (
    ArticleDetail,
    ArticleRecord,
    BatchRecord,
    ClaimDetail,
    ClaimRecord,
    Contradiction,
    DeskRecord,
    Facet,
    GroupRecord,
    LinkRecord,
    MonthRecord,
    NoteRecord,
    OutletRecord,
    QueueRecord,
    SearchHit,
    SourceDetail,
    SourceRecord,
)
from provenance.tellings import OriginGraphRecord, TimelineRecord
from provenance.workbench.addresses import root_of
from provenance.workbench.answering import TheCase
from provenance.workbench.api import parameters
from provenance.workbench.api.answers import JSON, TOTAL, Answer, described, description, listed
from provenance.workbench.api.parameters import Id
from provenance.workbench.files import Sent, written
from provenance.workbench.safety import csrf_token
from provenance.workbench.turns import in_turn

router = APIRouter(prefix="/api", default_response_class=Answer)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Answer:
    """This description."""
    root = root_of(request.scope)
    return Answer(description(request.app) | ({"servers": [{"url": root}]} if root else {}))


@router.get("/csrf", tags=["changes"], responses=described(dict[str, str], "The token, in `token`."))
def csrf(request: Request) -> Answer:
    """The token for changes: send it as X-CSRF-Token, with the cookie that comes along."""
    return Answer({"token": csrf_token(request)})


@router.get("/claims", tags=["claims"], responses=described(tuple[ClaimRecord, ...], "Claims.", total=True))
def claims(case: TheCase, asked: Annotated[parameters.Claims, Query()]) -> Answer:
    """The claims that pass, in order."""
    where = asked.filter()
    found = case.claims(where=where, order=asked.sort, limit=asked.limit, offset=asked.offset)
    return listed(found, case.count_claims(where=where))


@router.get("/claims/{claim}", tags=["claims"], responses=described(ClaimDetail, "Everything about the claim."))
def claim(case: TheCase, claim: Id, asked: Annotated[parameters.OneClaim, Query()]) -> Answer:
    """One claim with everything behind it."""
    return Answer(case.show(claim, without=asked.without))


@router.get("/facets", tags=["claims"], responses=described(tuple[Facet, ...], "How many claims have which value."))
def facets(case: TheCase, asked: Annotated[parameters.OfClaims, Query()]) -> Answer:
    """What the claims can be narrowed by."""
    return Answer(case.facets(asked.filter()))


@router.get("/search", tags=["claims"], responses=described(tuple[SearchHit, ...], "Passages, best first."))
def search(case: TheCase, asked: Annotated[parameters.Search, Query()]) -> Answer:
    """The passages that hold all words."""
    where = replace(asked.filter(), text=None)
    return listed(case.search(asked.q or "", where=where, limit=asked.limit, offset=asked.offset))


@router.get("/articles", tags=["articles"], responses=described(tuple[ArticleRecord, ...], "Articles."))
def articles(case: TheCase, asked: Annotated[parameters.Part, Query()]) -> Answer:
    """The articles, in the order in which they came."""
    return listed(case.articles(limit=asked.limit, offset=asked.offset))


@router.get("/articles/{article}", tags=["articles"], responses=described(ArticleDetail, "The article and its text."))
def article(case: TheCase, article: Id) -> Answer:
    """One article with its text and its claims."""
    return Answer(case.article(article))


@router.get("/links", tags=["links"], responses=described(tuple[LinkRecord, ...], "Links, surest first.", total=True))
def links(case: TheCase, asked: Annotated[parameters.Links, Query()]) -> Answer:
    """The links of which a claim passes, rejected ones last."""
    relation, where, possible = asked.relation, asked.filter(), asked.possible
    found = case.links(relation=relation, where=where, possible=possible, limit=asked.limit, offset=asked.offset)
    return listed(found, case.count_links(relation=relation, where=where, possible=possible))


@router.get("/links/{link}", tags=["links"], responses=described(LinkRecord, "The link."))
def link(case: TheCase, link: Id) -> Answer:
    """One link with both passages."""
    return Answer(case.link(link))


@router.get("/clashes", tags=["links"], responses=described(tuple[LinkRecord, ...], "Clashes.", total=True))
def clashes(case: TheCase, asked: Annotated[parameters.Clashes, Query()]) -> Answer:
    """The conflicts and updates that pass, surest first, whatever was decided."""
    where = asked.link_filter()
    return listed(case.clashes(where, limit=asked.limit, offset=asked.offset), case.count_clashes(where))


@router.get("/groups", tags=["corroboration"], responses=described(tuple[GroupRecord, ...], "Groups.", total=True))
async def groups(request: Request, case: TheCase, asked: Annotated[parameters.Groups, Query()]) -> Sent:
    """Claims that several articles make, most independent origins first."""

    def work() -> Sent:
        where = asked.filter()
        found = written(partial(case.write_groups, where=where, limit=asked.limit, offset=asked.offset))
        return Sent(found, media_type=JSON, headers={TOTAL: str(case.count_groups(where=where))})

    return await in_turn(request, work)


@router.get("/groups/{claim}", tags=["corroboration"], responses=described(GroupRecord, "The group of the claim."))
async def group(request: Request, case: TheCase, claim: Id) -> Sent:
    """The group that a claim is in."""
    made = await in_turn(request, lambda: written(partial(case.write_group, claim)))
    return Sent(made, media_type=JSON)


@router.get("/timeline", tags=["corroboration"], responses=described(tuple[TimelineRecord, ...], "Timelines."))
def timeline(case: TheCase, asked: Annotated[parameters.Timelines, Query()]) -> Answer:
    """How a claim, or what is claimed on a topic, travelled."""
    return Answer(case.timeline(asked.q, limit=asked.limit))


@router.get("/origin-graph", tags=["corroboration"], responses=described(OriginGraphRecord, "The graph."))
def origin_graph(case: TheCase, asked: Annotated[parameters.Graph, Query()]) -> Answer:
    """Who a claim goes back to: articles, the sources that they cite, origins."""
    return Answer(case.origin_graph(asked.claim))


@router.get("/sources", tags=["sources"], responses=described(tuple[SourceRecord, ...], "Sources.", total=True))
def sources(case: TheCase, asked: Annotated[parameters.Sources, Query()]) -> Answer:
    """Who is cited by the claims that pass, the most cited first."""
    where = asked.filter()
    found = case.sources(where=where, named=asked.name, limit=asked.limit, offset=asked.offset)
    return listed(found, case.count_sources(where=where, named=asked.name))


@router.get("/source", tags=["sources"], responses=described(SourceDetail, "Everything about the source."))
def source(case: TheCase, asked: Annotated[parameters.OneSource, Query()]) -> Answer:
    """One source."""
    return Answer(case.source(asked.name))


@router.get("/outlets", tags=["sources"], responses=described(tuple[OutletRecord, ...], "Outlets."))
def outlets(case: TheCase) -> Answer:
    """Who publishes."""
    return Answer(case.outlets())


@router.get("/months", tags=["sources"], responses=described(tuple[MonthRecord, ...], "Months, the earliest first."))
def months(case: TheCase, asked: Annotated[parameters.OfClaims, Query()]) -> Answer:
    """How the claims that pass name their sources, by month."""
    return Answer(case.naming_by_month(asked.filter()))


@router.get("/desk", tags=["review"], responses=described(DeskRecord, "The desk."))
def desk(case: TheCase, asked: Annotated[parameters.Desk, Query()]) -> Answer:
    """What needs a person first."""
    return Answer(case.desk(asked.since))


@router.get("/queue", tags=["review"], responses=described(QueueRecord, "The beginning of the queue."))
def queue(case: TheCase, asked: Annotated[parameters.Queue, Query()]) -> Answer:
    """What to decide next."""
    return Answer(case.queue(asked.filter(), limit=asked.limit, after=asked.after))


@router.get("/reviews", tags=["review"], responses=described(tuple[Review, ...], "Reviews, the first one first."))
def reviews(case: TheCase, asked: Annotated[parameters.Target, Query()]) -> Answer:
    """The verdicts that stand."""
    return Answer(case.reviews(asked.target))


@router.get(
    "/contradictions",
    tags=["review"],
    responses=described(tuple[Contradiction, ...], "Those on claims and links first."),
)
def contradictions(case: TheCase) -> Answer:
    """Decisions that are not the same, by people who had not seen each other's."""
    return Answer(case.contradictions())


@router.get("/notes", tags=["review"], responses=described(tuple[NoteRecord, ...], "Notes, the first one first."))
def notes(case: TheCase, asked: Annotated[parameters.Target, Query()]) -> Answer:
    """The notes that stand."""
    return Answer(case.notes(asked.target))


@router.get("/log", tags=["casefile"], responses=described(tuple[LogEntry, ...], "Entries, the first one first."))
def log(case: TheCase, asked: Annotated[parameters.Log, Query()]) -> Answer:
    """What was done, by whom and why."""
    return Answer(case.log(after=asked.after, limit=asked.limit))


@router.get("/findings", tags=["casefile"], responses=described(tuple[Finding, ...], "What `doctor` says."))
def findings(case: TheCase) -> Answer:
    """Versions, the health of the database, and counts."""
    return Answer(case.findings())


@router.get("/batches", tags=["changes"], responses=described(tuple[BatchRecord, ...], "Batches, the latest first."))
def batches(request: Request) -> Answer:
    """What was sent lately, what of it is being read, and what waits."""
    return listed([batch.record() for batch in request.app.state.intake.recent()])

"""What a person should look at first, and then next.

Load-bearing is a claim that others are built on: put as a certain fact, and either in the lead of an article (its
first sentences that hold claims) or told by other articles as well. Where all of that rests on one origin and nobody
reviewed it, it comes first: those told by the most articles, then the surest.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from provenance.casefile import answers
from provenance.model import Relation
from provenance.records import DeskRecord, Filter, QueueItem, QueueRecord, Stage
from provenance.store import desk, links, listing, loading, queue

SHOWN = 20
"""How many of each the desk shows."""


def desk_record(connection: Connection, since: datetime | None) -> DeskRecord:
    """The desk as it is now; `since`: the moment of the last visit."""
    single = queue.of_stage(connection, Stage.SINGLE_ORIGIN, listing.EVERYTHING, SHOWN)
    clashes = queue.of_stage(connection, Stage.CLASH, listing.EVERYTHING, SHOWN, relation=Relation.CONFLICTS)
    return DeskRecord(
        counts=desk.counts(connection),
        single_origin=tuple(loading.claim_records(connection, single)),
        open_conflicts=tuple(links.link_records(connection, clashes)),
        updates=tuple(links.link_records(connection, desk.new_updates(connection, since, SHOWN))),
        new_articles=tuple(loading.article_records(connection, desk.new_articles(connection, since, SHOWN))),
    )


def queue_record(
    connection: Connection, where: Filter, limit: int, after: str | None, stage: Stage | None = None
) -> QueueRecord:
    """What waits for a decision, and how far people have got; `stage`: only of this one."""
    stages = tuple(Stage) if stage is None else (stage,)
    waiting = queue.waiting(connection, where, limit, after, stages)
    linked = [one.number for one in waiting if one.is_link]
    claims = [one.number for one in waiting if not one.is_link]
    of_link = dict(zip(linked, answers.link_records(connection, linked), strict=True))
    of_claim = dict(zip(claims, loading.claim_records(connection, claims), strict=True))
    items = []
    for one in waiting:
        link = of_link[one.number] if one.is_link else None
        claim = None if one.is_link else of_claim[one.number]
        items.append(QueueItem(stage=one.stage, target=(link or claim).id, link=link, claim=claim))  # type: ignore[union-attr]
    decided, left = queue.progress(connection, where, stages)
    return QueueRecord(items=tuple(items), decided=decided, left=left)

"""Two casefiles become one: what the other has and this one lacks is copied, compared and weighed."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection

from provenance.casefile.decisions import settle
from provenance.casefile.joining import link_article
from provenance.casefile.steps import Steps
from provenance.casefile.versions import carry_reviews
from provenance.casefile.weighing import weigh
from provenance.records import MergeSummary
from provenance.store import contradictions, loading, log, merging, order, standing, undoing, writing

EVENT = "merge"


def merge(there: Connection, here: Connection, name: str, steps: Steps) -> MergeSummary:
    """Merges the casefile read through `there`, called `name`, into `here`. All of it happens or nothing.

    The same article is one article. At a web address the content that came in last is listed. Files of the same name
    on two machines have nothing to do with each other: both stay listed. Reviews and ratings are
    appended to the log; of all, the latest counts.
    """
    new = [merging.copy_article(there, here, number) for number in merging.missing_articles(there, here)]
    links = merging.copy_links(there, here)
    replaced = _place(there, here)
    added, touched = _list(here, {*new, *(number for pair in replaced for number in pair)}, steps)
    entries = merging.copy_log(there, here, skipped=(EVENT,))
    for old, own in replaced:
        touched |= carry_reviews(here, old, own)
    undone = undoing.undone_ever(here) if any(event == order.UNDO for event, _ in entries) else []
    open_ = contradictions.stored(here)
    touched |= settle(here, [*entries, *undone])
    weigh(here, sorted(touched), steps.origins)
    summary = MergeSummary(
        articles=len(new),
        claims=sum(len(loading.claim_numbers(here, number)) for number in new),
        links=links + added,
        entries=len(entries),
        contradictions=len(contradictions.stored(here) - open_),
    )
    if new or entries or replaced or summary.links:
        log.append(here, EVENT, name, "merged", detail={field: str(value) for field, value in asdict(summary).items()})
    return summary


def _place(there: Connection, here: Connection) -> list[tuple[int, int]]:
    """Puts the other's articles where they lie; which articles are replaced, by which, as numbers."""
    replaced = []
    for key, id_, version, at in merging.places(there):
        known = writing.find_article(here, id_)
        own = merging.place(here, key)
        if known is None:
            continue
        if own is None or own.article == known.number:
            writing.put(here, key, known.number, max(version, own.version if own else 1))
        elif not key.startswith("url:"):
            writing.put(here, f"text:{id_}", known.number, version)  # another machine's file of the same name
        elif at > own.ingested_at:
            writing.put(here, key, known.number, max(version, own.version + 1))
            replaced.append((own.article, known.number))
    return replaced


def _list(here: Connection, numbers: set[int], steps: Steps) -> tuple[int, set[int]]:
    """Lists those articles that lie somewhere now, and no others; compares what is new on the lists with the rest.

    Returns:
        How many links were added, and the claims, by number, that won or lost any.
    """
    added = 0
    touched: set[int] = set()
    for number in sorted(numbers):
        claims = loading.claim_numbers(here, number)
        listed = not writing.lies_nowhere(here, number)
        touched |= _around(here, claims)
        writing.list_article(here, number, current=listed)
        if listed:
            added += link_article(here, number, loading.articles(here, [number])[number], steps)
        touched |= _around(here, claims)
    return added, touched


def _around(here: Connection, claims: list[int]) -> set[int]:
    """Some claims and those linked to them."""
    near = standing.neighbours(here, claims)
    return {*claims, *(one.claim for around in near.values() for one in around)}

"""Two casefiles become one: what the other has and this one lacks is copied, compared and weighed."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection

from provenance.bookkeeping import MergeSummary
from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import link_article, noting
from provenance.casefile.decisions import around, correct, settle
from provenance.casefile.relinking import relink
from provenance.casefile.versions import carry_reviews
from provenance.casefile.weighing import weigh
from provenance.store import contradictions, loading, log, merging, order, places, seals, undoing, writing
from provenance.store.seals import Seals

EVENT = "merge"


def merge(there: Connection, here: Connection, name: str, comparer: Comparer) -> MergeSummary:
    """Merges the casefile read through `there`, called `name`, into `here`. All of it happens or nothing.

    The same article is one article. At a web address the last content is listed, as the logs have it (see
    `store.places`). Files of the same name on two machines have nothing to do with each other: both stay listed. What
    people decided is appended to the log, and counts by what they had seen (see `store.order`).
    """
    sealed = Seals()
    new = [merging.copy_article(there, here, number, sealed) for number in merging.missing_articles(there, here)]
    sealed.note_facts(here, new)
    links = merging.copy_links(there, here, sealed)
    before = log.state(here).entries
    entries = merging.copy_log(there, here, skipped=(EVENT, seals.REPAIR))
    lay = seals.places_of(here)
    listing = {*new, *_place(there, here)}
    added, touched = _list(here, listing, comparer, sealed)
    sealed.note_links(here, listing, [*links, *added])
    sealed.note_place(here, listing)
    sealed.places |= {key: place for key, place in seals.places_of(here).items() if lay.get(key) != place}
    reworded: set[int] = set()
    touched |= _follow(here, before, [subject for _, subject in entries], reworded)
    undone = undoing.undone_ever(here) if any(event == order.UNDO for event, _ in entries) else []
    open_ = contradictions.stored(here)
    touched |= settle(here, [*entries, *undone], reworded)
    touched |= correct(here, [claim for number in new for claim in loading.claim_numbers(here, number)], reworded)
    with noting(here, sorted({claim.article.id for claim in loading.claims(here, reworded).values()})):
        touched |= relink(here, reworded, comparer, sealed)
    weigh(here, sorted(touched), comparer.steps.origins)
    summary = MergeSummary(
        articles=len(new),
        claims=sum(len(loading.claim_numbers(here, number)) for number in new),
        links=len(links) + len(added),
        entries=len(entries),
        contradictions=len(contradictions.stored(here) - open_),
    )
    if new or entries or summary.links or sealed.places:
        counts = {field: str(value) for field, value in asdict(summary).items()}
        log.append(here, EVENT, name, "merged", detail={**counts, "sealed": sealed.detail()})
    return summary


def _place(there: Connection, here: Connection) -> set[int]:
    """Puts the other's articles where they lie; the articles, by number, that lie elsewhere now than before."""
    moved: set[int] = set()
    known = places.ledger(here)
    alone = merging.lying_by_themselves(here)
    by_themselves = (*alone.values(), *merging.lying_by_themselves(there).values())
    gone = places.replaced(known, [id_ for id_, _ in by_themselves])
    for key, id_, version in merging.lying(there):
        theirs = writing.find_article(here, id_)
        own = merging.place(here, key)
        if theirs is None or (key.startswith("text:") and id_ in gone):
            continue
        if own is None or own.id == id_:
            writing.put(here, key, theirs.number, max(version, own.version if own else 1))
            moved |= set() if own else {theirs.number}
            continue
        chosen = _chosen(here, known, key, own.id, id_)
        listed = None if chosen is None else writing.find_article(here, chosen)
        if listed is None:
            if f"text:{id_}" not in alone:
                writing.put(here, f"text:{id_}", theirs.number, version)  # another machine's file of the same name
                moved.add(theirs.number)
        elif chosen != own.id:
            writing.put(here, key, listed.number, max(version, own.version + 1))
            moved |= {own.article, listed.number}
    for key, (id_, version) in alone.items():
        ends = [writing.find_article(here, one) for one in (id_, gone.get(id_, id_))]
        if id_ in gone and ends[0] is not None and ends[1] is not None:
            writing.put(here, key, ends[1].number, version + 1)
            moved |= {ends[0].number, ends[1].number}
    return moved


def _chosen(here: Connection, known: order.Ledger, key: str, own: str, theirs: str) -> str | None:
    """Which content lies at a place where two do, or one that both know; None: each lies on its own machine."""
    found = places.contents(known, key)
    if len(found) == 1 or not {own, theirs} <= set(found):  # one of the two had followed the other
        return own if own in found or theirs not in found else theirs
    return places.choose(here, known, key, found) if key.startswith(places.ADDRESS) else None


def _follow(here: Connection, before: int, subjects: list[str], reworded: set[int]) -> set[int]:
    """What was decided on replaced contents follows to those that took their places; the claims that it touches.

    Only where entries behind number `before` say something new: of the articles of `subjects`, or that one replaced
    another. All else followed when it happened.
    """
    moving = places.articles_of(here, subjects)
    touched: set[int] = set()
    for old, new, number in places.steps(places.ledger(here)):
        ends = writing.find_article(here, old), writing.find_article(here, new)
        if ends[0] is None or ends[1] is None or not (old in moving or number > before):
            continue
        carried = carry_reviews(here, ends[0].number, ends[1].number, reworded)
        touched |= carried
        moving |= {new} if carried else set()
    return touched


def _list(here: Connection, numbers: set[int], comparer: Comparer, sealed: Seals) -> tuple[list[int], set[int]]:
    """Lists those articles that lie somewhere now, and no others; compares what is new on the lists with the rest.

    Returns:
        The claims where links begin that were added, and the claims that won or lost any, by number.
    """
    added: list[int] = []
    touched: set[int] = set()
    for number in sorted(numbers):
        claims = loading.claim_numbers(here, number)
        sealed.before_links(here, claims)
        listed = not writing.lies_nowhere(here, number)
        touched |= around(here, claims)
        writing.list_article(here, number, current=listed)
        if listed:
            article = loading.articles(here, [number])[number]
            with noting(here, [article.id]):
                added += link_article(here, number, article, comparer)
        touched |= around(here, claims)
    return added, touched

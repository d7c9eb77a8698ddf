"""Repair: what follows from the rest is made again where it does not; and what the log holds no hashes of gets them.

What was read and what people decided is never touched: where that is damaged, only a backup has it, and nothing is
made from it.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from sqlalchemy import Connection

from provenance.bookkeeping import Repair
from provenance.casefile.decisions import settle
from provenance.casefile.integrity import verify_casefile
from provenance.casefile.steps import Steps
from provenance.casefile.weighing import weigh
from provenance.store import checking, dialects, loading, log, postings, rebuilding, seals, tables
from provenance.store.seals import Seals

SEALED = 500
"""So many articles are sealed by one entry of the log."""


def repair(connection: Connection, steps: Steps) -> Repair:
    """Makes all that follows again. Needs a writing transaction; all of it happens or nothing."""
    dialect = dialects.of(connection)
    faults = [one for one in dialect.damage(connection, tables.metadata.sorted_tables) if one.follows]
    if faults:
        dialect.rebuild_indexes(connection)
    found = verify_casefile(connection, steps.origins).differences
    primary = [one for one in found if not one.follows]
    if primary:
        return Repair(rebuilt=(), left=tuple(primary))
    wrong = tuple(dict.fromkeys([*faults, *found]))
    if wrong:
        _rebuild(connection, steps)
        told = Counter(one.what for one in wrong)
        _append(connection, "rebuilt", {what: str(number) for what, number in told.items()}, _keys(connection, steps))
    sealed = _seal(connection)
    left = verify_casefile(connection, steps.origins).differences
    return Repair(rebuilt=tuple(one for one in wrong if one not in left), left=left, sealed=sealed)


def _rebuild(connection: Connection, steps: Steps) -> None:
    dialect, held = dialects.of(connection), seals.held(connection)
    rebuilding.places(connection, held)
    dialect.drop_words(connection)
    numbers = checking.articles(connection)
    for id_, number in numbers.items():
        rebuilding.passages(connection, number, frozenset(held.titles.get(id_, ())))
    dialect.rebuild_words(connection)
    rebuilding.columns(connection)
    rebuilding.readers(connection)
    rebuilding.readings_gone(connection)
    settle(connection, rebuilding.decided(connection))
    for number in numbers.values():
        weigh(connection, loading.claim_numbers(connection, number), steps.origins)


def _keys(connection: Connection, steps: Steps) -> Seals:
    """Finds the terms of those articles again whose terms are not those that are sealed, and seals them."""
    sealed, held, stored = Seals(), seals.held(connection), seals.sums_of_keys(connection)
    numbers = checking.articles(connection)
    for id_, known in held.seals.keys.items():
        if seals.seal_of_sum(stored.get(id_, 0)) == known:
            continue
        number = numbers[id_]
        claims = loading.claims(connection, loading.claim_numbers(connection, number))
        story = steps.article_keys(loading.articles(connection, [number])[number])
        keys = {at: steps.claim_keys(claim) for at, claim in claims.items()}
        rebuilding.keys_gone(connection, number)
        postings.add_keys(connection, number, story, keys)
        sealed.keys[id_] = seals.seal_keys(id_, story, {claims[at].id: terms for at, terms in keys.items()})
    return sealed


def _seal(connection: Connection) -> int:
    """Seals, as they are now, articles that came in before the log held their hashes; how many."""
    held, sums = seals.held(connection), seals.sums_of_keys(connection)
    if held.whole:
        return 0
    open_ = ((id_, at) for id_, at in checking.articles(connection).items() if id_ not in held.seals.articles)
    done = 0
    while some := dict(islice(open_, SEALED)):
        sealed = Seals(keys={id_: seals.seal_of_sum(sums.get(id_, 0)) for id_ in some})
        sealed.note_facts(connection, some.values())
        sealed.note_links(connection, some.values())
        sealed.note_place(connection, some.values())
        done += len(some)
        _append(connection, "sealed", {"articles": str(len(some))}, sealed)
    rest = Seals(whole=True)
    rest.places |= seals.places_of(connection)
    _append(connection, "sealed", {}, rest)
    return done


def _append(connection: Connection, value: str, told: dict[str, str], sealed: Seals) -> None:
    log.append(connection, seals.REPAIR, "casefile", value, detail={**told, "sealed": sealed.detail()})

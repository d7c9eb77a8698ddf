"""Loading: what lies in an archive's folder goes into a casefile, as if it had been ingested, but without comparing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from provenance.bulk import tables
from provenance.bulk.archive import Archive
from provenance.bulk.plan import CATALOGUE
from provenance.bulk.shelf import Shelf
from provenance.bulk.steps import ARTICLE
from provenance.casefile.joining import Linking, join, link_article
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.errors import InvalidRequest
from provenance.model import Article, Claim, Contribution, Link, Original, Reason, ReasonKind, Relation
from provenance.records import FileOutcome, IngestSummary
from provenance.store import checking, loading, writing
from provenance.store import tables as casefile
from provenance.store.database import Database
from provenance.store.rows import article_from

ARTICLES = 50
"""So many articles come in one transaction."""

Row = Mapping[str, Any]
Tell = Callable[[int, int], None]
"""Called with how many of how many articles are in."""


@dataclass(frozen=True, slots=True)
class Member:
    """An article of the archive with its claims, and the links from these to claims that came before, as rows by id."""

    article: Article
    claims: Sequence[Claim]
    links: Sequence[Row]


def load(
    folder: str | Path, db: str | Path, *, steps: Steps | None = None, tell: Tell = lambda _done, _of: None
) -> IngestSummary:
    """Brings an archive into a casefile; what is in already stays as it is. Can be broken off, and done again.

    Where nothing else is in the casefile, the archive's links are all there are. Articles from elsewhere are compared
    with those that come.

    Raises:
        InvalidRequest: There is no archive in the folder, or it is not complete.
        CasefileUnavailable: The casefile cannot be opened or written.
    """
    archive, linked = _on_shelf(Path(folder))
    used = steps or InstalledSteps()
    database = Database.open(db)
    try:
        with database.reading() as connection:
            present = checking.article_ids(connection)
        begun = present == list(islice(_ids(archive), len(present)))
        compare = None if begun else link_article
        members = _members(archive, linked, after=len(present) if begun else 0)
        outcomes = [FileOutcome(source=one, state="unchanged", article=one) for one in present if begun]
        added = 0
        while batch := list(islice(members, ARTICLES)):
            here, links = database.change(partial(_join, members=batch, steps=used, compare=compare))
            outcomes += here
            added += links
            tell(len(outcomes), len(archive.who))
    finally:
        database.close()
    return IngestSummary(outcomes=tuple(outcomes), links=added)


def _on_shelf(folder: Path) -> tuple[Archive, list[str]]:
    """The archive in a folder, and the keys of its links."""
    try:
        catalogue = json.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidRequest(
            f"{folder}: there is no whole archive in it; make one with: provenance bulk INPUT --out {folder}"
        ) from error
    return Archive.on_shelf(Shelf(folder), catalogue["roster"][0]), catalogue["links"]


def _ids(archive: Archive) -> Iterator[str]:
    """Of the articles, in the order of coming."""
    for number, keys in enumerate(archive.pieces):
        rows = archive.who.row[slice(*archive.who.of_piece(number))]
        yield from archive.shelf.table("articles", keys.articles, "article", ["id"])["id"].take(rows).to_pylist()


def _members(archive: Archive, linked: Sequence[str], after: int) -> Iterator[Member]:
    """The articles with numbers from `after` on, one after the other, a piece of them in memory at a time."""
    who, shelf = archive.who, archive.shelf
    for number, keys in enumerate(archive.pieces):
        start, stop = who.of_piece(number)
        numbers = range(max(start, after), stop)
        if not numbers:
            continue
        rows = shelf.some("articles", keys.articles, "article", who.row[list(numbers)], ARTICLE.names)
        claims = archive.claims(range(int(who.first[numbers[0]]), int(who.first[stop])))
        links = _links(archive, linked[number])
        for article, row in zip(numbers, tables.to_rows(rows, casefile.article), strict=True):
            own = range(int(who.first[article]), int(who.first[article + 1]))
            yield Member(
                _article(row), [claims[claim] for claim in own], [link for claim in own for link in links[claim]]
            )


def _article(row: Row) -> Article:
    original = None if row["original"] is None else Original(row["original"], row["media_type"])
    return replace(article_from(row), original=original, in_list=True)


def _links(archive: Archive, key: str) -> dict[int, list[Row]]:
    """The links of a piece, by the claim that came later; `one` and `other` are the ids of it and the earlier one."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    rows = archive.shelf.table("links", key, "link")
    ids = archive.ids(np.concatenate([rows["a"].to_numpy(), rows["b"].to_numpy()]))
    for row in tables.to_rows(rows, casefile.link):
        found[row["a"]].append({**row, "one": ids[row["a"]], "other": ids[row["b"]]})
    return found


def _join(
    connection: Connection, members: Sequence[Member], steps: Steps, compare: Linking | None
) -> tuple[list[FileOutcome], int]:
    """Puts some articles in their place, unless they are in; what became of them, and how many links were added."""
    outcomes = []
    added = 0
    for member in members:
        article = member.article
        source = article.path or article.id
        known = writing.find_article(connection, article.id)
        if known is not None:
            outcomes.append(FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims))
            continue
        linking = partial(_link, links=member.links, compare=compare)
        outcome, links = join(connection, source, article, member.claims, steps, linking)
        outcomes.append(outcome)
        added += links
    return outcomes, added


def _link(
    connection: Connection,
    number: int,
    article: Article,
    steps: Steps,
    *,
    links: Sequence[Row],
    compare: Linking | None,
) -> int:
    """Adds the links of an article that the archive holds, and those that `compare` finds."""
    ids = {id_ for row in links for id_ in (row["one"], row["other"])}
    claims = loading.claims(connection, loading.claims_with(connection, ids))
    numbers = {claim.id: at for at, claim in claims.items()}
    known = [_stored(row, claims[numbers[row["one"]]], claims[numbers[row["other"]]]) for row in links]
    added = writing.add_links(connection, known, numbers)
    return added if compare is None else added + compare(connection, number, article, steps)


def _stored(row: Row, a: Claim, b: Claim) -> Link:
    reasons = tuple(
        Reason(ReasonKind(kind), (at[0], at[1]), (bt[0], bt[1]), note, weight)
        for kind, at, bt, note, weight in row["reasons"]
    )
    parts = tuple(Contribution(*part) for part in row["parts"])
    return Link(a, b, Relation(row["relation"]), row["score"], reasons, parts)

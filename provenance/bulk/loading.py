"""Loading: what lies in an archive's folder goes into a casefile, as if it had been ingested, but without comparing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from provenance.bulk import tables
from provenance.bulk.archive import Archive
from provenance.bulk.plan import CATALOGUE
from provenance.bulk.roster import Numbers
from provenance.bulk.shelf import Shelf
from provenance.bulk.steps import ARTICLE
from provenance.casefile.comparer import Comparer, comparing_crew
from provenance.casefile.comparing import Linking, link_article
from provenance.casefile.joining import join
from provenance.casefile.processes import Budget
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.casefile.weighing import Count
from provenance.errors import InvalidRequest, Phase
from provenance.faults import collecting, isolated, log
from provenance.model import Article, Claim, Original
from provenance.records import FileOutcome, IngestSummary, Tell, untold
from provenance.store import checking, copying, dialects, incidents, loading, standing, writing
from provenance.store import tables as casefile
from provenance.store.columns import Columns, Row
from provenance.store.database import Database
from provenance.store.rows import article_from, link_from

ARTICLES = 50
"""So many articles come in one transaction."""


@dataclass(frozen=True, slots=True)
class Member:
    """An article of the archive with its claims, and the links from these to claims that came before, as rows.

    `first` is the number of its first claim in the archive.
    """

    article: Article
    first: int
    claims: Sequence[Claim]
    links: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Made:
    """An archive in a folder, and the keys of its links and standings."""

    archive: Archive
    links: Sequence[str]
    standings: Sequence[str]


def load(
    folder: str | Path, db: str | Path, *, steps: Steps | None = None, budget: Budget | None = None, tell: Tell = untold
) -> IngestSummary:
    """Brings an archive into a casefile; what is in already stays as it is. Can be broken off, and done again.

    An empty casefile takes in the whole archive, or nothing, and everything that the archive knows: nothing is weighed
    again. Else articles come in one after the other. Where nothing else is in the casefile, the archive's links are all
    there are; articles from elsewhere are compared with those that come, each within a budget, as for `Casefile.open`.
    `tell` hears how far it is.

    Raises:
        InvalidRequest: There is no archive in the folder, or it is not complete.
        CasefileUnavailable: The casefile cannot be opened or written.
    """
    made = _on_shelf(Path(folder))
    archive = made.archive
    used = steps or InstalledSteps()
    database = Database.open(db)
    crew = comparing_crew(used, budget if steps else budget or Budget())
    comparer = Comparer(used, crew)
    try:
        with database.reading() as connection:
            present = checking.article_ids(connection)
            empty = copying.is_empty(connection)
            damaged = incidents.are_incomplete(connection)
        if empty:
            fill = partial(_fill_whole, made=made, comparer=comparer, tell=tell)
            with collecting():  # what fails here is met again below, where each article is by itself
                filled = isolated(Phase.STORING, archive.shelf.name, partial(database.change, fill), memory=True)
            if filled is not None:
                return filled
        begun = present == list(islice(_ids(archive), len(present)))
        compare = None if begun else link_article
        passed = present if begun and not damaged else []
        members = _members(made, after=len(passed), named=True)
        outcomes = [FileOutcome(source=one, state="unchanged", article=one) for one in passed]
        added = 0
        while batch := list(islice(members, ARTICLES)):
            here, links = database.change(partial(_join, members=batch, comparer=comparer, compare=compare))
            outcomes += here
            added += links
            tell("articles", len(outcomes), len(archive.who))
    finally:
        crew.close()
        database.close()
    return IngestSummary(outcomes=tuple(outcomes), links=added)


def _on_shelf(folder: Path) -> Made:
    try:
        catalogue = json.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidRequest(
            f"{folder}: there is no whole archive in it; make one with: provenance bulk INPUT --out {folder}"
        ) from error
    archive = Archive.on_shelf(Shelf(folder), catalogue["roster"][0])
    return Made(archive, catalogue["links"], catalogue["standing"])


def _ids(archive: Archive) -> Iterator[str]:
    """Of the articles, in the order of coming."""
    for number, keys in enumerate(archive.pieces):
        rows = archive.who.row[slice(*archive.who.of_piece(number))]
        yield from archive.shelf.table("articles", keys.articles, "article", ["id"])["id"].take(rows).to_pylist()


def _members(made: Made, *, after: int, named: bool) -> Iterator[Member]:
    """The articles with numbers from `after` on, one after the other, a piece of them in memory at a time.

    With `named`, their links tell the ids of their claims.
    """
    archive = made.archive
    who, shelf = archive.who, archive.shelf
    for number, keys in enumerate(archive.pieces):
        start, stop = who.of_piece(number)
        numbers = range(max(start, after), stop)
        if not numbers:
            continue
        rows = shelf.some("articles", keys.articles, "article", who.row[list(numbers)], ARTICLE.names)
        claims = archive.claims(range(int(who.first[numbers[0]]), int(who.first[stop])))
        links = _links(archive, made.links[number], named=named)
        for article, row in zip(numbers, tables.to_rows(rows, casefile.article), strict=True):
            own = range(int(who.first[article]), int(who.first[article + 1]))
            yield Member(
                _article(row),
                own.start,
                [claims[claim] for claim in own],
                [link for claim in own for link in links[claim]],
            )


def _article(row: Row) -> Article:
    original = None if row["original"] is None else Original(row["original"], row["media_type"])
    return replace(article_from(row), original=original, in_list=True)


def _links(archive: Archive, key: str, *, named: bool) -> dict[int, list[Row]]:
    """The links of a piece, by the claim that came later.

    `a` is its number in the archive and `b` that of the earlier one; with `named`, `one` and `other` are their ids.
    """
    found: defaultdict[int, list[Row]] = defaultdict(list)
    rows = archive.shelf.table("links", key, "link")
    ids = archive.ids(np.concatenate([rows["a"].to_numpy(), rows["b"].to_numpy()])) if named else {}
    for row in tables.to_rows(rows, casefile.link):
        found[row["a"]].append({**row, "one": ids[row["a"]], "other": ids[row["b"]]} if named else row)
    return found


class _NotWholeError(RuntimeError):
    """The program failed on a part of an archive, so the archive does not come in at once."""


def _fill_whole(connection: Connection, made: Made, comparer: Comparer, tell: Tell) -> IngestSummary:
    """Brings in all of an archive; raises, so that nothing comes, where the program fails on any part of it."""
    with collecting() as found:
        summary = _fill(connection, made, comparer, tell)
    if found:
        raise _NotWholeError(str(found[0]))
    return summary


def _fill(connection: Connection, made: Made, comparer: Comparer, tell: Tell) -> IngestSummary:
    """Brings all of an archive into an empty casefile, with the numbers that it has worked out."""
    who = made.archive.who
    numbers = np.zeros(who.claims, dtype=np.int64)
    outcomes = []
    added = 0
    for member in _members(made, after=0, named=False):
        source = member.article.path or member.article.id
        linking = partial(_put, member=member, numbers=numbers)
        outcome, links = join(connection, source, member.article, member.claims, comparer, linking, weighing=_later)
        outcomes.append(outcome)
        added += links
        if len(outcomes) % ARTICLES == 0 or len(outcomes) == len(who):
            tell("articles", len(outcomes), len(who))
    for done, key in enumerate(made.standings, 1):
        found = made.archive.shelf.table("standing", key, "standing")
        rows = tables.to_rows(found.drop_columns(["current", "verdict"]), casefile.claim)
        standing.set_columns(connection, [_in_casefile(row, numbers) for row in rows])
        tell("numbers", done, len(made.standings))
    dialects.of(connection).settle_rows(connection, casefile.metadata.sorted_tables)
    return IngestSummary(outcomes=tuple(outcomes), links=added)


def _put(
    connection: Connection, number: int, _article: Article, _comparer: Comparer, *, member: Member, numbers: Numbers
) -> list[int]:
    """Adds the links of an article that the archive holds; `numbers` are those of its claims here."""
    own = sorted(loading.claim_numbers(connection, number))  # in the order of coming
    numbers[member.first : member.first + len(own)] = own
    rows = [{**row, "a": int(numbers[row["a"]]), "b": int(numbers[row["b"]])} for row in member.links]
    writing.insert_rows(connection, casefile.link, rows)
    return [row["a"] for row in rows]


def _later(_connection: Connection, _claims: Sequence[int], _count: Count) -> None:
    """The numbers of the claims come when all of them are in."""


def _in_casefile(row: Row, numbers: Numbers) -> Columns:
    core = None if row["core"] is None else int(numbers[row["core"]])
    return {**row, "number": int(numbers[row["number"]]), "core": core}


def _join(
    connection: Connection, members: Sequence[Member], comparer: Comparer, compare: Linking | None
) -> tuple[list[FileOutcome], int]:
    """Puts some articles in their place, unless they are in; what became of them, and how many links were added."""
    outcomes = []
    added = 0
    for member in members:
        article = member.article
        source = article.path or article.id
        known = writing.find_article(connection, article.id)
        to_complete = writing.is_in_place(connection, article) and incidents.is_incomplete(connection, article.id)
        if known is not None and not to_complete:
            outcomes.append(FileOutcome(source=source, state="unchanged", article=article.id, claims=known.claims))
            continue
        linking = link_article if to_complete else partial(_link, links=member.links, compare=compare)
        outcome, links = _joined(connection, source, member, comparer, linking)
        outcomes.append(outcome)
        added += links
    return outcomes, added


def _joined(
    connection: Connection, source: str, member: Member, comparer: Comparer, linking: Linking
) -> tuple[FileOutcome, int]:
    """Puts one article in its place; where that fails, it is left out and named."""

    def work() -> tuple[FileOutcome, int]:
        with connection.begin_nested():
            return join(connection, source, member.article, member.claims, comparer, linking)

    with collecting() as found:
        done = isolated(Phase.STORING, source, work, passing=(OperationalError,), memory=True)
    told = tuple(map(str, found))
    log(found)
    if done is None:
        reason = f"the program failed on it ({found[-1].cause}); --debug shows where"
        return FileOutcome(source=source, state="failed", reason=reason, faults=told), 0
    if found:
        incidents.note(connection, member.article.id, found)
    return replace(done[0], faults=told), done[1]


def _link(
    connection: Connection,
    number: int,
    article: Article,
    comparer: Comparer,
    *,
    links: Sequence[Row],
    compare: Linking | None,
) -> list[int]:
    """Adds the links of an article that the archive holds, and those that `compare` finds."""
    ids = {id_ for row in links for id_ in (row["one"], row["other"])}
    claims = loading.claims(connection, loading.claims_with(connection, ids))
    numbers = {claim.id: at for at, claim in claims.items()}
    known = [
        link_from(row, claims[numbers[row["one"]]], claims[numbers[row["other"]]])
        for row in links
        if {row["one"], row["other"]} <= numbers.keys()  # an article that failed is not there
    ]
    added = writing.add_links(connection, known, numbers)
    return added if compare is None else [*added, *compare(connection, number, article, comparer)]

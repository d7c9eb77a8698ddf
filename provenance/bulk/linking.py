"""Links: the claims of a piece compared with their candidates, and what of it is worth keeping."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from provenance.bulk import tables
from provenance.bulk.archive import Archive
from provenance.bulk.roster import Numbers, Roster
from provenance.bulk.shelf import Parts, Shelf
from provenance.casefile.comparer import first_links, links_each
from provenance.casefile.steps import Steps
from provenance.errors import Phase
from provenance.faults import isolated
from provenance.model import Claim, Link
from provenance.store import tables as casefile
from provenance.store.rows import link_columns

LINK = tables.schema(casefile.link, without=("number", "current", "verdict"))
ARTICLES = 500
"""So many articles are compared at a time, in memory with those that they are compared with, some 50 each. The fewer,
the more often each file is opened: of a million claims, 50 at a time took a third longer."""


def links(shelf: Shelf, order: str, near: str, piece: int, steps: Steps) -> Parts:
    """The links of a piece's claims with earlier ones: a table `link` of claims `a` and, the earlier, `b`, by number.

    Args:
        shelf: Where all results lie.
        order: The key of the roster.
        near: The key of the candidates.
        piece: Its number.
        steps: What compares.
    """
    archive = Archive.on_shelf(shelf, order)
    pairs = shelf.table("candidates", near, "pair")
    claims, others = pairs["claim"].to_numpy(), pairs["other"].to_numpy()
    start, stop = archive.who.of_piece(piece)
    rows = []
    for first, last in pairwise([*range(start, stop, ARTICLES), stop]):
        bounds = np.searchsorted(claims, archive.who.first[[first, last]])
        here = slice(*bounds.tolist())
        known = archive.claims([*claims[here].tolist(), *others[here].tolist()])
        numbers = {claim.id: number for number, claim in known.items()}
        found = _linked(known, archive.who, claims[here], others[here], steps)
        rows += [link_columns(link, a=numbers[link.a.id], b=numbers[link.b.id]) for link in found]
    return {"link": tables.from_rows(rows, casefile.link, LINK)}


def _linked(known: dict[int, Claim], who: Roster, claims: Numbers, others: Numbers, steps: Steps) -> Iterator[Link]:
    """The links to keep, of one article after the other; `others` come best first for each claim."""
    articles = who.article[claims]
    for article in np.unique(articles).tolist():
        own = articles == article
        most = links_each(int(who.first[article + 1] - who.first[article]))
        pairs = zip(claims[own].tolist(), others[own].tolist(), strict=True)
        near = (
            (known[claim], [(known[other], None) for _, other in group])
            for claim, group in groupby(pairs, key=itemgetter(0))
        )
        found = [link for of_claim in first_links(near, steps, most) for link in of_claim]
        first = known[int(claims[own][0])].article
        where = first.path or first.id
        yield from isolated(Phase.COMPARISON, where, lambda: list(steps.chosen(found))) or ()  # noqa: B023

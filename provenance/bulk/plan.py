"""The plan: which steps an archive takes, on what each rests, and what of it is on the shelf already.

    articles ─▶ claims ─▶ keys ─▶ roster ─▶ index ─▶ candidates ─▶ links ─▶ ties ─▶ standing ─▶ tables

Steps are done one after the other, the pieces of the archive in any order. Up to the keys, a piece depends on itself
alone; candidates and links depend on what came before it; ties are what its claims are linked to wherever that is. So
of an archive that grew by some articles at its end the new ones take all steps, and of the others only those weigh
again that are newly tied. The roster, and the index of the last stretch, are made anew.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, count
from pathlib import Path

from provenance.bulk import (
    Options,
    Outcome,
    candidates,
    casefile_tables,
    inputs,
    linking,
    roster,
    standing,
    steps,
    stretch,
    ties,
)
from provenance.bulk.engines import Engine, engine
from provenance.bulk.inputs import Piece
from provenance.bulk.roster import LISTED, Keys
from provenance.bulk.shelf import Shelf, Task, Work, key_of, replace_file
from provenance.casefile.comparing import CANDIDATES
from provenance.casefile.steps import InstalledSteps
from provenance.matching import ranking as limits

CATALOGUE = "archive.json"
"""What of a folder's results make up the archive, written when all are there."""
LIMITS = (CANDIDATES, *(value for value in vars(limits).values() if isinstance(value, int | float)))
"""With others there are other candidates."""
_MADE_ANEW = ("roster", "index", "candidates", "links", "ties", "standing", "tables")
"""Steps whose results go when they are not of the archive any more; reading and extracting takes too long for that."""


def run(source: str | Path, out: str | Path, options: Options) -> Outcome:
    """See `provenance.bulk.run`."""
    folder = Path(out).resolve()
    pieces, unread = inputs.pieces(source, options.piece, without=folder, follow_links=options.follow_links)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "making", ignore_errors=True)
    (folder / "making").mkdir()
    shelf = Shelf(folder)
    with engine(options.engine, options.master, folder) as started:
        made = Run(shelf, started, options).archive(pieces)
    return replace(made, failed=(*((error.source, error.reason) for error in unread), *made.failed))


class Run:
    """One run: which results it needs, and what is done for them."""

    def __init__(self, shelf: Shelf, started: Engine, options: Options) -> None:
        self.shelf = shelf
        self.engine = started
        self.options = options
        self.steps = options.steps or InstalledSteps()
        self.keys: dict[str, list[str]] = {}
        self.done: Counter[str] = Counter()

    def archive(self, pieces: Sequence[Piece]) -> Outcome:
        """All steps of all pieces."""
        order, own = self.called(pieces)
        self.nominate(order, own)
        self._compare(order)
        self._weigh(order, own)
        self._tabulate(order, own)
        for step in _MADE_ANEW:
            self.shelf.keep_only(step, set(self.keys[step]))
        catalogue = {step: self.keys[step] for step in ("roster", "links", "standing", "tables")}
        replace_file(self.shelf.folder / CATALOGUE, json.dumps(catalogue, indent=1))
        return self._outcome(order, own)

    def called(self, pieces: Sequence[Piece]) -> tuple[str, list[Keys]]:
        """Each piece by itself, up to its keys, and then the roster: its key, and theirs."""
        read = self._step(
            "articles",
            [key_of("articles", one.path, one.first, one.count, one.sha256) for one in pieces],
            [partial(steps.articles, piece=piece) for piece in pieces],
        )
        extracted = self._step(
            "claims",
            [key_of("claims", key) for key in read],
            [partial(steps.claims, read=key, steps=self.steps) for key in read],
        )
        found = self._step(
            "keys",
            [key_of("keys", key) for key in extracted],
            [partial(steps.keys, of=of, steps=self.steps) for of in zip(read, extracted, strict=True)],
        )
        own = [Keys(*each) for each in zip(read, extracted, found, strict=True)]
        order = key_of("roster", own)
        self._step("roster", [order], [partial(roster.call, called=own)])
        return order, own

    def nominate(self, order: str, own: Sequence[Keys]) -> None:
        """The candidates of each piece. They depend on what was before it and on nothing else, and so do its links."""
        size, count = self.options.stretch, len(own)
        upto = list(accumulate(own, lambda before, keys: key_of(before, keys), initial=""))[1:]
        bounds = [(start, min(start + size, count)) for start in range(0, count, size)]
        indexed = [key_of("index", size, upto[last - 1]) for _, last in bounds]
        near = [key_of("candidates", LIMITS, key) for key in upto]
        self._step("index", indexed, [partial(stretch.index, order=order, bounds=one) for one in bounds])
        search = partial(candidates.candidates, order=order, score=self.steps.candidate_score)
        works = [partial(search, stretches=indexed[: at // size + 1], piece=at) for at in range(count)]
        self._step("candidates", near, works)

    def _compare(self, order: str) -> None:
        """The links of each piece."""
        near = self.keys["candidates"]
        compare = partial(linking.links, order=order, steps=self.steps)
        self._step(
            "links",
            [key_of("links", key) for key in near],
            [partial(compare, near=key, piece=at) for at, key in enumerate(near)],
        )

    def _weigh(self, order: str, own: Sequence[Keys]) -> None:
        """Each piece with all that its claims are tied to."""
        gathered = ties.gathered(self.shelf, order, self.keys["links"])
        found = [ties.of_piece(gathered, piece) for piece in range(len(own))]
        tied = [key for key, _ in found]
        for key, parts in found:  # nothing is left to do, so no worker is needed
            if not self.shelf.has("ties", key):
                self.shelf.put("ties", key, parts)
        self.keys["ties"] = tied
        weigh = partial(standing.standings, order=order, steps=self.steps)
        self._step(
            "standing",
            [key_of("standing", key) for key in tied],
            [partial(weigh, tied=key, piece=at) for at, key in enumerate(tied)],
        )

    def _tabulate(self, order: str, own: Sequence[Keys]) -> None:
        """The tables of a casefile."""
        who = roster.on_shelf(self.shelf, order)
        keys, works = [], []
        for at, (linked, weighed) in enumerate(zip(self.keys["links"], self.keys["standing"], strict=True)):
            start, stop = who.of_piece(at)
            keys.append(key_of("tables", own[at], linked, weighed, start, who.version[start:stop].tolist()))
            works.append(
                partial(casefile_tables.casefile_tables, order=order, linked=linked, weighed=weighed, piece=at)
            )
        self._step("tables", keys, works)

    def _step(self, name: str, keys: Sequence[str], works: Sequence[Work]) -> list[str]:
        """Has the engine make what is not on the shelf yet; the keys under which the results lie."""
        settled = [self._retried(name, key, work) for key, work in zip(keys, works, strict=True)]
        self.keys[name] = settled
        tasks = [Task(name, key, work) for key, work in dict(zip(settled, works, strict=True)).items()]
        missing = [task for task in tasks if not self.shelf.has(name, task.key)]
        told = count(1)
        if missing:
            self.engine.perform(self.shelf, missing, lambda: self.options.tell(name, next(told), len(missing)))
        self.done[name] = len(missing)
        return settled

    def _retried(self, name: str, key: str, work: Work) -> str:
        """Where a result lies, or will. One that an earlier run made with faults is tried again.

        What comes of it now, if it differs, gets a key of its own, so that all that rests on it is made anew.
        """
        while self.shelf.has(name, again := key_of("again", key)):
            key = again
        if not self.shelf.has(name, key) or not self.shelf.faults(name, key):
            return key
        parts = self.shelf.made(work)
        if self.shelf.is_same(name, key, parts):
            return key
        self.shelf.put(name, again, parts)
        return again

    def _outcome(self, order: str, own: Sequence[Keys]) -> Outcome:
        who = roster.on_shelf(self.shelf, order)
        failed = [
            (row["source"], row["reason"])
            for keys in own
            for row in self.shelf.table("articles", keys.articles, "failed").to_pylist()
        ]
        failed += [one for name, keys in self.keys.items() for key in keys for one in self.shelf.faults(name, key)]
        links = sum(self.shelf.rows("links", key)["link"] for key in self.keys["links"])
        listed = int((who.until == LISTED).sum())
        return Outcome(
            articles=len(who),
            listed=listed,
            claims=who.claims,
            links=links,
            failed=tuple(failed),
            done=dict(self.done),
        )

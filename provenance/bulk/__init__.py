"""Bulk: an archive of articles to the tables of a casefile, by the same functions, on one machine or on many.

A *plan* is a list of steps. Each step of each piece of the archive is a `Task`: a function of results that are there
already, whose result lies on a `Shelf` under a hash of all that it was made from. An engine only runs tasks. So an
archive that grew needs what is new, a run that died goes on where it was, and every engine gives the same.

What writes the tables (pyarrow) is optional, so it is imported by what is called first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import MissingExtra
from provenance.records import IngestSummary, Tell, untold

if TYPE_CHECKING:  # loading the casefile takes half a second, and `--help` needs none
    from provenance.casefile.steps import Steps

__all__ = ["EngineName", "Options", "Outcome", "load", "run"]


class EngineName(StrEnum):
    """What can do the tasks."""

    LOCAL = "local"
    """This process, one task after the other."""
    SPARK = "spark"
    """The workers of Apache Spark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to work: by which engine, Spark's workers at which `master`, and in pieces of how many articles.

    `stretch` pieces are indexed together: what is looked up in at a time. `steps`: instead of the installed functions.
    `follow_links`: see `reading.find`. `tell` hears how many of how many pieces of a step are done.
    """

    engine: EngineName = EngineName.LOCAL
    master: str | None = None
    piece: int = 500
    stretch: int = 200
    steps: Steps | None = None
    follow_links: bool = False
    tell: Tell = untold


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an archive holds now.

    `listed`: the articles that were not replaced by a later content at their address. `failed`: what could not be
    read, and why. `done`: how many results were made for it, by step; all others were there.
    """

    articles: int
    listed: int
    claims: int
    links: int
    failed: tuple[tuple[str, str], ...]
    done: Mapping[str, int]


def run(source: str | Path, out: str | Path, options: Options | None = None) -> Outcome:
    """Brings the tables under `out` up to date with the articles of `source`. One run at a time in a folder.

    Raises:
        InvalidRequest: There are no articles there, or the engine cannot start.
        MissingExtra: What writes the tables, or the engine, is not installed.
        WorkersLost: Workers were lost time and again.
    """
    try:
        from provenance.bulk import plan
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    return plan.run(source, out, options or Options())


def load(folder: str | Path, db: str | Path, *, tell: Tell = untold) -> IngestSummary:
    """Brings the tables under `folder` into the casefile `db`, as `provenance.bulk.loading.load`.

    Raises:
        InvalidRequest: There is no archive in the folder, or it is not complete.
        MissingExtra: What reads the tables is not installed.
        CasefileUnavailable: The casefile cannot be opened or written.
    """
    try:
        from provenance.bulk import loading
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    return loading.load(folder, db, tell=tell)


def _missing(error: ModuleNotFoundError) -> Exception:
    return MissingExtra("the bulk engine", "spark") if error.name == "pyarrow" else error

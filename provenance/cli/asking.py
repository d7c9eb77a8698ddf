"""Opening the casefile, and answering in the form that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from provenance.cli.options import Form
from provenance.cli.screen import Screen
from provenance.errors import NotFound
from provenance.records import Filter
from provenance.reports.visible import in_a_line

if TYPE_CHECKING:  # loading the casefile takes half a second: only a command that runs needs it
    from provenance.casefile import Casefile

SHORTEST = 4


def opened(db: str, *, create: bool = True) -> Casefile:
    """The casefile there; said once where it can only be read. Raises as `Casefile.open`."""
    from provenance.casefile import Casefile

    case = Casefile.open(db, create=create)
    if case.only_read is not None:
        typer.echo(in_a_line(f"opened for reading only: {case.name}: {case.only_read}"), err=True)
    return case


def existing(db: str) -> Casefile:
    """The casefile there; a command that only reads makes none. Raises NotFound, NewerCasefile, CasefileUnavailable."""
    return opened(db, create=False)


def asked(case: Casefile, where: Filter) -> Filter:
    """`where`, if it names no outlet or source that is not there; that would look as if nothing had been said.

    Raises:
        NotFound: There is no such outlet or source; `known` lists those that there are, or the nearest names.
    """
    if where.source is not None:
        case.source(where.source)
    for name in sorted(where.outlets):
        if not case.count_claims(where=Filter(outlets=frozenset({name}))):
            known = [one.outlet for one in case.outlets()]
            if name not in known:
                raise NotFound("outlet", name, known)
    return where


def write_records(records: Sequence[object], kind: type, form: Form, screen: Screen) -> None:
    """Prints records of one kind as JSON, JSON Lines or CSV."""
    if form is Form.JSON:
        from provenance.reports import json

        json.write_records(records, screen.binary)
    elif form is Form.JSONL:
        from provenance.reports import jsonl

        jsonl.write_records(records, screen.binary)
    else:
        from provenance.reports import csv

        csv.write_records(records, kind, screen.binary)


def id_length(ids: Iterable[str], claims: int) -> int:
    """How many characters of an id to show in a casefile with this many claims.

    So many that the ids shown differ, and that among all ids (about twice as many as claims, with the links) two that
    begin alike are improbable: below one in 500 (birthday bound). A longer beginning always serves.
    """
    shown = set(ids)
    length = SHORTEST
    while length < 16 and (16**length < 1000 * claims**2 or len({one[:length] for one in shown}) < len(shown)):
        length += 1
    return length

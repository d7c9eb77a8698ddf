"""The options that commands share, each set written once.

`takes(where=filter_of)` gives a command all options of `filter_of`, and calls it with `where`, what `filter_of` made
of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from provenance.errors import did_you_mean
from provenance.model import Kind, Level, Naming, Polarity, Stance, Status, Verdict
from provenance.records import Filter

DEFAULT_DATABASE = "claims.db"
SOME_FAILED = 3
"""The exit code of a command that did what it could, and named the rest."""

Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Show at most this many.")]
Possible = Annotated[bool, typer.Option("--possible", help="Those that are only possible, instead of those shown.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
FollowLinks = Annotated[
    bool, typer.Option("--follow-links", help="Also read what links in a folder lead to outside of it.")
]


class Form(StrEnum):
    """How a list is printed. A table is for a terminal; into a pipe it goes as lines with tabs."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    JSONL = "jsonl"


def closed(kind: type[StrEnum]) -> dict[str, Any]:
    """What makes an option or argument take the values of a closed set, in capitals too; else it names the nearest."""

    known = {str(one).casefold(): one for one in kind}

    def parse(given: str) -> StrEnum:
        if given.casefold() not in known:
            values = ", ".join(map(repr, map(str, kind)))
            raise typer.BadParameter(f"{given!r} is not one of {values}{did_you_mean(given, kind)}")
        return known[given.casefold()]

    return {"parser": parse, "autocompletion": lambda: list(map(str, kind))}


def _named(given: str | None) -> str:
    if given is None or not given.strip():
        raise typer.BadParameter("say who decides; `provenance use --by NAME` keeps it for the next time")
    return given


def name_of(who: str, **more: Any) -> Any:
    """The option that says in whose name something is done."""
    return typer.Option(envvar="PROVENANCE_BY", metavar="NAME", help=who, show_default=False, **more)


By = Annotated[str, name_of("Who decided.", callback=_named, default_factory=lambda: None)]
Why = Annotated[str, typer.Option(metavar="TEXT", help="For what reason.")]


def takes(**makers: Callable[..., object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command the options of `makers`; it gets what each makes of its own, under the maker's keyword."""
    signatures = {name: signature(maker, eval_str=True).parameters for name, maker in makers.items()}

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:
            made = {
                name: maker(**{option: given.pop(option) for option in signatures[name]})
                for name, maker in makers.items()
            }
            command(**given, **made)

        own = [one for name, one in signature(command, eval_str=True).parameters.items() if name not in makers]
        shared = [one for options in signatures.values() for one in options.values()]
        every = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in (*own, *shared)]
        run.__signature__ = Signature(every)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in every}
        return run

    return decorate


def _choice(kind: type[StrEnum], what: str) -> Any:
    return typer.Option(
        metavar=kind.__name__.upper(), help=f"{what}: {', '.join(kind)}. May be repeated.", **closed(kind)
    )


def _date(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(f"{given!r} is no date; write it as 2026-01-31") from None


def day(what: str) -> Any:
    """An option that takes a day."""
    return typer.Option(parser=_date, metavar="YYYY-MM-DD", help=what)


def filter_of(
    kind: Annotated[list[Kind], _choice(Kind, "Whose first source is this")] = [],  # noqa: B006
    naming: Annotated[list[Naming], _choice(Naming, "Whose first source is")] = [],  # noqa: B006
    level: Annotated[list[Level], _choice(Level, "Put as")] = [],  # noqa: B006
    polarity: Annotated[list[Polarity], _choice(Polarity, "That are")] = [],  # noqa: B006
    status: Annotated[list[Status], _choice(Status, "That are")] = [],  # noqa: B006
    stance: Annotated[list[Stance], _choice(Stance, "That their source")] = [],  # noqa: B006
    outlet: Annotated[
        list[str], typer.Option(metavar="NAME", help="In articles of this outlet. May be repeated.")
    ] = [],  # noqa: B006
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="That cite this source, at first or at second hand.")
    ] = None,
    tag: Annotated[list[str], typer.Option(metavar="TAG", help="With this tag. May be repeated.")] = [],  # noqa: B006
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="With these words in their sentence.")] = None,
    since: Annotated[date | None, day("In articles published on this day or later.")] = None,
    until: Annotated[date | None, day("In articles published on this day or earlier.")] = None,
    accepted: Annotated[bool, typer.Option("--accepted", help="That a person found rightly quoted.")] = False,
    claim: Annotated[
        list[str], typer.Option(metavar="ID", help="This claim, by its id or its beginning. May be repeated.")
    ] = [],  # noqa: B006
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="0..1", help="With at least this confidence.")
    ] = 0,
) -> Filter:
    """The claims that were asked for."""
    return Filter(
        kinds=frozenset(kind),
        namings=frozenset(naming),
        levels=frozenset(level),
        polarities=frozenset(polarity),
        statuses=frozenset(status),
        stances=frozenset(stance),
        outlets=frozenset(outlet),
        source=source,
        tags=frozenset(tag),
        text=text,
        since=since,
        until=until,
        min_confidence=min_confidence,
        verdict=Verdict.ACCEPT if accepted else None,
        claims=frozenset(claim),
    )


def form_of(
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a line.")] = False,
) -> Form:
    """How the list is to be printed."""
    asked = [form for form, wanted in ((Form.JSON, json), (Form.CSV, csv), (Form.JSONL, jsonl)) if wanted]
    if len(asked) > 1:
        raise typer.BadParameter(f"choose one of {', '.join(f'--{form}' for form in asked)}")
    return asked[0] if asked else Form.TABLE


def database_of(
    db: Annotated[
        str, typer.Option(envvar="PROVENANCE_DB", metavar="PATH", help="The casefile: a path or a database URL.")
    ] = DEFAULT_DATABASE,
) -> str:
    """The casefile to use."""
    return db

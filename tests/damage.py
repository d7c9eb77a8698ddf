"""A small casefile with something of everything in it, all that it shows, and ways of damaging it."""

from __future__ import annotations

import io
import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from provenance.casefile import Casefile
from provenance.correction import ClaimChange, SourceChange
from provenance.errors import ProvenanceError
from provenance.model import Kind, Level, ReasonKind, Relation
from provenance.records import Filter
from provenance.reports import write_report
from provenance.store import tables

SEED = 20260131
PAGE = """<!doctype html><html lang="en"><head><title>Lenn bridge to open late</title>
<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Ines Ford">
<meta property="article:published_time" content="2026-01-14">
<link rel="canonical" href="https://harbour.example/bridge"></head><body><article><h1>Lenn bridge to open late</h1>
<p>Minister Ada Quill said on Tuesday that the Lenn bridge will open to all traffic in three weeks.</p>
<p>The Lenn bridge cost 40 million crowns to build, the harbour office said.</p>
<p>Local officials may close the old pier at night for several months.</p></article></body></html>
"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>River Times</title><link>https://river.example/</link>
<item><title>Bridge date moves</title><link>https://river.example/1</link><pubDate>Fri, 16 Jan 2026 08:00 GMT</pubDate>
<description>Engineers said the Lenn bridge will not open to all traffic in three weeks. The Lenn bridge cost 60 million
crowns to build, the harbour office said.</description></item>
<item><title>Pier closed</title><link>https://river.example/2</link><pubDate>Sat, 17 Jan 2026 08:00:00 GMT</pubDate>
<description>The harbour office said the old pier was closed. It was built in 1904.</description></item></channel></rss>
"""
STAR = """The Lenn bridge will open to all traffic in five weeks, Minister Ada Quill said on Tuesday.

The Lenn bridge cost 40 million crowns to build, according to the harbour office.

A line that claims nothing:
"""
LATER = STAR.replace("five weeks", "six weeks")
SETTINGS = ("outlet=Evening Star", "published_on=2026-01-15")


def make(place: str | Path, folder: Path) -> None:
    """A casefile at `place` of articles that are written into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"page.html": PAGE, "feed.xml": FEED, "star.txt": STAR}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Casefile.open(place) as case:
        case.ingest([folder / "page.html", folder / "feed.xml"])
        case.ingest([folder / "star.txt"], settings=SETTINGS, by="R. Reader")
        (folder / "star.txt").write_text(LATER, encoding="utf-8")
        case.ingest([folder / "star.txt"])
        case.ingest([folder / "star.txt"], settings=["title=Six weeks"], by="R. Reader")
        first, second, third, *_ = case.claims()
        case.review(first.id, "accept", by="R. Reader", why="seen", wording="True", scale=("False", "True"))
        case.review(second.id, "reject", by="S. Second", why="not so")
        links = case.links()
        case.review(links[-1].id, "reject", by="S. Second", why="another bridge")
        case.review(links[0].id, "accept", by="R. Reader", why="the same bridge")
        case.rate("Harbour Post", "B", by="R. Reader", why="known for years")
        case.merge(_of_somebody_else(folder))
        case.correct_everywhere("the harbour office", SourceChange(kind=Kind.ORGANISATION), by="R. Reader")
        case.correct_source(third.id, SourceChange(name="Ada Quill, the minister"), by="S. Second", why="so she signs")
        case.correct(first.id, ClaimChange(level=Level.PROBABLE, statement="It opens in May"), by="S. Second")
        case.relate(links[0].a.id, links[0].b.id, links[0].relation, by="R. Reader", reason=ReasonKind.DATE)
        case.relate(first.id, case.claims()[-2].id, Relation.CONFLICTS, by="R. Reader", reason=ReasonKind.DATE)
        case.withdraw(case.claims()[-1].id, by="R. Reader")
        case.note(third.id, "Ask the ministry.", by="R. Reader")
        case.tag(first.id, "bridge", by="R. Reader")
        case.tag(links[0].id, "cost", by="R. Reader")


def _of_somebody_else(folder: Path) -> Path:
    """A casefile with one of the articles, in which another person contradicts."""
    place = folder.parent / f"{folder.name}-other.db"
    with Casefile.open(place) as case:
        case.ingest([folder / "page.html"])
        case.rate("Harbour Post", "D", by="T. Third", why="wrong before")
    return place


def packed(file: Path) -> None:
    """Puts a casefile into small pages, so that a bit of it is seldom one that nothing lies in."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA page_size = 512")
        connection.execute("VACUUM")


def shown(place: str | Path) -> list[str]:
    """All that a casefile shows and exports, in pieces; what cannot be shown is told by its error."""
    pieces: list[str] = []
    try:
        with Casefile.open(place, create=False) as case:
            for ask in _QUESTIONS:
                try:
                    pieces.append(_plain(ask(case)))
                except Exception as error:
                    pieces.append(type(error).__name__)
    except ProvenanceError as error:
        pieces.append(type(error).__name__)
    return pieces


def _plain(answer: object) -> str:
    return json.dumps(answer, default=repr, sort_keys=True)


def _export(case: Casefile) -> str:
    out = io.BytesIO()
    write_report(case.casebook(), "json", out)
    read = json.loads(out.getvalue())
    return _plain({name: value for name, value in read.items() if name != "made_at"})


def _original(case: Casefile, article: str) -> tuple[object, bytes]:
    found = case.original(article)
    assert found is not None
    return found, found.data


_WORDS = ("bridge", "pier", "40 million", "claims nothing", "six weeks")
_QUESTIONS: tuple[Callable[[Casefile], object], ...] = (
    _export,
    lambda case: [case.show(one.id) for one in case.claims()],
    lambda case: case.links(),
    lambda case: case.groups(),
    lambda case: case.clashes(),
    lambda case: [case.article(one.id) for one in case.articles()],
    lambda case: [case.article(entry.subject) for entry in case.log() if entry.event == "ingest"],
    lambda case: [_original(case, entry.subject) for entry in case.log() if entry.event == "ingest"],
    lambda case: [case.source(one.source) for one in case.sources()],
    lambda case: case.outlets(),
    lambda case: case.facets(),
    lambda case: case.clash_facets(),
    lambda case: [case.timeline(one.id) for one in case.claims()],
    lambda case: [case.origin_graph(one.id) for one in case.claims()],
    lambda case: [case.search(words) for words in _WORDS],
    lambda case: case.claims(where=Filter(text="bridge")),
    lambda case: case.desk(),
    lambda case: case.queue(),
    lambda case: case.naming_by_month(),
    lambda case: (case.reviews(), case.notes(), case.log()),
    lambda case: case.changes(everything=True),
)

Edit = tuple[str, str]
"""What was done, and the SQL that does it."""


def flip(file: Path, rng: random.Random) -> str:
    """Turns one bit of a file around; where."""
    data = bytearray(file.read_bytes())
    at, bit = rng.randrange(len(data)), rng.randrange(8)
    data[at] ^= 1 << bit
    file.write_bytes(data)
    return f"bit {bit} of byte {at}"


def edit(file: Path, script: str) -> None:
    """Runs SQL on a file as somebody would who does not go by the program: nothing is guarded."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.executescript(script)
        for _, sql in guards:
            connection.execute(sql)


def every_column(file: Path) -> Iterator[Edit]:
    """For every column of every table, edits of a row: another value, none, and what is of no use."""
    rng = random.Random(SEED)
    with closing(sqlite3.connect(file)) as connection:
        for table in tables.metadata.sorted_tables:
            for column in table.columns:
                yield from _of_column(connection, table.name, column.name, rng)


def some_edits(file: Path, number: int, seed: int) -> Iterator[Edit]:
    """So many edits of cells, and rows taken out or doubled, anywhere."""
    rng = random.Random(seed)
    every = list(tables.metadata.sorted_tables)
    with closing(sqlite3.connect(file)) as connection:
        for _ in range(number):
            table = rng.choice(every)
            kind = rng.randrange(4)
            if kind == 0:
                where = _row(connection, table.name, rng)
                yield f"{table.name}: a row is gone", f'DELETE FROM "{table.name}" WHERE {where}'
            elif kind == 1:
                yield _doubled(connection, table.name, rng)
            else:
                column = rng.choice(list(table.columns))
                yield rng.choice(list(_of_column(connection, table.name, column.name, rng)))


def _row(connection: sqlite3.Connection, table: str, rng: random.Random) -> str:
    """A condition that one row of a table meets."""
    keys = [column.name for column in tables.metadata.tables[table].primary_key]
    names = ", ".join(f'quote("{key}")' for key in keys)
    found = rng.choice(connection.execute(f'SELECT {names} FROM "{table}" ORDER BY {names}').fetchall())
    return " AND ".join(f'"{key}" = {value}' for key, value in zip(keys, found, strict=True))


def _of_column(connection: sqlite3.Connection, table: str, column: str, rng: random.Random) -> Iterator[Edit]:
    where = _row(connection, table, rng)
    [value] = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE {where}').fetchone()
    for new in _others(value, rng):
        written = connection.execute("SELECT quote(?)", (new,)).fetchone()[0]
        told = f"{table}.{column}: {str(value)[:40]!r} becomes {str(new)[:40]!r}"
        yield told, f'UPDATE "{table}" SET "{column}" = {written} WHERE {where}'


def _others(value: Any, rng: random.Random) -> list[Any]:
    if value is None:
        return ["x", "2026-01-13", 1]
    if isinstance(value, int):
        return [value + 1, 1 - value, "x", None]
    if isinstance(value, float):
        return [value + 0.125, value / 2, None]
    if isinstance(value, bytes):
        at = rng.randrange(len(value))
        return [value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :], b"", None]
    return [*_texts(value, rng), "", None, b"\xff\xfe"]


def _texts(value: str, rng: random.Random) -> Iterator[str]:
    """The text with one character changed; a day or a word of a closed set becomes another."""
    at = rng.randrange(len(value)) if value else 0
    yield value[:at] + ("7" if value[at : at + 1] != "7" else "8") + value[at + 1 :]
    if value[:1] in "[{":
        read = json.loads(value)
        yield json.dumps(read[:-1] if isinstance(read, list) and read else [["title", "person"]])
    for word in ("2026-01-13", "official", "named", "certain", "conflicts", "corroborates", "accept", "direct"):
        if value != word and (value in _CLOSED or (value[:2] == "20" and word[:2] == "20")):
            yield word


_CLOSED = {
    *("official", "organization", "person", "media", "expert", "document", "named", "role", "anonymous", "certain"),
    *("possible", "positive", "negative", "asserted", "conflicts", "updates", "corroborates", "accept", "reject"),
    *("direct", "indirect", "mixed", "none", "affirmed", "negated"),
}  # fmt: skip


def _doubled(connection: sqlite3.Connection, table: str, rng: random.Random) -> Edit:
    """A row that is there once more, with another key; ids may not be the same, so they are made up."""
    where = _row(connection, table, rng)
    form = tables.metadata.tables[table]
    values = []
    for column in form.columns:
        name = f'"{column.name}"'
        if column.name == "id" or (column.primary_key and isinstance(_one(connection, table, column.name), str)):
            name += " || 'x'"
        elif column.primary_key and column is list(form.primary_key)[-1]:
            name = f'(SELECT max("{column.name}") FROM "{table}") + 1'
        values.append(name)
    return (
        f"{table}: a row is there twice",
        f'INSERT INTO "{table}" SELECT {", ".join(values)} FROM "{table}" WHERE {where}',
    )


def _one(connection: sqlite3.Connection, table: str, column: str) -> Any:
    return connection.execute(f'SELECT "{column}" FROM "{table}" LIMIT 1').fetchone()[0]

"""Archives for the tests of the bulk engine, and what is in them as a casefile and as tables, to be compared."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as arrow
from casefile_steps import PlainSteps
from pyarrow import parquet
from sqlalchemy import select

from provenance.casefile import Casefile
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.store import tables
from provenance.store.database import Database

ROOT = Path(__file__).parent.parent
TABLES = ("article", "claim", "hop", "link", "claim_key", "claim_pair", "article_key")
_ELSEWHERE = {"number", "passage", "ingested_at"}
"""Columns that say nothing of what was read: where it is kept, and when it came."""
_PACKED = {
    "content",
    "cues",
    "hedges",
    "mentions",
    "merges",
    "found",
    "furniture",
    "places",
    "reasons",
    "parts",
    "statement",
}

Row = Mapping[str, object]
Snapshot = dict[str, dict[object, dict[str, object]]]


class ListSteps(PlainSteps):
    """Plain steps for lists of articles, which are read as ever."""

    find = InstalledSteps.find
    read_all = InstalledSteps.read_all


def stories(count: int, seed: int = 0) -> list[Row]:
    """Articles on a few events, from papers that copy, contradict, cite and correct each other; all invented."""
    draw = random.Random(seed)
    places = ("Lenn", "Quarrow", "Ostrava Bay", "Mirkwell", "Tallin Head")
    events = ("the ferry terminal", "the grain silo", "the tram depot", "the dam on the upper river")
    told: list[Row] = []
    for number in range(count):
        event, place = events[number % len(events)], places[number % len(events)]
        hurt, cost, day = draw.randint(3, 6), draw.choice((40, 40, 55)), 1 + number % 27
        lines = [
            f"A fire at {event} in {place} injured {hurt} people on Monday, police said.",
            f"The mayor of {place}, Ada Quill, said {event} {draw.choice(('would', 'would not'))} reopen in March.",
            f"{event.capitalize()} cost {cost} million crowns to build in {1990 + number % 3}.",
            f"Engineers {draw.choice(('believe', 'say', 'doubt'))} that a cable started the fire at {event}.",
            f"According to the Harbour Post, officials in {place} are in talks with the owners of {event}.",
        ]
        draw.shuffle(lines)
        told.append(
            {
                "text": "\n\n".join(lines[: draw.randint(3, 5)]),
                "title": f"Fire at {event}",
                "outlet": draw.choice(("Harbour Post", "Evening Star", "River Times", "Reuters")),
                "published_on": f"2026-01-{day:02d}",
                "url": f"https://news.example/{number if number % 9 else number // 2}",
            }
        )
    return told


def seeds() -> list[Row]:
    """The sample articles of the project."""
    return [{"text": path.read_text("utf-8")} for path in sorted((ROOT / "seeds").glob("*.txt"))]


def crowded(count: int, seed: int = 0) -> list[Row]:
    """Articles of plain claims and very common words, so that every limit on candidates is reached."""
    draw = random.Random(seed)
    common, rare = [f"c{n}" for n in range(150)], [f"r{n}" for n in range(2000)]
    made: list[Row] = []
    for number in range(count):
        claims = [
            f"The {' '.join([*draw.choices(common[:12], k=3), *draw.choices(rare, k=2)])} is {draw.randint(1, 3)}."
            for _ in range(draw.randint(0, 4))
        ]
        text = "\n".join([" ".join(draw.sample(common, 100)), *claims])
        address = draw.randrange(number + 1) if draw.random() < 0.1 else number
        made.append({"text": text, "outlet": f"o{number % 7}", "url": f"https://news.example/{address}"})
    last = {row["url"]: row for row in made}
    return [*made, *(row for row in made[: count // 10] if row is last[row["url"]])]


def write(rows: Iterable[Row], path: Path) -> Path:
    """The articles as JSON Lines."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def ingested(source: Path | Sequence[Path], db: Path, steps: Steps | None = None) -> Snapshot:
    """What a casefile makes of the articles."""
    with Casefile.open(db, steps=steps) as case:
        case.ingest([source] if isinstance(source, Path) else source)
        assert case.verify().differences == ()
    return of_casefile(str(db))


def of_casefile(db: str) -> Snapshot:
    """What lies in a casefile's tables."""
    database = Database.open(db)
    try:
        with database.reading() as connection:
            rows = {
                name: [dict(row) for row in connection.execute(select(getattr(tables, name))).mappings()]
                for name in TABLES
            }
    finally:
        database.close()
    return _by_id(rows)


def of_folder(folder: Path) -> Snapshot:
    """What lies in the tables that the bulk engine made."""
    keys = json.loads((folder / "archive.json").read_text("utf-8"))["tables"]
    places = [folder / "tables" / key[:2] / key for key in keys]
    read = {name: [parquet.read_table(place / f"{name}.parquet") for place in places] for name in TABLES}
    rows = {name: arrow.concat_tables(parts).to_pylist() for name, parts in read.items()}
    for row in (row for name in TABLES for row in rows[name]):
        row |= {name: json.loads(row[name]) for name in _PACKED & row.keys() if row[name] is not None}
    return _by_id(rows)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """Every row of every table, column by column."""
    for name, rows in one.items():
        assert rows.keys() == other[name].keys(), name
        for key, row in rows.items():
            assert row == other[name][key], (name, key)


def _by_id(rows: Mapping[str, Sequence[dict[str, Any]]]) -> Snapshot:
    """Rows by what they are, whatever their numbers; every other column counts."""
    articles = {row["number"]: row["id"] for row in rows["article"]}
    claims = {row["number"]: row["id"] for row in rows["claim"]}
    known = {"article": articles, "claim": claims, "a": claims, "b": claims, "core": claims}
    found: Snapshot = {}
    for name in TABLES:
        found[name] = {}
        for row in rows[name]:
            named = {
                column: known[column][value] if column in known and value is not None else _plain(column, value)
                for column, value in row.items()
                if column not in _ELSEWHERE
            }
            key = tuple(named.get(part) for part in ("id", "article", "claim", "key", "position"))
            assert key not in found[name]
            found[name][key] = named
    return found


def _plain(column: str, value: object) -> object:
    value = json.loads(json.dumps(value)) if column in _PACKED else value
    return sorted(value, key=str) if column == "merges" and isinstance(value, list) else value

"""Whatever is done to a casefile behind the program's back, `verify` names it, and nothing is shown that it does not
name. With PROVENANCE_DAMAGE=long, 500 flips of bits, 300 edits, and edits of every column; else a part of these.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import damage
import pytest
from postgresql_server import Server
from sqlalchemy import create_engine, make_url, select, text, update
from sqlalchemy.exc import DBAPIError
from terminal import piped

from provenance.casefile import Casefile
from provenance.errors import CasefileUnavailable, ProvenanceError
from provenance.store import checking, seals, tables
from provenance.store.database import Database
from provenance.store.dialects.sqlite_file import know_typed
from provenance.store.rows import canonical

LONG = os.environ.get("PROVENANCE_DAMAGE") == "long"
FLIPS, EDITS = (500, 300) if LONG else (30, 30)
UNTOLD = {
    ("log_head", "one"): "the number of the only row",
    ("contradiction", "settled"): "whether the casefile looks at it once more when it is opened",
    ("link", "number"): "links are known by their ids; nothing refers to the number, which no two may share",
}
"""The columns that nothing shown or exported depends on, and why."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    damage.make(folder / "claims.db", folder / "articles")
    damage.packed(folder / "claims.db")
    return folder / "claims.db"


@pytest.fixture(scope="module")
def before(whole: Path) -> list[str]:
    return damage.shown(whole)


@pytest.fixture
def casefile(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "claims.db"))


def named(casefile: str | Path) -> list[str]:
    """What is found: differences, or that the casefile cannot be opened. Any other error is one of ours."""
    try:
        with Casefile.open(casefile, create=False) as case:
            return [f"{one.where}: {one.what}" for one in case.verify().differences]
    except ProvenanceError as error:
        return [str(error)]


class Damages:
    """Damages copies of a casefile one after the other, and notes what shows and was not named."""

    def __init__(self, whole: Path, before: list[str], folder: Path) -> None:
        self._whole, self._before, self._copy = whole, before, folder / "claims.db"
        self.missed: list[str] = []
        self.counts = {"named": 0, "shows nothing": 0, "cannot be done": 0}

    def try_(self, told: str, do: Callable[[Path], object]) -> None:
        for old in self._copy.parent.glob(f"{self._copy.name}*"):
            old.unlink()
        shutil.copy(self._whole, self._copy)
        try:
            do(self._copy)
        except sqlite3.Error:
            self.counts["cannot be done"] += 1
            return
        if named(self._copy):
            self.counts["named"] += 1
        elif damage.shown(self._copy) == self._before:
            self.counts["shows nothing"] += 1
        else:
            self.missed.append(told)


@pytest.fixture
def damages(whole: Path, before: list[str], tmp_path: Path) -> Damages:
    return Damages(whole, before, tmp_path)


def test_the_casefile_has_something_of_everything(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as connection:
        for table in tables.metadata.sorted_tables:
            assert connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0] > 0, table.name
    with Casefile.open(whole) as case:
        assert {str(link.relation) for link in case.links()} >= {"corroborates", "conflicts"}
        assert {str(link.verdict) for link in case.links()} >= {"accept", "reject"}
        assert len({entry.subject for entry in case.log() if entry.event == "ingest"}) == len(case.articles()) + 1
        found = case.verify()
    assert (found.differences, found.remarks) == ((), ())


def test_no_flip_of_a_bit_shows_without_being_named(damages: Damages) -> None:
    for number in range(FLIPS):
        rng = random.Random(damage.SEED + number)
        damages.try_(f"flip {number}", lambda file, rng=rng: damage.flip(file, rng))
    assert damages.missed == []
    assert damages.counts["named"] > FLIPS / 3, damages.counts


def test_no_edit_shows_without_being_named(damages: Damages, whole: Path) -> None:
    for told, script in damage.some_edits(whole, EDITS, damage.SEED):
        damages.try_(told, lambda file, script=script: damage.edit(file, script))
    assert damages.missed == []
    assert damages.counts["named"] > EDITS / 3, damages.counts


@pytest.mark.parametrize("table", [table.name for table in tables.metadata.sorted_tables])
def test_every_column_is_sealed_or_follows(whole: Path, before: list[str], tmp_path: Path, table: str) -> None:
    """A column that is added to a table has to be covered by a hash of the log, follow, or be listed with a reason."""
    found: dict[str, Damages] = {}
    for told, script in damage.every_column(whole):
        name, _, column = told.partition(":")[0].partition(".")
        if name == table:
            of_column = found.setdefault(column, Damages(whole, before, tmp_path))
            if LONG or not of_column.counts["named"]:
                of_column.try_(told, lambda file, script=script: damage.edit(file, script))
    assert set(found) == {column.name for column in tables.metadata.tables[table].columns}
    for column, of_column in found.items():
        assert of_column.missed == [], column
        assert of_column.counts["named"] or (table, column) in UNTOLD, f"{table}.{column}: nothing tells of a change"


DAMAGES = {
    "an article without a trace": ("DELETE FROM article WHERE number = 3", "article"),
    "an original": ("UPDATE article SET sha256 = NULL WHERE number = 1; DELETE FROM original", "original"),
    "places in the text": ("UPDATE article SET places = '[]'", "article"),
    "a path": ("UPDATE article SET path = 'elsewhere.txt' WHERE path IS NOT NULL", "article"),
    "what of it is furniture": ("UPDATE article SET furniture = '[[0, 5]]'", "article"),
    "when it was modified": ("UPDATE article SET modified_on = '2026-01-20'", "article"),
    "the reasons of a link": ("UPDATE link SET reasons = '[]'", "article"),
    "the parts of a link": ("UPDATE link SET parts = '[]'", "article"),
    "a rejected link": ("UPDATE link SET relation = 'updates' WHERE verdict = 'reject'", "article"),
    "support": ("UPDATE claim SET support = 0.5", "claim"),
    "opposition": ("UPDATE claim SET opposition = 0.5", "claim"),
    "a passage without claims": ("DELETE FROM passage WHERE number NOT IN (SELECT passage FROM claim)", "article"),
    "a word of the index": ("DELETE FROM passage_search_docsize WHERE id = 1", "search"),
    "the end of the log": ("DELETE FROM log WHERE number = (SELECT max(number) FROM log)", "log entry"),
    "the log and its entry": ("DELETE FROM log WHERE event = 'ingest' AND number = 2", "log entry"),
    "a text that is none": (
        "UPDATE claim SET content_text = CAST(x'ff' AS TEXT) WHERE number = 2",
        "table claim, row 2",
    ),
    "a list that is none": ("UPDATE claim SET cues = '[[1,' WHERE number = 2", "table claim, row 2"),
    "a day that is none": ("UPDATE article SET published_on = '2026-13-01' WHERE number = 1", "table article, row 1"),
    "a word of no closed set": ("UPDATE hop SET kind = 'oracle' WHERE claim = 1", "table hop, row 1"),
    "a column": ("ALTER TABLE claim RENAME COLUMN support TO support_", "claim.support"),
    "an index": ("DROP INDEX claim_by_core", "claim_by_core"),
    "a guard": ("SELECT 1", "log_no_update"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_told_by_its_place(casefile: Path, name: str) -> None:
    script, where = DAMAGES[name]
    damage.edit(casefile, script)
    if name == "a guard":
        with closing(sqlite3.connect(casefile)) as connection:
            connection.execute("DROP TRIGGER log_no_update")
    assert any(where in one for one in named(casefile)), named(casefile)


def test_a_file_without_its_head_is_said_to_be_damaged(casefile: Path) -> None:
    data = casefile.read_bytes()
    casefile.write_bytes(b"\0" * 100 + data[100:])
    with pytest.raises(CasefileUnavailable, match="not a casefile"):
        Casefile.open(casefile, create=False)


FOLLOWING = {
    "counts": "UPDATE claim SET support = 0.3, corroborating = 7, origins_high = 9, superseded = NOT superseded",
    "confidence": "UPDATE claim SET confidence = 0.9, single_origin = NOT single_origin",
    "groups": "UPDATE claim SET core = 1",
    "lists": "UPDATE claim SET current = NOT current; UPDATE link SET current = NOT current; "
    "UPDATE article SET current = NOT current, version = 7, claims = 99, outlet_key = 'x'",
    "verdicts": "UPDATE claim SET verdict = 'accept'; UPDATE link SET verdict = NULL",
    "tags": "DELETE FROM tag",
    "places": "DELETE FROM location",
    "other places": "UPDATE location SET version = 9; INSERT INTO location VALUES ('url:https://x.example/', 1, 1)",
    "sources": "UPDATE hop SET source = 'x', article = 1",
    "lead": "UPDATE claim SET lead = NOT lead",
    "passages": "UPDATE passage SET text = 'nothing' WHERE number > 3; UPDATE passage SET start = 1 WHERE number = 2",
    "passages gone": "DELETE FROM passage",
    "passages twice": 'INSERT INTO passage SELECT number + 1000, article, start, "end", text FROM passage',
    "claims elsewhere": "UPDATE claim SET passage = 1",
    "words": "DELETE FROM passage_search_data",
    "terms": "DELETE FROM claim_key WHERE claim = 3; UPDATE article_key SET weight = 9; DELETE FROM claim_pair",
}


@pytest.mark.parametrize("name", FOLLOWING)
def test_what_follows_is_made_anew(casefile: Path, before: list[str], name: str) -> None:
    damage.edit(casefile, FOLLOWING[name])
    with Casefile.open(casefile) as case:
        entries = len(case.log())
        wrong = case.verify().differences
        assert wrong
        done = case.repair()
        assert done.left == ()
        assert set(done.rebuilt) >= set(wrong)
        assert case.verify().differences == ()
        assert [entry.event for entry in case.log(after=entries)] == ["repair"]
        assert case.repair().rebuilt == (), "a second time, nothing is left to do"
        assert len(case.log()) == entries + 1
    now = damage.shown(casefile)
    log, ties = {0, 19}, {14} if "passages" in name else set()
    assert [
        at for at, (one, other) in enumerate(zip(before, now, strict=True)) if one != other and at not in log | ties
    ] == []


def test_from_what_is_damaged_itself_nothing_is_made(casefile: Path) -> None:
    damage.edit(casefile, "UPDATE link SET relation = 'updates'; UPDATE claim SET confidence = 0.9")
    dump = _dump(casefile)
    with Casefile.open(casefile) as case:
        done = case.repair()
    assert done.rebuilt == ()
    assert all(one.where.startswith("article") for one in done.left)
    assert _dump(casefile) == dump


def _dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        know_typed(connection)
        return list(connection.iterdump())


def test_damage_is_not_covered_up_by_what_comes_later(casefile: Path, whole: Path) -> None:
    damage.edit(casefile, "UPDATE article SET byline = 'Another' WHERE title = 'Six weeks'")
    star = whole.parent / "articles" / "star.txt"
    with Casefile.open(casefile) as case:
        case.ingest([star], settings=["published_on=2026-01-18"], by="R. Reader")
        told = [one.what for one in case.verify().differences]
    assert any("had been changed when entry" in one for one in told), told


def test_a_casefile_of_before_the_seals_is_sealed_by_a_repair(casefile: Path) -> None:
    _unseal(casefile)
    with Casefile.open(casefile) as case:
        found = case.verify()
        assert found.differences == ()
        told = "5 articles came in before the log held the hash of all their facts and of their links"
        assert found.remarks == (told,)
        assert case.repair().sealed == 5
        found = case.verify()
        assert (found.differences, found.remarks) == ((), ())
        assert case.repair().sealed == 0
    damage.edit(casefile, "UPDATE article SET places = '[]'")
    assert named(casefile)


_CHAINED = ("number", "at", "event", "subject", "value", "person", "why", "detail")


def _unseal(file: Path) -> None:
    """Makes the log what an earlier version of the program would have written."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("DROP TRIGGER log_no_update; DROP TRIGGER log_no_delete")
    database = Database.open(file)
    numbered, before = tables.log.c.number, ""
    with database.writing() as connection:
        numbers = checking.articles(connection)
        for row in connection.execute(select(tables.log).order_by(numbered)).mappings().all():
            detail = {name: value for name, value in row["detail"].items() if name != "sealed"}
            if row["event"] == "ingest":
                detail["seal"] = seals.first_seal(connection, numbers[row["subject"]])
            chained = [before, *((dict(row) | {"detail": detail})[name] for name in _CHAINED)]
            before = hashlib.sha256(canonical(chained).encode("ascii")).hexdigest()
            connection.execute(update(tables.log).where(numbered == row["number"]).values(detail=detail, hash=before))
        connection.execute(update(tables.log_head).values(hash=before))
    database.close()
    with closing(sqlite3.connect(file)) as connection:
        for change in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER log_no_{change.lower()} BEFORE {change} ON log "
                "BEGIN SELECT RAISE(ABORT, 'the log is only ever appended to'); END"
            )


def test_the_doctor_says_what_was_made_anew_and_what_needs_a_backup(casefile: Path) -> None:
    damage.edit(casefile, "UPDATE claim SET confidence = 0.9")
    told = piped(["verify"], cwd=casefile.parent)
    assert told.code == 1
    assert "all of this follows from the rest: provenance doctor --repair makes it anew" in told.out
    done = piped(["doctor", "--repair", "--json"], cwd=casefile.parent)
    assert done.code == 0, done.out
    assert "made anew" in {one["name"] for one in json.loads(done.out)}
    assert "nothing had to be made anew" in piped(["doctor", "--repair"], cwd=casefile.parent, COLUMNS="200").out
    damage.edit(casefile, "UPDATE article SET byline = 'Another' WHERE number = 1")
    left = piped(["doctor", "--repair", "--json"], cwd=casefile.parent)
    assert left.code == 1
    assert [one for one in json.loads(left.out) if one["name"] == "damaged"]
    assert "only a backup has it" in left.out


@pytest.fixture(scope="module")
def template(whole: Path, postgresql: Server) -> str:
    """The name of a database with the same casefile."""
    url = postgresql.empty()
    with Casefile.open(whole) as case:
        case.copy(url)
    return str(make_url(url).database)


ONLY_IN_A_FILE = ("a word of the index", "a text that is none", "a list that is none", "a day that is none", "a guard")
IN_POSTGRESQL = {
    **{name: script for name, (script, _) in DAMAGES.items() if name not in ONLY_IN_A_FILE},
    "a word of the index": "UPDATE passage_search SET words = ''::tsvector WHERE number = 1",
    "how many words": "UPDATE passage_search_total SET words = 7",
    "a guard": "DROP TRIGGER log_no_change ON log",
    "a list that is another": """UPDATE claim SET cues = '{"a": 1}' WHERE number = 2""",
    **{f"follows: {name}": script for name, script in FOLLOWING.items() if name != "words"},
}


@pytest.mark.parametrize("name", IN_POSTGRESQL)
def test_what_is_edited_in_postgresql_is_named(postgresql: Server, template: str, name: str) -> None:
    url = postgresql.url(_copied(postgresql, template))
    assert named(url) == []
    _edit(url, IN_POSTGRESQL[name])
    assert named(url)
    if name.startswith("follows: "):
        with Casefile.open(url) as case:
            assert case.repair().left == ()
        assert named(url) == []


def test_edits_in_postgresql_are_named_or_show_nothing(postgresql: Server, template: str, whole: Path) -> None:
    before, missed, count = damage.shown(postgresql.url(template)), [], 0
    for told, script in damage.some_edits(whole, EDITS if LONG else 20, damage.SEED + 1):
        url = postgresql.url(_copied(postgresql, template))
        try:
            _edit(url, script)
        except DBAPIError:
            continue  # what the server does not let anybody do
        count += 1
        if not named(url) and damage.shown(url) != before:
            missed.append(told)
    assert missed == []
    assert count > 3


def _copied(postgresql: Server, template: str) -> str:
    name = f"{template}_{next(_NUMBERS)}"
    postgresql.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


_NUMBERS = itertools.count()


def _edit(url: str, script: str) -> None:
    """As its owner may: without triggers and references."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(script.replace(":", "\\:").replace("\\:\\:", "::")))
    finally:
        engine.dispose()

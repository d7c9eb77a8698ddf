from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from postgresql_server import Server
from terminal import piped
from test_copying import everything, filled
from test_ingest import start, write

from provenance.casefile import Casefile
from provenance.errors import CasefileUnavailable, InvalidRequest
from provenance.store.drafts import LEFT_OVER, draft


def test_a_backup_is_the_casefile_and_brings_it_back(tmp_path: Path, new_place: Callable[[], str]) -> None:
    there, back = tmp_path / "backup.db", new_place()
    told: list[tuple[int, int]] = []
    with filled(new_place(), tmp_path) as case:
        before = everything(case)
        made = case.backup(there, tell=lambda _step, done, of: told.append((done, of)))
        log = case.log()
    assert (made.head.entries, made.head.hash) == (len(log), log[-1].hash)
    assert (made.held.articles, made.held.entries) == (5, len(log))
    assert told[-1][0] == told[-1][1] > 0
    assert sorted(one.name for one in tmp_path.iterdir() if "backup" in one.name) == ["backup.db"]
    with Casefile.open(there, create=False, steps=PlainSteps()) as case:
        assert everything(case) == before
        case.copy(back)
    with Casefile.open(back, steps=PlainSteps()) as case:
        assert everything(case) == before
        (tmp_path / "new.txt").write_text("outlet: New\nOfficials say 5 bridges were closed.\n")
        assert case.ingest([tmp_path / "new.txt"]).count("added") == 1


def test_a_backup_while_somebody_writes_is_one_state(tmp_path: Path) -> None:
    database = tmp_path / "claims.db"
    Casefile.open(database).close()
    writer = start(database, write(tmp_path / "in", 24))
    heads = []
    try:
        with Casefile.open(database, steps=PlainSteps()) as case:
            while writer.poll() is None or not heads:
                heads.append((tmp_path / f"{len(heads)}.db", case.backup(tmp_path / f"{len(heads)}.db").head))
                time.sleep(0.1)
            log = case.log()
    finally:
        writer.communicate()
    assert len({head.entries for _, head in heads}) > 1, "somebody wrote meanwhile"
    for file, head in heads[:: max(1, len(heads) // 4)]:
        assert head.entries == 0 or log[head.entries - 1].hash == head.hash
        with Casefile.open(file, create=False, steps=PlainSteps()) as case:
            assert case.verify().differences == ()
            assert len(case.log()) == head.entries


def test_a_backup_takes_no_place_but_its_own(tmp_path: Path) -> None:
    database, file = tmp_path / "claims.db", tmp_path / "backup.db"
    with filled(str(database), tmp_path) as case:
        file.write_text("something else")
        with pytest.raises(InvalidRequest, match=r"backup\.db: there is a file already; .* --force"):
            case.backup(file)
        assert file.read_text() == "something else"
        case.backup(file, replace=True)
        (tmp_path / "linked.db").symlink_to(database)
        os.link(database, tmp_path / "also.db")
        for own in ("claims.db", "linked.db", "also.db"):
            with pytest.raises(InvalidRequest, match="this is the casefile itself"):
                case.backup(tmp_path / own, replace=True)
        with pytest.raises(InvalidRequest, match="this is a folder"):
            case.backup(tmp_path)
        with pytest.raises(InvalidRequest, match=r"a backup is a file; .* provenance copy"):
            case.backup("postgresql+psycopg://localhost/claims")
        with pytest.raises(CasefileUnavailable, match=r"nowhere/b\.db: it cannot be written .* its folder is there"):
            case.backup(tmp_path / "nowhere" / "b.db")
        with Casefile.open(file, steps=PlainSteps()) as other:
            other.review(other.claims()[0].id, "accept", by="Kim", why="seen")
            with pytest.raises(InvalidRequest, match=r"backup\.db-wal lies beside it"):
                case.backup(file, replace=True)
    assert not list(tmp_path.glob(".*"))


def test_a_damaged_casefile_makes_no_backup(tmp_path: Path) -> None:
    database, file = tmp_path / "claims.db", tmp_path / "backup.db"
    with filled(str(database), tmp_path) as case:
        case.backup(file)
    whole = file.read_bytes()
    with sqlite3.connect(database, isolation_level=None) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM article WHERE number = 1")
    connection.close()
    with (
        Casefile.open(database, steps=PlainSteps()) as case,
        pytest.raises(CasefileUnavailable, match=r"not kept .*references: .* lead nowhere"),
    ):
        case.backup(file, replace=True)
    assert file.read_bytes() == whole
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("how", ["copy", "backup"])
def test_an_empty_file_that_a_killed_program_left_is_no_casefile(tmp_path: Path, how: str) -> None:
    target = tmp_path / "target.db"
    target.touch()
    with filled(str(tmp_path / "claims.db"), tmp_path) as case:
        before = everything(case)
        getattr(case, how)(target)
    with Casefile.open(target, create=False, steps=PlainSteps()) as case:
        assert everything(case) == before


def test_a_draft_takes_its_place_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a [1].db"
    with draft(target) as made:
        assert made.parent == tmp_path
        assert not target.exists()
        made.write_text("whole")
    with pytest.raises(FileNotFoundError), draft(target) as made:
        made.with_name("half").rename(made)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a [1].db", "whole")]
    left = [tmp_path / f".a [1].db.{name}.draft" for name in ("old", "new")]
    for one in left:
        one.touch()
        one.with_name(f"{one.name}-wal").touch()
    os.utime(left[0], (1, time.time() - LEFT_OVER - 60))
    with draft(target):
        pass
    assert sorted(tmp_path.glob(".*")) == [left[1], left[1].with_name(f"{left[1].name}-wal")]
    with pytest.raises(OSError, match=r"nowhere/a\.db'$"), draft(tmp_path / "nowhere" / "a.db"):
        pass


def test_the_command_tells_how_the_log_ends(tmp_path: Path) -> None:
    with filled(str(tmp_path / "claims.db"), tmp_path) as case:
        last = case.log()[-1]
    done = piped(["backup", "b.db"], cwd=tmp_path)
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("b.db: 5 articles, ")
    assert done.out.splitlines()[1] == f"the log ends with entry {last.number}, {last.hash}"
    again = piped(["backup", "b.db"], cwd=tmp_path)
    assert (again.code, again.out.partition(":")[0]) == (1, "error")


def test_dumped_and_restored_by_postgresql_itself(tmp_path: Path, postgresql: Server) -> None:
    """The commands of docs/databases.md."""
    place, back = postgresql.empty(), postgresql.empty()
    with filled(place, tmp_path) as case:
        before = everything(case)
    dump = postgresql.folder / "claims.dump"  # where the user that runs these programs may write
    for command in (
        ["pg_dump", "--format=custom", f"--file={dump}", place],
        ["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={back}", str(dump)],
    ):
        postgresql.run(*(word.replace("+psycopg", "") for word in command))
    with Casefile.open(back, create=False, steps=PlainSteps()) as case:
        assert everything(case) == before


def test_a_file_that_was_copied_while_nobody_had_it_open_is_whole(tmp_path: Path) -> None:
    with filled(str(tmp_path / "claims.db"), tmp_path) as case:
        before = everything(case)
    shutil.copy(tmp_path / "claims.db", tmp_path / "copied.db")
    with Casefile.open(tmp_path / "copied.db", create=False, steps=PlainSteps()) as case:
        assert everything(case) == before

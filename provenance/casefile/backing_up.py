"""A casefile into a file of its own that is whole, checked, and can lie anywhere."""

from __future__ import annotations

from pathlib import Path

from provenance.bookkeeping import BackupSummary, LogState
from provenance.casefile.copying import fill, new_file, size
from provenance.errors import CasefileUnavailable, InvalidRequest
from provenance.records import Tell
from provenance.store import copying, dialects, log
from provenance.store.database import Database, file_of
from provenance.store.dialects.sqlite_backup import copy_pages, settle_file


def back_up(source: Database, target: str | Path, tell: Tell, *, replace: bool = False) -> BackupSummary:
    """Writes one state of a casefile into a SQLite file, while others go on reading and writing.

    Args:
        source: In either kind of database.
        target: The file, which appears when it is whole and checked.
        tell: Hears how far it is.
        replace: Whether to put it in the place of a file that is there.

    Raises:
        InvalidRequest: It is the casefile itself or no place for a file, or something is there already.
        CasefileUnavailable: The casefile cannot be read or is damaged, or the file not written.
    """
    path = file_of(target)
    if path is None:
        raise InvalidRequest("a backup is a file; to bring a casefile to a server, use provenance copy")
    if path.is_dir():
        raise InvalidRequest(f"{path}: this is a folder; name a file in it")
    if _is_file_of(source, path):
        raise InvalidRequest(f"{path}: this is the casefile itself; name another file")
    if size(path) and not replace:
        raise InvalidRequest(f"{path}: there is a file already; name a new one, or replace it with --force")
    with new_file(path) as made:
        head = _write(source, made, tell)
        return _checked(made, path, head)


def _is_file_of(source: Database, path: Path) -> bool:
    own = file_of(source.name) if source.engine.dialect.name == "sqlite" else None
    return own is not None and own.exists() and path.exists() and own.samefile(path)


def _write(source: Database, made: Path, tell: Tell) -> LogState:
    """Writes the file; how far the log of what was written had got."""
    with source.reading() as there:
        head = log.state(there)
        if source.engine.dialect.name == "sqlite":
            copy_pages(there, made, tell)
        else:
            fill(there, made, tell)
    settle_file(made)
    return head


def _checked(made: Path, path: Path, head: LogState) -> BackupSummary:
    """What the file holds, once SQLite finds nothing wrong in it. Raises CasefileUnavailable."""
    written = Database.only_to_read(made)
    try:
        with written.reading() as connection:
            wrong = [finding for finding in dialects.of(connection).findings(connection) if not finding.ok]
            if wrong or log.state(connection) != head:
                what = "; ".join(f"{finding.name}: {finding.value}" for finding in wrong) or "its log ends elsewhere"
                raise CasefileUnavailable(
                    f"{path}: what was written is not whole, so it was not kept ({what}); "
                    "look at the casefile with provenance doctor and provenance verify"
                )
            return BackupSummary(held=copying.held(connection), head=head)
    finally:
        written.close()

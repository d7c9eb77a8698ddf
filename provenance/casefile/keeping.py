"""What keeps a casefile whole and carries it elsewhere: the log, checks, repairs, copies and merges."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from provenance.bookkeeping import (
    BackupSummary,
    ChangeRecord,
    Finding,
    LogEntry,
    MergeSummary,
    Repair,
    Verification,
)
from provenance.casefile import integrity, verification
from provenance.casefile.backing_up import back_up
from provenance.casefile.changes import changes
from provenance.casefile.copying import copy
from provenance.casefile.door import Door
from provenance.casefile.merging import merge
from provenance.casefile.repairing import repair
from provenance.errors import InvalidRequest
from provenance.records import (
    Casebook,
    Tell,
    untold,
)
from provenance.store import (
    health,
    history,
    listing,
    log,
)
from provenance.store.database import Database
from provenance.store.rows import file_key


class Keeping(Door):
    """Answers for the casefile itself, and moves it."""

    def log(self, *, after: int = 0, limit: int | None = None) -> list[LogEntry]:
        """The entries of the log behind number `after`, in order."""
        return self._read(log.entries, after=after, limit=limit)

    def changes(self, source: str | None = None, *, everything: bool = False) -> list[ChangeRecord]:
        """What changed in articles that came in again, version by version.

        Args:
            source: Only of this article: its id or a beginning of one, its file or its address.
            everything: Also passages that stayed or only moved.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
        """
        with self._database.reading() as connection:
            wanted = None if source is None else _versions_of(connection, source)
            return list(changes(connection, wanted, everything=everything))

    def verify(self, report: Casebook | None = None) -> Verification:
        """Checks a report against this casefile, or (None) the casefile itself: see `verification` and `integrity`."""
        with self._database.reading() as connection:
            if report is not None:
                return verification.against_casefile(connection, report)
            return integrity.verify_casefile(connection, self._steps.origins)

    def repair(self) -> Repair:
        """Makes again what follows from other rows and from the log, where it does not; see `casefile.repairing`.

        Raises:
            CasefileUnavailable: The database cannot be written, or its pages are damaged.
        """
        with self._database.writing() as connection:
            return repair(connection, self._steps)

    def findings(self) -> list[Finding]:
        """Versions, health of the database and counts, for `doctor`."""
        return self._read(health.findings, self._database.name)

    def copy(self, target: str | Path, *, tell: Tell = untold) -> MergeSummary:
        """Copies everything into a new casefile at a path or a database URL, log and numbers included.

        `tell` hears how far it is.

        Raises:
            InvalidRequest: Something is in the target already, or it is this casefile.
            CasefileUnavailable: One of them cannot be opened, or the target not written.
        """
        return copy(self._database, target, tell)

    def backup(self, target: str | Path, *, tell: Tell = untold, replace: bool = False) -> BackupSummary:
        """Writes everything as it is now into a SQLite file, whole and checked, while others go on writing.

        Such a file is a casefile as well: it opens anywhere, also where nothing can be written.

        Args:
            target: The file; it appears when it is whole.
            tell: Hears how far it is.
            replace: Whether it may take the place of a file that is there.

        Raises:
            InvalidRequest: It is this casefile or no place for a file, or something is there already.
            CasefileUnavailable: This one cannot be read or is damaged, or the file not written.
        """
        return back_up(self._database, target, tell, replace=replace)

    def merge(self, other: str | Path) -> MergeSummary:
        """Takes in everything of another casefile, which stays as it is; a second time changes nothing.

        Raises:
            NotFound: There is no casefile at `other`.
            InvalidRequest: It is this one.
            NewerCasefile: It was written by a later version of the program.
            CasefileUnavailable: One of them cannot be opened, or this one not written.
        """
        theirs = Database.open(other, create=False)
        try:
            if theirs.is_same_as(self._database):
                raise InvalidRequest(f"{theirs.name}: a casefile cannot be merged into itself")
            with theirs.reading() as there, self._database.writing() as here:
                return merge(there, here, theirs.name, self._comparer)
        finally:
            theirs.close()


def _versions_of(connection: Connection, source: str) -> set[str]:
    """The ids of the article that `source` names by its id, file or address, in all its versions."""
    lying = history.lying_at(connection, [f"url:{source}", file_key(source)])
    return {lying} if lying is not None else {listing.resolve_article(connection, source)}

"""Which form the tables have, and bringing them to today's form.

The stored revision is read with a plain query; Alembic is loaded only when there is something to change.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from provenance.errors import CasefileUnavailable, NewerCasefile, NotFound
from provenance.store import dialects
from provenance.store.tables import metadata


def known_revisions() -> frozenset[str]:
    """The revisions that this version of the program knows."""
    names = (entry.name for entry in (files(__package__) / "migrations" / "versions").iterdir())
    return frozenset(name.partition("_")[0] for name in names if name[:1].isdigit())


@cache
def head() -> str:
    """The newest revision."""
    return max(known_revisions())


def revision(connection: Connection) -> str | None:
    """The stored revision; None for a database without any table.

    Raises:
        CasefileUnavailable: There are tables, but not a casefile's.
    """
    names = inspect(connection).get_table_names()
    if "alembic_version" in names and "claim" in names:
        stored = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if stored is None:
            raise CasefileUnavailable(f"the form of its tables is not written down in it; {_REMEDY}")
        return str(stored)
    if names:
        raise CasefileUnavailable("this is a database, but not a casefile; name another with --db")
    return None


def bring_up_to_date(engine: Engine, name: str, *, create: bool = True, only_read: str | None = None) -> None:
    """Creates or migrates the tables where they are not of today's form. All or nothing: one transaction.

    Args:
        engine: Of the database.
        name: What to call it.
        create: Whether to make the tables where there is none.
        only_read: Why it cannot be written, if so.

    Raises:
        NotFound: There is no table, and none is to be created.
        NewerCasefile: The revision is not known here.
        CasefileUnavailable: There are tables, but not a casefile's, or not those that its revision says; or they are of
            an earlier form, and cannot be changed.
    """
    with engine.connect() as connection:
        stored = _stored(connection, name)
        if stored is None and (not create or only_read):
            raise NotFound("casefile", name)
        if stored == head():
            _check(connection, name)
            return
    if only_read:
        raise CasefileUnavailable(
            f"{name}: written by an earlier version of Provenance (revision {stored}; this one reads {head()}), and it "
            f"cannot be brought up to date where it lies: {only_read}; copy the file to a folder that can be written, "
            "and open it there"
        )
    with engine.connect().execution_options(alone=True) as connection, connection.begin():
        # Another process may have done it while this one waited for the lock.
        stored = _stored(connection, name)
        if stored != head():
            _bring_up(connection, name, stored)
        _check(connection, name)


def _bring_up(connection: Connection, name: str, stored: str | None) -> None:
    try:
        _upgrade(connection)
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        if stored is None or dialects.of(connection).trouble(cause) is not None:
            raise
        what = str(cause or error).partition("\n")[0]
        raise CasefileUnavailable(
            f"{name}: its tables are not those of revision {stored}, as it says of itself ({what}); {_REMEDY}"
        ) from error


def _check(connection: Connection, name: str) -> None:
    """Raises CasefileUnavailable where a table or column of today's form is missing."""
    there = inspect(connection).get_multi_columns(filter_names=list(metadata.tables))
    held = {table: {column["name"] for column in columns} for (_, table), columns in there.items()}
    for table in metadata.sorted_tables:
        missing = sorted({column.name for column in table.columns} - held.get(table.name, set()))
        if missing:
            what = f"{table.name}.{missing[0]}" if table.name in held else f"the table {table.name}"
            raise CasefileUnavailable(
                f"{name}: it says that its tables are of revision {head()}, but {what} is missing; {_REMEDY}"
            )


_REMEDY = "restore it from a backup, or ingest the articles into a new one"


def _stored(connection: Connection, name: str) -> str | None:
    try:
        stored = revision(connection)
    except CasefileUnavailable as error:
        raise CasefileUnavailable(f"{name}: {error}") from None
    if stored is not None and stored != head() and stored not in known_revisions():
        raise NewerCasefile(
            f"{name}: written by a later version of Provenance (revision {stored}; this one knows up to {head()}); "
            "install the later version, or name another with --db"
        )
    return stored


def _upgrade(connection: Connection) -> None:
    # Loaded here because it takes a third of a second, and is needed once in a database's life.
    from alembic import command
    from alembic.config import Config

    dialect = dialects.of(connection)
    dialect.prepare(connection)
    config = Config()
    config.set_main_option("script_location", str(files(__package__) / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    dialect.settle(connection, metadata.sorted_tables)

"""Which form the tables have, and bringing them to today's form.

The stored revision is read with a plain query; Alembic is loaded only when there is something to change.
"""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text

from provenance.errors import CasefileUnavailable, NewerCasefile, NotFound
from provenance.store import dialects
from provenance.store.tables import metadata

HEAD = "0004"
"""The newest revision under `migrations/versions`."""


def revision(connection: Connection) -> str | None:
    """The stored revision; None for a database without any table.

    Raises:
        CasefileUnavailable: There are tables, but not a casefile's.
    """
    names = inspect(connection).get_table_names()
    if "alembic_version" in names and "claim" in names:
        stored = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if stored is None else str(stored)
    if names:
        raise CasefileUnavailable("this is a database, but not a casefile; name another with --db")
    return None


def known_revisions() -> frozenset[str]:
    """The revisions that this version of the program knows."""
    names = (entry.name for entry in (files(__package__) / "migrations" / "versions").iterdir())
    return frozenset(name.partition("_")[0] for name in names if name[:1].isdigit())


def bring_up_to_date(engine: Engine, name: str, *, create: bool = True) -> None:
    """Creates or migrates the tables where they are not of today's form. All or nothing: one transaction.

    Raises:
        NotFound: There is no table, and none is to be created.
        NewerCasefile: The revision is not known here.
        CasefileUnavailable: There are tables, but not a casefile's.
    """
    with engine.connect() as connection:
        stored = _stored(connection, name)
        if stored == HEAD:
            return
        if stored is None and not create:
            raise NotFound("casefile", name)
    with engine.connect().execution_options(alone=True) as connection, connection.begin():
        # Another process may have done it while this one waited for the lock.
        if _stored(connection, name) != HEAD:
            _upgrade(connection)


def _stored(connection: Connection, name: str) -> str | None:
    try:
        stored = revision(connection)
    except CasefileUnavailable as error:
        raise CasefileUnavailable(f"{name}: {error}") from None
    if stored is not None and stored != HEAD and stored not in known_revisions():
        raise NewerCasefile(
            f"{name}: written by a later version of Provenance (revision {stored}; this one knows up to {HEAD}); "
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

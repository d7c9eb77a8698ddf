"""PostgreSQL: a server, any number of readers, and writers that wait for each other.

A writer holds one lock of the whole casefile throughout its transaction. Every article is compared with all that came
before it, and every entry of the log holds the hash of the one before: two writers side by side would miss each
other's claims. So there is nothing that could deadlock, and nothing is ever lost; a transaction is short, since
reading and extraction are done before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    ColumnElement,
    Connection,
    Double,
    Engine,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    cast,
    column,
    create_engine,
    event,
    func,
    select,
    text,
    true,
)

from provenance.bookkeeping import Finding
from provenance.errors import CasefileUnavailable
from provenance.store.dialects.bulk import insert_numbered, insert_rows, settle_rows
from provenance.store.dialects.postgresql_damage import damage, raw_rows, rebuild_indexes
from provenance.store.dialects.trouble import Trouble
from provenance.store.dialects.tsvector import drop_words, index_text, matching, rebuild_words, unfound, unindex_text
from provenance.store.dialects.waiting import seconds_to_wait
from provenance.store.urls import DRIVERS, shown

__all__ = [
    "among",
    "damage",
    "drop_words",
    "engine",
    "findings",
    "identity",
    "index_text",
    "insert_numbered",
    "insert_rows",
    "is_there",
    "keys_table",
    "keys_within",
    "matching",
    "name_of",
    "prepare",
    "raw_rows",
    "rebuild_indexes",
    "rebuild_words",
    "settle",
    "settle_rows",
    "trouble",
    "unfound",
    "unindex_text",
]

LOCK = 0x70726F76
"""The number of the casefile's lock ("prov"); a second number is made of the schema, for those who keep several."""

_SESSION = """
SET lock_timeout = {milliseconds};
SET plan_cache_mode = force_custom_plan;
SET jit = off;
SET tcp_keepalives_idle = 30;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 6
"""
"""Plans are made for the page that is asked for; and a computer that vanished while it wrote lets go of its lock."""


def name_of(url: URL) -> str:
    """The URL without user, password and settings of the driver."""
    host = url.host or url.query.get("host", "")
    port = f":{url.port}" if url.port else ""
    return shown(f"postgresql://{host}{port}/{url.database or ''}")


def is_there(_url: URL) -> bool:
    """Only the server knows."""
    return True


def engine(url: URL) -> Engine:
    """See `Dialect.engine`. "?timeout=5" waits so many seconds for another writer."""
    seconds = seconds_to_wait(url)
    defaults = {"connect_timeout": "10", "application_name": "provenance", "client_encoding": "utf8"}
    made = create_engine(
        url.set(drivername=DRIVERS["postgresql"]).difference_update_query(["timeout"]),
        connect_args={name: value for name, value in defaults.items() if name not in url.query},
        pool_pre_ping=True,  # a server that was started again since the last question is no failure
    )
    session = _SESSION.format(milliseconds=max(1, round(seconds * 1000)))

    def set_up(connection: Any, _record: object) -> None:
        connection.execute(session)
        connection.commit()

    event.listen(made, "connect", set_up)
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    alone = connection.get_execution_options().get("alone", False)
    dialect: Any = connection.dialect
    driver = connection.connection.driver_connection
    # A writer looks anew with every statement: what another one left is seen once the lock is there.
    dialect.set_isolation_level(driver, "READ COMMITTED" if alone else "REPEATABLE READ")
    dialect.set_readonly(driver, None if alone else True)
    if alone:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK}, hashtext(current_schema()))")


def identity(connection: Connection) -> object:
    """The database in this run of its server."""
    query = "SELECT current_database(), current_schema(), pg_postmaster_start_time()"
    return tuple(connection.exec_driver_sql(query).one())


_AGAIN = "run the same command again, nothing is half-written"
_NOBODY = Trouble("the server does not let this user in; check user and password of the URL")
_NOWHERE = Trouble("there is no such database; make one with: createdb --template=template0 --encoding=UTF8 NAME")
_TROUBLES = {
    "08": Trouble(f"the connection was lost; {_AGAIN}", passing=True),
    "25006": Trouble(
        "the server only lets it be read (a standby, perhaps); name the one that can be written with --db"
    ),
    "28": _NOBODY,
    "3D000": _NOWHERE,
    "40001": Trouble(f"another change came in between; {_AGAIN}", passing=True, again=True),
    "40P01": Trouble(f"another change came in between; {_AGAIN}", passing=True, again=True),
    "42501": Trouble("this user may not do that; let the owner of the database GRANT it, or use another user"),
    "53100": Trouble(f"the server's disk is full; free some space and {_AGAIN}", passing=True),
    "53300": Trouble(
        "the server has no connection left; end other programs or raise its max_connections, then try again",
        passing=True,
    ),
    "53": Trouble(f"the server ran out of memory; {_AGAIN}", passing=True),
    "55P03": Trouble("another program is writing to it; try again when that has ended", passing=True),
    "57014": Trouble("the server gave up on this (its statement_timeout); raise that, or ask for less"),
    "57": Trouble(f"the server is being stopped or started; {_AGAIN}", passing=True),
    "58": Trouble(f"the server could not read or write its files; ask who runs it, then {_AGAIN}", passing=True),
    "XX": Trouble("the server reports damage; ask who runs it, and restore from a backup"),
}


_REFUSALS = {
    r"database .* does not exist": _NOWHERE,
    r"role .* does not exist|authentication failed|no pg_hba\.conf entry|not permitted to log in": _NOBODY,
}
"""By what a server that speaks English says of a connection; in another language, the words themselves have to do."""


_MISSPELT = re.compile(r"invalid connection option .*|bad value for .*")


def trouble(error: BaseException | None) -> Trouble | None:
    """See `Dialect.trouble`. Source of the codes: PostgreSQL's manual, appendix A."""
    state = getattr(error, "sqlstate", None)
    # A character that no text may have has no code; what is too long to be looked up has that of a limit.
    if state == "54000" or type(error).__name__ == "DataError":
        return Trouble(f"it cannot hold this: {str(error).partition(chr(10))[0]}", refused=True)
    if state is not None:
        return _TROUBLES.get(state) or _TROUBLES.get(state[:2])
    if type(error).__name__ == "ProgrammingError" and (found := _MISSPELT.search(str(error))):
        return Trouble(f"a setting in its URL is not understood: {found[0]}", refused=True)
    if type(error).__name__ != "OperationalError":  # of psycopg: a connection that was refused or lost has no code
        return None
    told = str(error).strip().partition("\n")[0]
    refused = next((trouble for words, trouble in _REFUSALS.items() if re.search(words, told)), None)
    remedy = f"there is no connection to the server ({told}); check that it runs, and the URL; {_AGAIN}"
    return refused or Trouble(remedy, passing=True)


def prepare(connection: Connection) -> None:
    """See `Dialect.prepare`: only UTF-8 holds every text."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        make = "createdb --template=template0 --encoding=UTF8 NAME"
        raise CasefileUnavailable(f"this database holds {encoding} only; make another with: {make}")


def settle(connection: Connection, tables: Sequence[Table]) -> None:
    """See `Dialect.settle`: whatever the language of the server, columns of text get the collation "C"."""
    query = text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = ANY(:names) "
        "AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
    )
    quoted = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = {}
    for table, name, kind in connection.execute(query, {"names": [table.name for table in tables]}):
        change = f'ALTER COLUMN {quoted(name)} TYPE {kind} COLLATE "C"'
        changes.setdefault(table, []).append(change)
    for table, of_table in changes.items():
        connection.exec_driver_sql(f"ALTER TABLE {quoted(table)} {', '.join(of_table)}")


def keys_table(keys: Mapping[str, float]) -> FromClause:
    """See `Dialect.keys_table`. Two arrays, since a question may hold 65,535 values at most, and a book more words."""
    arrays = cast(list(keys), ARRAY(Text)), cast(list(keys.values()), ARRAY(Double))
    named = func.unnest(*arrays).table_valued(column("key", Text), column("weight", Double), name="mine")
    return named.render_derived()


def keys_within(held: Table, keys: Sequence[str], runs: Sequence[tuple[int, int]]) -> Select[Any]:
    """See `Dialect.keys_within`. Each pair of a key and a run is looked up in the index by both.

    Left to itself, PostgreSQL would go through all claims with a key: of a common one, through every other claim.
    """
    mine = func.unnest(cast(list(keys), ARRAY(Text))).table_valued(column("key", Text), name="mine").render_derived()
    bounds = (cast([run[end] for run in runs], ARRAY(Integer)) for end in (0, 1))
    columns = column("first", Integer), column("last", Integer)
    within = func.unnest(*bounds).table_valued(*columns, name="runs").render_derived()
    key, number, weight = held.c
    of_pair = (key == mine.c.key) & number.between(within.c.first, within.c.last)
    found = select(key, number, weight).where(of_pair).offset(0).correlate(mine, within).lateral("found")
    return select(found).select_from(mine).join(within, true()).join(found, true())


def among(column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """See `Dialect.among`."""
    return column == func.any(cast(list(numbers), ARRAY(Integer)))


def findings(connection: Connection) -> list[Finding]:
    """See `Dialect.findings`."""

    def ask(query: str) -> str:
        return str(connection.exec_driver_sql(query).scalar())

    encoding = ask("SHOW server_encoding")
    unchecked = int(ask("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
    unfound = int(
        ask("SELECT count(*) FROM passage LEFT JOIN passage_search USING (number) WHERE passage_search.number IS NULL")
    )
    return [
        Finding(name="PostgreSQL", value=ask("SHOW server_version")),
        Finding(name="encoding", value=encoding, ok=encoding == "UTF8"),
        Finding(name="checksums", value=ask("SHOW data_checksums")),
        Finding(name="references", value="ok" if not unchecked else f"{unchecked} are not checked", ok=not unchecked),
        Finding(
            name="full text",
            value="ok" if not unfound else f"{unfound} passages cannot be searched",
            ok=not unfound,
        ),
    ]

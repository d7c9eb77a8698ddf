"""What SQLite and PostgreSQL do differently, each in a module that fulfils `Dialect`; all else is the same SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Engine, FromClause, Select, Subquery, Table

from provenance.bookkeeping import Difference, Finding
from provenance.store.dialects.fts5 import Phrase
from provenance.store.dialects.trouble import Trouble


class Dialect(Protocol):
    """A kind of database."""

    def name_of(self, url: URL) -> str:
        """What to call the database in messages; no password is in it."""

    def is_there(self, url: URL) -> bool:
        """Whether there may be a casefile, as far as can be told without connecting."""

    def engine(self, url: URL) -> Engine:
        """Transactions with the option `alone` wait until no other one has it; all others read one state throughout.

        The option `only_read` says why, where the database can only be read.
        """

    def identity(self, connection: Connection) -> object:
        """Equal for connections to one and the same database, and different else."""

    def trouble(self, error: BaseException | None) -> Trouble | None:
        """What to do about an error of the database; None for a mistake of ours."""

    def prepare(self, connection: Connection) -> None:
        """Before the first table is made. Raises CasefileUnavailable where the database cannot hold a casefile."""

    def settle(self, connection: Connection, tables: Sequence[Table]) -> None:
        """After tables changed: all of them compare text by its code points."""

    def insert_rows(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Adds rows; there is at least one, and all have the same columns."""

    def insert_numbered(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Adds rows without a `number`, and answers with the numbers that they got, in order, rising."""

    def settle_rows(self, connection: Connection, tables: Sequence[Table]) -> None:
        """After whole tables were filled: rows that come get higher numbers, and plans know how many there are."""

    def index_text(self, connection: Connection, articles: Sequence[int]) -> None:
        """Makes the passages of some new articles, by number, searchable; their texts are in memory at once."""

    def unindex_text(self, connection: Connection, articles: Sequence[int]) -> None:
        """Takes the passages of some articles, by number, which are there still, out of what can be searched."""

    def matching(self, connection: Connection, phrases: Sequence[Phrase]) -> Subquery | None:
        """The passages with all the phrases: `number`, and `rank` (BM25, the smaller the better). None: there are none.

        A phrase is its words one after the other, in any form of the same stem, in the letters people type.
        """

    def keys_table(self, keys: Mapping[str, float]) -> FromClause:
        """Some keys with their weights as a table: `key`, `weight`."""

    def keys_within(self, held: Table, keys: Sequence[str], runs: Sequence[tuple[int, int]]) -> Select[Any]:
        """Which rows of a table of keys (`key`, a number, `weight`) have one of some keys, and a number in one of some
        runs (first and last).
        """

    def among(self, column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
        """Whether a column holds one of some numbers, however many, given as one parameter."""

    def raw_rows(self, connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
        """All rows of a table by column name, in any order, as the driver has them; without columns of bytes.

        Text that is damaged comes all the same, with lone surrogates in it.
        """

    def damage(self, connection: Connection, tables: Sequence[Table]) -> Iterator[Difference]:
        """What is wrong with the database itself, whatever its rows say: its pages, tables, indexes, references."""

    def unfound(self, connection: Connection) -> Iterator[Difference]:
        """Whether the passages are searched as they stand: what of the index of their words does not follow."""

    def rebuild_indexes(self, connection: Connection) -> None:
        """Makes the indexes of tables anew, as far as that can be."""

    def drop_words(self, connection: Connection) -> None:
        """Before passages are taken out: none is searched any more, until `rebuild_words`."""

    def rebuild_words(self, connection: Connection) -> None:
        """Makes the passages searchable as they stand now."""

    def findings(self, connection: Connection) -> list[Finding]:
        """Version and health of the database."""


def named(name: str) -> Dialect:
    """The dialect with SQLAlchemy's name for it. Raises KeyError."""
    if name == "sqlite":
        from provenance.store.dialects import sqlite

        return sqlite
    if name == "postgresql":  # a tenth of what a list takes to start, and most casefiles are files
        from provenance.store.dialects import postgresql

        return postgresql
    raise KeyError(name)


def plain_rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """What a query finds as the driver has it: plain values alone, of rows too many to make records of."""
    with connection.execute(query) as result:
        cursor = result.cursor
        return [] if cursor is None else list(cursor.fetchall())


def of(connection: Connection) -> Dialect:
    """The dialect that a connection speaks."""
    return named(connection.dialect.name)

"""What was read of late is kept while it holds, and not longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from sqlalchemy import select, update

from provenance.casefile import Casefile
from provenance.model import Claim
from provenance.store import loading, log, recent, tables
from provenance.store.database import Database
from provenance.store.recent import Recent

TEXT = "outlet: Paper{0}\nThe dam {0} broke at dawn.\nOfficials say {0} houses were lost.\n"


class Undone(Exception):
    """Takes a transaction back."""


def write(folder: Path, *numbers: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(TEXT.format(number))
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A casefile of two articles."""
    where = tmp_path / "claims.db"
    with Casefile.open(where, steps=PlainSteps()) as case:
        case.ingest([write(tmp_path / "in", 1, 2)])
    return where


@pytest.fixture
def database(place: Path) -> Iterator[Database]:
    opened = Database.open(place)
    yield opened
    opened.close()


def ingest(place: Path, *numbers: int, settings: Sequence[str] = ()) -> None:
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([write(place.parent / "in", *numbers)], settings=settings, by="Ada")


def kept(database: Database, known: Recent) -> dict[int, Claim]:
    """All claims by way of `known`; they are as they are stored."""
    with database.reading() as connection:
        numbers = list(connection.execute(select(tables.claim.c.number)).scalars())
        found = known.claims(connection, numbers)
        assert found == loading.claims(connection, numbers)
        return found


def test_claims_are_read_once_while_articles_come_and_people_decide(place: Path, database: Database) -> None:
    known = Recent()
    first = kept(database, known)
    assert len({id(claim.article) for claim in first.values()}) == 2, "an article is there once"
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.review(next(iter(case.claims())).id, "accept", by="Ada")
    ingest(place, 3)
    second = kept(database, known)
    assert len(second) > len(first)
    assert all(second[number] is claim for number, claim in first.items())


def test_what_is_set_right_is_read_again(place: Path, database: Database) -> None:
    known = Recent()
    kept(database, known)
    ingest(place, settings=["published_on=2024-03-05"])
    assert {claim.article.published_on for claim in kept(database, known).values()} == {date(2024, 3, 5)}


def test_a_number_that_was_taken_back_deceives_nobody(database: Database) -> None:
    known = Recent()
    first = kept(database, known)
    last = max(first)
    with suppress(Undone), database.writing() as connection:
        connection.execute(update(tables.claim).where(tables.claim.c.number == last).values(id="another"))
        assert known.claims(connection, [last])[last] is not first[last]
        raise Undone


def test_an_entry_of_the_log_that_was_taken_back_deceives_nobody(place: Path, database: Database) -> None:
    known = Recent()
    kept(database, known)
    with suppress(Undone), database.writing() as connection:
        for _ in range(50):
            log.append(connection, "note", "", "of what is taken back")
        known.claims(connection, [1])
        raise Undone
    ingest(place, settings=["published_on=2024-03-05"])
    kept(database, known)


def test_no_more_are_kept_than_so_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "CLAIMS", 2)
    monkeypatch.setattr(recent, "ARTICLES", 1)
    known = Recent()
    first, second = kept(database, known), kept(database, known)
    assert len(first) > 2
    assert sum(second[number] is claim for number, claim in first.items()) <= 2


def test_what_was_read_stays_while_articles_join_by_the_same_connection(place: Path) -> None:
    with Casefile.open(place, steps=PlainSteps()) as case:
        for number in (3, 4):
            case.ingest([write(place.parent / "in", number)])
        with case._database.reading() as connection:
            assert Recent in connection.info

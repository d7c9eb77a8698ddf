"""What only happens with a server: it is away, full or foreign, and many come at once."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest
from casefile_steps import PlainSteps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql_server import GUARDED, IN_URL, SECRET, Server, running
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient
from test_ingest import _state, start, write
from test_watching import put
from typer.testing import CliRunner
from workbench import ADA, HOST, seeded

from provenance.casefile import Casefile
from provenance.cli.app import app
from provenance.errors import CasefileUnavailable, InvalidRequest, NotFound
from provenance.model import Article, Link
from provenance.records import Filter
from provenance.store import tables, writing
from provenance.store.database import Database
from provenance.store.dialects import fts5, tsvector
from provenance.store.search import find
from provenance.workbench import create_app


@pytest.fixture(scope="module")
def frail() -> Iterator[Server]:
    """A server that tests stop and start."""
    with running() as server:
        yield server


def refusal(where: str) -> CasefileUnavailable:
    with pytest.raises(CasefileUnavailable) as caught:
        Casefile.open(where)
    assert SECRET not in str(caught.value)
    return caught.value


def test_a_wrong_password_is_told_without_it(postgresql: Server) -> None:
    url = postgresql.empty(f"OWNER {GUARDED}", user=GUARDED, password=IN_URL)
    Casefile.open(url).close()
    error = refusal(url.replace(IN_URL, "wr0ng"))
    assert "wr0ng" not in str(error)
    assert "check user and password" in str(error)
    assert not error.passing


def test_a_user_who_may_not_make_tables(postgresql: Server) -> None:
    assert "GRANT" in str(refusal(postgresql.empty(user=GUARDED, password=IN_URL)))


def test_no_such_database(postgresql: Server) -> None:
    assert "createdb" in str(refusal(postgresql.url("nowhere")))


def test_no_server(tmp_path: Path) -> None:
    error = refusal(f"postgresql+psycopg://kim:{IN_URL}@/claims?host={tmp_path}")
    assert "check that it runs" in str(error)
    assert error.passing


def test_a_database_without_a_casefile(postgresql: Server) -> None:
    url = postgresql.empty()
    for _ in range(2):
        with pytest.raises(NotFound, match="no casefile"):
            Casefile.open(url, create=False)


def test_tables_of_another_program_are_left_alone(postgresql: Server) -> None:
    url = postgresql.empty()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (name text)"))
    engine.dispose()
    assert "not a casefile" in str(refusal(url))


def test_an_encoding_that_holds_not_every_text(postgresql: Server) -> None:
    error = refusal(postgresql.empty("TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"))
    assert "--encoding=UTF8" in str(error)


def test_text_is_ordered_by_code_points_whatever_the_language_of_the_server(tmp_path: Path, postgresql: Server) -> None:
    url = postgresql.empty("TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de'")
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("b", "B", "ä", "a", "Z", "é"):
        (folder / f"{name}.txt").write_text(f"outlet: {name}\nThe {name} ran out.\n", encoding="utf-8")
    orders = []
    for place in (url, str(tmp_path / "claims.db")):
        with Casefile.open(place, steps=PlainSteps()) as case:
            case.ingest([folder])
            orders.append(
                (
                    [claim.outlet for claim in case.claims(order="file")],
                    [outlet.outlet for outlet in case.outlets()],
                    [claim.id for claim in case.claims()],
                )
            )
    assert orders[0] == orders[1]
    assert orders[0][0] == sorted(orders[0][0])
    database = Database.open(url)
    with database.reading() as connection:
        query = "SELECT collation_name FROM information_schema.columns WHERE table_name = ANY(:names)"
        names = [table.name for table in tables.metadata.sorted_tables]
        assert set(connection.execute(text(query), {"names": names}).scalars()) == {"C", None}
    database.close()


class Interrupted(PlainSteps):
    """Something happens in the middle of an article: its claims are stored, its links are not."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self.happens = happens

    def chosen(self, links: Sequence[Link]) -> Sequence[Link]:
        self.happens()
        return links


TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'provenance'"


@pytest.mark.parametrize("how", ["killed", "stopped", "connection ended"])
def test_a_server_that_goes_away_amid_an_article(tmp_path: Path, frail: Server, how: str) -> None:
    folder = write(tmp_path / "in", 3)
    url = frail.empty()
    with Casefile.open(url, steps=PlainSteps()) as case:
        case.ingest([folder / "000.txt"])
    happens: dict[str, Callable[[], object]] = {
        "killed": frail.stop,
        "stopped": lambda: frail.stop("fast"),
        "connection ended": lambda: frail.ask(TERMINATE),
    }
    with Casefile.open(url, steps=Interrupted(happens[how])) as case:
        with pytest.raises(CasefileUnavailable, match="nothing is half-written") as caught:
            case.ingest([folder])
        assert caught.value.passing
        if how != "connection ended":
            with pytest.raises(CasefileUnavailable, match="no connection to the server"):
                case.claims()
            frail.start()
        assert len(case.articles()) == 1, "the pool finds the server again"
        assert all(finding.ok for finding in case.findings())
    with (
        Casefile.open(url, steps=PlainSteps()) as case,
        Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as other,
    ):
        assert case.ingest([folder]).count("added") == 2
        other.ingest([folder])
        assert _state(case) == _state(other)
        assert not case.verify().differences


def test_watching_survives_the_server(tmp_path: Path, frail: Server) -> None:
    url = frail.empty()
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder, "a.txt", 1)
    waits: list[str] = []
    with Casefile.open(url, steps=PlainSteps()) as case:
        rounds = iter(range(99))

        def pause(_seconds: float) -> None:
            number = next(rounds)
            if number == 0:
                frail.stop()
                put(folder, "b.txt", 2)
            elif number == 2:
                frail.start()
            time.sleep(0.05)

        watched = case.watch(
            [str(folder)], every=(0.0, 0.0), on_trouble=lambda error, _: waits.append(str(error)), pause=pause
        )
        names = [Path(next(watched).source).name for _ in range(2)]
        watched.close()
    assert names == ["a.txt", "b.txt"]
    assert len(waits) == 2


def test_a_server_that_takes_nobody_else(frail: Server) -> None:
    url = frail.empty()
    Casefile.open(url).close()
    frail.ask("CREATE ROLE lonely LOGIN CONNECTION LIMIT 0")
    error = refusal(url.replace("postgres@", "lonely@"))
    assert "too many connections" in str(error)
    assert error.passing


def test_all_connections_of_the_program_in_use(postgresql: Server) -> None:
    url = postgresql.empty()
    Database.open(url).close()
    database = Database(create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.1), "claims")
    with database.reading(), pytest.raises(CasefileUnavailable, match="try again in a moment"), database.reading():
        pass
    database.close()


def test_a_server_that_may_only_be_read(tmp_path: Path, postgresql: Server) -> None:
    url = postgresql.empty()
    with Casefile.open(url, steps=PlainSteps()) as case:
        case.ingest([write(tmp_path / "in", 1)])
    engine = create_engine(url)
    with engine.begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()
    with Casefile.open(url, steps=PlainSteps()) as case:
        assert len(case.claims()) == 3
        with pytest.raises(CasefileUnavailable, match="only lets it be read"):
            case.review(case.claims()[0].id, "accept", by="Kim", why="seen")


def test_another_writer_is_waited_for(postgresql: Server, tmp_path: Path) -> None:
    url = postgresql.empty()
    database = Database.open(url)
    with Casefile.open(f"{url}&timeout=0.2", steps=PlainSteps()) as case:
        with database.writing(), pytest.raises(CasefileUnavailable, match="another program is writing"):
            case.ingest([write(tmp_path / "in", 1)])
        assert case.ingest([tmp_path / "in"]).count("added") == 1
    with pytest.raises(InvalidRequest, match="no number of seconds"):
        Database.open(f"{url}&timeout=soon")
    database.close()


CONFLICT = """
CREATE SEQUENCE conflicts;
CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('conflicts') <= {times} THEN RAISE 'in between' USING ERRCODE = '{code}'; END IF; RETURN NEW;
END $$;
CREATE TRIGGER conflict BEFORE INSERT ON article FOR EACH ROW EXECUTE FUNCTION conflict();
"""


@pytest.mark.parametrize(
    ("code", "times", "states"), [("40001", 3, ["added"]), ("40P01", 1, ["added"]), ("40001", 9, [])]
)
def test_a_change_that_another_came_in_between_is_made_again(
    tmp_path: Path, postgresql: Server, code: str, times: int, states: list[str]
) -> None:
    url = postgresql.empty()
    with Casefile.open(url, steps=PlainSteps()) as case:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(CONFLICT.format(times=times, code=code))
        engine.dispose()
        folder = write(tmp_path / "in", 1)
        if states:
            assert [outcome.state for outcome in case.ingest([folder]).outcomes] == states
        else:
            with pytest.raises(CasefileUnavailable, match="another change came in between"):
                case.ingest([folder])
        assert len(case.log()) == len(case.articles()) == len(states)


def test_a_character_that_no_text_in_postgresql_may_have(tmp_path: Path, postgresql: Server) -> None:
    folder = write(tmp_path / "in", 1)
    (folder / "odd.txt").write_text("outlet: Odd\nNothing\0 here.\n")
    with Casefile.open(postgresql.empty(), steps=PlainSteps()) as case:
        outcomes = case.ingest([folder]).outcomes
        assert [outcome.state for outcome in outcomes] == ["added", "failed"]
        assert "NUL" in (outcomes[1].reason or "")
        assert len(case.articles()) == 1


def test_what_is_too_long_to_be_looked_up_is_refused_alone(tmp_path: Path, postgresql: Server) -> None:
    folder = write(tmp_path / "in", 1)
    noise = random.Random(1).randbytes(3000).hex()
    (folder / "long.txt").write_text(f"outlet: {noise}\nAnybody may call a paper what they like.\n")
    with Casefile.open(postgresql.empty(), steps=PlainSteps()) as case:
        outcomes = case.ingest([folder]).outcomes
        assert [outcome.state for outcome in outcomes] == ["added", "failed"]
        assert "it cannot hold this" in (outcomes[1].reason or "")
        assert len(case.articles()) == 1


def test_four_write_and_four_read(tmp_path: Path, place: str) -> None:
    write(tmp_path / "in", 12)
    files = sorted((tmp_path / "in").iterdir())
    Casefile.open(place).close()
    done = Event()
    troubles: list[BaseException] = []
    counts: list[int] = []

    def read() -> None:
        try:
            with Casefile.open(place, steps=PlainSteps()) as case:
                while not done.is_set():
                    book = case.casebook()
                    assert {claim.id for claim in book.claims} == set(book.confidences)
                    assert sum(article.claims for article in book.articles) == len(book.claims)
                    counts.append(len(book.claims))
                    case.search("valley", limit=5)
                    time.sleep(0.1)
        except BaseException as error:
            troubles.append(error)

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    writers = [start(place, *files[offset : offset + 6]) for offset in (0, 2, 4, 6)]
    for writer in writers:
        _, complaints = writer.communicate()
        assert (writer.returncode, complaints) == (0, "")
    done.set()
    for reader in readers:
        reader.join()
    assert troubles == []
    with (
        Casefile.open(place, steps=PlainSteps()) as case,
        Casefile.open(tmp_path / "alone.db", steps=PlainSteps()) as alone,
    ):
        alone.ingest(files)
        assert _state(case) == _state(alone)
        assert len(case.log()) == len(case.articles()) == 12
        assert not case.verify().differences
    assert counts == [count for count in counts if count % 3 == 0], "no reader ever saw a part of an article"


WORDS = st.sampled_from(["bridge", "bridges", "Brücke", "fell", "falls", "a", "U.S.", "naïve", "3.5", "falling,", "—"])
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
QUERIES = st.lists(
    PHRASES | PHRASES.map(lambda p: f'"{p}"') | st.sampled_from(["bri*", '"fell a*"', "f*", "*"]), max_size=3
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[tuple[Database, Database]]:
    databases = Database.open(tmp_path_factory.mktemp("both") / "claims.db"), Database.open(postgresql.empty())
    yield databases
    for database in databases:
        database.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=8), query=QUERIES.map(" ".join))
def test_both_find_the_same_in_the_same_order(both: tuple[Database, Database], lines: list[str], query: str) -> None:
    article = Article(text="\n".join(lines) or "x", outlet="Post")
    answers = []
    for database in both:
        with database.writing() as connection:
            if writing.find_article(connection, article.id) is None:
                writing.add_article(connection, article, [])
        with database.reading() as connection:
            answers.append(find(connection, query, Filter(), None))
    assert answers[0] == answers[1]


def test_a_passage_beyond_all_measure_is_stored_and_found_by_its_beginning(tmp_path: Path, place: str) -> None:
    words = [f"w{number}{'x' * (number % 40)}" for number in range(35_000)]
    long = "q" * 9000
    (tmp_path / "long.txt").write_text(f"outlet: Long\nbegin {long} {'again ' * 400}{' '.join(words)} end\n")
    with Casefile.open(place, steps=PlainSteps()) as case:
        assert case.ingest([tmp_path / "long.txt"]).count("added") == 1
        for query in ("begin", "again", long, f'"begin {long[:20]}"*', "w9*"):
            assert len(case.search(query)) == 1, query
    assert len(tsvector.vector(fts5.words([" ".join(words)])[0])) < tsvector.LARGEST


BLOCKED = """
import sys
sys.modules["psycopg"] = None
from provenance.cli import main
main(["claims", "--db", "postgresql://kim:s3cret@localhost/claims"])
"""


def test_without_its_extra_the_command_to_install_it_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True)
    assert done.returncode == 1
    assert 'pip install "claim-provenance[postgres]"' in done.stderr
    assert "s3cret" not in done.stderr


def test_commands_tell_no_password(postgresql: Server, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The council closed the old bridge on Monday, the mayor said.\n")
    url = postgresql.empty(f"OWNER {GUARDED}", user=GUARDED, password=IN_URL)
    commands = [
        ["ingest", str(tmp_path / "a.txt"), "--db", url],
        ["claims", "--db", url],
        ["doctor", "--db", url],
        ["copy", url, str(tmp_path / "copy.db")],
        ["copy", str(tmp_path / "copy.db"), url],
        ["merge", url, "--db", str(tmp_path / "copy.db")],
        ["show", "zz", "--db", url],
        ["log", "--db", str(tmp_path / "copy.db"), "--json"],
    ]
    for command in commands:
        answer = CliRunner().invoke(app, command).output
        assert IN_URL not in answer, command
        assert SECRET not in answer, command
        assert answer, command


PAGES = (
    *("/", "/claims", "/claims?text=defence", "/conflicts", "/corroboration", "/review", "/report"),
    *("/api/claims", "/api/sources", "/api/articles", "/api/facets", "/api/queue", "/api/search?q=pact", "/api/log"),
)
TOKEN = re.compile(r'"[\w-]{32}"')


def test_the_workbench_shows_the_same(postgresql: Server) -> None:
    url = postgresql.empty()
    with Casefile.open(seeded()) as case:
        case.copy(url)
    shown = []
    for place in (str(seeded()), url):
        with Casefile.open(place) as opened, TestClient(create_app(opened, ADA), base_url=HOST) as client:
            answers = [client.get(page) for page in PAGES]
            assert [answer.status_code for answer in answers] == [200] * len(PAGES)
            shown.append([TOKEN.sub("", answer.text) for answer in answers])
    for page, one, other in zip(PAGES, *shown, strict=True):
        assert one == other, page

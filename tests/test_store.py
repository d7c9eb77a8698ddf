from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from casefile_steps import PlainSteps, claims_of, parse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from provenance.casefile import Casefile
from provenance.casefile.groups import stars
from provenance.errors import CasefileError, InvalidRequest
from provenance.matching.terms import article_keys, cosine
from provenance.model import (
    NOBODY,
    Article,
    Certainty,
    Claim,
    Grade,
    Hop,
    Kind,
    Level,
    Likelihood,
    Naming,
    Place,
    Polarity,
    Quotation,
    Rating,
    Review,
    Source,
    Stance,
    Statement,
    Status,
    Verdict,
)
from provenance.records import Filter
from provenance.store import (
    candidates,
    contradictions,
    listing,
    loading,
    log,
    postings,
    schema,
    search,
    tables,
    writing,
)
from provenance.store.database import Database
from provenance.store.dialects import fts5, sqlite_file
from provenance.store.rows import source_key


@pytest.fixture(scope="module")
def database(new_place: Callable[[], str]) -> Iterator[Database]:
    opened = Database.open(new_place())
    yield opened
    opened.close()


class Undone(Exception):
    """Takes a transaction back."""


ODD = "\n\u2028\ufeff\u0301\u200dé👩 ."
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(alphabet=CHARACTERS | st.sampled_from(ODD), min_size=1, max_size=80)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """An article and the claims of some of its sentences."""
    content = draw(TEXTS)
    article = Article(
        text=content,
        title=draw(st.none() | TEXTS),
        outlet=draw(st.none() | TEXTS),
        byline=draw(st.none() | TEXTS),
        published_on=draw(st.none() | st.dates()),
        url=draw(st.none() | TEXTS),
        language=draw(st.sampled_from([None, "en"])),
        found=(("title", draw(TEXTS)),),
        places=(Place(0, len(content), draw(TEXTS)),),
    )
    cuts = sorted(draw(st.sets(st.integers(0, len(content)), min_size=2, max_size=6)))
    sentences = list(pairwise(cuts))
    return [
        Claim(
            article=article,
            start=start,
            end=end,
            content=((start, end),) if ordinal == 0 else ((start, start), (start, end)),
            attribution=tuple(draw(st.lists(_hops(start, end, content), max_size=3))),
            quotation=draw(st.sampled_from(Quotation)),
            certainty=draw(_certainties(start, end)),
            ordinal=ordinal,
            stance=draw(st.sampled_from(Stance)),
            statement=draw(_statements(start, end, content)),
        )
        for start, end in sentences
        for ordinal in range(draw(st.integers(1, 2)))
    ]


def _statements(start: int, end: int, content: str) -> st.SearchStrategy[Statement]:
    made = Statement.of(content, "[It is denied that] ", (start, end), ".")
    return st.just(Statement.of(content, (start, end))) | st.just(made)


def _hops(start: int, end: int, content: str) -> st.SearchStrategy[Hop]:
    worded = st.builds(
        Hop,
        holder=st.just(content[start:end]),
        start=st.just(start),
        end=st.just(end),
        source=st.builds(Source, name=st.none() | TEXTS, kind=st.sampled_from(Kind), naming=st.sampled_from(Naming)),
        cue=st.none() | TEXTS,
        cue_start=st.none() | st.just(start),
        cue_end=st.none() | st.just(end),
    )
    nobody = Hop(holder=None, start=None, end=None, source=NOBODY)
    return worded | st.just(nobody)


def _certainties(start: int, end: int) -> st.SearchStrategy[Certainty]:
    spans = st.lists(st.just((start, end)), max_size=2).map(tuple)
    return st.builds(
        Certainty,
        level=st.sampled_from(Level),
        polarity=st.sampled_from(Polarity),
        status=st.sampled_from(Status),
        cues=spans,
        hedges=spans,
        likelihood=st.none() | st.builds(Likelihood, st.floats(0, 50), st.floats(50, 100), st.just("ICD 203")),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(found=claims())
def test_what_goes_in_comes_out(database: Database, found: list[Claim]) -> None:
    article = found[0].article
    with database.writing() as connection:
        assume(writing.find_article(connection, article.id) is None)
        number, numbers = writing.add_article(connection, article, found)
    with database.reading() as connection:
        assert loading.claim_numbers(connection, number) == numbers
        assert list(loading.claims(connection, numbers).values()) == found
        assert loading.articles(connection, [number])[number].places == article.places
        for claim, record in zip(found, loading.claim_records(connection, numbers), strict=True):
            assert (record.id, record.article) == (claim.id, article.id)
            assert record.text == claim.text == article.text[record.start : record.end]
            assert record.content_text == claim.content_text
            assert (record.stance, record.statement) == (claim.stance, claim.statement)
            assert record.attribution == claim.attribution
            assert record.likelihood == claim.certainty.likelihood
            assert record.published_on == article.published_on


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(found=claims())
def test_passages_hold_every_word_once(database: Database, found: list[Claim]) -> None:
    article = found[0].article
    with database.writing() as connection:
        assume(writing.find_article(connection, article.id) is None)
        number, _ = writing.add_article(connection, article, found)
        passage = tables.passage.c
        rows = connection.execute(
            tables.passage.select().where(passage.article == number, passage.end > 0).order_by(passage.start)
        ).all()
    assert all(row.text == article.text[row.start : row.end] for row in rows)
    assert all(before.end <= after.start for before, after in pairwise(rows))
    assert "".join("".join(row.text for row in rows).split()) == "".join(article.text.split())


def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(context, tables.metadata) == []
        assert schema.revision(connection) == schema.head()


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith("passage_search"))


def test_an_older_casefile_is_found_by_pairs_as_well(place: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The new bridge over the river gave way in the night.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Water is wet.\n\nThe old mill by the river burned down.\n", encoding="utf-8")
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([tmp_path])
        for claim, verdict in ((0, "accept"), (0, "reject"), (1, "accept")):
            case.review(case.claims()[claim].id, verdict, by="Kim", why="seen")
        twice = case.reviews()[0].target
    pairs = select(tables.claim_pair).order_by(*tables.claim_pair.primary_key)
    database = Database.open(place)
    with database.writing() as connection:
        expected = connection.execute(pairs).all()
        connection.execute(text("DROP TABLE contradiction"))
        connection.execute(text("DROP TABLE claim_pair"))
        connection.execute(text("DROP INDEX article_by_day"))
        connection.execute(text("DROP TABLE log_head"))
        connection.execute(text("ALTER TABLE hop DROP COLUMN mentions"))
        connection.execute(text("DROP INDEX article_read_by"))
        for column in ("read_by", "furniture"):
            connection.execute(text(f"ALTER TABLE article DROP COLUMN {column}"))
        connection.execute(text("DROP INDEX claim_listed"))
        connection.execute(text("DROP TABLE reading"))
        for column in ("stance", "statement", "corrected"):
            connection.execute(text(f"ALTER TABLE claim DROP COLUMN {column}"))
        connection.execute(text("CREATE INDEX claim_listed ON claim (current)"))
        connection.execute(text("DROP INDEX link_listed"))
        for column in ("agreement", "band"):
            connection.execute(text(f"ALTER TABLE link DROP COLUMN {column}"))
        connection.execute(text("CREATE INDEX link_listed ON link (current)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    database.close()
    database = Database.open(place)
    with database.reading() as connection:
        assert connection.execute(pairs).all() == expected
        assert len(expected) > 6
        assert contradictions.unsettled(connection) == [("review", twice)], "what a clock may have decided is looked at"
    database.close()


def test_claims_come_in_the_order_of_their_numbers(place: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain fell.\nThe mill burned.\nThe dam held.\n", encoding="utf-8")
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([tmp_path])
    database = Database.open(place)
    with database.writing() as connection:
        connection.execute(tables.claim.update().where(tables.claim.c.number == 1).values(lead=False))
    with database.reading() as connection:
        assert list(loading.claims(connection, [3, 1, 2])) == [1, 2, 3], "wherever a database keeps a changed row"
    database.close()


def test_head_is_the_last_migration() -> None:
    folder = Path(schema.__file__).parent / "migrations" / "versions"
    revisions = {}
    for file in folder.glob("0*.py"):
        named = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in ast.parse(file.read_text()).body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        assert file.name.startswith(f"{named['revision']}_")
        revisions[named["revision"]] = named["down_revision"]
    assert set(revisions) == schema.known_revisions()
    assert set(revisions) - set(revisions.values()) == {schema.head()}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "ALTER TABLE article DROP COLUMN modified_on",
            rf"of revision {schema.head()}, but article\.modified_on is missing",
        ),
        ("DROP TABLE tag", f"of revision {schema.head()}, but the table tag is missing"),
        ("UPDATE alembic_version SET version_num = '0001'", "its tables are not those of revision 0001"),
        ("DELETE FROM alembic_version", "the form of its tables is not written down"),
        ("UPDATE alembic_version SET version_num = '9999'", "written by a later version"),
    ],
)
def test_a_label_that_does_not_fit_its_tables_is_told(tmp_path: Path, change: str, told: str) -> None:
    Database.open(tmp_path / "claims.db").close()
    connection = sqlite3.connect(tmp_path / "claims.db", isolation_level=None)
    connection.execute(change)
    connection.close()
    with pytest.raises(CasefileError, match=rf"claims\.db: .*{told}"):
        Database.open(tmp_path / "claims.db")


@pytest.mark.parametrize(
    "url", ["sqlite:///{}?timeout={}", "postgresql+psycopg://localhost:1/{}?timeout={}"], ids=["sqlite", "postgresql"]
)
@pytest.mark.parametrize("timeout", ["abc", "nan", "inf", "-1", "1e9", "5&timeout=6"])
def test_a_timeout_is_a_number_of_seconds(tmp_path: Path, url: str, timeout: str) -> None:
    where = url.format(tmp_path / "claims.db" if url.startswith("sqlite") else "claims", timeout)
    with pytest.raises(InvalidRequest, match=r"no number of seconds .* from 0 to 86400"):
        Database.open(where)
    assert not (tmp_path / "claims.db").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///claims.db?cache=shared", "no setting 'cache'; there is only timeout"),
        ("postgresql+psycopg://localhost:1/x?colour=red", 'a setting .* "colour"'),
        ("postgresql+psycopg://localhost:1/x?connect_timeout=red", "a setting .* connect_timeout: 'red'"),
    ],
)
def test_an_unknown_setting_in_a_url_is_told(url: str, told: str) -> None:
    with pytest.raises(InvalidRequest, match=told):
        Database.open(url)


def test_the_log_stays_short_however_many_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every moment somebody reads, so SQLite by itself never begins it anew."""
    monkeypatch.setattr(sqlite_file, "LONGEST_LOG", 400_000)
    path = tmp_path / "claims.db"
    ended = Event()
    with closing(Database.open(path)) as database, ThreadPoolExecutor(4) as readers:
        readings = [readers.submit(_read_on, database, ended) for _ in range(4)]
        longest = 0
        try:
            for number in range(300):
                with database.writing() as connection:
                    log.append(connection, "note", "a", "x" * 4000, person=str(number))
                longest = max(longest, path.with_name("claims.db-wal").stat().st_size)
        finally:
            ended.set()
        assert all(reading.result() > 3 for reading in readings)
    assert 300_000 < longest < 1_200_000  # it begins anew once it is longer than 400,000
    assert [one.name for one in tmp_path.iterdir()] == ["claims.db"]


def _read_on(database: Database, ended: Event) -> int:
    """Reads for a while, again and again; how often."""
    times = 0
    while not ended.is_set():
        with database.reading() as connection:
            log.state(connection)
            time.sleep(0.02)
        times += 1
    return times


def test_changes_of_tables_are_rolled_back_too(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_after_a_change_of_tables(database)
    with database.reading() as connection:
        assert "half_done" not in inspect(connection).get_table_names()


def _fail_after_a_change_of_tables(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE half_done (name TEXT)"))
        raise ZeroDivisionError


def _review(target: str, verdict: Verdict = Verdict.ACCEPT) -> Review:
    return Review(target=target, verdict=verdict, by="Kim", why="seen", at=datetime(2026, 1, 2, tzinfo=UTC))


def test_the_log_is_only_appended_to(database: Database) -> None:
    with database.writing() as connection:
        log.append_review(connection, _review("cafe"))
    for change in ("UPDATE log SET why = 'nothing'", "DELETE FROM log"):
        with pytest.raises(IntegrityError, match="only ever appended"), database.writing() as connection:
            connection.execute(text(change))
    with database.reading() as connection:
        assert log.reviews(connection, ["cafe"]) == [_review("cafe")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET why = 'unseen' WHERE number = 2",
        "DELETE FROM log WHERE number = 2",
        "UPDATE log SET number = 9 WHERE number = 3",
    ],
)
def test_a_changed_log_shows(tmp_path: Path, change: str) -> None:
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        (tmp_path / "a.txt").write_text("outlet: Alpha\nIt rained.\n")
        case.ingest([tmp_path / "a.txt"])
        for why in ("first", "second"):
            case.review(case.claims()[0].id, "accept", by="Kim", why=why)
        assert all(finding.ok for finding in case.findings())
    raw = sqlite3.connect(tmp_path / "claims.db")
    for trigger in ("log_no_update", "log_no_delete"):
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute(change)
    raw.commit()
    raw.close()
    with Casefile.open(tmp_path / "claims.db") as case:
        assert [finding.name for finding in case.findings() if not finding.ok] == ["log"]


def test_ratings_hold_for_every_spelling(database: Database) -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    with database.writing() as connection:
        for grade in (Grade.A, Grade.D):
            log.append_rating(connection, Rating(source="The  Özcan Post", grade=grade, by="Kim", why="x", at=at))
        assert contradictions.grades(connection)[source_key("ozcan post")] is Grade.D


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("nuclear deal", '"nuclear" AND "deal"'),
        ('"nuclear deal" now', '"nuclear deal" AND "now"'),
        ("nucl*", '"nucl*"*'),
        ('"nuclear de"*', '"nuclear de"*'),
        ("a AND b OR NOT NEAR(c)", '"a" AND "AND" AND "b" AND "OR" AND "NOT" AND "NEAR(c)"'),
        ('unbalanced "quote', '"unbalanced" AND "quote"'),
        ("* \" -- ()", None),
        ("", None),
        ("a\0b", '"a" AND "b"'),
        ("\udcff", None),
    ],
)  # fmt: skip
def test_queries_have_no_syntax_but_quotes_and_beginnings(query: str, expression: str | None) -> None:
    assert (fts5.expression(fts5.phrases_of(query)) or None) == expression


@pytest.mark.parametrize("where", ["mysql://here/claims", "nonsense://x", "postgresql://u:secret@host:port/x"])
def test_unknown_databases_are_refused(where: str) -> None:
    with pytest.raises(InvalidRequest, match="path") as caught:
        Database.open(where)
    assert "secret" not in str(caught.value)


def test_every_order_is_total(database: Database) -> None:
    with database.reading() as connection:
        for order in listing.ORDERS:
            assert listing.claim_page(connection, listing.EVERYTHING, order, 5) == listing.claim_page(
                connection, listing.EVERYTHING, order, 5
            )


def test_pages_are_pieces_of_the_whole_list(place: str, tmp_path: Path) -> None:
    days = ("2026-03-01", None, "2026-03-02", "2026-03-01", None, "2026-03-02", "2026-02-27")
    for number, day in enumerate(days):
        lines = [f"Mill {number} burned.", f"Mill {number} may open again.", "Rain fell."]
        head = f"outlet: Paper {number}\n" + ("" if day is None else f"date: {day}\n")
        (tmp_path / f"{number}.txt").write_text(head + "\n".join(lines[: 1 + number % 3]) + "\n", encoding="utf-8")
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([tmp_path])
        case.ingest([tmp_path / "6.txt"])
        for order in listing.ORDERS:
            for where in (Filter(), Filter(levels=frozenset({Level.CERTAIN})), Filter(since=date(2026, 3, 1))):
                every = [claim.id for claim in case.claims(order=order, where=where)]
                pages = [
                    case.claims(order=order, where=where, limit=2, offset=at) for at in range(0, len(every) + 3, 2)
                ]
                assert [claim.id for found in pages for claim in found] == every
                assert len(every) > 4


@pytest.mark.parametrize(
    ("links", "groups"),
    [
        ([], []),
        ([(1, 2)], [(1, 2)]),
        ([(1, 2), (2, 3)], [(2, 1)]),
        ([(1, 2), (2, 3), (3, 4)], [(2, 1), (3, 4)]),
        ([(1, 2), (1, 3), (2, 3), (4, 5)], [(1, 2, 3), (4, 5)]),
        ([(1, 2), (1, 3), (2, 3), (1, 4), (2, 4)], [(1, 2, 3, 4)]),
        ([(1, 2), (1, 3), (2, 3), (1, 4)], [(1, 2, 3)]),
    ],
)
def test_groups_do_not_drift_along_a_chain(links: Sequence[tuple[int, int]], groups: list[tuple[int, ...]]) -> None:
    rank = {number: (0.0, str(number)) for number in range(9)}
    assert [star.claims for star in stars(links, rank)] == groups


LIGHT = """
import sys
from provenance.casefile import Casefile
with Casefile.open({db!r}) as case:
    case.claims(); case.links(); case.sources(); case.articles(); case.search("x")
print([name for name in ("alembic", "numpy", "onnxruntime", "trafilatura", "tokenizers") if name in sys.modules])
"""


def test_a_list_loads_nothing_heavy(tmp_path: Path) -> None:
    Casefile.open(tmp_path / "claims.db").close()
    program = LIGHT.format(db=str(tmp_path / "claims.db"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_claims_of_common_words_are_found_through_their_story(database: Database) -> None:
    steps = PlainSteps()
    with database.writing() as connection:
        numbers = []
        for story in ("harbour", "orchard", "harbour", "orchard", "harbour"):
            article = parse(f"outlet: {story} {len(numbers)}\nAbout the {story}.\nThe war must end now.\n")
            found = claims_of(article)
            number, of_claims = writing.add_article(connection, article, found)
            keys = {at: steps.claim_keys(claim) for at, claim in zip(of_claims, found, strict=True)}
            postings.add_keys(connection, number, {story: 1.0}, keys)
            numbers.append((number, of_claims, keys))
        last, [_, common], keys = numbers[-1]
        near = candidates.nearest(
            connection, last, {"harbour": 1.0}, keys, score=lambda words, story: words + story, limit=9, budget=3
        )
    assert near[common][:2] == [numbers[0][1][1], numbers[2][1][1]], "the same words, in the same story"
    elsewhere = {numbers[1][1][1], numbers[3][1][1]}
    assert set(near[common]) - elsewhere <= {*numbers[0][1], *numbers[2][1]}
    assert elsewhere <= set(near[common][2:]), "two words together are rarer than each"


@given(texts=st.lists(TEXTS, min_size=2, max_size=4, unique=True))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_articles_are_as_much_alike_by_their_keys_as_by_their_texts(database: Database, texts: list[str]) -> None:
    words = "the Özcan’s quake of the 31 harbour talks"
    articles = [Article(text=f"{words} {text} {words[number:]}") for number, text in enumerate(texts)]
    story = article_keys(articles[0])
    with suppress(Undone), database.writing() as connection:
        numbers = [writing.add_article(connection, article, ())[0] for article in articles[1:]]
        for number, article in zip(numbers, articles[1:], strict=True):
            postings.add_keys(connection, number, article_keys(article), {})
        shares = postings.story_shares(connection, story, numbers)
        read = {number: cosine(story, article_keys(one)) for number, one in zip(numbers, articles[1:], strict=True)}
        assert {number: min(1.0, share) for number, share in shares.items()} == read, "to the last digit"
        raise Undone


def test_common_words_are_ranked_in_runs_the_last_passages_first(database: Database) -> None:
    said = [
        "zyx said so",
        "zyx zyx may",
        "a long line in which zyx tells little of note",
        "zyx may be",
        "no",
        "zyx zyx",
    ]
    with suppress(Undone), database.writing() as connection:
        for number in range(5):
            text = "\n".join(f"{line} {number}." for line in said[number:] + said[:number])
            article = Article(text=text, url=f"https://example.org/{number}")
            at, _ = writing.add_article(connection, article, claims_of(article))
            writing.place_article(connection, article, at)

        def found(together: int, limit: int | None, offset: int = 0, only: str = "") -> list[tuple[int, int]]:
            where = Filter(levels=frozenset({Level(only)})) if only else Filter()
            rows = search.find(connection, "zyx", where, limit, offset, together=together)
            return [(row.article, row.start) for row in rows]

        def in_runs(best: list[tuple[int, int]], together: int) -> list[tuple[int, int]]:
            last = sorted(best, reverse=True)
            runs = [last[start : start + together] for start in range(0, len(last), together)]
            return [one for run in runs for one in sorted(run, key=best.index)]

        best, some = found(100, None), found(100, None, only="possible")
        assert (len(best), len(some)) == (25, 10)
        for together in (1, 4, 7, 25):
            every = found(together, None)
            assert every == in_runs(best, together)
            assert found(together, None, only="possible") == in_runs(some, together)
            for limit in (1, 6, 25):
                pages = [found(together, limit, offset) for offset in range(0, 30, limit)]
                assert [one for page in pages for one in page] == every, "pages neither overlap nor leave anything out"
        raise Undone

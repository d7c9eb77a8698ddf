"""The letters that people type: what is found by them, the same in SQLite and in PostgreSQL, in old casefiles too."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from provenance.casefile import Casefile
from provenance.language.typed import as_typed, spans_back
from provenance.store import dialects
from provenance.store.database import Database

WORDS = {
    "Diyarbakır": "diyarbakir",
    "Işık": "isik",
    "İstanbul": "istanbul",
    "Çağlayan": "caglayan",
    "Łódź": "lodz",
    "Sørensen": "sorensen",
    "Đorđe": "dorde",
    "Þórður": "thordur",
    "Straße": "strasse",
    "Œuvre": "oeuvre",
    "reﬁnery": "refinery",
    "staﬀ": "staff",
    "Hawaiʻi": "hawaii",
    "ＮＡＴＯ": "nato",
    "𝐯𝐨𝐭𝐞": "vote",
}
"""Words as they stand in an article, and as they are typed."""
OTHERS = {"10⁶": "106", "1½": "112", "②": "2", "café": "cafes bar"}
"""Words, and what is another one."""


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_typed_in_plain_letters(word: str) -> None:
    assert unicodedata.normalize("NFD", as_typed(word).lower()).encode("ascii", "ignore").decode() == WORDS[word]


@pytest.mark.parametrize("word", OTHERS)
def test_what_means_something_else_stays(word: str) -> None:
    assert as_typed(word) != OTHERS[word]


@given(st.text(max_size=30) | st.text(alphabet="aßıİŒﬁʻé🎉 ", max_size=30))
def test_spans_lead_back_to_the_text(text: str) -> None:
    typed = as_typed(text)
    assert as_typed(typed) == typed
    for at in range(len(typed)):
        [(start, end)] = spans_back(text, [(at, at + 1)])
        assert 0 <= start < end <= len(text)
        assert typed[at] in as_typed(text[start:end])
    spans = spans_back(text, [(at, at + 1) for at in range(len(typed))])
    assert list(spans) == sorted(spans)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, new_place: Callable[[], str]) -> Iterator[Casefile]:
    folder = tmp_path_factory.mktemp("typed")
    for number, word in enumerate({**WORDS, **OTHERS}):
        (folder / f"{number}.txt").write_text(f"Nobody in the hall of {word} heard of it.\n", encoding="utf-8")
    with Casefile.open(new_place(), steps=PlainSteps()) as case:
        case.ingest([folder])
        yield case


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_as_it_stands_and_as_it_is_typed(found: Casefile, word: str) -> None:
    for query in (word, word.lower(), WORDS[word], WORDS[word].upper(), f"{WORDS[word][:4]}*"):
        marked = {hit.snippet[slice(*hit.marks[0])] for hit in found.search(query)}
        assert word in marked, query
    assert {hit.snippet[slice(*hit.marks[0])] for hit in found.search(WORDS[word])} == {word}


@pytest.mark.parametrize("word", OTHERS)
def test_another_word_is_not_found(found: Casefile, word: str) -> None:
    assert found.search(OTHERS[word]) == []


def test_the_index_follows_from_the_passages(found: Casefile) -> None:
    assert found.verify().differences == ()


BEFORE = (
    "DROP TABLE passage_search",
    "DROP VIEW passage_typed",
    "CREATE VIRTUAL TABLE passage_search USING fts5("
    "text, content='passage', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')",
    "INSERT INTO passage_search(passage_search) VALUES('rebuild')",
)
"""How SQLite searched passages before: by the letters that stand there."""


def test_an_older_casefile_is_searched_so_as_well(place: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nobody in the hall of Diyarbakır heard of it.\n", encoding="utf-8")
    with Casefile.open(place, steps=PlainSteps()) as case:
        case.ingest([tmp_path / "a.txt"])
    database = Database.open(place)
    with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            for statement in BEFORE:
                connection.execute(text(statement))
        else:
            dialects.of(connection).drop_words(connection)
        connection.execute(text("ALTER TABLE article DROP COLUMN furniture"))  # which came after it
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    database.close()
    with Casefile.open(place, steps=PlainSteps()) as case:
        assert len(case.search("diyarbakir")) == 1
        assert case.verify().differences == ()

"""The words of a text as SQLite's FTS5 sees them: stems, in the letters that people type. Any database searches by the
same words, since FTS5 itself, on tables in memory, takes texts apart and marks what was found.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from provenance.language.typed import as_typed, spans_back
from provenance.model import Span

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""Letters and digits are words, all else stands between them. Source: Porter 1980, as FTS5 has it."""


_PIECE = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')


class Phrase(NamedTuple):
    """Words one after the other; `beginning`: of the last one, only the beginning is given."""

    words: str
    beginning: bool = False


class Word(NamedTuple):
    """The stem of a word, and its place among the words of its text, from 0."""

    stem: str
    place: int


def phrases_of(query: str) -> list[Phrase]:
    """The words and phrases that a query asks for; none where there is no word in it."""
    phrases = []
    given = as_typed(query.encode("utf-8", "ignore").decode("utf-8").replace("\0", " "))
    for phrase, many, word in _PIECE.findall(given):
        wanted = phrase or word
        if any(character.isalnum() for character in wanted):
            phrases.append(Phrase(wanted, beginning=bool(many or word.endswith("*"))))
    return phrases


def expression(phrases: Iterable[Phrase]) -> str:
    """Texts with all of the phrases, in the query language of FTS5."""
    return " AND ".join(f'"{phrase.words}"{"*" if phrase.beginning else ""}' for phrase in phrases)


def words(texts: Sequence[str]) -> list[list[Word]]:
    """The words of each text, in order."""
    found: list[list[Word]] = [[] for _ in texts]
    with _table(texts) as memory:
        memory.execute("CREATE VIRTUAL TABLE word USING fts5vocab(passage, instance)")
        rows = sorted(memory.execute("SELECT doc, offset, term FROM word"))
    for number, of_text in groupby(rows, key=itemgetter(0)):
        found[number] = [Word(term, place) for _, place, term in of_text]
    return found


def marks(phrases: Iterable[Phrase], texts: Sequence[str]) -> list[tuple[Span, ...]]:
    """Where the phrases stand in each text that has all of them; nowhere in the others."""
    opening, closing = (f"\x02{secrets.token_hex(8)}" for _ in range(2))
    query = "SELECT rowid, highlight(passage, 0, ?, ?) FROM passage WHERE passage MATCH ?"
    with _table(texts) as memory:
        found = dict(memory.execute(query, (opening, closing, expression(phrases))))
    return [spans_back(text, _marked(found.get(number, ""), opening, closing)) for number, text in enumerate(texts)]


def _marked(text: str, opening: str, closing: str) -> Iterator[Span]:
    """What stands between marks in a text: its span where they are taken out."""
    at = 0
    for part in text.split(opening):
        inside, closed, after = part.partition(closing)
        if closed:
            yield at, at + len(inside)
        at += len(inside) + len(after)


@contextmanager
def _table(texts: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """A table in memory of the texts, by their places."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(f"CREATE VIRTUAL TABLE passage USING fts5(text, tokenize='{TOKENIZER}')")
        memory.executemany("INSERT INTO passage(rowid, text) VALUES (?, ?)", enumerate(map(as_typed, texts)))
        yield memory
    finally:
        memory.close()

"""What is told of a source before anything is stored."""

from __future__ import annotations

import json
from pathlib import Path

import makers
import pytest
from terminal import piped

from provenance.casefile.examining import examine
from provenance.errors import ReadingError

HEAD = (
    "<title>Pact near | The Poe Times</title><meta property='og:site_name' content='The Poe Times'>"
    "<meta name='author' content='admin'><meta name='date' content='0001-01-01'>"
    "<link rel='canonical' href='https://poetimes.example/2026/03/12/pact'>"
)
STORY = (
    "Roeland is close to a pact with its neighbours, officials said on Tuesday. It may take months to sign it.",
    "They would wait for an answer, the minister said, and nobody else was told of the talks that week.",
    "The first of the three points is the money that was promised last year by both countries, said Ann Doe.",
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(makers.page(STORY, head=HEAD))
    return path


def test_what_would_be_read_is_told_with_where_it_stood_and_what_was_not_taken(page: Path) -> None:
    [found] = list(examine(page))
    assert not isinstance(found, ReadingError)
    assert (found.title, found.outlet, found.byline, found.language) == ("Pact near", "The Poe Times", None, "en")
    assert dict(found.found)["published_on"] == "html: address"
    assert (found.claims >= 4, found.silent) == (True, None)
    whys = {(one.name, one.value): one.why for one in found.remarks}
    assert whys["byline", "admin"] == "it is what programs put in where nobody is named"
    assert whys["published_on", "0001-01-01"] == "nothing was published on such a day"
    assert whys["text", "Home"] == "it stands in <nav>"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "Der Minister sagte am Dienstag, dass die Brücke wieder offen ist. Niemand wurde verletzt.",
            "written in 'de'",
        ),
        ("Home\n\nNews\n\n12 March 2026", "nothing in it is a sentence"),
    ],
)
def test_a_text_without_claims_says_why(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    [found] = list(examine(path))
    assert not isinstance(found, ReadingError)
    assert found.claims == 0
    assert why in (found.silent or "")


def test_the_command_prints_what_is_read_and_stores_nothing(page: Path, tmp_path: Path) -> None:
    run = piped(["read", str(page), str(tmp_path / "missing.txt")], cwd=tmp_path)
    assert run.code == 3
    assert "missing.txt: there is no such file" in run.out
    rows = [line.split("\t") for line in run.out.splitlines()]
    assert rows[1] == ["source", "what", "read", "from, or why not"]
    assert [str(page), "published", "2026-03-12", "html: address"] in rows
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]
    [record] = json.loads(piped(["read", str(page), "--json"], cwd=tmp_path).out)
    assert record["outlet"] == "The Poe Times"
    assert list(record["remarks"][0]) == ["name", "value", "origin", "why"]

"""A person's word about an article, and facts that its publisher changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from casefile_steps import PlainSteps
from sqlalchemy import create_engine

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest
from provenance.model import Relation
from provenance.store import schema

STORY = "outlet: Alpha\nThe dam broke at dawn.\nOfficials say 5 houses were lost.\n"
OTHER = "outlet: Beta\nOfficials say 9 houses were lost.\n"


@pytest.fixture
def case(place: str) -> Iterator[Casefile]:
    with Casefile.open(place, steps=PlainSteps()) as opened:
        yield opened


def put(case: Casefile, file: Path, text: str, *settings: str) -> str:
    file.write_text(text, encoding="utf-8")
    [outcome] = case.ingest([file], settings=settings, by="Kim").outcomes
    return outcome.state


def test_what_a_person_sets_counts_and_is_logged(case: Casefile, tmp_path: Path) -> None:
    assert put(case, tmp_path / "a.txt", STORY, 'outlet="The Alpha  Post"', "published_on=2026-03-02") == "added"
    [article] = case.articles()
    assert (article.outlet, article.published_on) == ("The Alpha Post", date(2026, 3, 2))
    assert {("outlet", "person"), ("published_on", "person")} <= set(article.found)
    entries = [(one.value, one.person, one.detail["value"]) for one in case.log() if one.event == "set"]
    assert entries == [("outlet", "Kim", "The Alpha Post"), ("published_on", "Kim", "2026-03-02")]
    assert all(finding.ok for finding in case.findings())


def test_a_persons_word_stays_when_the_file_comes_again_and_when_it_changes(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", STORY, "outlet=Gamma")
    assert put(case, tmp_path / "a.txt", STORY) == "unchanged"
    assert put(case, tmp_path / "a.txt", STORY.replace("5", "7")) == "new-version"
    assert [article.outlet for article in case.articles()] == ["Gamma"]


def test_facts_set_later_reach_an_article_that_is_in(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path / "a.txt", STORY)
    [before] = case.articles()
    assert put(case, tmp_path / "a.txt", STORY, "title=Dam Breaks", "published_on=2026-03-02") == "changed"
    [article] = case.articles()
    assert (article.id, article.title, article.published_on) == (before.id, "Dam Breaks", date(2026, 3, 2))
    assert put(case, tmp_path / "a.txt", STORY, "title=Dam Breaks") == "unchanged"
    assert len([one for one in case.log() if one.event == "set"]) == 2


class Dated(PlainSteps):
    """Where numbers differ, the later article updates the earlier one."""

    def link(self, a, b, story=None):
        link = super().link(a, b, story)
        if link is None or None in (a.article.published_on, b.article.published_on):
            return link
        return type(link)(a, b, Relation.UPDATES, link.score, link.reasons, link.parts)


def test_a_date_set_later_is_compared_anew(tmp_path: Path) -> None:
    with Casefile.open(tmp_path / "claims.db", steps=Dated()) as case:
        put(case, tmp_path / "b.txt", OTHER, "published_on=2026-03-01")
        put(case, tmp_path / "a.txt", STORY)
        assert [link.relation for link in case.links()] == ["conflicts"]
        put(case, tmp_path / "a.txt", STORY, "published_on=2026-03-02")
        assert [link.relation for link in case.links()] == ["updates"]


def test_a_casefile_of_the_first_form_is_brought_to_todays(tmp_path: Path) -> None:
    database = tmp_path / "claims.db"
    engine = create_engine(f"sqlite:///{database}")
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with Casefile.open(database, steps=PlainSteps()) as case:
        assert put(case, tmp_path / "a.txt", STORY, "modified_on=2026-03-05") == "added"
        assert all(finding.ok for finding in case.findings())


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("outlet", "NAME=VALUE"),
        ("rating=A", "title, outlet"),
        ("outlet=", "nothing was given"),
        ("published_on=3/4/2026", "not a date"),
        ("url=javascript:x", "http"),
        ("language=English", "639-1"),
    ],
)
def test_a_setting_that_sets_nothing_is_refused(case: Casefile, tmp_path: Path, setting: str, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words):
        put(case, tmp_path / "a.txt", STORY, setting)
    assert case.articles() == []

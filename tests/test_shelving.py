"""The articles of a casefile as a person keeps them: listed by what is asked, described, taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from sqlalchemy import func, select

from provenance.casefile import Casefile
from provenance.errors import InvalidRequest, NotFound
from provenance.records import ArticleFilter
from provenance.store import articles, tables, writing

ALPHA = "outlet: Alpha\ndate: 2026-03-01\nThe dam broke at dawn.\nOfficials say 5 houses were lost.\n"
BETA = "outlet: Beta\nOfficials say 9 houses were lost.\n"
GAMMA = "outlet: Gamma\ndate: 2026-03-04\nThe dam broke at dawn.\nOfficials say 5 houses were lost.\n"
SILENT = "outlet: Delta\nNothing here ends\n"


@pytest.fixture
def case(place: str, tmp_path: Path) -> Iterator[Casefile]:
    with Casefile.open(place, steps=PlainSteps()) as opened:
        put(opened, tmp_path, alpha=ALPHA, beta=BETA, gamma=GAMMA, silent=SILENT)
        yield opened


def put(case: Casefile, folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        case.ingest([folder / f"{name}.txt"])


def id_of(case: Casefile, outlet: str) -> str:
    return next(one.id for one in case.articles() if one.outlet == outlet)


def outlets(case: Casefile) -> list[str | None]:
    return [one.outlet for one in case.articles()]


def assert_whole(case: Casefile) -> None:
    assert case.verify().differences == ()


@pytest.mark.parametrize(
    ("where", "listed"),
    [
        (ArticleFilter(), ["Alpha", "Beta", "Gamma", "Delta"]),
        (ArticleFilter(outlets=frozenset({"alpha", "GAMMA"})), ["Alpha", "Gamma"]),
        (ArticleFilter(text="BETA .txt"), ["Beta"]),
        (ArticleFilter(text="%"), []),
        (ArticleFilter(since=date(2026, 3, 2)), ["Gamma"]),
        (ArticleFilter(until=date(2026, 3, 2)), ["Alpha"]),
        (ArticleFilter(dated=False), ["Beta", "Delta"]),
        (ArticleFilter(dated=True, with_claims=True), ["Alpha", "Gamma"]),
        (ArticleFilter(with_claims=False), ["Delta"]),
    ],
    ids=str,
)
def test_articles_are_listed_by_what_is_asked(case: Casefile, where: ArticleFilter, listed: list[str]) -> None:
    assert [one.outlet for one in case.articles(where=where)] == listed
    assert case.count_articles(where=where) == len(listed)


def test_an_article_that_was_taken_out_leaves_an_entry_and_nothing_else(case: Casefile) -> None:
    gamma = id_of(case, "Gamma")
    [claim] = [one for one in case.claims() if one.outlet == "Alpha" and "5 houses" in one.text]
    case.review(next(one.id for one in case.claims() if one.outlet == "Gamma"), "accept", by="Ann")
    case.tag(claim.id, "toll", by="Ann")
    assert (claim.corroborating, claim.conflicting) == (1, 1)
    done = case.remove(gamma[:8], by="Ann", why="asked to")
    assert (done.article, done.versions, done.claims) == (gamma, 1, 2)
    assert done.links > 0
    assert outlets(case) == ["Alpha", "Beta", "Delta"]
    after = case.show(claim.id).claim
    assert (after.corroborating, after.conflicting, after.tags) == (0, 1, ("toll",))
    assert after.confidence < claim.confidence
    entry = case.log()[-1]
    assert (entry.event, entry.subject, entry.person, entry.why) == ("remove", gamma, "Ann", "asked to")
    with case._database.reading() as connection:
        left = [connection.execute(select(func.count()).select_from(one)).scalar() for one in (
            tables.article, tables.claim, tables.original, tables.location)]  # fmt: skip
        words = connection.execute(select(tables.passage.c.text)).scalars().all()
    assert left == [3, 3, 3, 3]
    assert len(words) == 4  # three claims, and the line that is none
    assert {hit.article.outlet for hit in case.search("dawn")} == {"Alpha"}
    with pytest.raises(NotFound):
        case.article(gamma)
    assert_whole(case)
    assert case.repair().left == ()


def test_an_article_goes_with_its_versions_and_what_changed_in_them(case: Casefile, tmp_path: Path) -> None:
    put(case, tmp_path, beta=BETA.replace("9", "11"))
    put(case, tmp_path, beta=BETA.replace("9", "12"))
    assert len(case.changes()) == 2
    assert case.remove(id_of(case, "Beta"), by="Ann").versions == 3
    assert case.changes() == []
    assert_whole(case)


def test_an_article_that_was_taken_out_can_be_taken_in_again(case: Casefile, tmp_path: Path) -> None:
    before = {(one.id, one.confidence, one.verdict) for one in case.claims()}
    case.remove(id_of(case, "Gamma"), by="Ann")
    put(case, tmp_path, gamma=GAMMA)
    assert {(one.id, one.confidence, one.verdict) for one in case.claims()} == before
    assert_whole(case)


def test_an_entry_that_takes_out_hides_no_damage(case: Casefile) -> None:
    with case._database.writing() as connection:
        query = select(tables.article.c.number).where(tables.article.c.outlet == "Delta")
        number = connection.execute(query).scalar_one()
        writing.remove_claims(connection, number)
        articles.delete_article(connection, number)
    gone = [one for one in case.verify().differences if "nothing says that it was taken out" in one.what]
    assert len(gone) == 1
    case.remove(id_of(case, "Gamma"), by="Ann")
    assert [one for one in case.verify().differences if one in gone] == gone


def test_what_was_taken_out_stays_out_of_a_merge(case: Casefile, new_place: Callable[[], str], tmp_path: Path) -> None:
    gamma = id_of(case, "Gamma")
    with Casefile.open(new_place(), steps=PlainSteps()) as other:
        put(other, tmp_path, gamma=GAMMA)
        case.remove(gamma, by="Ann")
        case.merge(other._database.engine.url.render_as_string(hide_password=False))
        assert "Gamma" not in outlets(case)
        other.merge(case._database.engine.url.render_as_string(hide_password=False))
        assert "Gamma" in outlets(other)  # what is here, nobody else takes out
        assert_whole(other)
        assert_whole(case)
        case.merge(other._database.engine.url.render_as_string(hide_password=False))
        assert "Gamma" not in outlets(case)
        other.remove(gamma, by="Ben")
        put(other, tmp_path, gamma=GAMMA)
        case.merge(other._database.engine.url.render_as_string(hide_password=False))
        assert "Gamma" in outlets(case)  # who put it in again had seen that it was taken out
        assert_whole(case)


def test_facts_are_set_in_place(case: Casefile) -> None:
    alpha = id_of(case, "Alpha")
    done = case.describe(alpha, ["title=Dam Breaks", "published_on=2026-03-02"], by="Kim")
    found = case.article(alpha).article
    assert (done.state, found.title, found.published_on) == ("changed", "Dam Breaks", date(2026, 3, 2))
    assert [(one.value, one.person) for one in case.log() if one.event == "set"] == [
        ("title", "Kim"), ("published_on", "Kim")]  # fmt: skip
    assert_whole(case)


def test_another_outlet_takes_the_decisions_along_and_holds_for_later_versions(case: Casefile, tmp_path: Path) -> None:
    [claim] = [one for one in case.claims() if one.outlet == "Beta"]
    case.review(claim.id, "accept", by="Ann")
    assert case.describe(id_of(case, "Beta"), ["outlet=The Beta Post"], by="Kim").state == "new-version"
    [after] = [one for one in case.claims() if one.outlet == "The Beta Post"]
    assert (after.text, after.verdict) == (claim.text, "accept")
    assert "Beta" not in outlets(case)
    put(case, tmp_path, beta=BETA.replace("9", "11"))
    assert "The Beta Post" in outlets(case)
    assert_whole(case)


@pytest.mark.parametrize(
    ("settings", "by", "told"),
    [
        (["url=https://x.example"], "Kim", "cannot be set"),
        (["published_on=soon"], "Kim", "not a date"),
        (["title=A"], " ", "who decides"),
    ],
)
def test_what_cannot_be_set(case: Casefile, settings: list[str], by: str, told: str) -> None:
    with pytest.raises(InvalidRequest, match=told):
        case.describe(id_of(case, "Beta"), settings, by=by)

"""What a page tells of itself, as pages write it, and what of it is not believed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from lxml.html import document_fromstring

from provenance.reading.days import day_in_address, day_of, is_utc
from provenance.reading.document import Facts
from provenance.reading.linked_data import parse
from provenance.reading.page_facts import page_facts
from provenance.reading.plausible import byline, goes_with, outlet, title

ADDRESS = "https://www.poetimes.example/world/pact"
CANONICAL = f"<link rel='canonical' href='{ADDRESS}'>"


def facts_of(head: str, body: str = "") -> Facts:
    return page_facts(document_fromstring(f"<html><head>{head}</head><body>{body}<p>It rained.</p></body></html>"))


def script(data: object, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{data if isinstance(data, str) else json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("May 1, 2024, 07:47 PM EST", date(2024, 5, 1)),
        ("1 May 2024 07:09 GMT", date(2024, 5, 1)),
        ("Wed May 01 2024 03:05:46 GMT+0000", date(2024, 5, 1)),
        ("2024/05/01", date(2024, 5, 1)),
        ("20240501T101500Z", date(2024, 5, 1)),
        ("01/05/2024", None),
        ("soon", None),
    ],
)
def test_the_day_of_a_date_however_it_is_written(value: str, day: date | None) -> None:
    assert day_of(value) == day


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://poe.example/2026/03/12/pact", date(2026, 3, 12)),
        ("https://poe.example/world/2026/mar/12/pact", date(2026, 3, 12)),
        ("https://poe.example/pact-2026-03-12-near", date(2026, 3, 12)),
        ("https://poe.example/2026/13/12/pact", None),
        ("https://poe.example/world/20260312", None),
    ],
)
def test_the_day_in_an_address(address: str, day: date | None) -> None:
    assert day_in_address(address) == day


def test_a_time_in_utc_gives_way_to_the_day_in_the_address() -> None:
    address = "https://poe.example/2026/03/12/pact"
    head = f"<link rel='canonical' href='{address}'>" + script(
        {"@type": "NewsArticle", "datePublished": "2026-03-13T01:30:00Z", "url": address}
    )
    facts = facts_of(head)
    assert facts.published_on == date(2026, 3, 12)
    assert facts.origins["published_on"] == "html: address (JSON-LD datePublished is in UTC)"
    assert [one.value for one in facts.passed_over if one.name == "published_on"] == ["2026-03-13"]
    assert is_utc("2026-03-13T01:30:00.000Z")
    assert not is_utc("2026-03-13T01:30:00+01:00")


@pytest.mark.parametrize(
    "written",
    [
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Pact"}\n//]]>',
        '<!-- {"@type": "NewsArticle", "headline": "Pact"} -->',
        '{"@type": "NewsArticle", "headline": "Pact",}',
        '[{"@type": "NewsArticle", "headline": "Pact"},];',
    ],
)
def test_linked_data_is_mended(written: str) -> None:
    found = parse(written)
    assert (found[0] if isinstance(found, list) else found)["headline"] == "Pact"  # type: ignore[index]


def test_a_comma_in_a_headline_is_not_mended_away() -> None:
    assert parse('{"headline": "One,] two,}",}') == {"headline": "One,] two,}"}
    assert parse("{broken") is None


def test_references_graphs_and_main_entities_are_followed() -> None:
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#jane", "name": "Jane Roe"},
            {"@type": ["Organization", "NewsMediaOrganization"], "@id": "#poe", "name": "The Poe Times"},
            {
                "@type": "WebPage",
                "datePublished": "2020-01-01",
                "mainEntity": {
                    "@type": ["https://schema.org/NewsArticle"],
                    "headline": "Pact &amp; more",
                    "datePublished": "2026-01-14",
                    "author": [{"@id": "#jane"}],
                    "publisher": {"@id": "#poe"},
                },
            },
        ]
    }
    facts = facts_of(script(graph, "application/ld+json; charset=utf-8"))
    assert (facts.title, facts.byline, facts.outlet) == ("Pact & more", "Jane Roe", "The Poe Times")
    assert facts.published_on == date(2026, 1, 14), "the article's own date, not that of the page around it"


def test_a_related_story_is_not_the_page_s_own() -> None:
    other = {"@type": "NewsArticle", "headline": "Old", "url": "https://www.poetimes.example/old", "author": "John Moe"}
    own = {"@type": "NewsArticle", "headline": "Pact", "mainEntityOfPage": ADDRESS + "/", "author": "Jane Roe"}
    facts = facts_of(CANONICAL + script([other, own]))
    assert (facts.title, facts.byline) == ("Pact", "Jane Roe")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("By Jane Roe", "Jane Roe"),
        ("Analysis by Jane Roe, Times Editor-at-large", "Jane Roe"),
        ("Jane Roe and John Moe", "Jane Roe and John Moe"),
        ("Jane Roe Games Editor", "Jane Roe"),
        ("Jane Roe • 8h", "Jane Roe"),
        ("Jane Roe (@jroe)", "Jane Roe"),
        ("Jane Roe, Ph.D.", "Jane Roe, Ph.D."),
        ("Byron Roe", "Byron Roe"),
        ("NEWS DESK", "NEWS DESK"),
        ("@jroe", None),
        ("https://poe.example/jane", None),
        ("python-docx", None),
        ("Saved by Blink", None),
        ("anonymous", None),
        ("jroe17", None),
        ("poeadmin", None),
        ("Updated 10:45", None),
        ("Last updated January 7, 2025", None),
    ],
)
def test_a_byline_is_names(value: str, name: str | None) -> None:
    found, why = byline(value)
    assert found == name
    assert (why is None) == (name is not None)


@pytest.mark.parametrize(
    ("value", "name"),
    [("The Poe Times", "The Poe Times"), ("Hosted", None), ("Blogger", None), ("@poetimes", None), (ADDRESS, None)],
)
def test_an_outlet_is_a_name(value: str, name: str | None) -> None:
    assert outlet(value, ["https://hosted.poe.org/a", ADDRESS])[0] == name


def test_a_title_loses_the_name_of_the_site() -> None:
    assert title("Pact near | The Poe Times", ["The Poe Times"]) == "Pact near"
    assert title("Pact near — and far - Poe Times", [ADDRESS]) == "Pact near — and far"
    assert (
        title("Poe City - the pact of the Poe Times of 2018", ["Poe Times"])
        == "Poe City - the pact of the Poe Times of 2018"
    )
    assert title("A pact &#8212; near", []) == "A pact — near"


def test_the_site_is_the_outlet_of_an_agency_s_story() -> None:
    item = {"@type": "NewsArticle", "url": ADDRESS, "publisher": {"name": "Continental Press"}}
    facts = facts_of(CANONICAL + script(item) + "<meta property='og:site_name' content='The Poe Times'>")
    assert facts.outlet == "The Poe Times"
    assert ("outlet", "Continental Press") in {(one.name, one.value) for one in facts.passed_over}
    assert goes_with("The Poe Times", [ADDRESS])


def test_a_person_is_preferred_to_the_outlet_as_author() -> None:
    item = {"@type": "NewsArticle", "url": ADDRESS, "author": "Poe Times", "publisher": "Poe Times"}
    body = "<div class='byline'>By Jane Roe</div>"
    assert facts_of(CANONICAL + script(item), body).byline == "Jane Roe"
    assert facts_of(CANONICAL + script(item)).byline == "Poe Times"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<meta name='pdate' content='20260312'>", ""),
        ("<meta property='article:published' content='2026-03-12T10:00:00+01:00'>", ""),
        ("", "<span itemprop='datePublished' content='2026-03-12'></span>"),
        ("", "<time class='published updated' datetime='2026-03-12T10:00'>today</time>"),
        ("<meta name='date' content='0001-01-01'><meta name='pubdate' content='March 12, 2026'>", ""),
        ("<link rel='canonical' href='https://poe.example/2026/03/12/pact'>", ""),
    ],
)
def test_where_a_date_may_stand(head: str, body: str) -> None:
    assert facts_of(head, body).published_on == date(2026, 3, 12)


def test_the_time_of_a_post_is_not_that_of_the_live_report() -> None:
    posts = "".join(
        f"<div itemprop='{kind}' itemscope><time datetime='{at}'>then</time><p>Divers found it.</p></div>"
        for kind, at in (("liveBlogUpdate", "2026-03-03T18:05:00Z"), ("comment", "2026-03-05T01:00:00Z"))
    )
    facts = facts_of("", posts + "<time datetime='2026-03-02'>Monday</time>")
    assert facts.published_on == date(2026, 3, 2)
    [told] = [one for one in facts.passed_over if "one post of a live report" in one.why]
    assert (told.value, told.why.rpartition(": ")[2]) == ("2026-03-03T18:05:00Z", "then Divers found it.")


def test_posts_in_linked_data_are_named_with_their_times() -> None:
    post = {"@type": "BlogPosting", "headline": "Divers find it", "datePublished": "2026-03-03T18:05:00Z"}
    item = {"@type": "LiveBlogPosting", "url": ADDRESS, "datePublished": "2026-03-02", "liveBlogUpdate": [post]}
    facts = facts_of(CANONICAL + script(item))
    assert facts.published_on == date(2026, 3, 2)
    assert [(one.value, one.why.rpartition(": ")[2]) for one in facts.passed_over if "one post" in one.why] == [
        ("2026-03-03T18:05:00Z", "Divers find it")
    ]


@pytest.mark.parametrize(("told", "is_kept"), [(False, True), ("False", True), (True, False), (None, False)])
def test_a_text_for_subscribers_is_said_to_be_one(told: object, is_kept: bool) -> None:
    item = {"@type": "NewsArticle", "headline": "Pact", "url": ADDRESS}
    facts = facts_of(CANONICAL + script(item if told is None else item | {"isAccessibleForFree": told}))
    assert any("for those who pay" in one.why for one in facts.passed_over) == is_kept


def test_what_cannot_be_true_is_said() -> None:
    facts = facts_of("<meta name='date' content='0001-01-01'><meta name='author' content='admin'>")
    assert facts.byline is None
    told = {(one.name, one.value): (one.origin, one.why) for one in facts.passed_over}
    assert told["published_on", "0001-01-01"] == ("html: date", "nothing was published on such a day")
    assert told["byline", "admin"][1] == "it is what programs put in where nobody is named"

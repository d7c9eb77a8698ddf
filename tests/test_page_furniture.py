"""Stretches of an article that the form of its source shows to be no prose: read, kept, and silent."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import Article, extract, read
from provenance.casefile import Casefile
from provenance.language.folding import folded
from provenance.reading.html import read_visible

PROSE = (
    "The ferry to Poe City sank on Monday, the harbour master said.",
    "Divers found the wreck on Tuesday, according to the coast guard, and the search went on through the night.",
    "The owner said that the engine had been checked in March and that nothing had been found.",
    "A court will hear the owner in May, the prosecutor said.",
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def page(*extra: str) -> bytes:
    paragraphs = [f"<p>{one}</p>" for one in PROSE]
    inside = "".join(one for pair in zip(paragraphs, [*extra, "", "", "", ""], strict=False) for one in pair)
    return f"<html><head><title>Ferry</title></head><body><article>{inside}</article></body></html>".encode()


def silent(article: Article) -> list[str]:
    return [article.text[start:end] for start, end in article.furniture]


def sentences(article: Article) -> list[str]:
    return list(dict.fromkeys(claim.text for claim in extract(article)))


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>{}</h2>",
        '<div class="wp-caption"><p>{}</p></div>',
        '<p itemprop="caption">{}</p>',
    ],
    ids=["heading", "class", "itemprop"],
)
def test_what_the_form_of_a_page_shows_makes_no_claims(markup: str) -> None:
    words = "Nobody on board was warned in time, the crew said."
    article = read(page(markup.format(words)), media_type="text/html")
    assert silent(article) == [words]
    assert sentences(article) == list(PROSE)
    assert words in sentences(replace(article, furniture=()))  # so it is the page's form that tells, not the words
    assert next(one.why for one in article.remarks if one.value == words).endswith("and makes no claim")


def test_what_is_said_keeps_its_signature() -> None:
    said = "<blockquote><p>We were told nothing.</p><footer>Ana Duarte, passenger</footer></blockquote>"
    article = read(page(said), media_type="text/html")
    assert article.furniture == ()
    [claim] = [one for one in extract(article) if "told nothing" in one.text]
    assert [hop.holder for hop in claim.attribution] == ["Ana Duarte"]


def test_a_page_whose_prose_is_set_as_headings_is_read() -> None:
    inside = "".join(f"<h3>{one}</h3>" for one in PROSE)
    article = read(f"<html><body><article>{inside}</article></body></html>".encode(), media_type="text/html")
    assert article.furniture == ()
    assert sentences(article) == list(PROSE)


def test_an_article_that_is_furniture_and_nothing_else_makes_its_claim() -> None:
    text = "The ferry sank on Monday."
    assert [claim.text for claim in extract(Article(text=text, furniture=((0, len(text)),)))] == [text]


def test_a_link_to_another_story_makes_no_claim() -> None:
    teaser = "The mayor resigned over the ferry."
    seen = read_visible(page(f'<p><a href="/other">{teaser}</a></p>').decode())
    assert [seen.text[start:end] for start, end in seen.furniture] == [teaser]


@pytest.mark.parametrize(
    ("words", "is_silent"),
    [
        ('Already a subscriber? <a href="/login">Log in.</a>', True),
        ('Read on for a dollar. <a href="https://poe.example/subscribe?from=1">Choose a plan.</a>', True),
        ('The council voted <a href="/2026/vote">on Monday</a>, the mayor said.', False),
    ],
)
def test_an_invitation_to_subscribe_makes_no_claim(words: str, is_silent: bool) -> None:
    seen = read_visible(page(f"<p>{words}</p>").decode())
    assert bool(seen.furniture) == is_silent


def test_a_link_to_the_gate_silences_its_own_line_alone() -> None:
    said = 'The council voted <a href="/2026/vote">on Monday</a>.'
    lines = [*PROSE, said, 'Already a subscriber? <a href="/login">Log in.</a>']
    seen = read_visible(f"<html><body><div>{'<br><br>'.join(lines)}</div></body></html>")
    assert [seen.text[start:end] for start, end in seen.furniture] == ["Already a subscriber? Log in."]


def test_a_link_whose_address_is_none_is_a_link() -> None:
    seen = read_visible(page('<p>The mayor said so <a href="http://[ferry">here</a>.</p>').decode())
    assert "The mayor said so here." in seen.text
    assert seen.furniture == ()


def test_markdown_headings() -> None:
    article = read(b"# The ferry sank.\n\nDivers found the wreck.\n\n- ## Nobody knew.\n", name="a.md")
    assert silent(article) == ["The ferry sank.", "• Nobody knew."]
    assert [claim.text for claim in extract(article)] == ["Divers found the wreck."]


def test_word_headings() -> None:
    def paragraph(words: str, properties: str = "") -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"

    body = (
        paragraph("The ferry sank.", '<w:pStyle w:val="Heading1"/>')
        + paragraph("Divers found the wreck.", '<w:outlineLvl w:val="9"/>')
        + paragraph("Nobody was warned.", '<w:outlineLvl w:val="1"/>')
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    assert silent(read(out.getvalue())) == ["The ferry sank.", "Nobody was warned."]


def test_furniture_is_kept_sealed_and_read_again(tmp_path: Path) -> None:
    heading = "Nobody was warned, the crew said."
    (tmp_path / "a.html").write_bytes(page(f"<h2>{heading}</h2>"))
    with Casefile.open(tmp_path / "claims.db") as case:
        case.ingest([tmp_path / "a.html"])
        [article] = case.articles()
        detail = case.article(article.id)
        [(start, end)] = detail.furniture
        assert detail.text[start:end] == heading
        assert case.verify().differences == ()


@given(st.text(alphabet="ab \n\u00a0\u200b“”.-", max_size=60), st.data())
@settings(max_examples=200, deadline=None)
def test_a_view_leads_forth_and_back(text: str, data: st.DataObject) -> None:
    view = folded(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    there = view.forth(start, end)
    assert 0 <= there[0] <= there[1] <= len(view.text)
    for at in range(start, end):
        if text[at].isalpha():
            seen, _ = view.forth(at, at + 1)
            assert view.text[seen] == text[at]
            assert view.back(seen, seen + 1) == (at, at + 1)

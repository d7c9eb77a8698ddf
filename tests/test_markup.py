"""Markup that carries meaning, in every format that has it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import makers
import pytest

from provenance.model import Article
from provenance.reading import read, read_all
from provenance.reading.lines import unwrapped
from provenance.reading.pdf import Drawn, _rows

CASES = tomllib.loads((Path(__file__).parent / "cases" / "markup.toml").read_text(encoding="utf-8"))
INLINE = [pytest.param(case, id=case["name"]) for case in CASES["case"]]
BLOCK = [pytest.param(case, id=case["name"]) for case in CASES["block"]]
BEFORE = "The inquiry opened on Tuesday in the valley town, with forty witnesses expected over the next three weeks."
AFTER = "Hearings go on until the end of the month, and the report is expected in autumn, the chair of it said."


def page(body: str) -> bytes:
    long = "".join(f"<p>{text}</p>" for text in (BEFORE, AFTER, BEFORE.replace("opened", "began")))
    end = f"<p>{AFTER.replace('month', 'year')}</p>"
    return f"<html><body><article><h1>Dam</h1>{long}{body}{end}</article></body></html>".encode()


@pytest.mark.parametrize("case", INLINE)
def test_the_markup_of_a_sentence_on_a_page(case: dict[str, str]) -> None:
    assert f"\n{case['text']}\n" in read(page(f"<p>{case['html']}</p>")).text, case["why"]


@pytest.mark.parametrize("case", BLOCK)
def test_the_markup_of_blocks_on_a_page(case: dict[str, str]) -> None:
    assert f"\n{case['text']}\n" in read(page(case["html"])).text, case["why"]


@pytest.mark.parametrize("case", [*INLINE, *BLOCK])
def test_markup_says_the_same_in_a_feed_and_in_a_mail(case: dict[str, str]) -> None:
    markup = f"<div>{case['html']}</div>"
    feed = f"<rss version='2.0'><channel><item><description><![CDATA[{markup}]]></description></item></channel></rss>"
    header = "From: a@poe.example\nSubject: Dam\nContent-Type: text/html; charset=utf-8"
    mail = f"{header}\n\n<html><body>{markup}</body></html>"
    for data, kind in ((feed, "application/rss+xml"), (mail, "message/rfc822")):
        found = [one for one in read_all(data.encode(), media_type=kind) if isinstance(one, Article)]
        assert [one.text for one in found] == [case["text"]], case["why"]


def test_a_word_document_says_what_its_markup_means() -> None:
    def run(words: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"

    raised, kept = '<w:vertAlign w:val="superscript"/>', '<w:strike w:val="0"/>'
    body = (
        f"<w:p>{run('It holds 12')}{run('3', raised)}{run(' million.')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        f"<w:p>{run('They would ')}{run('not ', '<w:strike/>')}{run('wait', kept)}{run(' 2', '<w:dstrike/>')}"
        f"<w:moveFrom>{run(' for long')}</w:moveFrom>{run(' here', '<w:vanish/>')}<w:ins>{run('.')}</w:ins></w:p>"
        f"<w:p><w:pPr><w:numPr/></w:pPr>{run('Rates rise.')}</w:p>"
    )
    notes = f"<w:footnote w:type='separator'><w:p>{run('---')}</w:p></w:footnote>"
    notes += f"<w:footnote w:id='2'><w:p>{run('The builders say so.')}</w:p></w:footnote>"
    article = read(makers.docx(["It rained."], body=body, footnotes=notes))
    assert article.text.split("\n") == [
        "It holds 12³ million.", "They would wait.", "• Rates rise.", "It rained.", "The builders say so.",
    ]  # fmt: skip
    assert [place.where for place in article.places][-2:] == ["paragraph=4", "footnote=2"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"It holds 12{\super 3} million.", "It holds 12³ million."),
        (r"It holds 12{\super\chftn{\footnote\pard{\super\chftn} The builders say so.}} million.\par It rained.",
         "It holds 12 million.\nIt rained.\nThe builders say so."),
        (r"They {\strike not }wait {\deleted two}\strike a\strike0 three {\v long}days.", "They wait three days."),
        (r"See {\field{\*\fldinst{HYPERLINK http://poe.example/}}{\fldrslt the report}} now.", "See the report now."),
        (r"It was {\super\u178?}cold in {\super 1}{\pict\bin4 }}}}}Roeland.", "It was ²cold in ¹Roeland."),
    ],
)  # fmt: skip
def test_rich_text_says_what_its_markup_means(source: str, text: str) -> None:
    assert read(("{\\rtf1\\ansi " + source + "}").encode("latin-1")).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It holds 12<sup>3</sup> million.[^1]\n\n[^1]: The builders.", "It holds 12³ million.\n\nThe builders."),
        ("They would ~~not~~ wait <del>two</del> three days.", "They would wait three days."),
        ("> Nobody told us.\n>\n> We left.\n>\n> — Ann Doe", "“Nobody told us.\n\n“We left.”\n\n— Ann Doe"),
        ("> “Nobody,” she said.", "“Nobody,” she said."),
        ("The bank said:\n\n1. Rates rise.\n2. Prices fall.", "The bank said:\n\n• Rates rise.\n\n• Prices fall."),
        ("<p>It holds 12<sup>3</sup>.</p>", "It holds 12³."),
    ],
)
def test_markdown_says_what_its_markup_means(source: str, text: str) -> None:
    assert read(source.encode(), media_type="text/markdown").text == text


def test_a_pdf_keeps_small_raised_figures_apart_and_lowered_ones_together() -> None:
    drawn = [("It holds 12", 700.0, 11.0), ("3", 704.0, 7.0), (" million l of H", 700.0, 11.0), ("2", 698.0, 7.0)]
    rows = _rows([Drawn(*one) for one in [*drawn, ("O.\n", 700.0, 11.0), ("7", 80.0, 7.0), (" A note.", 80.0, 7.0)]])
    assert rows == [("It holds 12³ million l of H2O.", 700.0), ("7 A note.", 80.0)]


def test_printers_ligatures_are_letters_and_words_keep_their_hyphens() -> None:
    assert (
        read("The re\ufb01nery's chief of sta\ufb00 said so.".encode()).text == "The refinery's chief of staff said so."
    )
    broken = [("A well-", "1"), ("known econo-", "2"), ("mist said so.", "3")]
    assert unwrapped(broken, slack=0.75)[0] == "A well-known economist said so."


def test_a_page_that_a_script_was_to_show_is_read_and_hidden_data_is_not() -> None:
    story = f"<p>{BEFORE}</p><p>{AFTER}</p><p>{BEFORE.replace('opened', 'began')}</p>"
    data = f"<script>{'var x = 1;' * 1000}</script>"
    hidden = "<div style='display:none'><p>born in 1950</p></div>"
    shown = read(f"<html><body>{data}<div style='display:none'>{story}</div><p>Menu</p></body></html>".encode())
    assert BEFORE in shown.text
    assert "born in 1950" not in read(f"<html><body><article>{story}{hidden}</article></body></html>".encode()).text


def test_a_paragraph_that_holds_the_title_is_no_title() -> None:
    title = "Forty witnesses expected"
    head = f"<title>{title}</title>"
    story = f"<h1>{title}</h1><p>{BEFORE}</p><p>{title} over three weeks is what the mayor said.</p><p>{AFTER}</p>"
    lines = read(f"<html><head>{head}</head><body><article>{story}</article></body></html>".encode()).text.split("\n")
    assert title not in lines
    assert any(line.startswith(f"{title} over three weeks") for line in lines)


@pytest.mark.parametrize("tag", ["div", "section", "article"])
def test_a_body_in_two_containers_side_by_side_is_read_whole(tag: str) -> None:
    halves = [
        "".join(f"<p>{text.replace('the', word)}</p>" for text in (BEFORE, AFTER) for word in words)
        for words in (("the", "this"), ("that", "one"))
    ]
    body = "".join(f"<{tag} class='text'>{half}</{tag}>" for half in halves)
    article = read(f"<html><body><nav><a href='/'>Home</a></nav><main><h1>Dam</h1>{body}</main></body></html>".encode())
    assert sum(line.startswith(("The inquiry", "Hearings")) for line in article.text.split("\n")) == 8
    assert "Home" not in article.text

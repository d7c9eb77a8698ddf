"""The public `extract` with the reader that ships: real and invented news, and what must hold of any text."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction import extract
from provenance.extraction.encoder import EncoderTagger
from provenance.extraction.standing import StanceHead
from provenance.model import Article, Kind, Naming, Trait
from provenance.networks.network import WEIGHTS, Network

HERE = Path(__file__).parent
SEEDS = tomllib.loads((HERE / "cases" / "seeds.toml").read_text(encoding="utf-8"))["article"]
NEWS = tomllib.loads((HERE / "cases" / "extract.toml").read_text(encoding="utf-8"))["case"]
CONTENT_SENTENCES = 30


def seed(name):
    return Article(text=(HERE.parent / "seeds" / name).read_text(encoding="utf-8"))


def shown(claim):
    chain = " > ".join(f"{hop.label} ({hop.kind}, {hop.naming})" for hop in claim.attribution)
    return f"{chain or '-'} | {claim.quotation} | {claim.content_text}"


@pytest.mark.parametrize("case", NEWS, ids=[case["text"][:60] for case in NEWS])
def test_news(case):
    assert [shown(claim) for claim in extract(Article(text=case["text"]))] == case["claims"]


@pytest.mark.parametrize("expected", SEEDS, ids=[article["file"] for article in SEEDS])
def test_the_sources_of_the_seeds(expected):
    claims = extract(seed(expected["file"]))
    for sentence in expected["attributed"]:
        here = [c for c in claims if c.attribution and c.text.startswith(sentence["opens"])]
        words, name, kind, naming = sentence["source"]
        first = next((c for c in here if c.attribution[0].holder == words), None)
        assert first is not None, (sentence["opens"], [shown(claim) for claim in here])
        hop = first.attribution[0]
        assert (hop.kind, hop.naming, first.quotation) == (kind, naming, sentence["quotation"]), sentence["opens"]
        assert hop.name in ((name,) if name else (None, words)), sentence["opens"]
        assert [hop.holder for hop in first.attribution[1:]] == sentence.get("further", []), sentence["opens"]


def test_every_content_sentence_of_the_seeds_is_claimed_and_no_other():
    articles = {expected["file"]: seed(expected["file"]) for expected in SEEDS}
    claims = {name: extract(article) for name, article in articles.items()}
    assert len({(name, c.start) for name, found in claims.items() for c in found}) == CONTENT_SENTENCES
    for expected in SEEDS:
        text = articles[expected["file"]].text
        for line in expected["boilerplate"]:
            assert line in text
            assert not [c.text for c in claims[expected["file"]] if c.text.startswith(line)], line


def check(article):
    """Everything that must hold of the claims of any text."""
    text, claims = article.text, extract(article)
    for claim in claims:
        assert text[claim.start : claim.end] == claim.text != ""
        assert claim.content
        assert list(claim.content) == sorted(claim.content)
        for start, end in claim.content:
            assert claim.start <= start < end <= claim.end
        for (_, end), (start, _) in zip(claim.content, claim.content[1:], strict=False):
            assert end <= start
        for hop in claim.attribution:
            assert (hop.holder is None) == (hop.start is None) == (hop.end is None)
            if hop.holder is not None:
                assert text[hop.start : hop.end] == hop.holder != ""
            if hop.cue is not None:
                assert text[hop.cue_start : hop.cue_end] == hop.cue != ""
        for start, end in claim.certainty.cues + claim.certainty.hedges:
            assert 0 <= start < end <= len(text)
    assert len({claim.id for claim in claims}) == len(claims)
    places = [(claim.start, claim.ordinal) for claim in claims]
    assert places == sorted(places)
    return claims


ENGLISH = "Officials said that “it rained.” Ana Duarte, the mayor, told AFP who she citing according to its Mr."
OTHER = "🙂 👩‍👩‍👧 قال الوزير שלום 它说 . , ; : — ‘ ’ « ( U.S. 3,000 &amp; <b>"
BREAKS = ("\n", "\n\n", '"', "\u202e", "\x00", "\u2028", "\r", "e\u0301")
PIECES = st.sampled_from((*ENGLISH.split(), *OTHER.split(), *BREAKS))


@given(st.lists(PIECES, max_size=60).map(" ".join))
@settings(max_examples=80, deadline=None)
def test_scrambled_news_keeps_its_offsets(text):
    check(Article(text=text, language="en"))


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_keeps_its_offsets(text):
    check(Article(text=text, language="en"))
    check(Article(text=text))


STRANGE = {
    "no text": "",
    "only spaces": " \n\t\u3000\n",
    "only punctuation": "“”‘’.,;:!?" * 200,
    "NUL": "Police said\x00 that it rained.\x00",
    "right to left": "قال الوزير إن الطريق مغلق. " * 40,
    "quotations that never close": "“He said “she said “they said it rained. " * 60,
    "quotations that never open": "It rained,” he said.” It rained,” she said. " * 60,
    "emoji": "🔥 The minister said 🙂 that it “rained” 👩‍👩‍👧. " * 40,
    "capitals": "THE MINISTER ANA DUARTE SAID THAT IT RAINED " * 60,
    "a list of names": "Ana Duarte, Ben Ike, Omar Haddad, " * 100,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_texts(text):
    check(Article(text=text, language="en"))


@pytest.mark.parametrize("length", [1_000_000])
def test_a_megabyte_without_a_space(length):
    claims = check(Article(text="a" * length, language="en"))
    assert [(claim.start, claim.end) for claim in claims] == [(0, length)]


FOREIGN = {
    "de": "Der Minister sagte am Montag, dass die Brücke bis zum Ende des Jahres gesperrt bleibt, weil das Geld fehlt.",
    "fr": "Le ministre a déclaré lundi que le pont resterait fermé jusqu'à la fin de l'année, faute d'argent.",
    "ar": "قال الوزير يوم الاثنين إن الجسر سيظل مغلقا حتى نهاية العام بسبب نقص الأموال اللازمة للإصلاح في المدينة",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_other_languages_yield_no_claims(text):
    assert extract(Article(text=text)) == []


def test_a_stated_language_is_believed():
    assert extract(Article(text="Officials said that it rained.", language="de")) == []


def test_order_and_threads_change_no_claim():
    articles = [seed(expected["file"]) for expected in SEEDS]
    articles += [Article(text=case["text"]) for case in NEWS[:12]]
    together = Article(text="\n\n".join(case["text"] for case in NEWS))
    expected = [extract(article) for article in [*articles, together]]
    assert [extract(article) for article in [together, *reversed(articles)]] == expected[::-1]
    for threads in (1, 2):
        tagger = EncoderTagger(Network(WEIGHTS, threads=threads), StanceHead(WEIGHTS))
        assert [extract(article, tagger=tagger) for article in [*articles, together]] == expected
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(extract, [*articles, together])) == expected


@pytest.mark.parametrize("code", [0xD800, 0xDFFF], ids=hex)
def test_half_a_character_is_borne(code):
    half = chr(code)
    article = Article(
        text=f'The mayor of Torvik said{half} on Monday that the bridge is {half} safe. "It{half} is," he said.'
    )
    claims = extract(article)
    assert len(claims) == 2
    assert all(article.text[claim.start : claim.end] == claim.text for claim in claims)


def test_all_hops_of_one_source_point_to_one_object_with_the_words_that_prove_it() -> None:
    text = (
        "The harbour was closed, said Mayor Ana Duarte. Officials said that ferries had stopped.\n\n"
        "Duarte said that it would open on Friday."
    )
    first, other, again = (claim.attribution[0] for claim in extract(Article(text=text)))
    assert first.source is again.source
    assert first.source is not other.source
    assert [text[start:end] for start, end, _ in again.source.mentions] == ["Mayor Ana Duarte", "Duarte"]
    proved = {trait for mention in again.source.mentions for trait in mention.proves}
    assert proved == set(Trait)


def test_an_it_that_means_nobody_known_is_neither_a_document_nor_withheld() -> None:
    first, second = extract(Article(text="The dam was built in 1980. It rejected reports that the wall had cracked."))
    assert not first.attribution
    [hop] = second.attribution
    assert (hop.source.name, hop.source.kind, hop.source.naming) == (None, Kind.UNKNOWN, Naming.ROLE)

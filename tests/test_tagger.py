import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.decoding import ROLES, Word, decode, likeliest, weighed, whole_quotations
from provenance.extraction.encoder import EncoderTagger
from provenance.extraction.loading import load_tagger
from provenance.extraction.standing import StanceHead
from provenance.extraction.tagger import Mark, Role
from provenance.language.quotations import quotations
from provenance.language.sentences import Sentence, sentences
from provenance.networks.network import WEIGHTS, Network

STORY = (
    "The river broke its banks on Monday, officials in Lagos said. “We have lost everything,” said Amina Bello, a "
    "trader. “Nobody came.”\n\nThe ministry's spokesman, Tunde Okafor, told Reuters that 40 people had been moved. He "
    "denied that the dam had failed.\n\nRain is expected on Friday. According to the weather service, it could last "
    "for three days."
)
ODD = {
    "accents": "İstanbul’da Özgür Çelik said the straße was “closé” on Monday.",
    "decomposed": unicodedata.normalize("NFD", STORY.replace("Amina Bello", "Amélie Nováková")),
    "control": "The mayor\x00 said\u200b that\u00ad it\ufeff had\ufffd rained.",
    "emoji": "“We won 🎉👩‍👩‍👧‍👦!” said 🇹🇷 fans 👍🏽, who said they were happy.",
    "right to left": "قال المسؤول إن المطر توقف. he said “שלום” to them.",
    "east asian": "首相は「雨が降った」と述べた。官员说，40人获救。",
    "hangul": "대변인은 비가 왔다고 말했다.",
    "unbalanced": '“He said “that ‘it was over” and " left. ’’ ”',
    "punctuation": "... !!! ??? “” -- ;;; ''",
    "mathematical": "𝐓𝐡𝐞 𝐦𝐢𝐧𝐢𝐬𝐭𝐞𝐫 said ﬁfty ½ ℃ Ǆ ŉ were lost.",
}


def found(marks, text):
    return [(str(mark.role), text[mark.start : mark.end]) for mark in marks]


def check(text, given_sentences, marks):
    for mark in marks:
        words = text[mark.start : mark.end]
        assert 0 <= mark.start < mark.end <= len(text)
        assert words == words.strip()
        assert 0.0 <= mark.score <= 1.0
        assert any(s.start <= mark.start < s.end for s in given_sentences)
        assert any(s.start < mark.end <= s.end for s in given_sentences)
    assert all(a.end <= b.start for a, b in pairwise(marks))


def test_who_says_what():
    marks = found(load_tagger().tag(STORY, sentences(STORY)), STORY)
    assert ("source", "officials in Lagos") in marks
    assert ("content", "The river broke its banks on Monday") in marks
    assert ("cue", "According to") in marks
    assert ("source", "the weather service") in marks
    assert ("cue", "denied") in marks
    assert not any(role == "content" and "Rain is expected" in words for role, words in marks)


@pytest.mark.parametrize("name", ODD)
def test_odd_text_keeps_its_offsets(name):
    text = ODD[name]
    parts = sentences(text)
    check(text, parts, load_tagger().tag(text, parts))


def test_offsets_survive_folded_letters():
    text = "İİİ ßß ŉŉ: Özgür Çelik said the bridge was closed."
    marks = found(load_tagger().tag(text, [Sentence(0, len(text), 0)]), text)
    assert ("source", "Özgür Çelik") in marks
    assert ("cue", "said") in marks
    assert ("content", "the bridge was closed") in marks


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    parts = sentences(text)
    check(text, parts, load_tagger().tag(text, parts))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*STORY, "“", "”", "\n\n", " said ", "😀", "İ"]), max_size=200).map("".join))
def test_any_scrap_of_news_is_read(text):
    parts = sentences(text)
    check(text, parts, load_tagger().tag(text, parts))


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_nothing_to_read(text):
    assert load_tagger().tag(text, []) == []
    assert load_tagger().tag(text, [Sentence(0, len(text), 0)]) == []


def test_a_million_characters_without_a_space():
    text = "x" * 1_000_000
    parts = [Sentence(0, len(text), 0)]
    check(text, parts, load_tagger().tag(text, parts))


def test_nothing_after_a_long_sentence_is_lost():
    text = "The list names " + ", ".join(["the town of Kano"] * 200) + ", the mayor said."
    marks = found(load_tagger().tag(text, [Sentence(0, len(text), 0)]), text)
    assert ("cue", "said") in marks
    assert ("source", "the mayor") in marks


def test_same_marks_alone_and_among_others():
    paragraph = STORY.split("\n\n")[1]
    long = "\n\n".join([STORY] * 12)
    tagger = load_tagger()
    alone = tagger.tag(STORY, sentences(STORY))
    assert tagger.tag(STORY, sentences(STORY)) == alone
    assert found(tagger.tag(paragraph, sentences(paragraph)), paragraph)
    assert tagger.tag(long, sentences(long)) == tagger.tag(long, sentences(long))


@pytest.mark.parametrize("output", ["reading", "traits"])
def test_same_numbers_whatever_shares_the_batch(output):
    network = Network(WEIGHTS, threads=1)
    rows = np.random.default_rng(1).integers(1000, 20000, (8, 60)).tolist()
    together = dict(network.run(output, rows))
    for index, row in enumerate(rows):
        assert np.array_equal(dict(network.run(output, [row]))[0], together[index])


def test_same_marks_on_any_number_of_threads():
    text = "\n\n".join([STORY] * 5)
    parts = sentences(text)
    one, two = (
        EncoderTagger(Network(WEIGHTS, threads=threads), StanceHead(WEIGHTS)).tag(text, parts) for threads in (1, 2)
    )
    assert one == two


def test_shared_between_threads():
    expected = load_tagger().tag(STORY, sentences(STORY))
    with ThreadPoolExecutor(4) as pool:
        taggers = list(pool.map(lambda _: load_tagger(), range(8)))
        results = list(pool.map(lambda t: t.tag(STORY, sentences(STORY)), taggers))
    assert all(tagger is taggers[0] for tagger in taggers)
    assert all(result == expected for result in results)


def test_what_is_left_out_ends_a_mark():
    text = "“It rained,” he said. MENU HOME “It rained all day.”"
    menu = text.index("MENU")
    parts = [Sentence(0, menu - 1, 0), Sentence(text.index("“It rained all"), len(text), 0)]
    check(text, parts, load_tagger().tag(text, parts))


def test_the_seam_is_cheap_to_import():
    code = (
        "import sys, provenance.extraction.loading\n"
        "print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def words_of(text, labels, sure=0.9):
    words, start = [], 0
    for word, label in zip(text.split(), labels, strict=True):
        chances = np.full(7, (1 - sure) / 6, np.float32)
        chances[label] = sure
        words.append(Word(start, start + len(word), chances, np.zeros(len(ROLES), np.float32)))
        start += len(word) + 1
    return words


def test_a_role_that_begins_inside_begins_a_mark():
    labels = likeliest(np.stack([w.chances for w in words_of("a b c", [0, 6, 6], sure=0.99999)]))
    assert labels.tolist() == [0, 6, 6]
    marks = decode(words_of("a b c", [0, 6, 6], sure=0.99999))
    assert [(mark.role, mark.start, mark.end) for mark in marks] == [(Role.CONTENT, 2, 5)]


def test_one_doubtful_word_does_not_cut_a_content():
    words = words_of("it had rained all day", [5, 6, 6, 6, 6], sure=0.99)
    words[2].chances[:] = [0.6, 0, 0, 0, 0, 0, 0.4]
    assert [(mark.role, mark.start, mark.end) for mark in decode(words)] == [(Role.CONTENT, 0, 21)]


def test_a_mark_has_the_mean_evidence_of_its_words():
    words = words_of("it rained all day", [0, 5, 6, 6])
    for number, word in enumerate(words):
        word.evidence[ROLES.index(Role.CONTENT)] = number
    [mark] = weighed(words, decode(words))
    assert mark.reports == {Role.SOURCE: 0.0, Role.CUE: 0.0, Role.CONTENT: 2.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The mayor said that the bridge had been closed.", True),
        ("Analysts estimate losses of $3bn.", True),
        ("The minister denied the charges.", True),
        ("Turkey is seeking to join the alliance.", False),
        ("The council approved a new bridge on Monday.", False),
        ("The parliament adopted a law against corruption.", False),
    ],
)
def test_something_said_is_told_from_something_done(text, said):
    marks = load_tagger().tag(text, sentences(text))
    assert (bool(marks) and sum(mark.reports[mark.role] for mark in marks) >= 0.0) is said


def content(start, end):
    return Mark(Role.CONTENT, start, end, 0.5)


@pytest.mark.parametrize(
    ("name", "marks", "expected"),
    [
        ("mostly content: made whole", [content(4, 18)], [(3, 20)]),
        ("two parts: joined", [content(4, 9), content(10, 19)], [(3, 20)]),
        ("reaches in from outside: clipped", [content(0, 6)], [(0, 2)]),
        ("reaches out: clipped", [content(17, 27)], [(21, 27)]),
        ("a few words inside: left", [content(6, 9)], [(6, 9)]),
        ("covers it: left", [content(0, 27)], [(0, 27)]),
    ],
)
def test_quotations_are_not_cut(name, marks, expected):
    text = "It “rained all day.” he said"
    kept = whole_quotations(text, marks, quotations(text))
    assert [(mark.start, mark.end) for mark in kept] == expected, name


def test_a_source_inside_a_quotation_stays():
    text = "“It rained, he said, all day”"
    source = Mark(Role.SOURCE, 12, 14, 0.9)
    marks = [content(0, 11), source, content(15, 28)]
    kept = whole_quotations(text, marks, quotations(text))
    assert source in kept
    assert [text[m.start : m.end] for m in kept if m.role is Role.CONTENT] == ["“It rained,", "said, all day”"]

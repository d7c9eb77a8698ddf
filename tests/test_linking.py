import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.extraction.linking import link
from provenance.extraction.tagger import Mark, Role
from provenance.language.sentences import sentences

ROLES = {"S": Role.SOURCE, "Q": Role.CUE, "C": Role.CONTENT}


def unmark(marked):
    text, marks = "", []
    for piece in re.split(r"(\{[SQC] [^}]*\})", marked):
        if piece.startswith("{"):
            marks.append(Mark(ROLES[piece[1]], len(text), len(text) + len(piece) - 4, 1.0))
            text += piece[3:-1]
        else:
            text += piece
    return text, marks


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{S Police} {Q said} {C two men had fled}.", [("Police", "said", ["two men had fled"])]),
        (
            "{S Police} {Q said} {C two men had fled}, while {S the mayor} {Q denied} {C that anyone was hurt}.",
            [("Police", "said", ["two men had fled"]), ("the mayor", "denied", ["that anyone was hurt"])],
        ),
        ("{C “It rained,”} {S she} {Q said}, {C “all day.”}", [("she", "said", ["“It rained,”", "“all day.”"])]),
        (
            "{Q According to} {S the report}, {C the dam leaks}. {S Officials} {Q insist} {C it is safe}.",
            [("the report", "According to", ["the dam leaks"]), ("Officials", "insist", ["it is safe"])],
        ),
    ],
)
def test_marks_go_together(marked, expected):
    text, marks = unmark(marked)
    cut = [
        (
            text[found.source.start : found.source.end],
            text[found.cue.start : found.cue.end],
            [text[content.start : content.end] for content in found.contents],
        )
        for found in link(text, sentences(text), marks)
    ]
    assert cut == expected


@given(st.lists(st.tuples(st.sampled_from(list(Role)), st.text(min_size=1, max_size=8)), max_size=25))
@settings(deadline=None)
def test_every_content_is_used_once(pieces):
    text, marks = "", []
    for role, words in pieces:
        marks.append(Mark(role, len(text), len(text) + len(words), 1.0))
        text += words + " "
    used = [content for found in link(text, sentences(text), marks) for content in found.contents]
    assert sorted(used, key=lambda mark: mark.start) == [mark for mark in marks if mark.role is Role.CONTENT]

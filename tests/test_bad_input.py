"""Every form of `press.SAMPLES` as people send it by mistake: empty, under a wrong name, in itself, far too large."""

from __future__ import annotations

import time

import makers
import press
import pytest

from provenance.errors import ReadingError
from provenance.model import Article
from provenance.reading import LARGEST, read_all

BY_NAME = frozenset({"text/csv"})
FILLED = 200_000_000
"""Bytes: a test fills no more of the memory with blanks."""
"""Forms that only their name tells."""


def articles(data: bytes, name: str) -> list[str]:
    return [one.text for one in read_all(data, name=name) if isinstance(one, Article)]


def reasons(data: bytes, name: str, kind: str | None = None) -> list[str]:
    found = read_all(data, name=name, media_type=kind)
    return [one.reason for one in found if isinstance(one, ReadingError)]


@pytest.mark.parametrize("kind", press.SAMPLES)
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"], ids=["empty", "blank", "mark"])
def test_nothing_is_said_to_be_nothing(kind: str, data: bytes) -> None:
    [reason] = reasons(data, "a", kind)
    assert reason


@pytest.mark.parametrize("kind", sorted(set(press.SAMPLES) - BY_NAME))
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.pdf", "a.json", "a.eml", "a.csv", "a"])
def test_a_wrong_name_changes_nothing(kind: str, name: str) -> None:
    right = list(read_all(press.SAMPLES[kind], media_type=kind))
    wrong = list(read_all(press.SAMPLES[kind], name=name))
    assert [one.text for one in wrong if isinstance(one, Article)] == [
        one.text for one in right if isinstance(one, Article)
    ]


@pytest.mark.parametrize("kind", press.SAMPLES)
def test_a_form_within_archives_is_read_as_it_is_alone(kind: str) -> None:
    name = "a.csv" if kind in BY_NAME else "a"
    packed = makers.archive({"in.zip": makers.archive({name: press.SAMPLES[kind]}), name: press.SAMPLES[kind]})
    alone = articles(press.SAMPLES[kind], name)
    assert alone
    assert articles(packed, "a.zip") == alone * 2


@pytest.mark.parametrize("kind", press.SAMPLES)
def test_a_form_called_another_says_so(kind: str) -> None:
    """What is no such form is an error with a reason, or the text that stands in it; never a fault of the program."""
    for other in sorted(set(press.SAMPLES) - {kind}):
        for reason in reasons(press.SAMPLES[kind], "a", other):
            assert "the program failed" not in reason, (kind, other, reason)


@pytest.mark.parametrize("kind", [kind for kind in press.SAMPLES if LARGEST[kind] <= FILLED])
def test_a_form_over_its_limit_is_refused_before_it_is_read(kind: str) -> None:
    begun = time.monotonic()
    [reason] = reasons(press.SAMPLES[kind].ljust(LARGEST[kind] + 1, b" "), "a", kind)
    assert "over the limit" in reason
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("kind", sorted(set(press.SAMPLES) - {"application/mbox"}))
def test_a_form_cut_in_the_middle_gives_a_reason_or_what_is_whole(kind: str) -> None:
    data = press.SAMPLES[kind]
    whole = [one.text for one in read_all(data, media_type=kind) if isinstance(one, Article)]
    for part in (3, 2):
        found = list(read_all(data[: len(data) // part], media_type=kind))
        texts = [one.text for one in found if isinstance(one, Article)]
        errors = [one for one in found if isinstance(one, ReadingError)]
        assert errors or len(texts) < len(whole) or len(whole) == 1
        assert all("the program failed" not in one.reason for one in errors)
        assert all(text in whole for text in texts[:-1])

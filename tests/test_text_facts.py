"""What the lines of a plain text tell of it."""

from __future__ import annotations

import pytest

from provenance import read

PROSE = "The ferry to Poe City sank on Monday, the harbour master said.\n\nDivers found the wreck on Tuesday.\n"


@pytest.mark.parametrize(
    ("line", "byline", "outlet"),
    [
        ("By ADA POE, Continental Press", "ADA POE", "Continental Press"),
        ("By Ada Poe, Reuters", "Ada Poe", "Reuters"),
        ("By Ada Poe, Kim Lee", "Ada Poe, Kim Lee", None),
        ("By Ada Poe", "Ada Poe", None),
    ],
)
def test_the_outlet_in_a_byline(line: str, byline: str, outlet: str | None) -> None:
    article = read(f"Ferry sinks off Poe City\n\n{line}\n\n{PROSE}".encode())
    assert (article.byline, article.outlet) == (byline, outlet)
    if outlet:
        assert dict(article.found)["outlet"] == "text: line 3 (byline)"

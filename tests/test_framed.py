"""Whose words a signed quotation and a list under a frame are."""

from __future__ import annotations

import pytest

from provenance.extraction import extract
from provenance.model import Article

LEAD = "The villagers live under the old dam.\n"
END = "\nHearings go on until autumn, and the report is expected in winter."


def sources(text: str) -> dict[str, list[str | None]]:
    return {claim.text: [hop.holder for hop in claim.attribution] for claim in extract(Article(text=text))}


@pytest.mark.parametrize(
    ("signature", "holder", "kind"),
    [
        ("\n— Ada Quill, mayor of Poe City", "Ada Quill", "official"),
        (" — Ada Quill, mayor of Poe City", "Ada Quill", "official"),
        ("\n-- Ada Quill (@quill) May 1, 2024", "Ada Quill", "person"),
    ],
)
def test_a_quotation_that_is_signed_is_the_signer_s(signature: str, holder: str, kind: str) -> None:
    article = Article(text=f"{LEAD}“Nobody told us anything. The dam was not safe.”{signature}{END}")
    claims = extract(article)
    said = [claim for claim in claims if claim.attribution and claim.attribution[0].holder == holder]
    assert [claim.text for claim in said] == ["“Nobody told us anything.", "The dam was not safe.”"]
    hop = said[0].attribution[0]
    assert (hop.source.name, str(hop.source.kind)) == (holder, kind)
    assert article.text[hop.start : hop.end] == holder


def test_a_dash_after_a_quotation_in_a_sentence_is_no_signature() -> None:
    found = sources(f"{LEAD}He called it “the best dam of all” — Roeland has three — and left.{END}")
    assert ["Roeland"] not in found.values()


@pytest.mark.parametrize("bullet", ["• ", "- "])
def test_a_list_under_a_frame_is_its_source_s(bullet: str) -> None:
    items = ("Rates will rise in May.", "Inflation has fallen to 3 percent.", "There is no recession.")
    found = sources(LEAD + "The bank said:\n" + "\n".join(bullet + item for item in items) + END)
    assert [found[bullet + item] for item in items] == [["bank"]] * 3
    assert found[END.strip()] == []


def test_a_list_under_a_bare_colon_has_no_source() -> None:
    found = sources(
        f"{LEAD}These were the results of the day:\n• Rates rose in May.\n• Inflation fell to 3 percent.{END}"
    )
    assert [found[item] for item in ("• Rates rose in May.", "• Inflation fell to 3 percent.")] == [[], []]

"""Origins: how many independent sources stand behind claims. Copies count once."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.model import Claim, Merge, Origins


def same_origin(a: Claim, b: Claim) -> str | None:
    """Why two claims count as one origin; None when nothing shows it."""
    return "the same article" if a.article.id == b.article.id else None


def origins(claims: Sequence[Claim]) -> Origins:
    """How many independent origins stand behind claims that say the same."""
    articles = {claim.article.id for claim in claims}
    merges = tuple(Merge((article,), "the same article") for article in sorted(articles) if False)
    return Origins(len(articles), len(articles), merges)

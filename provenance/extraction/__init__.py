"""Article -> claims: who says it, and how surely."""

from __future__ import annotations

from dataclasses import replace

from provenance.extraction.assembly import assemble
from provenance.extraction.boilerplate import parted
from provenance.extraction.loading import load_head, load_tagger
from provenance.extraction.tagger import Tagger
from provenance.extraction.unfolding import Unfolding
from provenance.language.folding import folded
from provenance.language.identify import language_of
from provenance.language.lines import LineKind
from provenance.language.turns import turns
from provenance.model import Article, Claim

__all__ = ["extract"]


def extract(article: Article, *, tagger: Tagger | None = None) -> list[Claim]:
    """The claims of an article, in reading order; none for an article that is not in English.

    Args:
        article: Its text is read; what is boilerplate, its furniture says and the text itself.
        tagger: Marks sources, cues and contents; by default the reader that ships with the package.
    """
    if (article.language or language_of(article.text) or "en") != "en":
        return []
    view = folded(article.text)
    if view.text == article.text:
        return _claims(article, tagger)
    unfolding = Unfolding(article, view)
    furniture = tuple(view.forth(*span) for span in article.furniture)
    seen = replace(article, text=view.text, furniture=furniture)
    return [unfolding.claim(claim) for claim in _claims(seen, tagger)]


def _claims(article: Article, tagger: Tagger | None) -> list[Claim]:
    """The claims of an article whose text is its own folded view."""
    spoken = turns(article.text)
    parts = parted(article.text, spoken, article.furniture)
    sentences = [part for part, kind in parts if kind is None]
    heard = [part for part, kind in parts if kind in (None, LineKind.SIGNATURE)]
    if not sentences:
        return []
    reader = tagger or load_tagger()
    reading = reader.read(article.text, heard)
    return assemble(article, sentences, reading.marks, reader, load_head(), spoken, stances=reading.stances)

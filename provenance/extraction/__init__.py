"""Article -> claims: who says it, and how surely."""

from __future__ import annotations

from provenance.extraction.assembly import assemble
from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.tagger import Tagger, load_tagger
from provenance.language.identify import language_of
from provenance.model import Article, Claim

__all__ = ["extract"]


def extract(article: Article, *, tagger: Tagger | None = None) -> list[Claim]:
    """The claims of an article, in reading order; none for an article that is not in English.

    Args:
        article: Only its text is read; boilerplate is found from the text alone.
        tagger: Marks sources, cues and contents; by default the reader that ships with the package.
    """
    if (article.language or language_of(article.text) or "en") != "en":
        return []
    sentences = content_sentences(article.text)
    marks = (tagger or load_tagger()).tag(article.text, sentences) if sentences else []
    return assemble(article, sentences, marks)

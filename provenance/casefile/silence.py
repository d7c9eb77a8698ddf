"""Why an article makes no claims."""

from __future__ import annotations

from provenance.model import Article

READ = (None, "en")
"""Languages that claims are found in; None: there were too few words to tell one."""


def other_language(language: str | None) -> str | None:
    """That no claims are found in a language, by its ISO 639-1 code; None for one that is read."""
    if language in READ:
        return None
    return f"it is written in {language!r}; claims are found in English texts only"


def why_silent(article: Article) -> str:
    """Why an article in which no claims were found has none."""
    foreign = other_language(article.language)
    if foreign is not None:
        return foreign
    from provenance.extraction.boilerplate import parted  # loads the reader of sentences

    kinds = {kind for _, kind in parted(article.text, furniture=article.furniture)}
    if kinds and None not in kinds:
        return f"nothing in it is a sentence of prose: its lines are {', '.join(sorted(map(str, kinds)))}"
    return "no sentence in it claims anything"

"""Why an article makes no claims."""

from __future__ import annotations

READ = (None, "en")
"""Languages that claims are found in; None: there were too few words to tell one."""


def other_language(language: str | None) -> str | None:
    """That no claims are found in a language, by its ISO 639-1 code; None for one that is read."""
    if language in READ:
        return None
    return f"it is written in {language!r}; claims are found in English texts only"


def why_silent(text: str, language: str | None) -> str:
    """Why a text in which no claims were found has none."""
    foreign = other_language(language)
    if foreign is not None:
        return foreign
    from provenance.extraction.boilerplate import boilerplate, content_sentences  # loads the reader of sentences

    kinds = sorted({str(kind) for _, kind in boilerplate(text)})
    if kinds and not content_sentences(text):
        return f"nothing in it is a sentence of prose: its lines are {', '.join(kinds)}"
    return "no sentence in it claims anything"

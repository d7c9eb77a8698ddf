"""What a cue does: report, or express a stance that carries no proposition."""

from __future__ import annotations

import re
from functools import cache

from provenance.language.data import load
from provenance.model import Span

_AUXILIARIES = re.compile(r"^(?:(?:is|are|was|were|has|have|had|be|been|being|will|would|also|not|n't|still|now|to|does|do|did|never|already|repeatedly|strongly|publicly)\s+)+", re.IGNORECASE)


def is_stance(text: str, cue: Span | None, content: Span) -> bool:
    """Whether `cue` is a wish, a plan or an attitude without a proposition ("is seeking to join", "supports the bill").

    A quoted content or a that-clause is something said, whatever the verb.
    """
    if cue is None:
        return False
    words = _AUXILIARIES.sub("", text[slice(*cue)].casefold())
    if not _attitude().match(words):
        return False
    if text[content[0]] in "“\"‘«":
        return False
    between = text[cue[1] : content[0]].casefold() if cue[1] <= content[0] else ""
    return "that" not in between.split() and not words.rstrip().endswith("that")


@cache
def _attitude() -> re.Pattern[str]:
    stems = sorted(load("cues")["attitude"], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(re.escape(stem) for stem in stems)})(?:s|es|e|ed|d|ing|ning|ting|ied|ies|y|er|ers|ion)?\b")

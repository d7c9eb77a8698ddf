"""What the article says before a claim that hangs on it: the nearest sentence that tells of whom or what it speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from provenance.extraction.entities import Scene
from provenance.extraction.mentions import Names, has_person_shape, is_plural
from provenance.extraction.sources import is_body
from provenance.extraction.standalone.framing import clause_before
from provenance.extraction.standalone.pointing import Pointer, Sort, open_pointer, persons
from provenance.extraction.standalone.wording import Change
from provenance.language.grammar import Class, tokens
from provenance.language.sentences import Sentence
from provenance.model import CONTEXT, Claim, Span

_REACH = 8
"""So many sentences back something is looked for that explains a pronoun."""
_LONGEST = 320
"""Of a sentence, and of what is told with it, so many characters are shown."""
_BREAK = re.compile(r"[,;:–—]\s")
_BRACKETS = str.maketrans("[]", "()")


class Context:
    """The sentences of an article, for looking up what explains one of them."""

    def __init__(self, sentences: Sequence[Sentence], scene: Scene, names: Names) -> None:
        self._sentences = sentences
        self._scene = scene
        self._names = names
        self._closed: dict[Span, bool] = {}

    def of(self, claim: Claim, spans: Sequence[Span], changes: Sequence[Change]) -> str | None:
        """What is to be told with the words of a claim, at `spans`, of which `changes` explain some."""
        pointer = open_pointer(claim.article.text, spans, changes, self._names)
        if pointer is None:
            return None
        own = clause_before(claim) if claim.start < spans[0][0] else None
        told = self._before(claim, pointer, own if own and own[1] <= spans[0][0] else None)
        return f"{CONTEXT} {told}" if told else None

    def _before(self, claim: Claim, pointer: Pointer, own: Span | None) -> str | None:
        """The words of the article before a claim that tell what a pointer in it means; None where none do.

        From the nearest sentence, or clause (`own`) of the claim's sentence, that speaks of somebody or something of
        its sort and points to nothing itself, to the one right before the claim, if there is room.
        """
        text = claim.article.text
        here = self._scene.sentence(claim.start)
        told = [*(sentence.span for sentence in self._sentences[max(here - _REACH, 0) : here]), *([own] if own else [])]
        for between, span in enumerate(reversed(told)):
            if not self._tells(text, span, pointer, claim) or not self._is_closed(text, span):
                continue
            return _joined(text, span, told[-1], between)
        return self._before(claim, Pointer(pointer.span, Sort.THING), own) if pointer.bridges else None

    def _is_closed(self, text: str, span: Span) -> bool:
        """Whether a sentence points to nothing outside of it."""
        if span not in self._closed:
            self._closed[span] = open_pointer(text, [span], (), self._names) is None
        return self._closed[span]

    def _tells(self, text: str, span: Span, pointer: Pointer, claim: Claim) -> bool:
        """Whether a sentence speaks of somebody or something that `pointer` can mean, beside who says the claim."""
        if pointer.sort is Sort.THING:
            return True
        words = tokens(text, [span])
        named = self._names.within(*span)
        if pointer.sort is Sort.GROUP:
            nouns = [word for word in words if word.kind is Class.WORD]
            several = any(is_plural(word.word) or is_body(word.word) for word in nouns)
            return several or any(not has_person_shape(name.name) for name in named) or len(named) > 1
        speaker = claim.attribution[-1].name if claim.attribution else None
        quoted = self._scene.quotation(pointer.span[0]) >= 0
        people = [entity.name for name in named for entity in self._scene.called(name) if entity.person]
        others = [name for name in people if " " in name and not (quoted and name == speaker)]
        return bool(others) or any(persons(words))


def _joined(text: str, span: Span, last: Span, between: int) -> str:
    """A sentence, and the `last` before the claim, `between` sentences on."""
    told = _shortened(text, span)
    if not between:
        return told
    after = _words(text, last)
    joint = " " if between == 1 else " … "
    return f"{told}{joint}{after}" if len(told) + len(after) < _LONGEST else f"{told} …"


def _words(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].translate(_BRACKETS).split())


def _shortened(text: str, span: Span) -> str:
    """A sentence, a very long one up to the last break that fits."""
    words = _words(text, span)
    if len(words) <= _LONGEST:
        return words
    cuts = [found.start() for found in _BREAK.finditer(words, 0, _LONGEST)]
    return f"{words[: cuts[-1] if cuts else words.rfind(' ', 0, _LONGEST)]} …"

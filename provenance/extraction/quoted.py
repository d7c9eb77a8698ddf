"""Which words stand in quotation marks, and whose a quotation is that names nobody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from provenance.extraction.utterances import Utterance
from provenance.language.quotations import Quote
from provenance.language.sentences import Sentence
from provenance.language.words import WORD
from provenance.model import NOBODY, Hop, Quotation, Span

_FULL_QUOTE = 0.9
"""A claim is direct speech when at least this share of its words stands in quotation marks."""
_GREATER_PART = 0.6
"""A quotation holds a stretch of text when it holds more than this share of its characters."""
_NOBODY = Hop(holder=None, start=None, end=None, source=NOBODY)


class Quoted:
    """The quotations of a text that stand in no other, for looking up what lies in them."""

    def __init__(self, text: str, quotes: Iterable[Quote]) -> None:
        self.text = text
        self.quotes = [quote for quote in quotes if quote.depth == 0]
        self._starts = [quote.start for quote in self.quotes]

    def holding(self, span: Span) -> Quote | None:
        """The quotation that holds the greater part of `span`."""
        at = bisect_right(self._starts, span[0] + 1) - 1
        for quote in self.quotes[max(at, 0) : at + 3]:
            if min(span[1], quote.end) - max(span[0], quote.start) > _GREATER_PART * (span[1] - span[0]):
                return quote
        return None

    def share(self, spans: Sequence[Span]) -> float:
        """The share of the words of `spans` that stand in quotation marks."""
        if not any(self._overlaps(span) for span in spans):
            return 0.0
        inside = whole = 0
        for start, end in spans:
            at = max(bisect_right(self._starts, start) - 1, 0)
            for word in WORD.finditer(self.text, start, end):
                while at < len(self.quotes) and self.quotes[at].end <= word.start():
                    at += 1
                whole += 1
                inside += at < len(self.quotes) and self.quotes[at].start < word.start()
        return inside / whole if whole else 0.0

    def form(self, spans: Sequence[Span]) -> Quotation:
        """Whether words that somebody said are given in his own words."""
        share = self.share(spans)
        return Quotation.DIRECT if share >= _FULL_QUOTE else Quotation.MIXED if share > 0 else Quotation.INDIRECT

    def _overlaps(self, span: Span) -> bool:
        at = bisect_right(self._starts, span[1]) - 1
        return at >= 0 and self.quotes[at].end > span[0]


def spread(utterances: Iterable[Utterance], sentences: Sequence[Sentence]) -> list[list[Utterance]]:
    """For each sentence the utterances with content in it, in the order given."""
    starts = [sentence.start for sentence in sentences]
    found: list[list[Utterance]] = [[] for _ in sentences]
    for utterance in utterances:
        for start, end in utterance.contents:
            number = max(bisect_right(starts, start) - 1, 0)
            while number < len(sentences) and starts[number] < end:
                here = found[number]
                if start < sentences[number].end and not (here and here[-1] is utterance):
                    here.append(utterance)
                number += 1
    return found


class Continuation:
    """Gives quotations that name nobody the source of the quotation they belong to or go on from."""

    def __init__(self, quoted: Quoted, sentences: Sequence[Sentence], utterances: Sequence[Utterance]) -> None:
        self._quoted = quoted
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._sourced = [utterance for utterance in utterances if utterance.chain]
        self._here = spread(self._sourced, sentences)

    def utterances(self) -> list[Utterance]:
        """The utterances that have a source, with those of the quotations that go on, in reading order."""
        for number, sentence in enumerate(self._sentences):
            span = (sentence.start, sentence.end)
            quote = self._quoted.holding(span)
            if quote is None or self._here[number] or self._quoted.share([span]) < _FULL_QUOTE:
                continue
            owner = self._owner(number, quote)
            utterance = Utterance(self._goes_on(owner.chain) if owner else (_NOBODY,), [span])
            self._sourced.append(utterance)
            self._here[number].append(utterance)
        return sorted(self._sourced, key=lambda utterance: utterance.contents[0])

    def _goes_on(self, chain: Sequence[Hop]) -> tuple[Hop, ...]:
        """Who goes on speaking: whom somebody cites within his own quoted words says no more than is told there."""
        first, *rest = chain
        return first, *(hop for hop in rest if hop.start is None or not self._quotes((hop.start, hop.end or hop.start)))

    def _quotes(self, span: Span) -> bool:
        return self._quoted.holding(span) is not None

    def _owner(self, number: int, quote: Quote) -> Utterance | None:
        """Whose words sentence `number` is: those of its own quotation, else of the quoted sentence before or after."""
        return self._same_quotation(quote) or self._before(number, quote) or self._after(number)

    def _same_quotation(self, quote: Quote) -> Utterance | None:
        first = max(bisect_right(self._starts, quote.start) - 1, 0)
        for number in range(first, bisect_right(self._starts, quote.end - 1)):
            for utterance in self._here[number]:
                if any(start < quote.end and quote.start < end for start, end in utterance.contents):
                    return utterance
        return None

    def _before(self, number: int, quote: Quote) -> Utterance | None:
        if not number or not self._here[number - 1]:
            return None
        said, before, sentence = self._here[number - 1][-1], self._sentences[number - 1], self._sentences[number]
        close = before.paragraph == sentence.paragraph or quote.continues
        introduced = self._quoted.text.startswith(":", before.end - 1)
        if not close and sentence.paragraph != before.paragraph + 1:
            return None
        return said if close or introduced or self._quoted.share(said.contents) > 0 else None

    def _after(self, number: int) -> Utterance | None:
        if number + 1 >= len(self._sentences) or not self._here[number + 1]:
            return None
        said, after = self._here[number + 1][0], self._sentences[number + 1]
        together = after.paragraph == self._sentences[number].paragraph
        return said if together and self._quoted.share(said.contents) > 0 else None

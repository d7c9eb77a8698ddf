"""The language a text is written in."""

from __future__ import annotations

import re
from functools import cache

from provenance.language.data import load

FEWEST_WORDS = 10
"""A shorter text is not judged."""
ENGLISH_SHARE = 0.15
"""A text with at least this share of English function words is English, whatever names it holds. News in other
languages stays under .05, except Danish and Norwegian quotations of English; of English news passages of 50 words 97 %
lie above."""
LEAST_CERTAIN = 0.6
"""py3langid's probability below which no answer is better: English cut to 10 words was never mistaken above .6."""
_STRETCH = 2000  # characters looked at in the beginning, the middle and the end
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_NO_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


def language_of(text: str, fewest: int = FEWEST_WORDS) -> str | None:
    """The ISO 639-1 code of the language of `text`; None when it is too strange or has fewer than `fewest` words.

    Source: English function words; for everything else py3langid (Lui and Baldwin 2012), loaded only then (0.6 s).
    """
    sample = _NO_PROSE.sub(" ", _sample(text))
    words = _WORD.findall(sample.lower())
    if len(words) < fewest and len(_UNSPACED.findall(sample)) < 2 * fewest:
        return None
    english = _function_words()
    if sum(word in english for word in words) >= ENGLISH_SHARE * len(words):
        return "en"
    code, probability = _classify(sample)
    return code if probability >= LEAST_CERTAIN and len(code) == 2 else None


def _sample(text: str) -> str:
    if len(text) <= 3 * _STRETCH:
        return text
    middle = (len(text) - _STRETCH) // 2
    return "\n".join((text[:_STRETCH], text[middle : middle + _STRETCH], text[-_STRETCH:]))


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load("english")["function_words"].split())


@cache
def _identifier():  # type: ignore[no-untyped-def]  # py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads numpy and 4.5 MB: only when it is needed

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _classify(text: str) -> tuple[str, float]:
    code, probability = _identifier().classify(text)
    return str(code), float(probability)

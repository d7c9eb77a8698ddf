"""Labelled news as training examples: windows of word pieces with one label a word, and the changes made to the text.

The changes keep the labels and vary what must not matter: the style of quotation marks, who is named, paragraph
breaks, and where windows begin.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from tokenizers import Encoding, Tokenizer

from provenance.extraction.windows import cut_units, pack
from provenance.language.sentences import Sentence

ROLES: Final = ("source", "cue", "content")
IGNORED: Final = -100
"""The label of pieces that carry no loss: marks and all but the first piece of a word."""

STRAIGHT: Final = str.maketrans("“”‘’", "\"\"''")
BRITISH: Final = str.maketrans("“”", "‘’")
STRAIGHT_BRITISH: Final = str.maketrans("“”‘’", "''''")
CLS: Final = "[CLS]"
SEP: Final = "[SEP]"

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9])")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Jr|Sr|St|Prof|Rev|Hon|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and, for each character, its role (0 none, 1 source, 2 cue, 3 content) and the number of its span."""

    text: str
    roles: np.ndarray
    spans: np.ndarray


@dataclass(frozen=True, slots=True)
class Example:
    """One window: piece ids and labels of the same length (0 = O, 2r-1 = B, 2r = I of role r, or `IGNORED`)."""

    ids: list[int]
    labels: list[int]


def load(path: Path) -> list[Labelled]:
    """The articles of a PolNeAR file."""
    articles: list[Labelled] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text: str = row["text"]
            roles = np.zeros(len(text), np.uint8)
            spans = np.zeros(len(text), np.int32)
            number = 0
            for attribution in row["attributions"]:
                for role, name in enumerate(ROLES, start=1):
                    for start, end in attribution[name]:
                        number += 1
                        roles[start:end] = role
                        spans[start:end] = number
            articles.append(Labelled(text, roles, spans))
    return articles


def load_sentences(path: Path) -> list[Labelled]:
    """The articles of a file in which every sentence is labelled (`wikinews_*.jsonl`): holders, cues and contents."""
    articles: list[Labelled] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            roles = np.zeros(len(row["text"]), np.uint8)
            spans = np.zeros(len(row["text"]), np.int32)
            for number, (role, start, end) in enumerate(_said(row["sentences"]), start=1):
                roles[start:end] = role
                spans[start:end] = number
            articles.append(Labelled(row["text"], roles, spans))
    return articles


def _said(sentences: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int, int]]:
    """Role and span of all that is said, contents first: a source or a cue inside of one shows through."""
    chains = [sentence for sentence in sentences if sentence["chain"]]
    for sentence in chains:
        for start, end in sentence["content"]:
            yield 3, start, end
    for sentence in chains:
        for hop in sentence["chain"]:
            if hop.get("cue_start") is not None:
                yield 2, hop["cue_start"], hop["cue_end"]
            if hop["start"] is not None:
                yield 1, hop["start"], hop["end"]


def rough_sentences(text: str, *, one_paragraph: bool = False) -> list[Sentence]:
    """Sentences good enough to cut windows at; the reader must not depend on the splitter."""
    sentences: list[Sentence] = []
    for paragraph, match in enumerate(re.finditer(r"[^\n]+", text)):
        start = match.start()
        for end in [*_ends(match.group(), match.start()), match.end()]:
            stretch = text[start:end]
            left = start + len(stretch) - len(stretch.lstrip())
            right = left + len(stretch.strip())
            if right > left:
                sentences.append(Sentence(left, right, 0 if one_paragraph else paragraph))
            start = end
    return sentences


def _ends(paragraph: str, offset: int) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(paragraph):
        if not _ABBREVIATED.search(paragraph, max(0, match.start() - 8), match.start() + 1):
            yield offset + match.end()


class Varier:
    """Random changes to articles that leave their labels as they are."""

    def __init__(self, names: Path, random: Random) -> None:
        table = tomllib.loads(names.read_text(encoding="utf-8"))
        self._to: dict[str, list[str]] = table["to"]
        self._group = {name: group for group, members in table["from"].items() for name in members}
        self._names = re.compile(r"\b(?:" + "|".join(sorted(self._group, key=len, reverse=True)) + r")\b")
        self._random = random

    def vary(self, article: Labelled) -> Labelled:
        """With names replaced (4 of 10 times) and other quotation marks (half of the time)."""
        if self._random.random() < 0.4:
            article = self._rename(article)
        chance = self._random.random()
        for share, table in ((0.3, STRAIGHT), (0.42, BRITISH), (0.5, STRAIGHT_BRITISH)):
            if chance < share:
                return Labelled(article.text.translate(table), article.roles, article.spans)
        return article

    def _rename(self, article: Labelled) -> Labelled:
        chosen: dict[str, str] = {}
        texts: list[str] = []
        places: list[np.ndarray] = []
        last = 0
        for match in self._names.finditer(article.text):
            name = match.group()
            if name not in chosen:
                chosen[name] = self._random.choice(self._to[self._group[name]])
            start, end = match.span()
            texts += [article.text[last:start], chosen[name]]
            places += [np.arange(last, start), np.full(len(chosen[name]), start)]
            last = end
        texts.append(article.text[last:])
        places.append(np.arange(last, len(article.text)))
        where = np.concatenate(places)
        return Labelled("".join(texts), article.roles[where], article.spans[where])


def examples(
    article: Labelled,
    sentences: Sequence[Sentence],
    tokenizer: Tokenizer,
    *,
    limit: int,
    first_limit: int | None = None,
) -> list[Example]:
    """The windows of one article, cut as at run time (`provenance.extraction.windows`)."""
    units = cut_units(article.text, sentences)
    encodings = tokenizer.encode_batch([article.text[u.start : u.end] for u in units], add_special_tokens=False)
    labels = [_labels(article, u.start, e) for u, e in zip(units, encodings, strict=True)]
    paragraphs = [u.paragraph for u in units]
    cls, sep = (int(tokenizer.token_to_id(piece) or 0) for piece in (CLS, SEP))
    found: list[Example] = []
    for window in pack([len(e.ids) for e in encodings], paragraphs, limit=limit, first_limit=first_limit):
        ids, marks = [cls], [IGNORED]
        for place, part in enumerate(window):
            if place and paragraphs[window[place - 1].unit] != paragraphs[part.unit]:
                ids.append(sep)
                marks.append(IGNORED)
            ids += encodings[part.unit].ids[part.first : part.last]
            marks += labels[part.unit][part.first : part.last]
        found.append(Example([*ids, sep], [*marks, IGNORED]))
    return found


def _labels(article: Labelled, offset: int, encoding: Encoding) -> list[int]:
    labels: list[int] = []
    before, word = -1, None
    for (start, _), number in zip(encoding.offsets, encoding.word_ids, strict=True):
        if number == word:
            labels.append(IGNORED)
            continue
        word = number
        role, span = int(article.roles[offset + start]), int(article.spans[offset + start])
        if not labels and offset:
            before = int(article.spans[:offset][article.spans[:offset] > 0][-1:].max(initial=-1))
        labels.append(0 if role == 0 else 2 * role - (span != before))
        before = span
    return labels


def epoch(
    articles: Iterable[Labelled], tokenizer: Tokenizer, varier: Varier, random: Random, *, longest: int
) -> list[Example]:
    """All articles once, each varied, in windows of random length up to `longest` pieces."""
    found: list[Example] = []
    for article in articles:
        varied = varier.vary(article)
        sentences = rough_sentences(varied.text, one_paragraph=random.random() < 0.2)
        limit = random.randint(longest // 3, longest)
        found += examples(varied, sentences, tokenizer, limit=limit, first_limit=random.randint(limit // 3, limit))
    return found


def batches(found: Sequence[Example], random: Random, *, pieces: int) -> list[list[Example]]:
    """Examples of like length together, at most `pieces` padded pieces a batch, in random order."""
    ordered = sorted(found, key=lambda example: (len(example.ids), random.random()))
    made: list[list[Example]] = []
    batch: list[Example] = []
    for example in ordered:
        if batch and len(example.ids) * (len(batch) + 1) > pieces:
            made.append(batch)
            batch = []
        batch.append(example)
    made.append(batch)
    random.shuffle(made)
    return made

"""Who has the floor: the turns of transcripts, interviews and debates, told from the labels at the front of paragraphs.

A label alone proves nothing ("Note:", "Police:"). It is one where the text is built of them: labels that come again,
labels beside times, questions and answers in turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from provenance.language.data import load
from provenance.language.lines import ends_like_a_sentence, line_kind
from provenance.language.sentences import paragraphs

LEAST_TURNS = 3
"""Fewer labelled paragraphs are no transcript."""
LEAST_QUESTIONS = 3
"""An interview whose questions have no label has at least this many of them."""
_LONGEST = 90
"""Characters of a label with all that describes its speaker."""
_MOST_WORDS = 9
_LONGEST_QUESTION = 400
_FEW = 4

_TIME = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?:\s?[AaPp]\.?[Mm]\.?)?[\])]?"
_ASIDE = r"\s*[\[(][^()\[\]]{1,60}[\])]"
_EMPHASIS = r"(?:\*\*|__|\*)?"
_WITH_COLON = re.compile(
    rf"{_EMPHASIS}(?P<time>{_TIME}\s*(?:[-–—]\s*)?)?(?:Q\d+\.?\s+)?(?P<who>[^\s:*_][^:*]{{0,{_LONGEST}}}?)(?P<asides>(?:{_ASIDE})*)\s*"
    rf"(?P<after>{_TIME})?{_EMPHASIS}:{_EMPHASIS}(?:\s+|$)"
)
_LETTER = re.compile(rf"{_EMPHASIS}(?P<who>[QA])(?P<mark>[.:]?){_EMPHASIS}[.:]?\s+(?:[-–—]\s+)?(?=[\"'(\[A-ZÀ-Þ\d—–-])")
_WITH_STOP = re.compile(
    r"(?P<who>(?:(?:Mr|Mrs|Ms|Dr|Messrs)\.|Miss|Senator|Representative|Secretary|Chairman|Chairwoman|Chair|The)\s"
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ'-]+(?:\s[A-ZÀ-Þ][A-ZÀ-Þ'-]+){0,2}|[A-ZÀ-Þ]c[A-ZÀ-Þ]+)"
    r"(?:\s(?:of\s[A-Z]\w+(?:\s[A-Z]\w+)?|pro tempore))?)"
    r"\.\s+(?=[\"'(\[A-ZÀ-Þ])"
)
_ALONE = re.compile(rf"(?P<who>[^\s:\d][^:\d]{{1,60}}?(?:\s\d{{1,2}})?)\s+(?P<after>{_TIME})$")
_NAME_ALONE = re.compile(r"[A-ZÀ-Þ][\w.'-]+(?:\s[A-ZÀ-Þ][\w.'-]+){1,3}(?:,[^.?!]{3,80})?(?<![.?!])")
_LINE = re.compile(r"(?P<who>[A-ZÀ-Þ][^\n.?!:,]{1,50}?)(?:\s(?:--|[-–—])\s(?P<as>[^\n.?!:]{2,60}))?")
_TOKEN = re.compile(r"[^\s,;()]+|[,;]")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Hon|Rev)\.?$", re.IGNORECASE)
_QUESTION = re.compile(r"\?[\"')\]*_]*$")
_SAYS_I = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|we|We|We're|we're|we've|We've|my|My|our|Our|me|us)\b")
_SAYS_YOU = re.compile(r"\byou(?:r|'re|'ve|'d|'ll)?\b", re.IGNORECASE)
_TALKED = re.compile(r"\b(?:interview|(?:spoke|talked|sat down) (?:to|with)|our questions|we asked)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"?")
_NARRATES = re.compile(r"\b(?:said|says|told|asked|added|explained|recalled)\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's words at `start`..`end`; `label` is where the text names the speaker, `whole` with all its marks.

    Of an interview whose questions have no label, `label` is empty: (start, start). `asks`: the words are a
    questioner's by the form of the text (a "Q.", a question between answers). `key` is the same for all turns of
    one speaker; `describes` where the label describes the speaker (", CNN ANCHOR"), else empty.
    """

    label: tuple[int, int]
    whole: tuple[int, int]
    start: int
    end: int
    key: str
    asks: bool = False
    answers: bool = False
    describes: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Label:
    """What looks like a label at the front of paragraph `number`."""

    number: int
    who: tuple[int, int]
    describes: tuple[int, int]
    whole: tuple[int, int]
    key: str
    letter: bool
    timed: bool
    capitals: bool
    person: bool


def turns(text: str) -> list[Turn]:
    """The turns of `text`, in order and without overlap; none where it is not built of them.

    Args:
        text: A folded view (`provenance.language.folding`): a paragraph stands on one line.
    """
    spans = paragraphs(text)
    labels = _on_lines(text, spans) or _speaking(
        text, [label for number, span in enumerate(spans) if (label := _label(text, number, span))]
    )
    if labels:
        return list(_labelled(spans, labels))
    return _interview(text, spans)


def _labelled(spans: Sequence[tuple[int, int]], labels: Sequence[_Label]) -> Iterator[Turn]:
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = spans[following.number - 1][1] if following else spans[-1][1]
        asks, answers = label.key in _asking(), label.key in ("a", "answer")
        start = label.whole[1]
        if end > start:
            yield Turn(label.who, label.whole, start, end, label.key, asks, answers, label.describes)


def _on_lines(text: str, spans: Sequence[tuple[int, int]]) -> list[_Label]:
    """Labels that stand on lines of their own, without a mark, and come again ("First Last -- Chief Executive")."""
    found = []
    for number, (span, following) in enumerate(pairwise(spans)):
        line = _LINE.fullmatch(text, *span) if span[1] - span[0] <= _LONGEST else None
        if line is None or line_kind(line[0]) or line_kind(line["who"]):
            continue
        if _names(line["who"]) and ends_like_a_sentence(text[slice(*following)]):
            describes = line.span("as") if line["as"] else (0, 0)
            key = _key(line["who"])
            found.append(_Label(number, line.span("who"), describes, span, key, False, False, False, True))
    counts = Counter(label.key for label in found)
    again = [label for label in found if counts[label.key] > 1 and label.key not in _headings()]
    if len(again) < 2 or len({label.key for label in found}) < 2 or not any(label.describes[1] for label in again):
        return []
    return [label for label in found if label.describes[1] or counts[label.key] > 1 or label.key in _roles()]


def _label(text: str, number: int, span: tuple[int, int]) -> _Label | None:
    """The label that the paragraph at `span` begins with."""
    start, end = span
    letter = _LETTER.match(text, start, end)
    if letter:
        who = letter.span("who")
        return _Label(
            number,
            who,
            (0, 0),
            (start, letter.end()),
            letter["who"].casefold(),
            True,
            bool(letter["mark"]),
            True,
            False,
        )
    found = _WITH_COLON.match(text, start, min(end, start + 2 * _LONGEST))
    timed = found is not None and bool(found["time"] or found["after"])
    if found is None:
        found = _WITH_STOP.match(text, start, min(end, start + 2 * _LONGEST))
    if found is None and end - start <= _LONGEST:
        found = _ALONE.fullmatch(text, start, end)
        timed = found is not None
    if found is None:
        return None
    who, describes = _parted(text, *found.span("who"))
    words = text[slice(*who)]
    if _NAME_ALONE.fullmatch(text, found.end(), end):
        return None  # "Interviewer: First Last" tells who that is
    if not _names(words) or line_kind(text[start:end]) or line_kind(words) or _counts(text[found.end() : end]):
        return None
    key = _key(words)
    if not key or key in _headings():
        return None
    is_person = bool(_TITLE.match(words.split()[0])) or len(words.split()) > 1 or key in _asking()
    return _Label(number, who, describes, (start, found.end()), key, False, timed, _in_capitals(words), is_person)


def _parted(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """A label's name, and what stands after its first comma or bracket."""
    cut = re.search(r"\s*[,(;]\s*|\s+[-–—]\s+", text[start:end])
    if cut is None or cut.start() == 0:
        return (start, end), (0, 0)
    return (start, start + cut.start()), (start + cut.end(), end)


def _names(words: str) -> bool:
    """Whether the words before a colon can be those of a speaker: capitals throughout, small words inside."""
    tokens = _TOKEN.findall(words)
    if not tokens or len(tokens) > _MOST_WORDS:
        return False
    inside = _inside()
    capital = [token[0].isupper() or token[0].isdigit() or token.lower() in inside for token in tokens]
    if not all(capital) and not (words[0].isupper() and " ".join(tokens).casefold() in _roles()):
        return False
    return words[0].isupper() and (len(tokens) <= 4 or words.isupper() or bool(_TITLE.match(tokens[0])))


def _in_capitals(words: str) -> bool:
    """Whether most letters are capitals ("MR. McCAIN" is in capitals, too)."""
    letters = [char for char in words if char.isalpha()]
    return sum(map(str.isupper, letters)) * 4 >= 3 * len(letters)


def _counts(words: str) -> bool:
    """Whether what follows a label is a number and no speech ("Clinton: 547.")."""
    return words[:1].isdigit() and words.count(" ") < _FEW


def _key(words: str) -> str:
    """What is the same for "WOLF BLITZER", "BLITZER" and "Mr. Blitzer": the last word that is no suffix."""
    tokens: list[str] = [token.casefold().strip(".'*") for token in re.findall(r"[^\s,]+", words)]
    tokens = [token for token in tokens if token and token not in ("jr", "sr", "ii", "iii")]
    if not tokens:
        return ""
    whole = " ".join(tokens)
    if whole in _roles() or whole.removeprefix("the ") in _roles() or tokens[-1].isdigit() or len(tokens) == 1:
        return whole.removeprefix("the ")
    return tokens[-1]


def _speaking(text: str, labels: Sequence[_Label]) -> list[_Label]:
    """Those of the labels that a transcript is built of; none where the text is none."""
    counts = Counter(label.key for label in labels)
    if "q" in counts and len(counts) == 1:
        return []
    if not {"q", "question"} & counts.keys():
        labels = [label for label in labels if label.key != "a"]
        counts = Counter(label.key for label in labels)
    again = {key for key, count in counts.items() if count > 1}
    timed = sum(label.timed and not label.letter for label in labels)
    built = [label for label in labels if label.key in again]
    strong = timed >= LEAST_TURNS or (len(built) >= LEAST_TURNS and len(counts) > 1 and _follow(built, counts))
    if not strong:
        return []
    capitals = sum(label.capitals for label in built) * 2 > len(built)
    return [
        label
        for label in labels
        if label.timed
        or (label.capitals if capitals else label.key in again or label.person or _is_spoken_of(text, label))
    ]


def _is_spoken_of(text: str, label: _Label) -> bool:
    """Whether the text names the speaker with a title ("Ms. Dahl?")."""
    return (
        re.search(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Senator|Governor)\.? {re.escape(text[slice(*label.who)])}\b", text)
        is not None
    )


def _follow(built: Sequence[_Label], counts: Counter[str]) -> bool:
    """Whether speakers take turns: nobody's label stands before another of his more often than before somebody's."""
    same = sum(label.key == following.key for label, following in pairwise(built))
    return same * 2 <= len(built) and (len({label.key for label in built}) > 1 or len(counts) > 1)


def _interview(text: str, spans: Sequence[tuple[int, int]]) -> list[Turn]:
    """The turns of an interview whose questions stand on lines of their own, without a label."""
    questions = [number for number, span in enumerate(spans) if _asks(text, span)]
    questions = [number for number in questions if number + 1 < len(spans)]
    if len(questions) < LEAST_QUESTIONS:
        return []
    blocks = [
        (number, following - 1) for number, following in zip(questions, [*questions[1:], len(spans)], strict=True)
    ]
    answered = [(first, last) for first, last in blocks if last > first]
    heard = sum(_answers(text, spans[first + 1]) for first, _ in answered)
    to_you = sum(_SAYS_YOU.search(text, *spans[first]) is not None for first, _ in blocks)
    marked = all(text.startswith(("**", "__"), spans[number][0]) for number in questions)
    asked = marked or to_you * 2 >= len(blocks) or _TALKED.search(text, 0, spans[questions[0]][0]) is not None
    if len(answered) < LEAST_QUESTIONS or heard * 2 < len(answered) or not asked:
        return []
    found = []
    for first, last in blocks:
        start, end = spans[first]
        said = start + 2 * text.startswith(("**", "__"), start)
        found.append(Turn((start, start), (start, said), said, end, "question", asks=True))
        if last > first:
            start, end = spans[first + 1][0], spans[last][1]
            found.append(Turn((start, start), (start, start), start, end, "answer", answers=True))
    return found


def _asks(text: str, span: tuple[int, int]) -> bool:
    """Whether a paragraph is a question that is put, not one that is quoted or reported."""
    words = text[slice(*span)]
    if len(words) > _LONGEST_QUESTION or not _QUESTION.search(words[-4:]) or words[0] in "\"'":
        return False
    return not _NARRATES.search(_QUOTED.sub("", words))


def _answers(text: str, span: tuple[int, int]) -> bool:
    """Whether a paragraph speaks of "I" or "we" outside quotation marks."""
    words = text[slice(*span)]
    return _SAYS_I.search(words if words.count('"') == 1 else _QUOTED.sub("", words)) is not None


@cache
def _roles() -> frozenset[str]:
    data = load("turns")
    return frozenset(
        (*data["asking"], *data["answering"], *(role for roles in data["roles"].values() for role in roles))
    )


@cache
def _asking() -> frozenset[str]:
    return frozenset(load("turns")["asking"])


@cache
def _headings() -> frozenset[str]:
    return frozenset(load("turns")["headings"])


@cache
def _inside() -> frozenset[str]:
    return frozenset(load("names")["inside"]) | {"and", "for", "pro", "tempore"}

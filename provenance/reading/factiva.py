"""Articles from Factiva: with its two-letter codes ("HD", "LP", "TD"), or as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from provenance.language.lines import ends_like_a_sentence
from provenance.reading.blocks import Block, block, paragraph
from provenance.reading.days import day_in_words
from provenance.reading.document import Facts

# Source: Factiva's own list of field codes.
_CODES = frozenset("CLM SE HD CR BY WC PD ET SN SC VOL ED PG LA CY LP TD ART RF CO IN NS RE IPC IPD PUB AN CX".split())
_CODED = re.compile(r"([A-Z]{2,3})(?:\s+|\|)(\S.*)")
_FACTS = {"HD": "title", "BY": "byline", "SN": "outlet", "PD": "published_on"}
ACCESSION = r"(?:\w+ )?[A-Za-z0-9_]{1,8}0(?:19|20)\d{6}[a-z][a-z0-9]{5,20}"
"""The number that ends an article: the code of its source filled up with 0, the day, and a number."""
_ACCESSION = re.compile(ACCESSION)
_WORDS = re.compile(r"\d[\d.,\u00a0 ]*[^\W\d_]+")
_RIGHTS = re.compile(r"copyright\b|©|\(c\)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d\d\b.{0,12}")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_HEADLINE = "hd"
_LONGEST_PUBLISHER = 10  # words


def factiva_articles(blocks: Sequence[Block]) -> Iterator[tuple[Facts, Sequence[Block]] | str]:
    """The facts and the body of each article, or why there are none."""
    start = 0
    blocks = list(_apart(blocks))
    for at, one in enumerate(blocks):
        if _ends(one.text):
            yield _article(blocks[start:at])
            start = at + 1
    rest = blocks[start:]
    if any(_WORDS.fullmatch(one.text) and len(one.text.split()) == 2 for one in rest):
        yield f"it is cut off: this article, which begins at {rest[0].where}, has no end"


def _apart(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, codes and ends of articles that stand on a line of their own within one taken out."""
    for one in blocks:
        if len(one.lines) == 1:
            yield one
            continue
        lines: list[tuple[str, str]] = []
        for line, where in one.lines:
            if line.strip() in _CODES or _ends(line.strip()):
                yield from paragraph(lines)
                yield block(line, where)
                lines = []
            else:
                lines.append((line, where))
        yield from paragraph(lines)


def _ends(line: str) -> bool:
    """Whether a line is the accession number that ends an article."""
    return _ACCESSION.fullmatch(line.removeprefix("AN ").strip()) is not None


def _article(blocks: Sequence[Block]) -> tuple[Facts, Sequence[Block]] | str:
    if not blocks:
        return "this article has no text"
    fields = _fields(blocks)
    found = _coded(fields) if "HD" in fields and ("LP" in fields or "TD" in fields) else _shown(blocks)
    return found or f"this article, which begins at {blocks[0].where}, has no text"


def _fields(blocks: Sequence[Block]) -> dict[str, list[Block]]:
    """What stands behind each code, the code on a line of its own or before its words."""
    fields: dict[str, list[Block]] = {}
    current: list[Block] | None = None
    for one in blocks:
        coded = _CODED.fullmatch(one.text)
        if one.text in _CODES:
            current = fields.setdefault(one.text, [])
        elif coded is not None and coded[1] in _CODES and coded[1] not in fields:
            current = fields.setdefault(coded[1], [])
            current.append(block(coded[2], one.where))
        elif current is not None:
            current.append(one)
    return fields


def _coded(fields: dict[str, list[Block]]) -> tuple[Facts, Sequence[Block]] | None:
    facts = Facts()
    for code, name in _FACTS.items():
        value = " ".join(one.text for one in fields.get(code, ()))
        value = _BY.sub("", value) if name == "byline" else value
        facts.tell(name, day_in_words(value) if name == "published_on" else value, f"factiva: {code}")
    body = [one for code in ("LP", "TD") for one in fields.get(code, ()) if one.text]
    return (facts, body) if body else None


def _shown(blocks: Sequence[Block]) -> tuple[Facts, Sequence[Block]] | None:
    """An article without codes: what is above the number of its words, and the lines from there to its copyright."""
    counts = [at for at, one in enumerate(blocks) if _WORDS.fullmatch(one.text) and len(one.text.split()) == 2]
    if not counts:
        return None
    words = next((at for at in counts if at + 1 < len(blocks) and day_in_words(blocks[at + 1].text)), counts[0])
    facts = Facts()
    head, rest = blocks[:words], blocks[words + 1 :]
    rights = next((at for at, one in enumerate(rest) if _RIGHTS.match(one.text)), None)
    if rights is None:
        return None
    lines = [one.text for one in rest[:rights]]
    if lines:
        facts.tell("published_on", day_in_words(lines[0]), "factiva: date")
    names = [line for line in lines[1:] if not _CLOCK.fullmatch(line)]
    if names:
        facts.tell("outlet", names[0], "factiva: source")
    if head:
        # Where the page does not mark it: a section may stand before it, who wrote it behind it.
        marked = next((one for one in head if _HEADLINE in one.marks), None)
        title = marked or max(head[-4:], key=lambda one: len(one.text))
        facts.tell("title", title.text, "factiva: headline")
        behind = list(head[head.index(title) + 1 :])
        if behind:
            facts.tell("byline", _BY.sub("", behind[0].text), "factiva: author")
    body = list(rest[rights + 1 :])
    if len(body) > 1 and not ends_like_a_sentence(body[-1].text) and len(body[-1].text.split()) <= _LONGEST_PUBLISHER:
        body.pop()  # the publisher
    return (facts, body) if body else None

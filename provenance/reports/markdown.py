"""The citation report in Markdown (CommonMark with the tables and footnotes of GitHub and Pandoc)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from provenance.records import Casebook, ClaimRecord, GroupRecord, LinkRecord
from provenance.reports import travel, wording
from provenance.reports.citations import Note, aside, byline, citation, counts, decisions, notes, sum_line, web_address
from provenance.reports.fragment import to_passage
from provenance.reports.method import LIMITS, METHOD
from provenance.reports.passages import Mark, pieces, reason_marks
from provenance.reports.visible import in_a_line

# Every sign that can begin markup in CommonMark or its common extensions; a backslash before punctuation is dropped by
# every reader (CommonMark 0.31, section 2.4). At the start of a line more signs have a meaning, and in the middle
# addresses become links.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>~|&#!$@^=\"']|(?<=www)\.|:(?=//)|(?i:(?<=mailto)|(?<=xmpp)):")
_AT_START = re.compile(r"^(?:([-+:])|(\d+)([.)](?=\s|$)))")


def write(book: Casebook, out: BinaryIO) -> None:
    """Writes the report block by block."""
    for block in _blocks(book):
        out.write(f"{block}\n\n".encode())


def escaped(text: str) -> str:
    """`text` on one line, so that a Markdown reader shows it as it stands."""
    shown = _SIGNS.sub(lambda sign: f"\\{sign[0]}", in_a_line(text))
    return _AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", shown)


def _blocks(book: Casebook) -> Iterator[str]:
    noted = notes(book)
    yield f"# {escaped(book.front.title)}"
    yield f"{escaped(byline(book))} {book.made_at:%d %B %Y, %H:%M} UTC."
    yield from map(escaped, book.front.paragraphs)
    yield "## Summary"
    yield table(("What", "How many"), counts(book))
    yield "## Claims"
    heads = ("Confidence", "Put as", "Who says so", "Claim", "File")
    yield table(heads, (_claim_row(claim, noted) for claim in book.claims)) if book.claims else "No claims."
    yield "## Corroboration"
    yield from (_group(group, noted) for group in book.groups)
    if not book.groups:
        yield "No claim has company."
    yield "## Conflicts"
    yield from (_conflict(link, noted) for link in book.conflicts)
    if not book.conflicts:
        yield "No claims clash."
    yield from _sources(book)
    yield from _verdicts(book, noted)
    yield "## Method and limits"
    yield from METHOD
    yield "\n".join(f"- {one}" for one in LIMITS)
    yield "## Articles and file hashes"
    yield from _articles(book)
    yield "## Passages"
    yield from (_note(book, note) for note in noted.values())


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """`rows` must be escaped already."""
    names = list(heads)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _claim_row(claim: ClaimRecord, noted: dict[str, Note]) -> list[str]:
    return [
        escaped(wording.score(claim.confidence)),
        wording.put_claim(claim),
        escaped(wording.chain(claim.attribution)),
        f"{escaped(wording.said(claim))}[^{noted[claim.id].number}]",
        escaped(wording.place(claim)),
    ]


def _group(group: GroupRecord, noted: dict[str, Note]) -> str:
    lines = [
        f"### {escaped(wording.said_shortly(group.claims[0]))}",
        "",
        f"{wording.group(group)}. {escaped(travel.route(group))}.",
        "",
    ]
    for claim in group.claims:
        head = f"- {escaped(wording.score(claim.confidence))} {escaped(wording.chain(claim.attribution))}"
        lines.append(
            f"{head}: {escaped(wording.said(claim))}[^{noted[claim.id].number}] ({escaped(noted[claim.id].place)})"
        )
    lines += [f"- Counted as one: {escaped(wording.merge(merge.why))}" for merge in group.origins.merges]
    return "\n".join(lines)


def _conflict(link: LinkRecord, noted: dict[str, Note]) -> str:
    kinds = ", ".join(wording.clash_kinds(link)) or "no reason given"
    title = "Conflict" if link.relation.value == "conflicts" else "Overtaken"
    reasons = "\n".join(f"- {escaped(one)}" for one in wording.reasons(link))
    sides = [_side(link, side, noted) for side in "ab"]
    rows = table(("One says", "Another says"), [sides])
    remarks = "".join(f"\n\n{one}" for one in (wording.judged(link), aside(link, noted)) if one)
    return f"### {title}: {kinds}\n\n{reasons}{remarks}\n\n{rows}"


def _side(link: LinkRecord, side: str, noted: dict[str, Note]) -> str:
    claim = link.a if side == "a" else link.b
    marks = reason_marks(link, side)
    who = escaped(f"{wording.chain(claim.attribution)}, {noted[claim.id].place}")
    return f"{_marked(claim.text, marks)}[^{noted[claim.id].number}]<br>{who}"


def _marked(text: str, marks: Iterable[Mark]) -> str:
    """The words under a mark in `<mark>`, which GitHub and most readers of Markdown show."""
    shown = []
    for one in pieces(text.replace("\n", " "), marks):
        words = escaped(f"x{one.text}x")[1:-1]  # white space at the ends stays
        shown.append(f"<mark>{words}</mark>" if one.marks else words)
    return "".join(shown).strip()


def _sources(book: Casebook) -> Iterator[str]:
    yield "## Sources"
    cited = (
        (
            escaped(one.source),
            wording.KINDS[one.kind],
            wording.NAMINGS[one.naming],
            str(one.claims),
            wording.grade(one),
            escaped(", ".join(one.files)),
        )
        for one in book.sources
    )
    yield table(("Source", "Kind", "Naming", "Claims", "Reliability", "Files"), cited)
    published = ((escaped(one.outlet), str(one.articles), str(one.claims), wording.grade(one)) for one in book.outlets)
    yield table(("Outlet", "Articles", "Claims", "Reliability"), published)


def _verdicts(book: Casebook, noted: dict[str, Note]) -> Iterator[str]:
    rows = [tuple(map(escaped, row)) for row in decisions(book, noted)]
    if rows:
        yield "## Verdicts"
        yield table(("When (UTC)", "Who", "Verdict", "On", "Why"), rows)
    if book.contradictions:
        yield f"### {wording.CONTRADICTIONS}"
        told = (tuple(escaped(cell) for cell in row) for row in wording.contradiction_rows(book.contradictions))
        yield table(("What", "On", "Who says what"), told)


def _articles(book: Casebook) -> Iterator[str]:
    rows = (
        (
            escaped(", ".join(citation(article)[:-1] if article.sha256 else citation(article))),
            str(article.claims),
            f"{article.ingested_at:%Y-%m-%d %H:%M}",
            f"`{article.sha256}`" if article.sha256 else "not kept",
        )
        for article in book.articles
    )
    yield table(("Article", "Claims", "Read (UTC)", "SHA-256 of the original bytes"), rows)


def _note(book: Casebook, note: Note) -> str:
    claim = note.claim
    source = escaped(", ".join(citation(note.article)) if note.article else wording.place(claim))
    source += escaped(note.standing)
    url = web_address(note.article.url) if note.article else None
    address = ""
    if url and note.article and not set(url) & set("<>\\`|"):
        address = f", <{to_passage(url, claim.text)}>, read on {note.article.ingested_at:%Y-%m-%d}"
    likelihood = f" Likelihood {escaped(wording.likelihood(claim.likelihood))}." if claim.likelihood else ""
    words = f"“{escaped(claim.text)}” {source}{address}.{likelihood} {escaped(sum_line(book, claim))}"
    return f"[^{note.number}]: {words}"

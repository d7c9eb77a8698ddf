"""The citation report as headings, paragraphs, items and tables of plain text, for formats that lay these out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from provenance.records import Casebook, LinkRecord
from provenance.reports import travel, wording
from provenance.reports.citations import Note, aside, byline, citation, counts, decisions, notes, sum_line, web_address
from provenance.reports.fragment import to_passage
from provenance.reports.method import LIMITS, METHOD
from provenance.reports.visible import in_a_line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` from 1."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `note`: the number of the passage that it is, which its text begins with ("[3] “…”")."""

    text: str
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `note`: the number of the passage that it cites, which its text ends with ("… [3]")."""

    text: str
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as there are heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Paragraph | Item | Table


def outline(book: Casebook) -> Iterator[Block]:
    """The blocks of the report, in order. No text in them holds a control character or a line end."""
    noted = notes(book)
    yield Heading(in_a_line(book.front.title), 1)
    yield Paragraph(f"{byline(book)}{book.made_at:%d %B %Y, %H:%M} UTC.")
    yield from (Paragraph(in_a_line(one)) for one in book.front.paragraphs)
    yield Heading("Summary", 2)
    yield Table(("What", "How many"), tuple(counts(book)))
    yield from _claims(book, noted)
    yield from _groups(book, noted)
    yield Heading("Conflicts", 2)
    for link in book.conflicts:
        yield from _conflict(link, noted)
    if not book.conflicts:
        yield Paragraph("No claims clash.")
    yield from _sources(book)
    yield from _verdicts(book, noted)
    yield Heading("Passages", 2)
    for note in noted.values():
        yield from _note(book, note)
    yield Heading("Method and limits", 2)
    yield from (Paragraph(one) for one in METHOD)
    yield from (Item(one) for one in LIMITS)
    yield Heading("Articles and file hashes", 2)
    for article in book.articles:
        hash_ = f"SHA-256 {article.sha256}" if article.sha256 else "original bytes not kept"
        known = citation(article)[:-1] if article.sha256 else citation(article)
        yield Item(f"{', '.join(known)}; read {article.ingested_at:%Y-%m-%d %H:%M} UTC; {hash_}")


def _claims(book: Casebook, noted: dict[str, Note]) -> Iterator[Block]:
    yield Heading("Claims", 2)
    rows = tuple(
        (
            wording.score(claim.confidence),
            wording.put_claim(claim),
            wording.chain(claim.attribution),
            f"{wording.said(claim)} [{noted[claim.id].number}]",
            wording.place(claim),
        )
        for claim in book.claims
    )
    yield Table(("Confidence", "Put as", "Who says so", "Claim", "File"), rows) if rows else Paragraph("No claims.")


def _groups(book: Casebook, noted: dict[str, Note]) -> Iterator[Block]:
    yield Heading("Corroboration", 2)
    for group in book.groups:
        yield Heading(wording.said_shortly(group.claims[0]), 3)
        yield Paragraph(f"{wording.group(group)}. {travel.route(group)}.")
        for claim in group.claims:
            who = f"{wording.score(claim.confidence)} {wording.chain(claim.attribution)}"
            yield Item(f"{who}: {wording.said(claim)} [{noted[claim.id].number}] ({noted[claim.id].place})")
        yield from (Item(f"Counted as one: {wording.merge(merge.why)}") for merge in group.origins.merges)
    if not book.groups:
        yield Paragraph("No claim has company.")


def _conflict(link: LinkRecord, noted: dict[str, Note]) -> Iterator[Block]:
    title = "Conflict" if link.relation.value == "conflicts" else "Overtaken"
    yield Heading(f"{title}: {', '.join(wording.clash_kinds(link)) or 'no reason given'}", 3)
    yield from (Item(one) for one in wording.reasons(link))
    yield from (Paragraph(one) for one in (wording.judged(link), aside(link, noted)) if one)
    sides = tuple(
        f"“{in_a_line(one.text)}” [{noted[one.id].number}] {wording.chain(one.attribution)}, {noted[one.id].place}"
        for one in (link.a, link.b)
    )
    yield Table(("One says", "Another says"), (sides,))


def _sources(book: Casebook) -> Iterator[Block]:
    yield Heading("Sources", 2)
    cited = tuple(
        (
            in_a_line(one.source),
            wording.KINDS[one.kind],
            wording.NAMINGS[one.naming],
            str(one.claims),
            wording.grade(one),
            ", ".join(in_a_line(file) for file in one.files),
        )
        for one in book.sources
    )
    yield Table(("Source", "Kind", "Naming", "Claims", "Reliability", "Files"), cited)
    published = tuple(
        (in_a_line(one.outlet), str(one.articles), str(one.claims), wording.grade(one)) for one in book.outlets
    )
    yield Table(("Outlet", "Articles", "Claims", "Reliability"), published)


def _verdicts(book: Casebook, noted: dict[str, Note]) -> Iterator[Block]:
    rows = decisions(book, noted)
    if rows:
        yield Heading("Verdicts", 2)
        yield Table(("When (UTC)", "Who", "Verdict", "On", "Why"), tuple(rows))
    if book.contradictions:
        yield Heading(wording.CONTRADICTIONS, 3)
        told = tuple(
            (what, in_a_line(on), in_a_line(sides))
            for what, on, sides in wording.contradiction_rows(book.contradictions)
        )
        yield Table(("What", "On", "Who says what"), told)


def _note(book: Casebook, note: Note) -> Iterator[Block]:
    claim, article = note.claim, note.article
    yield Paragraph(f"[{note.number}] “{in_a_line(claim.text)}”")
    source = (", ".join(citation(article)) if article else wording.place(claim)) + (note.standing)
    url = web_address(article.url) if article else None
    read = f", {to_passage(url, claim.text)}, read on {article.ingested_at:%Y-%m-%d}" if url and article else ""
    likelihood = f" Likelihood {wording.likelihood(claim.likelihood)}." if claim.likelihood else ""
    yield Paragraph(f"{source}{read}.{likelihood} {sum_line(book, claim)}")

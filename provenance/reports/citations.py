"""Numbered notes: one for each claim that a report shows, and what is cited in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from provenance.model import Rating, Verdict
from provenance.records import ArticleRecord, Casebook, ClaimRecord, LinkRecord
from provenance.reports import sums, wording
from provenance.reports.visible import in_a_line

FOR_COMPARISON = "for comparison"
"""What a claim is in a report that is not on it."""
CLASHES_WITH_COMPANY = "One of the two says the same as a claim that this report is on."
"""Why a report tells a clash that none of its claims is in."""
WORDS = 120
"""Characters of a claim that a verdict is shown with."""


@dataclass(frozen=True, slots=True)
class Note:
    """A claim under its number in the report, with its article where that is listed.

    `beside`: the report is not on it; it is there because it agrees or clashes with a claim that the report is on, or
    clashes with one that agrees.
    """

    number: int
    claim: ClaimRecord
    article: ArticleRecord | None
    beside: bool = False

    @property
    def standing(self) -> str:
        """What stands after it: nothing, or "; for comparison, not accepted"."""
        if not self.beside:
            return ""
        return f"; {FOR_COMPARISON}" + ("" if self.claim.verdict is Verdict.ACCEPT else ", not accepted")

    @property
    def place(self) -> str:
        """The file or page that it stands in, and whether it is here for comparison."""
        return wording.place(self.claim) + self.standing


def notes(book: Casebook) -> dict[str, Note]:
    """The notes of a report by claim id, in the order of their numbers: first the claims, then those linked to them."""
    shown = [*book.claims]
    shown += [claim for group in book.groups for claim in group.claims]
    shown += [claim for link in book.conflicts for claim in (link.a, link.b)]
    unique = {claim.id: claim for claim in shown}
    articles = {article.id: article for article in book.articles}
    own = {claim.id for claim in book.claims}
    return {
        claim.id: Note(number, claim, articles.get(claim.article), claim.id not in own)
        for number, claim in enumerate(unique.values(), 1)
    }


def aside(link: LinkRecord, noted: Mapping[str, Note]) -> str:
    """Why a clash is in the report although it is on neither side; nothing where it is on one."""
    a, b = noted[link.a.id], noted[link.b.id]
    return CLASHES_WITH_COMPANY if a.beside and b.beside else ""


def decisions(book: Casebook, noted: Mapping[str, Note]) -> list[tuple[str, str, str, str, str]]:
    """What people decided, in their order: when, who, what, on which words (of claims, of the sides of links), why."""
    links = {one.id: one for one in (*book.conflicts, *(link for group in book.groups for link in group.links))}

    def on(target: str) -> str:
        if target in noted:
            return told(noted[target].claim)
        return f"{told(links[target].a)} | {told(links[target].b)}" if target in links else target

    def told(claim: ClaimRecord) -> str:
        return f"“{wording.shortened(wording.said(claim), WORDS)}” [{noted[claim.id].number}]"

    rows = [
        (
            one.at,
            one.by,
            f"{one.verdict.value} ({one.wording})" if one.wording else one.verdict.value,
            on(one.target),
            one.why,
        )
        for one in book.reviews
    ]
    rows += [(one.at, one.by, f"grade {one.grade}", one.source, one.why) for one in ratings(book)]
    return [
        (f"{at:%Y-%m-%d %H:%M}", in_a_line(by), in_a_line(said), in_a_line(what), in_a_line(why))
        for at, by, said, what, why in rows
    ]


def byline(book: Casebook) -> str:
    """ "By Ann. Who says what, how surely, and who else. ", after which the time stands."""
    by = f"By {in_a_line(book.front.author)}. " if book.front.author else ""
    return f"{by}Who says what, how surely, and who else. "


def citation(article: ArticleRecord) -> list[str]:
    """Outlet, title, byline, date, file and hash of an article, as far as they are known; the address is apart."""
    parts = [
        in_a_line(article.outlet or ""),
        f"“{in_a_line(article.title)}”" if article.title else "",
        in_a_line(article.byline or ""),
        article.published_on.isoformat() if article.published_on else "",
        in_a_line(article.file or ""),
        f"SHA-256 {article.sha256[:12]}…" if article.sha256 else "",
    ]
    return [part for part in parts if part]


def web_address(url: str | None) -> str | None:
    """`url` where it is one that a report may link to: http or https, without characters that do not belong in one."""
    if url and url.lower().startswith(("http://", "https://")) and url == in_a_line(url) and " " not in url:
        return url
    return None


def sum_line(book: Casebook, claim: ClaimRecord) -> str:
    """ "Claim c3f9…. Confidence 0.83: wording +0.60, naming +0.30, total +0.90." """
    line = f"Claim {claim.id}. Confidence {wording.score(claim.confidence)}"
    known = book.confidences.get(claim.id)
    if known is None:
        return line + "."
    parts = ", ".join(f"{name} {value}" for name, value, _ in sums.sum_rows(known.contributions))
    return f"{line}: {in_a_line(parts)}."


def ratings(book: Casebook) -> list[Rating]:
    """Each grade that a person gave, those of one source in their order."""
    every = [rating for source in book.sources for rating in source.ratings]
    every += [rating for outlet in book.outlets for rating in outlet.ratings]
    return list(dict.fromkeys(every))


def counts(book: Casebook) -> list[tuple[str, str]]:
    """The figures of the summary: what, and how many."""
    clashes = sum(link.relation.value == "conflicts" for link in book.conflicts)
    beside = sum(note.beside for note in notes(book).values())
    several = sum(group.origins.low > 1 for group in book.groups)
    rows = [
        ("Articles", len(book.articles)),
        ("Claims", len(book.claims)),
        *([(f"Claims beside these, {FOR_COMPARISON}", beside)] if beside else []),
        ("Claims with a named source", sum(_named(claim) for claim in book.claims)),
        ("Claims with an anonymous source", sum(_anonymous(claim) for claim in book.claims)),
        ("Claims in the articles' own voice", sum(not claim.attribution for claim in book.claims)),
        ("Groups of corroborating claims", len(book.groups)),
        ("… of these with at least two independent sources", several),
        ("Pairs in conflict", clashes),
        ("Pairs of which one overtakes the other", len(book.conflicts) - clashes),
    ]
    return [(name, str(number)) for name, number in rows]


def _named(claim: ClaimRecord) -> bool:
    return bool(claim.attribution) and claim.attribution[0].naming.value == "named"


def _anonymous(claim: ClaimRecord) -> bool:
    return bool(claim.attribution) and claim.attribution[0].naming.value == "anonymous"

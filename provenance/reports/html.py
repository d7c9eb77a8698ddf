"""The citation report as one HTML file: no network, no script; it prints well, in light and dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from typing import BinaryIO

from provenance.records import Casebook, ClaimRecord, GroupRecord, LinkRecord
from provenance.reports import travel, wording
from provenance.reports.citations import Note, aside, byline, citation, counts, decisions, notes, sum_line, web_address
from provenance.reports.embedded import embedded
from provenance.reports.fragment import to_passage
from provenance.reports.markup import Content, Html, joined, table, tag
from provenance.reports.method import LIMITS, METHOD
from provenance.reports.passages import Mark, claim_marks, pieces, reason_marks, statement_marks
from provenance.reports.visible import in_a_line

_SECTIONS = (
    ("summary", "Summary"),
    ("claims", "Claims"),
    ("corroboration", "Corroboration"),
    ("conflicts", "Conflicts"),
    ("sources", "Sources"),
    ("verdicts", "Verdicts"),
    ("passages", "Passages"),
    ("method", "Method and limits"),
    ("files", "Articles and file hashes"),
)


def write(book: Casebook, out: BinaryIO) -> None:
    """Writes the page section by section."""
    for part in _page(book):
        out.write(part.encode("utf-8"))


def _page(book: Casebook) -> Iterator[str]:
    noted = notes(book)
    bodies: dict[str, Callable[[], Content]] = {
        "summary": lambda: _summary(book),
        "claims": lambda: _claims(book, noted),
        "corroboration": lambda: [_group(group, noted) for group in book.groups] or _nothing("No claim has company."),
        "conflicts": lambda: _conflicts(book, noted),
        "sources": lambda: _sources(book),
        "verdicts": lambda: _verdicts(book, noted),
        "passages": lambda: _passages(book, noted.values()),
        "method": _method,
        "files": lambda: _files(book),
    }
    yield from (
        "<!DOCTYPE html>\n",
        '<html lang="en">\n',
        head(book.front.title),
        "\n<body>\n",
        _top(book),
        "\n<main>\n",
    )
    for name, heading in _SECTIONS:
        inner = bodies[name]()
        yield tag("section", tag("h2", heading, id=f"{name}-h"), inner, id=name, aria_labelledby=f"{name}-h")
        yield "\n"
    yield from ("</main>\n", tag("footer", f"Made by Provenance {book.version}."), "\n")
    yield from (embedded(book), "\n</body>\n</html>\n")


def head(title: str) -> Html:
    """The head of a page that carries its own style, and may load and run nothing."""
    style = files("provenance.reports").joinpath("report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", in_a_line(title)),
        Html(f"<style>{style}</style>"),
    )


def _top(book: Casebook) -> Html:
    links = [tag("li", tag("a", heading, href=f"#{name}")) for name, heading in _SECTIONS]
    made = tag("time", f"{book.made_at:%d %B %Y, %H:%M} UTC", datetime=book.made_at.isoformat())
    return joined(
        [
            tag("a", "Skip to the claims", href="#claims", class_="skip"),
            tag(
                "header",
                tag("h1", in_a_line(book.front.title)),
                tag("p", byline(book), made),
                *(tag("p", in_a_line(one)) for one in book.front.paragraphs),
            ),
            tag("nav", tag("ul", links), aria_label="Contents"),
        ]
    )


def _nothing(words: str) -> Html:
    return tag("p", words, class_="nothing")


def _summary(book: Casebook) -> Html:
    return table("What this report covers", ("What", "How many"), counts(book), class_="figures")


def _reference(claim: ClaimRecord, noted: dict[str, Note]) -> Html:
    number = str(noted[claim.id].number)
    return tag("a", number, href=f"#note-{number}", class_="note", aria_label=f"passage {number}")


def _put(claim: ClaimRecord) -> Html:
    words = wording.put_claim(claim)
    return tag("span", words, class_=None if words == wording.STATED else "departs")


def _said(claim: ClaimRecord) -> Html:
    """The statement, what was put in less dark."""
    return _marked(claim.statement.text, statement_marks(claim))


def _claims(book: Casebook, noted: dict[str, Note]) -> Html:
    if not book.claims:
        return _nothing("No claims.")
    rows = (
        (
            wording.score(claim.confidence),
            _put(claim),
            wording.chain(claim.attribution),
            [
                _said(claim),
                " ",
                _reference(claim, noted),
                tag("p", wording.place(claim), class_="file"),
            ],
        )
        for claim in book.claims
    )
    heads = ("Confidence", "Put as", "Who says so", "Claim, passage and file")
    return table("Claims, the most confident first", heads, rows, class_="claims")


def _group(group: GroupRecord, noted: dict[str, Note]) -> Html:
    members = [
        tag(
            "li",
            tag("span", wording.score(claim.confidence), class_="score"),
            [" ", wording.chain(claim.attribution), ": ", _said(claim), " "],
            [_reference(claim, noted), tag("span", f" {noted[claim.id].place}", class_="file")],
        )
        for claim in group.claims
    ]
    merges = [tag("li", f"Counted as one: {wording.merge(merge.why)}.") for merge in group.origins.merges]
    heading = tag("h3", wording.said_shortly(group.claims[0]))
    count = tag("p", f"{wording.group(group)}. {travel.route(group)}.", class_="count")
    return tag("article", heading, count, tag("ul", members), tag("ul", merges, class_="why") if merges else None)


def _conflicts(book: Casebook, noted: dict[str, Note]) -> Content:
    if not book.conflicts:
        return _nothing("No claims clash.")
    return [_conflict(link, noted) for link in book.conflicts]


def _conflict(link: LinkRecord, noted: dict[str, Note]) -> Html:
    reasons = [tag("li", one) for one in wording.reasons(link)]
    kinds = ", ".join(wording.clash_kinds(link)) or "no reason given"
    title = "Conflict" if link.relation.value == "conflicts" else "Overtaken"
    remarks = [tag("p", one, class_="count") for one in (wording.judged(link), aside(link, noted)) if one]
    sides = [_side(link, side, noted) for side in "ab"]
    return tag(
        "article", tag("h3", f"{title}: {kinds}"), tag("ul", reasons), remarks, tag("div", sides, class_="sides")
    )


def _side(link: LinkRecord, side: str, noted: dict[str, Note]) -> Html:
    claim = link.a if side == "a" else link.b
    words = _marked(claim.text, reason_marks(link, side))
    who = tag(
        "figcaption", wording.chain(claim.attribution), ", ", noted[claim.id].place, " ", _reference(claim, noted)
    )
    return tag("figure", tag("blockquote", words), who)


def _marked(text: str, marks: Iterable[Mark]) -> Html:
    return joined(
        tag("mark", one.text, class_=one.marks[-1].label) if one.marks else one.text for one in pieces(text, marks)
    )


def _sources(book: Casebook) -> Html:
    cited = (
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
    published = (
        (in_a_line(one.outlet), str(one.articles), str(one.claims), wording.grade(one)) for one in book.outlets
    )
    heads = ("Source", "Kind", "Naming", "Claims", "Reliability", "Files")
    return joined(
        [
            table("Who is cited, most cited first", heads, cited),
            table("Who publishes", ("Outlet", "Articles", "Claims", "Reliability"), published),
        ]
    )


def _verdicts(book: Casebook, noted: dict[str, Note]) -> Html:
    rows = decisions(book, noted)
    if not rows:
        return _nothing("No person has reviewed a claim or a link, or graded a source.")
    decided = table("What people decided", ("When (UTC)", "Who", "Verdict", "On", "Why"), rows)
    if not book.contradictions:
        return decided
    told = list(wording.contradiction_rows(book.contradictions))
    return joined([decided, table(wording.CONTRADICTIONS, ("What", "On", "Who says what"), told)])


def _passages(book: Casebook, noted: Iterable[Note]) -> Html:
    legend = [("who", "who says so"), ("cue", "reporting words"), ("claim", "the claim"), ("sure", "how surely")]
    marks = [joined([tag("mark", words, class_=label), " "]) for label, words in legend]
    items = [tag("li", _passage(book, note), id=f"note-{note.number}") for note in noted]
    return joined([tag("p", "Marked: ", marks), tag("ol", items, class_="notes")])


def _passage(book: Casebook, note: Note) -> Html:
    claim = note.claim
    url = web_address(note.article.url) if note.article else None
    source = ", ".join(citation(note.article)) if note.article else wording.place(claim)
    source += note.standing
    cues = wording.cue_words(claim, (*claim.cues, *claim.hedges))
    likelihood = f" Likelihood {wording.likelihood(claim.likelihood)}." if claim.likelihood else ""
    return joined(
        [
            tag("blockquote", _marked(claim.text, claim_marks(claim, claim.start))),
            tag("p", source, _address(url, note), "."),
            tag("p", f"Certainty words: {cues}." if cues else "", likelihood) if cues or likelihood else None,
            tag("p", sum_line(book, claim)),
        ]
    )


def _address(url: str | None, note: Note) -> Content:
    """The page, opened at the passage, and when it was read."""
    if url is None or note.article is None:
        return None
    link = tag("a", url, href=to_passage(url, note.claim.text), rel="noreferrer noopener")
    return [", ", link, f", read on {note.article.ingested_at:%Y-%m-%d}"]


def _method() -> Html:
    return joined([[tag("p", one) for one in METHOD], tag("h3", "Limits"), tag("ul", [tag("li", o) for o in LIMITS])])


def _files(book: Casebook) -> Html:
    rows = (
        (
            ", ".join(citation(article)[:-1] if article.sha256 else citation(article)),
            str(article.claims),
            f"{article.ingested_at:%Y-%m-%d %H:%M}",
            tag("code", article.sha256 or "not kept"),
        )
        for article in book.articles
    )
    heads = ("Article", "Claims", "Read (UTC)", "SHA-256 of the original bytes")
    return table("Articles", heads, rows, class_="files")

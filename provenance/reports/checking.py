"""Whether a report agrees with itself: ids, passages, sums, verdicts, and the page with the data that it carries."""

from __future__ import annotations

import io
import json as json_
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

from provenance.bookkeeping import Difference
from provenance.confidence import logistic
from provenance.errors import InvalidRequest
from provenance.model import Span, Verdict, content_id, link_id
from provenance.records import Casebook, ClaimRecord, LinkRecord
from provenance.reports import html, json, jsonl
from provenance.reports.embedded import ELEMENT, ID

TOLERANCE = 1e-9
"""How far a score may be from the sum of its parts, for numbers that went through decimals."""

SHOWN = 60
"""How many characters of a differing page a message quotes."""


def read(data: bytes, name: str) -> Casebook:
    """The casebook in a report of ours: HTML, JSON, or JSON Lines (which holds claims only).

    Raises:
        InvalidRequest: There is none in it.
    """
    readers: tuple[Callable[[bytes], Casebook], ...] = (json.read, _of_lines)
    if data.lstrip()[:1] == b"<":
        readers = (_of_page,)
    problems = []
    for reader in readers:
        try:
            return reader(data)
        except (ValueError, RecursionError) as error:
            problems.append(str(error))
    raise InvalidRequest(
        f"{name}: this is no report that can be verified, which are those in html, json and jsonl ({problems[0]})"
    )


def check(book: Casebook, data: bytes, *, version: str) -> list[Difference]:
    """Everything in which `book`, read from `data`, does not agree with itself.

    Args:
        book: What the report holds.
        data: The report.
        version: Of this program.
    """
    found = [*_claims(book), *_sums(book), *_links(book), *_groups(book), *_verdicts(book)]
    return [*found, *_page(book, data, version)] if data.lstrip()[:1] == b"<" else found


def claims_of(book: Casebook) -> list[ClaimRecord]:
    """Every claim record in a casebook; those in groups and links may be there twice."""
    grouped = [claim for group in book.groups for claim in group.claims]
    return [*book.claims, *grouped, *(claim for link in links_of(book) for claim in (link.a, link.b))]


def links_of(book: Casebook) -> list[LinkRecord]:
    """Every link in a casebook."""
    return [*book.conflicts, *(link for group in book.groups for link in group.links)]


def _claims(book: Casebook) -> Iterator[Difference]:
    articles = {article.id: article for article in book.articles}
    seen: dict[str, ClaimRecord] = {}
    for claim in claims_of(book):
        where = f"claim {claim.id}"
        if claim.id in seen:
            if seen[claim.id] != claim:
                yield Difference(where=where, what="it is not the same in all places of the report")
            continue
        seen[claim.id] = claim
        for what in _claim(claim):
            yield Difference(where=where, what=what)
        article = articles.get(claim.article)
        if article is not None:
            told = (claim.file, claim.title, claim.outlet, claim.published_on)
            if told != (article.file, article.title, article.outlet, article.published_on):
                yield Difference(where=where, what="its article is described otherwise in the list of articles")
    for claim in book.claims if book.articles else ():
        if claim.article not in articles:
            yield Difference(where=f"claim {claim.id}", what="its article is not in the list of articles")


def _claim(claim: ClaimRecord) -> Iterator[str]:
    if content_id("claim", claim.article, claim.start, claim.end, claim.ordinal) != claim.id:
        yield "its id does not follow from its article and place"
    if len(claim.text) != claim.end - claim.start:
        yield "its passage is not as long as its place says"
        return
    if all(_inside(claim, span) for span in claim.content):
        words = " … ".join(claim.text[a - claim.start : b - claim.start] for a, b in claim.content)
        if words != claim.content_text:
            yield "what is claimed is not in its passage"
    if not claim.statement.is_made_of(claim.text, claim.start):
        yield "its statement is not made of the words of its passage"
    for hop in claim.attribution:
        for said, start, end in ((hop.holder, hop.start, hop.end), (hop.cue, hop.cue_start, hop.cue_end)):
            if start is None or end is None or not _inside(claim, (start, end)):
                continue  # words of another sentence: only the casefile or the file can tell
            if said != claim.text[start - claim.start : end - claim.start]:
                yield f"{said!r} is not what stands at {start}"


def _inside(claim: ClaimRecord, span: Span) -> bool:
    return claim.start <= span[0] and span[1] <= claim.end


def _sums(book: Casebook) -> Iterator[Difference]:
    for claim in book.claims if book.confidences or book.log else ():
        known = book.confidences.get(claim.id)
        where = f"claim {claim.id}"
        if known is None:
            yield Difference(where=where, what="the sum behind its confidence is missing")
            continue
        total = logistic(math.fsum(part.value for part in known.contributions))
        if abs(total - known.score) > TOLERANCE or abs(known.score - claim.confidence) > TOLERANCE:
            what = f"confidence {claim.confidence:.4f} is given, but its parts add up to {total:.4f}"
            yield Difference(where=where, what=what)


def _links(book: Casebook) -> Iterator[Difference]:
    for link in links_of(book):
        where = f"link {link.id}"
        if link_id(link.a.id, link.b.id) != link.id:
            yield Difference(where=where, what="its id does not follow from its claims")
        for reason in link.reasons:
            for claim, span, words in ((link.a, reason.a, reason.a_text), (link.b, reason.b, reason.b_text)):
                if _inside(claim, span) and claim.text[span[0] - claim.start : span[1] - claim.start] != words:
                    yield Difference(where=where, what=f"{words!r} is not what stands at {span[0]}")


def _groups(book: Casebook) -> Iterator[Difference]:
    for group in book.groups:
        if group.articles != len({claim.article for claim in group.claims}):
            yield Difference(where=f"group {group.id}", what=f"it has not {group.articles} articles")


def _verdicts(book: Casebook) -> Iterator[Difference]:
    """A report of one claim's filter still holds all reviews, so each verdict shown must be the last of them.

    They stand in the order in which they were made; where they contradict each other, none may be shown.
    """
    if book.log is None:
        return
    latest = {review.target: review.verdict for review in book.reviews}
    latest |= dict.fromkeys((one.target for one in book.contradictions if one.what == "review"), Verdict.OPEN)
    judged: Sequence[ClaimRecord | LinkRecord] = (*claims_of(book), *links_of(book))
    for id_, shown in {one.id: one.verdict for one in judged}.items():
        said = latest.get(id_, Verdict.OPEN)
        if (shown or Verdict.OPEN) is not said:
            yield Difference(where=f"verdict on {id_}", what=f"{shown or 'none'} is shown, but the reviews say {said}")


def _of_lines(data: bytes) -> Casebook:
    claims = tuple(jsonl.read(data))
    if not claims:
        raise ValueError("there are no claims in it")
    nothing: tuple[()] = ()
    return Casebook(
        made_at=datetime.now(UTC), version="", articles=nothing, claims=claims, groups=nothing,
        conflicts=nothing, sources=nothing, outlets=nothing, reviews=nothing,
    )  # fmt: skip


class _Data(HTMLParser):
    """Finds the data in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == ELEMENT and ("id", ID) in attrs:
            self._open = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == ELEMENT:
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def _of_page(data: bytes) -> Casebook:
    parser = _Data()
    parser.feed(data.decode("utf-8"))
    parser.close()
    if len(parser.found) != 1:
        raise ValueError("the page does not carry its data")
    return json.read(parser.found[0].encode())


def _page(book: Casebook, data: bytes, version: str) -> Iterator[Difference]:
    """The page is what its data give: written again, every byte is the same."""
    out = io.BytesIO()
    html.write(book, out)
    expected, found = out.getvalue().decode("utf-8"), data.decode("utf-8")
    if expected == found:
        return
    at = next(
        (i for i, (one, other) in enumerate(zip(expected, found, strict=False)) if one != other),
        min(len(expected), len(found)),
    )
    start = max(0, at - SHOWN // 2)
    shown, given = (json_.dumps(text[start : start + SHOWN], ensure_ascii=False) for text in (found, expected))
    what = f"it shows {shown} where its data give {given}"
    if book.version != version:
        what += f"; it says that version {book.version} made it, and only that version can tell what it should show"
    yield Difference(where="page", what=what)

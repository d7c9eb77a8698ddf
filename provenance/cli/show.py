"""`provenance show`: one claim and everything that stands behind it."""

from __future__ import annotations

from typing import Annotated

import typer

from provenance.cli.asking import existing, id_length
from provenance.cli.options import Json, database_of, takes
from provenance.cli.screen import Column, Screen, Styled, one_line
from provenance.model import Relation, Verdict
from provenance.records import ClaimDetail, ClaimRecord, LinkRecord
from provenance.reports import sums, wording
from provenance.reports.passages import claim_marks, reason_marks
from provenance.reports.visible import in_a_line

INDENT = 2


@takes(db=database_of)
def show(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim, or its beginning.")],
    db: str,
    without: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="As if this source or outlet had said nothing."),
    ] = None,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Also the sum that the confidence is, and the place in the file.")
    ] = False,
    json: Json = False,
) -> None:
    """Show one claim and what stands behind it.

    The passage, who says so, how surely, what speaks for and against it, what corroborates it and what clashes with it.
    """
    screen = Screen()
    with existing(db) as case:
        detail = case.show(claim, without=without)
        if json:
            from provenance.reports import json as writer

            screen.binary.write(writer.encode(detail, indent=2) + b"\n")
            return
        ids = (one for link in detail.links for one in (link.id, link.a.id, link.b.id))
        length = id_length((detail.claim.id, *ids), case.count_claims())
    _head(screen, detail, without, numbers)
    _passage(screen, detail)
    _who(screen, detail.claim)
    _certainty(screen, detail.claim)
    _confidence(screen, detail, numbers)
    _links(screen, detail, length)
    _reviews(screen, detail)


def _head(screen: Screen, detail: ClaimDetail, without: str | None, numbers: bool) -> None:
    article = detail.article
    facts = [article.outlet, article.byline, article.published_on and article.published_on.isoformat()]
    screen.line([(detail.claim.id, "id"), (f"  {in_a_line(article.title or '')}".rstrip(), "strong")])
    line = ", ".join(in_a_line(fact) for fact in facts if fact)
    if line:
        screen.line([(line, "dim")], indent=INDENT)
    place = detail.where if numbers else wording.where(detail.where)
    where = f", {place}" if place else ""
    screen.line([(f"{wording.place(detail.claim)}{where}", "dim")], indent=INDENT)
    if without:
        screen.line([(f"As if {in_a_line(without)} had said nothing.", "departs")], indent=INDENT)


def _passage(screen: Screen, detail: ClaimDetail) -> None:
    marks = claim_marks(detail.claim, detail.paragraph_start)
    _heading(screen, "Claim")
    screen.line(screen.said(detail.claim), indent=INDENT)
    _heading(screen, "Passage")
    screen.line(one_line(screen.marked(detail.paragraph.strip("\n"), marks, labels=True)), indent=INDENT)
    if screen.has_colour:
        screen.line()
        names = (("who", "who says so"), ("cue", "reports"), ("claim", "the claim"), ("sure", "how surely"))
        legend: Styled = [("marked: ", "dim")]
        for style, name in names:
            legend += [(name, style), ("  ", "")]
        screen.line(legend, indent=INDENT)


def _heading(screen: Screen, words: str) -> None:
    screen.line()
    screen.line([(words, "strong")])


def _who(screen: Screen, claim: ClaimRecord) -> None:
    _heading(screen, "Who says so")
    if not claim.attribution:
        screen.line(wording.OWN_VOICE, indent=INDENT)
    for i, hop in enumerate(claim.attribution):
        cue = f" “{in_a_line(hop.cue)}”" if hop.cue else ""
        told = len(hop.source.mentions)
        often = f", spoken of {told} times" if told > 1 else ""
        screen.line([("→ " if i else "", "dim"), (wording.hop(hop), ""), (cue, "cue"), (often, "dim")], indent=INDENT)
    if claim.quotation.value != "none":
        screen.line([(wording.QUOTATIONS[claim.quotation], "dim")], indent=INDENT)


def _certainty(screen: Screen, claim: ClaimRecord) -> None:
    _heading(screen, "How it is put")
    words = wording.put_claim(claim)
    cues = wording.cue_words(claim, claim.cues)
    screen.line(f"{words}{': ' if cues else ''}{cues}", indent=INDENT)
    if claim.likelihood:
        screen.line(f"likelihood: {wording.likelihood(claim.likelihood)}", indent=INDENT)
    hedges = wording.cue_words(claim, claim.hedges)
    if hedges:
        screen.line(f"the article hedges: {hedges}", indent=INDENT)


def _confidence(screen: Screen, detail: ClaimDetail, numbers: bool) -> None:
    _heading(screen, f"Confidence {wording.score(detail.confidence.score)}")
    for heading, notes in sums.for_and_against(detail.confidence.contributions):
        if notes:
            screen.line([(f"{heading}: ", "dim"), (in_a_line("; ".join(notes)), "")], indent=INDENT)
    if numbers:
        screen.line()
        _sum(screen, detail)


def _sum(screen: Screen, detail: ClaimDetail) -> None:
    rows = sums.sum_rows(detail.confidence.contributions)
    rows.append(("score", wording.score(detail.confidence.score), "1 / (1 + e^-total)"))
    columns = (Column("part"), Column("log-odds", right=True), Column("because"))
    if screen.is_terminal:
        return screen.table(columns, [[name, value, [(in_a_line(note), "dim")]] for name, value, note in rows])
    for name, value, note in rows:
        screen.line(f"{name}  {value}  {note}", indent=INDENT)
    return None


_HEADINGS = {
    Relation.CORROBORATES: "Corroborated by",
    Relation.CONFLICTS: "In conflict with",
    Relation.UPDATES: "Overtakes, or is overtaken by",
    Relation.RELATED: "Related to",
    Relation.DIFFERENT: "Unlike",
}


def _links(screen: Screen, detail: ClaimDetail, length: int) -> None:
    for relation, heading in _HEADINGS.items():
        links = [link for link in detail.links if link.relation is relation and link.verdict is not Verdict.REJECT]
        if not links:
            continue
        origins = wording.origins(detail.claim.origins)
        _heading(screen, f"{heading} ({origins} in all)" if relation is Relation.CORROBORATES else heading)
        for link in links:
            _link(screen, link, detail.claim.id, length)
    rejected = [link for link in detail.links if link.verdict is Verdict.REJECT]
    if rejected:
        _heading(screen, "Rejected by a person")
    for link in rejected:
        _link(screen, link, detail.claim.id, length)
    if not detail.links:
        _heading(screen, "No other article says the same or the opposite.")


def _link(screen: Screen, link: LinkRecord, own: str, length: int) -> None:
    side, other = ("b", link.b) if link.a.id == own else ("a", link.a)
    verdict = f", {link.verdict}ed" if link.verdict else ", contested" if link.contested else ""
    head: Styled = [(other.id[:length], "id"), (f"  {wording.chain(other.attribution)}", "")]
    how = wording.put_claim(other)
    head += [] if how == wording.STATED else [(f", {how}", "departs")]
    screen.line([*head, (f"  (link {link.id[:length]}, {wording.score(link.score)}{verdict})", "dim")], indent=INDENT)
    screen.line(one_line(screen.marked(other.text, reason_marks(link, side))), indent=2 * INDENT)
    for reason in (*wording.reasons(link), wording.place(other)):
        screen.line([(reason, "dim")], indent=2 * INDENT)


def _reviews(screen: Screen, detail: ClaimDetail) -> None:
    if not detail.reviews:
        return
    _heading(screen, "Verdicts")
    for one in detail.reviews:
        line = f"{one.at:%Y-%m-%d %H:%M} UTC  {one.target[:8]}  {one.verdict}, {one.by}{wording.because(one.why)}"
        screen.line(in_a_line(line), indent=INDENT)
    for found in detail.contradictions:
        _heading(screen, f"On {found.label[:8]}, {wording.CONTRADICTING[found.what]}: none counts, decide again")
        for side in found.sides:
            screen.line(in_a_line(wording.side(side)), indent=INDENT)

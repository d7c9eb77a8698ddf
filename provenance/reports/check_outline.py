"""The report of a text that was asked about: each statement with what stands behind it, and the passages, numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from provenance.checks import AnswerRecord, CheckRecord, StatementRecord
from provenance.model import Band, Saying
from provenance.records import ArticleRecord, ClaimRecord
from provenance.reports import checked, wording
from provenance.reports.citations import citation, web_address
from provenance.reports.fragment import to_passage
from provenance.reports.method import LIMITS
from provenance.reports.outline import Block, Heading, Item, Paragraph, Table
from provenance.reports.visible import in_a_line

TITLE = "Who says so"
METHOD = (
    "Each sentence that states something was looked up among the claims of the articles. An answer is shown where its "
    "words, its numbers and days, and a network that reads both make it likely that it says the same or the opposite; "
    "those that are only possible are left out here.",
    "Independent sources are counted as everywhere: near-copies, articles of one outlet, and chains that end in the "
    "same source count once.",
    checked.NOT_TRUE,
)


def check_outline(records: Sequence[CheckRecord]) -> Iterator[Block]:
    """The blocks of the report on some texts, in order. No text in them holds a control character or a line end."""
    numbers = _numbers(records)
    yield Heading(title_of(records), 1)
    for record in records[:1]:
        yield Paragraph(_asked(record))
    yield Heading("Summary", 2)
    yield Table(("What", "How many"), tuple(_counts(records)))
    for record in records:
        yield Heading(_name(record, TITLE) if len(records) > 1 else "Statement by statement", 2)
        if record.silent is not None:
            yield Paragraph(f"Nothing to check: {in_a_line(record.silent)}.")
        for statement in record.statements:
            yield from _statement(statement, record, numbers)
    yield Heading("Passages", 2)
    articles = {article.id: article for record in records for article in record.cited}
    claims = {answer.claim.id: answer.claim for answer in _shown(records)}
    for id_, number in numbers.items():
        yield Paragraph(_passage(number, claims[id_], articles.get(claims[id_].article)), number)
    yield Heading("Method and limits", 2)
    yield from (Paragraph(one) for one in METHOD)
    yield from (Item(one) for one in LIMITS)
    yield Heading("Articles and file hashes", 2)
    for article in articles.values():
        yield Item(_article(article))


def title_of(records: Sequence[CheckRecord]) -> str:
    """What to call the report."""
    return _name(records[0], TITLE) if len(records) == 1 else TITLE


def _name(record: CheckRecord, otherwise: str) -> str:
    return in_a_line(record.title or record.file or otherwise)


def _asked(record: CheckRecord) -> str:
    told = f"What {wording.count(record.articles, 'article')} say, statement by statement."
    if record.log is None or not record.log.entries:
        return told
    return f"{told} The casefile's log had {record.log.entries:,} entries, the last with the hash {record.log.hash}."


def _shown(records: Sequence[CheckRecord]) -> Iterator[AnswerRecord]:
    for record in records:
        for statement in record.statements:
            for _, answers in checked.sections(statement, possible=False):
                yield from answers


def _numbers(records: Sequence[CheckRecord]) -> dict[str, int]:
    """The number of each claim that is cited, by id, in the order in which they are."""
    ids = dict.fromkeys(answer.claim.id for answer in _shown(records))
    return {id_: number for number, id_ in enumerate(ids, 1)}


def _counts(records: Sequence[CheckRecord]) -> Iterator[tuple[str, str]]:
    found: Counter[str] = Counter()
    statements = [one for record in records for one in record.statements]
    for one in statements:
        same, otherwise = one.of(Saying.SAME), one.of(Saying.OTHERWISE)
        found["told the same and otherwise"] += bool(same and otherwise)
        found["only told the same"] += bool(same and not otherwise)
        found["only told otherwise"] += bool(otherwise and not same)
        found["only left open"] += bool(one.of(Saying.WITHHOLDS) and not (same or otherwise))
        found["said by nobody"] += one.unasked is None and not any(one.of(saying) for saying in Saying)
        found["not asked"] += one.unasked is not None
        found["already checked by somebody"] += any(check.band is Band.SHOWN for check in one.checked)
    yield "Statements", str(len(statements))
    for what, number in found.items():
        yield f"… {what}", str(number)


def _statement(statement: StatementRecord, record: CheckRecord, numbers: dict[str, int]) -> Iterator[Block]:
    yield Heading(in_a_line(statement.text), 3)
    sentence = in_a_line(record.text[statement.start : statement.end])
    if sentence != in_a_line(statement.text):
        yield Paragraph(f"In the text: “{sentence}”")
    yield Paragraph(checked.summary(statement, record))
    yield from (Item(checked.fact_check(one)) for one in statement.checked)
    for heading, answers in checked.sections(statement, possible=False):
        yield Paragraph(f"{heading}:")
        for answer in answers:
            number = numbers[answer.claim.id]
            yield Item(f"{_answer(answer)} [{number}]", number)


def _answer(answer: AnswerRecord) -> str:
    claim = answer.claim
    why = f"; {wording.reason(answer.reasons[0])}" if answer.saying is Saying.OTHERWISE and answer.reasons else ""
    who = f"{wording.chain(claim.attribution)} ({checked.where(claim)}; {wording.put_claim(claim)})"
    return f"{who}: {wording.said(claim)}{why}"


def _passage(number: int, claim: ClaimRecord, article: ArticleRecord | None) -> str:
    source = ", ".join(citation(article)) if article else wording.place(claim)
    url = web_address(article.url) if article else None
    read = f", {to_passage(url, claim.text)}, read on {article.ingested_at:%Y-%m-%d}" if url and article else ""
    return f"[{number}] “{in_a_line(claim.text)}” {source}{read}. Claim {claim.id}."


def _article(article: ArticleRecord) -> str:
    hash_ = f"SHA-256 {article.sha256}" if article.sha256 else "original bytes not kept"
    known = citation(article)[:-1] if article.sha256 else citation(article)
    return f"{', '.join(known)}; read {article.ingested_at:%Y-%m-%d %H:%M} UTC; {hash_}"

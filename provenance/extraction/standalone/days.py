"""The date behind a weekday, where the day of publication tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from provenance.extraction.standalone.wording import Change
from provenance.language.clauses import predicates
from provenance.language.dates import moments
from provenance.language.grammar import Form, tokens
from provenance.model import Claim, Quotation, Span, Status

_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", re.IGNORECASE)
_BEFORE = re.compile(r"(?:\bon|\blate|\bearly|\w+ed|\bsaid)\s+$")
_PAST = (Form.PAST, Form.EITHER_PAST)


def days(claim: Claim, spans: Sequence[Span]) -> Iterator[Change]:
    """The dates of the weekdays on which something in `spans` happened."""
    published = claim.article.published_on
    if published is None or claim.certainty.status is not Status.ASSERTED or claim.quotation is Quotation.DIRECT:
        return
    text = claim.article.text
    for span in spans:
        if not _WEEKDAY.search(text, *span):
            continue
        words = tokens(text, [span])
        heads = [(words[one.first], words[one.head]) for one in predicates(words)]
        for moment in moments(text, *span, published):
            if moment.day_on is None or not _WEEKDAY.fullmatch(text, moment.start, moment.end):
                continue
            before = [(first, head) for first, head in heads if head.start < moment.start]
            happened = before and (before[-1][0].form in _PAST or before[-1][0].word in ("was", "were", "had", "did"))
            if happened and _BEFORE.search(text, max(span[0], moment.start - 12), moment.start):
                day = moment.day_on
                yield Change((moment.end, moment.end), f"{day.day} {day:%B} {day.year}")

"""Records as an assistant is told of them: what it needs to answer and to cite, and no more."""

from __future__ import annotations

from provenance.checks import AnswerRecord, CheckRecord, FactCheckRecord, StatementRecord
from provenance.model import Band, Hop
from provenance.records import (
    ArticleRecord,
    ClaimDetail,
    ClaimRecord,
    GroupRecord,
    LinkRecord,
    QueueItem,
    SearchHit,
    SourceRecord,
)
from provenance.reports import checked, sums, wording
from provenance.reports.plain import Json
from provenance.tellings import TimelineRecord, TimelineStep


def claim(record: ClaimRecord) -> dict[str, Json]:
    """A claim: who says it, how, in which words, and where to read on."""
    return {
        "id": record.id,
        "claim": record.statement.text,
        "sentence": record.text,
        "who_says_so": [_hop(one) for one in record.attribution] or wording.OWN_VOICE,
        "put_as": wording.put_claim(record),
        "stance": str(record.stance),
        "outlet": record.outlet,
        "title": record.title,
        "published_on": None if record.published_on is None else record.published_on.isoformat(),
        "article": record.article,
        "file": record.file,
        "page": f"/claims/{record.id}",
        "confidence": round(record.confidence, 2),
        "independent_origins": str(record.origins),
        "agree": record.corroborating,
        "clash": record.conflicting,
        "verdict": None if record.verdict is None else str(record.verdict),
    }


def _hop(hop: Hop) -> dict[str, Json]:
    return {"source": hop.label, "kind": str(hop.kind), "naming": str(hop.naming), "words": hop.holder}


def article(record: ArticleRecord) -> dict[str, Json]:
    """An article, without its text."""
    return {
        "id": record.id,
        "title": record.title,
        "outlet": record.outlet,
        "byline": record.byline,
        "published_on": None if record.published_on is None else record.published_on.isoformat(),
        "address": record.url,
        "file": record.file,
        "claims": record.claims,
        "page": f"/articles/{record.id}",
    }


def link(record: LinkRecord) -> dict[str, Json]:
    """Two claims that agree or clash, with the words that show it."""
    return {
        "id": record.id,
        "relation": str(record.relation),
        "band": str(record.band),
        "chance_that_both_say_the_same": record.agreement,
        "same_thing": round(record.score, 2),
        "reasons": [*wording.reasons(record)],
        "verdict": None if record.verdict is None else str(record.verdict),
        "a": claim(record.a),
        "b": claim(record.b),
        "page": f"/links/{record.id}",
    }


def detail(record: ClaimDetail) -> dict[str, Json]:
    """Everything about one claim."""
    return {
        **claim(record.claim),
        "paragraph": record.paragraph,
        "article_facts": article(record.article),
        "why_this_confidence": [
            {"part": name, "log_odds": value, "because": note}
            for name, value, note in sums.sum_rows(record.confidence.contributions)
        ],
        "links": [link(one) for one in record.links],
        "possible_links": [link(one) for one in record.possible],
        "reviews": [
            {"verdict": str(one.verdict), "by": one.by, "why": one.why, "at": one.at.isoformat()}
            for one in record.reviews
        ],
    }


def group(record: GroupRecord) -> dict[str, Json]:
    """Claims of several articles that say the same."""
    return {
        "id": record.id,
        "articles": record.articles,
        "independent_origins": str(record.origins),
        "counted_once_because": [*sorted({one.why for one in record.origins.merges})],
        "claims": [claim(one) for one in record.claims],
        "page": f"/corroboration/{record.id}",
    }


def source(record: SourceRecord) -> dict[str, Json]:
    """A source that articles cite."""
    return {
        "source": record.source,
        "kind": str(record.kind),
        "naming": str(record.naming),
        "claims": record.claims,
        "articles": record.articles,
        "outlets": list(record.outlets),
        "reliability": wording.grade(record),
    }


def hit(record: SearchHit) -> dict[str, Json]:
    """A passage that holds the words; its claim, where it is one."""
    if record.claim is not None:
        return claim(record.claim)
    return {"id": None, "sentence": record.snippet, "article_facts": article(record.article)}


def timeline(record: TimelineRecord) -> dict[str, Json]:
    """How a claim travelled."""
    return {
        "id": record.id,
        "articles": record.articles,
        "independent_origins": str(record.origins),
        "undated": record.undated,
        "tellings": [_telling(one) for one in record.steps],
    }


def _telling(step: TimelineStep) -> dict[str, Json]:
    return {
        "first": step.first,
        "same_day_as_the_one_before": step.same_day,
        "compared_with": step.compared_with,
        "changes": [{"kind": str(one.kind), "before": one.before, "after": one.after} for one in step.changes],
        "copy_of": step.copy_of,
        **claim(step.claim),
    }


def waiting(record: QueueItem) -> dict[str, Json]:
    """One thing that a person should decide."""
    about = link(record.link) if record.link is not None else None if record.claim is None else claim(record.claim)
    return {"why": str(record.stage), "target": record.target, "about": about}


def statement(record: StatementRecord, whole: CheckRecord, *, possible: bool) -> dict[str, Json]:
    """A statement that was asked about, and who says so."""
    return {
        "statement": record.text,
        "in_short": checked.summary(record, whole),
        "first_said_on": None if record.first_on is None else record.first_on.isoformat(),
        "last_said_on": None if record.last_on is None else record.last_on.isoformat(),
        "independent_origins": {
            "say_the_same": None if record.same is None else str(record.same),
            "say_otherwise": None if record.otherwise is None else str(record.otherwise),
        },
        "already_checked": [fact_check(one) for one in record.checked if possible or one.band is Band.SHOWN],
        "answers": [_answer(one) for _, several in checked.sections(record, possible=possible) for one in several],
    }


def fact_check(record: FactCheckRecord) -> dict[str, Json]:
    """A published fact-check; its verdict is a quotation of the checker."""
    return {
        "checked_by": record.checker,
        "on": None if record.checked_on is None else record.checked_on.isoformat(),
        "verdict_in_the_checkers_words": record.verdict,
        "of_the_claim": record.reviewed,
        "by_claimant": record.claimant,
        "how_that_claim_stands_to_it": str(record.saying),
        "band": str(record.band),
        "address": record.url,
        "article": record.article,
    }


def _answer(record: AnswerRecord) -> dict[str, Json]:
    return {
        "it": checked.SAYINGS[record.saying],
        "band": str(record.band),
        "chance": round(record.chance, 2),
        "reasons": [wording.reason(one) for one in record.reasons[:3]],
        **claim(record.claim),
    }

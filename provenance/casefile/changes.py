"""What publishers changed in articles after they were first read: passages altered, dropped, added or moved; and what
another version of the program reads differently in the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from provenance.bookkeeping import ChangeRecord
from provenance.casefile.anchoring import Anchor, Fate, anchored, changed_words
from provenance.language.sentences import sentences
from provenance.model import Article, Span
from provenance.store import history, loading, writing

QUIET = (Fate.UNCHANGED, Fate.MOVED)


def changes(connection: Connection, wanted: set[str] | None, *, everything: bool) -> Iterator[ChangeRecord]:
    """All changes, version by version in the order in which they came in.

    Args:
        connection: For reading.
        wanted: Only of articles with these ids, before or after; None for all.
        everything: Also the passages that stayed or only moved.
    """
    steps = list(history.versions(connection))
    wanted = None if wanted is None else with_versions(wanted, steps)
    for step in steps:
        if wanted is None or step.after in wanted:
            yield from _of_version(connection, step, everything=everything)
    for fact in history.changed_facts(connection):
        if (wanted is None or fact.article in wanted) and fact.source != "person":
            yield from _of_fact(connection, fact)


def with_versions(wanted: set[str], steps: Sequence[history.Step]) -> set[str]:
    """Some articles with all that they replaced and were replaced by."""
    known = set(wanted)
    for run in (steps, reversed(steps)):
        for step in run:
            if {step.before, step.after} & known:
                known |= {step.before, step.after}
    return known


def _of_version(connection: Connection, step: history.Step, *, everything: bool) -> Iterator[ChangeRecord]:
    old, new = _article(connection, step.before), _article(connection, step.after)
    if old is None or new is None:
        return
    for name in ("title", "byline", "published_on"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after and dict(new.found).get(name) != "person":
            shown = [None if value is None else str(value) for value in (before, after)]
            yield _record(step, new, name, Fate.ALTERED, shown[0], shown[1])
    for anchor in anchored(old.text, _passages(old), new.text, _passages(new)):
        if everything or anchor.fate not in QUIET:
            yield _of_passage(step, old, new, anchor)


def _of_passage(step: history.Step, old: Article, new: Article, anchor: Anchor) -> ChangeRecord:
    before = None if anchor.old is None else old.text[slice(*anchor.old)]
    after = None if anchor.new is None else new.text[slice(*anchor.new)]
    return _record(step, new, "text", anchor.fate, before, after, anchor)


def _of_fact(connection: Connection, fact: history.FactStep) -> Iterator[ChangeRecord]:
    article = _article(connection, fact.article)
    if article is not None:  # else it was taken out
        step = history.Step(fact.at, fact.article, fact.article, fact.reread)
        yield _record(step, article, fact.field, Fate.ALTERED, fact.before, fact.after)


def _record(
    step: history.Step,
    article: Article,
    what: str,
    fate: Fate,
    before: str | None,
    after: str | None,
    anchor: Anchor | None = None,
) -> ChangeRecord:
    gone, came = changed_words(before, after) if before is not None and after is not None else ((), ())
    return ChangeRecord(
        at=step.at,
        article_before=step.before,
        article=step.after,
        file=article.path,
        url=article.url,
        outlet=article.outlet,
        what=what,
        change=fate.value,
        before=before,
        after=after,
        start_before=anchor.old[0] if anchor and anchor.old else None,
        start=anchor.new[0] if anchor and anchor.new else None,
        gone=gone,
        came=came,
        cause="reading" if step.reread else "outlet",
    )


def _article(connection: Connection, id_: str) -> Article | None:
    known = writing.find_article(connection, id_)
    return None if known is None else loading.articles(connection, [known.number])[known.number]


def _passages(article: Article) -> list[Span]:
    return [(one.start, one.end) for one in sentences(article.text)]

"""Reading anew: what is in the casefile is read, extracted and linked by today's program, from the bytes it came from.

Decisions stay with the same words in the same company. Which lose their place is told: a person has to look. Each
article is a transaction of its own, so that what is broken off goes on with the next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection

from provenance import faults
from provenance.casefile import tasks
from provenance.casefile.comparer import Comparer
from provenance.casefile.comparing import link_article
from provenance.casefile.crew import Crew
from provenance.casefile.decisions import around, correct, resettle, settle
from provenance.casefile.incoming import Found, Orders, each
from provenance.casefile.jobs import Here, Job
from provenance.casefile.joining import add_keys, join
from provenance.casefile.overrides import applied
from provenance.casefile.relinking import relink
from provenance.casefile.tasks import Extracted
from provenance.casefile.weighing import weigh
from provenance.errors import Cancelled, CasefileUnavailable, Phase, ReadingError, TooDemanding
from provenance.model import Article, Claim, Link, link_id
from provenance.progress import told_to
from provenance.records import FileOutcome, IngestSummary, LostPlace
from provenance.store import (
    added,
    as_read,
    corrections,
    facts,
    incidents,
    loading,
    log,
    order,
    readings,
    seals,
    writing,
)
from provenance.store.columns import Row
from provenance.store.corrected import ADDED
from provenance.store.database import Database
from provenance.store.rows import claim_columns, file_key, hop_columns, place_key
from provenance.store.seals import Seals
from provenance.version import __version__

OnFile = Callable[[FileOutcome, int, int], None]

_MOST = 0.5
"""Two claims whose words are the same to more than this share are one claim, cut otherwise."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Articles that were read from the same bytes, by number, and where today's reading of these begins."""

    articles: Mapping[int, Article]
    job: Job
    read: Callable[[], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Anew:
    """An article as it was read, as it is read today (or why it is not), and its claims to be."""

    number: int
    before: Article
    now: Article | str
    job: Job
    claims: Callable[[], Extracted] = field(default=Extracted)


def reread(
    database: Database, crew: Crew, comparer: Comparer, wanted: Sequence[int], on_file: OnFile | None, orders: Orders
) -> IngestSummary:
    """Reads some listed articles anew, by number. One whose bytes are gone, or fail to be read, keeps what it has."""
    with database.reading() as connection:
        groups = readings.by_original(connection, wanted)
    outcomes: list[FileOutcome] = []
    added = 0

    def read() -> Iterator[Anew]:
        for kept in crew.ahead(groups, partial(_begin, database, crew, orders)):
            yield from _read_today(database, kept)

    for anew in crew.ahead(read(), partial(_extract, crew)):
        told, links = _store(database, replace(comparer, job=anew.job), anew)
        added += links
        outcomes.append(told)
        if on_file is not None:
            on_file(told, len(outcomes), len(wanted))
    return IngestSummary(outcomes=tuple(outcomes), links=added)


def _begin(database: Database, crew: Crew, orders: Orders, numbers: Sequence[int]) -> Kept:
    with database.reading() as connection:
        articles = loading.articles(connection, numbers)
        first = articles[numbers[0]]
        try:
            original = loading.original(connection, first.id)
            why = "the bytes that it was read from were not kept"
        except CasefileUnavailable as error:
            original, why = None, str(error)
    name = first.path or first.url or first.id
    size = 0 if original is None else len(original.data)
    job = Job(name, size=size, on_progress=orders.on_progress, is_cancelled=orders.is_cancelled)
    if original is None:
        return Kept(articles, job, lambda: [ReadingError(name, why)])
    articles = {number: replace(article, original=original) for number, article in articles.items()}
    path = first.path if len(articles) == 1 else None
    return Kept(articles, job, crew.stream(job, tasks.read_bytes, original.data, name, path))


def _read_today(database: Database, kept: Kept) -> Iterator[Anew]:
    """Each article with what today's program makes of its bytes."""
    found: list[Article] = []
    why = "today's program finds no such article in the bytes that it was read from"
    for one in each(kept.read, kept.job.source):
        if isinstance(one, Cancelled):
            return
        if isinstance(one, ReadingError):
            why = one.reason
        else:
            found.append(one)
    for number, before in kept.articles.items():
        now = _same(before, found, alone=len(kept.articles) == 1)
        if now is None:
            yield Anew(number, before, why, kept.job)
            continue
        with database.reading() as connection:
            yield Anew(number, before, in_its_place(connection, number, before, now), kept.job)


def _same(before: Article, found: Sequence[Article], *, alone: bool) -> Article | None:
    """Which of the articles in some bytes is this one: that of its text, else the only one, else that of its title."""
    same = [one for one in found if one.text == before.text]
    if not same and alone:
        same = list(found)
    if len(same) != 1:
        same = [one for one in same or found if one.title is not None and one.title == before.title]
    return same[0] if len(same) == 1 else None


def in_its_place(connection: Connection, number: int, before: Article, now: Article) -> Article:
    """An article as it is read today where it lies: its place and what came with it from the web are as they were."""
    file = readings.file_of(connection, number)
    named_elsewhere = file is not None and file_key(before.path or "") != f"{readings.FILE}{file}"
    in_list = before.path is not None and file is None
    origins = {**dict(now.found), **({"url": dict(before.found)["url"]} if "url" in dict(before.found) else {})}
    original = before.original
    article = replace(
        now,
        url=before.url,
        path=file if named_elsewhere else before.path,
        outlet=now.outlet or before.outlet,
        media_type=before.media_type,
        language=now.language or before.language,
        found=tuple(origins.items()),
        in_list=in_list,
        original=original and original.retrieved(facts.retrieval(connection, before.id)),
    )
    if in_list and article.url is None:  # another text would be another article there
        article = replace(article, outlet=before.outlet)
        if article.text != before.text:
            article = replace(article, text=before.text, places=before.places, furniture=before.furniture)
    return applied(article, facts.given(connection, place_key(article)))


def _extract(crew: Crew, anew: Anew) -> Anew:
    if isinstance(anew.now, str):
        return anew
    job = replace(anew.job, what=anew.before.path or anew.job.source)
    return replace(anew, claims=crew.begin(job, tasks.extract, replace(anew.now, original=None)))


def _store(database: Database, comparer: Comparer, anew: Anew) -> tuple[FileOutcome, int]:
    """Puts what an article is read as today in the place of what it was read as; where that fails, that stays."""
    source = anew.before.path or anew.before.url or anew.before.id
    kept = FileOutcome(source=source, state="failed", article=anew.before.id)
    if isinstance(anew.now, str):
        return replace(kept, reason=f"{anew.now}; it stays as it was read"), 0
    article = anew.now
    try:
        with faults.collecting() as found, told_to(Here(anew.job)):
            extracted = faults.isolated(Phase.EXTRACTION, source, anew.claims, memory=True) or Extracted(None)
            faults.add(extracted.faults)
            claims = extracted.claims
            if claims is None or found:
                faults.log(found)
                cause = found[0].cause if found else "no claims"
                return replace(kept, reason=f"the program failed on it ({cause}); it stays as it was read"), 0
            work = partial(_replace, source=source, anew=anew, article=article, claims=claims, comparer=comparer)
            done = faults.isolated(Phase.STORING, source, lambda: database.change(work), memory=True)
    except TooDemanding as error:
        return replace(kept, reason=f"{error.reason}; it stays as it was read"), 0
    except Cancelled:
        return replace(kept, state="cancelled", reason="it was cancelled; it stays as it was read"), 0
    faults.log(found)
    if done is None:
        return replace(kept, reason=f"the program failed on it ({found[-1].cause}); it stays as it was read"), 0
    return replace(done[0], faults=tuple(map(str, found))), done[1]


def _replace(
    connection: Connection, *, source: str, anew: Anew, article: Article, claims: Sequence[Claim], comparer: Comparer
) -> tuple[FileOutcome, int]:
    """In a writing transaction; all of it happens or nothing."""
    number = anew.number
    before = loading.articles(connection, [number])[number]
    known = writing.find_article(connection, before.id)
    outcome = FileOutcome(source=source, state="unchanged", article=before.id, claims=known.claims if known else 0)
    if known is None or not known.current:
        return outcome, 0  # another version came in meanwhile
    old = _Old.read(connection, number)
    with faults.collecting() as met:
        if article.id != before.id:
            outcome, added, lost = _as_a_version(connection, source, article, claims, old, comparer)
        elif _is_as_it_was(connection, number, article, claims):
            return outcome, 0
        else:
            outcome, added, lost = _in_place(connection, source, article, claims, old, comparer)
        if met:
            incidents.note(connection, article.id, met)
    faults.add(met)
    grades = readings.uncited(connection, old.graded)
    places = [old.place_of(row) for row in lost]
    places += [LostPlace(event="rating", target=key, value="", by=None, words=key) for key in grades]
    return replace(outcome, lost=tuple(places)), added


@dataclass(frozen=True, slots=True)
class _Old:
    """An article as another version of the program read it: its claims and decided links, what was decided on all of
    it, and who of those that it cites was graded."""

    number: int
    id: str
    reader: str
    claims: Mapping[int, Claim]
    decided: Sequence[Row]
    links: Sequence[Link]
    graded: frozenset[str]

    @classmethod
    def read(cls, connection: Connection, number: int) -> _Old:
        people = as_read.added(connection, number)
        gone = set(people.values()) - set(added.of_article(connection, readings.ids_of(connection, number)[0]))
        id_, *rest = (one for one in readings.ids_of(connection, number) if one not in gone)
        claims = as_read.claims(connection, loading.claim_numbers(connection, number))
        claims |= loading.claims(connection, people)
        decided = readings.decided(connection, (id_, *rest))
        links = readings.links(connection, {row["subject"] for row in decided})
        labels = {hop.label for claim in claims.values() for hop in claim.attribution}
        graded = frozenset(readings.graded(connection, labels))
        return cls(number, id_, readings.reader(connection, number), claims, decided, links, graded)

    def told(self) -> dict[str, str]:
        """Which version read it before, and which does now."""
        return {"before": self.reader, "after": __version__}

    def place_of(self, row: Row) -> LostPlace:
        """A decision that lost its place."""
        words = {claim.id: claim.content_text for claim in self.claims.values()}
        words |= {link.id: f"{link.a.content_text} | {link.b.content_text}" for link in self.links}
        target = str(row["subject"])
        shown = words.get(target, "")
        return LostPlace(event=row["event"], target=target, value=row["value"], by=row["person"], words=shown)


def _is_as_it_was(connection: Connection, number: int, article: Article, claims: Sequence[Claim]) -> bool:
    """Whether this very version has read the article, and just so."""
    if readings.reader(connection, number) != __version__ or facts.reread(connection, number, article):
        return False
    people = as_read.added(connection, number)
    read = (one for one in loading.claim_numbers(connection, number) if one not in people)
    stored = as_read.claims(connection, read).values()
    return [_written(one) for one in stored] == [_written(one) for one in claims]


def _written(claim: Claim) -> list[Any]:
    """A claim as rows hold it."""
    hops = [hop_columns(hop, claim=0, article=0, position=at) for at, hop in enumerate(claim.attribution)]
    return [claim_columns(claim, article=0, passage=0), hops]


def _as_a_version(
    connection: Connection, source: str, article: Article, claims: Sequence[Claim], old: _Old, comparer: Comparer
) -> tuple[FileOutcome, int, list[Row]]:
    """Its text is read otherwise today: a new version, which `changes` tells from one of the outlet's making."""
    outcome, added = join(connection, source, article, claims, comparer, told={"reread": old.told()})
    readings.repeat_notes(connection, old.id, article.id)
    subjects = {row["subject"] for row in old.decided}
    carried = readings.carried(connection, subjects)
    lost = [row for row in old.decided if order.root(row) not in carried]
    known = writing.find_article(connection, article.id)
    if known is not None and readings.reader(connection, known.number) != __version__:  # it had lain here before
        old = _Old.read(connection, known.number)
        _, more, also = _in_place(connection, source, article, claims, old, comparer)
        added, lost = added + more, lost + also
    return replace(outcome, state="reread"), added, lost


def _in_place(
    connection: Connection, source: str, article: Article, claims: Sequence[Claim], old: _Old, comparer: Comparer
) -> tuple[FileOutcome, int, list[Row]]:
    """Its text is read as it was: other claims, links and facts take the place of those that were found in it."""
    number = old.number
    sealed = Seals()
    sealed.before_facts(connection, number)
    ends = [*old.claims, *facts.where_links_begin(connection, number)]
    sealed.before_links(connection, ends)
    holding = {number, *loading.article_numbers(connection, ends).values()}
    touched = around(connection, old.claims)
    facts.change(connection, number, article, facts.reread(connection, number, article), {"reread": old.told()})
    readings.note_places(connection, number, article)
    gone = writing.remove_claims(connection, number)
    numbers = writing.add_claims(connection, number, article, claims)
    readings.note_reader(connection, number)
    add_keys(connection, number, article, dict(zip(numbers, claims, strict=True)), comparer.steps, sealed)
    writing.list_article(connection, number, current=True)
    begun = link_article(connection, number, article, comparer)
    reworded: set[int] = set()
    kept, beside = _add_again(connection, article, reworded)
    touched |= beside
    there = {**dict(zip((claim.id for claim in claims), numbers, strict=True)), **kept}
    moved = {**{id_: id_ for id_ in kept}, **_moved(old, claims)}
    moved |= _keep_links(connection, old, moved, there)
    lost = _follow(connection, old, moved, there)
    touched |= resettle(connection, dict.fromkeys([*gone, *moved.values(), *there]), reworded)
    touched |= correct(connection, there.values(), reworded) | relink(connection, reworded, comparer, sealed)
    touched |= around(connection, there.values())
    still = loading.claims(connection, touched)
    weigh(connection, sorted(still), comparer.steps.origins)
    sealed.note_facts(connection, [number])
    sealed.note_links(connection, holding, begun)
    detail: dict[str, Any] = {**old.told(), readings.PROGRAM: __version__, "source": source}
    detail |= {"lost": readings.told(lost), "sealed": sealed.detail()}
    why = f"{old.reader} had read it before, {__version__} reads it now"
    log.append(connection, seals.REREAD, article.id, "reread", why=why, detail=detail)
    return FileOutcome(source=source, state="reread", article=article.id, claims=len(claims)), len(begun), lost


def _add_again(connection: Connection, article: Article, reworded: set[int]) -> tuple[dict[str, int], set[int]]:
    """Puts the claims that people added to an article in again: their numbers by id, and which are to be weighed."""
    ids = added.of_article(connection, article.id)
    touched = settle(connection, [(order.CORRECTION, id_) for id_ in ids], reworded)
    return {id_: number for id_ in ids for number in loading.claims_with(connection, [id_])}, touched


def _moved(old: _Old, claims: Sequence[Claim]) -> dict[str, str]:
    """Where the same words in the same company are claimed today on the same authority: claim ids, before and now.

    The text is the same, so the company is where its place is.
    """
    places: dict[Any, list[str]] = {}
    for claim in claims:
        places.setdefault(_said(claim), []).append(claim.id)
    before: dict[Any, list[str]] = {}
    for claim in old.claims.values():
        before.setdefault(_said(claim), []).append(claim.id)
    found = {
        was: now
        for said, ids in before.items()
        for was, now in zip(ids, places.get(said, ()), strict=False)
        if len(ids) == len(places.get(said, ())) == 1 or was == now
    }
    taken = set(found.values())
    left = [claim for claim in old.claims.values() if claim.id not in found]
    return found | _recut(left, [claim for claim in claims if claim.id not in taken])


def _said(claim: Claim) -> Any:
    return claim.content, tuple(hop.holder for hop in claim.attribution)


def _recut(before: Sequence[Claim], now: Sequence[Claim]) -> dict[str, str]:
    """Of claims whose words are cut otherwise today: where in the same sentence most of the words of both are the
    same, on the same authority. Of several such places none is taken.
    """
    there: defaultdict[Any, list[Claim]] = defaultdict(list)
    for claim in now:
        there[claim.start, claim.end, _said(claim)[1]].append(claim)
    found: defaultdict[str, list[str]] = defaultdict(list)
    came: Counter[str] = Counter()
    for old in before:
        for new in there.get((old.start, old.end, _said(old)[1]), ()):
            if _words_shared(old, new) > _MOST:
                found[old.id].append(new.id)
                came[new.id] += 1
    return {was: places[0] for was, places in found.items() if len(places) == 1 == came[places[0]]}


def _words_shared(a: Claim, b: Claim) -> float:
    """Of the characters that either of two claims of a text claims, the share that both do (Jaccard 1912)."""
    one, other = (set[int]().union(*(range(*span) for span in claim.content)) for claim in (a, b))
    return len(one & other) / max(len(one | other), 1)


def _keep_links(
    connection: Connection, old: _Old, moved: Mapping[str, str], there: Mapping[str, int]
) -> dict[str, str]:
    """Keeps the links that people decided on, where the words of both sides are the same: link ids, before and now."""
    own = {claim.id for claim in old.claims.values()}
    said = corrections.standing(connection, [link.id for link in old.links])  # what a person set follows from the log
    found: dict[str, str] = {}
    for link in old.links:
        ends = [moved.get(one.id) if one.id in own else one.id for one in (link.a, link.b)]
        if None in ends:
            continue
        now = link_id(*(str(end) for end in ends))
        found[link.id] = now
        if link.id not in said and not loading.links_with(connection, [now]):
            numbers = [there[str(e)] if str(e) in there else loading.claims_with(connection, [str(e)])[0] for e in ends]
            claims = loading.claims(connection, numbers)
            again = replace(link, a=claims[numbers[0]], b=claims[numbers[1]])
            writing.add_links(connection, [again], dict(zip(map(str, ends), numbers, strict=True)))
    return found


def _follow(connection: Connection, old: _Old, moved: Mapping[str, str], there: Mapping[str, int]) -> list[Row]:
    """Lets decisions follow the words that they were made on; those that could not."""
    lost = []
    for row in old.decided:
        subject = str(row["subject"])
        if subject == old.id or moved.get(subject) == subject:
            continue
        still_there = subject in there or bool(loading.links_with(connection, [subject]))
        target = None if row["value"] == ADDED else moved.get(subject)  # the program reads it itself now
        readings.move(connection, row, target, still_there=still_there, moved=moved)
        if subject not in moved:
            lost.append(row)
    return lost

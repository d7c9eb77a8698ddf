"""How long the casefile takes to answer the workbench, on a synthetic casefile of 100,000 claims or more.

    python benchmarks/desk.py make GOLD claims.db [--size 100000]
    python benchmarks/desk.py measure claims.db
    python benchmarks/desk.py join GOLD claims.db [--size 100000]

The claims are those of `scale.py`: sentences of the gold articles, retold with other names. What those lack is drawn
by chance, always the same: outlets and sources as unevenly as in the news (Zipf), days of two years, wording, links
between claims that share a pair of heavy terms, and confidence. So the casefile is as large and as linked as a real
one; what the links say means nothing. Times are in milliseconds, best and worst of several calls, by the clock and of
this process's CPU. `join` lets articles of 30 claims that come next in the same archive join the casefile, in a process
that has read none of its articles, and takes them back.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import scale
from sqlalchemy import Connection, bindparam, select, update

from provenance.casefile import Casefile
from provenance.casefile.kept import Kept
from provenance.casefile.steps import InstalledSteps
from provenance.model import (
    Article,
    Certainty,
    Claim,
    Contribution,
    Hop,
    Kind,
    Level,
    Link,
    Naming,
    Polarity,
    Reason,
    ReasonKind,
    Relation,
    Source,
    Status,
)
from provenance.records import Filter
from provenance.store import dialects, log, postings, tables, writing
from provenance.store.database import Database
from provenance.store.listing import ORDERS

OUTLETS = 60
SOURCES = 3000
FIRST_DAY = date(2024, 1, 1)
DAYS = 730
SHARE = 0.1
"""Of the claims that share a pair, so many are linked."""
BATCH = 2000


def zipf(rng: random.Random, count: int) -> int:
    """A number below `count`, the small ones often: the n-th about 1/n as often as the first."""
    return min(count - 1, int(count ** rng.random()) - 1)


def drawn(of_article: list[Claim], rng: random.Random) -> list[Claim]:
    """The claims of one article with an outlet, a day, sources and wording drawn by chance."""
    outlet = zipf(rng, OUTLETS)
    old = of_article[0].article
    article = Article(
        text=old.text, title=old.text.split("\n", 1)[0][:80], outlet=f"Outlet {outlet}",
        published_on=FIRST_DAY + timedelta(days=rng.randrange(DAYS)), language="en",
        url=f"https://outlet{outlet}.example/{old.id}",
    )  # fmt: skip
    return [
        replace(
            claim, article=article, attribution=() if rng.random() < 0.45 else hops(claim, rng),
            certainty=Certainty(
                level=rng.choices(list(Level), (75, 8, 10, 7))[0], polarity=rng.choices(list(Polarity), (92, 8))[0],
                status=rng.choices(list(Status), (85, 8, 5, 2))[0],
            ),
        )
        for claim in of_article
    ]  # fmt: skip


def hops(claim: Claim, rng: random.Random) -> tuple[Hop, ...]:
    """One step, or two; the words are those that the sentence begins with."""
    steps = []
    for _ in range(2 if rng.random() < 0.15 else 1):
        number = zipf(rng, SOURCES)
        end = claim.start + 8
        naming = (Naming.NAMED, Naming.NAMED, Naming.ROLE, Naming.ANONYMOUS)[number % 4]
        name = f"Source {number}" if naming is not Naming.ANONYMOUS else "unnamed source"
        steps.append(
            Hop(holder=claim.article.text[claim.start : end], start=claim.start, end=end,
                source=Source(name=name, kind=list(Kind)[number % len(Kind)], naming=naming))
        )  # fmt: skip
    return tuple(steps)


def linked(connection: Connection, claims: Mapping[int, Claim], rng: random.Random) -> Iterator[Link]:
    """Links between claims, by number, that share a pair of terms with the next one; a tenth of them clashes."""
    pair = tables.claim_pair.c
    taken: set[tuple[int, int]] = set()
    held = connection.execute(select(pair.key, pair.claim).order_by(pair.key, pair.claim))
    for (key, one), (same, other) in pairwise(held):
        a, b = claims[other], claims[one]
        if key != same or a.article.id == b.article.id or (one, other) in taken or rng.random() > SHARE:
            continue
        taken.add((one, other))
        relation = rng.choices((Relation.CORROBORATES, Relation.CONFLICTS, Relation.UPDATES), (88, 7, 5))[0]
        kind = ReasonKind.SAME_WORDS if relation is Relation.CORROBORATES else ReasonKind.NUMBER
        reason = Reason(kind, (a.start, a.start + 8), (b.start, b.start + 8), "drawn by chance", 1.0)
        score = 0.5 + rng.random() / 2
        yield Link(a, b, relation, score, (reason,), (Contribution("drawn", score, "by chance"),))


def weighed(links: Sequence[Link], numbers: Mapping[str, int], rng: random.Random) -> Iterator[dict[str, object]]:
    """What follows from links: counts by claim; confidence and the middle of its group by chance."""
    counts = {relation: Counter[int]() for relation in Relation}
    core: dict[int, int] = {}
    for link in links:
        a, b = numbers[link.a.id], numbers[link.b.id]
        counts[link.relation].update((a, b))
        if link.relation is Relation.CORROBORATES:
            grouped = [one for one in (a, b) if one in core]
            if not grouped:
                core[a] = core[b] = min(a, b)
            elif len(grouped) == 1 and core[grouped[0]] == grouped[0]:  # the middle of a group has all of it around
                core[a] = core[b] = grouped[0]
    for number in numbers.values():
        agreeing = counts[Relation.CORROBORATES][number]
        yield {
            "of": number, "corroborating": agreeing, "conflicting": counts[Relation.CONFLICTS][number],
            "origins_high": 1 + agreeing, "confidence": rng.random(), "single_origin": rng.random() < 0.05,
            "core": core.get(number),
        }  # fmt: skip


def make(gold: Path, where: Path, size: int) -> None:
    """Fills a new casefile. Takes some minutes for 100,000 claims."""
    rng, steps = random.Random(scale.SEED), InstalledSteps()
    by_article: dict[str, list[Claim]] = {}
    for claim in scale.claims(gold, size):
        by_article.setdefault(claim.article.id, []).append(claim)
    articles = [drawn(of_article, rng) for of_article in by_article.values()]
    numbers: dict[str, int] = {}
    database = Database.open(where)
    with database.writing() as connection:
        for of_article in articles:
            article = of_article[0].article
            number, stored = writing.add_article(connection, article, of_article)
            writing.place_article(connection, article, number)
            keys = {at: steps.claim_keys(claim) for at, claim in zip(stored, of_article, strict=True)}
            postings.add_keys(connection, number, steps.article_keys(article), keys)
            log.append(connection, "ingest", article.id, "added", detail={"source": article.url})
            numbers |= {claim.id: at for at, claim in zip(stored, of_article, strict=True)}
    print(f"{len(articles)} articles, {len(numbers)} claims", flush=True)
    by_number = {numbers[claim.id]: claim for of_article in articles for claim in of_article}
    with database.reading() as connection:
        links = list(linked(connection, by_number, rng))
    with database.writing() as connection:
        for start in range(0, len(links), BATCH):
            writing.add_links(connection, links[start : start + BATCH], numbers)
    print(f"{len(links)} links", flush=True)
    rows = list(weighed(links, numbers, rng))
    statement = update(tables.claim).where(tables.claim.c.number == bindparam("of"))
    with database.writing() as connection:
        connection.execute(statement, rows)
        dialects.of(connection).settle_rows(connection, tables.metadata.sorted_tables)
    database.close()


def timed(what: str, ask: Callable[[], object], times: int) -> None:
    """Prints how long a question takes, best and worst of several."""
    clock, cpu = [], []
    for _ in range(times):
        start = time.perf_counter(), time.process_time()
        ask()
        clock.append(1000 * (time.perf_counter() - start[0]))
        cpu.append(1000 * (time.process_time() - start[1]))
    print(f"{what:36} {min(clock):8.1f} to {max(clock):8.1f} ms, CPU {min(cpu):8.1f} ms", flush=True)


def join(gold: Path, where: str, size: int) -> None:
    """Prints what articles of 30 claims take to join."""
    by_article: dict[str, list[Claim]] = {}
    for claim in scale.claims(gold, size + 5000)[size:]:
        by_article.setdefault(claim.article.id, []).append(claim)
    later = [of_article[:30] for of_article in list(by_article.values())[1:] if len(of_article) >= 30]
    clock, cpu, links, peak = scale.joined(where, [drawn(of_article, random.Random(1)) for of_article in later[:11]])
    print(f"{len(clock)} articles of 30 claims, {links} links, process of {peak} MB")
    for name, times in (("by the clock", clock), ("CPU of this process", cpu)):
        print(f"  {name}: median {statistics.median(times):.2f} s, worst {max(times):.2f} s")


def measure(where: str, times: int, only: str) -> None:
    """Asks what the pages ask; only that whose name holds `only`."""

    def ask(what: str, question: Callable[[], object]) -> None:
        def anew() -> None:
            vars(case)["_kept"] = Kept()  # as if the casefile had changed since it was asked before
            question()

        if only in what:
            timed(what, anew, times)

    with Casefile.open(where, create=False) as case:
        [claim] = case.claims(limit=1)
        [clash] = case.links(relation="conflicts", limit=1)
        [source] = case.sources(limit=1)
        narrow = Filter(kinds=frozenset({Kind.OFFICIAL}), levels=frozenset({Level.CERTAIN}), since=date(2025, 1, 1))
        wide = Filter(polarities=frozenset({Polarity.AFFIRMED}), reviewed=False)
        words = Filter(text="police government")
        mid = case.queue(limit=1, after=case.links(limit=1, relation="updates")[0].id).items[0].target
        filters = {"": Filter(), ", few": narrow, ", most": wide, ", words": words}
        for name, chosen in filters.items():
            ask(f"claims{name}", partial(case.claims, where=chosen, limit=50))
            ask(f"count{name}", partial(case.count_claims, where=chosen))
            ask(f"facets{name}", partial(case.facets, chosen))
            ask(f"links{name}", partial(case.links, where=chosen, limit=50))
            ask(f"groups{name}", partial(case.groups, where=chosen, limit=20))
            ask(f"sources{name}", partial(case.sources, where=chosen, limit=50))
            ask(f"naming by month{name}", partial(case.naming_by_month, chosen))
            ask(f"queue{name}", partial(case.queue, chosen, limit=20))
            ask(f"search{name}", partial(case.search, "minister said", where=chosen, limit=20))
        for order in ORDERS:
            ask(f"claims by {order}", partial(case.claims, order=order, limit=50))
        ask("claims, page 1000", partial(case.claims, limit=50, offset=50_000))
        ask("queue, further on", partial(case.queue, limit=20, after=mid))
        ask("first page of claims", partial(case.claims, limit=50))
        ask("first page of claims by date", partial(case.claims, order="date", limit=50))
        ask("first page of conflicts", partial(case.links, relation="conflicts", limit=50))
        for query in ("minister", "minister said", "said", "said government", '"told reporters"'):
            ask(f"first page of search {query}", partial(case.search, query, limit=50))
        ask("desk", case.desk)
        ask("articles", partial(case.articles, limit=50))
        ask("article", partial(case.article, claim.article))
        ask("links of an article", partial(case.links, where=Filter(article=claim.article)))
        ask("claim", partial(case.show, claim.id))
        ask("link", partial(case.link, clash.id))
        ask("group", partial(case.group, claim.id))
        ask("source, the most cited", partial(case.source, source.source))
        ask("outlets", case.outlets)
        ask("log", partial(case.log, limit=50))
    print(f"process of {scale.peak()} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="fill a new casefile")
    making.add_argument("gold", type=Path)
    making.add_argument("where", type=Path)
    making.add_argument("--size", type=int, default=100_000)
    measuring = commands.add_parser("measure", help="ask it what the pages ask")
    measuring.add_argument("where")
    measuring.add_argument("--times", type=int, default=3)
    measuring.add_argument("--only", default="", help="questions whose name holds this")
    joins = commands.add_parser("join", help="let articles join it, and take them back")
    joins.add_argument("gold", type=Path)
    joins.add_argument("where")
    joins.add_argument("--size", type=int, default=100_000)
    options = parser.parse_args()
    if options.command == "make":
        make(options.gold, options.where, options.size)
    elif options.command == "join":
        join(options.gold, options.where, options.size)
    else:
        measure(options.where, options.times, options.only)


if __name__ == "__main__":
    main()

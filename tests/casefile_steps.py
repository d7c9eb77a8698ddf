"""Steps for casefile tests: articles of one claim a line, compared by their words, so that every outcome is plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from provenance.errors import EmptySource, ReadingError
from provenance.matching.lone import Answer
from provenance.matching.postings import Weights
from provenance.model import (
    Article,
    Band,
    Certainty,
    Claim,
    Contribution,
    Hop,
    Kind,
    Level,
    Link,
    Merge,
    Naming,
    Original,
    Origins,
    Quotation,
    Reason,
    ReasonKind,
    Relation,
    Saying,
    Source,
)

_SAID = re.compile(r"([\w ]+?) says? ")
_HEADER = re.compile(r"(outlet|date|url): (.+)")


class PlainSteps:
    """A file: header lines "outlet: …", "date: …", "url: …", then the text. A line that ends with a stop is a claim;
    "NAME says" is its source. Claims that share half of their words corroborate; where numbers differ they conflict,
    and where one says "now" it updates the other. Origins are outlets.
    """

    def find(self, source: str | Path, *, follow_links: bool = False) -> Iterable[str | ReadingError]:
        path = Path(source)
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        return [str(file) for file in files]

    def read_all(
        self, source: str | bytes, *, name: str | None = None, path: str | None = None, allow_private: bool = False
    ) -> Iterable[Article | ReadingError]:
        try:
            yield self.parse(source, path) if isinstance(source, bytes) else self.read(source)
        except ReadingError as error:
            yield error

    def parse(self, data: bytes, path: str | None) -> Article:
        return replace(parse(data.decode()), path=path, original=Original(data, "text/plain"))

    def read(self, source: str) -> Article:
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise ReadingError(source, "there is no such file") from error
        if not data:
            raise EmptySource(source, "the file is empty")
        return self.parse(data, source)

    def extract(self, article: Article) -> Sequence[Claim]:
        return claims_of(article)

    def claim_keys(self, claim: Claim) -> Mapping[str, float]:
        return dict.fromkeys(words(claim), 1.0)

    def article_keys(self, article: Article) -> Mapping[str, float]:
        return dict.fromkeys(article.text.casefold().split(), 1.0)

    def candidate_score(self, words: Weights, story: Weights) -> Weights:
        return words + story / 1000

    def shortlist(
        self, pairs: Sequence[tuple[Claim, Claim]], stories: Sequence[float | None] | None = None
    ) -> Sequence[bool]:
        return [True] * len(pairs)

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        same, every = words(a) & words(b), words(a) | words(b)
        score = len(same) / len(every)
        if score < 0.5:
            return None
        numbers = [re.search(r"\d+", claim.text) for claim in (a, b)]
        reasons = ()
        relation = Relation.CORROBORATES
        if numbers[0] and numbers[1] and numbers[0][0] != numbers[1][0]:
            spans = [(claim.start + found.start(), claim.start + found.end()) for claim, found in zip((a, b), numbers)]  # noqa: B905
            reasons = (Reason(ReasonKind.NUMBER, *spans, "they differ", 1.0),)
            relation = Relation.UPDATES if {"now"} & every else Relation.CONFLICTS
        return Link(a, b, relation, score, reasons, (Contribution("words", score, "shared"),))

    def answers(self, statement: Claim, claims: Mapping[int, Claim]) -> Mapping[int, Answer]:
        links = {at: self.link(statement, claim) for at, claim in claims.items()}
        return {
            at: Answer(
                Saying.SAME if link.relation is Relation.CORROBORATES else Saying.OTHERWISE,
                link.score,
                Band.SHOWN if link.score >= 0.7 else Band.POSSIBLE,
                link.reasons,
            )
            for at, link in links.items()
            if link is not None
        }

    def chosen(self, links):
        return links

    def origins(self, claims: Sequence[Claim]) -> Origins:
        outlets: dict[str | None, list[str]] = {}
        for claim in claims:
            outlets.setdefault(claim.article.outlet, []).append(claim.id)
        merges = tuple(Merge(tuple(ids), f"all in {outlet}") for outlet, ids in outlets.items() if len(ids) > 1)
        return Origins(len(outlets), len(outlets), merges)

    def cycles(self, claims: Sequence[Claim]) -> Sequence[Merge]:
        return ()


def parse(text: str) -> Article:
    """The article of a file's text."""
    facts = {}
    while header := _HEADER.match(text):
        facts[header[1]] = header[2]
        text = text[header.end() + 1 :]
    day = facts.get("date")
    return Article(
        text=text,
        outlet=facts.get("outlet"),
        url=facts.get("url"),
        published_on=None if day is None else date.fromisoformat(day),
        language="en",
    )


def claims_of(article: Article) -> list[Claim]:
    """One claim a line that ends with a stop."""
    claims, at = [], 0
    for line in article.text.split("\n"):
        if line.endswith("."):
            said = _SAID.match(line)
            start = at + (said.end() if said else 0)
            level = Level.POSSIBLE if " may " in line else Level.CERTAIN
            claims.append(
                Claim(
                    article=article,
                    start=at,
                    end=at + len(line),
                    content=((start, at + len(line) - 1),),
                    attribution=() if said is None else (_hop(said, at),),
                    quotation=Quotation.NONE if said is None else Quotation.INDIRECT,
                    certainty=Certainty(level=level),
                )
            )
        at += len(line) + 1
    return claims


def words(claim: Claim) -> set[str]:
    """Of the content, without numbers."""
    return {word for word in re.findall(r"\w+", claim.content_text.casefold()) if not word.isdigit()}


def _hop(said: re.Match[str], at: int) -> Hop:
    name = said[1]
    end = at + said.end(1)
    kind = Kind.OFFICIAL if "inister" in name else Kind.MEDIA if "media" in name.casefold() else Kind.PERSON
    naming = Naming.NAMED if name[0].isupper() else Naming.ROLE
    cue = (at + said.end(1) + 1, at + said.end() - 1)
    source = Source(name=name if naming is Naming.NAMED else None, kind=kind, naming=naming)
    return Hop(
        holder=name, start=at, end=end, source=source,
        cue=said[0][len(name) :].strip(), cue_start=cue[0], cue_end=cue[1],
    )  # fmt: skip

"""How the claims came about: files, articles, claims, who is cited, who decided what.

Spec: W3C PROV-JSON (member submission, 2013) of the PROV data model (PROV-DM, 2013). Articles derive from their files
(by hash), claims are quotations from articles and attributed to those who are cited;
verdicts are activities of people that used a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from provenance.records import Casebook, ClaimRecord
from provenance.reports.citations import web_address
from provenance.reports.json import encode
from provenance.reports.names import NAMESPACE, key
from provenance.reports.plain import Json

_PREFIXES = ("article", "claim", "file", "outlet", "source", "person", "program", "reading", "review")
_READING = "reading:all"
Node = tuple[str, dict[str, Json]]


def write(book: Casebook, out: BinaryIO) -> None:
    """One document, section by section, a node at a time."""
    prefixes: dict[str, Json] = {name: f"{NAMESPACE}{name}:" for name in _PREFIXES}
    prefixes["p"] = f"{NAMESPACE}terms:"
    out.write(b'{"prefix": ')
    out.write(encode(prefixes))
    for name, nodes in _sections(book):
        out.write(f',\n"{name}": {{'.encode())
        for i, (identifier, body) in enumerate(nodes):
            out.write(b",\n " if i else b"\n ")
            out.write(encode(identifier) + b": " + encode(body))
        out.write(b"\n}")
    out.write(b"\n}\n")


def _sections(book: Casebook) -> Iterator[tuple[str, Iterator[Node]]]:
    yield "entity", _entities(book)
    yield "agent", _agents(book)
    yield "activity", _activities(book)
    yield "wasDerivedFrom", _derivations(book)
    yield "wasAttributedTo", _numbered("attributed", _attributions(book))
    yield "wasGeneratedBy", _numbered("generated", _generations(book))
    yield "used", _numbered("used", _uses(book))
    yield "wasAssociatedWith", _numbered("associated", _associations(book))


def _entities(book: Casebook) -> Iterator[Node]:
    for hash_ in dict.fromkeys(article.sha256 for article in book.articles if article.sha256):
        yield f"file:{hash_}", {"p:sha256": hash_}
    for article in book.articles:
        facts = (
            ("prov:label", article.title),
            ("prov:location", web_address(article.url) or article.file),
            ("p:publishedOn", article.published_on.isoformat() if article.published_on else None),
            ("p:byline", article.byline),
            ("p:mediaType", article.media_type),
        )
        yield f"article:{article.id}", {name: value for name, value in facts if value}
    for claim in book.claims:
        yield (
            f"claim:{claim.id}",
            {
                "prov:value": claim.text,
                "p:start": claim.start,
                "p:end": claim.end,
                "p:content": claim.content_text,
                "p:statement": claim.statement.text,
                "p:stance": str(claim.stance),
                "p:level": str(claim.level),
                "p:polarity": str(claim.polarity),
                "p:status": str(claim.status),
                "p:confidence": claim.confidence,
            },
        )
    known = {article.id for article in book.articles}
    for missing in dict.fromkeys(claim.article for claim in book.claims if claim.article not in known):
        yield f"article:{missing}", {}


def _agents(book: Casebook) -> Iterator[Node]:
    yield _program(book), {"prov:type": _type("prov:SoftwareAgent"), "prov:label": f"Provenance {book.version}"}
    for outlet in dict.fromkeys(article.outlet for article in book.articles if article.outlet):
        yield key("outlet", outlet), {"prov:type": _type("prov:Organization"), "prov:label": outlet}
    labels = {_source(claim, i): claim.attribution[i] for claim in book.claims for i in range(len(claim.attribution))}
    for identifier, hop in labels.items():
        yield identifier, {"prov:label": hop.label, "p:kind": str(hop.kind), "p:naming": str(hop.naming)}
    for name in dict.fromkeys(review.by for review in book.reviews):
        yield key("person", name), {"prov:type": _type("prov:Person"), "prov:label": name}


def _activities(book: Casebook) -> Iterator[Node]:
    yield _READING, {"prov:label": "reading and extraction", "prov:endTime": book.made_at.isoformat()}
    for number, review in enumerate(book.reviews, 1):
        at = review.at.isoformat()
        said = {"p:verdict": str(review.verdict), "p:why": review.why}
        said |= {"p:wording": review.wording} if review.wording else {}
        yield f"review:{number}", {"prov:startTime": at, "prov:endTime": at, **said}


def _derivations(book: Casebook) -> Iterator[Node]:
    for article in book.articles:
        if article.sha256:
            ends: dict[str, Json] = {
                "prov:generatedEntity": f"article:{article.id}",
                "prov:usedEntity": f"file:{article.sha256}",
            }
            yield f"_:read-{article.id}", ends
    for claim in book.claims:
        yield (
            f"_:quoted-{claim.id}",
            {
                "prov:generatedEntity": f"claim:{claim.id}",
                "prov:usedEntity": f"article:{claim.article}",
                "prov:type": _type("prov:Quotation"),
            },
        )


def _attributions(book: Casebook) -> Iterator[dict[str, Json]]:
    for article in book.articles:
        if article.outlet:
            yield {"prov:entity": f"article:{article.id}", "prov:agent": key("outlet", article.outlet)}
    for claim in book.claims:
        for i in range(len(claim.attribution)):
            yield {"prov:entity": f"claim:{claim.id}", "prov:agent": _source(claim, i), "p:step": i + 1}


def _generations(book: Casebook) -> Iterator[dict[str, Json]]:
    for claim in book.claims:
        yield {"prov:entity": f"claim:{claim.id}", "prov:activity": _READING}


def _uses(book: Casebook) -> Iterator[dict[str, Json]]:
    shown = {claim.id for claim in book.claims}
    for article in book.articles:
        yield {"prov:activity": _READING, "prov:entity": f"article:{article.id}"}
    for number, review in enumerate(book.reviews, 1):
        if review.target in shown:
            yield {"prov:activity": f"review:{number}", "prov:entity": f"claim:{review.target}"}


def _associations(book: Casebook) -> Iterator[dict[str, Json]]:
    yield {"prov:activity": _READING, "prov:agent": _program(book)}
    for number, review in enumerate(book.reviews, 1):
        yield {"prov:activity": f"review:{number}", "prov:agent": key("person", review.by)}


def _source(claim: ClaimRecord, step: int) -> str:
    """A named source is the same wherever it is cited; others only within their article ("officials")."""
    hop = claim.attribution[step]
    return key("source", hop.name) if hop.name else key("source", hop.label, claim.article)


def _program(book: Casebook) -> str:
    return f"program:{book.version}"


def _type(name: str) -> dict[str, Json]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _numbered(name: str, bodies: Iterable[dict[str, Json]]) -> Iterator[Node]:
    """PROV-JSON wants a name for every relation; blank ones will do."""
    for number, body in enumerate(bodies, 1):
        yield f"_:{name}-{number}", body

"""A casefile's records as files: one module a format, listed in `FORMATS`.

A format's module has `write(book, out)`, which writes a whole casebook as bytes and may raise MissingExtra.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from provenance.errors import NotFound
from provenance.records import Casebook


@dataclass(frozen=True, slots=True)
class Format:
    """One form of the report. `module` is imported when it is asked for."""

    suffix: str
    media_type: str
    module: str
    summary: str


FORMATS = {
    "markdown": Format(".md", "text/markdown", "provenance.reports.markdown", "citation report in Markdown"),
    "html": Format(".html", "text/html", "provenance.reports.html", "citation report as one HTML file"),
    "pdf": Format(".pdf", "application/pdf", "provenance.reports.pdf", "citation report as PDF"),
    "docx": Format(
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "provenance.reports.docx",
        "citation report for Word",
    ),
    "csv": Format(".csv", "text/csv", "provenance.reports.csv", "the claims, for a spreadsheet"),
    "json": Format(".json", "application/json", "provenance.reports.json", "everything, for a program"),
    "jsonl": Format(".jsonl", "application/jsonl", "provenance.reports.jsonl", "the claims, one a line, for a program"),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", "provenance.reports.parquet", "claims, typed"),
    "csl": Format(
        ".csl.json", "application/vnd.citationstyles.csl+json", "provenance.reports.csl", "the articles, to cite"
    ),
    "bibtex": Format(".bib", "application/x-bibtex", "provenance.reports.bibtex", "articles, to cite with LaTeX"),
    "webannotation": Format(
        ".anno.jsonld", "application/ld+json", "provenance.reports.webannotation", "the passages, as W3C annotations"
    ),
    "prov": Format(".prov.json", "application/json", "provenance.reports.prov", "how it came about, as W3C PROV-JSON"),
    "claimreview": Format(
        ".claims.jsonld", "application/ld+json", "provenance.reports.claimreview", "the claims, for schema.org"
    ),
}


def write_report(book: Casebook, name: str, out: BinaryIO) -> None:
    """Writes `book` in the format of this name.

    Raises:
        NotFound: No such format; `known` lists them.
        MissingExtra: The format needs an optional part.
    """
    if name not in FORMATS:
        raise NotFound("format", name, tuple(FORMATS))
    import_module(FORMATS[name].module).write(book, out)

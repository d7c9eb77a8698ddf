"""The addresses in tables and lists, for whoever wants the pages behind them fetched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from provenance.errors import ReadingError
from provenance.reading.columns import SAMPLE, columns_of
from provenance.reading.decoding import decode
from provenance.reading.document import BadPart, DamagedError
from provenance.reading.json_articles import addresses_in
from provenance.reading.references import addresses_of_references, references_in_rdf, references_in_ris
from provenance.reading.signatures import CSV, JSON, RIS, XLSX, ZOTERO
from provenance.reading.sources import open_source
from provenance.reading.table import Row, addresses_of


def listed_addresses(source: Path | str) -> list[str]:
    """The addresses in a table (CSV, XLSX) or a list (JSON, RIS, Zotero's RDF), each once, in order.

    Raises:
        ReadingError: It cannot be read.
    """
    opened = open_source(source)
    try:
        if opened.media_type == JSON:
            return addresses_in(decode(opened.data))
        if opened.media_type == RIS:
            return addresses_of_references(references_in_ris(opened.data))
        if opened.media_type == ZOTERO:
            return addresses_of_references(references_in_rdf(opened.data))
        if opened.media_type == CSV:
            from provenance.reading.csv_table import csv_rows

            return _of_rows(*csv_rows(opened.data))
        if opened.media_type == XLSX:
            from provenance.reading.xlsx import xlsx_sheets

            found = (_of_rows(names, rows) for _, names, rows in xlsx_sheets(opened.data))
            return list(dict.fromkeys(address for sheet in found for address in sheet))
    except DamagedError as error:
        raise ReadingError(opened.label, str(error)) from error
    return []


def _of_rows(names: list[str], rows: Iterable[Row | BadPart]) -> list[str]:
    every = list(rows)
    columns = columns_of(names, [row.cells for row in every[:SAMPLE] if isinstance(row, Row)], {})
    return addresses_of(columns, every)

"""The data that an HTML report carries, so that it can be verified without anything else.

A `template` is neither shown nor run. The JSON in it is ASCII and escaped as text, so nothing in it can end it.
"""

from __future__ import annotations

import json

from provenance.records import Casebook
from provenance.reports.markup import Html, tag
from provenance.reports.plain import as_json

ELEMENT, ID = "template", "casebook"


def embedded(book: Casebook) -> Html:
    """The whole casebook as an element that no reader sees."""
    return tag(ELEMENT, json.dumps(as_json(book), ensure_ascii=True, separators=(",", ":")), id=ID)

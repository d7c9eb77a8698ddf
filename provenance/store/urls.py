"""What to call a database: a path, or a URL without its secrets. Plain text work, so that any message can afford it."""

from __future__ import annotations

import re

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""What connects to the kind of database that a URL begins with."""

_SECRET = re.compile(r"(?i)(?<=[?&])((?:ssl)?password|passfile)=[^&#]*&?")


def shown(where: object) -> str:
    """A path as it is; the URL of a server without user and password, even where it is badly written."""
    text = str(where)
    scheme, found, rest = text.partition("://")
    if not found or scheme.startswith("sqlite"):
        return text
    # A password may hold any sign where somebody forgot to escape it: only what is behind the last @ is surely none.
    return f"{scheme}://{_SECRET.sub('', rest.rpartition('@')[2]).rstrip('?&')}"

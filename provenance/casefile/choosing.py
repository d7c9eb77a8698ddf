"""What a person names or chooses, found or refused."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection

from provenance.errors import InvalidRequest, NotFound, did_you_mean
from provenance.store import (
    sources,
)
from provenance.store.rows import source_key

Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], value: str, what: str) -> Choice:
    """The one of a closed set. Raises InvalidRequest, which names them all."""
    try:
        return kind(value)
    except ValueError:
        meant = did_you_mean(value, kind)
        raise InvalidRequest(f"{value!r} is no {what}{meant}; choose one of: {', '.join(kind)}") from None


def known_source(connection: Connection, name: str) -> tuple[str, str]:
    """The key and the usual label of a cited source or an outlet. Raises NotFound."""
    key = source_key(name)
    label = sources.known_label(connection, key)
    if label is None:
        raise NotFound("source or outlet", name, sources.nearest_names(connection, name))
    return key, label

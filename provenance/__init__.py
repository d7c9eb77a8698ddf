"""Who says this, how sure are they, and who else says so."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from provenance.version import __version__

if TYPE_CHECKING:  # what __getattr__ hands out, for type checkers
    from provenance.casefile import Casefile
    from provenance.extraction import extract
    from provenance.matching import ClaimIndex, compare, match
    from provenance.model import Article, Claim, Link
    from provenance.reading import read

__all__ = ["Article", "Casefile", "Claim", "ClaimIndex", "Link", "__version__", "compare", "extract", "match", "read"]

_HOMES = {
    "Article": "provenance.model",
    "Casefile": "provenance.casefile",
    "Claim": "provenance.model",
    "ClaimIndex": "provenance.matching",
    "Link": "provenance.model",
    "compare": "provenance.matching",
    "extract": "provenance.extraction",
    "match": "provenance.matching",
    "read": "provenance.reading",
}


def __getattr__(name: str) -> Any:
    """Loads a public name on first use, so that importing the package stays cheap (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'provenance' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

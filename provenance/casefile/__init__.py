"""The one door to a database of articles, claims, links and verdicts."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what __getattr__ hands out, for type checkers
    from provenance.casefile.case import Casefile
    from provenance.casefile.steps import InstalledSteps, Steps

__all__ = ["Casefile", "InstalledSteps", "Steps"]

_HOMES = {
    "Casefile": "provenance.casefile.case",
    "InstalledSteps": "provenance.casefile.steps",
    "Steps": "provenance.casefile.steps",
}


def __getattr__(name: str) -> Any:
    """Loads a public name on first use: a worker process needs no database (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'provenance.casefile' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value

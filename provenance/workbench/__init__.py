"""The workbench: a casefile as pages in a browser, and the same answers as JSON under /api."""

from provenance.workbench.app import create_app
from provenance.workbench.settings import Settings

__all__ = ["Settings", "create_app"]

"""The casefile as JSON: the same answers as on the pages, with the names that `--json` has."""

from provenance.workbench.api import asking, changing, checking, correcting

ROUTERS = (asking.router, changing.router, correcting.router, checking.router)

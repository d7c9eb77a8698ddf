"""The page that tells people what programs can ask; the usual one would load its scripts from elsewhere."""

from __future__ import annotations

from collections import defaultdict

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.workbench.api.answers import description
from provenance.workbench.rendering import page

router = APIRouter()


@router.get("/api")
def programs(request: Request) -> HTMLResponse:
    """Every request of the API, by what it is about."""
    sections = defaultdict(list)
    for path, methods in description(request.app)["paths"].items():
        for method, operation in methods.items():
            fields = [field["name"] for field in operation.get("parameters", ()) if field["in"] == "query"]
            line = operation["description"].partition("\n")[0]
            sections[operation["tags"][0]].append((f"{method.upper()} {path}", line, fields))
    return page(request, "programs.html", sections=sections)

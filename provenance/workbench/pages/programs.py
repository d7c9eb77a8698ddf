"""The page that tells people what programs can ask; the usual one would load its scripts from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from provenance.workbench.api.answers import description
from provenance.workbench.rendering import page

router = APIRouter()


@router.get("/api")
def programs(request: Request) -> HTMLResponse:
    """Every request of the API, by what it is about."""
    sections = defaultdict(list)
    described = description(request.app)
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            line = operation["description"].partition("\n")[0]
            fields = [*_asked(operation), *_sent(operation, described["components"]["schemas"])]
            sections[operation["tags"][0]].append((f"{method.upper()} {path}", line, fields))
    return page(request, "programs.html", sections=sections)


def _asked(operation: dict[str, Any]) -> list[str]:
    """The fields of the query."""
    return [field["name"] for field in operation.get("parameters", ()) if field["in"] == "query"]


def _sent(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """The fields of the body."""
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    names = [body["schema"]["$ref"].rpartition("/")[2] for body in bodies]
    return [field for name in names for field in schemas[name]["properties"]]

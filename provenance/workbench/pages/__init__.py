"""The pages, one module each."""

from provenance.workbench.pages import articles, claims, decisions

ROUTERS = (claims.router, articles.router, decisions.router)

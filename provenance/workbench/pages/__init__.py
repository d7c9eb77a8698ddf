"""The pages, one module each."""

from provenance.workbench.pages import (
    add,
    adding,
    articles,
    check,
    claims,
    conflicts,
    correcting,
    corroboration,
    decisions,
    desk,
    programs,
    reading,
    report,
    review,
    shelf,
    sources,
)

ROUTERS = (
    desk.router,
    add.router,
    reading.router,
    claims.router,
    check.router,
    shelf.router,
    articles.router,
    adding.router,
    corroboration.router,
    conflicts.router,
    sources.router,
    decisions.router,
    correcting.router,
    report.router,
    review.router,
    programs.router,
)

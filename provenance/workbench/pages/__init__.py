"""The pages, one module each."""

from provenance.workbench.pages import add, articles, claims, conflicts, corroboration, decisions, desk, report

ROUTERS = (
    desk.router,
    add.router,
    claims.router,
    articles.router,
    corroboration.router,
    conflicts.router,
    decisions.router,
    report.router,
)

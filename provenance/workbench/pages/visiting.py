"""What is the same whatever casefile is open: who a visitor is, signing in and out, what words mean and keys do."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse

from provenance.reports.glossary import glossary
from provenance.workbench.answering import Checked, Next, back
from provenance.workbench.authentication import Authentication, client_of
from provenance.workbench.pages.decisions import Words
from provenance.workbench.rendering import page
from provenance.workbench.visitor import be, person, tell

router = APIRouter()


@router.get("/you")
def you(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002  (the field's name)
    """Asks for the name that is put under decisions."""
    return page(request, "you.html", then=next)


@router.post("/you", dependencies=[Checked])
def become(request: Request, by: Words, then: Next = "/") -> RedirectResponse:
    """Takes the name."""
    be(request, by)
    tell(request, f"You decide as {person(request)}." if person(request) else "No name is given.")
    return back(then)


@router.get("/words")
def words(request: Request) -> HTMLResponse:
    """What the words on the pages mean."""
    return page(request, "words.html", terms=glossary())


@router.get("/keys")
def keys(request: Request) -> HTMLResponse:
    """What each key does."""
    return page(request, "keys.html")


@router.get("/sign-in")
def sign_in(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002  (the field's name)
    """Asks for the password."""
    return page(request, "sign_in.html", then=next)


@router.post("/sign-in", dependencies=[Checked])
def signed_in(request: Request, password: Words, then: Next = "/") -> RedirectResponse:
    """Lets in whoever knows the password."""
    authentication = _authentication(request)
    if authentication.is_needed:
        attempt = authentication.attempt(password.encode("utf-8", "replace"), client_of(request.scope))
        if attempt.wait:
            raise HTTPException(429, attempt.words, attempt.headers)
        if not attempt.right:
            raise HTTPException(403, "That is not the password. Go back and try again.")
        authentication.sign_in(request.session)
    return back(then)


@router.post("/sign-out", dependencies=[Checked])
def sign_out(request: Request) -> RedirectResponse:
    """Ends the session, and forgets the visitor."""
    _authentication(request).sign_out(request.session)
    return back("/sign-in")


def _authentication(request: Request) -> Authentication:
    authentication: Authentication = request.app.state.authentication
    return authentication

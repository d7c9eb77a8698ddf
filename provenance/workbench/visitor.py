"""What the workbench remembers of a visitor, in a signed cookie: their name, their last visit, a message to show."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

from fastapi import Request

from provenance.workbench.addresses import root_of

LONGEST_NAME = 100
LONGEST_MESSAGE = 1_000
"""Characters of a message as it stands in the cookie, in ASCII: browsers drop cookies of more than 4,096 (RFC 6265,
6.1), and a name of emoji, what else is in it and the encoding take more than half of that."""
NEW_VISIT = timedelta(minutes=30)
"""After so long without a look at the desk, the next look is a new visit (the usual length of a web session)."""
CASEFILES_KNOWN = 10
"""Casefiles of which a cookie remembers the visits, as numbers: some 400 characters of it."""


def person(request: Request) -> str:
    """The name that is put under decisions, or ""."""
    return str(request.session.get("person") or request.app.state.settings.person)


def be(request: Request, name: str) -> None:
    """Notes the visitor's name."""
    request.session["person"] = " ".join(name.split())[:LONGEST_NAME]


def tell(request: Request, message: str) -> None:
    """Leaves a message for the next page, as long as a cookie has room for."""
    while len(json.dumps(message)) > LONGEST_MESSAGE:
        message = f"{message[: len(message) * 9 // 10]}…"
    request.session["message"] = message


def take_message(request: Request) -> str | None:
    """The message that was left, which is then forgotten."""
    found = request.session.pop("message", None) if "message" in request.session else None
    return None if found is None else str(found)


def last_visit(request: Request, now: datetime | None = None) -> datetime | None:
    """When the visitor's visit to this casefile before this one ended; None on the first.

    To be called once a look at the desk.
    """
    moment = int((now or datetime.now(UTC)).timestamp())
    key = hashlib.blake2b(root_of(request.scope).encode(), digest_size=4).hexdigest()
    visits: dict[str, list[int | None]] = request.session.get("visits", {})
    before, seen = visits.pop(key, (None, None))
    if seen is not None and moment - seen > NEW_VISIT.total_seconds():
        before = seen
    latest = {**visits, key: [before, moment]}
    request.session["visits"] = dict(list(latest.items())[-CASEFILES_KNOWN:])
    return None if before is None else datetime.fromtimestamp(before, UTC)

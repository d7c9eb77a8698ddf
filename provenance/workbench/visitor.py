"""What the workbench remembers of a visitor, in a signed cookie: their name, their last visit, a message to show."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from fastapi import Request

LONGEST_NAME = 100
LONGEST_MESSAGE = 1_000
"""Characters of a message as it stands in the cookie, in ASCII: browsers drop cookies of more than 4,096 (RFC 6265,
6.1), and a name of emoji, what else is in it and the encoding take more than half of that."""
NEW_VISIT = timedelta(minutes=30)
"""After so long without a look at the desk, the next look is a new visit (the usual length of a web session)."""


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
    """When the visitor's visit before this one ended; None on the first. To be called once a look at the desk."""
    moment = now or datetime.now(UTC)
    seen = _moment(request.session.get("seen"))
    if seen is not None and moment - seen > NEW_VISIT:
        request.session["before"] = seen.isoformat()
    request.session["seen"] = moment.isoformat()
    return _moment(request.session.get("before"))


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None

"""Posts of a chat or channel, as Telegram Desktop exports them in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from provenance.reading.days import day_of
from provenance.reading.document import Document, Facts
from provenance.reading.json_items import Item
from provenance.reading.passages import document_of_words, words_in

_TYPES = ("message", "service")


def fits(value: Mapping[str, Any]) -> bool:
    """Whether a value of JSON is a post, or a chat that holds posts."""
    posts = value.get("messages")
    if isinstance(posts, list):
        return any(isinstance(post, dict) and fits(post) for post in posts[:20])
    return (
        value.get("type") in _TYPES
        and ("date" in value or "date_unixtime" in value)
        and ("text" in value or "actor" in value)
    )


def articles(item: Item) -> Iterator[tuple[str, Document | str]]:
    """The article of a post, or of each in a chat; notices of who joined and the like are passed over."""
    value: Mapping[str, Any] = item.value  # type: ignore[assignment]
    posts = value.get("messages")
    if isinstance(posts, list):
        for number, post in enumerate(posts):
            if isinstance(post, dict):
                inner = Item(f"{item.pointer}/messages/{number}", post, {"name": value.get("name")})
                yield from ((f"/messages/{number}{name}", found) for name, found in articles(inner))
        return
    if value.get("type") != "message":
        return
    words = _words(value.get("text"))
    if not words.strip():
        return  # a picture or a voice
    facts = Facts()
    facts.tell("outlet", words_in(item.beside.get("name")), "telegram: name of the chat")
    for name in ("forwarded_from", "author", "from"):
        writer = words_in(value.get(name))
        facts.tell("byline", writer if writer != facts.outlet else None, f"telegram: {name}")
    told = words_in(value.get("date") or value.get("date_unixtime"))
    day = day_of(told) or _day_since_1970(told)
    if day is None:
        yield "", f"its date {told!r} is none"
        return
    facts.tell("published_on", day, "telegram: date")
    facts.tell("modified_on", day_of(words_in(value.get("edited"))), "telegram: edited")
    yield "", document_of_words(words, f"{item.pointer}/text", facts, markup=False)


def _day_since_1970(seconds: str) -> date | None:
    """The day, in UTC, of a number of seconds."""
    try:
        return datetime.fromtimestamp(float(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _words(value: object) -> str:
    """The text of a post, which is cut where its type changes: links, bold."""
    if isinstance(value, list):
        return "".join(part if isinstance(part, str) else _words(part.get("text")) for part in value if _is_part(part))
    return value if isinstance(value, str) else ""


def _is_part(value: object) -> bool:
    return isinstance(value, str | dict)

"""A little HTML that cannot be broken by what is put into it: text is escaped unless it is already `Html`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from provenance.reports.visible import visible


class Html(str):
    """Text that is markup already. Only this module makes it."""

    __slots__ = ()


Content: TypeAlias = "str | Html | Iterable[Content] | None"
_VOID = frozenset({"meta", "br", "hr"})


def tag(name: str, /, *content: Content, **attributes: str | None) -> Html:
    """An element. `class_` stands for class, `data_x` for data-x; an attribute that is None is left out."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(visible(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{pairs}>") if name in _VOID else Html(f"<{name}{pairs}>{joined(content)}</{name}>")


def joined(content: Content) -> Html:
    """Everything in `content`, escaped where it is plain text."""
    if content is None:
        return Html()
    if isinstance(content, Html):
        return content
    if isinstance(content, str):
        return Html(escape(visible(content)))
    return Html("".join(joined(part) for part in content))


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[Content]], class_: str | None = None) -> Html:
    """A table with a caption; the first cell of a row is its heading."""
    head = tag("tr", *(tag("th", one, scope="col") for one in heads))
    body = [
        tag("tr", *(tag("th", cell, scope="row") if not i else tag("td", cell) for i, cell in enumerate(row)))
        for row in rows
    ]
    inner = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body), class_=class_)
    # A wide table scrolls in its own box; the box can be reached with the keyboard.
    return tag("div", inner, class_="wide", role="region", aria_label=caption, tabindex="0")

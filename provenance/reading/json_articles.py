"""JSON with articles: feeds, news of agencies, chats and fact-checks by their shape, other lists by their names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from typing import Any, Protocol, cast

from provenance.model import Original
from provenance.reading import claim_review, json_feed, ninjs, telegram
from provenance.reading.columns import SAMPLE, columns_of, document_of_row
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Document, Part
from provenance.reading.json_items import Item, items_of
from provenance.reading.passages import words_in
from provenance.reading.signatures import JSON
from provenance.reading.table import only_addresses

ITEMS = 200_000
_WHOLE = 20_000_000  # characters of a document that may be one article by itself
_DEEPEST = 3  # names within names


class Shape(Protocol):
    """A format that stands in lists of JSON."""

    def fits(self, value: Mapping[str, Any], /) -> bool:
        """Whether a value is of the format."""

    def articles(self, item: Item, /) -> Iterator[tuple[str, Document | str]]:
        """The articles in a value, each with its pointer in it, or why there is none."""


_SHAPES = cast(tuple[Shape, ...], (telegram, claim_review, ninjs, json_feed))


def open_json(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The articles in lists, however deep; where the text of each stands is a JSON pointer (RFC 6901).

    Raises:
        DamagedError: It is damaged, and the articles before the damage came; or there are no articles in it.
    """
    text = decode(data)
    original = Original(data, JSON)
    damage: list[DamagedError] = []
    number = 0
    for number, (pointer, content) in enumerate(_articles(text, allowance, damage), 1):
        name = f"#{pointer}" if pointer else ""
        if number > ITEMS:
            yield BadPart(name, f"it has more than {ITEMS:,} articles; split it")
            return
        if isinstance(content, str):
            yield BadPart(name, content, left_out=not name)
        elif not allowance.spend(len(content.text)):
            yield BadPart(name, "it holds more than is allowed; split it")
            return
        else:
            yield Part(name or "#", content, original, in_list=True)
    if damage:
        raise damage[0]
    if not number:
        raise DamagedError("there are no articles in this JSON: no list in it has texts or addresses")


def article_of(value: Mapping[str, Any]) -> Document | None:
    """The article that one object is, by its shape or its names; None where it is none."""
    whole = Item("", value, {})
    shape = _shape([whole])
    found = _shaped(shape, [whole]) if shape is not None else _rows([whole], [whole], Allowance())
    return next((one for _, one in found if isinstance(one, Document)), None)


def addresses_in(text: str) -> list[str]:
    """The addresses of the elements of lists that look like articles, each once, in order."""
    found: dict[str, None] = {}
    for _, items in groupby(_until_damage(text, []), key=lambda item: item.pointer.rpartition("/")[0]):
        rows = [_flat(item.value) for item in items]
        names = list(dict.fromkeys(name for row in rows[:SAMPLE] for name in row))
        cells = [[row.get(name, "") for name in names] for row in rows]
        columns = columns_of([".".join(name) for name in names], cells[:SAMPLE], {})
        found |= dict.fromkeys(columns.cell(row, "url") for row in cells)
    return [address for address in found if address.startswith(("http://", "https://"))]


def _articles(text: str, allowance: Allowance, damage: list[DamagedError]) -> Iterator[tuple[str, Document | str]]:
    """Where each article stands, and the article, or why there is none."""
    whole = _whole(text)
    shape = _shape([whole]) if whole is not None else None
    if whole is not None and shape is not None:
        yield from _shaped(shape, [whole])
        return
    found, notices = False, []
    for _, items in groupby(_until_damage(text, damage), key=lambda item: item.pointer.rpartition("/")[0]):
        first = list(islice(items, SAMPLE))
        shape = _shape(first)
        several = chain(first, items)  # noqa: B031 what is left of the group
        for pointer, one in _shaped(shape, several) if shape is not None else _rows(first, several, allowance):
            if pointer:
                found = True
                yield pointer, one
            else:
                notices.append(("", one))  # pictures of articles have addresses, too
    alone = [] if found or whole is None else list(_rows([whole], [whole], allowance))
    if not found:
        yield from alone if any(isinstance(one, Document) for _, one in alone) else notices


def _until_damage(text: str, damage: list[DamagedError]) -> Iterator[Item]:
    try:
        yield from items_of(text)
    except DamagedError as error:
        damage.append(error)


def _whole(text: str) -> Item | None:
    """A document that is one object, which may be an article; None for any other."""
    if not text.lstrip().startswith("{") or len(text) > _WHOLE:
        return None
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return Item("", value, {}) if isinstance(value, dict) else None


def _shape(items: Iterable[Item]) -> Shape | None:
    values = [item.value for item in items if isinstance(item.value, dict)]
    return next((shape for shape in _SHAPES if any(map(shape.fits, values))), None)


def _shaped(shape: Shape, items: Iterable[Item]) -> Iterator[tuple[str, Document | str]]:
    for item in items:
        if isinstance(item.value, dict):
            try:
                yield from ((item.pointer + pointer, one) for pointer, one in shape.articles(item))
            except DamagedError as error:
                yield item.pointer, str(error)


def _rows(first: Sequence[Item], items: Iterable[Item], allowance: Allowance) -> Iterator[tuple[str, Document | str]]:
    """The articles of a list whose elements have the names of `columns.toml`; none where they have no such names."""
    flat = [_flat(item.value) for item in first]
    names = list(dict.fromkeys(name for row in flat for name in row))
    shown = [".".join(name) for name in names]
    columns = columns_of(shown, [[row.get(name, "") for name in names] for row in flat], allowance.columns)
    if "text" not in columns.places:
        if "url" in columns.places:
            at = names[columns.places["url"]]
            found = {_flat(item.value).get(at, "") for item in items}
            count = sum(address.startswith(("http://", "https://")) for address in found)
            yield "", only_addresses(count, shown[columns.places["url"]])
        return
    inner = "/".join(part.replace("~", "~0").replace("/", "~1") for part in names[columns.places["text"]])
    for item in items:
        row = _flat(item.value)
        try:
            yield (
                item.pointer,
                document_of_row(columns, [row.get(name, "") for name in names], f"{item.pointer}/{inner}"),
            )
        except DamagedError as error:
            yield item.pointer, str(error)


def _flat(value: object) -> dict[tuple[str, ...], str]:
    """The texts of an object by their names, those within names within it."""
    found: dict[tuple[str, ...], str] = {}

    def collect(inner: object, names: tuple[str, ...]) -> None:
        if isinstance(inner, dict) and len(names) < _DEEPEST:
            for name, one in inner.items():
                collect(one, (*names, name))
        elif names and (words := words_in(inner)):
            found[names] = words

    collect(value, ())
    return found

"""JSON one item after the other: what lists hold, without the whole in memory, and up to a damage."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import NamedTuple

from provenance.reading.document import DamagedError

DEEPEST = 6
"""Objects within objects in which lists are looked for."""
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


class Item(NamedTuple):
    """One element of a list: its JSON pointer (RFC 6901), its value, and what stood beside the lists above it."""

    pointer: str
    value: object
    beside: dict[str, object]


def items_of(text: str) -> Generator[Item, None, None]:
    """The elements of every list that stands in the document or in an object of it, in order.

    Raises:
        DamagedError: It is no JSON from some place on, which it names; what stands before came.
    """
    end = yield from _value(text, _skip(text, 0), "", {}, 0)
    rest = _skip(text, end)
    if rest < len(text):
        raise _damaged(text, rest, "there is more behind its end")


def _value(text: str, at: int, pointer: str, beside: dict[str, object], depth: int) -> Generator[Item, None, int]:
    """The items of a value that begins at a place; returns where it ends."""
    sign = text[at : at + 1]
    if sign == "[":
        return (yield from _list(text, at + 1, pointer, beside))
    if sign == "{" and depth < DEEPEST:
        return (yield from _object(text, at + 1, pointer, beside, depth))
    return _decoded(text, at)[1]


def _list(text: str, at: int, pointer: str, beside: dict[str, object]) -> Generator[Item, None, int]:
    at, number = _skip(text, at), 0
    while text[at : at + 1] != "]":
        value, at = _decoded(text, at)
        yield Item(f"{pointer}/{number}", value, beside)
        number += 1
        at = _after(text, at, "]")
    return at + 1


def _object(text: str, at: int, pointer: str, beside: dict[str, object], depth: int) -> Generator[Item, None, int]:
    at, known = _skip(text, at), dict(beside)
    while text[at : at + 1] != "}":
        key, at = _decoded(text, at)
        if not isinstance(key, str):
            raise _damaged(text, at, "a name is no text")
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise _damaged(text, at, "':' is missing")
        at = _skip(text, at + 1)
        inner = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        if text[at : at + 1] in ("[", "{"):
            at = yield from _value(text, at, inner, known, depth + 1)
        else:
            known[key], at = _decoded(text, at)
        at = _after(text, at, "}")
    return at + 1


def _decoded(text: str, at: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _damaged(text, error.pos, error.msg) from error
    except StopIteration as error:
        raise _damaged(text, at, "it ends there") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(text, at, "a number is too long, or it is nested too deep") from error


def _after(text: str, at: int, end: str) -> int:
    """Where the next element begins, or the sign that ends the list or object stands."""
    at = _skip(text, at)
    sign = text[at : at + 1]
    if sign == ",":
        return _skip(text, at + 1)
    if sign != end:
        raise _damaged(text, at, "it ends there" if not sign else "',' is missing")
    return at


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _damaged(text: str, at: int, what: str) -> DamagedError:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return DamagedError(f"its JSON is damaged on line {line}, column {column}: {what}; what stands before is read")

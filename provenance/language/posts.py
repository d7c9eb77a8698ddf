"""Posts of social media as running text: tags as the words they are made of, no links and no names of accounts."""

from __future__ import annotations

import re

_LINK = re.compile(r"(?:https?://|pic\.twitter\.com/|www\.)\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_TAG = re.compile(r"#(\w+)")
_PART = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]|\b|[\d_])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")


def running(text: str) -> str:
    """The text of a post: "#AustralianFires" is "Australian Fires", and a link or "@someone" is no word of it."""
    bare = _HANDLE.sub(" ", _LINK.sub(" ", text))
    return _TAG.sub(lambda tag: f" {' '.join(_PART.findall(tag[1]))} ", bare)

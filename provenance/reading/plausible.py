"""Whether what a page says of itself can be a name, an outlet or a title, and how it reads without what is not."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache

from courlan import extract_domain

from provenance.language.data import load
from provenance.reading.addresses import host_of

_LEAD = re.compile(
    r"^(?:(?:story|text|photos?|analysis|opinion|words|report|edited|review|posted|written|reported|published|"
    r"submitted|contributed|created)\s+)?by\b\s*:?\s*|^(?:author|authors|posted by|from|source)\s*:\s*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"\(?(?<!\w)@[\w.]+\)?")
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]*|[A-Za-z]*\d[\w.-]*|[\w.]+_[\w.]+|\w*[Aa]dmin\w*")
_WHEN = re.compile(
    r"\b(?:\d{1,2}:\d\d|(?:19|20)\d\d)\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
    r"|\b(?:last )?updated\b|\bpublished\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? [A-Z]"
)
_END = re.compile(
    r"\s*[•|]\s.*$|,?\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)(?:,?\s+\d.*)?$"
)
_SPLIT = re.compile(r"\s*(?:,|;|\||\band\b|&)\s*", re.IGNORECASE)
_TAIL = re.compile(r"^(?P<title>.*\S)\s+(?:[|–—·»:-]|::)\s+(?P<tail>\S.{0,60})$")
_GREATER_PART = 0.6  # of the tail of a title is the name of the site
_JOB_BEHIND = re.compile(
    r"(?<=\w)\s+(?:[A-Z]\w+\s+)?(?i:correspondent|reporter|editor|columnist|journalist|photographer|producer)$"
)
_LONGEST_NAME = 120
"""Characters of a byline; a longer one is a text."""


def byline(value: str) -> tuple[str | None, str | None]:
    """A byline as names, or None with the reason why it names nobody."""
    text = " ".join(html.unescape(value).split())
    text = _HANDLE.sub("", _MAIL.sub("", text))
    text = _END.sub("", _LEAD.sub("", text)).strip(" ,;|-–—·•/")
    if not text or text.startswith(("http:", "https:", "www.")):
        return None, "it is an address or a handle, no name"
    if len(text) > _LONGEST_NAME:
        return None, "it is too long for a name"
    if _WHEN.search(text):
        return None, "it tells when, not who"
    names = [name for name in _SPLIT.split(text) if name]
    if all(name.casefold() in _nobody() for name in names):
        return None, "it is what programs put in where nobody is named"
    if len(names) == 1 and (_ACCOUNT.fullmatch(text) or all(len(word) == 1 for word in text.split())):
        return None, "it is the name of an account"
    return _without_jobs(text), None


def outlet(value: str, addresses: Sequence[str]) -> tuple[str | None, str | None]:
    """The name of an outlet, or None with the reason why it is none.

    Args:
        value: What the page says.
        addresses: Of the page, as far as they are known.
    """
    text = " ".join(html.unescape(value).split())
    if text.startswith(("http:", "https:", "//")):
        return None, "it is an address"
    if text.startswith("@"):
        return None, "it is a handle"
    hosts = [host_of(address) for address in addresses]
    if text.casefold() in _platforms() and not any(text.casefold() in host for host in hosts):
        return None, "it is the program that the site is made with"
    if any(text.casefold() in _subdomains(address) for address in addresses):
        return None, "it is a part of the site's address"
    return text or None, None


def title(value: str, names: Sequence[str]) -> str:
    """A title without the name of the site at its end.

    Args:
        value: What the page says.
        names: The outlet, and the site's addresses.
    """
    text = " ".join(html.unescape(value).split())
    found = _TAIL.match(text)
    if found is None:
        return text
    tail = _letters(found["tail"])
    known = [_letters(host_of(name).rpartition(".")[0] if "//" in name else name) for name in names]
    is_site = any(
        tail == name or (len(name) > 3 and ((len(tail) > 3 and tail in name) or name in tail))
        for name in known
        if len(name) >= len(tail) * _GREATER_PART
    )
    return found["title"] if is_site else text


def goes_with(name: str, addresses: Sequence[str]) -> bool:
    """Whether an outlet's name and an address of its page say the same ("The Poe Times", poetimes.example)."""
    letters = _letters(name).removeprefix("the")
    hosts = [_letters(host_of(address)).removeprefix("the") for address in addresses]
    initials = "".join(word[0] for word in name.casefold().split())
    return any((letters and letters in host) or (len(initials) > 1 and host.startswith(initials)) for host in hosts)


def same_name(one: str, other: str | None) -> bool:
    """Whether two names are written with the same letters."""
    return other is not None and _letters(one) == _letters(other)


def _subdomains(address: str) -> list[str]:
    """The labels of an address's host before the domain that somebody registered."""
    domain = extract_domain(address, fast=False) or ""
    return host_of(address).removesuffix(domain).strip(".").split(".")


def _without_jobs(text: str) -> str:
    """Names without what stands behind them that is a job ("…, AP National Political Writer")."""
    head, *parts = re.split(r"\s*,\s*", text)
    kept = [head]
    for part in parts:
        words = {word.casefold().strip(".") for word in part.split()}
        if not words & _jobs():
            kept.append(part)
    return _JOB_BEHIND.sub("", ", ".join(kept))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@cache
def _nobody() -> frozenset[str]:
    return frozenset(load("bylines")["nobody"])


@cache
def _platforms() -> frozenset[str]:
    return frozenset(load("bylines")["platforms"])


@cache
def _jobs() -> frozenset[str]:
    return frozenset(load("bylines")["jobs"])

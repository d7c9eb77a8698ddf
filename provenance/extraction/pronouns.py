"""Whom a pronoun that speaks stands for."""

from __future__ import annotations

from collections.abc import Iterable

from provenance.extraction.memory import Heard
from provenance.extraction.sources import take_apart
from provenance.extraction.speakers import Figure
from provenance.model import Kind

HE, SHE = frozenset(["he", "him", "his"]), frozenset(["she", "her", "hers"])
IT, THEY = frozenset(["it", "its"]), frozenset(["they", "them", "their", "we", "us", "our", "i", "me", "my", "you"])
PRONOUNS = HE | SHE | IT | THEY
RELATIVES = frozenset(("who", "which", "that", "whose"))


def antecedent(pronoun: str, heard: Iterable[Heard], subject: Figure | None) -> tuple[str | None, Kind | None]:
    """Whom a pronoun that speaks stands for: the latest source that fits it, if nobody else came between.

    Args:
        pronoun: Lower case.
        heard: Sources of the same and the two preceding sentences, the latest first.
        subject: Whom the sentence before names first, if anybody.

    Returns:
        (name, kind); both None when it is doubtful.
    """
    personal = pronoun in HE or pronoun in SHE
    for source in heard:
        if source.name is None and personal:
            earlier = source.words.casefold()
            if earlier in PRONOUNS and (earlier in HE) == (pronoun in HE):
                return None, None  # nobody knows whom the same pronoun meant before
            if earlier in PRONOUNS or _is_plural(earlier):
                continue
        if personal and source.person:
            if subject is not None and source.name is not None and subject.name != source.name:
                return subject.name, subject.kind
            return source.name or source.words, source.kind
        if pronoun in IT and not source.person and source.kind in (Kind.ORGANISATION, Kind.OFFICIAL, Kind.MEDIA):
            return source.name or source.words, source.kind
        if pronoun in THEY and source.name is None:
            return source.words, source.kind
    if personal and subject is not None:
        return subject.name, subject.kind
    return None, None


def _is_plural(words: str) -> bool:
    """Whether a description is of several people ("doctors", "two men")."""
    head = take_apart(words).head
    return head.endswith(("people", "men")) or (head.endswith("s") and not head.endswith("ss"))


def agrees(pronoun: str, figure: Figure | None) -> bool:
    """Whether nothing that the article says of `figure` tells that `pronoun` means somebody else."""
    if figure is None or figure.male is None or pronoun not in HE | SHE:
        return True
    return figure.male == (pronoun in HE)

"""What is done to a source and to an article beside the process that stores, by functions that can be sent there.

Only steps that tell which document they begin are ever asked to begin with a later one, so others need not know how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from provenance import faults
from provenance.casefile.silence import other_language, why_silent
from provenance.casefile.steps import InstalledSteps, Steps
from provenance.errors import Fault, Phase, ReadingError, UnsupportedLanguage
from provenance.model import Article, Claim


@dataclass(frozen=True, slots=True)
class Extracted:
    """The claims of an article (None: there are none to be had), what there is to remark on them, and what failed."""

    claims: Sequence[Claim] | None = ()
    remark: str | None = None
    faults: Sequence[Fault] = ()


def prepare(steps: Steps) -> None:
    """Loads what nearly every article needs, before the first one comes."""
    if isinstance(steps, InstalledSteps):
        steps.prepare()


def prepare_nothing(_: Steps) -> None:
    """For those who only compare, which needs little that is large."""


def read(
    steps: Steps, source: str, allow_private: bool, columns: Mapping[str, str], start: int = 0
) -> Iterable[Article | ReadingError]:
    """The articles of a file or address, without those of the first `start` documents in it.

    `columns`: which column of tables holds what; steps that read no tables need not know of it.
    """
    if columns:
        return steps.read_all(source, allow_private=allow_private, start=start, columns=columns)
    if start:
        return steps.read_all(source, allow_private=allow_private, start=start)
    return steps.read_all(source, allow_private=allow_private)


def read_bytes(
    steps: Steps, data: bytes | Path, name: str, path: str | None, start: int = 0
) -> Iterable[Article | ReadingError]:
    """The articles of bytes, or of a file that was sent; see `read`."""
    data = data.read_bytes() if isinstance(data, Path) else data
    if start:
        return steps.read_all(data, name=name, path=path, start=start)
    return steps.read_all(data, name=name, path=path)


def extract(steps: Steps, article: Article) -> Extracted:
    """The claims, or why there are none."""
    with faults.collecting() as found:
        try:
            claims = faults.isolated(Phase.EXTRACTION, article.path or article.id, lambda: steps.extract(article))
        except UnsupportedLanguage as error:
            return Extracted(remark=other_language(error.language))
    if claims is None:
        return Extracted(None, faults=found)
    return Extracted(claims, None if claims else why_silent(article), found)

"""The tools that decide: only where the server was started so, under a given name, and what the log can take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from provenance.assistant.fencing import fenced
from provenance.assistant.reading import Id
from provenance.casefile import Casefile
from provenance.model import Verdict
from provenance.reports.plain import as_json

Why = Annotated[str, Field(min_length=1, max_length=1_000, description="For what reason.")]


class Deciding:
    """What an assistant may write into a casefile, always as `by`."""

    def __init__(self, case: Casefile, by: str) -> None:
        self._case = case
        self._by = by

    @property
    def tools(self) -> tuple[Callable[..., str], ...]:
        """In the order in which they are listed."""
        return (self.review, self.note, self.tag, self.keep, self.undo)

    def review(self, target: Id, verdict: Verdict, why: Why) -> str:
        """Accept or reject a claim or a link, or take a verdict back ("open"). The log keeps it; it can be undone."""
        return fenced(as_json(self._case.review(target, verdict, by=self._by, why=why)))

    def note(self, target: Id, text: Annotated[str, Field(min_length=1, max_length=10_000)]) -> str:
        """Note something on a claim, a link or an article. It is kept in the log, and can be undone."""
        return fenced(as_json(self._case.note(target, text, by=self._by)))

    def tag(self, target: Id, tag: Annotated[str, Field(min_length=1, max_length=100)]) -> str:
        """Put a tag on a claim or a link. It is kept in the log, and can be undone."""
        return fenced({"entry": self._case.tag(target, tag, by=self._by).number, "tag": tag})

    def keep(self, statement: Annotated[str, Field(min_length=1, max_length=1_000)], why: Why) -> str:
        """Keep a statement, to be checked by a person. It is kept in the log, and can be undone."""
        return fenced(as_json(self._case.keep(statement, by=self._by, why=why)))

    def undo(self, why: Why) -> str:
        """Take back what was last decided here under this name, by a new entry of the log."""
        return fenced({"undone": as_json(self._case.undo(by=self._by, why=why))})

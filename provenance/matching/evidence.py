"""Evidence: one typed comparison of words of two claims."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.model import ReasonKind, Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of `a` against words of `b`, and what they say.

    `feature` is the name under which the learned weights know it, `strength` in [0, 1] how well the two spans are
    aligned. `moves` is true of a value that can change with time (a toll, a stage).
    `near` in [0, 1] is how close two clashing numbers lie: other events mostly have quite other numbers.
    """

    kind: ReasonKind
    a: Span
    b: Span
    note: str
    feature: str
    strength: float
    moves: bool = False
    near: float = 0.0

    @property
    def clashes(self) -> bool:
        """Whether it speaks against both being true."""
        return not self.kind.startswith("same-")

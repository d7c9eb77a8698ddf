"""What has been found so far about one claim, and the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

from provenance.extraction.certainty.signatures import Effect
from provenance.model import Level, Status

_LEVELS = list(Level)
_STATUSES = list(Status)


@dataclass(slots=True)
class Reading:
    """Starts as a bare fact; each effect can only weaken the level and carry the status further.

    `cues` are token indices.
    """

    level: Level = Level.CERTAIN
    denied: bool = False
    status: Status = Status.ASSERTED
    cues: set[int] = field(default_factory=set)
    excluded: bool = False
    """Whether something further out denies it for sure: then "could" inside is denied with it."""

    @property
    def weakness(self) -> int:
        """0 (certain) to 3 (unknown)."""
        return _LEVELS.index(self.level)

    def apply(self, effect: Effect, *cues: int) -> None:
        """Takes `effect` over, for the words at `cues`."""
        if self.excluded and effect.level is Level.POSSIBLE:
            self.cues.update(cues)
        elif effect.level is not None and _LEVELS.index(effect.level) > _LEVELS.index(self.level):
            self.level = effect.level
        if effect.status is not None and _STATUSES.index(effect.status) > _STATUSES.index(self.status):
            self.status = effect.status
        if effect.denied:
            self.denied = not self.denied
        if effect.level is not None or effect.status is not None or effect.denied:
            self.cues.update(cues)

    def deny(self, *cues: int) -> None:
        """Turns the polarity round, for the words at `cues`."""
        self.denied = not self.denied
        self.cues.update(cues)

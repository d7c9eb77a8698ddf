"""Whether the source of a claim asserts it, denies it, or does neither."""

from __future__ import annotations

from provenance.model import Certainty, Level, Polarity, Stance, Status


def stance(certainty: Certainty) -> Stance:
    """Where the source stands to the claim, by how it is put."""
    if certainty.status is Status.QUESTION or certainty.level is Level.UNKNOWN:
        return Stance.WITHHOLDS
    return Stance.DENIES if certainty.polarity is Polarity.DENIED else Stance.ASSERTS

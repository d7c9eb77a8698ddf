"""What a failure of a database means to the one who asked."""

from __future__ import annotations

from typing import NamedTuple


class Trouble(NamedTuple):
    """What to do about a failure.

    `passing`: it may be gone in a while without anybody's doing. `again`: the same change may be tried at once.
    `refused`: nothing is wrong but what was to be stored.
    """

    remedy: str
    passing: bool = False
    again: bool = False
    refused: bool = False

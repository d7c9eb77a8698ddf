"""Chances and their log-odds, in which evidence adds up."""

from __future__ import annotations

import math


def log_odds(chance: float, certain: float = 0.0) -> float:
    """The log-odds of a chance in (0, 1), which is taken for no surer than `certain` away from 0 and 1."""
    held = min(max(chance, certain), 1 - certain)
    return math.log(held / (1 - held))


def chance_of(total: float) -> float:
    """The chance in (0, 1) whose log-odds these are."""
    return 1 / (1 + math.exp(-total))

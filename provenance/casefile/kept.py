"""Answers that are counted over the whole casefile, kept until something changes.

Whatever changes a casefile appends to its log, in the same transaction. So an answer holds as long as the log ends in
the same entry, whoever writes, and there is nothing to tell anybody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from threading import Lock
from typing import Any, TypeVar

from provenance.bookkeeping import LogState

T = TypeVar("T")

MOST = 128
"""So many answers are kept, those asked for last: some pages of a few people."""


class Kept:
    """Answers by question, as of the state of the log that was asked for last. Any number of threads may ask."""

    def __init__(self) -> None:
        self._state: LogState | None = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def answer(self, state: LogState, question: Hashable, work: Callable[[], T]) -> T:
        """What was answered in this state, or else what `work` answers now; lists are copied, so the caller may change
        them."""
        with self._lock:
            if state != self._state:  # nobody asks for what was before, and it takes memory
                self._state = state
                self._answers.clear()
            if question in self._answers:
                self._answers.move_to_end(question)
                kept: T = copy(self._answers[question])
                return kept
        made = work()
        with self._lock:
            if state == self._state:
                self._answers[question] = copy(made)
                while len(self._answers) > MOST:
                    self._answers.popitem(last=False)
        return made

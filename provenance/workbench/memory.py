"""Memory that was used once, given back to the system.

The allocator of glibc keeps what was freed, in up to eight heaps for each processor, and takes ever larger blocks from
them: a server that made some large reports side by side stays as large as they were together. Source: glibc manual,
3.2.3.9, malloc tunable parameters; mallopt(3), malloc_trim(3).
"""

from __future__ import annotations

import asyncio
import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
LARGE = 1_000_000
"""Bytes of a block that is taken from the system by itself, and given back as soon as it is freed."""
HEAPS = 2
EVERY = 60.0
"""Seconds."""


def be_sparing() -> None:
    """To be called once, before there are threads: few heaps, which are cut off at their free ends."""
    if (libc := _glibc()) is not None:
        for parameter, value in ((_ARENA_MAX, HEAPS), (_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, LARGE)):
            libc.mallopt(parameter, value)


def give_back() -> None:
    """Returns what is free in the midst of heaps as well. Takes some milliseconds, during which others go on."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


async def keep_giving_back() -> None:
    """Does so every now and then, until it is cancelled: reading articles leaves gaps as well."""
    while True:
        await asyncio.sleep(EVERY)
        await asyncio.to_thread(give_back)


def _glibc() -> ctypes.CDLL | None:
    """The running glibc; None on any other system, which has its own way."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None

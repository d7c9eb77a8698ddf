"""The networks that ship with the package, loaded on first use and then shared by all threads of this process."""

from __future__ import annotations

from functools import cache
from threading import Lock

from provenance.networks.network import WEIGHTS, Network

_LOADING = Lock()


def load_network() -> Network:
    """What runs the networks.

    Raises:
        FileNotFoundError: The weights are missing from the installation.
    """
    with _LOADING:
        return _network()


@cache
def _network() -> Network:
    return Network(WEIGHTS)

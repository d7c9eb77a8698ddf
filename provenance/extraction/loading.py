"""The reader that ships with the package, loaded on first use and then shared by all threads of this process."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from provenance.extraction.tagger import Tagger

if TYPE_CHECKING:  # they bring onnxruntime, tokenizers and numpy: only for those who read an article
    from provenance.extraction.judging import SourceHead
    from provenance.extraction.network import Network

_LOADING = Lock()


def load_tagger() -> Tagger:
    """What marks sources, cues and contents.

    Raises:
        FileNotFoundError: The weights are missing from the installation.
    """
    with _LOADING:
        return _tagger()


def load_head() -> SourceHead:
    """What judges sources.

    Raises:
        FileNotFoundError: The weights are missing from the installation.
    """
    with _LOADING:
        return _head()


@cache
def _network() -> Network:
    from provenance.extraction.network import WEIGHTS, Network

    return Network(WEIGHTS)


@cache
def _tagger() -> Tagger:
    from provenance.extraction.encoder import EncoderTagger

    return EncoderTagger(_network())


@cache
def _head() -> SourceHead:
    from provenance.extraction.judging import SourceHead
    from provenance.extraction.network import WEIGHTS

    return SourceHead(_network(), WEIGHTS)

"""The reader that ships with the package, loaded on first use and then shared by all threads of this process."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # they bring onnxruntime, tokenizers and numpy: only for those who read an article
    from provenance.extraction.encoder import EncoderTagger
    from provenance.extraction.judging import SourceHead

_LOADING = Lock()


def load_tagger() -> EncoderTagger:
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
def _tagger() -> EncoderTagger:
    from provenance.extraction.encoder import EncoderTagger
    from provenance.extraction.standing import StanceHead
    from provenance.networks.loading import load_network
    from provenance.networks.network import WEIGHTS

    return EncoderTagger(load_network(), StanceHead(WEIGHTS))


@cache
def _head() -> SourceHead:
    from provenance.extraction.judging import SourceHead
    from provenance.networks.loading import load_network
    from provenance.networks.network import WEIGHTS

    return SourceHead(load_network(), WEIGHTS)

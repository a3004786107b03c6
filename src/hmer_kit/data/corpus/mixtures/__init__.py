"""Records of several data sets in one stream, by shares."""

from __future__ import annotations

from hmer_kit.data.corpus.mixtures.interleaving import Interleaving, shares
from hmer_kit.data.corpus.mixtures.mixture import Mixture, MixtureSource, read_mixture
from hmer_kit.data.corpus.mixtures.stream import MixtureReport, MixtureStream

__all__ = [
    "Interleaving",
    "Mixture",
    "MixtureReport",
    "MixtureSource",
    "MixtureStream",
    "read_mixture",
    "shares",
]

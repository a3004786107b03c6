"""References that deserve a second look, and notation mixed within a set."""

from hmer_kit.error_mining.label_noise.spellings import MixedNotation, mixed_notation
from hmer_kit.error_mining.label_noise.suspects import LabelNoise, LabelSuspect, NoiseKind, find_label_noise

__all__ = [
    "LabelNoise",
    "LabelSuspect",
    "MixedNotation",
    "NoiseKind",
    "find_label_noise",
    "mixed_notation",
]

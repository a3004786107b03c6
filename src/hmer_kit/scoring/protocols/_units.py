"""What protocols count: tokens, characters, symbols with their relations."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import normalize, tokenize

if TYPE_CHECKING:
    from hmer_kit.latex import Profile
    from hmer_kit.scoring.samples import SampleScore


def normal_tokens(latex: str, *, profile: Profile) -> list[str]:
    """Return the tokens of the normal form; those that stand there where it does not parse."""
    try:
        return normalize(latex, profile=profile).latex.split()
    except LatexError:
        return tokenize(latex)


token_edits = attrgetter("token_edits")
"""Counts the tokens to substitute, insert and delete; in C, for it is asked for every sample that is wrong."""


def token_sizes(sample: SampleScore) -> tuple[int, int]:
    """Count tokens."""
    prediction, reference = sample.tokens
    return len(prediction), len(reference)


def character_edits(sample: SampleScore) -> int:
    """Count the characters to substitute, insert and delete."""
    return sample.character_edits


def character_sizes(sample: SampleScore) -> tuple[int, int]:
    """Count characters, blanks left out."""
    prediction, reference = sample.characters
    return len(prediction), len(reference)


def graph_errors(sample: SampleScore) -> int:
    """Count wrong labels of nodes and edges."""
    return sample.labels[0]


def graph_sizes(sample: SampleScore) -> tuple[int, int]:
    """Count symbols and relations."""
    _, predicted, expected = sample.labels
    return 2 * predicted - bool(predicted), 2 * expected - bool(expected)

"""A writer: the constants of one hand, drawn once from a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic.alphabet import HABITS

__all__ = ["Writer", "generator"]


def generator(*seeds: int) -> np.random.Generator:
    """Return a random generator that depends on the seeds alone, in every process and on every machine.

    Args:
        seeds: Whole numbers, not negative.

    Raises:
        InputError: If a seed is no whole number or negative.

    Examples:
        >>> generator(1, 2).random() == generator(1, 2).random()
        True
    """
    for seed in seeds:
        if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
            raise InputError(f"expected a seed that is a whole number >= 0, got {seed!r}")
    return np.random.Generator(np.random.PCG64([int(seed) for seed in seeds]))


@dataclass(frozen=True, slots=True)
class Writer:
    """The constants of one hand; lengths are in units of the height of a capital.

    Examples:
        >>> Writer.from_seed(3) == Writer.from_seed(3), Writer.from_seed(3) == Writer.from_seed(4)
        (True, False)
    """

    seed: int
    """Where it came from; also part of the randomness of what this writer writes."""
    slant: float
    """Shear of every glyph, about N(0.05, 0.16)."""
    stretch: float
    """Width of glyphs against the alphabet's."""
    x_height: float
    """Height of small letters, 0.4 to 0.7 of a capital."""
    gap: float
    """Room between neighbours (log-normal from writer to writer)."""
    gap_noise: float
    """Spread of the logarithm of that room from symbol to symbol."""
    operator_gap: float
    """Further room on each side of operators and relations."""
    operator_size: float
    """Size of operators and relations."""
    big_size: float
    """Size of sums and integrals."""
    digit_size: float
    """Height of digits."""
    pen: float
    """Pen width in pixels at natural size."""
    sup_size: float
    """Size of superscripts, 0.45 to 0.85."""
    sub_size: float
    """Size of subscripts."""
    sup_raise: float
    """How far the baseline of a superscript is raised."""
    sub_drop: float
    """How far the baseline of a subscript is lowered."""
    limit_size: float
    """Size of limits over and under big operators."""
    fraction_size: float
    """Size of numerators and denominators."""
    fraction_gap: float
    """Room between a fraction bar and what stands over and under it."""
    fraction_overhang: float
    """How far a fraction bar reaches past the longer of the two."""
    stretch_fences: float
    """Probability that a plain bracket grows with tall content."""
    side_limits: float
    r"""Probability that limits of ``\lim`` and ``\sum`` are written beside and not under."""
    loyalty: float
    """Probability of the favourite variant of a glyph, 0.75 to 1."""
    habits: tuple[float, ...]
    """One number in [0, 1) a habit: chooses the favourite variant."""
    rotation: float
    """Spread of the rotation of a glyph, radians."""
    size_noise: float
    """Spread of the size of a glyph."""
    aspect_noise: float
    """Spread of the width of a glyph."""
    jitter: float
    """Spread of the control points."""
    wander: float
    """Spread of the baseline from symbol to symbol."""
    tilt: float
    """Slope of the line."""
    bow: float
    """How far long bars sag or rise in the middle, as a share of their length."""

    @classmethod
    def from_seed(cls, seed: int) -> Writer:
        """Draw a writer.

        Args:
            seed: A whole number >= 0; different seeds are different people.

        Raises:
            InputError: If the seed is no whole number or negative.

        Examples:
            >>> 0.45 <= Writer.from_seed(7).sup_size <= 0.85
            True
        """
        rng = generator(seed)
        normal = rng.standard_normal(16).clip(-2.5, 2.5).tolist()
        habits = tuple(rng.random(HABITS).tolist())
        share = rng.random(16).tolist()
        neatness = math.exp(min(0.5, 0.45 * normal[0]))
        return cls(
            seed=int(seed),
            slant=min(0.4, max(-0.3, 0.05 + 0.16 * normal[1])),
            stretch=1.15 * math.exp(0.17 * normal[2]),
            x_height=min(0.72, max(0.42, 0.53 + 0.07 * normal[3])),
            gap=max(0.09, 0.24 * math.exp(0.5 * normal[4])),
            gap_noise=0.25 + 0.25 * share[0],
            operator_gap=0.18 * math.exp(0.65 * normal[5]),
            operator_size=math.exp(0.15 * normal[6]),
            big_size=1.05 * math.exp(0.14 * normal[7]),
            digit_size=0.72 + 0.28 * share[1],
            pen=3.0 * math.exp(0.1 * normal[8]),
            sup_size=0.45 + 0.4 * share[2] ** 2,
            sub_size=0.36 + 0.4 * share[3] ** 1.5,
            sup_raise=0.42 + 0.42 * share[4],
            sub_drop=0.02 + 0.32 * share[5],
            limit_size=0.45 + 0.3 * share[6],
            fraction_size=0.75 + 0.25 * share[7],
            fraction_gap=0.1 + 0.36 * share[8],
            fraction_overhang=0.02 + 0.45 * share[9] ** 1.5,
            stretch_fences=0.4 + 0.6 * share[10],
            side_limits=0.5 * max(0.0, share[11] - 0.6) / 0.4,
            loyalty=0.75 + 0.25 * share[12],
            habits=habits,
            rotation=0.05 * neatness,
            size_noise=0.08 * neatness,
            aspect_noise=0.08 * neatness,
            jitter=0.02 * neatness,
            wander=0.06 * neatness,
            tilt=0.018 * normal[9],
            bow=0.012 * neatness,
        )

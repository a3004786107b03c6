"""RANSAC for a shift, with or without a zoom, in numpy: seeded, all trials at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmer_kit.visual.profiles import MatchProfile

__all__: list[str] = []


def inliers(source: NDArray[np.float64], target: NDArray[np.float64], profile: MatchProfile) -> NDArray[np.bool_]:
    """Return which points fit one of a few transformations.

    Args:
        source: Points, ``(pairs, points of a pair, 2)``.
        target: The points that they should fall on.
        profile: Threshold, samples, trials, rounds and seed.

    Returns:
        One truth value a pair.
    """
    count = len(source)
    if count < profile.min_samples:
        return np.ones(count, dtype=bool) if profile.is_loose else _fits(source, target, profile)[0]
    fit = np.zeros(count, dtype=bool)
    for _ in range(profile.rounds):
        left = np.flatnonzero(~fit)
        if len(left) < profile.min_samples or (len(left) == profile.min_samples < count):
            break
        found = _one_round(source[left], target[left], profile)
        if not found.any():
            break
        fit[left[found]] = True
    return fit


def _one_round(source: NDArray[np.float64], target: NDArray[np.float64], profile: MatchProfile) -> NDArray[np.bool_]:
    """Return what fits the transformation that fits most; among equals, the one that fits best."""
    samples = _samples(len(source), profile)
    shifts, zooms = _estimate(source[samples], target[samples], is_loose=profile.is_loose)
    distances = _distances(source, target, shifts, zooms)
    good = distances < profile.residual_threshold
    counts = good.sum(axis=1)
    errors = np.where(good, distances**2, 0.0).sum(axis=1)
    best = int(np.lexsort((errors, -counts))[0])
    chosen: NDArray[np.bool_] = good[best]
    return chosen


def _samples(count: int, profile: MatchProfile) -> NDArray[np.intp]:
    """Return random choices of pairs, ``(trials, min_samples)``, no pair twice in one."""
    random = np.random.default_rng(profile.seed)
    if count <= profile.min_samples:
        return np.arange(count)[None]
    keys = random.random((profile.trials, count))
    return np.argpartition(keys, profile.min_samples, axis=1)[:, : profile.min_samples]


def _estimate(
    source: NDArray[np.float64], target: NDArray[np.float64], *, is_loose: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a shift and a zoom for each sample, ``(trials, 2)`` and ``(trials,)``."""
    source, target = (points.reshape(len(points), -1, 2) for points in (source, target))
    middle, aim = source.mean(axis=1), target.mean(axis=1)
    zooms = np.ones(len(source))
    if is_loose:
        size = np.linalg.norm(source - middle[:, None], axis=2).mean(axis=1)
        wanted = np.linalg.norm(target - aim[:, None], axis=2).mean(axis=1)
        np.divide(wanted, size, out=zooms, where=size > 0)
    return aim - middle, zooms


def _distances(
    source: NDArray[np.float64], target: NDArray[np.float64], shifts: NDArray[np.float64], zooms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far the farthest point of each pair is off, ``(trials, pairs)``; zooms are about the middle of all."""
    middle = source.reshape(-1, 2).mean(axis=0)
    moved = zooms[:, None, None, None] * (source - middle)[None] + middle + shifts[:, None, None]
    farthest: NDArray[np.float64] = np.linalg.norm(moved - target[None], axis=3).max(axis=2)
    return farthest


def _fits(source: NDArray[np.float64], target: NDArray[np.float64], profile: MatchProfile) -> NDArray[np.bool_]:
    shifts, zooms = _estimate(source[None], target[None], is_loose=profile.is_loose)
    return _distances(source, target, shifts, zooms) < profile.residual_threshold

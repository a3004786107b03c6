r"""Matching of two lists of glyph boxes: which symbols of a prediction lie where the reference has them.

After Wang et al., "Image Over Text" (arXiv 2409.03643): symbols are paired one to one at the least cost of symbol,
position and order (Hungarian algorithm); pairs of different symbols, and pairs that do not follow the shift and zoom
that most others follow (RANSAC), are no matches. Written anew from the description; costs and limits are the published
ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.visual import _ransac
from hmer_kit.visual.profiles import COMPARABLE, MatchProfile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hmer_kit.visual.boxes import GlyphBox

__all__ = ["LOOK_ALIKES", "BoxMatch", "match_boxes"]

LOOK_ALIKES: Final[Mapping[str, str]] = {
    "\\cdot": ".",
    "\\longrightarrow": "\\rightarrow",
    "\\longleftarrow": "\\leftarrow",
}
r"""Symbols that the comparable profile takes for one; ``\var...`` and ``\wide...`` are their plain forms as well."""

_PREFIXES = ("\\var", "\\wide")


@dataclass(frozen=True, slots=True)
class BoxMatch:
    """Which boxes of a prediction and of a reference match.

    Examples:
        >>> from hmer_kit.visual import BoxLayout
        >>> boxes = BoxLayout().boxes
        >>> match_boxes(boxes("x + 2"), boxes("x + 3")).pairs
        ((0, 0), (1, 1))
    """

    pairs: tuple[tuple[int, int], ...]
    """Indices in the prediction and in the reference, in the order of the prediction."""


def match_boxes(
    prediction: Sequence[GlyphBox], reference: Sequence[GlyphBox], *, profile: MatchProfile = COMPARABLE
) -> BoxMatch:
    """Match the glyph boxes of two expressions.

    Args:
        prediction: Boxes of the prediction.
        reference: Boxes of the reference.
        profile: Costs, threshold and seed.

    Returns:
        The pairs that match; none if one of the lists is empty.

    Raises:
        MissingExtraError: scipy is not installed.

    Examples:
        >>> from hmer_kit.visual import POSITION_AWARE, BoxLayout
        >>> prediction, reference = (BoxLayout().boxes(latex) for latex in ("N m", "N _ { m }"))
        >>> len(match_boxes(prediction, reference).pairs)
        2
        >>> len(match_boxes(prediction, reference, profile=POSITION_AWARE).pairs)
        0
    """
    if not prediction or not reference:
        return BoxMatch(())
    same = _same_symbols(prediction, reference, profile)
    edges, aims = _edges(prediction), _edges(reference)
    rows, columns = _assign(_costs(same, edges, aims, profile))
    fit = _ransac.inliers(_points(aims[columns], profile), _points(edges[rows], profile), profile)
    fit &= same[rows, columns]
    return BoxMatch(tuple(zip(rows[fit].tolist(), columns[fit].tolist(), strict=True)))


def _same_symbols(
    prediction: Sequence[GlyphBox], reference: Sequence[GlyphBox], profile: MatchProfile
) -> NDArray[np.bool_]:
    """Return which pairs have the same symbol, ``(prediction, reference)``."""
    numbers: dict[tuple[str, str], int] = {}
    ours, theirs = (
        np.array([numbers.setdefault(_symbol(box, profile), len(numbers)) for box in boxes])
        for boxes in (prediction, reference)
    )
    same: NDArray[np.bool_] = ours[:, None] == theirs[None]
    return same


def _symbol(box: GlyphBox, profile: MatchProfile) -> tuple[str, str]:
    if not profile.is_loose:
        return box.token, box.font
    token = LOOK_ALIKES.get(box.token, box.token)
    for prefix in _PREFIXES:
        if token.startswith(prefix) and len(token) > len(prefix):
            return "\\" + token[len(prefix) :], ""
    return token, ""


def _edges(boxes: Sequence[GlyphBox]) -> NDArray[np.float64]:
    """Return the edges of boxes, ``(boxes, 4)``, measured from the upper left corner of the expression."""
    edges = np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], dtype=np.float64)
    corner = edges[:, :2].min(axis=0)
    edges -= np.concatenate((corner, corner))
    return edges


def _points(edges: NDArray[np.float64], profile: MatchProfile) -> NDArray[np.float64]:
    """Return the points that have to fit, ``(boxes, points, 2)``: middles, or two corners."""
    corners = edges.reshape(-1, 2, 2)
    return corners.mean(axis=1, keepdims=True) if profile.is_loose else corners


def _costs(
    same: NDArray[np.bool_], edges: NDArray[np.float64], aims: NDArray[np.float64], profile: MatchProfile
) -> NDArray[np.float64]:
    ours, theirs = map(_relative, (edges, aims))
    apart = np.zeros(same.shape)
    for column in range(4):
        apart += np.abs(ours[:, column, None] - theirs[None, :, column])
    order = np.abs(_order(len(edges))[:, None] - _order(len(aims))[None])
    costs: NDArray[np.float64] = np.where(same, 0.0, profile.token_cost)
    costs += profile.position_cost * apart + profile.order_cost * order
    return costs


def _relative(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return edges as shares of the size of the expression, which a lone bar has in one direction only."""
    size = edges[:, 2:].max(axis=0)
    relative: NDArray[np.float64] = edges / np.tile(np.where(size > 0, size, 1.0), 2)
    return relative


def _order(count: int) -> NDArray[np.float64]:
    return np.arange(count) / count


def _assign(costs: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise MissingExtraError(
            "character detection matching needs scipy; install it with: pip install 'hmer_kit[visual]'"
        ) from error
    rows, columns = linear_sum_assignment(costs)
    return rows, columns

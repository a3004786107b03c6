"""The confusion graph as a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining._checks import require_count
from hmer_kit.error_mining.confusions._svg import MONO, SANS, clean, document
from hmer_kit.error_mining.confusions.graph import look_alike_communities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.error_mining.confusions.graph import Community
    from hmer_kit.error_mining.confusions.pairs import MutualConfusion
    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["confusion_graph_svg"]

_WIDTH: Final = 760
_NODE: Final = 20
_GAP: Final = 70
_COLOURS: Final = ("#2766b0", "#b04a0e", "#1b7548", "#7a3fae", "#a8324a", "#566274", "#8a6d00", "#00727a")
"""Of families; white text on each has a contrast of 4.5 to 1 at least."""


def confusion_graph_svg(table: ConfusionTable, *, min_count: int = 2, seed: int = 0) -> str:
    """Return the families of look-alikes as a picture: each a ring of symbols, joined where they were confused.

    A line is the thicker, the oftener two symbols were taken for each other, in both directions together; a pointer
    that rests on it reads both out. Confusions across families are counted and not drawn.

    Args:
        table: Confusions.
        min_count: Least number of times that two symbols count as confused.
        seed: See ``look_alike_communities``.

    Returns:
        A whole SVG document, XML; tokens are escaped.

    Raises:
        InputError: A number is out of range.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> picture = confusion_graph_svg(ConfusionTable.from_pairs(["x", "X"], ["X", "x"]))
        >>> picture[:4], "<title>X and x: 1 and 1</title>" in picture
        ('<svg', True)
    """
    require_count(min_count, "min_count")
    families = look_alike_communities(table, min_count=min_count, seed=seed)
    pairs = [both for both in table.ink().symmetric() if both.count >= min_count]
    body: list[str] = []
    x = y = row = 0
    for index, family in enumerate(families):
        radius = _radius(family)
        side = 2 * radius + _GAP
        if x and x + side > _WIDTH:
            x, y, row = 0, y + row, 0
        body += _ring(family, pairs, (x + side // 2, y + side // 2 + 24), _COLOURS[index % len(_COLOURS)])
        x, row = x + side, max(row, side)
    across = sum(family.across for family in families) // 2
    words = f"{sum(family.inside for family in families)} confusions in {len(families)} families; {across} across them"
    font = f"font-size='12' font-family='{SANS}' fill='#16202c'"
    body.append(f"<text class='caption' x='16' y='24' {font}>{clean(words, most=200)}</text>")
    return document(_WIDTH, y + row + 40, f"Confusion graph: {words}", body)


def _radius(family: Community) -> int:
    """Return the radius of a ring on which the symbols have room."""
    return max(30, round(len(family.symbols) * 2.9 * _NODE / (2 * math.pi)))


def _ring(family: Community, pairs: Sequence[MutualConfusion], middle: tuple[int, int], colour: str) -> Iterator[str]:
    """Yield the lines and symbols of one family."""
    radius, n = _radius(family), len(family.symbols)
    places = {
        symbol: (
            round(middle[0] + radius * math.sin(2 * math.pi * index / n), 1),
            round(middle[1] - radius * math.cos(2 * math.pi * index / n), 1),
        )
        for index, symbol in enumerate(family.symbols)
    }
    for both in pairs:
        if places.keys() >= set(both.symbols):
            (x1, y1), (x2, y2) = (places[symbol] for symbol in both.symbols)
            words = f"{both.symbols[0]} and {both.symbols[1]}: {both.forward} and {both.backward}"
            stroke = f"stroke='#8796a8' stroke-linecap='round' stroke-width='{1 + 1.6 * math.log2(both.count):.1f}'"
            line = f"<line class='edge' x1='{x1}' y1='{y1}' x2='{x2}' y2='{y2}' {stroke}/>"
            yield f"<g><title>{clean(words, most=200)}</title>{line}</g>"
    for symbol, (x, y) in places.items():
        size = 13 if len(symbol) <= 2 else 8
        yield (
            f"<circle cx='{x}' cy='{y}' r='{_NODE}' fill='{colour}'/><text x='{x}' y='{y + 4}' text-anchor='middle' "
            f"font-family='{MONO}' font-size='{size}' fill='#ffffff'>{clean(symbol, most=8)}</text>"
        )

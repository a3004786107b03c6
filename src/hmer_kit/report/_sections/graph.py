"""The confusion graph as a part of the page: the picture of error_mining without a style sheet of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining import confusion_graph_svg, look_alike_communities

if TYPE_CHECKING:
    from hmer_kit.error_mining import Community, ConfusionTable

_MOST_SYMBOLS: Final = 40
_STYLE: Final = re.compile("<style>[^<]*</style>")


@dataclass(frozen=True, slots=True)
class GraphView:
    """The graph."""

    svg: str
    """The picture, with every text in it escaped; the page's own style sheet makes it fit dark pages."""
    min_count: int
    """Least number of times that two symbols count as confused."""
    families: list[Community]
    """What it shows, for those who read it."""


def graph_view(table: ConfusionTable | None) -> GraphView | None:
    """Return the graph of what was confused at least twice, oftener where that would fill the page; None without any.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> view = graph_view(ConfusionTable.from_pairs(["x", "X"], ["X", "x"]))
        >>> view.min_count, view.families[0].symbols, "<style" in view.svg
        (2, ('X', 'x'), False)
    """
    if table is None:
        return None
    for min_count in _steps(table):
        families = look_alike_communities(table, min_count=min_count)
        if sum(len(family.symbols) for family in families) <= _MOST_SYMBOLS:
            break
    if not families:
        return None
    # The page's policy lets no other style sheet than its own apply; and the families stand beneath as a list.
    svg = _STYLE.sub("", confusion_graph_svg(table, min_count=min_count), count=1)
    svg = svg.replace("role='img'", "aria-hidden='true'", 1)
    return GraphView(svg, min_count, families)


def _steps(table: ConfusionTable) -> list[int]:
    """Return least counts to try: twice, and then those at which something drops out."""
    return sorted({2} | {both.count + 1 for both in table.ink().symmetric() if both.count >= 2})

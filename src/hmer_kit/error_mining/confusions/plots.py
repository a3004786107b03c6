"""The confusion heat map as a plot of matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._plot import canvas
from hmer_kit.error_mining.confusions.heat import HEAT_LEVELS, heat_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["plot_confusions"]

_LONGEST = 14
_WHITE_FROM = 5


def plot_confusions(table: ConfusionTable, ax: Axes | None = None, *, max_symbols: int = 14) -> tuple[Figure, Axes]:
    """Draw the heat map of a table: rows were written, columns read, shades as in ``heat_map_svg``.

    Args:
        table: Confusions; give ``table.ink()`` to leave notation out.
        ax: Axes to draw on; a new figure if left out.
        max_symbols: Most symbols to show.

    Returns:
        Figure and axes; axes without cells for an empty table.

    Raises:
        InputError: ``max_symbols`` is no integer of 0 or more.
        MissingExtraError: matplotlib is not installed.

    Examples:
        >>> from matplotlib import pyplot as plt
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> figure, ax = plot_confusions(ConfusionTable.from_pairs(["x"], ["X"]))
        >>> [label.get_text() for label in ax.get_xticklabels()], [text.get_text() for text in ax.texts]
        (['X', 'x'], ['1'])
        >>> plt.close(figure)
    """
    heat = heat_map(table, max_symbols=max_symbols)
    figure, ax = canvas(ax)
    levels = [[cell.level for cell in row] for row in heat.rows]
    if levels:
        ax.imshow(levels, cmap="Blues", vmin=0, vmax=HEAT_LEVELS)
    for place, row in enumerate(heat.rows):
        for column, cell in enumerate(row):
            if cell.count:
                colour = "white" if cell.level >= _WHITE_FROM else "black"
                ax.text(column, place, f"{cell.count:,}", ha="center", va="center", color=colour, fontsize="small")
    names = list(map(_shown, heat.symbols))
    ax.set_xticks(range(len(names)), names, rotation=90)
    ax.set_yticks(range(len(names)), names)
    ax.set_xlabel("read as")
    ax.set_ylabel("written")
    ax.set_title(f"{heat.shown:,} of {heat.total:,} single edits", fontsize="medium")
    return figure, ax


def _shown(symbol: str) -> str:
    r"""Return a symbol that matplotlib shows as it is: a dollar sign would begin mathematics."""
    short = symbol if len(symbol) <= _LONGEST else f"{symbol[: _LONGEST - 1]}…"
    return short.replace("$", r"\$") or "nothing"

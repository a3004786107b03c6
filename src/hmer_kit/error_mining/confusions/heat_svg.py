"""The confusion heat map as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining.confusions._svg import MONO, SANS, SHADES, clean, document
from hmer_kit.error_mining.confusions.heat import heat_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.error_mining.confusions.heat import HeatMap
    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["heat_map_svg"]

_CELL: Final = 34
_LEFT: Final = 130
_TOP: Final = 130
_MARGIN: Final = 16
_LINE: Final = 22
_WHITE_FROM: Final = 5


def heat_map_svg(table: ConfusionTable, *, max_symbols: int = 14) -> str:
    """Return the heat map of a table as a picture: rows were written, columns read.

    The picture stands alone and follows what the reader prefers, light or dark. The square root of a count gives its
    shade, so that single confusions stay visible beside the commonest one; a pointer that rests on a cell reads it out.

    Args:
        table: Confusions; give ``table.ink()`` to leave notation out.
        max_symbols: Most symbols to show.

    Returns:
        A whole SVG document, XML; tokens are escaped.

    Raises:
        InputError: ``max_symbols`` is no integer of 0 or more.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> picture = heat_map_svg(ConfusionTable.from_pairs(["x <"], ["X <"]))
        >>> picture[:4], "<title>X read as x: once</title>" in picture
        ('<svg', True)
    """
    heat = heat_map(table, max_symbols=max_symbols)
    size = len(heat.symbols) * _CELL
    words = f"{heat.shown} of {heat.total} single edits; runaways left out: {table.runaway_count}"
    width = max(_LEFT + size + _MARGIN, 430)
    height = _TOP + size + _MARGIN + _LINE
    body = [*_names(heat), *_cells(heat)]
    body += [
        _text(_MARGIN, _MARGIN + 8, "written (rows) read as (columns)", "caption"),
        _text(_MARGIN, height - _MARGIN, words, "caption"),
    ]
    return document(width, height, f"Confusion heat map: {words}", body)


def _names(heat: HeatMap) -> Iterator[str]:
    """Yield the names of rows, then those of columns, which stand upright."""
    for index, symbol in enumerate(heat.symbols):
        middle = index * _CELL + _CELL // 2
        yield _text(_LEFT - 8, _TOP + middle + 5, symbol, "name", "text-anchor='end'")
        x, y = _LEFT + middle + 5, _TOP - 8
        yield _text(x, y, symbol, "name", f"transform='rotate(-90 {x} {y})'")


def _cells(heat: HeatMap) -> Iterator[str]:
    for row, cells in enumerate(heat.rows):
        for column, cell in enumerate(cells):
            x, y = _LEFT + column * _CELL, _TOP + row * _CELL
            fill = f"class='h{cell.level}' fill='{SHADES[cell.level]}'"
            opacity = " opacity='0.4'" if cell.is_diagonal else ""
            box = f"<rect {fill}{opacity} x='{x + 1}' y='{y + 1}' width='{_CELL - 2}' height='{_CELL - 2}' rx='3'/>"
            if not cell.count:
                yield box
                continue
            ink = "#ffffff" if cell.level >= _WHITE_FROM else "#16202c"
            number = (
                f"<text x='{x + _CELL // 2}' y='{y + _CELL // 2 + 4}' text-anchor='middle' font-size='11' "
                f"font-family='{SANS}' fill='{ink}'>{cell.count}</text>"
            )
            yield f"<g><title>{clean(cell.words, most=200)}</title>{box}{number}</g>"


def _text(x: int, y: int, text: str, kind: str, more: str = "") -> str:
    font = f"font-family='{MONO}' font-size='13'" if kind == "name" else f"font-family='{SANS}' font-size='12'"
    cut = 14 if kind == "name" else 200
    return f"<text class='{kind}' x='{x}' y='{y}' {font} fill='#16202c' {more}>{clean(text, most=cut)}</text>"

"""Draw the layers of the library, from import-linter's contract in pyproject.toml and the first lines of the rooms.

Run: python pictures/layers.py    writes docs/images/layers.svg, which the page on the architecture takes in

Colours come from the style sheet of the pages, so that they follow its light and its dark mode; what stands in the
picture itself is for whoever opens it alone.
"""

from __future__ import annotations

import ast
import math
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "layers.svg"
WIDTH, BOX, GAP, IN_A_LINE = 400, 30, 8, 3
"""Pixels: no wider than a phone, so that names are not drawn smaller than text."""


def layers() -> list[list[str]]:
    """Return the rows from above to below, each with the rooms that are strangers to each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rows = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return [[name.strip() for name in row.split("|")] for row in rows]


def purpose(room: str) -> str:
    """Return the first line of the docstring of a room."""
    place = ROOT / "src" / "hmer_kit" / room
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n")[0].replace("``", "")


def lines(row: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the rooms of a row, as many in each line, and no more than fit beside each other."""
    size = math.ceil(len(row) / math.ceil(len(row) / IN_A_LINE))
    yield from (row[start : start + size] for start in range(0, len(row), size))


def box(room: str, *, left: float, top: int, width: float) -> str:
    """Return one room: a link to its reference, or a dashed box for what is the library's own business.

    The link is an ``xlink``: Zensical takes any other for one from file to file, and MkDocs does not.
    """
    kind, colours = ("within", 'stroke-dasharray="4 3"') if room.startswith("_") else ("room", "")
    frame = f'<rect class="{kind}" x="{left:g}" y="{top}" width="{width:g}" height="{BOX}" rx="4" fill="#fff"'
    name = f'<text x="{left + width / 2:g}" y="{top + 20}" text-anchor="middle" font-size="13">{room}</text>'
    drawn = f'<title>{escape(purpose(room))}</title>{frame} stroke="#4051b5" {colours}/>{name}'
    return f"<g>{drawn}</g>" if kind == "within" else f'<a xlink:href="../reference/{room}/">{drawn}</a>'


def svg() -> str:
    """Return the picture."""
    parts, top = [], 0
    for row in layers():
        inside = list(lines(row))
        height = len(inside) * (BOX + GAP) + GAP
        parts.append(f'<rect class="row" y="{top}" width="{WIDTH}" height="{height}" rx="6" fill="#f5f5f5"/>')
        for number, line in enumerate(inside):
            width = (WIDTH - GAP) / len(line) - GAP
            y = top + GAP + number * (BOX + GAP)
            parts += [box(room, left=GAP + at * (width + GAP), top=y, width=width) for at, room in enumerate(line)]
        top += height + GAP
    told = "; ".join(", ".join(row) for row in layers())
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    told_by = 'role="group" aria-labelledby="layers-title layers-text"'
    return "\n".join(
        [
            f'<svg {spaces} viewBox="0 0 {WIDTH} {top - GAP}" {told_by}>',
            '<title id="layers-title">Layers of hmer_kit</title>',
            f'<desc id="layers-text">From above to below, a row may import those below it: {told}.</desc>',
            *parts,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    PICTURE.write_text(svg(), encoding="utf-8")

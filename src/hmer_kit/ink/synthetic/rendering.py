"""Write an expression: LaTeX or its tree in, ink out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.exceptions import InputError
from hmer_kit.ink.drawing.ink import NATURAL_MARGIN, Ink, SymbolBox
from hmer_kit.ink.synthetic._layout.blocks import Item, placed_items
from hmer_kit.ink.synthetic._layout.engine import Layout
from hmer_kit.ink.synthetic._layout.hand import Hand
from hmer_kit.ink.synthetic._layout.relations import symbol_relations
from hmer_kit.ink.synthetic.banks.hands import Specimens
from hmer_kit.ink.synthetic.writer import Writer, generator
from hmer_kit.latex.parser import parse
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmer_kit.ink.synthetic.banks.bank import SymbolBank

__all__ = ["render"]

_CAPITAL = 36.0
"""Height of a capital in pixels; gives symbols a mean height of about 28 pixels on CROHME's expressions."""

_MOST_SYMBOLS = 2**17
"""Each takes 3.3 KiB while it is drawn: a text of a few hundred thousand would take a GiB."""

_DRIFT = 900.0
"""A tilted line levels out after this many pixels."""


def render(latex: str | LayoutNode, *, writer: Writer, seed: int = 0, bank: SymbolBank | None = None) -> Ink:
    r"""Write an expression by hand.

    The same arguments give the same ink in every process.

    Args:
        latex: LaTeX, blank-separated or tight, or a tree from ``hmer_kit.latex.parse``.
        writer: Whose hand.
        seed: Which of the ways this writer might have written it; a whole number >= 0.
        bank: Ink of real people: the writer takes the hand of one of them, where the bank has the symbol. Bars, roots,
            accents and arrows that grow are still drawn.

    Returns:
        Strokes, symbol boxes and relations.

    Raises:
        LatexError: If the LaTeX cannot be parsed.
        InputError: If symbols or commands are not covered (all are named), there is nothing to draw, or there are
            more than 131,072 symbols.

    Examples:
        >>> ink = render(r"\frac { a } { b }", writer=Writer.from_seed(1), seed=0)
        >>> [symbol.symbol for symbol in ink.symbols]
        ['\\frac', 'a', 'b']
    """
    root = latex if isinstance(latex, LayoutNode) else parse(latex)
    if (found := sum(1 for _ in root.walk()) - 1) > _MOST_SYMBOLS:
        raise InputError(f"expected an expression of at most {_MOST_SYMBOLS:,} symbols to draw, got {found:,}")
    rng = generator(seed, writer.seed)
    specimens = None if bank is None else Specimens(bank, writer.seed)
    layout = Layout(root, Hand(writer, rng, specimens=specimens), size=_CAPITAL)
    if not layout.symbols:
        raise InputError(f"expected an expression with at least one symbol to draw, got {latex!r:.80}")
    placed = placed_items(layout.block)
    points = _draw(placed, writer, rng)
    return _ink(points, placed, layout, writer)


def _draw(placed: list[tuple[Item, float, float]], writer: Writer, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the points of all items, y up: one pass over all control points, one product an item."""
    controls = [item.shape.control if item.control is None else item.control for item, _, _ in placed]
    counts = [len(control) for control in controls]
    table = np.array(
        [
            (
                item.scale_x,
                item.scale_y,
                item.x + x,
                item.y + y,
                item.size * writer.jitter,
                item.rotation,
                item.shear,
                item.lift,
                item.shape.width * item.scale_x / 2,
                (item.shape.top + item.shape.bottom) * item.scale_y / 2,
            )
            for item, x, y in placed
        ]
    )
    scale_x, scale_y, left, base, jitter, rotation, shear, lift, middle_x, middle_y = np.repeat(table, counts, axis=0).T
    noise = rng.standard_normal((2, len(scale_x)))
    x, y = np.concatenate(controls).T
    y = np.where(lift == 0, y, _lifted(y, lift)) * scale_y + jitter * noise[0]
    x = x * scale_x + jitter * noise[1]
    across, along = x - middle_x, y - middle_y
    y = y + rotation * across
    x = x - rotation * along + shear * y + left
    y = y + base + writer.tilt * _DRIFT * np.tanh(x / _DRIFT)
    control: NDArray[np.float64] = np.stack([x, y], axis=1)
    points: list[NDArray[np.float64]] = []
    start = 0
    for (item, _, _), count in zip(placed, counts, strict=True):
        points.append(item.shape.basis @ control[start : start + count])
        start += count
    return np.concatenate(points)


def _lifted(y: NDArray[np.float64], lift: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move the x-height from 50 by ``lift``; baseline, ascenders and descenders stay."""
    return np.asarray(y + lift * np.clip(np.minimum(y, 100 - y), 0, None) / 50)


def _ink(points: NDArray[np.float64], placed: list[tuple[Item, float, float]], layout: Layout, writer: Writer) -> Ink:
    """Turn y down, set the margins and gather strokes and points by symbol."""
    points[:, 1] *= -1
    pad = NATURAL_MARGIN + writer.pen / 2
    points -= points.min(axis=0) - pad
    size = points.max(axis=0) + pad
    ends: list[int] = []
    first_point: list[int] = []
    first_stroke: list[int] = []
    owner = -1
    total = 0
    for item, _, _ in placed:
        if item.owner != owner:
            owner = item.owner
            first_point.append(total)
            first_stroke.append(len(ends))
        ends.extend(total + end for end in item.shape.stroke_ends)
        total = ends[-1]
    low = (np.minimum.reduceat(points, first_point) - writer.pen / 2).tolist()
    high = (np.maximum.reduceat(points, first_point) + writer.pen / 2).tolist()
    bounds = [*first_stroke, len(ends)]
    symbols = [
        SymbolBox(symbol, (*low[i], *high[i]), tuple(range(bounds[i], bounds[i + 1])))
        for i, symbol in enumerate(layout.symbols)
    ]
    return Ink(
        points=points.astype(np.float32),
        stroke_ends=tuple(ends),
        symbols=tuple(symbols),
        relations=tuple(symbol_relations(layout.order)),
        width=math.ceil(size[0]),
        height=math.ceil(size[1]),
        pen=writer.pen,
    )

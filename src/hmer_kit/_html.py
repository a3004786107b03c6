"""HTML that notebooks show for results: escaped, self-contained, the same on light pages and on dark ones.

Text and lines take their colours from the page around them, for a notebook's theme is not what the reader's system
prefers. Large objects are cut, and say by how much.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Cell", "Markup", "block", "code", "joined", "paragraph", "table", "text"]

_LONGEST: Final = 200
_MOST: Final = 20
_NUMBER: Final = re.compile(r"n/a|[-+<]?\d[\d,.]*(/\d[\d,]*)?( %)?( ?(\.\.|[(]).*)?")
_STYLE: Final = (
    ".hmer-kit{color:inherit;line-height:1.4}"
    ".hmer-kit .hmer-wide{overflow-x:auto;margin:.4em 0}"
    ".hmer-kit table{border-collapse:collapse;margin:0;color:inherit}"
    ".hmer-kit caption{caption-side:top;text-align:left;font-weight:600;padding:.2em 0;color:inherit;"
    "white-space:nowrap}"
    ".hmer-kit th,.hmer-kit td{padding:.2em .7em;text-align:left;vertical-align:top;"
    "background:none;border:0;border-bottom:1px solid rgba(127,127,127,.35);color:inherit}"
    ".hmer-kit thead th{border-bottom-width:2px;white-space:nowrap}"
    ".hmer-kit tbody th{font-weight:400}"
    ".hmer-kit td.hmer-number,.hmer-kit thead th.hmer-number{text-align:right;"
    "font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".hmer-kit code{font-family:monospace;background:none;color:inherit;white-space:pre-wrap}"
    ".hmer-kit p{margin:.3em 0}"
    ".hmer-kit mark,.hmer-kit ins,.hmer-kit del{color:inherit;border-radius:.2em;padding:0 .15em;text-decoration:none}"
    ".hmer-kit mark{background:rgba(214,137,16,.3)}"
    ".hmer-kit ins{background:rgba(46,134,222,.28)}"
    ".hmer-kit del{background:rgba(203,67,53,.28);text-decoration:line-through}"
)


class Markup(str):
    """A string that is HTML already.

    Examples:
        >>> table(["symbol"], [[Markup("<b>x</b>")]]).count("<b>x</b>")
        1
    """

    __slots__ = ()


Cell: TypeAlias = "str | int | Markup"
"""What stands in a table: a text, a number, which stands to the right, or HTML; ``"5.0 %"`` is a number too."""


def text(value: object, *, longest: int = _LONGEST) -> Markup:
    """Return a value as escaped text: cut where it is long, control characters replaced.

    Args:
        value: Anything; its ``str`` is shown.
        longest: Most characters.

    Examples:
        >>> text("<b>" + "x" * 9, longest=6)
        '&lt;b&gt;xx…'
    """
    shown = str(value)
    cut = shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
    return Markup(escape("".join(sign if sign.isprintable() else "\ufffd" for sign in cut)))


def code(value: object, *, longest: int = _LONGEST) -> Markup:
    """Return a value as escaped code.

    Args:
        value: Anything; its ``str`` is shown.
        longest: Most characters.

    Examples:
        >>> code("a < b")
        '<code>a &lt; b</code>'
    """
    return Markup(f"<code>{text(value, longest=longest)}</code>")


def joined(parts: Iterable[Cell], *, between: str = " ") -> Markup:
    """Return parts as one piece of HTML, those that are no HTML escaped.

    Args:
        parts: Texts and HTML.
        between: Text between two of them.

    Examples:
        >>> joined(["<", Markup("<br>")])
        '&lt; <br>'
    """
    return Markup(escape(between).join(_html(part) for part in parts))


def paragraph(*parts: Cell) -> Markup:
    """Return texts and HTML as a paragraph.

    Args:
        parts: Texts and HTML, with a blank between them.

    Examples:
        >>> paragraph("2 < 3")
        '<p>2 &lt; 3</p>'
    """
    return Markup(f"<p>{joined(parts)}</p>")


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str = "",
    most: int = _MOST,
    total: int | None = None,
) -> Markup:
    """Return a table; the first cell of each row heads it.

    Args:
        head: Names of the columns.
        rows: Cells of each row, as many as there are columns.
        caption: What the table shows.
        most: Most rows to show; a note says how many more there are.
        total: How many there are, where ``rows`` is only the first of them.

    Examples:
        >>> shown = table(["symbol", "count"], [["x", 1], ["y", 2]], most=1)
        >>> shown.count("<tr>"), "and 1 more" in shown
        (2, True)
    """
    shown = rows[:most]
    body = list(map(_row, shown))
    heads = "".join(map(_head, head, shown[0] if shown else [Markup("")] * len(head)))
    title = f"<caption>{text(caption)}</caption>" if caption else ""
    label = text(caption or "table")
    whole = (
        f'<div class="hmer-wide" tabindex="0" role="region" aria-label="{label}"><table>{title}'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
    more = (len(rows) if total is None else total) - len(body)
    return Markup(whole + (paragraph(f"and {more:,} more") if more > 0 else ""))


def block(*parts: Markup) -> str:
    """Return parts as what a notebook shows, with the style they need.

    Args:
        parts: Tables and paragraphs.

    Examples:
        >>> block(paragraph("x"))[:22]
        '<div class="hmer-kit">'
    """
    return f'<div class="hmer-kit"><style>{_STYLE}</style>{"".join(parts)}</div>'


def _head(name: str, below: Cell) -> str:
    """Return the name of a column, on the side where its numbers stand."""
    return f'<th scope="col"{_side(below)}>{text(name)}</th>'


def _row(cells: Sequence[Cell]) -> str:
    first, *others = cells
    return f'<tr><th scope="row">{_html(first)}</th>{"".join(map(_cell, others))}</tr>'


def _cell(cell: Cell) -> str:
    return f"<td{_side(cell)}>{_html(cell)}</td>"


def _side(cell: Cell) -> str:
    is_number = not isinstance(cell, Markup) and (isinstance(cell, int) or _NUMBER.fullmatch(cell) is not None)
    return ' class="hmer-number"' if is_number else ""


def _html(part: Cell) -> Markup:
    if isinstance(part, Markup):
        return part
    return text(f"{part:,}" if isinstance(part, int) else part)

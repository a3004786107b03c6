r"""The symbol layout tree as a picture.

Each row stands on a tray, its nodes joined by thin lines from left to right; a line leads from a node down to each row
that it owns, with a sign that names the relation. The picture has its own ground, so it can be read on light and dark
pages, and follows what the reader prefers.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hmer_kit.latex._checks import require_node
from hmer_kit.latex.drawing._boxes import BOX_HEIGHT, Box, visible
from hmer_kit.latex.drawing._style import RELATION_COLOURS, STYLE, TEXT_STYLES
from hmer_kit.latex.drawing._tidy import PAD, Place, Tray, label_width, tidy
from hmer_kit.latex.drawing.text import outline
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["to_svg"]

_MARGIN: Final = 20
_LEVEL: Final = 108
_TRAY_TOP: Final = BOX_HEIGHT // 2 + PAD
_SIGN_HEIGHT: Final = 18
_LONGEST_TITLE: Final = 160
_LOOKS: Final = {"command": " fill='#e3edfd' stroke='#7ba3de'", "clear": " stroke-dasharray='4 3'"}


def to_svg(node: LayoutNode) -> str:
    r"""Return a picture of a node with all it owns.

    All of it is drawn, at its full size: a third to half a kilobyte a node, as wide and as high as the tree; whoever
    shows a large one lets it scroll. A notebook shows trees of up to 500 nodes by itself, and ``repr`` of larger ones.

    A box holds the character that a command draws, if it is known, and the command below it; a blue one is a command
    or an environment, a dashed one has no ink of its own. A pointer that rests on a box sees the whole label.

    Args:
        node: Any node of a tree; for the root, what is inside of it.

    Returns:
        A whole SVG document, XML; what a symbol holds is escaped.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> picture = to_svg(parse(r"\frac { a } { b }"))
        >>> picture[:4], picture.count("<rect class='hmer-box")
        ('<svg', 3)
    """
    require_node(node)
    top = [child for slot in node.slots for child in slot.row] if node.kind is Kind.ROOT else [node]
    places, trays, width = tidy(Slot(Relation.INSIDE, top))
    levels = max(tray.level for tray in trays) + 1
    height = levels * _LEVEL - (_LEVEL - 2 * _TRAY_TOP) + 2 * _MARGIN
    title = escape(visible(f"Symbol layout tree of {outline(node)}", longest=_LONGEST_TITLE))
    return "\n".join(
        [
            *_opening(width + 2 * _MARGIN, height, title),
            *_group("hmer-edges", "fill='none' stroke='#8a97a8' stroke-width='1.5'", _edges(places, trays)),
            *_group("hmer-trays", "fill='#eef2f7' stroke='#d5dde8'", map(_tray, trays)),
            *_group("hmer-right", "stroke='#8a97a8' stroke-width='2'", _neighbours(places, trays)),
            *_group("hmer-boxes", "fill='#ffffff' stroke='#aeb9c7'", map(_box, places)),
            *_group("hmer-texts", "fill='#17202c' text-anchor='middle'", _texts(places)),
            *_group("hmer-signs", "fill='#ffffff' text-anchor='middle' font-size='11'", _signs(trays)),
            "</svg>",
        ]
    )


def _opening(width: int, height: int, title: str) -> list[str]:
    size = f"width='{width}' height='{height}' viewBox='0 0 {width} {height}'"
    return [
        f"<svg xmlns='http://www.w3.org/2000/svg' class='hmer-tree' {size} role='img' aria-label='{title}'>",
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        f"<rect class='hmer-ground' width='{width}' height='{height}' rx='12' fill='#ffffff'/>",
    ]


def _group(name: str, attributes: str, pieces: Iterator[str]) -> list[str]:
    return [f"<g class='{name}' {attributes}>", *pieces, "</g>"]


def _y(level: int) -> int:
    """Return the middle of the boxes of a level."""
    return _MARGIN + _TRAY_TOP + level * _LEVEL


def _edges(places: list[Place], trays: list[Tray]) -> Iterator[str]:
    """Yield the lines from owners down to their rows: to a bus, along it, and down, with round corners."""
    for tray in trays:
        if tray.owner < 0:
            continue
        owner = places[tray.owner]
        start, end = _MARGIN + owner.x, _MARGIN + (tray.left + tray.right) // 2
        top, bottom = _y(owner.level) + BOX_HEIGHT // 2, _y(tray.level) - _TRAY_TOP
        bus = _y(owner.level) + _TRAY_TOP + 12
        bend = min(8, abs(end - start) // 2)
        turn = bend if end > start else -bend
        if not bend:
            yield f"<path d='M{start} {top}L{end} {bottom}'/>"
            continue
        first = f"V{bus - bend}Q{start} {bus} {start + turn} {bus}"
        yield f"<path d='M{start} {top}{first}H{end - turn}Q{end} {bus} {end} {bus + bend}V{bottom}'/>"


def _tray(tray: Tray) -> str:
    place = f"x='{_MARGIN + tray.left}' y='{_y(tray.level) - _TRAY_TOP}'"
    dashes = "" if tray.nodes else " stroke-dasharray='4 4'"
    return f"<rect {place} width='{tray.right - tray.left}' height='{2 * _TRAY_TOP}' rx='12'{dashes}/>"


def _neighbours(places: list[Place], trays: list[Tray]) -> Iterator[str]:
    """Yield the lines from each node of a row to the next."""
    for tray in trays:
        y = _y(tray.level)
        for left, right in pairwise(places[at] for at in tray.nodes):
            start, end = left.x + left.box.width // 2, right.x - right.box.width // 2
            yield f"<path d='M{_MARGIN + start} {y}H{_MARGIN + end}'/>"


def _box(place: Place) -> str:
    box = place.box
    corner = f"x='{_MARGIN + place.x - box.width // 2}' y='{_y(place.level) - BOX_HEIGHT // 2}'"
    look = _LOOKS.get(box.style, "")
    size = f"width='{box.width}' height='{BOX_HEIGHT}' rx='9'"
    return f"<rect class='hmer-box hmer-{box.style}' {corner} {size}{look}><title>{escape(box.title)}</title></rect>"


def _texts(places: list[Place]) -> Iterator[str]:
    for place in places:
        x, y = _MARGIN + place.x, _y(place.level)
        box = place.box
        yield _text(box.text, x, y + (1 if box.caption else 5 + box.is_glyph), style=_style(box))
        if box.caption:
            yield _text(box.caption, x, y + 15, style="caption")


def _style(box: Box) -> str:
    if not box.is_glyph:
        return "word"
    return "letter" if box.text.isalpha() and not box.caption else "glyph"


def _text(text: str, x: int, y: int, *, style: str) -> str:
    return f"<text x='{x}' y='{y}' {TEXT_STYLES[style]}>{escape(text)}</text>"


def _signs(trays: list[Tray]) -> Iterator[str]:
    """Yield the signs with the relations, on the upper edges of the trays."""
    for tray in trays:
        if not tray.relation:
            continue
        x, y = _MARGIN + (tray.left + tray.right) // 2, _y(tray.level) - _TRAY_TOP - 10
        width = label_width(tray.relation)
        corner = f"x='{x - width // 2}' y='{y - _SIGN_HEIGHT // 2}'"
        size = f"width='{width}' height='{_SIGN_HEIGHT}' rx='9'"
        yield f"<rect {corner} {size} fill='{RELATION_COLOURS[tray.relation]}'/>"
        yield f"<text x='{x}' y='{y + 4}' {TEXT_STYLES['sign']}>{tray.relation}</text>"

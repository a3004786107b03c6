"""MathML as short lists of numbers, which the page's script turns into elements again.

A kind of element with its text and attributes is stored once for the whole page, as a *shape*. An expression is then
the numbers of its shapes in reading order, each that holds others followed by how many: flat, so that neither side
needs recursion, and about three characters for each symbol.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_NESTED: Final = 80
"""Most elements around an element: browsers lay out nested mathematics with recursion."""
MOST_ELEMENTS: Final = 4_000
"""Most elements of one expression."""
_LOOKS: Final = (
    "accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle fence form frame "
    "height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits "
    "notation rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width"
)
_ATTRIBUTES: Final = frozenset(_LOOKS.split())
"""Attributes that say how mathematics looks; any other, such as a link or a handler, does not reach the page."""
_PROPERTIES: Final = re.compile(r"(border|padding|text-align|text-decoration|background)(-[a-z-]+)?")
_SETTING: Final = re.compile(r"(linear-gradient\(|calc\(|[-+#%.,)\w ]){1,300}")
"""Values of properties: words, lengths and strokes, nothing that could fetch."""
Shape = tuple[str, str | None, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
"""Tag, text of an element without children (None for one that has them), attributes, and properties of its style."""


class Shapes:
    """Shapes of a page, numbered in the order in which they first came.

    Examples:
        >>> from xml.etree.ElementTree import fromstring
        >>> shapes = Shapes()
        >>> shapes.code(fromstring("<mrow><mi>x</mi><mo>+</mo><mi>x</mi></mrow>")), shapes.entries
        ([0, 3, 1, 2, 1], [['mrow', None], ['mi', 'x'], ['mo', '+']])
    """

    def __init__(self) -> None:
        self._numbers: dict[Shape, int] = {}
        self._styles: dict[str, tuple[tuple[str, str], ...]] = {}

    @property
    def entries(self) -> list[list[object]]:
        """Each shape as a list: tag, text, and where it has any, attributes and properties of its style."""
        return [
            [tag, text, *([dict(attributes), dict(style)] if style else [dict(attributes)] if attributes else [])]
            for tag, text, attributes, style in self._numbers
        ]

    def code(self, element: Element) -> list[int] | None:
        """Return an element as numbers, see above; None where there are too many, or too many in each other."""
        numbers: list[int] = []
        pending = [(element, 0)]
        while pending:
            one, depth = pending.pop()
            children = len(one)
            if depth > MOST_NESTED or len(numbers) > 2 * MOST_ELEMENTS:
                return None
            numbers.append(self._number(one))
            if children:
                numbers.append(children)
                pending += [(one[at], depth + 1) for at in reversed(range(children))]
        return numbers

    def _number(self, element: Element) -> int:
        tag = element.tag.rpartition("}")[2]
        attributes = tuple(sorted((name, value) for name, value in element.items() if name in _ATTRIBUTES))
        shape = (tag, None if len(element) else element.text or "", attributes, self._style(element.get("style", "")))
        return self._numbers.setdefault(shape, len(self._numbers))

    def _style(self, style: str) -> tuple[tuple[str, str], ...]:
        known = self._styles.get(style)
        if known is None:
            known = self._styles[style] = _properties(style)
        return known


def _properties(style: str) -> tuple[tuple[str, str], ...]:
    """Return the properties of a style that say how a box looks."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    stripped = ((name.strip(), value.strip()) for name, _, value in pairs)
    return tuple(pair for pair in stripped if _PROPERTIES.fullmatch(pair[0]) and _SETTING.fullmatch(pair[1]))

r"""A symbol layout tree to LaTeX in which each symbol has a colour of its own.

Only commands that this library knows to draw go through: what could read, write, define or loop is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.exceptions import RenderError
from hmer_kit.latex.commands import COMMANDS, LIMIT_OPERATORS, LIMIT_RELATIONS
from hmer_kit.latex.kinds import Kind
from hmer_kit.visual._layout import words
from hmer_kit.visual._layout.glyphs import find_glyph

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__: list[str] = []

_ENVIRONMENTS = frozenset({"matrix", "smallmatrix", "aligned", "gathered", "cases", "pmatrix", "bmatrix", "vmatrix"})
_FENCES = frozenset({"\\left", "\\right", "\\middle"})
_DOT = {False: "\\ldotp", True: "\\cdotp"}
_PLAIN_PUNCTUATION = frozenset(",.;:!?'`-/()[]*+=<>|@\"")


class Mark(NamedTuple):
    """One colour: the symbol that has it."""

    token: str
    font: str


class _Open(NamedTuple):
    """A node that is yet to be written."""

    node: LayoutNode
    font: str
    in_text: bool


def coloured(root: LayoutNode) -> tuple[str, list[Mark]]:
    r"""Return LaTeX and what its colours stand for; colour ``n`` of the list is ``colour_of(n)``.

    Raises:
        RenderError: It holds what is not known to draw.
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    stack: list[_Open | str] = [_Open(root, "", in_text=False)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            stack.extend(reversed(_written(item, marks)))
    return " ".join(pieces), marks


def colour_of(number: int) -> tuple[int, int, int]:
    """Return the colour of a symbol; never that of the paper."""
    return number % 250, number // 250 % 250, 100


def _written(item: _Open, marks: list[Mark]) -> list[_Open | str]:
    """Return what a node is written as: text, and the nodes in it."""
    node = item.node
    _check(node)
    if node.kind is Kind.SYMBOL:
        own = _symbol(item, marks)
        return [own, *_rows(item, [slot for slot in node.slots if slot.is_script])]
    if node.kind is Kind.SPACE:
        return []
    if node.kind in {Kind.ROOT, Kind.GROUP, Kind.ENVIRONMENT}:
        return [*node.head, *_rows(item, node.slots)]
    return _command(item, marks)


def _check(node: LayoutNode) -> None:
    if node.kind is Kind.ENVIRONMENT:
        is_known = node.symbol in _ENVIRONMENTS and len(node.head) == 2
    elif node.kind is Kind.COMMAND:
        is_known = node.symbol in COMMANDS and not COMMANDS[node.symbol].raw and len(node.head) <= 1
    elif node.kind is Kind.SYMBOL:
        is_known = not node.symbol or _is_drawn(node.symbol)
    else:
        is_known = True
    if not is_known:
        raise RenderError(f"expected commands that are known to draw, got {node.symbol[:40]!r}; use BoxLayout for it")


def _is_drawn(symbol: str) -> bool:
    if not symbol.startswith("\\"):
        return symbol.isascii() and (symbol.isalnum() or symbol in _PLAIN_PUNCTUATION)
    return symbol in words.NAMES or symbol in words.DOTS or symbol in words.INTEGRALS or find_glyph(symbol) is not None


def _symbol(item: _Open, marks: list[Mark]) -> str:
    symbol = item.node.symbol
    fence = [token for token in item.node.head[:1] if token in _FENCES]
    if fence:
        return " ".join((*fence, symbol))
    if symbol in words.NAMES:
        letters = "".join(
            _dye(f"\\mathrm{{{letter}}}", Mark(letter, "\\mathrm"), marks) for letter in words.NAMES[symbol]
        )
        return f"\\mathop{{{letters}}}" + ("" if symbol in LIMIT_OPERATORS else "\\nolimits")
    if symbol in words.DOTS:
        dot = _DOT[words.DOTS[symbol]]
        return f"\\mathinner{{{''.join(_dye(dot, Mark('.', ''), marks) for _ in range(3))}}}"
    if symbol in words.INTEGRALS:
        return "\\!\\!".join(_dye(part, Mark(part, ""), marks) for part in words.INTEGRALS[symbol])
    if not symbol:
        return "{}"
    is_letter = symbol.isalpha() or symbol in words.GREEK_CAPITALS
    mark = Mark(symbol, item.font if is_letter else "")
    return _dye(symbol, mark, marks, command="\\textcolor" if item.in_text else "\\mathcolor")


def _dye(latex: str, mark: Mark, marks: list[Mark], *, command: str = "\\mathcolor") -> str:
    return f"{_brush(mark, marks, command)}{{{latex}}}"


def _brush(mark: Mark, marks: list[Mark], command: str = "\\mathcolor") -> str:
    red, green, blue = colour_of(len(marks))
    marks.append(mark)
    return f"{command}[RGB]{{{red},{green},{blue}}}"


def _command(item: _Open, marks: list[Mark]) -> list[_Open | str]:
    node = item.node
    known = COMMANDS[node.symbol]
    font = words.FONTS.get(node.symbol, item.font)
    in_text = any(argument.text for argument in known.arguments) or (item.in_text and not known.ink)
    inner = _Open(node, font, in_text=in_text)
    arguments = _rows(inner, [slot for slot in node.slots if not slot.is_script])
    scripts = _rows(item, [slot for slot in node.slots if slot.is_script])
    own = " ".join(node.head) or node.symbol
    if not known.ink:
        return [own, *arguments, *scripts]
    return [f"{_brush(Mark(node.symbol, ''), marks)}{{", own, *arguments, "}", *scripts]


def _rows(item: _Open, slots: list[Slot]) -> list[_Open | str]:
    """Return rows with the tokens around them; scripts of one place are one."""
    pieces: list[_Open | str] = []
    for slot in slots:
        opened = " ".join(slot.open)
        is_limit = slot.is_script and slot.relation in LIMIT_RELATIONS.values()
        in_brackets = opened == "["  # a colour holds brackets of its own, which braces must hide
        pieces.append("[ {" if in_brackets else opened if opened or not is_limit else "_")
        pieces.extend(_Open(child, item.font, in_text=item.in_text) for child in slot.row)
        pieces.append("} ]" if in_brackets else " ".join(slot.close))
    return pieces

r"""What an expression draws, read off its tree without the rules of normalization: symbols, each with its place.

A place is the way of relations from the line of the expression; the symbols come in writing order, lower scripts first.
Braces, spaces, fonts, sizes and commands without ink are on no way. A second opinion for tests of ``same_ink``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex import Kind, LayoutNode, Relation, parse, to_latex
from hmer_kit.latex.aliases import COMMAND_ALIASES, DELIMITER_ALIASES, SIZE_VARIANTS, SYMBOL_ALIASES
from hmer_kit.latex.commands import COMMANDS, ENVIRONMENTS, INFIX_COMMANDS, LIMIT_OPERATORS, ROW_BREAKS, Environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.latex import Slot

Place = tuple[str, ...]
Drawn = tuple[str, Place]

LINES = ROW_BREAKS | {"\\hline", "\\hdashline", "\\newline", "\\par", "\\raise", "\\lower", "\\moveleft", "\\moveright"}
ALIASES = {old: new for new, *olds in (*SYMBOL_ALIASES, *COMMAND_ALIASES, *SIZE_VARIANTS) for old in olds}
ALIASES |= {"\\cfrac": "\\frac", "\\over": "\\frac", "\\choose": "\\binom", "\\root": "\\sqrt", "'": "\\prime"}
ALIASES |= {"\\buildrel": "\\overset"}
DELIMITERS = {old: new for new, *olds in DELIMITER_ALIASES for old in olds}
TEXTS = {name for name, command in COMMANDS.items() if any(argument.text for argument in command.arguments)}
GRIDS = {"matrix", "smallmatrix", "matrix*", "smallmatrix*", "array"}
LOW = {Relation.SUB, Relation.BELOW}


def ink(latex: str) -> list[Drawn]:
    """Return every symbol that is drawn, with its place."""
    joined: list[Drawn] = []
    for symbol, place in _row(parse(latex).slots[0].row, ()):
        pair = f"\\not {symbol}"
        if joined and joined[-1] == ("\\not", place) and pair in ALIASES:
            joined[-1] = (ALIASES[pair], place)
        else:
            joined.append((symbol, place))
    return joined


def _row(row: Iterable[LayoutNode], place: Place) -> list[Drawn]:
    return [drawn for node in row for drawn in _node(node, place)]


def _node(node: LayoutNode, place: Place) -> list[Drawn]:
    if node.kind is Kind.COMMAND and node.symbol in TEXTS:
        own = [(to_latex(LayoutNode(node.symbol, head=node.head, slots=_arguments(node))), place)]
    elif node.kind is Kind.ENVIRONMENT:
        own = _cells(node, place)
    else:
        own = [(symbol, place) for symbol in _symbols(node)]
        name = ALIASES.get(node.symbol, node.symbol)
        for slot in _arguments(node):
            is_here = _is_transparent(node) and slot.relation is Relation.INSIDE
            own += _row(slot.row, place if is_here else (*place, name, slot.relation))
    return own + _scripts(node, place)


def _arguments(node: LayoutNode) -> list[Slot]:
    return [slot for slot in node.slots if not slot.is_script]


def _symbols(node: LayoutNode) -> list[str]:
    if node.kind is Kind.SPACE:
        return [node.symbol] if node.symbol in LINES else []
    if node.kind is Kind.COMMAND:
        known = COMMANDS.get(node.symbol) or INFIX_COMMANDS[node.symbol]
        return [ALIASES.get(node.symbol, node.symbol)] if known.ink else []
    if len(node.head) > 1 and node.symbol in DELIMITERS:
        return [DELIMITERS[node.symbol]]
    return [ALIASES.get(node.symbol, node.symbol)] if node.symbol else []


def _is_transparent(node: LayoutNode) -> bool:
    known = COMMANDS.get(node.symbol) or INFIX_COMMANDS.get(node.symbol)
    return known is None or not known.ink


def _cells(node: LayoutNode, place: Place) -> list[Drawn]:
    known = ENVIRONMENTS.get(node.symbol, Environment())
    is_grid = node.symbol in GRIDS or any(known.fences)
    name = "grid" if is_grid and set(node.head[2:]) <= set("{}[]lcrtb") else node.symbol
    drawn = [(fence, place) for fence in known.fences[:1] if fence]
    row, column = -1, 0
    for slot in _arguments(node):
        row, column = (row + 1, 0) if row < 0 or slot.starts_row else (row, column + 1)
        drawn += _row(slot.row, (*place, name, f"{row},{column}"))
    return drawn + [(fence, place) for fence in known.fences[1:] if fence]


def _scripts(node: LayoutNode, place: Place) -> list[Drawn]:
    slots = [slot for slot in node.slots if slot.is_script]
    sides = [slot for slot in slots if slot.open and slot.relation in {Relation.SUB, Relation.SUP}]
    drawn: list[Drawn] = []
    for slot in sorted(slots, key=lambda slot: slot.relation not in LOW):
        relation = slot.relation
        if not slot.open and not sides and _takes_limits(node):
            relation = Relation.ABOVE
        drawn += _row(slot.row, (*place, relation))
    return drawn


def _takes_limits(node: LayoutNode) -> bool:
    if node.kind is Kind.COMMAND:
        known = COMMANDS.get(node.symbol)
        return known is not None and (known.limits or "*" in node.head[1:2])
    return node.kind is Kind.SYMBOL and node.symbol in LIMIT_OPERATORS

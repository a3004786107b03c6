"""The layout engine: a symbol layout tree in, a block out; two passes with an explicit stack, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic import commands
from hmer_kit.ink.synthetic._layout.blocks import AXIS, Block
from hmer_kit.ink.synthetic._layout.constructs import command_block, rule_block
from hmer_kit.ink.synthetic._layout.marks import word_block
from hmer_kit.ink.synthetic._layout.matrices import matrix_block
from hmer_kit.ink.synthetic._layout.ownership import DELIMITER_GLYPHS, is_drawn, own_symbols
from hmer_kit.ink.synthetic._layout.rows import lay_row
from hmer_kit.ink.synthetic._layout.scripts import beside, stacked
from hmer_kit.ink.synthetic._layout.state import State
from hmer_kit.ink.synthetic.alphabet import Spacing
from hmer_kit.ink.synthetic.glyphs import FENCES, LIMIT_NAMES, RARE_FENCES, WORDS
from hmer_kit.latex.commands import DELIMITER_SIZES, TEXT_COMMANDS
from hmer_kit.latex.tree import Kind, LayoutNode, Relation, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink.synthetic._layout.hand import Hand

__all__: list[str] = []

_SMALLEST = 0.3
"""Scripts of scripts shrink to this share of the size of the expression and no further."""

_DELIMITER_HEADS = DELIMITER_SIZES | {r"\left", r"\right", r"\middle"}
_BIG_HEIGHTS = {"big": 1.25, "Big": 1.65, "bigg": 2.1, "Bigg": 2.6}
_ALL_FENCES = FENCES | RARE_FENCES
_NAMED = 12
"""Most symbols without strokes that an error names."""


class Layout:
    """A laid-out expression: its block, the symbols in reading order and their owners."""

    def __init__(self, root: LayoutNode, hand: Hand, *, size: float) -> None:
        self.hand = hand
        self.size = size
        self.symbols: list[str] = []
        self._unknown: dict[str, None] = {}
        self.order = self._visit(root)
        if self._unknown:
            raise _uncovered(list(self._unknown))
        for state in reversed(self.order):
            self._finish(state)
        self.block = self.order[0].block or Block()

    def _visit(self, root: LayoutNode) -> list[State]:
        """Return the states of all nodes in reading order, sizes and owners set."""
        order: list[State] = []
        stack = [State(root, self.size)]
        while stack:
            state = stack.pop()
            order.append(state)
            state.owners = self._own(state.node)
            for index, slot in enumerate(state.node.slots):
                size = state.size if not slot.row else self._size(state, slot)
                drawn = slot.row if is_drawn(state.node, index) else ()
                state.rows.append([State(child, size) for child in drawn])
            for row in reversed(state.rows):
                stack.extend(reversed(row))
        return order

    def _own(self, node: LayoutNode) -> tuple[int, ...]:
        names = own_symbols(node, self.hand)
        if names is None:
            self._unknown[node.symbol] = None
            names = ()
        first = len(self.symbols)
        self.symbols.extend(names)
        return tuple(range(first, first + len(names)))

    def _size(self, state: State, slot: Slot) -> float:
        size = state.size * _share(state, slot, self.hand)
        return max(size, _SMALLEST * self.size)

    def _finish(self, state: State) -> None:
        """Make the block of a node from those of its rows; brackets wait for their row."""
        for row in state.rows:
            size = row[0].size if row else state.size
            state.blocks.append(lay_row(row, self.hand, size, finish=self._finish_fence) if row else Block())
        node = state.node
        if node.kind is Kind.SYMBOL:
            self._finish_symbol(state)
        elif node.kind is Kind.COMMAND:
            if node.symbol in TEXT_COMMANDS:
                state.spacing = Spacing.WORD
            state.block = self._with_scripts(command_block(state, self.hand), state)
        elif node.kind is Kind.ENVIRONMENT:
            state.block = self._with_scripts(matrix_block(state, self.hand), state)
        elif node.kind is Kind.SPACE:
            state.block = Block()
        else:
            state.block = self._with_scripts(state.blocks[0] if state.blocks else Block(), state)

    def _finish_symbol(self, state: State) -> None:
        symbol, hand = state.node.symbol, self.hand
        if symbol in WORDS:
            state.spacing = Spacing.WORD
            state.block = self._with_scripts(word_block(state, hand), state)
            return
        glyph = hand.find(r"\ldots" if symbol == r"\hdotsfor" else symbol)
        if glyph is None or not state.owners:  # a rule, or a base without ink: what has no strokes is refused before
            state.block = self._with_scripts(rule_block(state, hand) if state.owners else Block(), state)
            return
        state.spacing = glyph.spacing
        head = state.node.head[0] if state.node.head else ""
        if glyph.symbol in _ALL_FENCES or head in _DELIMITER_HEADS:
            state.fence = glyph.symbol
            return
        state.block = self._with_scripts(hand.glyph(glyph, state.size, state.owners[0]), state)

    def _finish_fence(self, state: State, up: float, down: float) -> None:
        glyph = self.hand.find(DELIMITER_GLYPHS.get(state.fence, state.fence))
        if glyph is not None:
            up, down = _at_least(state, up, down)
            block = self.hand.fence(glyph, state.size, state.owners[0], up=up, down=down)
            state.block = self._with_scripts(block, state)

    def _with_scripts(self, base: Block, state: State) -> Block:
        """Put the scripts of a node at its block."""
        if not state.node.slots:
            return base
        waiting: dict[Relation, list[int]] = {}
        for index, slot in enumerate(state.node.slots):
            if slot.row and (slot.is_script or (state.node.kind is Kind.SYMBOL)):
                waiting.setdefault(self._side(state, slot), []).append(index)
        while waiting:
            chosen = {relation: indices.pop(0) for relation, indices in waiting.items()}
            waiting = {relation: indices for relation, indices in waiting.items() if indices}
            base = self._attach(base, state, chosen)
        return base

    def _side(self, state: State, slot: Slot) -> Relation:
        r"""Return where a script is written: some people put the limits of ``\lim`` beside it."""
        if slot.relation not in {Relation.ABOVE, Relation.BELOW}:
            return slot.relation
        beside_habit = self.hand.writer.habits[1] < self.hand.writer.side_limits
        explicit = r"\limits" in slot.open
        if state.node.kind is Kind.SYMBOL and beside_habit and not explicit:
            return Relation.SUP if slot.relation is Relation.ABOVE else Relation.SUB
        return slot.relation

    def _attach(self, base: Block, state: State, chosen: dict[Relation, int]) -> Block:
        def pick(relation: Relation) -> Block | None:
            return state.blocks[chosen[relation]] if relation in chosen else None

        above, below, sup, sub = (pick(r) for r in (Relation.ABOVE, Relation.BELOW, Relation.SUP, Relation.SUB))
        if above is not None or below is not None:
            base = stacked(base, self.hand, state.size, above=above, below=below)
        if sup is not None or sub is not None:
            prime = sup is not None and _is_prime(state.node.slots[chosen[Relation.SUP]])
            base = beside(base, self.hand, state.size, sup=sup, sub=sub, prime=prime)
        return base


def _at_least(state: State, up: float, down: float) -> tuple[float, float]:
    r"""Return the extents of a bracket; ``\big`` and its like ask for a height of their own."""
    head = state.node.head[0] if state.node.head else ""
    height = _BIG_HEIGHTS.get(head[1:].rstrip("lrm"), 0.0) * state.size
    return max(up, height / 2 + AXIS * state.size), max(down, height / 2 - AXIS * state.size)


def _is_prime(slot: Slot) -> bool:
    return slot.relation is Relation.SUP and all(
        node.symbol in {"'", r"\prime"} and not node.slots for node in slot.row
    )


def _share(state: State, slot: Slot, hand: Hand) -> float:
    """Return the size of a row against that of its owner."""
    writer, node = hand.writer, state.node
    if node.kind is Kind.COMMAND and not slot.is_script:
        return _argument_share(node.symbol, slot, hand)
    if slot.relation is Relation.SUP:
        return 1.0 if _is_prime(slot) else writer.limit_size if node.symbol in _INTEGRALS else writer.sup_size
    if slot.relation is Relation.SUB:
        return writer.limit_size if node.symbol in _INTEGRALS or node.symbol in LIMIT_NAMES else writer.sub_size
    if slot.relation in {Relation.ABOVE, Relation.BELOW}:
        return writer.limit_size
    return 0.9 if slot.relation is Relation.CELL else 1.0


_INTEGRALS = frozenset({r"\int", r"\iint", r"\iiint", r"\oint", r"\intop"})


def _argument_share(name: str, slot: Slot, hand: Hand) -> float:
    if name in commands.FRACTIONS or name == r"\genfrac":
        return hand.writer.fraction_size
    if name in commands.BINOMIALS:
        return 0.8
    if slot.relation is Relation.INDEX:
        return 0.5
    return 0.65 if slot.relation in {Relation.ABOVE, Relation.BELOW} else 1.0


def _uncovered(symbols: Sequence[str]) -> InputError:
    named = ", ".join(map(repr, symbols[:_NAMED]))
    more = f" and {len(symbols) - _NAMED} more" if len(symbols) > _NAMED else ""
    return InputError(
        f"expected symbols that the stroke alphabet covers, got {named}{more}; see hmer_kit.ink.covered_symbols() and "
        "covered_commands() for what can be drawn, or give a SymbolBank that holds ink of them as bank="
    )

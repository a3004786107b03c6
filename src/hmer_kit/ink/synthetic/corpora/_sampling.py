"""Writing an expression: rows are filled from left to right, with an explicit stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic.corpora._model import pick
from hmer_kit.ink.synthetic.corpora._words import DEEPEST, START, is_closed, is_one_token, place_of
from hmer_kit.latex.commands import PRIME
from hmer_kit.latex.tree import Kind

if TYPE_CHECKING:
    import numpy as np

    from hmer_kit.ink.synthetic.corpora._model import Model
    from hmer_kit.ink.synthetic.corpora._words import Frame

__all__: list[str] = []

_DRAWS = 128
_TRIES = 8
ROOT_PLACE = "inside "


class _Row:
    """A row that is being written."""

    __slots__ = ("before", "brackets", "depth", "last", "length", "name", "started")

    def __init__(self, name: str, depth: int) -> None:
        self.name = name
        self.depth = depth
        self.before = self.last = START
        self.length = 0
        self.started = False
        self.brackets: list[int] = []


class Sampler:
    """Writes one expression.

    Args:
        model: The corpus.
        rng: Where the randomness comes from.
        most: Most symbols.
        deepest: Most rows within rows.
        strict: Whether rows are cut short so that no more than ``most`` symbols are written; otherwise the expression
            is given up where it grows longer.
    """

    def __init__(self, model: Model, rng: np.random.Generator, *, most: int, deepest: int, strict: bool) -> None:
        self.model = model
        self.rng = rng
        self.most = most
        self.deepest = deepest
        self.strict = strict
        self.tokens: list[str] = []
        self.written = 0
        self._pool: list[float] = []
        self._drawn = 0
        self._nodes = self._waiting = self._open = 0
        self._stack: list[_Row | tuple[str, ...]] = []

    def expression(self) -> list[str] | None:
        """Return the tokens, or None where the expression grew too long."""
        self._push(_Row(ROOT_PLACE, 0))
        while self._stack:
            item = self._stack[-1]
            if isinstance(item, tuple):
                self.tokens.extend(item)
                self._stack.pop()
            elif not self._step(item):
                self._stack.pop()
            if self.written > self.most or self._nodes > 6 * self.most + 40:
                return None
        return self.tokens

    def _push(self, row: _Row) -> None:
        self._stack.append(row)
        self._waiting += 1

    def _draw(self, count: int) -> list[float]:
        start = self._drawn
        if start + count > len(self._pool):
            self._pool, start = self.rng.random(_DRAWS).tolist(), 0
        self._drawn = start + count
        return self._pool[start : start + count]

    def _room(self) -> int:
        """Return how many symbols may still be written, those counted that rows and brackets wait for."""
        return self.most - self.written - self._waiting - self._open if self.strict else self.most

    def _step(self, row: _Row) -> bool:
        """Write the next node of a row, and say whether the row goes on."""
        if not row.started:
            row.started = True
            self._waiting -= 1
        if self._ends(row):
            if not row.brackets:
                return False
            closer = self.model.closer(row.brackets[-1], self._draw(1)[0])
            if closer is None:
                row.brackets.pop()
                self._open -= 1
                return True
            self._write(row, closer, ())
            return True
        found = self._node(row)
        if found is None:
            if row.length:
                return bool(row.brackets)
            found = pick(self.model.plain, self._draw(1)[0]), ()
        self._write(row, *found)
        return True

    def _ends(self, row: _Row) -> bool:
        if is_one_token(row.name):
            return row.length > 0
        if row.name == ROOT_PLACE and not row.length:
            return False
        if self._room() <= 0 or self._nodes > 5 * self.most + 30:
            return True
        if row.brackets:
            return False
        if row.length == 1 and self.model.entries[row.last].is_infix:
            return True
        place = self.model.places[row.name]
        share = self.model.end(place, min(row.depth, DEEPEST), row.length, row.before, row.last)
        return self._draw(1)[0] < share

    def _node(self, row: _Row) -> tuple[int, Frame] | None:
        """Draw a node that fits, with its rows."""
        place = self.model.places[row.name]
        for _ in range(_TRIES):
            draws = self._draw(10)
            number = self.model.next(place, row.name, row.before, row.last, draws[:5])
            if not self._fits(row, number):
                continue
            rows = self.model.frames[self.model.frame(number, place, min(row.depth, DEEPEST), draws[5:])]
            if not rows or (row.depth < self.deepest and len(rows) < self._room() and not is_one_token(row.name)):
                return number, rows
        return None

    def _fits(self, row: _Row, number: int) -> bool:
        entry = self.model.entries[number]
        if is_one_token(row.name):
            return entry.is_plain
        if (entry.is_infix and row.length) or (entry.symbol == PRIME and not is_closed(row.name)):
            return False
        side, _, sort = entry.bracket.partition(" ")
        if side == "close":
            top = self.model.entries[row.brackets[-1]].bracket.partition(" ")[2] if row.brackets else None
            return top == sort
        if side == "middle":
            return any(self.model.entries[opener].bracket == "open left" for opener in row.brackets)
        return side != "open" or self._room() > 2

    def _write(self, row: _Row, number: int, rows: Frame) -> None:
        entry = self.model.entries[number]
        side = entry.bracket.partition(" ")[0]
        if side == "open":
            row.brackets.append(number)
            self._open += 1
        elif side == "close" and row.brackets:
            row.brackets.pop()
            self._open -= 1
        self.tokens.extend(entry.head)
        self.written += entry.counts
        self._nodes += 1
        row.before, row.last = row.last, number
        row.length += 1
        deeper = row.depth + 1
        for slot in reversed(rows):
            self._stack.append(slot.close)
            name = place_of(entry, slot)
            self._push(_Row(name, deeper))
            self._stack.append(slot.open)
        if entry.kind == Kind.ENVIRONMENT and not rows:
            self._nodes += 1

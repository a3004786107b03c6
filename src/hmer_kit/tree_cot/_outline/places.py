"""The places of symbols: what each hangs on, from its depth and its relation.

What cannot be is reported and put where it can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.tree_cot._outline.rows import RIGHT, OutlineRow
from hmer_kit.tree_cot._rows.rows import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.tree_cot._outline.rows import Vocabulary
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["Places"]


_row = tuple.__new__  # half the time of the class itself


class Places:
    """Finds the place of each symbol; ``rows`` grows.

    A stack holds the last row of each depth; a symbol ends all that is deeper than the row it hangs on.

    Args:
        vocabulary: Relations of the format.
        problems: Takes what is wrong.
    """

    __slots__ = ("base", "line", "problems", "rows", "shown", "stack", "taken", "text", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        self.rows: list[OutlineRow] = []
        self.stack: list[int] = []
        self.taken: dict[tuple[int, str], int] = {}  # how many rows of a relation hang on a row
        self.base = 0  # tabs before the first symbol
        self.line = 0  # of the symbol that is taken
        self.text = ""
        self.shown = ""

    def copy(self, problems: Problems) -> Places:
        """Return the same places, to go on with on their own, that report to others."""
        copy = Places(self.vocabulary, problems)
        copy.rows, copy.stack, copy.taken = [*self.rows], [*self.stack], {**self.taken}
        copy.base, copy.line, copy.text, copy.shown = self.base, self.line, self.text, self.shown
        return copy

    def forget(self) -> None:
        """Begin again, without a symbol."""
        self.rows, self.stack, self.base = [], [], 0

    @property
    def deepest(self) -> int:
        """The number of tabs before the last symbol; -1 before the first."""
        return len(self.stack) - 1 + self.base

    def take(self, depth: int, symbol: str, relation: str, *, line: int, text: str, shown: str) -> None:
        """Take the next symbol.

        Args:
            depth: Tabs before it.
            symbol: The symbol.
            relation: Its relation, known to the vocabulary; empty or not for the first symbol.
            line: Number of its line.
            text: That line.
            shown: The same without its indentation.
        """
        self.line, self.text, self.shown = line, text, shown
        if not self.rows:
            self._first(depth, symbol, relation)
            return
        self.base = min(self.base, depth)
        if relation == RIGHT:
            self._right(symbol, depth - self.base)
        else:
            self._hang(symbol, depth - self.base, relation)

    def _first(self, depth: int, symbol: str, relation: str) -> None:
        if depth:
            self._report("bad_indentation", "no tab before the first symbol", f"{depth}", "took all as less deep")
        if relation:
            expected = "the first symbol without a relation"
            self._report("unexpected_relation", expected, f"({relation})", "left the relation out")
        self.base = depth
        self._push(symbol, START, "", 0)

    def _right(self, symbol: str, depth: int) -> None:
        limit = len(self.stack) - 1
        if depth > limit:
            expected = f"at most {limit} tabs before a right symbol"
            self._report("bad_indentation", expected, f"{depth}", f"took it as {limit}")
            depth = limit
        left = self.rows[self.stack[depth]].symbol
        if depth and self.vocabulary.closed(left):
            expected = f"nothing to the right of '{left}' any more"
            self._report("misplaced_relation", expected, "(right)", "took it as less deep")
            depth -= 1
        self._push(symbol, self.stack[depth], RIGHT, depth)

    def _hang(self, symbol: str, depth: int, relation: str) -> None:
        limit = len(self.stack)
        if not 1 <= depth <= limit:
            found = limit if depth > limit else self._owner_depth(relation)
            expected = f"1 to {limit} tabs before a {relation} symbol"
            self._report("bad_indentation", expected, f"{depth}", f"took it as {found}")
            depth = found
        if not self._takes(depth, relation):
            expected = f"a relation that '{self.rows[self.stack[depth - 1]].symbol}' can take"
            near = next(
                (each for each in (depth + 1, depth - 1) if 1 <= each <= limit and self._takes(each, relation)), 0
            )
            done = f"took it as {near} tabs deep" if near else "read it as right"
            self._report("misplaced_relation", expected, f"({relation})", done)
            depth, relation = (near, relation) if near else (depth, RIGHT)
        parent = self.stack[depth - 1]
        self.taken[parent, relation] = self.taken.get((parent, relation), 0) + 1
        self._push(symbol, parent, relation, depth)

    def likely(self, depth: int) -> Iterator[str]:
        """Yield the relations that a line with so many tabs may have, the likeliest first."""
        depth -= self.base
        if depth < len(self.stack):
            yield RIGHT
        if depth >= 1:
            owner = self.stack[min(depth, len(self.stack)) - 1]
            for relation in self.vocabulary.natural(self.rows[owner].symbol):
                if (owner, relation) not in self.taken:
                    yield relation

    def _takes(self, depth: int, relation: str) -> bool:
        owner = self.stack[depth - 1]
        owned = self.taken.get((owner, relation), 0)
        return self.vocabulary.takes(self.rows[owner].symbol, relation, owned=owned)

    def _owner_depth(self, relation: str) -> int:
        """Return the depth of a line that lost its tabs: it hangs on the deepest row that can take it."""
        return next((depth for depth in range(len(self.stack), 0, -1) if self._takes(depth, relation)), 1)

    def _push(self, symbol: str, parent: int, relation: str, depth: int) -> None:
        del self.stack[depth:]
        self.stack.append(len(self.rows))
        self.rows.append(_row(OutlineRow, (symbol, parent, relation, self.line, self.shown)))

    def _report(self, code: str, expected: str, got: str, done: str) -> None:
        self.problems.report(code, line=self.line, text=self.text, expected=expected, got=got, done=done)

"""Lines with tabs and relations, ``symbol (relation)``, to rows: what the released and the corrected format share.

Only places are found here, from the depth of a line and its relation; what a format makes of the rows is its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from hmer_kit.tree_cot._rows.mending import (
    WELL_FORMED,
    has_relation,
    is_fence,
    is_symbol,
    mend,
    mend_cut,
    nearest,
    without_controls,
)
from hmer_kit.tree_cot._rows.problems import without_mark
from hmer_kit.tree_cot._rows.rows import START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.tree_cot._rows.mending import Damaged
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["RIGHT", "Outline", "OutlineRow", "Vocabulary"]

RIGHT: Final = "right"
_EXPECTED = "a line of the tree, 'symbol (relation)',"
_BLANKS_PER_LEVEL = (4, 2, 8, 3)


class OutlineRow(NamedTuple):
    """One symbol and where it stands."""

    symbol: str
    """The symbol as the line has it."""
    parent: int
    """Index of its left neighbour for ``right``, else of its owner; ``START`` for the first."""
    relation: str
    """Its relation to the parent; empty for the first."""
    line: int
    """Number of its line, counted from 1."""
    text: str
    """That line without its indentation."""


class Vocabulary(Protocol):
    """What a format knows of relations."""

    names: Sequence[str]
    """The relations, for messages and to tell what a misspelled one means."""

    def knows(self, relation: str) -> bool:
        """Return whether the format has such a relation."""
        ...

    def takes(self, symbol: str, relation: str, *, owned: int) -> bool:
        """Return whether a symbol that owns so many rows of that relation may own one more."""
        ...

    def natural(self, symbol: str) -> Sequence[str]:
        """Return the relations that a symbol is likely to own, in the order in which they come."""
        ...

    def closed(self, symbol: str) -> bool:
        """Return whether nothing may stand right of a symbol."""
        ...


class Outline:
    """Finds the place of each line; ``rows`` grows.

    A stack holds the last row of each depth; a line ends all that is deeper than the row it hangs on.

    Args:
        vocabulary: Relations of the format.
        problems: Takes what is wrong.
    """

    __slots__ = (
        "base",
        "empty",
        "number",
        "problems",
        "returns",
        "rows",
        "stack",
        "taken",
        "text",
        "unit",
        "vocabulary",
    )

    def __init__(self, vocabulary: Vocabulary, problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        self.rows: list[OutlineRow] = []
        self.stack: list[int] = []
        self.taken: dict[tuple[int, str], int] = {}  # how many rows of a relation hang on a row
        self.empty: list[int] = []  # lines without a character since the last one with any
        self.base = 0  # tabs before the first symbol
        self.unit = 0  # blanks that stand for a tab, once it is known
        self.returns = False  # whether lines end as in Windows
        self.number = 0
        self.text = ""

    def copy(self, problems: Problems) -> Outline:
        """Return an outline with the same rows that reports to others."""
        copy = Outline(self.vocabulary, problems)
        copy.rows, copy.stack, copy.taken, copy.empty = [*self.rows], [*self.stack], {**self.taken}, [*self.empty]
        copy.base, copy.unit, copy.returns = self.base, self.unit, self.returns
        copy.number, copy.text = self.number, self.text
        return copy

    def line(self, text: str, *, cut: bool = False) -> None:
        """Take the next line; ``cut`` if it may be a part of a line only."""
        self.number += 1
        if self.number == 1:
            text = without_mark(text, self.problems)
        if text.endswith("\r"):
            text = self._without_return(text)
        if not text:
            self.empty.append(self.number)
            return
        for number in self.empty:
            self._report("empty_line", "a symbol and its relation", "an empty line", "left it out", at=(number, ""))
        self.empty = []
        self.text = text
        if not self._well_formed(text):
            self._damaged(text, cut=cut)

    def _without_return(self, text: str) -> str:
        """Take the line end of Windows off, which is a flaw the first time."""
        if not self.returns:
            self.returns = True
            self._report("carriage_return", "lines that end with a newline alone", "a carriage return", "left all out")
        return text.rstrip("\r")

    def _well_formed(self, text: str) -> bool:
        match = WELL_FORMED.fullmatch(text)
        if match is None:
            return False
        tabs, symbol, relation = match.groups(default="")
        if not (self._knows(relation) if relation else not self.rows and not is_fence(symbol)):
            return False
        self._take(len(tabs), symbol, relation)
        return True

    # Damaged lines

    def _damaged(self, text: str, *, cut: bool) -> None:
        clean = without_controls(text)
        if clean != text:
            self._report("control_character", "characters that show", "others", "left them out")
            if self._well_formed(clean):
                return
        found = mend_cut(clean) if cut and not has_relation(clean) else mend(clean)
        if self._first_was_prose(found):
            self._forget_first()
            self._well_formed(clean)  # which it is: one symbol and nothing else
            return
        if not found.symbols:
            self._report(found.code, _EXPECTED, found.got, "left it out")
            return
        depth = self._depth(found.indent)
        relation = self._meant(found.relation, depth) if self.rows else ""
        expected = f"{_EXPECTED} with a relation of {', '.join(self.vocabulary.names)}"
        done = f"read it as {' '.join(found.symbols)}{f' ({relation})' * bool(relation)}"
        self._report(found.code, expected, found.got, done)
        for symbol in found.symbols:
            self._take(depth, symbol, relation)
            depth, relation = len(self.stack) - 1 + self.base, RIGHT

    def _first_was_prose(self, found: Damaged) -> bool:
        """Return whether a second line without a relation shows that the first was a word and no symbol."""
        is_root = bool(found.symbols) and not found.indent and not found.relation
        return is_root and len(self.rows) == 1 and not is_symbol(self.rows[0].symbol)

    def _forget_first(self) -> None:
        first = self.rows[0]
        self._report("no_tree_line", _EXPECTED, "something else", "left it out", at=(first.line, first.text))
        self.rows, self.stack, self.base = [], [], 0

    def _meant(self, name: str, depth: int) -> str:
        """Return the relation that a line means: the one it has, one that begins so, one like it, the likeliest."""
        if self._knows(name):
            return name
        likely = [*self._likely(depth - self.base), RIGHT]
        begun = (each for each in (*likely, *self.vocabulary.names) if name and each.startswith(name))
        return next(begun, "") or nearest(name, self.vocabulary.names) or likely[0]

    def _depth(self, indent: str) -> int:
        """Return how deep a line stands that begins with tabs or blanks."""
        tabs = indent.count("\t")
        blanks = len(indent) - tabs
        if not blanks:
            return tabs
        limit = max(1, len(self.stack) + self.base)
        if not self.unit:
            fits = (unit for unit in _BLANKS_PER_LEVEL if blanks % unit == 0 and blanks // unit <= limit)
            self.unit = blanks if limit == 1 else 1 if blanks <= limit else next(fits, blanks)
        return tabs + max(1, round(blanks / self.unit))

    def _likely(self, depth: int) -> Iterator[str]:
        """Yield the relations that a line at a depth may have, the likeliest first."""
        if depth < len(self.stack):
            yield RIGHT
        if depth >= 1:
            owner = self.stack[min(depth, len(self.stack)) - 1]
            for relation in self.vocabulary.natural(self.rows[owner].symbol):
                if (owner, relation) not in self.taken:
                    yield relation

    # Places

    def _take(self, depth: int, symbol: str, relation: str) -> None:
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
        self.rows.append(OutlineRow(symbol, parent, relation, self.number, self.text.lstrip("\t")))

    # Words

    def _knows(self, relation: str) -> bool:
        return bool(relation) and self.vocabulary.knows(relation)

    def _report(self, code: str, expected: str, got: str, done: str, *, at: tuple[int, str] | None = None) -> None:
        line, text = at or (self.number, self.text)
        at_end = code == "cut_line"
        self.problems.report(code, line=line, text=text, expected=expected, got=got, done=done, at_end=at_end)

"""Lines with tabs and relations, ``symbol (relation)``, to rows: what the released and the corrected format share.

What a format makes of the rows is its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.tree_cot._outline.mending import (
    WELL_FORMED,
    has_relation,
    is_symbol,
    mend,
    mend_cut,
    without_controls,
)
from hmer_kit.tree_cot._outline.places import Places
from hmer_kit.tree_cot._outline.rows import RIGHT
from hmer_kit.tree_cot._rows.problems import without_mark
from hmer_kit.tree_cot._rows.text import is_fence, nearest

if TYPE_CHECKING:
    from hmer_kit.tree_cot._outline.mending import Damaged
    from hmer_kit.tree_cot._outline.rows import OutlineRow, Vocabulary
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["Outline"]

_EXPECTED = "a line of the tree, 'symbol (relation)',"
_BLANKS_PER_LEVEL = (4, 2, 8, 3)


class Outline:
    """Reads line after line; ``rows`` are those of all that came.

    Args:
        vocabulary: Relations of the format.
        problems: Takes what is wrong.
    """

    __slots__ = ("_empty", "_number", "_places", "_problems", "_returns", "_text", "_unit", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary, problems: Problems) -> None:
        self._vocabulary = vocabulary
        self._problems = problems
        self._places = Places(vocabulary, problems)
        self._empty: list[int] = []  # lines without a character since the last one with any
        self._unit = 0  # blanks that stand for a tab, once it is known
        self._returns = False  # whether lines end as in Windows
        self._number = 0
        self._text = ""

    @property
    def rows(self) -> list[OutlineRow]:
        """The symbols with their places."""
        return self._places.rows

    def copy(self, problems: Problems) -> Outline:
        """Return an outline with the same rows that reports to others."""
        copy = Outline(self._vocabulary, problems)
        copy._places, copy._empty = self._places.copy(problems), [*self._empty]
        copy._unit, copy._returns = self._unit, self._returns
        copy._number, copy._text = self._number, self._text
        return copy

    def line(self, text: str, *, cut: bool = False) -> None:
        """Take the next line; ``cut`` if it may be a part of a line only."""
        self._number += 1
        if self._number == 1:
            text = without_mark(text, self._problems)
        if text.endswith("\r"):
            text = self._without_return(text)
        if not text:
            self._empty.append(self._number)
            return
        for number in self._empty:
            self._report("empty_line", "a symbol and its relation", "an empty line", "left it out", at=(number, ""))
        self._empty = []
        self._text = text
        if not self._well_formed(text):
            self._damaged(text, cut=cut)

    def _without_return(self, text: str) -> str:
        """Take the line end of Windows off, which is a flaw the first time."""
        if not self._returns:
            self._returns = True
            self._report("carriage_return", "lines that end with a newline alone", "a carriage return", "left all out")
        return text.rstrip("\r")

    def _well_formed(self, text: str) -> bool:
        match = WELL_FORMED.fullmatch(text)
        if match is None:
            return False
        tabs, symbol, relation = match.groups(default="")
        if not (self._knows(relation) if relation else not self.rows and not is_fence(symbol)):
            return False
        shown = text[len(tabs) :]  # lstrip takes its time over many tabs
        self._places.take(len(tabs), symbol, relation, line=self._number, text=self._text, shown=shown)
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
        expected = f"{_EXPECTED} with a relation of {', '.join(self._vocabulary.names)}"
        done = f"read it as {' '.join(found.symbols)}{f' ({relation})' * bool(relation)}"
        self._report(found.code, expected, found.got, done)
        shown = self._text.lstrip("\t")
        for symbol in found.symbols:
            self._places.take(depth, symbol, relation, line=self._number, text=self._text, shown=shown)
            depth, relation = self._places.deepest, RIGHT

    def _first_was_prose(self, found: Damaged) -> bool:
        """Return whether a second line without a relation shows that the first was a word and no symbol."""
        is_root = bool(found.symbols) and not found.indent and not found.relation
        return is_root and len(self.rows) == 1 and not is_symbol(self.rows[0].symbol)

    def _forget_first(self) -> None:
        first = self.rows[0]
        self._report("no_tree_line", _EXPECTED, "something else", "left it out", at=(first.line, first.text))
        self._places.forget()

    def _meant(self, name: str, depth: int) -> str:
        """Return the relation that a line means: the one it has, one that begins so, one like it, the likeliest."""
        if self._knows(name):
            return name
        likely = [*self._places.likely(depth), RIGHT]
        begun = (each for each in (*likely, *self._vocabulary.names) if name and each.startswith(name))
        return next(begun, "") or nearest(name, self._vocabulary.names) or likely[0]

    def _depth(self, indent: str) -> int:
        """Return how deep a line stands that begins with tabs or blanks."""
        tabs = indent.count("\t")
        blanks = len(indent) - tabs
        if not blanks:
            return tabs
        limit = max(1, self._places.deepest + 1)
        if not self._unit:
            fits = (unit for unit in _BLANKS_PER_LEVEL if blanks % unit == 0 and blanks // unit <= limit)
            self._unit = blanks if limit == 1 else 1 if blanks <= limit else next(fits, blanks)
        return tabs + max(1, round(blanks / self._unit))

    # Words

    def _knows(self, relation: str) -> bool:
        return bool(relation) and self._vocabulary.knows(relation)

    def _report(self, code: str, expected: str, got: str, done: str, *, at: tuple[int, str] | None = None) -> None:
        line, text = at or (self._number, self._text)
        at_end = code == "cut_line"
        self._problems.report(code, line=line, text=text, expected=expected, got=got, done=done, at_end=at_end)

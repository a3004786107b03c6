"""Lines of the released Tree-CoT text to LaTeX tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.tree_cot._released.table import (
    BEGIN,
    BEGIN_RELATION,
    END,
    END_RELATION,
    NEXT_LINE,
    PARTS,
    RELATIONS,
    RIGHT,
    ROW_BREAK,
    SCRIPTS,
)
from hmer_kit.tree_cot._rows.text import format_error, shorten

if TYPE_CHECKING:
    from hmer_kit.exceptions import FormatError
    from hmer_kit.tree_cot._released.table import Part

__all__ = ["Reader"]

_BRACES = frozenset("{}")
_LINE = re.compile(r"(\t*)(\S+)(?: \((\S*)\))?")


class _Level:
    """The last symbol at one depth, and what closes its row.

    Args:
        symbol: The symbol.
        row_closer: Token that ends its row, or nothing.
        braces: How many braces are open in its row before it.
    """

    __slots__ = ("braces", "children", "name", "parts", "row_closer", "sealed", "symbol")

    def __init__(self, symbol: str, *, row_closer: str, braces: int) -> None:
        self.row_closer = row_closer
        self.braces = braces
        self.begin(symbol)

    def begin(self, symbol: str) -> None:
        """Go on to a symbol of the same row."""
        self.symbol = symbol
        if symbol in _BRACES:
            self.braces += 1 if symbol == "{" else -1  # and after it
        self.parts = PARTS.get(symbol, SCRIPTS)  # those that may still come
        self.children: tuple[str, ...] = (BEGIN_RELATION, END_RELATION) if symbol == BEGIN else ()  # same, for \\begin
        self.name = ""  # of the environment, known from its first child
        self.sealed = False  # nothing more may hang on it or stand right of it


class Reader:
    """Reads one tree, line by line; ``finish`` gives the tokens.

    A stack holds the last symbol of each depth; a line closes all that is deeper than the symbol it hangs on.
    """

    __slots__ = ("levels", "number", "text", "tokens")

    def __init__(self) -> None:
        self.levels: list[_Level] = []
        self.tokens: list[str] = []
        self.number = 0
        self.text = ""

    def read(self, line: str, number: int) -> None:
        """Read one line.

        Raises:
            FormatError: It is malformed or does not fit the lines before.
        """
        self.number, self.text = number, line
        depth, symbol, relation = self._split(line)
        if number == 1:
            self._root(symbol, depth, relation)
        elif relation == RIGHT:
            self._right(symbol, depth)
        else:
            self._hang(symbol, depth, relation)

    def finish(self) -> list[str]:
        """Close all that is open and return the tokens.

        Raises:
            FormatError: An environment did not end.
        """
        self._close_to(0)
        return self.tokens

    # Lines

    def _split(self, line: str) -> tuple[int, str, str]:
        match = _LINE.fullmatch(line)
        if match is None:
            raise self._malformed(line)
        tabs, symbol, relation = match.groups("")
        if (
            relation
            and relation != RIGHT
            and not (relation in RELATIONS or relation.startswith((BEGIN_RELATION, END_RELATION)))
        ):
            known = ", ".join(sorted(RELATIONS))
            raise self._error("unknown_relation", f"a relation ({known}, begin_name or end_name)", f"({relation})")
        return len(tabs), symbol, relation

    def _malformed(self, line: str) -> FormatError:
        if not line.strip():
            return self._error("empty_line", "a symbol and its relation", "an empty line")
        if line.lstrip("\t")[0].isspace():
            return self._error("bad_indentation", "tabs alone before the symbol", "another blank")
        return self._error("malformed_line", "'symbol (relation)'", "something else")

    def _root(self, symbol: str, depth: int, relation: str) -> None:
        if depth:
            raise self._error("bad_indentation", "no tab before the first symbol", f"{depth}")
        if relation:
            raise self._error("unexpected_relation", "the first symbol without a relation", f"({relation})")
        self._push(symbol, "")

    def _right(self, symbol: str, depth: int) -> None:
        if depth >= len(self.levels):
            limit = len(self.levels) - 1
            raise self._error("bad_indentation", f"at most {limit} tabs before a right symbol", f"{depth}")
        if depth + 1 < len(self.levels):
            self._close_to(depth + 1)
        left = self.levels[-1]
        if left.sealed:
            raise self._error("misplaced_relation", f"nothing to the right of '{left.symbol}' any more", "(right)")
        self._end_symbol(left)
        left.begin(symbol)  # in the place of its left neighbour, sooner than with a level of its own
        if left.braces < 0:
            raise self._error("unexpected_brace", "'{' before '}' in the same row", "none")
        self.tokens.append(symbol)

    def _hang(self, symbol: str, depth: int, relation: str) -> None:
        if not relation:
            raise self._error("missing_relation", "'symbol (relation)' on every line but the first", "no relation")
        if not 1 <= depth <= len(self.levels):
            limit = len(self.levels)
            raise self._error("bad_indentation", f"1 to {limit} tabs before a {relation} symbol", f"{depth}")
        self._close_to(depth)
        parent = self.levels[-1]
        if parent.sealed:
            raise self._misplaced(parent, relation, "nothing more")
        if relation == NEXT_LINE:
            self._next_line(parent, symbol)
        elif parent.symbol == BEGIN:
            self._environment(parent, symbol, relation)
        else:
            self._part(parent, symbol, relation)

    # What hangs on a symbol

    def _part(self, parent: _Level, symbol: str, relation: str) -> None:
        """Open the row of a part; required ones before it are empty."""
        names = [part.relation for part in parent.parts]
        if relation not in names:
            raise self._misplaced(parent, relation, " or ".join([*names, NEXT_LINE]))
        index = names.index(relation)
        part = parent.parts[index]
        self._write_empty(parent.parts[:index])
        parent.parts = parent.parts[index + 1 :]
        self.tokens += (part.sign, part.opener) if part.sign else (part.opener,)
        self._push(symbol, part.closer)

    def _next_line(self, parent: _Level, symbol: str) -> None:
        self._end_symbol(parent)
        parent.parts = ()
        parent.sealed = True
        self.tokens.append(ROW_BREAK)
        braces, parent.braces = parent.braces, 0  # the row goes on
        self._push(symbol, "", braces=braces)

    def _environment(self, parent: _Level, symbol: str, relation: str) -> None:
        r"""Open the body of an environment, or end it."""
        side, _, name = relation.partition("_")
        wanted = parent.children
        if not name or f"{side}_" not in wanted or parent.name not in {"", name}:
            expected = " or ".join(f"{child}{parent.name or 'name'}" for child in wanted) or f"right or {NEXT_LINE}"
            raise self._misplaced(parent, relation, expected)
        if not parent.name:
            parent.name = name
            self.tokens.append(f"{{{name}}}")
        self._push(symbol, "")
        if relation.startswith(BEGIN_RELATION):
            parent.children = (END_RELATION,)
            return
        parent.children = ()
        if symbol != END:
            raise self._error("misplaced_relation", f"'{END} ({relation})'", f"'{symbol}'")
        self.tokens.append(f"{{{name}}}")
        self.levels[-1].sealed = True

    # The stack

    def _push(self, symbol: str, row_closer: str, *, braces: int = 0) -> None:
        level = _Level(symbol, row_closer=row_closer, braces=braces)
        if level.braces < 0:
            raise self._error("unexpected_brace", "'{' before '}' in the same row", "none")
        self.tokens.append(symbol)
        self.levels.append(level)

    def _close_to(self, size: int) -> None:
        while len(self.levels) > size:
            level = self.levels.pop()
            self._end_symbol(level)
            if level.braces:
                raise self._error("unclosed_group", "'}' for each '{' in the same row", "the end of the row")
            if level.row_closer:
                self.tokens.append(level.row_closer)

    def _end_symbol(self, level: _Level) -> None:
        """Write the parts that did not come and must."""
        if level.children:
            expected = f"'{END} ({END_RELATION}{level.name or 'name'})' one deeper than its '{BEGIN}'"
            raise self._error("missing_end", expected, "the end of its parts")
        if level.parts is not SCRIPTS:  # none of which has to come
            self._write_empty(level.parts)

    def _write_empty(self, parts: tuple[Part, ...]) -> None:
        for part in parts:
            if part.required:
                self.tokens += (part.opener, part.closer)

    # Errors

    def _misplaced(self, parent: _Level, relation: str, wanted: str) -> FormatError:
        return self._error("misplaced_relation", f"{wanted} under '{shorten(parent.symbol)}'", f"({relation})")

    def _error(self, code: str, expected: str, got: str) -> FormatError:
        return format_error(code, expected, got, line=self.number, text=self.text)

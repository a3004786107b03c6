"""Rows of a released tree, in whatever state they are, to LaTeX that parses.

The released format is one over tokens: braces, script signs and fences may be plain symbols, and a damaged text loses
some. Braces are matched within each row of symbols, so that what is lost in one row breaks no other; the rest is left
to the parser.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.latex.parser import is_parseable, parse
from hmer_kit.latex.writer import to_latex
from hmer_kit.tree_cot._outline.rows import RIGHT
from hmer_kit.tree_cot._released.table import BEGIN, END, END_RELATION, NEXT_LINE, PARTS, ROW_BREAK, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.tree_cot._outline.rows import OutlineRow
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["released_latex"]

_ANY_NAME = "matrix"
_PARTS_AT_MOST = 2
_BESIDE = frozenset({RIGHT, NEXT_LINE})
_BY_RELATION = {symbol: {part.relation: part for part in parts} for symbol, parts in PARTS.items()}
_SCRIPTS = {part.relation: part for part in SCRIPTS}


class _Trouble(NamedTuple):
    """What is wrong with a row."""

    code: str
    expected: str
    got: str
    done: str


class _Piece(NamedTuple):
    """A token and the row that it came from."""

    token: str
    """The token; empty if it was left out."""
    row: int
    """Index of the row."""
    is_symbol: bool = False
    """Whether it is what the line says, and not what follows from it."""
    trouble: _Trouble | None = None
    """Why it was put in or left out."""


def released_latex(rows: Sequence[OutlineRow], problems: Problems) -> str:
    """Return the blank-separated LaTeX of the rows of a released tree.

    Args:
        rows: Symbols with their places.
        problems: Takes what keeps them from being LaTeX.
    """
    for at, trouble in _misplaced(rows):
        _report(problems, rows[at], trouble, at_end=False)
    pieces = _Places(rows).pieces()
    troubles = [(at, piece) for at, piece in enumerate(pieces) if piece.trouble]
    last = max((at for at, piece in enumerate(pieces) if piece.is_symbol), default=0) if troubles else 0
    for at, piece in troubles:
        if piece.trouble:
            _report(problems, rows[piece.row], piece.trouble, at_end=at > last)
    return _parseable([piece for piece in pieces if piece.token], rows, problems)


def _misplaced(rows: Sequence[OutlineRow]) -> Iterator[tuple[int, _Trouble]]:
    """Yield the rows that come after what the format writes after them; each is still taken for what it says."""
    last: dict[int, tuple[int, str]] = {}  # for a row, what hung on it last
    ranks: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows[1:], start=1):
        symbol = rows[row.parent].symbol
        asked = symbol, row.relation
        if asked not in ranks:
            ranks[asked] = _rank(*asked)
        place = ranks[asked], row.relation
        before = last.get(row.parent, place)
        if place[0] < before[0]:
            expected = f"({row.relation}) before ({before[1]}) at '{symbol}'"
            yield (
                at,
                _Trouble("misplaced_relation", expected, "it after that", f"read it as ({row.relation}) all the same"),
            )
        last[row.parent] = max(place, before)


def _rank(symbol: str, relation: str) -> int:
    """Return where a relation stands among those of a symbol in the order of the format."""
    if relation == RIGHT:
        return _PARTS_AT_MOST
    if relation == NEXT_LINE:
        return _PARTS_AT_MOST + 1
    if symbol == BEGIN:
        return int(relation.startswith(END_RELATION))
    return next((at for at, part in enumerate(PARTS.get(symbol, SCRIPTS)) if part.relation == relation), 0)


def _parseable(pieces: Sequence[_Piece], rows: Sequence[OutlineRow], problems: Problems) -> str:
    latex = " ".join(piece.token for piece in pieces)
    if is_parseable(latex):
        return latex
    tree = parse(latex, on_error="recover")
    starts = [0, *accumulate(len(piece.token) + 1 for piece in pieces)]
    last = max(at for at, piece in enumerate(pieces) if piece.is_symbol)
    for repair in tree.repairs:
        at = min(bisect_right(starts, repair.start), len(pieces)) - 1
        trouble = _Trouble(repair.code, "symbols that are LaTeX", f"others ({repair.message})", "repaired them")
        _report(problems, rows[pieces[at].row], trouble, at_end=repair.start >= starts[last + 1] - 1)
    return to_latex(tree)


def _report(problems: Problems, row: OutlineRow, trouble: _Trouble, *, at_end: bool) -> None:
    code, expected, got, done = trouble
    problems.report(code, line=row.line, text=row.text, expected=expected, got=got, done=done, at_end=at_end)


class _Places:
    """Rows of a tree by the row of symbols that they stand in.

    Args:
        rows: Symbols with their places.
    """

    __slots__ = ("parts", "places", "rows")

    def __init__(self, rows: Sequence[OutlineRow]) -> None:
        self.rows = rows
        self.places: list[list[int]] = [] if rows else [[]]  # indices of rows, from left to right
        self.parts: dict[int, list[tuple[str, int]]] = {}  # for a row, relation and place of what hangs on it
        place_of: list[int] = []
        for at, row in enumerate(rows):
            if row.relation in _BESIDE:
                place = place_of[row.parent]
            else:
                place = len(self.places)
                self.places.append([])
                self.parts.setdefault(row.parent, []).append((row.relation, place))
            self.places[place].append(at)
            place_of.append(place)

    def pieces(self) -> list[_Piece]:
        """Return all tokens in order."""
        found: list[_Piece] = []
        stack: list[_Piece | int] = [0]  # tokens and places, the next one on top
        while stack:
            item = stack.pop()
            if isinstance(item, _Piece):
                found.append(item)
            else:
                stack.extend(reversed([*self._place(item)]))
        return found

    def _place(self, place: int) -> Iterator[_Piece | int]:
        """Yield what stands in one row of symbols, braces matched."""
        openers: list[int] = []
        for at in self.places[place]:
            row = self.rows[at]
            if row.relation == NEXT_LINE:
                yield _Piece(ROW_BREAK, at)
            trouble = _unexpected(row, is_open=bool(openers))
            if trouble:
                yield _Piece("", at, trouble=trouble)
            elif row.symbol != END:
                yield _Piece(row.symbol, at, is_symbol=True)
            if row.symbol == "{":
                openers.append(at)
            elif row.symbol == "}" and openers:
                openers.pop()
            yield from self._environment(at) if row.symbol == BEGIN else self._parts(at)
        for opener in reversed(openers):
            trouble = _Trouble("unclosed_group", "'}' right of '{'", "none", "put it at the end of the row")
            yield _Piece("}", opener, trouble=trouble)

    def _parts(self, at: int) -> Iterator[_Piece | int]:
        """Yield the parts of a symbol: arguments in order, the missing ones empty, then scripts as they come."""
        known = _BY_RELATION.get(self.rows[at].symbol, _SCRIPTS)
        if known is _SCRIPTS and at not in self.parts:  # most symbols
            return
        places = dict(self.parts.get(at, ()))
        arguments = [part for part in known.values() if not part.sign and (part.required or part.relation in places)]
        scripts = [known[relation] for relation in places if relation in known and known[relation].sign]
        for part in (*arguments, *scripts):
            if part.sign:
                yield _Piece(part.sign, at)
            yield _Piece(part.opener, at)
            if part.relation in places:
                yield places[part.relation]
            yield _Piece(part.closer, at)

    def _environment(self, at: int) -> Iterator[_Piece | int]:
        r"""Yield the name and the body of an environment, and its ``\end``."""
        parts = self.parts.get(at, [])
        names = [*filter(None, (relation.partition("_")[2] for relation, _ in parts)), _ANY_NAME]
        name = f"{{{names[0]}}}"
        no_name = _Trouble("missing_name", "the name of an environment in its parts", "none", f"took {name}")
        yield _Piece(name, at, trouble=no_name if len(names) <= max(1, len(parts)) else None)
        end = -1
        for relation, place in parts:
            first = self.places[place][0]
            if relation.startswith(END_RELATION) and self.rows[first].symbol == END:
                if end >= 0:
                    yield _Piece("", first, trouble=_Trouble("unexpected_end", f"one '{END}'", "two", "left it out"))
                end = first if end < 0 else end
            yield place
        expected = f"'{END} ({END_RELATION}{names[0]})' below '{BEGIN}'"
        no_end = _Trouble("missing_end", expected, "none", "put it after what there is")
        yield _Piece(END, max(end, at), end >= 0, no_end if end < 0 else None)
        other = next((each for each in names[:-1] if each != names[0]), "")
        mismatch = _Trouble("mismatched_end", f"the same name as in {name}", other, f"took {name}") if other else None
        yield _Piece(name, max(end, at), trouble=mismatch)


def _unexpected(row: OutlineRow, *, is_open: bool) -> _Trouble | None:
    """Return what is wrong with a symbol that closes what is not open."""
    if row.symbol == "}" and not is_open:
        return _Trouble("unexpected_brace", "'{' left of '}'", "none", "left '}' out")
    if row.symbol == END and not row.relation.startswith(END_RELATION):
        return _Trouble("unexpected_end", f"'{END}' as the end of a '{BEGIN}'", f"({row.relation})", "left it out")
    return None

"""The JSON document of a tree, whole or damaged, to an expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from hmer_kit.latex.commands import ROW_BREAKS
from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._exact.build import build_exact
from hmer_kit.tree_cot._exact.exact import ExactRow
from hmer_kit.tree_cot._exact.json_text import pieces_of
from hmer_kit.tree_cot._rows.rows import EMPTY, START, Row
from hmer_kit.tree_cot._rows.text import nearest, shorten

if TYPE_CHECKING:
    from hmer_kit.tree_cot._exact.exact import Tokens
    from hmer_kit.tree_cot._exact.json_text import Piece
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["read_json"]

_RIGHT, _CELL = Relation.RIGHT, Relation.CELL  # looked up once: an enumeration is slow
_RELATIONS: Final = {relation.value: relation for relation in Relation}
_REQUIRED: Final = ("id", "symbol", "parent", "relation")
_ALWAYS: Final = frozenset(_REQUIRED)
_KEYS: Final = _ALWAYS | {"open", "close", "head"}
_USUAL: Final = frozenset({_REQUIRED, (*_REQUIRED, "open", "close"), (*_REQUIRED, "open", "close", "head")})
"""Keys as they mostly stand; any order will do."""
_TOKEN = re.compile(r"\S+")


def read_json(text: str, problems: Problems) -> str:
    """Return the LaTeX of a document.

    Args:
        text: The document, whole or damaged.
        problems: Takes what is wrong.
    """
    nodes = _Nodes(problems)
    for piece in pieces_of(text, problems) if text.strip() else ():
        nodes.read(piece)
    latex = build_exact(nodes.rows, problems)
    if not latex:
        expected, done = "a document with at least one node", "gave an empty expression"
        problems.report("empty", line=1, text="", expected=expected, got="none", done=done)
    return latex


class _Nodes:
    """The rows of nodes.

    Args:
        problems: Takes what is wrong.
    """

    def __init__(self, problems: Problems) -> None:
        self.rows: list[ExactRow] = []
        self._problems = problems
        self._ids: dict[int, int] = {0: START}  # the row of each id
        self._next_id = 1
        self._piece: Piece

    def read(self, piece: Piece) -> None:
        """Read one node."""
        self._piece = piece
        fields = self._fields(piece.value)
        if fields is None:
            return
        if fields["id"] == 1 and fields["parent"] == 0:
            self._ids, self._next_id = {0: START}, 1  # the list begins anew
        parent = self._parent(fields["parent"])
        relation = self._relation(fields["relation"], parent)
        label = self._label(fields["symbol"])
        if label == EMPTY and (relation is _RIGHT or parent == START):
            self._report("misplaced_empty", "null for a row that a symbol owns only", "null", "left it out")
            self._number(fields["id"], parent)
            return
        opened, closed, head = self._tokens("open", fields), self._tokens("close", fields), self._tokens("head", fields)
        if relation is _RIGHT or parent == START:
            self._need(opened is None and closed is None, "misplaced_tokens", "open and close at the first of a row")
            opened = closed = None
        row_break = "".join(opened) if opened and relation is _CELL and opened[0] in ROW_BREAKS else ""
        row = Row(label, parent, relation, row_break, piece.line, piece.text)
        self._number(fields["id"], len(self.rows))
        self.rows.append(ExactRow(row, head, opened, closed))

    # What a node says

    def _fields(self, value: object) -> dict[str, Any] | None:
        """Return the values of a node by their keys; nothing if it is none."""
        pairs = value if isinstance(value, tuple) else ()
        fields: dict[str, Any] = dict(pairs)
        if "symbol" not in fields:
            self._report("bad_node", "an object with " + ", ".join(_REQUIRED), "something else", "left it out")
            return None
        if len(fields) == len(pairs) and ((*fields,) in _USUAL or _ALWAYS <= fields.keys() <= _KEYS):
            return fields
        self._need(len(fields) == len(pairs), "repeated_key", "each key once")
        for key in sorted(fields.keys() - _KEYS):
            self._report(
                "unknown_key", "no more keys than " + ", ".join(sorted(_KEYS)), f"'{shorten(key)}'", "left it out"
            )
        for key in _REQUIRED:
            if key not in fields:
                self._report("missing_key", f"the key '{key}'", "none", "went by the node before")
        return {**dict.fromkeys(_REQUIRED), **fields}

    def _number(self, given: object, at: int) -> None:
        if type(given) is not int or given != self._next_id:
            self._report("wrong_id", f"the id {self._next_id}", "another", "went by its place")
        number = given if type(given) is int and given not in self._ids else self._next_id
        self._ids[number] = at
        self._next_id = number + 1

    def _parent(self, given: object) -> int:
        """Return the row that the node hangs on."""
        at = self._ids.get(given) if type(given) is int else None
        if at is None or (at == START and self.rows):
            at = len(self.rows) - 1
            done = "hung it on the node before" if self.rows else "read it as the first"
            self._report("unknown_parent", "the id of a node before, 0 at the first node alone,", "another", done)
        return at

    def _relation(self, given: object, parent: int) -> Relation:
        if parent == START:
            self._need(given == Relation.INSIDE.value, "wrong_start", "the first node inside the parent 0")
            return Relation.INSIDE
        known = _RELATIONS.get(given) if isinstance(given, str) else None
        if known is not None:
            return known
        found = Relation(nearest(given, [*_RELATIONS]) or Relation.RIGHT) if isinstance(given, str) else Relation.RIGHT
        expected = f"a relation ({', '.join(_RELATIONS)})"
        self._report("unknown_relation", expected, "another", f"read it as {found.value}")
        return found

    def _label(self, given: object) -> str:
        if given is None:
            return EMPTY
        if isinstance(given, str) and _TOKEN.fullmatch(given):
            return given
        self._report("bad_symbol", "a symbol without blanks, or null", "another value", "read it as text")
        return "".join(str(given).split()) if isinstance(given, (str, int)) else EMPTY

    def _tokens(self, key: str, fields: dict[str, Any]) -> Tokens:
        if key not in fields:
            return None
        given = fields[key]
        if isinstance(given, list) and _are_tokens(given):
            return tuple(given)
        self._report("bad_tokens", f"a list of tokens for '{key}'", "another value", "spelled it canonically")
        return None

    def _need(self, is_right: bool, code: str, expected: str) -> None:  # noqa: FBT001
        if not is_right:
            self._report(code, expected, "another", "went by its place")

    def _report(self, code: str, expected: str, got: str, done: str) -> None:
        line, text = self._piece.line, self._piece.text
        self._problems.report(code, line=line, text=text, expected=expected, got=got, done=done)


def _are_tokens(values: list[Any]) -> bool:
    """Return whether values are strings without blanks, none of them empty."""
    return {*map(type, values)} <= {str} and " ".join(values).split() == values

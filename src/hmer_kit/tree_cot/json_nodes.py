r"""JSON: one flat document with a list of nodes, one node a line, every token kept.

The format is our own; the nodes and relations are those of CROHME's label graphs. Nothing is nested deeper than the
expression ``{"nodes": [{"open": [...]}]}``, so any JSON parser reads a tree of any depth.
``\frac { 1 } { \sqrt [ 3 ] { x + 1 } }`` gives:

    {"format": "hmer_kit.tree", "version": 1, "nodes": [
    {"id": 1, "symbol": "\\frac", "parent": 0, "relation": "inside"},
    {"id": 2, "symbol": "1", "parent": 1, "relation": "above", "open": ["{"], "close": ["}"]},
    {"id": 3, "symbol": "\\sqrt", "parent": 1, "relation": "below", "open": ["{"], "close": ["}"]},
    {"id": 4, "symbol": "3", "parent": 3, "relation": "index", "open": ["["], "close": ["]"]},
    {"id": 5, "symbol": "x", "parent": 3, "relation": "inside", "open": ["{"], "close": ["}"]},
    {"id": 6, "symbol": "+", "parent": 5, "relation": "right"},
    {"id": 7, "symbol": "1", "parent": 6, "relation": "right"}
    ]}

- ``id``: the number of the node in the list, counted from 1. A node comes after its parent.
- ``symbol``: the label of ``hmer_kit.latex.label``, ``"{}"`` for a group; ``null`` for a row without symbols. A group
  that owns no row ``inside`` is the base of scripts that have none.
- ``parent``: the id of the left neighbour if the relation is ``right``, else of the symbol that owns the row; 0 for the
  first node, whose relation is ``inside``.
- ``relation``: a value of ``hmer_kit.latex.Relation``. Each ``cell`` begins one cell of a matrix, and if its ``open``
  begins with ``\\``, one line of it.
- ``open``, ``close``: tokens before and after the row that the node is the first of. ``head``: tokens of the node where
  they are not those of its label. What is left out is as in the canonical spelling.

Every token of the LaTeX is kept. Text and time are linear in the expression, at any depth.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from hmer_kit.tree_cot._exact.exact import exact_rows_of
from hmer_kit.tree_cot._exact.json_reader import read_json
from hmer_kit.tree_cot._exact.json_text import FORMAT, VERSION
from hmer_kit.tree_cot._rows.problems import Refusal
from hmer_kit.tree_cot._rows.text import require_text
from hmer_kit.tree_cot._rows.whole import WholeReader
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from hmer_kit.tree_cot._exact.exact import ExactRow, Tokens
    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["JSON", "JsonFormat"]


@dataclass(frozen=True, slots=True)
class JsonFormat:
    r"""A flat JSON document.

    Examples:
        >>> print(JsonFormat().dumps("x ^ 2"))
        {"format": "hmer_kit.tree", "version": 1, "nodes": [
        {"id": 1, "symbol": "x", "parent": 0, "relation": "inside"},
        {"id": 2, "symbol": "2", "parent": 1, "relation": "sup", "open": ["^"], "close": []}
        ]}
    """

    name: str = field(default="json", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.TOKENS, init=False)
    """Every token comes back."""

    def dumps(self, latex: str) -> str:
        """Return the document of an expression.

        Raises:
            LatexError: The expression does not parse, or holds no symbol at all.
            InputError: ``latex`` is no string.
        """
        texts: dict[Tokens, str] = {}
        lines = ",\n".join(
            _line(number, row, spelled, texts) for number, (row, spelled) in enumerate(exact_rows_of(latex), start=1)
        )
        return f'{{"format": "{FORMAT}", "version": {VERSION}, "nodes": [\n{lines}\n]}}'

    def loads(self, text: str) -> str:
        """Return the LaTeX of a document.

        Any layout of the document will do, with any order of keys. Nodes may stand in any order that has each after
        its parent, but their ids count from 1.

        Raises:
            FormatError: It is no JSON, or not as the top of this module says; ``code``, ``line`` and ``text`` say what
                is wrong and where.
            InputError: ``text`` is no string.
        """
        return read_json(require_text(text), Refusal())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader; it takes every node that is whole, whatever stands around."""
        return WholeReader(read_json)


def _line(number: int, row: ExactRow, spelled: ExactRow, texts: dict[Tokens, str]) -> str:
    """Return the line of a node: what ``json.dumps`` makes of its keys and values.

    Args:
        number: Its id.
        row: What it is.
        spelled: The same in canonical spelling.
        texts: The lists of tokens that were written before; there are few, and they are as often as nodes.
    """
    label, parent, relation, *_ = row.row
    symbol = encode_basestring(label) if label else "null"
    line = f'{{"id": {number}, "symbol": {symbol}, "parent": {parent + 1}, "relation": "{relation._value_}"'
    if row.open is not None:
        line += f', "open": {_tokens(row.open, texts)}, "close": {_tokens(row.close, texts)}'
    if row.head != spelled.head:
        line += f', "head": {_tokens(row.head, texts)}'
    return line + "}"


def _tokens(tokens: Tokens, texts: dict[Tokens, str]) -> str:
    text = texts.get(tokens)
    if text is None:
        text = texts[tokens] = json.dumps(tokens or (), ensure_ascii=False)
    return text


JSON: TreeFormat = JsonFormat()
"""The format with its one setting: none."""

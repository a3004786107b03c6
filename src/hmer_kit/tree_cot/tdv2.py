r"""TDv2: one symbol a row with its parent, from TDv2 (Wu et al., AAAI 2022) and TAMER (Zhu et al., AAAI 2025).

A line is ``[symbol,id,parent,parent id,relation]``, depth first. Ids count from 1; the first symbol hangs on ``<sos>``
with the id 0 as ``start``. There is no line for the end. ``\frac { 1 } { \sqrt [ 3 ] { x + 1 } }`` gives:

    [\frac,1,<sos>,0,start]
    [\sqrt,2,\frac,1,below]
    [3,3,\sqrt,2,leftup]
    [x,4,\sqrt,2,inside]
    [+,5,x,4,right]
    [1,6,+,5,right]
    [1,7,\frac,1,above]

A symbol is ``right`` of its left neighbour, or ``sub``, ``sup``, ``below``, ``above``, ``leftup`` (the index of a root)
or ``inside`` the symbol that owns its row. The denominator comes before the numerator; what a hat is over lies
``below`` it, what ``\underline`` is under ``above`` it. The first symbol of a matrix is ``Mstart``, ``&`` is a symbol
to the right, and the first symbol after ``\\`` hangs as ``nextline`` on the one before it.

A symbol with ``,``, a quote or a square bracket in it stands in double quotes, with a backslash before each quote and
backslash: ``[",",2,x,1,right]``. The originals keep rows as Python lists, and so have no such question.

We add to the originals: ``<eol>`` for a row without symbols, with the relation of that row (they leave it out);
``nextline[2pt]`` after ``\\[2pt]``; every command that the parser knows. They go by lists of their own, which have
``\prod`` under ``sub`` and ``\iint`` under ``below``; here scripts are where they lie on paper, ``\limits`` or not.

All of the layout is kept, and only the spelling lost (``hmer_kit.latex.canonical``). Text and time are linear in the
expression, at any depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import COMMANDS, INFIX_COMMANDS
from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._chain.chain import Dialect, links_of
from hmer_kit.tree_cot._chain.lines import Shape, record_of
from hmer_kit.tree_cot._chain.reader import ChainReader
from hmer_kit.tree_cot._rows.problems import Refusal, report_empty
from hmer_kit.tree_cot._rows.text import require_text, split_lines
from hmer_kit.tree_cot._rows.whole import WholeReader, without_carriage_returns
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["TDV2", "Tdv2Format"]

_OVER: Final = (
    "hat widehat tilde widetilde bar vec dot ddot dddot ddddot acute grave breve check widecheck mathring overline "
    "overrightarrow overleftarrow overleftrightarrow Overrightarrow overparen wideparen overarc overbrace overbracket"
)
_UNDER: Final = (
    "underline underrightarrow underleftarrow underleftrightarrow underparen underbar utilde underbrace underbracket"
)
_FRACTION = (Relation.ABOVE, Relation.BELOW)
_DIALECT = Dialect(
    root="<sos>",
    nothing="<eol>",
    relations=MappingProxyType(
        {relation: relation.value for relation in Relation if relation not in {Relation.INDEX, Relation.CELL}}
        | {Relation.INDEX: "leftup"}
    ),
    start="start",
    first_cell="Mstart",
    next_line="nextline",
    insides=MappingProxyType(
        {f"\\{name}": "below" for name in _OVER.split()} | {f"\\{name}": "above" for name in _UNDER.split()}
    ),
    reversed=frozenset(
        name
        for name, command in (*COMMANDS.items(), *INFIX_COMMANDS.items())
        if tuple(argument.relation for argument in command.arguments) == _FRACTION and not command.arguments[0].optional
    ),
)
_SYMBOL = r'("(?:[^"\\]|\\.)*"|[^\s,"\[\]]+)'
_ANY = r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,"'\[\]]+|[,\[\]"'])\s*"""
_NUMBER = r"\s*([0-9]+)\s*"
_SHAPE = Shape(
    line=re.compile(rf'\[{_SYMBOL},([0-9]+),{_SYMBOL},([0-9]+),([A-Za-z]+[^\s,"]*)\]'),
    loose=re.compile(rf"\s*\[{_ANY},{_NUMBER},{_ANY},{_NUMBER},\s*['\"]?([A-Za-z]+[^\s,\"']*?)['\"]?\s*\]\s*,?\s*"),
    cut=re.compile(r"\s*\["),
    words="[symbol,id,parent,parent id,relation]",
)
_QUOTED = re.compile(r'[,"\[\]]')
_TO_ESCAPE = re.compile(r'[\\"]')
_ESCAPED = re.compile(r"\\([\\\"'])")


@dataclass(frozen=True, slots=True)
class Tdv2Format:
    r"""The rows of TDv2 and TAMER, and what they lacked.

    Examples:
        >>> print(Tdv2Format().dumps("x ^ 2 ,"))
        [x,1,<sos>,0,start]
        [2,2,x,1,sup]
        [",",3,x,1,right]
    """

    name: str = field(default="tdv2", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.LAYOUT, init=False)
    """All of the layout comes back, in canonical spelling."""

    def dumps(self, latex: str) -> str:
        """Return the lines of an expression.

        Raises:
            LatexError: The expression does not parse, or holds no symbol at all.
            InputError: ``latex`` is no string.
        """
        links = links_of(latex, _DIALECT)
        symbols = [_DIALECT.root, *[_quoted(link.symbol) for link in links]]
        return "\n".join(
            f"[{symbols[number]},{number},{symbols[link.parent]},{link.parent},{link.relation}]"
            for number, link in enumerate(links, start=1)
        )

    def loads(self, text: str) -> str:
        """Return the LaTeX of a text in canonical spelling.

        Lines may stand in any order that has each after its parent.

        Raises:
            FormatError: The text is malformed; ``code``, ``line`` and ``text`` say what is wrong and where.
            InputError: ``text`` is no string.
        """
        return _read(require_text(text), Refusal())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader; Python's spelling of the rows is taken, and lines that are none left out."""
        return WholeReader(_read)


def _quoted(symbol: str) -> str:
    if not _QUOTED.search(symbol):
        return symbol
    return f'"{_TO_ESCAPE.sub(lambda match: chr(92) + match[0], symbol)}"'


def _unquoted(symbol: str) -> str:
    if len(symbol) > 1 and symbol[0] in "\"'" and symbol[-1] == symbol[0]:
        return _ESCAPED.sub(r"\1", symbol[1:-1])
    return symbol


def _read(text: str, problems: Problems) -> str:
    """Return the LaTeX of a text."""
    lines = split_lines(without_carriage_returns(text, problems)) if text.strip() else []
    chain = ChainReader(_DIALECT, problems)
    for number, line in enumerate(lines, start=1):
        is_last = number == len(lines) and not text.endswith("\n")
        record = record_of(line, number, _SHAPE, problems, is_last=is_last)
        if record is not None:
            chain.read(record._replace(symbol=_unquoted(record.symbol), parent=_unquoted(record.parent)))
    latex = chain.finish()
    if not latex:
        report_empty(problems)
    return latex


TDV2: TreeFormat = Tdv2Format()
"""The format with its one setting: none."""

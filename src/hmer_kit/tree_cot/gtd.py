r"""GTD: one symbol a line with its parent, as TreeDecoder was trained on (Zhang et al., ICML 2020).

A line is ``symbol TAB id TAB parent TAB parent id TAB relation``, depth first. Ids count from 1; the first symbol hangs
on ``<s>`` with the id 0 as ``Start``, and the last line is ``</s>``, which hangs on the symbol of the line before as
``End``. A symbol is ``Right`` of its left neighbour, or ``Above``, ``Below``, ``Sub``, ``Sup`` or ``Inside`` the symbol
that owns its row. ``\frac { 1 } { \sqrt [ 3 ] { x + 1 } }`` gives, with blanks for tabs:

    \frac  1  <s>    0  Start
    1      2  \frac  1  Above
    \sqrt  3  \frac  1  Below
    3      4  \sqrt  3  Leftup
    x      5  \sqrt  3  Inside
    +      6  x      5  Right
    1      7  +      6  Right
    </s>   8  1      7  End

The original knows fractions, roots, scripts and limits only; it leaves out expressions with an index, a matrix or an
accent, and drops ``\limits``. We add what its successor TDv2 has: ``Leftup`` for the index of a root; ``Mstart`` for
the first symbol of a matrix, ``&`` as a symbol to the right, ``Nextline`` for the first symbol after ``\\``, which
hangs on the symbol before it (``Nextline[2pt]`` after ``\\[2pt]``). And we add ``</s>`` for a row without symbols, with
the relation of that row. The original puts the limits of ``\int`` above and below it; here they are where they lie on
paper: ``Sub`` and ``Sup``, but for ``\int \limits``.

All of the layout is kept, and only the spelling lost (``hmer_kit.latex.canonical``). Text and time are linear in the
expression, at any depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._chain.chain import Dialect, links_of
from hmer_kit.tree_cot._chain.lines import Shape, record_of
from hmer_kit.tree_cot._chain.reader import ChainReader
from hmer_kit.tree_cot._rows.problems import Refusal, report_empty
from hmer_kit.tree_cot._rows.text import require_text, split_lines
from hmer_kit.tree_cot._rows.whole import WholeReader, without_carriage_returns
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from hmer_kit.tree_cot._chain.lines import Record
    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["GTD", "GtdFormat"]

_END: Final = "End"
_DIALECT = Dialect(
    root="<s>",
    nothing="</s>",
    relations=MappingProxyType(
        {
            Relation.SUB: "Sub",
            Relation.SUP: "Sup",
            Relation.BELOW: "Below",
            Relation.ABOVE: "Above",
            Relation.INDEX: "Leftup",
            Relation.INSIDE: "Inside",
            Relation.RIGHT: "Right",
        }
    ),
    start="Start",
    first_cell="Mstart",
    next_line="Nextline",
    insides=MappingProxyType({}),
    reversed=frozenset(),
)
_SHAPE = Shape(
    line=re.compile(r"(\S+)\t([0-9]+)\t(\S+)\t([0-9]+)\t(\S+)"),
    loose=re.compile(r"\s*(\S+)\s+([0-9]+)\s+(\S+)\s+([0-9]+)\s+(\S+)\s*"),
    cut=re.compile(r"\S+(?:\t|$)"),
    words="'symbol id parent parent-id relation' with tabs between",
)


@dataclass(frozen=True, slots=True)
class GtdFormat:
    r"""GTD triples as TreeDecoder has them, and what they lacked.

    Examples:
        >>> print(GtdFormat().dumps("x ^ 2").replace("\t", " "))
        x 1 <s> 0 Start
        2 2 x 1 Sup
        </s> 3 2 2 End
    """

    name: str = field(default="gtd", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.LAYOUT, init=False)
    """All of the layout comes back, in canonical spelling."""

    def dumps(self, latex: str) -> str:
        """Return the lines of an expression, the end included.

        Raises:
            LatexError: The expression does not parse, or holds no symbol at all.
            InputError: ``latex`` is no string.
        """
        links = links_of(latex, _DIALECT)
        symbols = [_DIALECT.root, *[link.symbol for link in links]]
        lines = [
            f"{link.symbol}\t{number}\t{symbols[link.parent]}\t{link.parent}\t{link.relation}"
            for number, link in enumerate(links, start=1)
        ]
        lines.append(f"{_DIALECT.nothing}\t{len(links) + 1}\t{symbols[-1]}\t{len(links)}\t{_END}")
        return "\n".join(lines)

    def loads(self, text: str) -> str:
        """Return the LaTeX of a text in canonical spelling.

        Lines may stand in any order that has each after its parent.

        Raises:
            FormatError: The text is malformed; ``code``, ``line`` and ``text`` say what is wrong and where.
            InputError: ``text`` is no string.
        """
        return _read(require_text(text), Refusal())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader; blanks for tabs are taken, and lines that are none of the tree left out."""
        return WholeReader(_read)


def _read(text: str, problems: Problems) -> str:
    """Return the LaTeX of a text."""
    lines = split_lines(without_carriage_returns(text, problems)) if text.strip() else []
    chain = ChainReader(_DIALECT, problems)
    ended = False
    for number, line in enumerate(lines, start=1):
        if ended:
            expected, done = f"nothing after {_END}", "left out the rest"
            problems.report("text_after_end", line=number, text=line, expected=expected, got="more", done=done)
            break
        is_last = number == len(lines) and not text.endswith("\n")
        record = record_of(line, number, _SHAPE, problems, is_last=is_last)
        if record is not None:
            ended = record.symbol == _DIALECT.nothing and record.relation == _END
            if ended:
                _check_end(record, chain, problems)
            else:
                chain.read(record)
    latex = chain.finish()
    if not latex:
        report_empty(problems)
    elif not ended:
        expected, done = f"{_DIALECT.nothing} with {_END} in the last line", "took the tree so far"
        at, last = len(lines), lines[-1]
        problems.report("missing_end", line=at, text=last, expected=expected, got="none", done=done, at_end=True)
    return latex


def _check_end(record: Record, chain: ChainReader, problems: Problems) -> None:
    wanted = (chain.next_id, chain.last.symbol, chain.last.id)
    if (record.id, record.parent, record.parent_id) != wanted:
        expected, done = "the end with the next id on the row before", "took it for the end"
        problems.report("wrong_end", line=record.line, text=record.text, expected=expected, got="another", done=done)


GTD: TreeFormat = GtdFormat()
"""The format with its one setting: none."""

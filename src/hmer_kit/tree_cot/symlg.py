r"""Symbol-level label graphs: every symbol by its path of relations, after CROHME's symLG (Mahdavi et al., ICDAR 2019).

``O, id, label, 1.0, path`` names a symbol; its path begins with ``O``, the first symbol of the expression, and adds the
relations that lead to it: ``R`` for the right neighbour, ``Sub``, ``Sup``, ``Above``, ``Below``, ``Inside``.
``R, id, id, relation, 1.0`` says the last of them once more, with ``Right`` for ``R``.
``\frac { 1 } { \sqrt [ 3 ] { x + 1 } }`` gives:

    # Objects(7):
    O, 1, -, 1.0, O
    O, 2, 1, 1.0, OAbove
    O, 3, \sqrt, 1.0, OBelow
    O, 4, 3, 1.0, OBelowAbove
    O, 5, x, 1.0, OBelowInside
    O, 6, +, 1.0, OBelowInsideR
    O, 7, 1, 1.0, OBelowInsideRR

    # Relations from SRT:
    R, 1, 2, Above, 1.0
    R, 1, 3, Below, 1.0
    R, 3, 4, Above, 1.0
    R, 3, 5, Inside, 1.0
    R, 5, 6, Right, 1.0
    R, 6, 7, Right, 1.0

As in the files of CROHME, a fraction is its bar ``-``, the index of a root lies ``Above`` it, and ``,`` is ``COMMA``.

What is kept is the ink: ``loads(dumps(latex))`` has the layout (``hmer_kit.latex.same_layout``) of ``latex`` normalized
by ``SYMLG_PROFILE``, which is ``same_ink`` without the plain fonts. What draws nothing is lost: spaces and groups,
``\left`` and ``\right``, sizes and plain fonts, the length after ``\\``, empty rows, the order of scripts. An
expression that has no ink at all, as ``\quad``, is kept as it is.

It differs from what CROHME's converters (tex2symlg, mml2symlg) write by way of MathML:

- They know CROHME's symbols; here every label of ``hmer_kit.latex.label`` is one, ``\hat`` and ``\overset`` too, with
  what they hold ``Inside``, and ``{}`` for a group that must stay, as in ``{ a ^ { 2 } } ^ { 3 }``, or for scripts
  without a base.
- A matrix has its label, ``\begin{array}{ll}``, not ``*M``. Its first ``*Cell`` lies ``Inside`` it, the next ones are
  ``NcellR`` of each other, and the first cell of a line ``Nrow`` of that of the line before; no ``*R`` or ``*C``.
- A relation that a symbol has twice is numbered, ``Sup2``, where they give one path to two symbols.
- Objects stand depth first and have numbers for ids; theirs stand in any order. Files in their order are read too.

Paths are as long as the way to the symbol, so text grows with the square of the depth and of the length of rows;
``dumps`` refuses an expression whose paths have more than 64 million characters (a row of 11,000 symbols). All work is
linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.latex.normalization import SAME_INK
from hmer_kit.tree_cot._rows.problems import Refusal
from hmer_kit.tree_cot._rows.text import require_text
from hmer_kit.tree_cot._rows.whole import WholeReader
from hmer_kit.tree_cot._symlg.objects import objects_of, paths_of
from hmer_kit.tree_cot._symlg.reader import read_symlg
from hmer_kit.tree_cot._symlg.text import OBJECTS, RELATIONS_TITLE, label_text, relation_text
from hmer_kit.tree_cot.base import Fidelity

if TYPE_CHECKING:
    from hmer_kit.tree_cot.base import TreeFormat, TreeReader

__all__ = ["SYMLG", "SYMLG_PROFILE", "SymlgFormat"]

SYMLG_PROFILE = SAME_INK.with_rules("fonts")
"""What the format keeps of an expression: the rules by which it is normalized first."""


@dataclass(frozen=True, slots=True)
class SymlgFormat:
    r"""Symbols by their paths, as in CROHME's symbol-level label graphs.

    Examples:
        >>> print(SymlgFormat().dumps("x ^ 2 ,"))
        # Objects(3):
        O, 1, x, 1.0, O
        O, 2, 2, 1.0, OSup
        O, 3, COMMA, 1.0, OR
        <BLANKLINE>
        # Relations from SRT:
        R, 1, 2, Sup, 1.0
        R, 1, 3, Right, 1.0
    """

    name: str = field(default="symlg", init=False)
    """Name of the format."""
    fidelity: Fidelity = field(default=Fidelity.INK, init=False)
    """The same ink comes back."""

    def dumps(self, latex: str) -> str:
        """Return the label graph of an expression.

        Raises:
            LatexError: The expression does not parse, holds no symbol at all, or is so deep or long that its paths
                would have more than 64 million characters (``too_long``).
            InputError: ``latex`` is no string.
        """
        objects = objects_of(latex, SYMLG_PROFILE)
        pieces = [OBJECTS.format(len(objects))]  # paths are long: they are not copied into lines first
        for number, (each, path) in enumerate(zip(objects, paths_of(latex, objects), strict=True), start=1):
            pieces += (f"\nO, {number}, {label_text(each.label)}, 1.0, ", path)
        pieces += ("\n\n", RELATIONS_TITLE)
        pieces += [
            f"\nR, {each.parent + 1}, {number}, {relation_text(each.relation)}, 1.0"
            for number, each in enumerate(objects[1:], start=2)
        ]
        return "".join(pieces)

    def loads(self, text: str) -> str:
        """Return the LaTeX of a label graph in canonical spelling.

        Ids may be any, lines stand in any order, ``EO`` may stand for ``R`` and ``Right`` for ``R`` in a path.

        Raises:
            FormatError: The text is malformed; ``code``, ``line`` and ``text`` say what is wrong and where.
            InputError: ``text`` is no string.
        """
        return read_symlg(require_text(text), Refusal())

    def reader(self) -> TreeReader:
        """Return a new forgiving reader; it goes by the paths, so it needs no line of a relation."""
        return WholeReader(read_symlg)


SYMLG: TreeFormat = SymlgFormat()
"""The format with its one setting: none."""

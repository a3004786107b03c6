"""One written expression as a file has it: strokes, what they are said to mean, and what is wrong with the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.ink.strokes import Strokes
    from hmer_kit.latex.tree import Relation

__all__ = ["InkDocument", "InkSymbol"]


@dataclass(frozen=True, slots=True)
class InkSymbol:
    """A symbol and the strokes it is made of: one group of a segmentation.

    Examples:
        >>> InkSymbol("+", (2, 3)).strokes
        (2, 3)
    """

    label: str
    r"""What it is, a LaTeX token as the file has it: ``"x"``, ``"\\alpha"``."""
    strokes: tuple[int, ...]
    """Indices of its strokes in ``InkDocument.strokes``."""
    id: str = ""
    """Its name in the file, by which MathML or relations refer to it."""


@dataclass(frozen=True, slots=True, eq=False)
class InkDocument:
    """Ink with its truth.

    Examples:
        >>> from hmer_kit.ink import Strokes
        >>> document = InkDocument("a.inkml", Strokes.of([[(0, 0), (4, 3)]]), truth="/")
        >>> document.truth, len(document.strokes), document.symbols
        ('/', 1, ())
    """

    name: str
    """Where it comes from: file, or archive and member."""
    strokes: Strokes
    """The strokes in file order."""
    truth: str | None = None
    """LaTeX of the expression as the file has it, ``$`` around it taken off; None where the file has none."""
    symbols: tuple[InkSymbol, ...] = ()
    """The segmentation, where the file has one."""
    relations: tuple[tuple[int, int, Relation], ...] = ()
    """Parent, child (indices of ``symbols``), where the child lies; where the file tells."""
    writer: str | None = None
    """Who wrote it."""
    annotations: tuple[tuple[str, str], ...] = ()
    """All annotations of the whole file, type and text, in file order."""
    problems: tuple[str, ...] = field(default=())
    """What was left out or is not as it should be, such as an empty trace; nothing is dropped without a word here."""

    def annotation(self, kind: str) -> str | None:
        """Return the first annotation of that type, or None.

        Args:
            kind: Type of the annotation, such as ``"normalizedLabel"``.

        Examples:
            >>> from hmer_kit.ink import Strokes
            >>> InkDocument("a", Strokes.of([]), annotations=(("UI", "2012_A"),)).annotation("UI")
            '2012_A'
        """
        return next((text for name, text in self.annotations if name == kind), None)

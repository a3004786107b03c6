"""What every tree format offers: text of an expression, the expression of a text, and a reader that forgives.

``TreeFormat`` is all that a format of your own needs; ``hmer_kit.tree_cot.get_format`` takes any object of that shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

__all__ = ["Fidelity", "Flaw", "Reading", "TreeFormat", "TreeReader"]


class Fidelity(StrEnum):
    """What of an expression comes back from its text, for every expression that the format takes.

    Examples:
        >>> from hmer_kit.tree_cot import get_format
        >>> get_format("released").fidelity is Fidelity.TOKENS
        True
    """

    TOKENS = "tokens"
    """``loads(dumps(latex))`` has every token of ``latex``, but for what the format's own page names."""
    LAYOUT = "layout"
    """``loads(dumps(latex)) == hmer_kit.latex.canonical(latex)``: the same symbols at the same places, spelled anew."""
    INK = "ink"
    r"""What leaves no ink (spaces, groups, ``\left``, fonts) is lost; the same ink comes back."""


@dataclass(frozen=True, slots=True)
class Flaw:
    r"""One thing in a tree text that a forgiving reader had to repair.

    Examples:
        >>> from hmer_kit.tree_cot import read
        >>> [flaw] = read("x\n\ty (up)").flaws
        >>> flaw.code, flaw.line
        ('unknown_relation', 2)
    """

    code: str
    """What was wrong; the codes of the ``FormatError`` that the strict reader raises, and some more."""
    line: int
    """Number of the line, counted from 1."""
    text: str
    """The line, or the piece of it that was wrong; a long one is cut."""
    message: str
    """What was wrong and what was done, in one line."""


@dataclass(frozen=True, slots=True)
class Reading:
    r"""The best expression that a reader found in a text.

    Examples:
        >>> from hmer_kit.tree_cot import read
        >>> reading = read("\\frac\n\ta (above)\n\tb (bel")
        >>> reading.latex, [flaw.code for flaw in reading.flaws], reading.complete
        ('\\frac { a } { b }', ['cut_line'], False)
    """

    latex: str
    """Blank-separated LaTeX that ``hmer_kit.latex.parse`` accepts; empty where the text holds no tree."""
    flaws: tuple[Flaw, ...]
    """What was repaired, in the order of the text; empty for a text that the strict reader takes."""
    complete: bool
    """Whether the text does not end in the middle, as far as it shows."""


class TreeReader(Protocol):
    r"""Reads a text that comes in pieces, as a model writes it.

    No text makes it raise. The memory it needs is linear in the text, the time of ``feed`` in the piece.

    Examples:
        >>> from hmer_kit.tree_cot import get_format
        >>> reader = get_format("released").reader()
        >>> for piece in ("x", "\n\t2 (s", "up)"):
        ...     reader.feed(piece)
        >>> reader.result().latex
        'x ^ { 2 }'
    """

    def feed(self, text: str) -> None:
        """Read the next piece of the text, cut anywhere.

        Raises:
            InputError: ``text`` is no string.
        """
        ...

    def result(self) -> Reading:
        """Return the best expression of what came so far; reading may go on after it."""
        ...


@runtime_checkable
class TreeFormat(Protocol):
    """A way to write an expression as the text of its tree.

    Examples:
        >>> from hmer_kit.tree_cot import FORMATS
        >>> all(isinstance(format, TreeFormat) for format in FORMATS.values())
        True
    """

    @property
    def name(self) -> str:
        """Name of the format, ``"released"`` for example."""
        ...

    @property
    def fidelity(self) -> Fidelity:
        """What of an expression comes back from its text."""
        ...

    def dumps(self, latex: str) -> str:
        """Return the text of an expression, without a newline at the end.

        Raises:
            LatexError: The expression has no tree.
            InputError: ``latex`` is no string.
        """
        ...

    def loads(self, text: str) -> str:
        """Return the blank-separated LaTeX of a text.

        Raises:
            FormatError: The text is malformed; ``code``, ``line`` and ``text`` say what is wrong and where.
            InputError: ``text`` is no string.
        """
        ...

    def reader(self) -> TreeReader:
        """Return a new forgiving reader."""
        ...

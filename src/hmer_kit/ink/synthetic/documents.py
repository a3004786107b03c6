"""Synthetic ink as a document: strokes, truth, segmentation and relations, as a file of real ink has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.document import InkDocument, InkSymbol
from hmer_kit.ink.strokes import Strokes

if TYPE_CHECKING:
    from hmer_kit.ink.drawing.ink import Ink

__all__ = ["to_document"]


def to_document(
    ink: Ink, *, name: str = "synthetic", truth: str | None = None, writer: str | None = None
) -> InkDocument:
    r"""Return ink as a document, which ``write_inkml`` writes with its segmentation.

    Args:
        ink: Synthetic ink; its points stay in pixels, ``y`` down.
        name: What the document is called.
        truth: LaTeX of the expression.
        writer: Who wrote it.

    Returns:
        A document with a symbol for each symbol of the ink, in the same order, and the same relations.

    Examples:
        >>> from hmer_kit.ink import Writer, render
        >>> latex = r"\frac { a } { b }"
        >>> document = to_document(render(latex, writer=Writer.from_seed(1)), truth=latex, writer="w1")
        >>> [symbol.label for symbol in document.symbols], len(document.strokes)
        (['\\frac', 'a', 'b'], 3)
    """
    symbols = tuple(
        InkSymbol(box.symbol, box.strokes, f"{_plain(box.symbol)}_{number}")
        for number, box in enumerate(ink.symbols, start=1)
    )
    return InkDocument(
        name, Strokes.of(ink.strokes), truth=truth, symbols=symbols, relations=ink.relations, writer=writer
    )


def _plain(symbol: str) -> str:
    """Return a symbol as the beginning of a name in XML, which starts with a letter and holds no backslash."""
    letters = "".join(character for character in symbol if character.isascii() and character.isalpha())
    return letters or "s"

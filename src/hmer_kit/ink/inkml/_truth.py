r"""LaTeX and writer among the annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TRUTHS = ("truth", "normalizedLabel", "label")


def truth_of(annotations: Sequence[tuple[str, str]], kinds: Sequence[str]) -> str | None:
    """Return the LaTeX in the first annotation of the first of the kinds that there is."""
    for kind in kinds:
        latex = next((bare(text) for name, text in annotations if name == kind), "")
        if latex:
            return latex
    return None


def writer_of(annotations: Sequence[tuple[str, str]]) -> str | None:
    """Return who wrote it."""
    return next((text for kind, text in annotations if kind == "writer" and text), None)


def bare(text: str) -> str:
    r"""Take off blanks and ``$`` or ``$$`` on both sides; ``\$`` is a dollar sign of the expression."""
    latex = text.strip()
    for _ in range(2):
        latex = latex.removeprefix("$")
        if latex.endswith("$") and not latex.endswith("\\$"):
            latex = latex[:-1]
    return latex.strip()

"""Whether expressions are equal but for their spelling, or well-formed at all, by parsers that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def mathml_of_both_sides(data: dict[str, Any]) -> Callable[[], float]:
    """MathML of both sides compared, latex2mathml.convert."""
    from latex2mathml.converter import convert

    def same(prediction: str, reference: str) -> bool:
        try:
            return bool(convert(prediction) == convert(reference))
        except Exception:  # noqa: BLE001 - it has many ways of refusing
            return False

    def rate() -> float:
        both = list(zip(data["preds"], data["target"], strict=True))
        return sum(p == t or same(p, t) for p, t in both) / len(both)

    return rate


def strict_parse(data: dict[str, Any]) -> Callable[[], float]:
    """LatexWalker without tolerance, pylatexenc."""
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerError

    def parses(latex: str) -> bool:
        try:
            LatexWalker(latex, tolerant_parsing=False).get_latex_nodes()
        except LatexWalkerError:
            return False
        return True

    return lambda: sum(map(parses, data["preds"])) / len(data["preds"])


mathml_of_both_sides.package = "latex2mathml"
strict_parse.package = "pylatexenc"

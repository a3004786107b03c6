"""What strategies weigh against each other: one reading of a sample."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    r"""One LaTeX that was read for a sample, or why there is none.

    Examples:
        >>> Reading("vanilla", "x + 1", latex="x + 1", normal="x + 1").parses
        True
    """

    source: str
    """Who said so: model, task and number, as in ``"small/tree_cot#2"``; what there is but one of is left out."""
    response: str
    """The model's own text."""
    latex: str | None = None
    """The LaTeX in it; None if the reading is unreadable."""
    normal: str | None = None
    """Its normal form; None if it does not parse."""
    score: float | None = None
    """Sum of the log-probabilities of its tokens, where the back end tells it."""
    confidence: float | None = None
    """The model's confidence in the answer that it belongs to, where the back end tells it."""
    problem: str = ""
    """Why it is unreadable: ``no_latex``, ``prose``, or how a response was cut, ``length`` or ``loop``."""

    @property
    def parses(self) -> bool:
        """Whether it is LaTeX that parses."""
        return self.normal is not None

    def row(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        return {
            "source": self.source,
            "response": self.response,
            "latex": self.latex,
            "parses": self.parses,
            "score": self.score,
            "confidence": self.confidence,
            "problem": self.problem,
        }

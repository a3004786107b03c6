"""What strategies return: a verdict for each sample, and the run of them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["StrategyRun", "Verdict"]


class Verdict(Protocol):
    """What a strategy makes of a sample.

    Examples:
        >>> from hmer_kit.inference import VoteVerdict
        >>> verdict: Verdict = VoteVerdict("a", "x", 0.5, "majority")
        >>> verdict.row()["prediction"]
        'x'
    """

    @property
    def id(self) -> str:
        """Name of the sample."""
        ...

    @property
    def prediction(self) -> str:
        """The LaTeX that was chosen; empty where nothing could be read."""
        ...

    @property
    def confidence(self) -> float:
        """How far to believe it, from 0 to 1."""
        ...

    @property
    def decision(self) -> str:
        """How it was chosen, in one word."""
        ...

    def row(self) -> dict[str, Any]:
        """Return it with its evidence, as JSON holds it."""
        ...


_V = TypeVar("_V", bound=Verdict)


@dataclass(frozen=True)  # no slots: with them, a generic class with a parameter is a TypeError on Python 3.11
class StrategyRun(Generic[_V]):
    """Verdicts of all samples in the order in which they were given.

    ``confidences`` goes into ``hmer_kit.scoring.selective_prediction`` beside the score of ``predictions``.

    Examples:
        >>> from hmer_kit.inference import VoteVerdict
        >>> run = StrategyRun((VoteVerdict("a", "x", 0.75, "majority"), VoteVerdict("b", "y", 0.25, "tie")), calls=3)
        >>> run.predictions, run.confidences
        (['x', 'y'], [0.75, 0.25])
        >>> print(run.summary())
        2 samples: 1 majority, 1 tie; mean confidence 0.500, 3 calls
    """

    verdicts: tuple[_V, ...]
    """One for each sample."""
    calls: int
    """How often predictors were called."""

    @property
    def predictions(self) -> list[str]:
        """What was chosen for each sample."""
        return [verdict.prediction for verdict in self.verdicts]

    @property
    def confidences(self) -> list[float]:
        """How far to believe each, from 0 to 1."""
        return [verdict.confidence for verdict in self.verdicts]

    @property
    def decisions(self) -> dict[str, int]:
        """How often each decision was made, the commonest first."""
        return dict(Counter(str(verdict.decision) for verdict in self.verdicts).most_common())

    def summary(self) -> str:
        """Return one line of counts."""
        size = len(self.verdicts)
        counted = ", ".join(f"{count} {decision}" for decision, count in self.decisions.items()) or "none"
        mean = sum(self.confidences) / size if size else 0.0
        samples, calls = "sample" if size == 1 else "samples", "call" if self.calls == 1 else "calls"
        return f"{size} {samples}: {counted}; mean confidence {mean:.3f}, {self.calls} {calls}"

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each sample with all evidence, as JSON holds it."""
        return [verdict.row() for verdict in self.verdicts]

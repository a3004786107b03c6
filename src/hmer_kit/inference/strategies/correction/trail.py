"""What happened to each prediction, step by step: nothing is changed without a line that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.tasks import TaskResponse

__all__ = ["CorrectionRun", "CorrectionStep", "CorrectionTrail", "Outcome", "Reason"]


class Outcome(StrEnum):
    """What came of a step.

    Examples:
        >>> Outcome("accepted") is Outcome.ACCEPTED
        True
    """

    MARKED = "marked"
    """Errors were marked."""
    NOTHING_MARKED = "nothing_marked"
    """No error was marked: the prediction stands."""
    ACCEPTED = "accepted"
    """The correction took the place of the prediction."""
    REFUSED = "refused"
    """The response was understood, and not followed; the reason says why."""
    UNREADABLE = "unreadable"
    """The response lacks what was asked for; the reason says what."""
    ASKED = "asked"
    """A guard asked for evidence."""
    ROUND_LIMIT = "round_limit"
    """Not of a step, but of a trail: the rounds were used up before nothing was marked."""
    INTERRUPTED = "interrupted"
    """The predictor failed before a trail was finished, or while a guard asked about a correction, see
    ``PredictorError.partial``."""


class Reason(StrEnum):
    """Why a response was not followed. In a step a detail may stand after ``": "``, as in ``"log: count_mismatch"``.

    Examples:
        >>> Reason("no_parse") is Reason.NO_PARSE
        True
    """

    NO_MARKS = "no_marks"
    """Unreadable: there is no marked expression."""
    MARKS = "marks"
    """Unreadable: the marks are malformed; the detail is the code of the error."""
    NO_LOG = "no_log"
    """Unreadable: there is no correction log."""
    LOG = "log"
    """Unreadable: the log is malformed or does not fit the marks; the detail is the code of the error."""
    NO_LATEX = "no_latex"
    """Unreadable: there is no corrected expression."""
    HOLDS_TAGS = "holds_tags"
    """Refused before it was asked: the prediction itself holds tags of a marked expression."""
    OTHER_PREDICTION = "other_prediction"
    """Refused: the expression under the marks is not the prediction, so something would change without a mark."""
    LOG_DIFFERS = "log_differs"
    """Refused: the log, carried out, gives another expression than the one written after it."""
    NO_CHANGE = "no_change"
    """Refused: the correction is the prediction."""
    SEEN_BEFORE = "seen_before"
    """Refused: the correction goes back to an earlier reading."""
    NO_PARSE = "no_parse"
    """Refused: the correction does not parse; the detail is the code of the error."""
    GUARD = "guard"
    """Refused by a guard; the detail is what it says."""


@dataclass(frozen=True, slots=True)
class CorrectionStep:
    """A question to the model and what came of it.

    Examples:
        >>> from hmer_kit.tasks import ErrorDetection
        >>> read = ErrorDetection().read("x + 1")
        >>> step = CorrectionStep(1, "error_detection", "...", "x + 1", read, outcome=Outcome.NOTHING_MARKED)
        >>> print(step)
        round 1, error_detection: nothing_marked
    """

    round: int
    """Number of the round, from 1."""
    task: str
    """Name of the task whose prompt was used."""
    prompt: str
    """The question as asked; empty where none was."""
    response: str
    """The model's own text."""
    read: TaskResponse | None
    """What was read from it: marks, log, LaTeX, counts, and what was wrong with its form."""
    outcome: Outcome
    """What came of it."""
    reason: str = ""
    """Why, where it was not followed; see ``Reason``."""
    confidence: float | None = None
    """The model's confidence in this response, where it has one."""

    def __str__(self) -> str:
        return f"round {self.round}, {self.task}: {self.outcome}" + (f" ({self.reason})" if self.reason else "")


@dataclass(frozen=True, slots=True)
class CorrectionTrail:
    """One sample: what it was, what it is now, and every step between.

    Examples:
        >>> CorrectionTrail("a", "x + d", "x + a", Outcome.NOTHING_MARKED, ()).changed
        True
    """

    id: str
    """Name of the sample."""
    prediction: str
    """The prediction as given."""
    corrected: str
    """The prediction with all accepted corrections; exactly as given where there is none."""
    ending: Outcome
    """Why it went no further: ``NOTHING_MARKED``, ``REFUSED``, ``UNREADABLE``, ``ROUND_LIMIT`` or ``INTERRUPTED``."""
    steps: tuple[CorrectionStep, ...]
    """Every question that was asked about it, in order."""

    @property
    def changed(self) -> bool:
        """Whether a correction was accepted."""
        return self.corrected != self.prediction

    def describe(self) -> str:
        """Return the trail in words, a line for each step.

        Examples:
            >>> print(CorrectionTrail("a", "x", "x", Outcome.UNREADABLE, ()).describe())
            a: x
              unchanged, ended with unreadable
        """
        end = f"changed to {self.corrected}" if self.changed else "unchanged"
        lines = [f"{self.id}: {self.prediction}", *(f"  {step}" for step in self.steps)]
        return "\n".join([*lines, f"  {end}, ended with {self.ending}"])


@dataclass(frozen=True, slots=True)
class CorrectionRun:
    """Trails of all samples in the order in which they were given.

    Examples:
        >>> run = CorrectionRun((CorrectionTrail("a", "x", "x", Outcome.NOTHING_MARKED, ()),), calls=1)
        >>> print(run.summary())
        1 sample, 0 changed: 0 corrections accepted, 0 refused, 0 unreadable; ended with nothing_marked 1
    """

    trails: tuple[CorrectionTrail, ...]
    """One for each sample."""
    calls: int
    """How often the predictor was called."""

    @property
    def predictions(self) -> list[str]:
        """What each sample reads now."""
        return [trail.corrected for trail in self.trails]

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """Steps of each outcome."""
        return dict(Counter(step.outcome for trail in self.trails for step in trail.steps))

    @property
    def accepted(self) -> int:
        """Corrections that were accepted; a sample may have several."""
        return self.outcomes.get(Outcome.ACCEPTED, 0)

    @property
    def refused(self) -> int:
        """Responses that were understood and not followed."""
        return self.outcomes.get(Outcome.REFUSED, 0)

    @property
    def unreadable(self) -> int:
        """Responses that lack what was asked for."""
        return self.outcomes.get(Outcome.UNREADABLE, 0)

    @property
    def reasons(self) -> dict[str, int]:
        """How often each reason was given, the commonest first; details are left out."""
        found = Counter(step.reason.partition(":")[0] for trail in self.trails for step in trail.steps if step.reason)
        return dict(found.most_common())

    def summary(self) -> str:
        """Return one line of counts."""
        changed = sum(trail.changed for trail in self.trails)
        endings = Counter(trail.ending for trail in self.trails)
        noun = "sample" if len(self.trails) == 1 else "samples"
        return (
            f"{len(self.trails)} {noun}, {changed} changed: {self.accepted} corrections accepted, {self.refused} "
            f"refused, {self.unreadable} unreadable; ended with "
            + (", ".join(f"{ending} {count}" for ending, count in endings.items()) or "nothing")
        )

    def rows(self) -> list[dict[str, object]]:
        """Return a row for each step, as JSON holds it."""
        return [_row(trail, step) for trail in self.trails for step in trail.steps]


def _row(trail: CorrectionTrail, step: CorrectionStep) -> dict[str, object]:
    read = step.read
    return {
        "id": trail.id,
        "round": step.round,
        "task": step.task,
        "prompt": step.prompt,
        "response": step.response,
        "confidence": step.confidence,
        "marked": read.marked if read else None,
        "log": [str(correction) for correction in read.log] if read and read.log is not None else None,
        "latex": read.latex if read else None,
        "counts": read.counts if read else None,
        "problems": list(read.problems) if read else [],
        "outcome": str(step.outcome),
        "reason": step.reason,
    }

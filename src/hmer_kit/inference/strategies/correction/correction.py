"""Detect, then correct: a model looks at its own prediction again, and nothing changes without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from hmer_kit.error_mining import DELETED, ERROR_END, ERROR_START, apply_corrections
from hmer_kit.exceptions import FormatError, InputError, LatexError, PredictorError
from hmer_kit.inference.predictor import Question
from hmer_kit.inference.strategies._asking import Asker
from hmer_kit.inference.strategies.correction._samples import Work, begin
from hmer_kit.inference.strategies.correction.guards import Guard, Proposal
from hmer_kit.inference.strategies.correction.trail import CorrectionRun, CorrectionStep, Outcome, Reason
from hmer_kit.latex import parse, tokenize
from hmer_kit.tasks import ErrorCorrection, ErrorDetection, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource, Record
    from hmer_kit.inference.predictor import Exchange, Predictor

__all__ = ["detect_and_correct"]

_TAGS = (ERROR_START, ERROR_END, DELETED)


class _Marked(NamedTuple):
    """A sample with the marks in its prediction."""

    item: Work
    marked: str


class _Proposed(NamedTuple):
    """A sample with the correction of its prediction."""

    item: Work
    exchange: Exchange
    corrected: str
    at: int
    """Where in the trail it belongs: before what the guards ask because of it."""


def detect_and_correct(
    samples: Sequence[Record] | Sequence[tuple[ImageSource | Image.Image | None, str]],
    predictor: Predictor,
    *,
    guards: Sequence[Guard] = (),
    max_rounds: int = 3,
    basis: Literal["both", "log", "latex"] = "both",
    detection: ErrorDetection | None = None,
    correction: ErrorCorrection | None = None,
    batch_size: int | None = None,
) -> CorrectionRun:
    r"""Let a model mark the errors of predictions and correct them, round by round, until nothing is marked.

    A correction is accepted only if what stands under the marks is the prediction, if log and corrected LaTeX say the
    same, if it is new, if it parses, and if no guard refuses it. A sample whose response is refused or cannot be read
    stays as it is and is not asked again: the paper's inference is greedy, so the answer would be the same. A model
    sees what the writer should have written; where the writer's own mistakes count, look at the trails before use.

    Args:
        samples: Records with predictions (their references are not looked at), or pairs of a picture and a prediction,
            which are called ``"0"``, ``"1"`` and so on.
        predictor: Who answers; each round is one call for detection, one for correction, and those of the guards.
        guards: Asked in order; each sees what those before it let pass.
        max_rounds: Most corrections of one sample.
        basis: What the correction is: ``"both"``, the log carried out on the marks, if the LaTeX after it is the same;
            ``"log"`` alone; or ``"latex"`` alone, which is what the paper scores.
        detection: The task with another prompt.
        correction: The task with another prompt.
        batch_size: Most questions of one call; all at once by default.

    Returns:
        A trail for each sample, in order, and counts.

    Raises:
        InputError: A sample has no prediction, an id comes twice, or an argument is of the wrong kind.
        PredictorError: The predictor raises, or does not give one answer for each question; ``ids`` are the samples.
            The trails up to there are kept: ``partial`` is a ``CorrectionRun``, in which samples that were not finished
            end with ``INTERRUPTED``, and ``answered`` what the same step had in answers already.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.inference import Answer
        >>> class Script:
        ...     def predict(self, questions):
        ...         return [Answer(self.reply(question)) for question in questions]
        ...
        ...     def reply(self, question):
        ...         if question.task == "error_correction":
        ...             return "REPLACE:d -> a\nx + a"
        ...         return "x + a" if "x + a" in question.prompt else "x + <error_start> d <error_end>"
        >>> run = detect_and_correct([Record("a", "", prediction="x + d")], Script())
        >>> print(run.trails[0].describe())
        a: x + d
          round 1, error_detection: marked
          round 1, error_correction: accepted
          round 2, error_detection: nothing_marked
          changed to x + a, ended with nothing_marked
    """
    _check(guards, max_rounds, basis)
    work = begin(samples)
    asker = Asker(predictor, batch_size=batch_size)
    loop = _Loop(asker, guards, basis, detection or ErrorDetection(), correction or ErrorCorrection())
    try:
        loop.run(work, max_rounds)
    except PredictorError as error:
        trails = tuple(item.trail(Outcome.INTERRUPTED) for item in work)
        error.partial = CorrectionRun(trails, calls=asker.calls)
        raise
    return CorrectionRun(tuple(item.trail(Outcome.ROUND_LIMIT) for item in work), calls=asker.calls)


class _Loop(NamedTuple):
    """What does not change from round to round."""

    asker: Asker
    guards: Sequence[Guard]
    basis: str
    detection: ErrorDetection
    correction: ErrorCorrection

    def run(self, work: Sequence[Work], max_rounds: int) -> None:
        """Go from round to round as long as there is something to ask."""
        for number in range(1, max_rounds + 2):
            active = [item for item in work if item.ending is None]
            if not active:
                return
            marked = self.detect(active, number)
            if number <= max_rounds:
                self.accept(self.correct(marked, number), number)

    def detect(self, active: Sequence[Work], number: int) -> list[_Marked]:
        """Ask for marks, and return the samples in which there are some."""
        asked = [item for item in active if not _holds_tags(item, number)]
        prompts = [self.detection.prompt.replace("{prediction}", " ".join(item.now.split())) for item in asked]
        questions = _questions(asked, prompts, self.detection.name)
        marked = []
        for item, exchange in zip(asked, self.asker.ask(self.detection, questions), strict=True):
            outcome, reason = _read_marks(item, exchange)
            if outcome is Outcome.MARKED:
                item.note(exchange, number, outcome)
                marked.append(_Marked(item, exchange.read.marked or ""))
            else:
                item.stop(exchange, number, outcome, reason)
        self.asker.take_fresh()
        return marked

    def correct(self, marked: Sequence[_Marked], number: int) -> list[_Proposed]:
        """Ask for corrections, and return those that are sound in themselves."""
        items = [item for item, _ in marked]
        prompts = [self.correction.prompt.replace("{marked}", text) for _, text in marked]
        exchanges = self.asker.ask(self.correction, _questions(items, prompts, self.correction.name))
        proposed = []
        for (item, text), exchange in zip(marked, exchanges, strict=True):
            corrected, problem = _corrected(text, exchange, basis=self.basis)
            if problem:
                item.stop(exchange, number, Outcome.UNREADABLE, problem)
            elif refusal := _refusal(item, corrected, exchange, basis=self.basis):
                item.stop(exchange, number, Outcome.REFUSED, refusal)
            else:
                proposed.append(_Proposed(item, exchange, corrected, len(item.steps)))
        self.asker.take_fresh()
        return proposed

    def accept(self, proposed: Sequence[_Proposed], number: int) -> None:
        """Let the guards look, and put what they pass in the place of the predictions."""
        passed = list(proposed)
        for guard in self.guards:
            try:
                passed = self._guarded(guard, passed, number)
            except PredictorError:
                for item, exchange, _, at in passed:
                    item.note(exchange, number, Outcome.INTERRUPTED, f"{Reason.GUARD}: {guard.name}", at=at)
                raise
        for item, exchange, corrected, at in passed:
            item.note(exchange, number, Outcome.ACCEPTED, at=at)
            item.seen.add(_tokens(item.now))
            item.now = corrected

    def _guarded(self, guard: Guard, proposed: Sequence[_Proposed], number: int) -> list[_Proposed]:
        if not proposed:
            return []
        proposals = [Proposal(one.item.id, one.item.now, one.corrected, one.item.image) for one in proposed]
        refusals = guard.refusals(proposals, self.asker.ask)
        if len(refusals) != len(proposals):
            raise InputError(f"expected {len(proposals)} verdicts of the guard {guard.name}, got {len(refusals)}")
        self._note_questions(guard, {one.item.id: one.item for one in proposed}, number)
        passed = []
        for one, refusal in zip(proposed, refusals, strict=True):
            if refusal is None:
                passed.append(one)
            else:
                reason = f"{Reason.GUARD}: {guard.name}: {refusal}"
                one.item.stop(one.exchange, number, Outcome.REFUSED, reason, at=one.at)
        return passed

    def _note_questions(self, guard: Guard, items: Mapping[str, Work], number: int) -> None:
        for exchange in self.asker.take_fresh():
            name = exchange.question.id
            if name not in items:
                raise InputError(f"expected {guard.name} to ask about its proposals, got a question about {name!r}")
            items[name].note(exchange, number, Outcome.ASKED, guard.name)


def _check(guards: Sequence[Guard], max_rounds: int, basis: str) -> None:
    if max_rounds < 1:
        raise InputError(f"expected max_rounds of at least 1, got {max_rounds}")
    if basis not in {"both", "log", "latex"}:
        raise InputError(f"expected basis to be 'both', 'log' or 'latex', got {basis!r}")
    for guard in guards:
        if not isinstance(guard, Guard):
            raise InputError(f"expected guards with name and refusals(proposals, ask), got {type(guard).__name__}")


def _questions(items: Sequence[Work], prompts: Sequence[str], task: str) -> list[Question]:
    return [Question(item.id, prompt, item.image, task) for item, prompt in zip(items, prompts, strict=True)]


def _holds_tags(item: Work, number: int) -> bool:
    """Stop at a prediction that cannot be told from a marked one."""
    found = next((tag for tag in _TAGS if tag in item.now), None)
    if found is None:
        return False
    reason = f"{Reason.HOLDS_TAGS}: {found}"
    item.steps.append(CorrectionStep(number, "error_detection", "", "", None, Outcome.REFUSED, reason))
    item.ending = Outcome.REFUSED
    return True


def _read_marks(item: Work, exchange: Exchange) -> tuple[Outcome, str]:
    read = exchange.read
    if read.marked is None:
        return Outcome.UNREADABLE, Reason.NO_MARKS
    if read.latex is None:
        return Outcome.UNREADABLE, _named(read.problems, Problem.MARKS)
    if _tokens(read.latex) != _tokens(item.now):
        return Outcome.REFUSED, Reason.OTHER_PREDICTION
    if not any(tag in read.marked for tag in _TAGS):
        return Outcome.NOTHING_MARKED, ""
    return Outcome.MARKED, ""


def _named(problems: Sequence[str], kind: Problem) -> str:
    """Return the problem of that kind with its detail."""
    return next((problem for problem in problems if problem.partition(":")[0] == kind), str(kind))


def _corrected(marked: str, exchange: Exchange, *, basis: str) -> tuple[str, str]:
    """Return the corrected expression, and what of the response cannot be read; an empty string if all can."""
    read = exchange.read
    if basis != "log" and read.latex is None:
        return "", Reason.NO_LATEX
    if basis == "latex":
        return read.latex or "", ""
    if read.log is None:
        is_absent = Problem.NO_LOG in read.problems
        return "", Reason.NO_LOG if is_absent else _named(read.problems, Problem.LOG)
    try:
        return apply_corrections(marked, read.log), ""
    except FormatError as error:
        return "", f"{Reason.LOG}: {error.code}"


def _refusal(item: Work, corrected: str, exchange: Exchange, *, basis: str) -> str:
    """Return why a correction is not sound in itself; an empty string if it is."""
    key = _tokens(corrected)
    if basis == "both" and key != _tokens(exchange.read.latex or ""):
        return Reason.LOG_DIFFERS
    if key == _tokens(item.now):
        return Reason.NO_CHANGE
    if key in item.seen:
        return Reason.SEEN_BEFORE
    try:
        parse(corrected)
    except LatexError as error:
        return f"{Reason.NO_PARSE}: {error.code}"
    return ""


def _tokens(latex: str) -> str:
    return " ".join(tokenize(latex))

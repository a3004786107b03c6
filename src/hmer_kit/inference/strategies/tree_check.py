r"""Tree-CoT at inference: the tree that a model writes before its LaTeX is held against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from hmer_kit.exceptions import InputError
from hmer_kit.inference.strategies._asking import Asker
from hmer_kit.inference.strategies._gathering import ask_while_it_answers, closed
from hmer_kit.inference.strategies._readings import normal_form, reading_of_response, same
from hmer_kit.inference.strategies._samples import samples_of
from hmer_kit.inference.strategies.reading import Reading
from hmer_kit.inference.strategies.run import StrategyRun
from hmer_kit.latex import get_profile
from hmer_kit.tasks import Problem, TreeCoT, Vanilla
from hmer_kit.tree_cot import get_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource, Record
    from hmer_kit.inference.predictor import Exchange, Predictor
    from hmer_kit.latex import Profile

__all__ = ["TreeDecision", "TreeVerdict", "check_tree"]


class TreeDecision(StrEnum):
    """Which of the readings was taken.

    Examples:
        >>> TreeDecision("agree") is TreeDecision.AGREE
        True
    """

    AGREE = "agree"
    """Tree and LaTeX say the same."""
    LATEX_CONFIRMED = "latex_confirmed"
    """They differ, and the plain answer says what the LaTeX says."""
    TREE_CONFIRMED = "tree_confirmed"
    """They differ, and the plain answer says what the tree says."""
    LATEX = "latex"
    """The LaTeX is taken, with nothing to confirm it: the paper scores it."""
    TREE = "tree"
    """The LaTeX of the tree is taken: there is no other, or none that parses."""
    PLAIN = "plain"
    """The plain answer is taken: neither of the two can be read, or parses."""
    NOTHING = "nothing"
    """There is no LaTeX at all."""


@dataclass(frozen=True, slots=True)
class TreeVerdict:
    """What tree, LaTeX and plain answer say, and which of them was taken.

    Examples:
        >>> TreeVerdict("a", "x", 1.0, TreeDecision.AGREE).plain is None
        True
    """

    id: str
    """Name of the sample."""
    prediction: str
    """The LaTeX that was taken; empty where there is none."""
    confidence: float
    """The share of the readings asked for that agree with it, times the model's own confidence in the answer that it
    comes from, where the back end tells it; from 0 to 1."""
    decision: TreeDecision
    """Which was taken, and why."""
    latex: Reading | None = None
    """The LaTeX after the tree."""
    tree: Reading | None = None
    """The LaTeX of the tree; its ``response`` is the tree."""
    plain: Reading | None = None
    """The plain answer, where it was asked for."""
    problems: tuple[str, ...] = ()
    """What is wrong with the form of the Tree-CoT answer, see ``hmer_kit.tasks.Problem``."""

    def row(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        parts = {"latex": self.latex, "tree": self.tree, "plain": self.plain}
        return {
            "id": self.id,
            "prediction": self.prediction,
            "confidence": self.confidence,
            "decision": str(self.decision),
            **{name: None if part is None else part.row() for name, part in parts.items()},
            "problems": list(self.problems),
        }


def check_tree(
    samples: Sequence[Record] | Sequence[ImageSource | Image.Image],
    predictor: Predictor,
    *,
    task: TreeCoT | None = None,
    plain: Vanilla | None = None,
    ask_plain: Literal["where_they_differ", "always"] = "where_they_differ",
    profile: str | Profile = "same_ink",
    batch_size: int | None = None,
) -> StrategyRun[TreeVerdict]:
    r"""Ask for tree and LaTeX; where they do not say the same, ask the plain question, and let it decide.

    The tree and the LaTeX are compared by what they say, not by their spelling. Where the plain answer agrees with
    neither, the LaTeX is taken, for it is what the paper scores; where it does not parse, the LaTeX of the tree, and
    where that does not either, the plain answer.

    Args:
        samples: Records (their references are not looked at) or pictures, which are called ``"0"``, ``"1"`` and so on.
        predictor: Who answers.
        task: The Tree-CoT task with another prompt or format.
        plain: The plain task with another prompt.
        ask_plain: Of which samples to ask the plain question; ``"always"`` tells confidences further apart, and costs a
            second answer for each sample.
        profile: When two expressions are the same, see ``hmer_kit.latex.normalize``.
        batch_size: Most questions of one call; all at once by default.

    Returns:
        A verdict for each sample, in order.

    Raises:
        InputError: An argument is of the wrong kind.
        PredictorError: The predictor fails; ``partial`` is the run over the samples that were answered by then.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.inference import Answer
        >>> class Unsure:
        ...     def predict(self, questions):
        ...         replies = {"tree_cot": "x\n\t2 (sup)\nx _ { 2 }", "vanilla": "x ^ 2"}
        ...         return [Answer(replies[question.task]) for question in questions]
        >>> run = check_tree([Record("a", "")], Unsure())
        >>> run.predictions, run.decisions, round(run.confidences[0], 2)
        (['x ^ { 2 }'], {'tree_confirmed': 1}, 0.67)
    """
    get_profile(profile)
    asked = samples_of(samples)
    chain, question = task or TreeCoT(), plain or Vanilla()
    if not isinstance(chain, TreeCoT):
        raise InputError(f"expected a TreeCoT as task, got {type(chain).__name__}")
    if ask_plain not in {"where_they_differ", "always"}:
        raise InputError(f"expected ask_plain to be 'where_they_differ' or 'always', got {ask_plain!r}")
    asker = Asker(predictor, batch_size=batch_size)
    plains: dict[str, Reading] = {}
    exchanges, failure = ask_while_it_answers(asker, chain, asked)
    chains = [_chain(each, chain, profile=profile) for each in exchanges]
    if failure is None:
        names = {each.id for each in chains if ask_plain == "always" or not same(each.latex, each.tree)}
        unsure = [sample for sample in asked if sample.id in names]
        exchanges, failure = ask_while_it_answers(asker, question, unsure)
        plains = _plain_readings(exchanges, question, profile=profile)
    verdicts = tuple(_verdict(each, plains.get(each.id)) for each in chains)
    return closed(StrategyRun(verdicts, calls=asker.calls), failure)


class _Chain(NamedTuple):
    """What a Tree-CoT answer says in its two parts."""

    id: str
    latex: Reading | None
    tree: Reading | None
    problems: tuple[str, ...]


def _chain(exchange: Exchange, task: TreeCoT, *, profile: str | Profile) -> _Chain:
    read, answer = exchange.read, exchange.answer
    latex: Reading | None = reading_of_response(exchange, source="latex", profile=profile)
    written = None if read.tree is None else get_format(task.format).loads(read.tree)
    if Problem.LATEX_FROM_TREE in read.problems:
        latex, written = None, read.latex
    tree = None
    if written is not None:
        normal = normal_form(written, profile)
        tree = Reading("tree", read.tree or answer.response, written, normal, answer.score, answer.confidence)
    return _Chain(exchange.question.id, latex, tree, read.problems)


def _plain_readings(exchanges: Sequence[Exchange], task: Vanilla, *, profile: str | Profile) -> dict[str, Reading]:
    return {each.question.id: reading_of_response(each, source=task.name, profile=profile) for each in exchanges}


def _verdict(chain: _Chain, plain: Reading | None) -> TreeVerdict:
    chosen, decision = _choice(chain.latex, chain.tree, plain)
    if chosen is None:
        return TreeVerdict(chain.id, "", 0.0, decision, chain.latex, chain.tree, plain, chain.problems)
    readings = (chain.latex, chain.tree, plain)
    agreeing = sum(same(chosen, each) for each in readings)
    share = agreeing / (len(readings) if plain is not None else len(readings) - 1)
    sure = 1.0 if chosen.confidence is None else chosen.confidence
    return TreeVerdict(
        chain.id, chosen.latex or "", share * sure, decision, chain.latex, chain.tree, plain, chain.problems
    )


def _choice(latex: Reading | None, tree: Reading | None, plain: Reading | None) -> tuple[Reading | None, TreeDecision]:
    if same(latex, tree):
        return latex, TreeDecision.AGREE
    for reading, decision in ((latex, TreeDecision.LATEX_CONFIRMED), (tree, TreeDecision.TREE_CONFIRMED)):
        if reading is not None and reading.parses and same(reading, plain):
            return reading, decision
    order = ((latex, TreeDecision.LATEX), (tree, TreeDecision.TREE), (plain, TreeDecision.PLAIN))
    readable = [(reading, decision) for reading, decision in order if reading is not None and reading.latex is not None]
    parsing = [(reading, decision) for reading, decision in readable if reading.parses]
    return next(iter([*parsing, *readable]), (None, TreeDecision.NOTHING))

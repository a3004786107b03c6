"""Ask a trained module every task about every test record, and measure what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from hmer_kit.counting import count_error, count_symbols
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.exceptions import InputError
from hmer_kit.latex import is_parseable
from hmer_kit.scoring import ScoreResult, score
from hmer_kit.tasks import TASKS, build_examples, get_task
from hmer_kit.vlm import generate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import Record, Skip
    from hmer_kit.tasks import TaskExample, TaskResponse
    from hmer_kit.vlm import VLMModule

__all__ = ["Evaluation", "TaskEvaluation", "evaluate"]

_BATCH = 64


@dataclass(frozen=True, slots=True)
class TaskEvaluation:
    """Answers to one task and what they are worth.

    Examples:
        >>> from hmer_kit.data import Record
        >>> question = get_task("vanilla").build(Record("1", "a + 1"))
        >>> answer = get_task("vanilla").read("d + 1")
        >>> item = TaskEvaluation([question], ["d + 1"], [answer], scores=score(["d + 1"], ["a + 1"]))
        >>> item.parseable, item.count_error
        (1.0, 2.0)
    """

    examples: list[TaskExample]
    """The questions."""
    responses: list[str]
    """The model's texts."""
    read: list[TaskResponse]
    """What was read from them."""
    scores: ScoreResult
    """Scored part against expected part; what could not be read counts as empty."""

    @property
    def parseable(self) -> float:
        """Share of responses whose LaTeX is there and parses, 0 to 1."""
        return sum(item.latex is not None and is_parseable(item.latex) for item in self.read) / max(1, len(self.read))

    @property
    def count_error(self) -> float:
        """Mean difference of symbol counts between reference and answer, in symbols an expression.

        Of the counts that the model states where the task asks for them, else of those in its LaTeX. Error detection
        repeats a wrong expression on purpose, so it has none (``nan``).
        """
        pairs = [
            (self._counts(response), count_symbols(example.record.reference))
            for example, response in zip(self.examples, self.read, strict=True)
            if example.task != "error_detection"
        ]
        return sum(count_error(*pair) for pair in pairs) / len(pairs) if pairs else float("nan")

    def _counts(self, response: TaskResponse) -> dict[str, int]:
        return response.counts if response.counts is not None else count_symbols(response.latex or "")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answers to all tasks.

    Examples:
        >>> Evaluation({}, confusions=ConfusionTable(), skipped=[]).skipped
        []
    """

    tasks: dict[str, TaskEvaluation]
    """Task name to its answers."""
    confusions: ConfusionTable
    """What the vanilla answers confuse."""
    skipped: list[Skip]
    """Records that a task could not be made of."""


def evaluate(module: VLMModule, records: Sequence[Record], *, max_new_tokens: int | None = None) -> Evaluation:
    """Answer all five tasks greedily and score them.

    Args:
        module: The trained module.
        records: Test records; those of the error tasks need a prediction.
        max_new_tokens: Longest response in ids; by default that of the module.

    Returns:
        Answers, scores, confusions, and what was skipped.

    Raises:
        InputError: There is no record.
        DataError: A picture cannot be read.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.ink import SyntheticImage
        >>> from hmer_kit.vlm import VLMModule
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> processor = small_processor(["x"])
        >>> module = VLMModule(small_model(processor.tokenizer), processor)
        >>> record = Record("1", "x", image=SyntheticImage("x", writer_seed=0, seed=0))
        >>> evaluation = evaluate(module, [record], max_new_tokens=2)
        >>> list(evaluation.tasks), len(evaluation.skipped)  # the error tasks need a prediction
        (['vanilla', 'tree_cot', 'symbol_counting'], 2)
    """
    if not records:
        raise InputError("expected test records, got none")
    module.eval()
    most = module.hparams["max_new_tokens"] if max_new_tokens is None else max_new_tokens
    tasks, skipped = {}, []
    for name in TASKS:
        built = build_examples(records, tasks=[name])
        skipped += built.skipped
        if built.examples:
            tasks[name] = _answer(module, built.examples, max_new_tokens=most)
    vanilla = tasks["vanilla"].scores
    confusions = ConfusionTable.from_pairs(
        [row.prediction for row in vanilla.samples],
        [row.reference for row in vanilla.samples],
        ids=[row.id for row in vanilla.samples],
        tokenizer="split",
    )
    return Evaluation(tasks, confusions=confusions, skipped=skipped)


def _answer(module: VLMModule, examples: list[TaskExample], *, max_new_tokens: int) -> TaskEvaluation:
    with torch.inference_mode():
        responses = generate(module.model, module.processor, examples, max_new_tokens=max_new_tokens, batch_size=_BATCH)
    read = [get_task(example.task).read(response) for example, response in zip(examples, responses, strict=True)]
    scores = score(
        [item.scored or "" for item in read],
        [example.expected for example in examples],
        ids=[example.record.id for example in examples],
    )
    return TaskEvaluation(examples, responses=responses, read=read, scores=scores)

"""Which examples are over a limit of tokens, told by name before training: nothing is cut."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hmer_kit.data import Skip
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.vlm.data.lengths.measuring import ExampleLength, LengthMeter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hmer_kit.tasks import TaskExample
    from hmer_kit.vlm.batching.collator import TaskCollator

__all__ = [
    "LengthAudit",
    "LengthLimits",
    "OverLimit",
    "TaskLengths",
    "audit_lengths",
    "default_limits",
    "require_within",
]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class LengthLimits:
    """How long an example may be.

    Raises:
        InputError: A limit is below one.

    Examples:
        >>> LengthLimits(tokens=10).problem(ExampleLength(prompt=8, target=4, pixels=1))
        '12 tokens, limit 10'
    """

    tokens: int | None = None
    """Most tokens of an example: picture, question and answer."""
    target: int | None = None
    """Most tokens of an answer, its end included."""

    def __post_init__(self) -> None:
        for name, limit in (("tokens", self.tokens), ("target", self.target)):
            if limit is not None and limit < 1:
                raise InputError(f"expected a limit of {name} of at least 1, got {limit}")

    def problem(self, length: ExampleLength) -> str | None:
        """Return what is too long, or None.

        Args:
            length: Of an example.
        """
        if self.tokens is not None and length.tokens > self.tokens:
            return f"{length.tokens} tokens, limit {self.tokens}"
        if self.target is not None and length.target > self.target:
            return f"{length.target} tokens of answer, limit {self.target}"
        return None


@dataclass(frozen=True, slots=True)
class OverLimit:
    """An example that is too long.

    Examples:
        >>> str(OverLimit(3, "a", "tree_cot", ExampleLength(prompt=8, target=4, pixels=1), "12 tokens, limit 10"))
        "record 'a', task tree_cot: 12 tokens, limit 10"
    """

    index: int
    """Its place among the examples."""
    id: str
    """Id of its record."""
    task: str
    """Its task."""
    length: ExampleLength
    """How long it is."""
    problem: str
    """What is too long."""

    @property
    def where(self) -> str:
        """Record and task."""
        return f"record {self.id!r}, task {self.task}"

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


@dataclass(frozen=True, slots=True)
class TaskLengths:
    """The lengths of a task's examples, sorted.

    Examples:
        >>> lengths = TaskLengths(tokens=array("I", range(1, 101)), target=array("I", [5] * 100))
        >>> lengths.percentile(50), lengths.percentile(99), lengths.longest
        (50, 99, 100)
    """

    tokens: Sequence[int] = field(repr=False)
    """Tokens of each example."""
    target: Sequence[int] = field(repr=False)
    """Tokens of each answer."""

    @property
    def longest(self) -> int:
        """Tokens of the longest example; 0 where there is none."""
        return self.tokens[-1] if self.tokens else 0

    def percentile(self, percent: float) -> int:
        """Return the tokens that so many per cent of the examples do not exceed; 0 where there is none.

        Args:
            percent: 0 to 100.
        """
        place = math.ceil(percent / 100 * len(self.tokens)) - 1
        return self.tokens[max(0, place)] if self.tokens else 0


@dataclass(frozen=True, slots=True)
class LengthAudit:
    """How long examples are, and which are too long.

    Examples:
        >>> audit = LengthAudit({"vanilla": TaskLengths(tokens=[7, 9], target=[2, 3])}, over=[], unreadable=[])
        >>> print(audit.table())
        task                examples    50 %    90 %    99 %     100 %      over
        vanilla                    2       7       9       9         9         0
    """

    tasks: Mapping[str, TaskLengths]
    """Lengths of each task."""
    over: list[OverLimit]
    """Every example that is over a limit, in order."""
    unreadable: list[Skip]
    """Examples whose picture cannot be read."""

    def table(self) -> str:
        """Return percentiles of tokens, a line for each task."""
        lines = [f"{'task':<18}{'examples':>10}{'50 %':>8}{'90 %':>8}{'99 %':>8}{'100 %':>10}{'over':>10}"]
        for task, lengths in self.tasks.items():
            middle = "".join(f"{lengths.percentile(percent):>8}" for percent in (50, 90, 99))
            over = sum(item.task == task for item in self.over)
            lines.append(f"{task:<18}{len(lengths.tokens):>10}{middle}{lengths.longest:>10}{over:>10}")
        return "\n".join(lines)

    def require(self) -> None:
        """Raise where an example is over a limit.

        Raises:
            DataError: Some are; the first are named.
        """
        require_within(self.over)


def require_within(over: Sequence[OverLimit]) -> None:
    """Raise where there is an example over a limit.

    Args:
        over: Examples over their limit.

    Raises:
        DataError: There are some; the first are named.

    Examples:
        >>> require_within([])
    """
    if over:
        shown = "; ".join(map(str, over[:_SHOWN]))
        more = f"; and {len(over) - _SHOWN} more" if len(over) > _SHOWN else ""
        raise DataError(
            f"expected examples within the limit, got {len(over)} over it: {shown}{more}; raise the limit, "
            'scale the pictures down, or give over_limit="drop"',
            code="too_long",
        )


def audit_lengths(
    examples: Iterable[TaskExample],
    *,
    collator: TaskCollator,
    limits: LengthLimits | None = None,
    measure: Literal["sizes", "processor"] = "sizes",
) -> LengthAudit:
    """Measure examples, and name each that is over a limit.

    Other trainers cut what is longer than their limit, answers too, and say nothing.

    Args:
        examples: Any number, taken one after the other.
        collator: The model's collator.
        limits: How long examples may be; by default what the collator and the decoder's positions allow.
        measure: ``"sizes"`` tells the tokens of a picture from its size, without decoding it; ``"processor"`` runs the
            collator on every example, which is exact and slow.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.tasks import build_examples
        >>> from hmer_kit.vlm import TaskCollator
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> class Square:
        ...     name = "square"
        ...
        ...     def load(self):
        ...         image = Image.new("L", (60, 40), 255)
        ...         image.paste(0, (10, 10, 20, 20))
        ...         return image
        >>> processor = small_processor(["x", "+", "1"])
        >>> collator = TaskCollator(processor, model=small_model(processor.tokenizer))
        >>> records = [Record("short", "x", image=Square()), Record("long", "x + 1 + x + 1", image=Square())]
        >>> examples = build_examples(records, tasks=["vanilla"]).examples
        >>> [str(item) for item in audit_lengths(examples, collator=collator, limits=LengthLimits(target=5)).over]
        ["record 'long', task vanilla: 8 tokens of answer, limit 5"]
    """
    bounds = default_limits(collator) if limits is None else limits
    meter = LengthMeter(collator)
    counts: dict[str, tuple[array[int], array[int]]] = {}
    over: list[OverLimit] = []
    unreadable: list[Skip] = []
    told = meter.measure(examples) if measure == "sizes" else map(meter.exact, examples)
    for index, (example, length) in enumerate(told):
        if isinstance(length, Skip):
            unreadable.append(length)
            continue
        tokens, target = counts.setdefault(example.task, (array("I"), array("I")))
        tokens.append(length.tokens)
        target.append(length.target)
        if problem := bounds.problem(length):
            over.append(OverLimit(index, example.record.id, example.task, length, problem))
    tasks = {task: TaskLengths(*(array("I", sorted(column)) for column in columns)) for task, columns in counts.items()}
    return LengthAudit(tasks, over, unreadable)


def default_limits(collator: TaskCollator) -> LengthLimits:
    """Return the limits that a collator would cut at: its longest answer, and its decoder's positions.

    Args:
        collator: The model's collator.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> default_limits(Namespace(max_target_tokens=None, form=Namespace(max_positions=512)))
        LengthLimits(tokens=513, target=None)
    """
    positions = collator.form.max_positions
    return LengthLimits(tokens=None if positions is None else positions + 1, target=collator.max_target_tokens)

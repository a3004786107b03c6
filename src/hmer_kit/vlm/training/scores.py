"""Validation scores, one set for each task, and the predictions they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import torch
from torch import Tensor, nn

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import ExpressionRate, TokenErrorRate
from hmer_kit.tasks import TASKS
from hmer_kit.vlm._tasks import known_task, known_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torchmetrics import Metric

    from hmer_kit.tasks import Task

__all__ = ["Prediction", "TaskScores", "read_responses"]

_MAIN = "vanilla"
_ALL = ""
"""Where a metric of all tasks stands among those of each; no task has this name."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model answered to one example, and what was read from it.

    Examples:
        >>> Prediction("a", "vanilla", response="x + 1", prediction="x + 1", expected="x + 1").problems
        ()
    """

    id: str
    """Record id."""
    task: str
    """Task name."""
    response: str
    """The model's own text."""
    prediction: str | None
    """The scored part of it; None where it could not be read."""
    expected: str
    """What the scored part should be."""
    problems: tuple[str, ...] = ()
    """What was wrong with the response's form."""

    def to(self, device: object) -> Self:  # noqa: ARG002
        """Return the same: Lightning moves what ``predict_step`` gives, and there is no tensor here."""
        return self


def read_responses(
    responses: Sequence[str],
    *,
    ids: Sequence[str],
    tasks: Sequence[str],
    expected: Sequence[str],
    known: Mapping[str, Task] = TASKS,
) -> list[Prediction]:
    """Read the scored part out of each response.

    Args:
        responses: Texts of a model.
        ids: Record id of each.
        tasks: Task of each.
        expected: The right scored part of each.
        known: The tasks that there are by name.

    Raises:
        InputError: A response is to a task that is not known.

    Examples:
        >>> read_responses(["x + 1"], ids=["a"], tasks=["vanilla"], expected=["x + 1"])[0].prediction
        'x + 1'
    """
    predictions = []
    for response, record_id, task, right in zip(responses, ids, tasks, expected, strict=True):
        read = known_task(task, known).read(response)
        predictions.append(Prediction(record_id, task, response, read.scored, right, read.problems))
    return predictions


class TaskScores(nn.Module):
    """Expression rate, token error rate and further metrics of each task; an unreadable response counts as empty.

    Args:
        metrics: Metrics of your own by the name under which they are logged, or a ``MetricCollection``: each is updated
            with lists of LaTeX strings ``(preds, target)`` and computes one number. They are copied.
        tasks: The tasks that there are, by name or as they are; the five by default. In several processes all must be
            given the same ones in the same order.

    Examples:
        >>> scores = TaskScores()
        >>> scores.update([Prediction("a", "vanilla", response="x", prediction="x", expected="x")])
        >>> scores.compute()["ExpRate"]
        1.0
    """

    def __init__(
        self, metrics: Mapping[str, Metric] | None = None, *, tasks: Sequence[str | Task] | None = None
    ) -> None:
        super().__init__()
        names = list(known_tasks(tasks))
        self._overall = ExpressionRate()
        self._rates = {name: ExpressionRate() for name in names}
        self._errors = {name: TokenErrorRate() for name in names}
        self._own = {name: {task: given.clone() for task in (_ALL, *names)} for name, given in (metrics or {}).items()}
        own = [metric for copies in self._own.values() for metric in copies.values()]
        self._all = nn.ModuleList([self._overall, *self._rates.values(), *self._errors.values(), *own])
        self._counts = dict.fromkeys(names, 0)

    def update(self, predictions: Sequence[Prediction]) -> None:
        """Count predictions.

        Args:
            predictions: Of any tasks, mixed.
        """
        _add(self._overall, predictions)
        for copies in self._own.values():
            _add(copies[_ALL], predictions)
        for name in self._counts:
            own = [item for item in predictions if item.task == name]
            if own:
                self._counts[name] += len(own)
                _add(self._rates[name], own)
                _add(self._errors[name], own)
                for copies in self._own.values():
                    _add(copies[name], own)

    def compute(self, *, total: Callable[[Tensor], Tensor] = lambda counts: counts) -> dict[str, float]:
        """Return ``ExpRate`` (of vanilla, or of all where it is absent), ``ExpRate/task`` and ``TokenErrorRate/task``.

        Metrics of your own follow, each like ``ExpRate``. Every process must call it, for they gather from all of them.

        Args:
            total: Sums a vector of counts over all processes.
        """
        seen = total(torch.tensor(list(self._counts.values()), device=self._overall.device)).tolist()
        present = [name for name, count in zip(self._counts, seen, strict=True) if count]
        rates = {name: _value(self._rates[name]) for name in present}
        errors = {name: _value(self._errors[name]) for name in present}
        if not rates:
            return {}
        overall = _value(self._overall)
        return {
            "ExpRate": rates.get(_MAIN, overall),
            **{f"ExpRate/{name}": value for name, value in rates.items()},
            **{f"TokenErrorRate/{name}": value for name, value in errors.items()},
            **self._own_values(present),
        }

    def _own_values(self, present: Sequence[str]) -> dict[str, float]:
        values = {}
        for name, copies in self._own.items():
            by_task = {task: _own_value(name, copies[task]) for task in present}
            values[name] = by_task.get(_MAIN, _own_value(name, copies[_ALL]))
            values |= {f"{name}/{task}": value for task, value in by_task.items()}
        return values

    def reset(self) -> None:
        """Forget all predictions."""
        self._counts = dict.fromkeys(self._counts, 0)
        for metric in self._all:
            metric.reset()  # type: ignore[operator]  # the list holds metrics alone


def _add(metric: Metric, predictions: Sequence[Prediction]) -> None:
    metric.update([item.prediction or "" for item in predictions], [item.expected for item in predictions])


def _value(metric: Metric) -> float:
    _add(metric, [])  # a process that saw none of a task takes part in the sum all the same
    return float(metric.compute())


def _own_value(name: str, metric: Metric) -> float:
    """Compute a metric that is not ours; an empty update may be more than it can take, if it had others."""
    if not metric.update_called:
        _add(metric, [])
    value = metric.compute()
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise InputError(f"expected the metric {name!r} to compute one number, got {value!r}") from error

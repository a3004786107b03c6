"""Asks every predictor every task about every sample, and keeps what was answered if one of them fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference.predictor import Question
from hmer_kit.inference.strategies._asking import Asker
from hmer_kit.inference.strategies._readings import readings_of
from hmer_kit.inference.strategies._weighing import group_weights
from hmer_kit.inference.strategies.run import StrategyRun, Verdict
from hmer_kit.latex import get_profile
from hmer_kit.tasks import Task, Vanilla

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.inference.predictor import Exchange, Predictor
    from hmer_kit.inference.strategies._samples import Sample
    from hmer_kit.inference.strategies.reading import Reading
    from hmer_kit.latex import Profile

_V = TypeVar("_V", bound=Verdict)

__all__ = ["Gathered", "ask_while_it_answers", "closed", "gather", "named_predictors", "questions_for", "tasks_of"]


@dataclass(slots=True)
class Gathered:
    """Groups of readings of each sample: one group for each answer."""

    groups: dict[str, list[list[Reading]]]
    """By the name of the sample; readings of one answer together."""
    weights: dict[str, list[float]]
    """Weight of each group."""
    calls: int = 0
    """How often predictors were called."""
    failure: PredictorError | None = None
    """What ended it early."""

    def weighed(self, weigh: str) -> Iterator[tuple[str, list[Reading], list[float]]]:
        """Yield name, readings and their weights of the samples with answers: all, where nothing failed."""
        for name, groups in self.groups.items():
            if groups:
                readings = [reading for group in groups for reading in group]
                yield name, readings, group_weights(groups, self.weights[name], weigh=weigh)


def named_predictors(predictors: object) -> dict[str, Predictor]:
    """Return predictors by their names: those given, or numbers; one alone has none."""
    if isinstance(predictors, Mapping):
        named = dict(predictors)
    elif isinstance(predictors, Sequence) and not isinstance(predictors, (str, bytes)):
        named = {str(number): each for number, each in enumerate(predictors)}
    else:
        named = {"": predictors}
    if not named:
        raise InputError("expected a predictor, or several in a list or by their names, got none")
    return named


def tasks_of(tasks: Sequence[Task] | None) -> list[Task]:
    """Return the tasks to ask, which need nothing but the picture."""
    found: list[Task] = [Vanilla()] if tasks is None else list(tasks)
    for task in found:
        if not isinstance(task, Task) or task.needs_prediction or not isinstance(getattr(task, "prompt", None), str):
            raise InputError(f"expected tasks that ask about the picture alone, such as Vanilla(), got {task!r:.80}")
    if not found:
        raise InputError("expected at least one task, got none; leave tasks out for the plain question")
    return found


def questions_for(samples: Sequence[Sample], task: Task) -> list[Question]:
    """Return the question of a task about each sample."""
    prompt: str = task.prompt  # type: ignore[attr-defined]  # every task without a prediction has it
    return [Question(sample.id, prompt, sample.image, task.name) for sample in samples]


def ask_while_it_answers(
    asker: Asker, task: Task, samples: Sequence[Sample]
) -> tuple[Sequence[Exchange], PredictorError | None]:
    """Return the exchange about each sample; if the predictor fails, those before, and what it failed with."""
    try:
        return asker.ask(task, questions_for(samples, task)), None
    except PredictorError as error:
        return error.answered, error


def gather(
    samples: Sequence[Sample],
    predictors: Mapping[str, Predictor],
    *,
    tasks: Sequence[Task],
    profile: str | Profile,
    weights: Sequence[float] | None,
    batch_size: int | None,
) -> Gathered:
    """Ask; where a predictor fails, nothing more is asked, and what was answered stays."""
    get_profile(profile)
    shares = _shares(weights, len(predictors))
    found = Gathered({sample.id: [] for sample in samples}, {sample.id: [] for sample in samples})
    askers = [Asker(predictor, batch_size=batch_size) for predictor in predictors.values()]
    asked = [
        (asker, task, share, _source(model, number, tasks))
        for model, asker, share in zip(predictors, askers, shares, strict=True)
        for number, task in enumerate(tasks)
    ]
    for asker, task, share, source in asked:
        exchanges, found.failure = ask_while_it_answers(asker, task, samples)
        for exchange in exchanges:
            found.groups[exchange.question.id].append(readings_of(exchange, task, source=source, profile=profile))
            found.weights[exchange.question.id].append(share)
        if found.failure is not None:
            break
    found.calls = sum(asker.calls for asker in askers)
    return found


def closed(run: StrategyRun[_V], failure: PredictorError | None) -> StrategyRun[_V]:
    """Return a run; raise what ended it early, with the run in it."""
    if failure is not None:
        failure.partial = run
        raise failure
    return run


def _source(model: str, number: int, tasks: Sequence[Task]) -> str:
    """Return a name of model and task; tasks of one name, with different prompts, are told apart by numbers."""
    task = tasks[number]
    repeated = sum(other.name == task.name for other in tasks) > 1
    name = f"{task.name}{number + 1}" if repeated else task.name
    return f"{model}/{name}" if model else name


def _shares(weights: Sequence[float] | None, models: int) -> list[float]:
    if weights is None:
        return [1.0] * models
    found = [float(weight) for weight in weights]
    if len(found) != models or any(not 0 <= weight < float("inf") for weight in found) or not any(found):
        raise InputError(
            f"expected a weight of 0 or more for each of {models} predictors, one above 0, got {weights!r}"
        )
    return found

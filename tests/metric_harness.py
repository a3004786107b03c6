"""What every metric of hmer_kit must do: all of them in one list, and the checks that each has to pass.

A case knows how to make a metric, which function of scoring is its twin, and which columns a batch has. A check takes a
case and asserts one behaviour of torchmetrics' contract, without knowing what is measured.
"""

from __future__ import annotations

import copy
import importlib.util
import math
import pickle
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torchmetrics import Metric, MetricCollection

from hmer_kit import metrics, scoring, visual
from hmer_kit.exceptions import InputError
from hmer_kit.scoring import statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Batch = tuple[Sequence[Any], ...]

GROUPS = ("short", "long")


def no_columns(preds: Sequence[str]) -> Batch:
    return ()


def group_column(preds: Sequence[str]) -> Batch:
    return ([GROUPS[len(text) > 4] for text in preds],)


@dataclass(frozen=True)
class Case:
    """One way to make one metric."""

    name: str
    make: Callable[..., Metric]
    """Makes it; takes the options of ``torchmetrics.Metric``."""
    twin: Callable[..., Any]
    """The function that gives its number, of all samples at once; a number or a dictionary of numbers."""
    more: Callable[[Sequence[str]], Batch] = no_columns
    """Columns that a batch has beside predictions and references."""
    names: tuple[str, ...] = ("preds", "target")
    """Names of the columns."""

    def batch(self, preds: Sequence[str], target: Sequence[str]) -> Batch:
        return (preds, target, *self.more(preds))

    def updated(self, *batches: Batch, **options: Any) -> Metric:
        metric = self.make(**options)
        for batch in batches:
            metric.update(*batch)
        return metric

    def expected(self, *batches: Batch) -> list[float]:
        return numbers(self.twin(*(list(chain.from_iterable(column)) for column in zip(*batches, strict=True))))


def confidence_column(preds: Sequence[str]) -> Batch:
    return ([1 / (3 + len(text)) for text in preds],)  # more digits than float32 holds


def selective(function: Callable[..., float], **options: Any) -> Callable[..., float]:
    """Return a function of the statistics as one of predictions, references and confidences."""

    def number(preds: list[str], target: list[str], confidences: list[float]) -> float:
        right = [sample.is_within(0) for sample in scoring.score(preds, target).samples]
        return function(right, confidences, **options)

    return number


def by_group(preds: list[str], target: list[str], groups: list[str]) -> dict[str, float]:
    rates = {}
    for group in GROUPS:
        rows = [(p, t) for p, t, g in zip(preds, target, groups, strict=True) if g == group]
        rates[group] = scoring.symbol_recall([p for p, _ in rows], [t for _, t in rows])
    return rates


def counting(measure: str, **options: Any) -> Callable[..., Metric]:
    """Return the class of a measure by its name: ``symbol_f1`` is ``SymbolF1``."""
    named = {"released_cer": "ReleasedCER", "bleu": "BLEU", "count_mae": "CountMAE", "count_mse": "CountMSE"}
    name = named.get(measure) or "".join(word.capitalize() for word in measure.split("_"))
    return partial(getattr(metrics, name), **options)


def cdm(preds: list[str], target: list[str], **options: Any) -> dict[str, float]:
    found = visual.character_detection_matching(preds, target, **options)
    unrendered = found.n_unrendered / found.n if found.n else math.nan
    return {
        "f1": found.f1,
        "precision": found.precision,
        "recall": found.recall,
        "expression_rate": found.expression_rate,
        "unrendered": unrendered,
    }


MEASURES = [name for name in scoring.MEASURES if not name.startswith("expression_rate_")]
COUNTING = [
    *(Case(name, counting(name), getattr(scoring, name)) for name in MEASURES),
    *(
        Case(f"{name}-{value}", counting(name, **{option: value}), partial(getattr(scoring, name), **{option: value}))
        for name, option, value in (
            ("expression_rate", "tolerance", 2),
            ("expression_rate", "tolerance", 5),
            ("bleu", "n_gram", 2),
            ("edit_score", "protocol", "label_graph"),
            ("token_error_rate", "protocol", "same_ink"),
        )
    ),
    Case("any_measure", partial(metrics.MeasureMetric, "symbol_f1"), scoring.symbol_f1),
    Case("visual_exact", metrics.VisualExactMatch, lambda *pairs: visual.visual_exact_match(*pairs).rate),
    Case("cdm", metrics.CharacterDetectionMatching, cdm),
    Case("cdm-5", partial(metrics.CharacterDetectionMatching, 5), partial(cdm, residual_threshold=5)),
    Case("expression_rate-resampled", counting("expression_rate", n_bootstraps=7), scoring.expression_rate),
]
"""Metrics of counts: every class, some with options."""

STRATIFIED = Case(
    "stratified",
    lambda **options: metrics.StratifiedMetric(metrics.SymbolRecall(), GROUPS, **options),
    by_group,
    group_column,
    ("preds", "target", "groups"),
)
SELECTIVE = [
    Case(name, make, twin, confidence_column, ("preds", "target", "confidences"))
    for name, make, twin in (
        ("aurc", metrics.AURC, selective(statistics.area_under_risk_coverage)),
        ("ece", metrics.ExpectedCalibrationError, selective(statistics.expected_calibration_error)),
        (
            "ece-40-bins",
            partial(metrics.ExpectedCalibrationError, 40),
            selective(statistics.expected_calibration_error, n_bins=40),
        ),
    )
]
CASES = [*COUNTING, STRATIFIED, *SELECTIVE]
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
each_counting = pytest.mark.parametrize("case", COUNTING, ids=[case.name for case in COUNTING])

PREDS = ["a + b", "x ^ 2", "", r"\frac { a } { b", "x + " * 60, "\ud800 ∑ é 𝔁", "{ y"]
TARGET = ["a + b", "x _ { 2 }", "z", r"\frac { a } { c }", "x + y", "\ud800 ∑ e 𝔁", "y"]
"""Right, wrong, empty, broken, a runaway, text beyond ASCII with a lone surrogate."""


def numbers(result: Any) -> list[float]:
    """Return what a metric or a function gave as a plain list."""
    values = result.values() if isinstance(result, dict) else [result]
    return [float(value) for value in values]


def same(result: Any, expected: list[float]) -> bool:
    return numbers(result) == pytest.approx(expected, abs=1e-6, rel=1e-6, nan_ok=True)


def state_of(metric: Metric) -> dict[str, list[Any]]:
    """Return everything that a batch may change, as plain lists."""
    states = {
        name: [tensor.tolist() for tensor in (value if isinstance(value, list) else [value])]
        for name, value in metric.metric_state.items()
    }
    return {**states, "updates": [metric.update_count]}


def two_batches(case: Case) -> tuple[Batch, Batch]:
    return case.batch(PREDS[:3], TARGET[:3]), case.batch(PREDS[3:], TARGET[3:])


def check_batches(case: Case) -> None:
    """Two batches give the number of all samples, empty ones between them change nothing."""
    first, second = two_batches(case)
    nothing = case.batch([], [])
    assert same(case.updated(nothing, first, nothing, second).compute(), case.expected(first, second))


def check_forward(case: Case) -> None:
    """Calling it returns the number of the batch, and adds the batch."""
    metric = case.make()
    first, second = two_batches(case)
    for batch in (first, second):
        assert same(metric(*batch), case.expected(batch))
    assert same(metric.compute(), case.expected(first, second))
    assert state_of(metric) == state_of(case.updated(first, second))


def check_result(case: Case) -> None:
    """A result is float32 without dimensions, on the device of the metric."""
    result = case.updated(*two_batches(case)).compute()
    for value in result.values() if isinstance(result, dict) else [result]:
        assert (value.dtype, value.shape, value.device) == (torch.float32, torch.Size([]), torch.device("cpu"))


def check_reset(case: Case) -> None:
    first, second = two_batches(case)
    metric = case.updated(second)
    metric.reset()
    assert state_of(metric) == state_of(case.make())
    metric.update(*first)
    assert same(metric.compute(), case.expected(first))


def check_copies(case: Case) -> None:
    """A clone, a deep copy and a pickled one go on alone."""
    first, second = two_batches(case)
    for duplicate in (Metric.clone, copy.deepcopy, lambda metric: pickle.loads(pickle.dumps(metric))):  # noqa: S301
        metric = case.updated(first)
        before, twin = state_of(metric), duplicate(metric)
        twin.update(*second)
        assert state_of(metric) == before
        assert state_of(twin) == state_of(case.updated(first, second))
        assert same(twin.compute(), case.expected(first, second))


def check_merge(case: Case) -> None:
    """Merging adds what another process has seen."""
    first, second = two_batches(case)
    left, right = case.updated(first), case.updated(second)
    left.merge_state(right)
    assert same(left.compute(), case.expected(first, second))


def check_state_dict(case: Case) -> None:
    first, second = two_batches(case)
    metric, restored = case.updated(first), case.make()
    metric.persistent(mode=True)
    restored.persistent(mode=True)
    restored.load_state_dict(metric.state_dict())
    restored.update(*second)
    assert same(restored.compute(), case.expected(first, second))
    assert state_of(restored)["updates"] == [1]
    assert {**state_of(restored), "updates": 0} == {**state_of(case.updated(first, second)), "updates": 0}


def check_dtypes(case: Case) -> None:
    """A model in half or bfloat16 takes no digit from a state, before or after samples were seen."""
    first, second = two_batches(case)
    metric = case.make().half().double().to(torch.bfloat16)
    metric.set_dtype(torch.float16)
    metric.update(*first)
    metric = metric.to(torch.bfloat16).half().to(torch.float16)
    metric.update(*second)
    assert state_of(metric) == state_of(case.updated(first, second))
    assert same(metric.compute(), case.expected(first, second))


def check_empty(case: Case) -> None:
    """Without samples there is no number, with an empty batch and without any."""
    assert all(map(math.isnan, numbers(case.updated(case.batch([], [])).compute())))
    with pytest.warns(UserWarning, match="before the ``update`` method"):
        assert all(map(math.isnan, numbers(case.make().compute())))


REFUSED = (
    (("x", ["x"]), "preds as a sequence of str, got one str"),
    ((["x"], "x"), "target as a sequence of str, got one str"),
    ((None, ["x"]), "preds as a sequence of str, got NoneType"),
    ((["x"], ["x", "y"]), "1 preds and 2 target"),
    ((["x", None], ["x", "y"]), r"str at preds\[1\], got None"),
    ((["x"], [b"x"]), r"str at target\[0\], got b'x'"),
    ((["x"], [3]), r"str at target\[0\], got 3"),
)


def check_refusals(case: Case) -> None:
    """A batch that is refused changes nothing, by update or by a call, in the first batch or later."""
    rest = case.more(["x"])
    for metric in (case.make(), case.updated(*two_batches(case))):
        before = state_of(metric)
        for use in (metric.update, metric):
            for pair, message in REFUSED:
                with pytest.raises(InputError, match=message):
                    use(*pair, *rest)
                assert state_of(metric) == before


def check_collection(case: Case) -> None:
    """A collection of two of it takes keywords, forward and a prefix, and counts once."""
    first, second = two_batches(case)
    several = MetricCollection({"one": case.make(), "two": case.make()}, prefix="val_")
    seen = several(**dict(zip(case.names, first, strict=True)))
    assert all(name.startswith("val_") for name in seen)
    assert same(seen, case.expected(first) * 2)
    several.update(**dict(zip(case.names, second, strict=True)))
    assert same(several.compute(), case.expected(first, second) * 2)
    assert same(several(**dict(zip(case.names, first, strict=True))), case.expected(first) * 2)
    assert same(several.compute(), case.expected(first, second, first) * 2)
    assert list(several.compute_groups.values()) == [["one", "two"]]


def check_plot(case: Case) -> None:
    """Drawing reaches matplotlib, which is optional."""
    metric = case.updated(*two_batches(case))
    if importlib.util.find_spec("matplotlib"):
        from matplotlib import pyplot as plt

        plt.switch_backend("agg")
        for value in (None, metric.compute(), [metric.compute()] * 2):
            figure, axis = metric.plot(value)
            assert axis.has_data()
            plt.close(figure)
    else:
        with pytest.raises(ModuleNotFoundError, match="matplotlib"):
            metric.plot()


def check_flags(case: Case) -> None:
    metric = case.make()
    assert isinstance(metric.higher_is_better, bool)
    assert (metric.is_differentiable, metric.full_state_update, metric.plot_lower_bound) == (False, False, 0.0)


CHECKS = [value for name, value in list(globals().items()) if name.startswith("check_")]

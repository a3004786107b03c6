"""The metrics give the numbers of scoring, in every way that torchmetrics and Lightning use them."""

from __future__ import annotations

import copy
import importlib.util
import json
import math
import pickle
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchmetrics import Metric, MetricCollection

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import BLEU, EditScore, ExpressionRate, TokenErrorRate
from hmer_kit.scoring import ScoreResult, bleu_from_counts, count_ngrams, score, sum_counts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TWINS: list[tuple[Callable[[], Metric], Callable[[ScoreResult], float]]] = [
    (ExpressionRate, lambda result: result.expression_rate()),
    (lambda: ExpressionRate(tolerance=2), lambda result: result.expression_rate(2)),
    (TokenErrorRate, lambda result: result.token_error_rate),
    (EditScore, lambda result: result.edit_score),
    (BLEU, lambda result: result.bleu),
]
each_twin = pytest.mark.parametrize(("make", "view"), TWINS, ids=["exact", "tolerance-2", "ter", "edit-score", "bleu"])
each_metric = pytest.mark.parametrize("make", [make for make, _ in TWINS])
EXPRESSIONS = st.lists(st.sampled_from("xy+{}"), max_size=10).map(" ".join)
BATCHES = st.lists(st.lists(st.tuples(EXPRESSIONS, EXPRESSIONS), max_size=4), min_size=1, max_size=4)
PREDS, TARGET = ["a + b", "x ^ 2", "", "y"], ["a + b", "x ^ { 2 }", "z", "y"]


def columns(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [prediction for prediction, _ in pairs], [reference for _, reference in pairs]


@each_twin
@settings(deadline=None)  # the machine may be busy
@given(batches=BATCHES)
def test_any_batches_give_the_score_of_all_samples(make, view, batches: list[list[tuple[str, str]]]) -> None:
    metric = make()
    for batch in batches:
        metric.update(*columns(batch))
    expected = view(score(*columns([pair for batch in batches for pair in batch])))
    assert metric.compute().item() == pytest.approx(expected, abs=1e-6, rel=1e-6, nan_ok=True)


@each_twin
def test_forward_returns_the_batch_and_keeps_the_sum(make, view) -> None:
    metric = make()
    first = metric(PREDS[:2], TARGET[:2])
    metric(PREDS[2:], TARGET[2:])
    assert first.item() == pytest.approx(view(score(PREDS[:2], TARGET[:2])), abs=1e-6)
    assert metric.compute().item() == pytest.approx(view(score(PREDS, TARGET)), abs=1e-6)


@each_twin
def test_result_is_a_float32_scalar(make, view) -> None:
    result = make()(PREDS, TARGET)
    assert (result.dtype, result.shape) == (torch.float32, torch.Size([]))


@each_metric
@pytest.mark.filterwarnings("error")
def test_state_is_one_int64_vector_under_every_dtype_change(make) -> None:
    metric = make().half().double().to(torch.bfloat16).set_dtype(torch.float16)
    metric.update(PREDS, TARGET)
    assert [state.dtype for state in metric.metric_state.values()] == [torch.int64]
    assert torch.equal(metric.compute(), make()(PREDS, TARGET))


@each_metric
def test_one_more_sample_counts_past_the_limits_of_float32(make) -> None:
    metric, one = make(), make()
    metric.update(PREDS, TARGET)
    one.update(["x"], ["x"])
    (name,) = metric.metric_state
    setattr(metric, name, getattr(metric, name) * 2**28)
    expected = [
        many + few for many, few in zip(getattr(metric, name).tolist(), getattr(one, name).tolist(), strict=True)
    ]
    metric.update(["x"], ["x"])
    assert getattr(metric, name).tolist() == expected
    assert max(expected) > 2**29


@each_twin
def test_reset_forgets(make, view) -> None:
    metric = make()
    metric.update(["x"], ["y"])
    metric.reset()
    metric.update(PREDS, TARGET)
    assert metric.compute().item() == pytest.approx(view(score(PREDS, TARGET)), abs=1e-6)


@each_metric
@pytest.mark.parametrize(
    "duplicate",
    [Metric.clone, copy.deepcopy, lambda metric: pickle.loads(pickle.dumps(metric))],  # noqa: S301
)
def test_copies_go_on_alone(make, duplicate) -> None:
    metric = make()
    metric.update(PREDS, TARGET)
    twin = duplicate(metric)
    before = metric.compute()
    twin.update(["x x x"], ["y y"])
    assert torch.equal(metric.compute(), before)
    assert not torch.equal(twin.compute(), before)


@each_metric
def test_merge_state_adds_another_process(make) -> None:
    both, left, right = make(), make(), make()
    left.update(PREDS[:1], TARGET[:1])
    right.update(PREDS[1:], TARGET[1:])
    left.merge_state(right)
    assert torch.equal(left.compute(), both(PREDS, TARGET))


@each_metric
def test_state_dict_restores_the_counts(make) -> None:
    metric, restored = make(), make()
    metric.persistent(mode=True)
    restored.persistent(mode=True)
    metric.update(PREDS, TARGET)
    restored.load_state_dict(metric.state_dict())
    restored.update(["q"], ["r"])
    assert torch.equal(restored.compute(), make()([*PREDS, "q"], [*TARGET, "r"]))


def test_collection_keeps_options_apart_after_a_first_batch_without_errors() -> None:
    metrics = MetricCollection(
        {"exact": ExpressionRate(), "near": ExpressionRate(1), "latex": ExpressionRate(protocol="exact")}
    )
    metrics.update(["x"], ["x"])
    metrics.update(["x + y", "x+y"], ["x - y", "x + y"])
    seen = {name: round(value.item(), 4) for name, value in metrics.compute().items()}
    assert seen == {"exact": 0.3333, "near": 0.6667, "latex": 0.6667}


def test_collection_of_all_takes_keywords_and_forward() -> None:
    metrics = MetricCollection([ExpressionRate(), TokenErrorRate(), EditScore(), BLEU()], prefix="val_")
    result = score(PREDS, TARGET)
    seen = {name: value.item() for name, value in metrics(preds=PREDS, target=TARGET).items()}
    assert seen == pytest.approx(
        {
            "val_ExpressionRate": result.expression_rate(),
            "val_TokenErrorRate": result.token_error_rate,
            "val_EditScore": result.edit_score,
            "val_BLEU": result.bleu,
        },
        abs=1e-6,
    )


def test_the_exact_protocol_reads_tight_latex() -> None:
    assert ExpressionRate(protocol="exact")([r"\frac{1}{2}"], [r"\frac { 1 } { 2 }"]) == 1


@pytest.mark.parametrize("n_gram", [1, 2, 3, 5])
def test_bleu_of_other_orders(n_gram: int) -> None:
    pairs = [(p.split(), t.split()) for p, t in zip(PREDS, TARGET, strict=True)]
    expected = bleu_from_counts(sum_counts([count_ngrams(p, t, n_gram=n_gram) for p, t in pairs], n_gram=n_gram))
    assert BLEU(n_gram)(PREDS, TARGET).item() == pytest.approx(expected, abs=1e-6)


@each_metric
def test_no_samples_are_nan(make) -> None:
    metric = make()
    metric.update([], [])
    assert math.isnan(metric.compute())


@each_metric
def test_compute_before_update_is_nan_and_torchmetrics_warns(make) -> None:
    with pytest.warns(UserWarning, match="before the ``update`` method"):
        assert math.isnan(make().compute())


def test_token_error_rate_where_all_references_are_empty() -> None:
    assert TokenErrorRate()([""], [""]) == 0
    assert TokenErrorRate()(["x"], [""]) == math.inf


@each_metric
@pytest.mark.parametrize(
    ("preds", "target", "message"),
    [
        ("x", ["x"], "preds as a sequence of str, got one str"),
        (["x"], "x", "target as a sequence of str, got one str"),
        (["x"], ["x", "y"], "1 preds and 2 target"),
        ([None], ["x"], r"str at preds\[0\], got None"),
    ],
)
def test_bad_batches_are_named_and_change_nothing(make, preds, target, message: str) -> None:
    metric = make()
    metric.update(PREDS, TARGET)
    before = metric.compute()
    for use in (metric.update, metric):
        with pytest.raises(InputError, match=message):
            use(preds, target)
        assert torch.equal(metric.compute(), before)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ExpressionRate(-1), "tolerance as a number"),
        (lambda: BLEU(0), "n_gram as a positive integer"),
        (lambda: EditScore(protocol="bpe"), "a protocol out of released, .*, got 'bpe'"),
    ],
)
def test_bad_options_are_named(make, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()


def test_flags_tell_trainers_which_way_is_better() -> None:
    better = {type(make()).__name__: make().higher_is_better for make, _ in TWINS}
    assert better == {"ExpressionRate": True, "TokenErrorRate": False, "EditScore": True, "BLEU": True}
    assert not any(make().is_differentiable or make().full_state_update for make, _ in TWINS)


@each_metric
def test_plot_reaches_matplotlib(make) -> None:
    metric = make()
    metric.update(PREDS, TARGET)
    if importlib.util.find_spec("matplotlib"):
        figure, _ = metric.plot()
        assert figure is not None
    else:
        with pytest.raises(ModuleNotFoundError, match="matplotlib"):
            metric.plot()


@pytest.mark.real_data
@each_twin
@pytest.mark.parametrize("name", ["unimumer/crohme_2014", "comer/2016"])
def test_published_predictions_in_batches(real_data: Path, make, view, name: str) -> None:
    records = json.loads((real_data / "predictions" / f"{name}_pred.json").read_text(encoding="utf-8"))
    preds, target = [r["pred"] for r in records], [r["gt"] for r in records]
    metric = make()
    for start in range(0, len(preds), 64):
        metric.update(preds[start : start + 64], target[start : start + 64])
    assert metric.compute().item() == pytest.approx(view(score(preds, target)), abs=1e-6)

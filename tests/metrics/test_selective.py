"""Confidences: kept to the last digit, refused where they are no numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from hmer_kit.exceptions import InputError
from hmer_kit.metrics import AURC, ExpectedCalibrationError
from metric_harness import state_of

BOTH = pytest.mark.parametrize("make", [AURC, ExpectedCalibrationError])


@BOTH
@pytest.mark.parametrize(
    "confidences",
    [
        [0.5, math.nan],
        [math.inf, 0.5],
        [0.5, None],
        [0.5, "0.5"],
        [0.5],
        [0.5, 0.5, 0.5],
        "ab",
        None,
        torch.tensor([0.5, math.nan]),
        torch.tensor([[0.5, 0.5]]),
        torch.tensor(0.5),
        np.array([0.1, math.nan]),
    ],
    ids=repr,
)
def test_bad_confidences_are_refused_and_change_nothing(make: type, confidences: object) -> None:
    for metric in (make(), make()):
        metric.update(["x"], ["x"], [0.25])
        before = state_of(metric)
        for use in (metric.update, metric):
            with pytest.raises(InputError, match="confidence"):
                use(["x", "y"], ["x", "z"], confidences)
            assert state_of(metric) == before


def test_calibration_needs_shares_and_the_order_alone_does_not() -> None:
    with pytest.raises(InputError, match=r"0\.\.1 at confidences\[0\], got -0\.5"):
        ExpectedCalibrationError().update(["x"], ["x"], [-0.5])
    assert AURC()(["x", "y"], ["x", "z"], [-0.5, -3.5]) == 0.25


@BOTH
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_confidences_may_be_a_tensor_of_any_precision(make: type, dtype: torch.dtype) -> None:
    confidences = torch.tensor([0.75, 0.125, 0.5], dtype=dtype)
    preds, target = ["x", "y", "z"], ["x", "z", "z"]
    assert torch.equal(make()(preds, target, confidences), make()(preds, target, confidences.tolist()))


def test_digits_beyond_float32_decide_the_order_in_a_model_of_half_precision() -> None:
    metric = AURC().to(torch.bfloat16).half()
    metric.update(["x", "y"], ["x", "z"], [0.5 + 1e-12, 0.5])
    assert metric.to(torch.float16).compute() == 0.25


def test_tolerance_and_protocol_say_what_is_right() -> None:
    preds, target, confidences = ["x^2", "y"], ["x ^ 2", "z"], [0.9, 0.8]
    assert AURC(protocol="exact")(preds, target, confidences) == 0.25
    assert AURC(1, protocol="exact")(preds, target, confidences) == 0
    assert AURC()(preds, target, confidences) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: AURC(-1), "tolerance as a number"),
        (lambda: ExpectedCalibrationError(0), "n_bins as a positive integer"),
        (lambda: ExpectedCalibrationError(protocol="bpe"), "a protocol out of"),
    ],
)
def test_bad_options_are_named(make, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()

"""A planned run, and a recognizer that notes what it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from echo_recognizer import make_plan, sample, train
from hmer_kit.error_mining.out_of_fold import write_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hmer_kit.error_mining.out_of_fold import SampleRequest, TrainRequest


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    write_plan(tmp_path / "run", make_plan())
    return tmp_path / "run"


@pytest.fixture
def counted() -> tuple[Callable, Callable, list[str]]:
    """The functions, and a list of the jobs that they were called for."""
    calls: list[str] = []

    def counted_train(request: TrainRequest) -> Path:
        calls.append(request.job)
        return train(request)

    def counted_sample(request: SampleRequest) -> list[list[str]]:
        calls.append(request.job)
        return sample(request)

    return counted_train, counted_sample, calls

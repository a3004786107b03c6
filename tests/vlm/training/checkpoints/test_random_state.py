"""Random states come back as they were; a checkpoint without them is named."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch
from lightning.pytorch import Trainer

from hmer_kit.vlm.training import RandomStates, random_state, set_random_state


def draw() -> tuple[float, float, float, float]:
    return random.random(), random.gauss(0, 1), float(np.random.rand()), float(torch.rand(()))  # noqa: NPY002


def test_every_generator_goes_on_as_it_would_have(tmp_path) -> None:
    draw()
    torch.save(random_state(), tmp_path / "state.pt")
    drawn = draw()
    draw()
    set_random_state(torch.load(tmp_path / "state.pt", weights_only=True))
    assert draw() == drawn


@pytest.mark.parametrize("states", [None, [{}, {}]])
def test_a_checkpoint_without_the_states_of_these_processes_is_named(states) -> None:
    checkpoint = {} if states is None else {"hmer_kit_random_states": states}
    quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "accelerator": "cpu"}
    with pytest.warns(UserWarning, match="dropout draws others"):
        RandomStates().on_load_checkpoint(Trainer(**quiet), None, checkpoint)  # type: ignore[arg-type]

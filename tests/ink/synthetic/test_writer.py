"""Writers differ, and the same seed is the same writer."""

from __future__ import annotations

import dataclasses
import statistics
import subprocess
import sys

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Writer
from hmer_kit.ink.synthetic.writer import generator


def test_every_constant_differs_between_people():
    writers = [Writer.from_seed(seed) for seed in range(200)]
    for field in dataclasses.fields(Writer):
        assert len({getattr(writer, field.name) for writer in writers}) > 20, field.name


def test_constants_keep_to_their_ranges():
    writers = [Writer.from_seed(seed) for seed in range(500)]
    assert all(0.45 <= writer.sup_size <= 0.85 for writer in writers)
    assert all(0.75 <= writer.loyalty <= 1 for writer in writers)
    assert all(0.4 <= writer.x_height <= 0.75 for writer in writers)
    assert abs(statistics.mean(writer.slant for writer in writers) - 0.05) < 0.03
    assert 0.12 < statistics.stdev(writer.slant for writer in writers) < 0.18


@pytest.mark.parametrize("seed", [-1, 1.5, "7", True, None])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(InputError, match="seed"):
        Writer.from_seed(seed)


def test_numbers_of_a_generator_do_not_depend_on_the_process():
    code = "from hmer_kit.ink.synthetic.writer import generator; print(generator(3, 4).random())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(other.stdout) == generator(3, 4).random()

"""What the scenarios of stress/ are made of: nothing that reads or writes is forgotten, and the limits hold."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

STRESS = Path(__file__).resolve().parents[1] / "stress"


@pytest.fixture(autouse=True)
def stress_on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(STRESS / "scenarios"))
    monkeypatch.syspath_prepend(str(STRESS))


def test_each_reader_has_a_sample_and_each_writer_something_to_write():
    from _readers import read_all
    from _samples import BUILDERS
    from _writers import write_all

    assert {kind for _, kind, _ in read_all()} <= {*BUILDERS}
    assert len(write_all()) > 20


def test_a_reader_that_nobody_made_a_sample_for_is_named():
    from _surface import require_all

    with pytest.raises(AssertionError, match=r"no inputs for data\.read_new: add them to here"):
        require_all(["data.read_new", "data.read_old"], ["data.read_old"], where="here")


def test_each_parser_can_be_called_with_a_text():
    from little_memory import _parsers

    assert {"latex.parse", "tree_cot.loads", "tasks.TreeCoT.read", "ink.parse_inkml"} <= {*_parsers()}


def test_each_command_that_writes_has_an_example():
    from commands_without_room import _require_all

    _require_all()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="limits of memory are those of Linux")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test runner has threads of its own
def test_memory_beyond_the_limit_a_hang_and_a_crash_are_told_apart():
    from _forked import Limits, in_child

    held = in_child(lambda: len(b"1" * 2**26), Limits(memory_mib=256))
    assert (held.kind, held.value) == ("returned", 2**26)
    assert held.peak_mib > 60
    # More than a test runner has ever freed: that much would be there whatever the limit is.
    assert in_child(lambda: bytearray(2**32), Limits(memory_mib=64)).error.startswith("MemoryError")
    assert in_child(lambda: time.sleep(60), Limits(seconds=0.5)).kind == "hung"
    assert in_child(lambda: os.kill(os.getpid(), 9)).kind == "killed by signal 9"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test runner has threads of its own
def test_what_is_served_from_freed_memory_counts_as_held():
    from _forked import Limits, in_child

    freed = bytearray(31 * 2**20)  # from here on the C library keeps pieces up to this size
    pieces = [b"1" * 2**20 for _ in range(200)]
    on_top = b"1" * 2**18
    del freed, pieces
    assert in_child(lambda: len(b"1" * 2**26), Limits(memory_mib=256)).peak_mib > 60
    assert len(on_top) == 2**18


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test runner has threads of its own
def test_an_error_of_the_library_is_a_refusal_and_any_other_is_not():
    from _forked import in_child
    from hmer_kit.latex import parse

    assert in_child(lambda: parse("{")).kind == "refused"
    assert "ZeroDivisionError" in in_child(lambda: 1 / 0).trace


def test_damage_is_the_same_for_the_same_seed():
    import random

    from _mutations import MUTATIONS

    data = b"\\frac { a } { b }\n" * 9
    for name, damage in MUTATIONS.items():
        assert damage(data, random.Random(3)) == damage(data, random.Random(3)), name
    assert "stress" in sys.path[0]

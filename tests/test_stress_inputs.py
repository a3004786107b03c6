"""What the scenarios of stress/ are made of: nothing that reads or writes is forgotten, and the limits hold."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from hmer_kit.latex import parse
from stress.faults.forked import Limits, in_child
from stress.faults.killing import Attempt, Work, run
from stress.faults.mutations import MUTATIONS
from stress.material.samples import BUILDERS
from stress.scenarios.commands_without_room import _require_all
from stress.scenarios.little_memory import _parsers
from stress.subjects.readers import read_all
from stress.subjects.surface import require_all
from stress.subjects.writers import write_all


def test_each_reader_has_a_sample_and_each_writer_something_to_write():
    assert {kind for _, kind, _ in read_all()} <= {*BUILDERS}
    assert len(write_all()) > 20


def test_a_reader_that_nobody_made_a_sample_for_is_named():
    with pytest.raises(AssertionError, match=r"no inputs for data\.read_new: add them to here"):
        require_all(["data.read_new", "data.read_old"], ["data.read_old"], where="here")


def test_each_parser_can_be_called_with_a_text():
    assert {"latex.parse", "tree_cot.loads", "tasks.TreeCoT.read", "ink.parse_inkml"} <= {*_parsers()}


def test_each_command_that_writes_has_an_example():
    _require_all()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="limits of memory are those of Linux")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test runner has threads of its own
def test_memory_beyond_the_limit_a_hang_and_a_crash_are_told_apart():
    held = in_child(lambda: len(b"1" * 2**26), Limits(memory_mib=256))
    assert (held.kind, held.value) == ("returned", 2**26)
    assert held.peak_mib > 60
    # More than a test runner has ever freed: that much would be there whatever the limit is.
    assert in_child(lambda: bytearray(2**32), Limits(memory_mib=64)).error.startswith("MemoryError")
    assert in_child(lambda: time.sleep(60), Limits(seconds=0.5)).kind == "hung"
    assert in_child(lambda: os.kill(os.getpid(), 9)).kind == "killed by signal 9"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test runner has threads of its own
def test_what_is_served_from_freed_memory_counts_as_held():
    freed = bytearray(31 * 2**20)  # from here on the C library keeps pieces up to this size
    pieces = [b"1" * 2**20 for _ in range(200)]
    on_top = b"1" * 2**18
    del freed, pieces
    assert in_child(lambda: len(b"1" * 2**26), Limits(memory_mib=256)).peak_mib > 60
    assert len(on_top) == 2**18


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test runner has threads of its own
def test_an_error_of_the_library_is_a_refusal_and_any_other_is_not():
    assert in_child(lambda: parse("{")).kind == "refused"
    assert "ZeroDivisionError" in in_child(lambda: 1 / 0).trace


def test_damage_is_the_same_for_the_same_seed():
    data = b"\\frac { a } { b }\n" * 9
    for name, damage in MUTATIONS.items():
        assert damage(data, random.Random(3)) == damage(data, random.Random(3)), name


def test_touches_of_a_folder_are_counted_and_one_of_them_can_be_the_last(tmp_path):
    (tmp_path / "given.json").write_text("[1]", encoding="utf-8")
    (folder := tmp_path / "work").mkdir()
    work = Work(["json.tool", "../given.json", "written.json"], folder)
    killed = run(work, Attempt("touch", 1, signal.SIGKILL, "first"))
    assert (killed.killed, killed.code) == (True, -signal.SIGKILL)
    assert not list(folder.iterdir())
    whole = run(work)
    assert (whole.killed, whole.code, whole.touches) == (False, 0, 1)

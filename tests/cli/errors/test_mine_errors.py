"""``hmer-kit mine-errors``: plan, list, job by job, all at once, again, and what it refuses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from hmer_kit.cli import main
from hmer_kit.cli.errors.mine_errors.options import Options
from hmer_kit.cli.errors.mine_errors.planning import make_plan, plan_records
from hmer_kit.error_mining.corpus import read_candidates, read_corpus
from hmer_kit.error_mining.out_of_fold import check_leakage, job_states, mining_result, pending_jobs, read_plan

if TYPE_CHECKING:
    from pathlib import Path

SMALL = [
    "--precision",
    "32-true",
    "--candidates",
    "2",
    "--steps",
    "2",
    "--checkpoint-every",
    "1",
    "--shard-size",
    "4",
    "--limit",
    "12",
]


def mine(folder: Path, *options: str) -> int:
    return main(["mine-errors", "--output", str(folder), *options])


def test_a_run_ends_with_candidates_and_an_error_corpus(tmp_path, capsys) -> None:
    assert mine(tmp_path, *SMALL) == 0
    text = capsys.readouterr().out
    assert text.startswith("12 pictures in 2 folds (6, 6), 2 candidates each at temperature 1\ntrain-0: done, ")
    assert "expressions                    12, " in text
    plan, result = read_plan(tmp_path), mining_result(tmp_path)
    rows = list(read_candidates(result.candidates))
    assert sorted((row.id, row.origin.sample) for row in rows) == sorted(
        (item.id, at) for item in plan.folds.items for at in range(2)
    )
    assert {row.id for row in read_corpus(result.errors)} == {item.id for item in plan.folds.items}
    assert check_leakage(plan.folds) == []


def test_the_same_command_again_does_nothing_and_says_the_same_result(tmp_path, capsys) -> None:
    mine(tmp_path, *SMALL)
    first = capsys.readouterr().out.partition("\n\n")[2]
    assert mine(tmp_path, *SMALL) == 0
    again = capsys.readouterr().out
    assert "train-0" not in again
    assert again.partition("\n\n")[2] == first
    assert mine(tmp_path) == 0


def test_jobs_one_by_one_are_a_run(tmp_path, capsys) -> None:
    assert mine(tmp_path, *SMALL, "--plan-only") == 0
    assert mine(tmp_path, "--job", "sample-0-0000") == 1
    assert "sample-0-0000 is waiting: do the jobs that it needs first" in capsys.readouterr().err
    for job in [job.id for job in pending_jobs(tmp_path)]:
        assert mine(tmp_path, "--job", job) == 0
    capsys.readouterr()
    assert mine(tmp_path, "--list") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert {state for _, state in rows} == {"done"}
    assert [name for name, _ in rows] == list(job_states(tmp_path))
    assert mine(tmp_path, "--job", "train-0") == 0
    assert capsys.readouterr().out == "train-0: done, nothing to do here\n"


def test_real_pictures_are_looked_through_and_what_is_left_out_is_named(folder, write_part, tmp_path, capsys) -> None:
    (folder / "train" / "images" / "train_3.png").write_bytes(b"no picture")
    run = tmp_path / "run"
    options = ["--data", str(folder / "train"), "--candidates", "1", "--steps", "2", "--max-tokens", "3"]
    assert mine(run, *options) == 0
    text = capsys.readouterr().out
    assert re.search(r"^9 pictures in 2 folds \([45], [45]\), 1 candidates each", text)
    assert "left out: 3; first: train_3: " in text
    assert len(list(read_candidates(mining_result(run).candidates))) == 9


def test_pictures_that_are_no_longer_those_of_the_plan_are_an_error(folder, tmp_path, capsys) -> None:
    run = tmp_path / "run"
    assert mine(run, "--data", str(folder / "train"), "--plan-only") == 0
    captions = folder / "train" / "captions.tsv"
    captions.write_text(captions.read_text(encoding="utf-8").replace("train_5\t5", "train_5\t7"), encoding="utf-8")
    assert mine(run) == 2
    assert "expected the record 'train_5' of the plan" in capsys.readouterr().err


def test_another_plan_needs_to_be_asked_for_and_keeps_what_it_can(tmp_path, capsys) -> None:
    mine(tmp_path, *SMALL)
    capsys.readouterr()
    more = [*SMALL, "--candidates", "3"]
    assert mine(tmp_path, *more) == 2
    assert "got one with other samples; take another folder" in capsys.readouterr().err
    assert mine(tmp_path, *more, "--replan") == 0
    text = capsys.readouterr().out
    assert "train-" not in text
    assert "sample-0-0000: done" in text
    assert len(list(read_candidates(mining_result(tmp_path).candidates))) == 36


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--list"], "expected a planned run for --list and --job"),
        (["--job", "train-0"], "expected a planned run for --list and --job"),
        (["--data", "no such folder"], "no such folder"),
        (["--folds", "9", "--limit", "4"], "expected pictures for 9 folds, got 4"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, capsys, options, message) -> None:
    assert mine(tmp_path / "run", *options) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--folds", "1"], ["--temperature", "0"], ["--candidates", "x"], ["--limit", "1"]])
def test_numbers_out_of_range_are_wrong_usage(tmp_path, capsys, options) -> None:
    assert mine(tmp_path, *options) == 2
    assert f"argument {options[0]}: expected a" in capsys.readouterr().err


def test_an_unknown_job_is_named(tmp_path, capsys) -> None:
    mine(tmp_path, *SMALL, "--plan-only")
    assert mine(tmp_path, "--job", "train-7") == 2
    assert "expected one of" in capsys.readouterr().err


@pytest.mark.slow
def test_killed_in_a_training_it_goes_on_and_ends_as_if_it_never_was(tmp_path) -> None:
    """A process group that gets SIGKILL, and the same command again: the same bytes as from a run left in peace."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert mine(whole, *SMALL, "--steps", "40", "--checkpoint-every", "4") == 0
    words = [sys.executable, "-m", "hmer_kit", "mine-errors", "--output", str(killed)]
    words += [*SMALL, "--steps", "40", "--checkpoint-every", "4"]
    process = subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not list(killed.glob("work/train-1-*/step-*.ckpt")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    left = {job.id for job in pending_jobs(killed)}
    assert "train-0" not in left
    assert "train-1" in left
    done = {path: path.stat().st_mtime_ns for path in killed.glob("receipts/*.json")}
    assert subprocess.run(words, check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in done} == done
    files = [mining_result(folder) for folder in (whole, killed)]
    assert files[0].candidates.read_bytes() == files[1].candidates.read_bytes()
    assert files[0].errors.read_bytes() == files[1].errors.read_bytes()


def test_a_plan_of_ink_has_pictures_that_are_drawn(tmp_path: Path) -> None:
    ink = "<ink><annotation type='truth'>$x + {}$</annotation><trace>1 2, 30 40</trace></ink>"
    (tmp_path / "inks").mkdir()
    for number in range(6):
        (tmp_path / "inks" / f"{number}.inkml").write_text(ink.format(number), encoding="utf-8")
    plan = make_plan(Options(data=str(tmp_path / "inks"), steps=2, precision="32-true"))
    assert sum(plan.folds.sizes) == 6
    assert {record.image.load().mode for record in plan_records(plan)} == {"L"}

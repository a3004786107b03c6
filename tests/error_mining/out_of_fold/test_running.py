"""Jobs: each done once, resumed after any kill, redone when and only when what they depend on has changed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from echo_recognizer import RECORDS, make_plan, sample, train
from hmer_kit.error_mining.corpus import ErrorCorpus, Origin, read_candidates, read_corpus
from hmer_kit.error_mining.out_of_fold import (
    JobState,
    MiningPlan,
    PlannedItem,
    _work,
    job_states,
    mining_result,
    pending_jobs,
    plan_folds,
    read_plan,
    run_job,
    run_pending,
    seed_of,
    write_plan,
)
from hmer_kit.exceptions import DataError, InputError

WORKER = Path(__file__).with_name("worker.py")


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def require_complete(folder: Path) -> None:
    rows = list(read_candidates(mining_result(folder).candidates))
    assert len(rows) == 3 * len(RECORDS)
    assert {(row.id, row.origin.sample) for row in rows} == {(record.id, at) for record in RECORDS for at in range(3)}


def test_a_run_gives_every_candidate_of_every_record_with_its_origin(run_folder) -> None:
    done = run_pending(run_folder, train=train, sample=sample)
    assert [run.job for run in done] == [job.id for job in read_plan(run_folder).jobs()]
    require_complete(run_folder)
    known = {item.id: item for item in read_plan(run_folder).folds.items}
    for row in read_candidates(mining_result(run_folder).candidates):
        item = known[row.id]
        assert row.reference == item.reference
        assert row.origin == Origin("echo", fold=item.fold, sample=row.origin.sample, temperature=1.0)
    assert set(job_states(run_folder).values()) == {JobState.DONE}
    assert pending_jobs(run_folder) == []


def test_the_error_corpus_is_the_one_that_is_mined_from_all_candidates_at_once(run_folder, monkeypatch) -> None:
    monkeypatch.setattr(_work, "_OPEN_AT_ONCE", 2)  # six shards: merged in rounds
    run_pending(run_folder, train=train, sample=sample)
    result = mining_result(run_folder)
    assert read_corpus(result.errors) == ErrorCorpus.from_candidates(read_candidates(result.candidates))
    assert sorted(path.name for path in result.errors.parent.iterdir()) == ["candidates.jsonl", "errors.jsonl"]


def test_doing_it_again_does_nothing(run_folder, counted) -> None:
    counted_train, counted_sample, calls = counted
    run_pending(run_folder, train=counted_train, sample=counted_sample)
    before, number = everything(run_folder), len(calls)
    assert run_pending(run_folder, train=counted_train, sample=counted_sample) == []
    assert not run_job(run_folder, "train-0", train=counted_train).worked
    assert len(calls) == number
    assert {name: data for name, data in everything(run_folder).items() if "locks" not in name} == {
        name: data for name, data in before.items() if "locks" not in name
    }


def test_jobs_done_one_by_one_in_any_order_give_the_same_file(run_folder, tmp_path) -> None:
    run_pending(run_folder, train=train, sample=sample)
    other = tmp_path / "other"
    write_plan(other, make_plan())
    chance = random.Random(0)
    while left := pending_jobs(other):
        run_job(other, chance.choice(left).id, train=train, sample=sample)
    assert (other / "result" / "candidates.jsonl").read_bytes() == (
        run_folder / "result" / "candidates.jsonl"
    ).read_bytes()


def test_a_job_without_its_inputs_waits(run_folder) -> None:
    assert job_states(run_folder)["sample-0-0000"] is JobState.WAITING
    result = run_job(run_folder, "sample-0-0000", train=train, sample=sample)
    assert (result.state, result.worked) == (JobState.WAITING, False)
    run_job(run_folder, "train-0", train=train)
    assert job_states(run_folder)["sample-0-0000"] is JobState.READY


def test_seeds_differ_for_every_fold_shard_and_sample() -> None:
    places = {seed_of(0, fold, shard, at) for fold in range(4) for shard in range(25) for at in range(8)}
    assert len(places) == 4 * 25 * 8
    assert all(0 <= seed < 2**31 for seed in places)


def test_a_failed_job_is_ready_again_and_what_was_done_stays(run_folder) -> None:
    def broken(request):
        raise RuntimeError("no memory")

    with pytest.raises(RuntimeError, match=r"^no memory$"):  # as it was raised
        run_pending(run_folder, train=train, sample=broken)
    states = job_states(run_folder)
    assert (states["train-0"], states["sample-0-0000"]) == (JobState.DONE, JobState.READY)
    run_pending(run_folder, train=train, sample=sample)
    require_complete(run_folder)


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        ({"samples": 4}, {"sample", "compare", "collect"}),
        ({"temperature": 0.5}, {"sample", "compare", "collect"}),
        ({"settings": {"steps": 2}}, {"train", "sample", "compare", "collect"}),
        ({"notes": {"data": "elsewhere"}}, set()),
    ],
)
def test_a_changed_plan_redoes_what_depends_on_the_change(run_folder, change, redone) -> None:
    run_pending(run_folder, train=train, sample=sample)
    write_plan(run_folder, make_plan(**change), replace=True)
    assert {str(job.kind) for job in pending_jobs(run_folder)} == redone
    run_pending(run_folder, train=train, sample=sample)
    assert pending_jobs(run_folder) == []


def test_another_plan_is_not_taken_by_accident(run_folder) -> None:
    assert write_plan(run_folder, make_plan()).name == "plan.json"
    with pytest.raises(InputError, match="got one with other samples, temperature"):
        write_plan(run_folder, make_plan(samples=5, temperature=0.1))


def test_a_changed_record_is_trained_on_and_sampled_again_in_its_place_only(run_folder) -> None:
    run_pending(run_folder, train=train, sample=sample)
    plan = read_plan(run_folder)
    first = plan.folds.items[0]
    items = (replace(first, reference="y"), *plan.folds.items[1:])
    write_plan(run_folder, replace(plan, folds=replace(plan.folds, items=items)), replace=True)
    names = [job.id for job in pending_jobs(run_folder)]
    assert f"train-{1 - first.fold}" in names
    assert f"train-{first.fold}" not in names
    assert [name for name in names if name.startswith(f"sample-{first.fold}")] == [f"sample-{first.fold}-0000"]


def test_a_lost_or_shortened_output_is_made_again(run_folder, counted) -> None:
    counted_train, counted_sample, calls = counted
    run_pending(run_folder, train=train, sample=sample)
    result = (run_folder / "result" / "candidates.jsonl").read_bytes()
    (run_folder / "result" / "candidates.jsonl").unlink()
    part = run_folder / "compare" / "compare-1-0001.jsonl"
    part.write_bytes(part.read_bytes()[:-5])
    assert [job.id for job in pending_jobs(run_folder)] == ["compare-1-0001", "collect"]
    run_pending(run_folder, train=counted_train, sample=counted_sample)
    assert calls == []
    assert (run_folder / "result" / "candidates.jsonl").read_bytes() == result


def test_candidates_that_were_lost_before_they_were_collected_are_made_again(run_folder) -> None:
    run_pending(run_folder, train=train, sample=sample)
    result = (run_folder / "result" / "candidates.jsonl").read_bytes()
    shutil.rmtree(run_folder / "result")
    (run_folder / "sample" / "sample-0-0001.jsonl").unlink()  # its comparison is still there
    shutil.rmtree(next((run_folder / "work").glob("train-0-*")))
    assert [job.id for job in pending_jobs(run_folder)] == ["train-0", "sample-0-0001", "collect"]
    done = run_pending(run_folder, train=train, sample=sample)
    assert [run.job for run in done] == ["train-0", "sample-0-0001", "collect"]
    assert (run_folder / "result" / "candidates.jsonl").read_bytes() == result


def test_a_result_that_is_of_other_candidates_than_those_that_are_there_is_made_again(run_folder) -> None:
    run_pending(run_folder, train=train, sample=sample)
    shutil.copytree(run_folder / "result", run_folder / "kept")
    receipt = (run_folder / "receipts" / "collect.json").read_text()
    shutil.rmtree(run_folder / "result")
    (run_folder / "sample" / "sample-0-0001.jsonl").unlink()
    run_job(run_folder, "sample-0-0001", sample=lambda request: [["other"] * 3 for _ in request.items])
    shutil.copytree(run_folder / "kept", run_folder / "result")
    (run_folder / "receipts" / "collect.json").write_text(receipt)
    assert [job.id for job in pending_jobs(run_folder)] == ["compare-0-0001", "collect"]
    run_pending(run_folder, train=train, sample=sample)
    assert sum(row.prediction == "other" for row in read_candidates(mining_result(run_folder).candidates)) == 12


def test_a_model_that_is_no_longer_needed_may_be_deleted(run_folder) -> None:
    run_pending(run_folder, train=train, sample=sample)
    shutil.rmtree(run_folder / "work")
    assert pending_jobs(run_folder) == []
    assert not run_job(run_folder, "train-1", train=train).worked


def test_a_model_that_was_trained_anew_spoils_the_candidates_of_the_old_one(run_folder) -> None:
    run_pending(run_folder, train=train, sample=sample)
    (run_folder / "result" / "candidates.jsonl").unlink()
    for kind in ("sample", "compare"):
        (run_folder / kind / f"{kind}-0-0000.jsonl").unlink()
    shutil.rmtree(next((run_folder / "work").glob("train-0-*")))

    def other(request):
        file = request.folder / "model.json"
        file.write_text(json.dumps({"seen": [], "seed": "another"}))
        return file

    assert [job.id for job in pending_jobs(run_folder)] == ["train-0", "sample-0-0000", "compare-0-0000", "collect"]
    run_job(run_folder, "train-0", train=other)
    shards = len(read_plan(run_folder).shards(0))
    assert sum(job.kind == "sample" for job in pending_jobs(run_folder)) == shards


def test_an_output_that_was_tampered_with_is_not_used(run_folder) -> None:
    run_job(run_folder, "train-0", train=train)
    run_job(run_folder, "sample-0-0000", sample=sample)
    file = run_folder / "sample" / "sample-0-0000.jsonl"
    file.write_bytes(file.read_bytes().replace(b"x", b"y"))
    with pytest.raises(DataError, match=r"sample-0-0000.jsonl has changed since sample-0-0000 made it"):
        run_job(run_folder, "compare-0-0000")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (lambda request: [["x"] * 3], "expected candidates for 4 records of sample-0-0000, got them for 1"),
        (lambda request: [["x"] for _ in request.items], "expected 3 strings as candidates for"),
        (lambda request: [[None] * 3 for _ in request.items], "expected 3 strings as candidates for"),
    ],
)
def test_too_few_candidates_are_an_error_and_no_output(run_folder, answers, message) -> None:
    run_job(run_folder, "train-0", train=train)
    with pytest.raises(InputError, match=message):
        run_job(run_folder, "sample-0-0000", sample=answers)
    assert job_states(run_folder)["sample-0-0000"] is JobState.READY


def test_a_model_outside_the_run_is_an_error(run_folder, tmp_path) -> None:
    file = tmp_path / "model"
    file.write_text("x")
    with pytest.raises(InputError, match="expected the output of train-0 as a file or folder below"):
        run_job(run_folder, "train-0", train=lambda request: file)


def test_missing_functions_and_unknown_jobs_are_named(run_folder) -> None:
    with pytest.raises(InputError, match="expected a function that trains, for job train-0"):
        run_job(run_folder, "train-0")
    with pytest.raises(InputError, match=r"expected one of \d+ jobs, such as 'train-0', got 'trian-0'"):
        run_job(run_folder, "trian-0")


def test_a_damaged_plan_is_named(run_folder) -> None:
    (run_folder / "plan.json").write_text('{"format": "hmer_kit out-of-fold plan", "version": 1}')
    with pytest.raises(DataError, match="is damaged"):
        pending_jobs(run_folder)
    (run_folder / "plan.json").write_text("{")
    with pytest.raises(DataError, match="cannot read"):
        pending_jobs(run_folder)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"samples": 0}, "samples as an integer of 1 or more"),
        ({"shard_size": 2.5}, "shard_size as an integer"),
        ({"temperature": 0}, "temperature above 0"),
        ({"settings": {"a": {1, 2}}}, "settings that JSON can hold"),
        ({"notes": []}, "notes as a dict"),
    ],
)
def test_a_plan_out_of_range_is_an_error(options, message) -> None:
    with pytest.raises(InputError, match=message):
        MiningPlan(plan_folds(RECORDS, 2), **options)


def test_drafts_of_killed_writers_are_cleared(run_folder) -> None:
    run_job(run_folder, "train-0", train=train)
    (run_folder / "sample").mkdir()
    draft = run_folder / "sample" / ".sample-0-0000.jsonl.00ff.tmp"
    draft.write_text("half")
    run_job(run_folder, "sample-0-0000", sample=sample)
    assert not draft.exists()


def start(folder: Path, log: Path, pause: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(WORKER), str(folder), str(log), str(pause)]
    return subprocess.Popen(command, start_new_session=True)


def notes(log: Path) -> list[list[str]]:
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def test_a_worker_killed_at_any_moment_loses_nothing_and_repeats_only_what_it_was_at(run_folder, tmp_path) -> None:
    run_pending(tmp_path / "run", train=train, sample=sample)
    expected = (run_folder / "result" / "candidates.jsonl").read_bytes()
    folder, log = tmp_path / "killed", tmp_path / "log"
    write_plan(folder, make_plan())
    chance, kills = random.Random(1), 0
    while pending_jobs(folder):
        before = len(notes(log))
        worker = start(folder, log, 0.1)
        while worker.poll() is None and len(notes(log)) == before:
            time.sleep(0.005)  # at work: however long it took to start
        try:
            worker.wait(timeout=0.3 * chance.random())
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            kills += 1
    assert kills >= 1
    assert (folder / "result" / "candidates.jsonl").read_bytes() == expected
    began = Counter(job for what, job, _ in notes(log) if what == "begin")
    assert sum(began.values()) - len(began) <= kills
    assert set(began) == {job.id for job in read_plan(folder).jobs() if job.kind in {"train", "sample"}}


def test_two_workers_on_one_folder_share_the_work(run_folder, tmp_path) -> None:
    log = tmp_path / "log"
    workers = [start(run_folder, log, 0.05) for _ in range(2)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    require_complete(run_folder)
    began = [(job, pid) for what, job, pid in notes(log) if what == "begin"]
    assert len(began) == len({job for job, _ in began})
    assert len({pid for _, pid in began}) == 2


def test_a_job_that_another_process_is_at_is_running_and_free_when_it_dies(run_folder, tmp_path) -> None:
    log = tmp_path / "log"
    worker = start(run_folder, log, 30)
    try:
        until = time.monotonic() + 30
        while not notes(log) and time.monotonic() < until:
            time.sleep(0.02)
        assert job_states(run_folder)["train-0"] is JobState.RUNNING
        result = run_job(run_folder, "train-0", train=train)
        assert (result.state, result.worked) == (JobState.RUNNING, False)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while job_states(run_folder)["train-0"] is JobState.RUNNING and time.monotonic() < until:
        time.sleep(0.01)  # dead, and not yet waited for: a zombie holds nothing
    assert run_job(run_folder, "train-0", train=train).worked
    worker.wait()


def test_a_planned_item_is_what_the_plan_says() -> None:
    item = make_plan().folds.items[3]
    assert item == PlannedItem("r03", "x _ { 3 }", "w3", item.fold)

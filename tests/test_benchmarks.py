"""The benchmarks of the LaTeX core run, on made-up expressions and on real ones, and measure what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hmer_kit.tasks import TASKS
from hmer_kit.tree_cot import FORMATS

ROOT = Path(__file__).resolve().parents[1]
SHAPES = {"flat", "nested", "rows", "unclosed", "scripts", "stacked"}


def run(folder: Path, name: str, tmp_path: Path) -> tuple[dict, str]:
    file = tmp_path / "figures.json"
    command = [sys.executable, str(folder / f"{name}.py"), "--quick", "--json", str(file)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert figures["report"] or not name.startswith("bench_"), "nothing for the benchmark page"
    return figures, done.stdout


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The benchmarks in a folder that has no real data near it."""
    folder = tmp_path / "checkout" / "benchmarks"
    shutil.copytree(ROOT / "benchmarks", folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    return folder


def test_every_format_and_step_is_held_against_the_script(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_latex", tmp_path)
    assert "REAL DATA ABSENT" in text
    names = {row["step"] for row in figures["rows"]}
    assert {f"{name}: {part}" for name in FORMATS for part in ("dumps", "loads", "forgiving")} < names
    assert {"parse", "parse + networkx", "tokenize", "count_symbols"} < names
    assert all(0 < row["ratio"]["low"] <= row["ratio"]["median"] <= row["ratio"]["high"] for row in figures["rows"])


@pytest.mark.real_data
def test_both_serializers_write_what_the_released_code_wrote(real_data: Path, tmp_path: Path) -> None:
    _, text = run(ROOT / "benchmarks", "bench_latex", tmp_path)
    assert "byte-identical with the released code: ours 2275 of 2275, the reference 2274" in text


@pytest.mark.slow
def test_every_step_grows_with_every_shape(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_growth", tmp_path)
    assert {row["shape"] for row in figures["growth"] if row["step"] == "parse"} == SHAPES
    assert {row["step"].partition(":")[0] for row in figures["growth"]} > set(FORMATS)
    assert "4,096 tokens nested or unclosed" in text
    flat = {row["step"]: row["exponent"] for row in figures["growth"] if row["shape"] == "flat"}
    assert {step: exponent for step, exponent in flat.items() if exponent > 1.6} == {}


@pytest.mark.slow
def test_every_expression_gives_an_example_of_every_task(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_tasks", tmp_path)
    assert "REAL DATA ABSENT" in text
    assert figures["examples"] == dict.fromkeys(TASKS, figures["expressions"])
    assert figures["peak_mib"][-1] - figures["peak_mib"][1] < 20
    assert figures["same_bytes"]
    assert all(set(found) <= {"equal", "different", "plain alone"} for found in figures["agreement"].values())
    assert all(found["equal"] > 0.9 * figures["expressions"] for found in figures["agreement"].values())
    assert set(figures["sides"]) == {"one process", "two processes", "plain script"}


def test_candidates_are_mined_and_marked_in_memory_that_does_not_grow(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_error_mining", tmp_path)
    assert "REAL DATA ABSENT" in text
    assert len(figures["steps"]) == 3
    assert all(whole["cpu_seconds"] > 0 for _, whole in figures["steps"].values())
    assert all(whole["peak_mib"] < tenth["peak_mib"] + 20 for tenth, whole in figures["steps"].values())


def test_scores_are_those_of_the_plain_script_and_a_stream_stays_small(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_scoring", tmp_path)
    assert "both sides give equal numbers" in text
    assert {"all but BLEU", "BLEU", "structure_rate"} < {row["what"] for row in figures["rows"]}
    few, many = figures["peak_mib"]
    assert many < few + 0.5


def test_visual_equality_is_measured_without_real_data(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_visual", tmp_path)
    assert "REAL DATA ABSENT" in text
    assert figures["speed"]["layout"] > 100
    assert figures["speed"]["strict, all different"] > 100


@pytest.mark.real_data
def test_visual_equality_agrees_with_the_official_scores(real_data: Path, tmp_path: Path) -> None:
    figures, text = run(ROOT / "benchmarks", "bench_visual", tmp_path)
    assert figures["agreement"]["wrong"] == []
    assert "NO REASON KNOWN" not in text
    assert figures["full_set"]["CDM"] < 15


def test_metrics_are_cheap_beside_a_small_model_and_stay_small(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_metrics", tmp_path)
    assert "share of the step" in text
    assert min(row["ratio"]["median"] for row in figures["rows"] if row["what"] == "ExpressionRate") > 5
    for few, many in (by_count.values() for by_count in figures["peak_mib"].values()):
        assert many[0] < few[0] + 0.5
        assert many[1] < 50


def test_scores_and_guard_are_held_against_generate_alone_on_equal_steps(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_generation", tmp_path)
    assert "8 pictures at once, 32 ids each" in text
    assert set(figures["generation"]) == {"greedy", "4 samples", "beams"}
    assert all(0 < row["low"] <= row["ratio"] <= row["high"] for row in figures["generation"].values())


@pytest.mark.slow
def test_the_out_of_fold_loop_survives_its_kill_and_compares_two_models(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "run_out_of_fold", tmp_path)
    assert "killed (SIGKILL)" in text
    mining = figures["mining"]
    assert mining["starts"]["train-0"] == [0]
    assert 0 == mining["starts"]["train-1"][0] < mining["starts"]["train-1"][1]
    assert mining["done_before"] >= 3
    assert mining["candidates"] > 0
    assert set(figures["comparison"]["rates"]) == {"without", "with mined errors"}
    assert figures["comparison"]["n"] == 24


def test_corpus_tools_keep_a_few_hundred_bytes_of_a_record(elsewhere: Path, tmp_path: Path) -> None:
    figures, _ = run(elsewhere, "bench_corpus", tmp_path)
    assert all(row["records_per_second"] > 0 for row in figures["speed"])
    if not figures["memory"]:
        pytest.skip("no /proc on this system")
    kept = {row.pop("tool"): list(row.values())[-1] for row in figures["memory"]}
    assert kept["iter_distinct by_tokens"] < 400
    assert kept["near pictures"] < 800
    assert kept["mixture"] < 200


def test_readers_of_every_format_are_held_against_a_bare_loop(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_readers", tmp_path)
    assert "CPU time over a bare loop" in text
    for size, rows in figures["sizes"].items():
        assert {row["records"] for row in rows.values()} == {int(size)}
        assert all(0 < row["bytes"] < 4000 for row in rows.values())


@pytest.mark.slow
def test_workers_hold_no_more_for_a_larger_set(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_data", tmp_path)
    assert "collator per core and second" in text
    assert figures["throughput"]["bare processor with decoding / collator"] > 0
    small, large = figures["memory"]["ours"].values()
    assert large["worker"] < small["worker"] + 8
    assert figures["file"]["held"] < 8


@pytest.mark.slow
def test_the_ablation_trains_every_arm_on_the_same_budget_and_compares_them(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "run_ablation", tmp_path)
    assert "REAL DATA ABSENT" in text
    assert set(figures["arms"]) == {"vanilla", "+ tree", "+ count", "+ errors", "all five"}
    assert text.count("against vanilla") == 4
    assert all(arm["tokens_per_second"] > 0 and arm["peak_mib"] > 0 for arm in figures["arms"].values())
    assert all(0 <= arm["rates"]["synthetic"]["edit_score"] <= 1 for arm in figures["arms"].values())


@pytest.mark.real_data
def test_drawn_inkml_is_held_against_the_published_pictures(real_data: Path, tmp_path: Path) -> None:
    figures, text = run(ROOT / "benchmarks", "check_rendering", tmp_path)
    assert {name: figures[name]["pictures"] for name in ("test2014", "train")} == {"test2014": 40, "train": 40}
    assert {name: figures[name]["identical"] for name in ("test2014", "train")} == {"test2014": 39, "train": 40}
    assert "height of symbols estimated" in text


def test_inkml_is_read_beside_a_plain_reader(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_inkml", tmp_path)
    assert "REAL DATA ABSENT" in text
    assert [row["files"] for row in figures["rows"]] == ["made up, x y", "made up, x y t"]
    assert all(row["ratio"]["microseconds"] > 0 for row in figures["rows"])


def test_the_parts_of_a_report_are_weighed_and_make_up_most_of_it(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_report", tmp_path)
    assert "REAL DATA ABSENT" in text
    for report in figures["reports"]:
        parts = [report[f"of which {name}"] for name in ("pictures", "formulas", "samples")]
        assert all(part > 0 for part in parts)
        assert sum(parts) < report["MiB of the file"] < sum(parts) + 0.2


def test_starts_are_measured_beside_a_bare_interpreter(elsewhere: Path, tmp_path: Path) -> None:
    figures, text = run(elsewhere, "bench_startup", tmp_path)
    assert {"python -c pass", "count x", "build-tasks --help", "import hmer_kit.alignment"} < set(figures["seconds"])
    assert figures["bare"] == figures["seconds"]["python -c pass"] > 0
    assert figures["seconds"]["count x"] > figures["bare"]
    assert f"{figures['slowest']}: " in text

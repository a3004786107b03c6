"""Held against the official CDM: half of CROHME 2014, probe pairs, the paper's figure."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from hang_guard import hang_guard
from hmer_kit.visual import character_detection_matching, is_visually_equal, match_pair, visual_exact_match

pytestmark = pytest.mark.real_data
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def samples(real_data: Path) -> dict[str, dict]:
    return json.loads((real_data / "cdm" / "official_cdm_crohme2014_first_half.json").read_text())["samples"]


@pytest.fixture(scope="module")
def probes(real_data: Path) -> list[dict]:
    return json.loads((real_data / "cdm" / "probe_pairs.json").read_text())


def columns(samples: dict[str, dict]) -> tuple[list[str], list[str]]:
    return [row["pred"] for row in samples.values()], [row["gt"] for row in samples.values()]


def test_the_decision_agrees_with_the_official_one_and_f1_almost(samples: dict[str, dict]) -> None:
    result = character_detection_matching(*columns(samples), ids=list(samples))
    rows = list(zip(samples, result.pairs, strict=True))
    assert [name for name, pair in rows if pair.is_exact != samples[name]["cdm_exact"]] == []
    errors = [abs(pair.f1 - samples[name]["cdm_f1"]) for name, pair in rows]
    assert len(errors) == 493
    assert sum(errors) / len(errors) < 0.0015
    assert sum(error > 0.002 for error in errors) <= 6
    assert result.n_unrendered == 0


def test_numbers_of_symbols_are_the_official_ones(samples: dict[str, dict]) -> None:
    """Recall and precision times our numbers of symbols have to be whole numbers, or we cut symbols differently."""
    result = character_detection_matching(*columns(samples))
    off = []
    for (name, official), pair in zip(samples.items(), result.pairs, strict=True):
        for share, count in (("cdm_recall", pair.n_reference), ("cdm_precision", pair.n_prediction)):
            matched = official[share] * count
            if abs(matched - round(matched)) > 0.0005 * count + 1e-9:
                off.append((name, share))
    # The official one has 15 symbols for the 16 of this prediction and this reference.
    assert off == [("35_em_24", "cdm_recall"), ("35_em_24", "cdm_precision")]


def test_the_tree_agrees_with_boxes_within_two_pixels(samples: dict[str, dict]) -> None:
    matches = visual_exact_match(*columns(samples)).matches
    rows = zip(samples.items(), matches, strict=True)
    off = [name for (name, official), match in rows if match != official["strict_box2px_exact"]]
    assert off == ["502_em_11"]  # \cdots for \ldots: the official one draws both alike


def test_position_aware_agrees_with_boxes_within_two_pixels(samples: dict[str, dict]) -> None:
    for threshold, expected in ((5, ["502_em_11", "RIT_2014_165"]), (3, ["502_em_11"])):
        result = character_detection_matching(*columns(samples), residual_threshold=threshold)
        rows = zip(samples.items(), result.pairs, strict=True)
        assert [name for (name, row), pair in rows if pair.is_exact != row["strict_box2px_exact"]] == expected


def test_every_disagreement_on_the_probe_pairs_has_a_reason(
    probes: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))  # for what it shares with the other benchmarks
    spec = importlib.util.spec_from_file_location("bench_visual", ROOT / "benchmarks" / "suites" / "bench_visual.py")
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    off = {
        (row["gt"], row["pred"])
        for row in probes
        if abs(match_pair(row["pred"], row["gt"]).f1 - row["cdm_f1"]) > 0.002
        or is_visually_equal(row["pred"], row["gt"]) != row["strict_box2px_exact"]
    }
    assert off == set(bench.REASONS)
    page = (ROOT / "docs" / "reference" / "visual.md").read_text(encoding="utf-8")
    assert [pair for pair in off if " | ".join(map(bench.code, pair)) not in page] == []


def test_f1_of_the_probe_pairs_that_structure_alone_decides(probes: list[dict]) -> None:
    agreed = [row for row in probes if abs(match_pair(row["pred"], row["gt"]).f1 - row["cdm_f1"]) <= 0.002]
    assert len(agreed) == len(probes) - 5


def test_the_cases_of_the_papers_figure(real_data: Path) -> None:
    for case in json.loads((real_data / "cdm" / "figure_expected_scores.json").read_text())["cases"]:
        reference, prediction = case.get("gt") or case["gt_rendered"], case.get("pred") or case["pred_rendered"]
        pair = match_pair(prediction, reference)
        assert round(pair.f1, 3) == case["CDM"]
        assert pair.is_exact == bool(case["ExpRate@CDM"])


def test_the_whole_of_2014_takes_seconds(real_data: Path) -> None:
    rows = json.loads((real_data / "predictions" / "unimumer" / "crohme_2014_pred.json").read_text())
    with hang_guard():
        result = character_detection_matching([row["pred"] for row in rows], [row["gt"] for row in rows])
    assert result.n == 986
    assert result.expression_rate == pytest.approx(0.8570, abs=0.002)

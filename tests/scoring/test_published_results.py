"""The published numbers, to the last printed digit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

from hmer_kit.scoring import PROTOCOLS, ScoreResult, score
from hmer_kit.visual import cdm_measures, visual_exact_measure

pytestmark = pytest.mark.real_data

UNIMUMER = ["crohme_2014", "crohme_2016", "crohme2023_test_normalized", "N1"]
COMER = ["2014", "2016"]


def read(path: Path) -> tuple[list[str], list[str], list[str]]:
    records = json.loads(path.read_text(encoding="utf-8"))
    return [r["pred"] for r in records], [r["gt"] for r in records], [r["img_id"] for r in records]


def score_file(path: Path) -> ScoreResult:
    preds, target, ids = read(path)
    return score(preds, target, ids=ids)


def published(path: Path) -> dict[str, str]:
    """Numbers of an official result text, by the words before them."""
    found = re.findall(r"^ +([^:\n]+): +([\d,.]+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name.strip(): value.replace(",", "") for name, value in found}


@pytest.mark.parametrize("name", UNIMUMER)
def test_four_decimals_of_the_official_text(real_data: Path, name: str) -> None:
    folder = real_data / "predictions" / "unimumer"
    result = score_file(folder / f"{name}_pred.json")
    official = published(folder / f"{name}_results.txt")
    seen = {
        "Total Samples": str(result.n),
        "Mean Edit Score": f"{100 * result.edit_score:.4f}",
        "BLEU-4 Score": f"{100 * result.bleu:.4f}",
        "Character Error Rate": f"{result.released_cer:.4f}",
        "Exact Match Rate": f"{100 * result.expression_rate():.4f}",
        **{f"Error ≤ {k}": f"{100 * result.expression_rate(k):.4f}" for k in (1, 2, 3)},
        **{f"Errors ≤ {k}": str(sum(row.distance <= k for row in result.samples)) for k in range(4)},
    }
    assert seen == official


def test_crohme_2014_is_what_the_paper_page_says(real_data: Path) -> None:
    result = score_file(real_data / "predictions" / "unimumer" / "crohme_2014_pred.json")
    lines = [re.split(r"  +", line)[:2] for line in result.table().splitlines()[1:10]]
    assert lines == [
        ["samples", "986"],
        ["edit score", "96.5522 %"],
        ["BLEU-4", "89.1164 %"],
        ['released "CER"', "0.0396"],
        ["exact", "82.6572 %"],
        ["<=1", "90.3651 %"],
        ["<=2", "93.7120 %"],
        ["<=3", "96.4503 %"],
        ["token error rate", "0.0941"],
    ]


def test_one_runaway_costs_crohme_2014_six_points_of_bleu(real_data: Path) -> None:
    result = score_file(real_data / "predictions" / "unimumer" / "crohme_2014_pred.json")
    robust = result.without_runaways()
    assert [row.prediction_length for row in result.runaways] == [1027]
    assert f"{100 * robust.bleu:.4f} {robust.released_cer:.4f}" == "95.0417 0.0133"


@pytest.mark.parametrize("path", [f"unimumer/{name}" for name in UNIMUMER] + [f"comer/{name}" for name in COMER])
def test_bleu_equals_nltk(real_data: Path, path: str) -> None:
    preds, target, _ = read(real_data / "predictions" / f"{path}_pred.json")
    smooth = SmoothingFunction().method4
    expected = corpus_bleu([[t.split()] for t in target], [p.split() for p in preds], smoothing_function=smooth)
    assert score(preds, target).bleu == pytest.approx(expected, abs=1e-12)


def test_comer_2016(real_data: Path) -> None:
    result = score_file(real_data / "predictions" / "comer" / "2016_pred.json")
    assert (result.n, f"{100 * result.expression_rate():.2f}") == (1147, "60.85")


def test_comer_2014_lacks_one_sample_that_the_known_rate_counts_as_wrong(real_data: Path) -> None:
    """624 of the 985 predictions are right; 63.29 is their share of the 986 samples of the test set."""
    preds, target, ids = read(real_data / "predictions" / "comer" / "2014_pred.json")
    captions = (real_data / "crohme" / "test2014" / "captions.tsv").read_text(encoding="utf-8").splitlines()
    missing = [row.split("\t") for row in captions if row.split("\t")[0] not in ids]
    assert [name for name, _ in missing] == ["505_em_51"]
    alone = score(preds, target)
    filled = score(preds, target, ids=ids).with_missing([missing[0][1]], ids=["505_em_51"])
    assert (alone.n, f"{100 * alone.expression_rate():.4f}") == (985, "63.3503")
    assert (filled.n, f"{100 * filled.expression_rate():.2f}") == (986, "63.29")


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "which_exprate.md"
SHOWN = {
    "Uni-MuMER 3B, CROHME 2014": "unimumer/crohme_2014",
    "Uni-MuMER 3B, CROHME 2016": "unimumer/crohme_2016",
    "Uni-MuMER 3B, CROHME 2023 normalized": "unimumer/crohme2023_test_normalized",
    "Uni-MuMER 3B, MNE N1": "unimumer/N1",
    "CoMER, CROHME 2014": "comer/2014",
    "CoMER, CROHME 2016": "comer/2016",
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_guide_shows_every_protocol_as_it_is(real_data: Path, name: str) -> None:
    preds, target, _ = read(real_data / "predictions" / f"{SHOWN[name]}_pred.json")
    results = {protocol: score(preds, target, protocol=protocol) for protocol in PROTOCOLS}
    rates = [result.expression_rate() for result in results.values()]
    rates += [results[protocol].expression_rate(1) for protocol in ("released", "label_graph", "characters")]
    cells = [name, str(len(preds)), *(f"{100 * rate:.2f}" for rate in rates)]
    assert "| " + " | ".join(cells) + " |" in GUIDE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", SHOWN)
def test_the_guide_shows_visual_equality_as_it_is(real_data: Path, name: str) -> None:
    result = score(*read(real_data / "predictions" / f"{SHOWN[name]}_pred.json")[:2])
    comparable, aware = cdm_measures(), cdm_measures(residual_threshold=5)
    rates = [visual_exact_measure(), comparable[3], aware[3]]
    cells = [name, *(f"{100 * result.rate(measure):.2f}" for measure in rates), f"{result.rate(comparable[0]):.4f}"]
    assert "| " + " | ".join(cells) + " |" in GUIDE.read_text(encoding="utf-8").splitlines()

"""Every public prediction file under every protocol and measure: numbers by names such as `unimumer_2014/exact/n`."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from hmer_kit.data import read_captions, read_predictions
from hmer_kit.scoring import GROUPINGS, MEASURES, PROTOCOLS, compare_scores, score, stratify
from hmer_kit.visual import cdm_measures, visual_exact_measure
from reproduce._paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hmer_kit.scoring import ScoreResult

Figures = dict[str, float | int | str]
BY_PROTOCOL = (
    "expression_rate",
    "expression_rate_1",
    "expression_rate_2",
    "expression_rate_3",
    "edit_score",
    "error_rate",
)
"""What another protocol changes."""
WITH_INTERVAL = ("expression_rate", "expression_rate_1", "edit_score", "bleu", "structure_rate")
COMPARED = ("expression_rate", "expression_rate_1", "edit_score", "bleu")
PAIRS = (("unimumer_2014", "comer_2014"), ("unimumer_2016", "comer_2016"))
"""Files of the same pictures: the only ones that can be compared sample by sample."""


def read(file: dict[str, str], data: Path = DATA) -> list[ScoreResult]:
    """Score a prediction file under each protocol, in the order of `PROTOCOLS`."""
    records = read_predictions(data / "predictions" / file["path"]).records
    preds, target = [str(record.prediction) for record in records], [str(record.reference) for record in records]
    ids = [record.id for record in records]
    return [score(preds, target, ids=ids, protocol=name) for name in PROTOCOLS]


def measure(files: list[dict[str, str]], data: Path = DATA) -> Figures:
    """Return every figure of every file; rates are fractions, to ten digits, as JSON keeps them."""
    figures: Figures = {}
    released: dict[str, ScoreResult] = {}
    for file in files:
        results = dict(zip(PROTOCOLS, read(file, data), strict=True))
        released[file["key"]] = results["released"]
        for name, value in _of_file(file, results, data):
            figures[f"{file['key']}/{name}"] = value
    for first, other in PAIRS:
        for name, value in _of_pair(released[first], released[other]):
            figures[f"{first}-{other}/{name}"] = value
    return {name: _rounded(value) for name, value in figures.items()}


def _of_file(file: dict[str, str], results: dict[str, ScoreResult], data: Path) -> Iterator[tuple[str, float | str]]:
    released = results["released"]
    yield "released/n", released.n
    for most in range(4):
        yield f"released/at_most_{most}", sum(row.distance <= most for row in released.samples)
    for protocol, result in results.items():
        for name, value in result.rates(MEASURES if protocol == "released" else BY_PROTOCOL).items():
            yield f"{protocol}/{name}", value
    yield "label_graph/structure_rate", released.rate("structure_rate")
    for name in ("expression_rate", "bleu", "released_cer", "token_error_rate"):
        yield f"without_runaways/{name}", released.without_runaways().rate(name)
    yield from _visual(released)
    yield from _groups(released)
    for name in WITH_INTERVAL:
        found = released.interval(name)
        yield f"interval/{name}", f"{found.low:.6f}..{found.high:.6f}"
    if "references" in file:
        yield from _with_missing(released, data / file["references"])
    if file["key"] == "unimumer_2014":
        yield "first_half/official_cdm_exact", _first_half(released, data)


def _visual(result: ScoreResult) -> Iterator[tuple[str, float]]:
    yield "visual/visual_exact_rate", result.rate(visual_exact_measure())
    for name, value in result.rates(cdm_measures()).items():
        yield f"visual/{name}", value
    yield "visual/cdm_expression_rate_5px", result.rate(cdm_measures(residual_threshold=5)[3])


def _groups(result: ScoreResult) -> Iterator[tuple[str, float]]:
    for by in GROUPINGS:
        for name, group in stratify(result, by).groups.items():
            yield f"by_{by}/{name}/n", group.n
            yield f"by_{by}/{name}/expression_rate", group.expression_rate()


def _with_missing(result: ScoreResult, references: Path) -> Iterator[tuple[str, float]]:
    known = {sample.id for sample in result.samples}
    missing = [record for record in read_captions(references).records if record.id not in known]
    filled = result.with_missing([str(item.reference) for item in missing], ids=[item.id for item in missing])
    yield "with_missing/n", filled.n
    for name in BY_PROTOCOL:
        yield f"with_missing/{name}", filled.rate(name)


def _first_half(result: ScoreResult, data: Path) -> int:
    """Count the samples with CDM 1, of those of which the official figure is known."""
    official = json.loads((data / "cdm" / "official_cdm_crohme2014_first_half.json").read_text("utf-8"))["samples"]
    half = result.select(lambda row: row.id in official, name="first half")
    return sum(counts[1] for counts in half.counts(cdm_measures()[3]))


def _of_pair(result: ScoreResult, other: ScoreResult) -> Iterator[tuple[str, float | str]]:
    found = compare_scores(result, other, measures=COMPARED)
    yield "n", found.n
    yield "gained", len(found.gained)
    yield "lost", len(found.lost)
    yield "mcnemar_p", found.mcnemar.p_value
    for row in found.differences:
        yield f"difference/{row.measure}", row.difference
        yield f"difference/{row.measure}/interval", f"{row.interval.low:.6f}..{row.interval.high:.6f}"


def _rounded(value: float | str) -> float | int | str:
    if isinstance(value, (str, int)):
        return value
    return "inf" if math.isinf(value) else float(f"{value:.10g}")

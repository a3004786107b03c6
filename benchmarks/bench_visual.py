"""Visual equality against the official CDM: agreement, every disagreement, and what it costs.

Official scores of half of CROHME 2014 and of probe pairs are read from the real data beside the checkout; without it
only the speed on made-up expressions is measured. With ``--tex`` a TeX installation draws the same expressions: how far
the boxes of the layout are from its boxes, and how much faster they come.

    python benchmarks/bench_visual.py [--quick] [--tex] [--json FILE]
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
from _measure import arguments, write_json
from _rows import Row

from hmer_kit.exceptions import RenderError
from hmer_kit.latex import normalize
from hmer_kit.visual import (
    BoxLayout,
    TexBackend,
    character_detection_matching,
    is_visually_equal,
    match_pair,
    visual_exact_match,
)

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ROUNDS = 5
OFFICIAL = "official CDM"

REASONS = {
    (r"a \neq b", r"a \ne b"): "one symbol; the official tokenizer keeps two names for it",
    (
        r"\frac { a } { b }",
        "a / b",
    ): "no symbol keeps its distance to another; the official search lets one of three fit",
    (r"\frac { a + c } { b + d }", r"\frac { b + d } { a + c }"): (
        "half the distance between the lines is 20 px: which of them fits is a matter of one pixel"
    ),
    (r"\sqrt { x } + 1", r"\sqrt { x + 1 }"): (
        "the root sign moves by 29.5 px; a third of that moved back leaves all within 20 px (19.7)"
    ),
    (r"y = \sqrt { x } + 1", r"y = \sqrt { x + 1 }"): "the same",
    (r"\int \limits _ { a } ^ { b } f", r"\int _ { a } ^ { b } f"): r"the official one deletes \limits before drawing",
    (r"a , \ldots , b", r"a , \cdots , b"): r"the official one draws '. . .' for both",
    (r"a , \ldots , b", r"a , \dots , b"): r"\dots has no height of its own: the tree keeps it apart; boxes agree",
    (
        r"a , \ldots , b",
        "a , . . . , b",
    ): r"three symbols, and narrower than \ldots; the official one draws '. . .' for it",
    (r"\sin x", r"\mathrm { s i n } x"): "the tree keeps a function apart from its letters; boxes agree",
    (r"a \mid b", "a | b"): "they differ in spaces, which do not count here",
    (r"\left( \frac { a } { b } \right)", r"( \frac { a } { b } )"): "they differ in size, which does not count here",
    (r"a \quad b", "a b"): "they differ in spaces, which do not count here",
    (r"\mathbb { R } + 1", "R + 1"): "another letter, whose box the official one finds within 2 px",
    (r"\mathcal { L } + 1", "L + 1"): "another letter, whose box the official one finds within 2 px",
}
"""Reference and prediction of a probe pair to why the scores differ."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--tex", action="store_true", help="draw with TeX as well")
    options = parser.parse_args()
    rounds = 1 if options.quick else ROUNDS
    figures: dict[str, Any] = {}
    if (DATA / "cdm").is_dir():
        samples = json.loads((DATA / "cdm" / "official_cdm_crohme2014_first_half.json").read_text())["samples"]
        figures["agreement"] = agreement(samples)
        figures["probes"] = probes(json.loads((DATA / "cdm" / "probe_pairs.json").read_text()))
        figures["figure"] = figure(json.loads((DATA / "cdm" / "figure_expected_scores.json").read_text())["cases"])
        figures["full_set"] = full_set(rounds)
        expressions = [sample["gt"] for sample in samples.values()]
    else:
        print(f"REAL DATA ABSENT: no {DATA}; speed on made-up expressions alone")
        expressions = [rf"\frac {{ {n} x ^ {{ {n} }} }} {{ \sqrt {{ y _ {n % 10} }} }}" for n in range(300)]
    figures["speed"] = speed(expressions, rounds)
    if options.tex:
        figures["tex"] = against_tex(expressions, 10 if options.quick else 100)
    write_json(options.json, figures, report=rows_of(figures))


def rows_of(figures: dict[str, Any]) -> list[Row]:
    """Return what the benchmark page shows."""
    found = []
    if "agreement" in figures:
        samples, wrong = figures["agreement"]["n"], len(figures["agreement"]["wrong"])
        found.append(
            Row("samples of CROHME 2014 where both say 1, or neither", samples - wrong, f"of {samples}", OFFICIAL)
        )
        found.append(Row("mean absolute error of F1", figures["agreement"]["mean_absolute_error"], "", OFFICIAL))
        found += [Row(f"CROHME 2014 in full, {name}", value, "CPU s") for name, value in figures["full_set"].items()]
    found += [Row(name, value, "expressions/s of one core") for name, value in figures["speed"].items()]
    if "tex" in figures:
        found.append(Row("boxes of the layout", figures["tex"]["ratio"], "times as fast", "pdflatex"))
    return found


def agreement(samples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    preds, target = [s["pred"] for s in samples.values()], [s["gt"] for s in samples.values()]
    result = character_detection_matching(preds, target, ids=list(samples))
    aware = character_detection_matching(preds, target, residual_threshold=5)
    strict = visual_exact_match(preds, target)
    rows = list(zip(samples.items(), result.pairs, aware.pairs, strict.matches, strict=True))
    wrong = [name for (name, official), pair, _, _ in rows if pair.is_exact != official["cdm_exact"]]
    errors = [abs(pair.f1 - official["cdm_f1"]) for (_, official), pair, _, _ in rows]
    print(f"official CDM, {len(rows)} samples: F1 = 1 agrees on {len(rows) - len(wrong)} {wrong or ''}")
    print(f"  mean absolute F1 error {sum(errors) / len(errors):.5f}, above 0.002 in {sum(e > 0.002 for e in errors)}")
    for ((name, official), pair, _, _), error in zip(rows, errors, strict=True):
        if error > 0.002:
            print(f"    {name}: {pair.f1:.3f}, official {official['cdm_f1']:.3f}")
    for label, decisions in (
        ("canonical tree", strict.matches),
        ("threshold 5", [pair.is_exact for pair in aware.pairs]),
    ):
        off = [
            name
            for ((name, official), *_), decision in zip(rows, decisions, strict=True)
            if decision != official["strict_box2px_exact"]
        ]
        print(f"  all boxes within 2 px: {label} agrees on {len(rows) - len(off)}, not on {off}")
    print(f"  {result.table()}")
    return {"n": len(rows), "wrong": wrong, "mean_absolute_error": sum(errors) / len(errors)}


def probes(pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Print the table of disagreements of the reference page."""
    print("\n| reference | prediction | CDM | official | strict | 2 px | reason |\n|---|---|---|---|---|---|---|")
    rows = []
    for pair in pairs:
        reference, prediction = pair["gt"], pair["pred"]
        f1, strict = match_pair(prediction, reference).f1, is_visually_equal(prediction, reference)
        if abs(f1 - pair["cdm_f1"]) > 0.002 or strict != pair["strict_box2px_exact"]:
            reason = REASONS.get((reference, prediction), "NO REASON KNOWN")
            cells = (f"{f1:.3f}", f"{pair['cdm_f1']:.3f}", _yes(strict), _yes(pair["strict_box2px_exact"]), reason)
            print("|", " | ".join((code(reference), code(prediction), *cells)), "|")
            rows.append(
                {"reference": reference, "prediction": prediction, "f1": f1, "strict": strict, "reason": reason}
            )
    print()
    return rows


def code(latex: str) -> str:
    return f"`{latex}`".replace("|", "\\|")


def _yes(value: bool) -> str:
    return "equal" if value else "not"


def figure(cases: list[dict[str, Any]]) -> list[float]:
    """The three cases of the paper's figure."""
    found = []
    for case in cases:
        reference = case.get("gt") or case["gt_rendered"]
        prediction = case.get("pred") or case["pred_rendered"]
        found.append(match_pair(prediction, reference).f1)
        print(f"{case['id']}: {found[-1]:.3f}, printed {case['CDM']:.3f}")
    return found


def full_set(rounds: int) -> dict[str, float]:
    rows = json.loads((DATA / "predictions" / "unimumer" / "crohme_2014_pred.json").read_text())
    preds, target = [row["pred"] for row in rows], [row["gt"] for row in rows]
    seconds = {
        "CDM": _median(lambda: character_detection_matching(preds, target), rounds),
        "CDM, threshold 5": _median(lambda: character_detection_matching(preds, target, residual_threshold=5), rounds),
        "strict": _median(lambda: visual_exact_match(preds, target), rounds),
    }
    print(f"CROHME 2014 in full, {len(rows)} samples, CPU seconds on one core:")
    for name, value in seconds.items():
        print(f"  {name} {value:.2f} s")
    return seconds


def speed(expressions: list[str], rounds: int) -> dict[str, float]:
    layout = BoxLayout()
    normal = [normalize(latex, on_error="recover").latex for latex in expressions]
    a_second = {"layout": len(normal) / _median(lambda: [layout.boxes(latex) for latex in normal], rounds)}
    shuffled = expressions[1:] + expressions[:1]
    a_second["pairs, all different"] = len(normal) / _median(
        lambda: character_detection_matching(expressions, shuffled), rounds
    )
    a_second["strict, all different"] = len(normal) / _median(lambda: visual_exact_match(expressions, shuffled), rounds)
    try:
        from ziamath import Latex
    except ImportError:
        print("ziamath is not installed: no ratio to it")
    else:
        few = expressions[:100]
        a_second["ziamath"] = len(few) / _median(lambda: [Latex(latex, size=33.2) for latex in few], 1)
        print(f"layout against ziamath: {a_second['layout'] / a_second['ziamath']:.0f}x")
    for name, value in a_second.items():
        print(f"  {name}: {value:.0f} a second")
    return a_second


def against_tex(expressions: list[str], count: int) -> dict[str, float]:
    tex, layout = TexBackend(), BoxLayout()
    apart: list[float] = []
    seconds = [0.0, 0.0]
    refused = 0
    for latex in expressions[:: max(1, len(expressions) // count)]:
        normal = normalize(latex, on_error="recover").latex
        try:
            begun = time.perf_counter()
            theirs = tex.boxes(normal)
            between = time.perf_counter()
            ours = layout.boxes(normal)
        except RenderError:
            refused += 1
            continue
        seconds[0] += between - begun
        seconds[1] += time.perf_counter() - between
        if [box.token for box in ours] == [box.token for box in theirs]:
            edges = [np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]) for boxes in (ours, theirs)]
            shift = edges[0] - edges[1]
            shift -= np.tile(np.median(shift.reshape(-1, 2), axis=0), 2)
            apart.extend(np.abs(shift).ravel())
    figures = {
        "mean": float(np.mean(apart)),
        "99 %": float(np.percentile(apart, 99)),
        "most": float(np.max(apart)),
        "ratio": seconds[0] / seconds[1],
    }
    print(f"edges of boxes against pdflatex, px: {figures}, refused {refused}")
    return figures


def _median(work: Any, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    main()

"""Visual equality: agreement with the official CDM, and what matching costs.

Official scores of half of CROHME 2014 and of probe pairs come from the real data; every disagreement is held against
a list of known ones with their reasons. Peer: pdflatex, drawing as the official CDM does, where it is installed.
Limits: normal forms, layout and scipy's assignment of what differs; for the strict rate, the bare parse.
"""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from benchmarks.harness.expressions import DATA, keep, mix
from benchmarks.harness.pairs import Pairs, differing, pairs, pairs_of_size
from benchmarks.harness.rows import Kind, Row
from hmer_kit.latex import normalize, parse
from hmer_kit.visual import (
    BoxLayout,
    TexBackend,
    character_detection_matching,
    is_visually_equal,
    match_pair,
    visual_exact_match,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth

PAIRS, QUICK_PAIRS, DRAWN, QUICK_DRAWN, ROUNDS = 2000, 200, 20, 2, 3
OFFICIAL = "official CDM (UniMERNet's, unmodified)"

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


def official(name: str) -> Any:
    """Return a file of official scores; skip loudly without it."""
    path = DATA / "cdm" / name
    if not path.is_file():
        pytest.skip(f"REAL DATA ABSENT: no {path}")
    return json.loads(path.read_text(encoding="utf-8"))


def code(latex: str) -> str:
    """Return LaTeX as the table of the reference page has it."""
    return f"`{latex}`".replace("|", "\\|")


@pytest.fixture(scope="module")
def found(quick: bool) -> tuple[Pairs, str]:
    """Pairs to match."""
    return pairs(QUICK_PAIRS if quick else PAIRS)


def bench_agreement(record: Callable[[Row], None]) -> None:
    samples = official("official_cdm_crohme2014_first_half.json")["samples"]
    given = [row["pred"] for row in samples.values()], [row["gt"] for row in samples.values()]
    found = character_detection_matching(*given, ids=list(samples))
    rows = list(zip(samples.values(), found.pairs, strict=True))
    assert [row for row, pair in rows if pair.is_exact != row["cdm_exact"]] == []
    errors = [abs(pair.f1 - row["cdm_f1"]) for row, pair in rows]
    off = {name for name, error in zip(samples, errors, strict=True) if error > 0.002}
    strict = visual_exact_match(*given).matches
    apart = [name for name, match in zip(samples, strict, strict=True) if match != samples[name]["strict_box2px_exact"]]
    assert apart == ["502_em_11"]  # \cdots for \ldots: the official one draws both alike
    what = f"{len(rows)} samples of CROHME 2014"
    record(Row(f"F1 = 1 or not, alike, {what}", Kind.FIGURE, (len(rows),), "samples", OFFICIAL, at_least=len(rows)))
    record(
        Row(f"mean absolute error of F1, {what}", Kind.FIGURE, (float(np.mean(errors)),), "", OFFICIAL, at_most=0.0015)
    )
    record(Row(f"F1 off by more than 0.002, {what}", Kind.FIGURE, (len(off),), "samples", OFFICIAL, at_most=6))


def bench_probes(record: Callable[[Row], None]) -> None:
    probes = official("probe_pairs.json")
    off = disagreements(probes)
    assert off == set(REASONS), "a disagreement without a reason, or a reason without a disagreement"
    record(Row(f"probe pairs judged alike, of {len(probes)}", Kind.FIGURE, (len(probes) - len(off),), "", OFFICIAL))
    cases = official("figure_expected_scores.json")["cases"]
    for case in cases:
        match = match_pair(case.get("pred") or case["pred_rendered"], case.get("gt") or case["gt_rendered"])
        assert round(match.f1, 3) == case["CDM"]
    record(Row("F1 of the paper's figure, alike to 3 digits", Kind.FIGURE, (len(cases),), "cases", OFFICIAL))


def disagreements(probes: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return reference and prediction of the probe pairs that are judged in another way than officially."""
    return {
        (row["gt"], row["pred"])
        for row in probes
        if abs(match_pair(row["pred"], row["gt"]).f1 - row["cdm_f1"]) > 0.002
        or is_visually_equal(row["pred"], row["gt"]) != row["strict_box2px_exact"]
    }


def bench_matching(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found
    forms = [[normal(text) for text in pair] for pair in differing(given)]
    apart = [pair for pair in forms if pair[0] != pair[1]]
    layout = BoxLayout()
    sizes = [[len(layout.boxes(text)) for text in pair] for pair in apart]
    rng = np.random.default_rng(0)
    costs = [rng.random(size) for size in sizes if min(size)]

    def least() -> None:
        for pair in differing(given):
            for text in pair:
                normal(text)
        for pair in apart:
            for text in pair:
                layout.boxes(text)
        for each in costs:
            linear_sum_assignment(each)

    contest.limit(
        "normal forms, layout and scipy's assignment of what differs",
        least,
        because="costs of all pairs of boxes before the assignment, and RANSAC after it",
    )
    contest.run(
        f"character detection matching, {source}",
        lambda: character_detection_matching(*given),
        items=len(given[0]),
        unit="pair",
        rounds=ROUNDS,
    )


def normal(latex: str) -> str:
    """Return the normal form, of what has been mended."""
    return normalize(latex, on_error="recover").latex


def bench_strict_rate(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found

    def parsed() -> None:
        for prediction, reference in zip(*given, strict=True):
            parse(prediction, on_error="recover")
            if prediction != reference:
                parse(reference, on_error="recover")

    contest.limit(
        "parse of each prediction, and of references that differ",
        parsed,
        because="what differs is brought to its normal form, and keyed",
    )
    contest.run(
        f"visual exact match, {source}",
        lambda: visual_exact_match(*given),
        items=len(given[0]),
        unit="pair",
        rounds=ROUNDS,
    )


@pytest.mark.benchmark(timer=time.perf_counter)
def bench_boxes(contest: Contest, quick: bool) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("no pdflatex here")
    tex, layout = TexBackend(), BoxLayout()
    expressions, source = mix(QUICK_DRAWN if quick else DRAWN)
    drawn = keep([normal(latex) for latex in expressions], tex.boxes, layout.boxes)
    contest.peer("pdflatex and its picture, as in the official CDM", lambda: [tex.boxes(latex) for latex in drawn])
    contest.run(
        f"glyph boxes, {source}",
        lambda: [layout.boxes(latex) for latex in drawn],
        items=len(drawn),
        unit="expression",
        rounds=2,
    )


def bench_growth(growth: Growth) -> None:
    growth.of(
        "character detection matching of more pairs",
        lambda given: character_detection_matching(*given),
        make=pairs_of_size,
        sizes=[2**n for n in range(7, 12)],
    )
    growth.of(
        "layout of a longer expression",
        BoxLayout().boxes,
        make=lambda size: "x _ { i } + " * size,
        sizes=[2**n for n in range(3, 9)],  # six tokens each; what has more than 2,048 is not laid out
    )

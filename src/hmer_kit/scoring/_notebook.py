"""What a notebook shows of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._html import Cell, block, code, paragraph, table, text
from hmer_kit.scoring._figures import figure, label_of, some_ids
from hmer_kit.scoring.measures.edits import REPORTED_TOLERANCES, expression_rate_measure
from hmer_kit.scoring.measures.table import get_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.scoring.result import ScoreResult
    from hmer_kit.scoring.statistics.comparison import Comparison
    from hmer_kit.scoring.statistics.selective import SelectiveResult
    from hmer_kit.scoring.statistics.strata import Breakdown

_SHOWN = ("edit_score", "bleu", "released_cer", "token_error_rate")
_SHARES = tuple(expression_rate_measure(tolerance).name for tolerance in REPORTED_TOLERANCES)


def score_html(result: ScoreResult) -> str:
    """Return the reported numbers, with intervals where they are plain shares, and what the text table notes."""
    robust = result.without_runaways()
    columns = [result, *([robust] if robust.n < result.n else [])]
    head = ["measure", *(f"{part.selection} ({part.n:,})" for part in columns), "95 % interval"]
    return block(
        table(head, list(_score_rows(columns)), caption=f"Scores of {result.n:,} predictions"),
        *(paragraph(note) for note in result.notes()),
        paragraph(code(result.signature)),
    )


def _score_rows(columns: list[ScoreResult]) -> Iterator[list[Cell]]:
    for name in (*_SHARES, *_SHOWN):
        measure = get_measure(name)
        bounds = ""
        if name in _SHARES and columns[0].n:
            interval = columns[0].interval(measure, method="wilson")
            bounds = f"{figure(interval.low, measure.kind)} .. {figure(interval.high, measure.kind)}"
        yield [label_of(measure), *(figure(part.rate(measure), measure.kind) for part in columns), bounds]


def comparison_html(found: Comparison) -> str:
    """Return a row for each measure, then the test and the samples that flipped."""
    from hmer_kit.scoring.statistics._tables import difference_row, probability

    level = found.differences[0].interval.level if found.differences else 0.95
    head = ["measure", "first", "other", "difference", f"{100 * level:g} % interval", "p"]
    test = found.mcnemar
    flips: list[list[Cell]] = [
        ["both right", test.both_right, ""],
        ["only the first right", test.only_first, text(some_ids(found.gained))],
        ["only the other right", test.only_second, text(some_ids(found.lost))],
        ["neither right", test.both_wrong, ""],
    ]
    unshared = {"only the first has": found.only_first, "only the other has": found.only_other}
    return block(
        table(head, list(map(difference_row, found.differences)), caption=f"Comparison on {found.n:,} samples"),
        table(["", "samples", "ids"], flips, caption=f"Right with at most {found.tolerance} errors"),
        paragraph(f"McNemar's exact test: p = {probability(test.p_value)}"),
        *(paragraph(f"{what}: {len(ids):,} ({some_ids(ids)})") for what, ids in unshared.items() if ids),
        paragraph(code(found.signature)),
    )


def breakdown_html(found: Breakdown) -> str:
    """Return a row for each group."""
    from hmer_kit.scoring.statistics._tables import breakdown_head, group_row

    rows = [group_row(name, group, 0.95) for name, group in found.groups.items()]
    shown = table(breakdown_head(found.by, 0.95), rows, caption=f"By {found.by}", most=50)
    return block(shown, paragraph(code(found.signature)))


def selective_html(result: SelectiveResult) -> str:
    """Return what sums the curve up, and what can be answered at some risks."""
    numbers = [
        ["area under the risk-coverage curve", figure(result.aurc, "number")],
        ["excess over the best order", figure(result.excess_aurc, "number")],
        ["expected calibration error", figure(result.ece, "number")],
    ]
    rows = [
        [
            figure(risk, "fraction"),
            figure(result.coverage_at_risk(risk), "fraction"),
            f"{result.threshold_at_risk(risk):.4g}",
        ]
        for risk in (0.01, 0.02, 0.05, 0.1, 0.2)
    ]
    return block(
        table(["number", "value"], numbers, caption=f"Confidences of {result.n:,} predictions"),
        table(["risk at most", "answered", "confidence at least"], rows, caption="What can be answered"),
    )

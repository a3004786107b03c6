"""One object of each kind that notebooks show, made of hostile strings, and the empty ones."""

from __future__ import annotations

from typing import Any

HOSTILE = "</table><script>alert('x')</script>\x1b\u202e\"&amp;"


def shown_objects(*, hostile: str = HOSTILE) -> dict[str, Any]:
    """Return objects by name; ids, tokens and names hold the hostile string."""
    from hmer_kit.alignment import align
    from hmer_kit.data import Record, check_labels, compare_statistics, leakage_report, record_statistics
    from hmer_kit.data.records import ReadResult, Skip
    from hmer_kit.error_mining import ConfusionTable, compare_confusions, heat_map
    from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus, Origin
    from hmer_kit.scoring import compare_scores, score, selective_prediction, stratify

    glued = hostile.replace(" ", "")
    target = ["x ^ { 2 } + 1", "X + y", f"a {glued} b", r"\frac { 1 } { 2 }"] * 6
    preds = ["x ^ { 2 } + 1", "x + y", "a c b", r"\frac { 1 } { z } +"] * 6
    ids = [f"{number} {hostile}" for number in range(len(target))]
    result, other = score(preds, target, ids=ids), score(target[:12] + preds[12:], target, ids=ids)
    table = ConfusionTable.from_pairs(preds, target, ids=ids)
    corpus = ErrorCorpus.from_candidates(
        [
            Candidate(name, true, pred, Origin(model=hostile))
            for name, pred, true in zip(ids, preds, target, strict=True)
        ]
    )
    records = [Record(name, true, writer=hostile) for name, true in zip(ids, target, strict=True)]
    counts = record_statistics(records)
    return {
        "alignment": align(["x", "+", glued, "2"], ["X", "+", glued, "y", "1"]),
        "score": result,
        "comparison": compare_scores(result, other, n_resamples=50),
        "breakdown": stratify(result, dict.fromkeys(ids, hostile), name=hostile),
        "selective": selective_prediction(result, [1 / (at + 1) for at in range(result.n)]),
        "confusions": table,
        "heat map": heat_map(table),
        "confusion changes": compare_confusions(table, ConfusionTable.from_pairs(target, target)),
        "corpus": corpus,
        "corpus statistics": corpus.statistics(),
        "read": ReadResult(records, [Skip(f"line 3 {hostile}", f"reason {hostile}")]),
        "statistics": counts,
        "statistics side by side": compare_statistics(counts, record_statistics(records[:5])),
        "labels": check_labels([*records, Record(hostile, r"\frac { 1 }")]),
        "leakage": leakage_report(records, {hostile: records[:3]}),
    }


def empty_objects() -> dict[str, Any]:
    """Return the empty objects of the same kinds."""
    from hmer_kit.alignment import align
    from hmer_kit.data import check_labels, compare_statistics, leakage_report, record_statistics
    from hmer_kit.data.records import ReadResult
    from hmer_kit.error_mining import ConfusionTable, compare_confusions, heat_map
    from hmer_kit.error_mining.corpus import ErrorCorpus
    from hmer_kit.scoring import compare_scores, score, selective_prediction, stratify

    nothing, table = score([], []), ConfusionTable()
    return {
        "alignment": align([], []),
        "score": nothing,
        "comparison": compare_scores(nothing, nothing, n_resamples=5),
        "breakdown": stratify(nothing, "depth"),
        "selective": selective_prediction(nothing, []),
        "confusions": table,
        "heat map": heat_map(table),
        "confusion changes": compare_confusions(table, table),
        "corpus": ErrorCorpus(),
        "corpus statistics": ErrorCorpus().statistics(),
        "read": ReadResult([]),
        "statistics": record_statistics([]),
        "statistics side by side": compare_statistics(record_statistics([]), record_statistics([])),
        "labels": check_labels([]),
        "leakage": leakage_report([], {}),
    }

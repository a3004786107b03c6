"""Scores of a file as text, JSON, or rows of a table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hmer_kit.cli.scores.score._reading import ScoredFile
    from hmer_kit.scoring import Comparison, ScoreResult
    from hmer_kit.visual import CDMResult, VisualExactResult


def as_text(scored: ScoredFile, args: argparse.Namespace, *, other: ScoredFile | None, first: bool) -> str:
    """Return everything that was asked for about a file, a block each."""
    blocks = [_table(scored, args)]
    if args.visual:
        exact, cdm = _visual(scored)
        blocks.append(f"{exact.table()}\n{exact.signature}\n{cdm.table()}\n{cdm.signature}")
    for protocol, result in scored.results.items():
        if args.intervals:
            blocks.append(_intervals(result, args))
        if args.by:
            blocks.append(_groups(result, args))
        if other is not None:
            blocks.append(f"against {other.file}\n{_comparison(result, other.results[protocol], args).table()}")
    gap = "" if first else "\n"
    return visible(f"{gap}{scored.file}\n" + "\n\n".join(blocks))


def _table(scored: ScoredFile, args: argparse.Namespace) -> str:
    """Return the table of one protocol, with a column without runaways where there are such, or of several."""
    from hmer_kit.scoring import score_table

    result = next(iter(scored.results.values()))
    if len(scored.results) == 1:
        return result.table(args.measures)
    return score_table(scored.results, measures=args.measures, notes=result.notes())


def _visual(scored: ScoredFile) -> tuple[VisualExactResult, CDMResult]:
    """Compare what is drawn, which is a matter of no protocol."""
    from hmer_kit.visual import character_detection_matching, visual_exact_match

    samples = next(iter(scored.results.values())).samples
    preds, target = [sample.prediction for sample in samples], [sample.reference for sample in samples]
    cdm = character_detection_matching(preds, target, ids=[sample.id for sample in samples])
    return visual_exact_match(preds, target), cdm


def _intervals(result: ScoreResult, args: argparse.Namespace) -> str:
    lines = [f"{name:<22}{result.interval(name)}" for name in args.measures]
    return "\n".join([f"95 % intervals, {result.protocol.signature}", *lines])


def _groups(result: ScoreResult, args: argparse.Namespace) -> str:
    from hmer_kit.scoring import stratify

    return stratify(result, args.by).table()


def _comparison(result: ScoreResult, other: ScoreResult, args: argparse.Namespace) -> Comparison:
    from hmer_kit.scoring import compare_scores

    return compare_scores(result, other, measures=args.measures)


def rows_of(scored: ScoredFile, args: argparse.Namespace) -> dict[str, ScoreResult]:
    """Return results by what their row is called: the file, and the protocol where there are several."""
    stems = [Path(file).stem for file in args.files]
    stem = Path(scored.file).stem
    name = stem if stems.count(stem) == 1 else scored.file
    if len(args.protocol) == 1:
        return {name: next(iter(scored.results.values()))}
    return {f"{name} ({protocol})": result for protocol, result in scored.results.items()}


def show_rows(rows: dict[str, ScoreResult], args: argparse.Namespace) -> str:
    """Return the rows of all files as one table."""
    from hmer_kit.scoring import score_table

    return visible(score_table(rows, measures=args.measures, style=args.form))


def as_json(scored: ScoredFile, args: argparse.Namespace, *, other: ScoredFile | None) -> Iterator[dict[str, object]]:
    """Yield everything that was asked for about a file, an object for each protocol."""
    joined = scored.source.joined
    for protocol, result in scored.results.items():
        line: dict[str, object] = {
            "file": scored.file,
            "protocol": result.protocol.signature,
            "references": args.references,
            "skipped": len(scored.source.skipped),
            "unknown": [] if joined is None else list(joined.unknown),
            "differing": [] if joined is None else list(joined.differing),
            **result.to_dict(),
            "rates": {name: _finite(rate) for name, rate in result.rates(args.measures).items()},
        }
        if args.visual:
            line["visual"] = _visual_json(scored)
        if args.intervals:
            line["intervals"] = {name: _bounds(result, name) for name in args.measures}
        if args.by:
            line["by"] = {"name": args.by, "groups": _group_rates(result, args)}
        if other is not None:
            found = _comparison(result, other.results[protocol], args)
            line["against"] = {"file": other.file, **_comparison_json(found)}
        yield line


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None


def _visual_json(scored: ScoredFile) -> dict[str, object]:
    exact, cdm = _visual(scored)
    return {
        "exact_rate": _finite(exact.rate),
        "exact_signature": exact.signature,
        "cdm": {
            **{name: _finite(getattr(cdm, name)) for name in ("expression_rate", "f1", "precision", "recall")},
            "unrendered": list(cdm.unrendered),
            "unrendered_predictions": list(cdm.unrendered_predictions),
            "signature": cdm.signature,
        },
    }


def _bounds(result: ScoreResult, name: str) -> list[float | None]:
    interval = result.interval(name)
    return [_finite(interval.low), _finite(interval.high)]


def _group_rates(result: ScoreResult, args: argparse.Namespace) -> dict[str, dict[str, object]]:
    from hmer_kit.scoring import stratify

    groups = stratify(result, args.by).groups
    return {
        name: {"n": group.n, **{key: _finite(rate) for key, rate in group.rates(args.measures).items()}}
        for name, group in groups.items()
    }


def _comparison_json(found: Comparison) -> dict[str, object]:
    return {
        "n": found.n,
        "gained": list(found.gained),
        "lost": list(found.lost),
        "only_first": list(found.only_first),
        "only_other": list(found.only_other),
        "mcnemar_p_value": _finite(found.mcnemar.p_value),
        "differences": {
            row.measure: {
                "difference": _finite(row.difference),
                "low": _finite(row.interval.low),
                "high": _finite(row.interval.high),
                "p_value": _finite(row.p_value),
            }
            for row in found.differences
        },
    }

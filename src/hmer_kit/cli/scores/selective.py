"""``hmer-kit selective``: what the confidences beside predictions are good for."""

from __future__ import annotations

import argparse
import json
import math
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.scoring import SelectiveResult

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Hold confidences against what turned out right: the area under the risk-coverage curve, the
calibration error, and how much can be answered at a given risk, from which confidence on. The file is JSON or JSON
Lines with references and a confidence for each prediction, as hmer-kit predict and hmer-kit reread write it."""
_EPILOG = """examples:
  hmer-kit selective predictions.jsonl
  hmer-kit selective predictions.jsonl --risk 0.01,0.05 --tolerance 1
  hmer-kit selective predictions.jsonl --field score --json

exit codes:
  0  every prediction has a confidence
  1  some records were bad, or have none; they are named on standard error and left out
  2  wrong usage, or a file that cannot be read or has no confidences
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.jsonl", "--risk", "0.01,0.1"]).risk
        [0.01, 0.1]
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("file", metavar="FILE", help="prediction file in JSON or JSON Lines")
    parser.add_argument("--field", default="confidence", metavar="NAME", help="key of the confidences (confidence)")
    parser.add_argument(
        "--risk", type=_risks, default=[0.01, 0.05, 0.1], metavar="X,...", help="accepted risks, as shares"
    )
    parser.add_argument("--tolerance", type=int, default=0, metavar="N", help="errors that still count as right (0)")
    parser.add_argument("--protocol", default="released", metavar="NAME", help="what counts as an error (released)")
    parser.add_argument("--bins", type=int, default=15, metavar="N", help="bins of the calibration error (15)")
    parser.add_argument("--json", action="store_true", help="print everything, the curve too, as a JSON object")


def run(args: argparse.Namespace) -> int:
    """Print what the confidences are good for; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> rows = [{"img_id": "a", "gt": "x", "pred": "x", "confidence": 0.9}]
        >>> rows += [{"img_id": "b", "gt": "x", "pred": "y", "confidence": 0.4}]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text(json.dumps(rows), encoding="utf-8")
        ...     run(parser.parse_args([str(file), "--risk", "0.05"]))
        samples                       2, 50.00 % of them wrong
        area under risk-coverage      0.2500 (0.0000 more than the best order)
        calibration error             0.2500
        answered at risk 0.05         50.00 %, from 0.9 on
        0
    """
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.data import read_predictions
    from hmer_kit.scoring import score, selective_prediction

    read = read_predictions(args.file, on_bad="skip")
    name_skips(read.skipped, read=len(read.records), where=args.file)
    confidences = _confidences(args.file, args.field)
    sure = [record for record in read.records if record.id in confidences]
    _say_unsure(read.records, sure, args)
    scored = score(
        [record.prediction or "" for record in sure],
        [record.reference for record in sure],
        ids=[record.id for record in sure],
        protocol=args.protocol,
    )
    numbers = [confidences[record.id] for record in sure]
    found = selective_prediction(scored, numbers, tolerance=args.tolerance, n_bins=args.bins)
    print(json.dumps(_values(found, args), allow_nan=False) if args.json else visible(_text(found, args)))
    return int(bool(read.skipped) or len(sure) < len(read.records))


def _confidences(file: str, field: str) -> dict[str, float]:
    """Return the confidence of each id; what is no number is left out."""
    from hmer_kit.data._json import MAX_BYTES, read_rows
    from hmer_kit.data.predictions._rows import ID

    found: dict[str, float] = {}
    rows = read_rows(file, max_bytes=MAX_BYTES, what="prediction file").values
    for number, (_, row) in enumerate(rows, start=1):  # the number is the id of a file without ids
        if not isinstance(row, dict):
            continue
        value = _number(row.get(field))
        if value is not None:
            found[str(next((row[key] for key in ID if key in row), number))] = value
    if not found:
        message = (
            f"expected a number as {field!r} beside the predictions in {file}, found none; --field names another key"
        )
        raise DataError(message, code="no_confidences", path=file)
    return found


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:  # JSON has whole numbers of any size
        return None
    return number if math.isfinite(number) else None


def _say_unsure(records: list[Record], sure: list[Record], args: argparse.Namespace) -> None:
    kept = {record.id for record in sure}
    lost = [record.id for record in records if record.id not in kept]
    if lost:
        more = f" and {len(lost) - 20} more" if len(lost) > 20 else ""
        say(f"{args.file}: {len(lost)} without {args.field}, left out: {', '.join(map(repr, lost[:20]))}{more}")


def _text(found: SelectiveResult, args: argparse.Namespace) -> str:
    wrong = found.risks[-1] if found.risks else math.nan
    error = "none: confidences lie outside of 0..1" if math.isnan(found.ece) else f"{found.ece:.4f}"
    lines = [
        ("samples", f"{found.n}, {100 * wrong:.2f} % of them wrong"),
        ("area under risk-coverage", f"{found.aurc:.4f} ({found.excess_aurc:.4f} more than the best order)"),
        ("calibration error", error),
    ]
    for risk in args.risk:
        answered = f"{100 * found.coverage_at_risk(risk):.2f} %"
        threshold = found.threshold_at_risk(risk)
        start = f", from {threshold:.6g} on" if math.isfinite(threshold) else ""
        lines.append((f"answered at risk {risk:g}", answered + start))
    return "\n".join(f"{name:<30}{text}" for name, text in lines)


def _values(found: SelectiveResult, args: argparse.Namespace) -> dict[str, Any]:
    at = [
        {
            "risk": risk,
            "coverage": _finite(found.coverage_at_risk(risk)),
            "threshold": _finite(found.threshold_at_risk(risk)),
        }
        for risk in args.risk
    ]
    curve = [list(point) for point in zip(found.thresholds, found.coverages, found.risks, strict=True)]
    numbers = {name: _finite(getattr(found, name)) for name in ("aurc", "excess_aurc", "ece")}
    return {"n": found.n, **numbers, "at_risk": at, "curve": curve}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _risks(text: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = [-1.0]
    if not all(0 <= risk <= 1 for risk in found):
        error = InputError(f"expected shares from 0 to 1 with commas between, such as 0.01,0.05, got {text!r:.60}")
        raise argparse.ArgumentTypeError(str(error))
    return found

"""Runs ``hmer-kit reread``: records in, a strategy over predictors, and the file of its verdicts."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from hmer_kit.cli._outputs import require_free, write_text
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import InputError, PredictorError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.data import Record
    from hmer_kit.inference import CorrectionRun, Predictor, StrategyRun

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Read, decide, write; return the exit code.

    Examples:
        >>> import argparse
        >>> from hmer_kit.cli.models.reread import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["correct", "--model", "m", "--data", "d", "--output", "c.jsonl"]))
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected --predictions with correct, and with correct alone
    """
    _check(args)
    require_free(args.output, replace=args.replace)
    records, bad = _records(args)
    names = list(dict.fromkeys([args.model, *args.also]))
    predictors = {name: _predictor(args, name) for name in names}
    try:
        found = _decide(records, predictors, args)
    except PredictorError as error:
        if not _has_samples(error.partial):
            raise
        say(f"error: {error}")
        found, bad = error.partial, bad + 1
    rows = _correction_rows(found, records) if args.strategy == "correct" else _verdict_rows(found, records)
    bad += _say_unread(rows)
    write_text(args.output, "".join(f"{json.dumps(row)}\n" for row in rows) or "\n", replace=True)
    if args.json:
        said = {"output": args.output, "samples": len(rows), "calls": found.calls, "summary": found.summary()}
        print(json.dumps(said))
    else:
        print(visible(f"{found.summary()}\nwrote {args.output}"))
    return int(bool(bad))


def _predictor(args: argparse.Namespace, name: str) -> Predictor:
    from hmer_kit.cli.models._predictor import predictor_of, settings_of

    asked = Namespace(**{**vars(args), "model": name})
    return predictor_of(asked, settings_of(asked))


def _say_unread(rows: Sequence[dict[str, Any]]) -> int:
    """Name the pictures for which nothing could be read, and return how many they are."""
    names = [str(row["img_id"]) for row in rows if row["decision"] == "nothing"]
    if names:
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        say(f"{len(names)} without a readable answer: {', '.join(map(repr, names[:20]))}{more}")
    return len(names)


def _has_samples(partial: object) -> TypeGuard[StrategyRun[Any] | CorrectionRun]:
    return bool(getattr(partial, "verdicts", ()) or getattr(partial, "trails", ()))


def _check(args: argparse.Namespace) -> None:
    if (args.strategy == "correct") == (args.predictions is None):
        raise InputError("expected --predictions with correct, and with correct alone")
    if args.strategy not in {"vote", "rerank"} and (args.also or args.tasks != "vanilla"):
        raise InputError(f"expected --also and --tasks with vote or rerank, got them with {args.strategy}")
    if args.limit is not None and args.limit < 1:
        raise InputError(f"expected --limit of at least 1, got {args.limit}")


def _records(args: argparse.Namespace) -> tuple[list[Record], int]:
    """Return the records, with their predictions where there are such, and how many were left out."""
    from hmer_kit.cli.models.predict.command import read_pictures

    read = read_pictures(Path(args.data), format=args.format, style=args.style)
    name_skips(read.skipped, read=len(read.records), where=args.data)
    records = [record for record in read.records if record.image is not None]
    bad = len(read.skipped) + len(read.records) - len(records)
    if args.predictions is not None:
        records, missing = _predicted(records, args.predictions)
        bad += missing
    return records[: args.limit], bad


def _predicted(records: Sequence[Record], file: str) -> tuple[list[Record], int]:
    from hmer_kit.data import join_predictions, read_bare_predictions

    read = read_bare_predictions(file, on_bad="skip")
    name_skips(read.skipped, read=len(read.records), where=file)
    joined = join_predictions(read.records, list(records))
    found = [record for record in joined.records if record.prediction is not None]
    if not found:
        raise InputError(f"expected predictions of the pictures, found none of their ids in {file}")
    if joined.missing:
        say(
            f"{file}: {len(joined.missing)} without a prediction, left out: {', '.join(map(repr, joined.missing[:20]))}"
        )
    return found, len(read.skipped) + len(joined.missing)


def _decide(
    records: list[Record], predictors: dict[str, Predictor], args: argparse.Namespace
) -> StrategyRun[Any] | CorrectionRun:
    from hmer_kit import inference

    first = predictors[args.model]
    if args.strategy == "correct":
        guards = [] if args.guard is None else [inference.CountsAgree("equal" if args.guard == "counts" else "closer")]
        return inference.detect_and_correct(records, first, guards=guards, max_rounds=args.rounds, basis=args.basis)
    if args.strategy == "tree":
        return inference.check_tree(records, first, profile=args.profile)
    if args.strategy == "counts":
        return inference.check_counts(records, first, profile=args.profile)
    tasks = _tasks(args.tasks)
    if args.strategy == "vote":
        return inference.vote(records, predictors, tasks=tasks, weigh=args.weigh, profile=args.profile)
    return inference.rerank(
        records, predictors, tasks=tasks, weigh=args.weigh, profile=args.profile, similarity=args.similarity
    )


def _tasks(names: str) -> list[Any]:
    from hmer_kit.tasks import get_task

    return [get_task(name.strip()) for name in names.split(",")]


def _verdict_rows(found: Any, records: Sequence[Record]) -> list[dict[str, Any]]:  # noqa: ANN401 - a run of any verdict
    references = {record.id: record.reference for record in records}
    rows = []
    for verdict in found.verdicts:
        evidence = {name: value for name, value in verdict.row().items() if name not in _SAID}
        rows.append(
            {
                "img_id": verdict.id,
                "gt": references[verdict.id],
                "pred": verdict.prediction,
                "confidence": verdict.confidence,
                "decision": str(verdict.decision),
                "evidence": evidence,
            }
        )
    return rows


_SAID = frozenset({"id", "prediction", "confidence", "decision"})


def _correction_rows(found: Any, records: Sequence[Record]) -> list[dict[str, Any]]:  # noqa: ANN401 - see above
    references = {record.id: record.reference for record in records}
    steps: dict[str, list[dict[str, object]]] = {}
    for row in found.rows():
        steps.setdefault(str(row["id"]), []).append({name: value for name, value in row.items() if name != "id"})
    return [
        {
            "img_id": trail.id,
            "gt": references[trail.id],
            "pred": trail.corrected,
            "before": trail.prediction,
            "decision": str(trail.ending),
            "evidence": steps.get(trail.id, []),
        }
        for trail in found.trails
    ]

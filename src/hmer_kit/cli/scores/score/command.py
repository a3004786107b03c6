"""Runs ``hmer-kit score``: file after file, each shown when it is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say
from hmer_kit.cli.scores._reading import name_problems, read_test_set
from hmer_kit.cli.scores.score._reading import score_file
from hmer_kit.cli.scores.score._showing import as_json, as_text, rows_of, show_rows
from hmer_kit.exceptions import HmerKitError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.cli.scores.score._reading import ScoredFile
    from hmer_kit.data import Record
    from hmer_kit.scoring import ScoreResult

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    """Score every file; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> from hmer_kit.cli.scores.score import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text(json.dumps([{"gt": "x", "pred": "x", "img_id": "a"}]), encoding="utf-8")
        ...     run(parser.parse_args([str(file)]))  # doctest: +ELLIPSIS
        /...pred.json
        samples ... 1
        ...
        0
    """
    references, code = read_test_set(args.references)
    other = None if args.against is None else _score_one(args.against, args, references)
    if args.against is not None and other is None:
        return 2
    rows: dict[str, ScoreResult] = {}
    for number, file in enumerate(args.files):
        scored = _score_one(file, args, references)
        if scored is None:
            code = 2
            continue
        code = max(code, name_problems(scored.source))
        if args.form == "table":
            print(as_text(scored, args, other=other, first=number == 0))
        elif args.form == "json":
            for line in as_json(scored, args, other=other):
                print(json.dumps(line, allow_nan=False))
        else:
            rows |= rows_of(scored, args)
    if rows:
        print(show_rows(rows, args))
    return code


def _score_one(file: str, args: argparse.Namespace, references: list[Record] | None) -> ScoredFile | None:
    """Return the scores of a file; None, and the reason on standard error, if it cannot be scored."""
    try:
        return score_file(file, args, references)
    except HmerKitError as error:
        say(f"error: {error}")
        if args.form == "json":
            problem = {"code": getattr(error, "code", None), "message": str(error)}
            print(json.dumps({"file": file, "error": problem}))
        return None

"""``hmer-kit score``: score prediction files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say
from hmer_kit.exceptions import HmerKitError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import ReadResult, Record
    from hmer_kit.scoring import ScoreResult

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Score prediction files: expression rate with tolerance, mean edit score, token error rate, BLEU-4 and
the released script's "CER". A prediction file is a JSON list of objects with the keys gt, pred and img_id."""
_EPILOG = """examples:
  hmer-kit score predictions.json
  hmer-kit score --json *_pred.json > scores.jsonl
  hmer-kit score --on-bad skip --tokenizer latex predictions.json

exit codes:
  0  every file was scored whole
  1  some records were bad and skipped (--on-bad skip); each is named on standard error
  2  wrong usage, or a file that cannot be read or holds a bad record; the other files are scored
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Example:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.json", "--json"]).files
        ['a.json']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="prediction file")
    parser.add_argument("--json", action="store_true", help="one JSON object a line for each file, unrounded")
    parser.add_argument(
        "--on-bad",
        choices=("raise", "skip"),
        default="raise",
        help="what to do about a bad record: give the file up (default), or leave the record out and name it",
    )
    parser.add_argument(
        "--tokenizer",
        choices=("split", "latex"),
        default="split",
        help="split: at blanks, as published scores do (default); latex: read tight LaTeX too",
    )


def run(args: argparse.Namespace) -> int:
    """Score every file; return the exit code.

    Example:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text(json.dumps([{"gt": "x", "pred": "x", "img_id": "a"}]), encoding="utf-8")
        ...     options = {"json": False, "on_bad": "raise", "tokenizer": "split"}
        ...     run(argparse.Namespace(files=[str(file)], **options))  # doctest: +ELLIPSIS
        /...pred.json
        samples ... 1
        ...
        0
    """
    from hmer_kit.cli._skips import name_skips

    code = 0
    for number, file in enumerate(args.files):
        try:
            read, result = _score(file, args)
        except HmerKitError as error:
            say(f"error: {error}")
            code = 2
            if args.json:
                print(
                    json.dumps({"file": file, "error": {"code": getattr(error, "code", None), "message": str(error)}})
                )
            continue
        name_skips(read.skipped, read=len(read.records), where=file)
        code = max(code, int(bool(read.skipped)))
        if args.json:
            print(json.dumps({"file": file, "skipped": len(read.skipped), **result.to_dict()}))
        else:
            print(("\n" if number else "") + file)
            print(result.table())
    return code


def _score(file: str, args: argparse.Namespace) -> tuple[ReadResult[Record], ScoreResult]:
    from hmer_kit.data import read_predictions
    from hmer_kit.scoring import score

    read = read_predictions(file, on_bad=args.on_bad)
    records = read.records
    result = score(
        [record.prediction or "" for record in records],
        [record.reference for record in records],
        ids=[record.id for record in records],
        tokenizer=args.tokenizer,
    )
    return read, result

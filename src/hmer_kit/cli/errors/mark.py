"""``hmer-kit mark``: the errors of predictions marked, with the correction logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Mark where a prediction differs from its reference, as the paper's error detection and correction have
it: <error_start> ... <error_end> around what is wrong, <deleted> where something is missing, and a correction log with
one operation for each mark. Two expressions, or with --file every wrong prediction of a file."""
_EPILOG = r"""examples:
  hmer-kit mark 'x ^ { d }' 'x ^ { a }'
  hmer-kit mark --spans balanced '\frac { a { b }' '\frac { a } { b }'
  hmer-kit mark --file predictions.json --json > marked.jsonl
  hmer-kit correct --file marked.jsonl

exit codes:
  0  done, whatever was marked
  1  some records of --file were bad or cannot be marked; each is named on standard error
  2  wrong usage, or a file that cannot be read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["x", "y"]).spans
        'edits'
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("latex", nargs="*", metavar="LATEX", help="the prediction, then the reference")
    parser.add_argument("--file", metavar="FILE", help="mark the wrong predictions of this file instead")
    parser.add_argument(
        "--spans", choices=("edits", "balanced"), default="edits", help="balanced: widen marks until braces match"
    )
    parser.add_argument("--json", action="store_true", help="a JSON object a line: id, marked expression, log")


def run(args: argparse.Namespace) -> int:
    """Print marks and logs; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["x ^ { d }", "x ^ { a }"]))
        x ^ { <error_start> d <error_end> }
        REPLACE:d -> a
        0
    """
    if args.file is not None:
        if args.latex:
            raise InputError("expected either two expressions or --file FILE, got both")
        return _run_file(args)
    if len(args.latex) != 2:
        raise InputError(f"expected two expressions, prediction and reference, or --file FILE; got {len(args.latex)}")
    _show(args.latex[0], args.latex[1], args, name=None)
    return 0


def _run_file(args: argparse.Namespace) -> int:
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.data import Skip, read_predictions
    from hmer_kit.exceptions import HmerKitError

    read = read_predictions(args.file, on_bad="skip")
    skipped = list(read.skipped)
    for record in read.records:
        prediction = record.prediction or ""
        if prediction.split() == record.reference.split():
            continue
        try:
            _show(prediction, record.reference, args, name=record.id)
        except HmerKitError as error:  # a prediction that holds tags itself, for example
            skipped.append(Skip(f"record {record.id!r:.80}: {error}", "cannot be marked"))
    name_skips(skipped, read=len(read.records), where=args.file)
    return int(bool(skipped))


def _show(prediction: str, reference: str, args: argparse.Namespace, *, name: str | None) -> None:
    from hmer_kit.error_mining import dumps_log, marks_and_log

    marked, log = marks_and_log(prediction, reference, spans=args.spans)
    if args.json:
        values = {"prediction": prediction, "reference": reference, "marked": marked, "log": dumps_log(log)}
        print(json.dumps(values if name is None else {"id": name, **values}))
        return
    lines = [marked, *map(str, log)]
    print(visible("\n".join(lines if name is None else [f"{name}: {lines[0]}", *(f"  {line}" for line in lines[1:])])))

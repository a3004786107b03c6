"""``hmer-kit split``: a data set in parts or folds that share no writer and no expression."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._text import say, visible
from hmer_kit.cli.data._keys import KEYS_HELP, names
from hmer_kit.cli.data._writing import TARGETS_HELP, Written, add_target, name_notes, write_set
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from hmer_kit.data import Record, RecordDivision

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Divide a data set into named parts, such as train, validation and test, or into folds. Records that
share a key stay together, expressions and writers by default; equal seeds give equal parts. With --output each part is
written in a place of its own; without, the parts are only counted."""
_EPILOG = (
    """examples:
  hmer-kit split captured --shares train=0.8,validation=0.1,test=0.1 --output parts
  hmer-kit split captured --shares train=0.9,test=0.1 --group-by writer --stratify depth --output parts --to parquet
  hmer-kit split captured --folds 5 --seed 7 --json > folds.jsonl

output:
  PATH/train, PATH/test and so on, with --to parquet PATH/train.parquet; folds are called 0, 1, ...
"""
    + KEYS_HELP
    + TARGETS_HELP
    + """
exit codes:
  0  all records were divided
  1  some were skipped or could not be written, or parts share what --group-by did not keep together; see standard error
  2  wrong usage, or a file that cannot be read or written
"""
)
_SUFFIXES = {
    "parquet": ".parquet",
    "captions_alone": ".tsv",
    "formulas": ".txt",
    "predictions": ".json",
    "sharegpt": ".json",
    "llama-factory": ".json",
    "ms-swift": ".jsonl",
    "trl": ".jsonl",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["set", "--shares", "train=0.8,test=0.2"]).shares
        {'train': 0.8, 'test': 0.2}
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="data set of any format")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--shares", type=_shares, metavar="NAME=X,...", help="the share of each part, their sum 1")
    how.add_argument("--folds", type=int, metavar="N", help="divide into N folds of nearly equal size")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="equal seeds give equal parts (0)")
    parser.add_argument(
        "--group-by",
        type=names,
        default=["expression", "writer"],
        metavar="KEYS",
        help="what stays together, keys with commas; none for nothing (default: expression,writer)",
    )
    parser.add_argument("--stratify", choices=("depth", "length"), help="give each part its share of each kind")
    add_format(parser)
    add_target(parser, required=False)
    parser.add_argument("--json", action="store_true", help="a JSON object a line for each record: its id and its part")


def run(args: argparse.Namespace) -> int:
    r"""Divide, and write the parts; return the exit code.

    Examples:
        >>> import argparse
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     lines = [f"{number}\tx + {number}\n" for number in range(10)]
        ...     _ = Path(folder, "a.tsv").write_text("".join(lines), encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/a.tsv", "--shares", "train=0.8,test=0.2"]))
        by_depth  train        test
        0         8 (100.0 %)  2 (100.0 %)
        all       8            2
        0
    """
    from hmer_kit.cli._outputs import require_free
    from hmer_kit.cli.data._sets import read_set
    from hmer_kit.data import PUBLISHED_STYLE, by_depth, by_length

    if args.output is not None:
        require_free(args.output, replace=args.replace)  # before a long read
    records, skipped = read_set(args.data, format=args.format, style=args.style or PUBLISHED_STYLE)
    division = _divide(records, args)
    if args.json:
        for name, part in division.parts.items():
            for record in part:
                print(json.dumps({"id": record.id, "part": name}))
    else:
        print(visible(division.table(by=by_length if args.stratify == "length" else by_depth)))
    code = max(int(skipped > 0), _say_leaks(division))
    return code if args.output is None else max(code, _write(division, args))


def _divide(records: list[Record], args: argparse.Namespace) -> RecordDivision:
    from hmer_kit.cli.data._keys import record_keys
    from hmer_kit.data import by_depth, by_length, divide_records, fold_records

    keys = [] if args.group_by == ["none"] else record_keys(args.group_by)
    kind = {None: None, "depth": by_depth, "length": by_length}[args.stratify]
    if args.folds is not None:
        return fold_records(records, args.folds, seed=args.seed, group_by=keys, stratify_by=kind)
    return divide_records(records, args.shares, seed=args.seed, group_by=keys, stratify_by=kind)


def _say_leaks(division: RecordDivision) -> int:
    leaks = division.leaks()
    for leak in leaks[:5]:
        say(str(leak))
    if len(leaks) > 5:
        say(f"  and {len(leaks) - 5} more things that stand in several parts")
    return int(bool(leaks))


def _write(division: RecordDivision, args: argparse.Namespace) -> int:
    code = 0
    folder = Path(args.output)
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in division.parts.items():
        place = str(folder / f"{name}{_SUFFIXES.get(args.to, '')}")
        written: Written = write_set(records, place, to=args.to or "captions", replace=args.replace)
        if not args.json:
            print(visible(f"{place}: {written.summary}"))
        name_notes(written, output=place)
        code = max(code, int(written.left_out > 0))
    return code


def _shares(text: str) -> dict[str, float]:
    from hmer_kit._files import is_safe_name

    found: dict[str, float] = {}
    for part in text.split(","):
        name, sign, share = part.strip().partition("=")
        try:
            number = float(share)
        except ValueError:
            number = 0.0
        is_new = sign and name not in found and is_safe_name(name) and "/" not in name and name != "."
        if not is_new or not 0 < number <= 1:
            error = InputError(f"expected NAME=SHARE with commas between, such as train=0.8,test=0.2, got {part!r:.60}")
            raise argparse.ArgumentTypeError(str(error))
        found[name] = number
    return found

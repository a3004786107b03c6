"""``hmer-kit leakage``: what test sets share with a training set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._skips import SKIPS_NAMED, name_skips
from hmer_kit.cli._text import say, visible
from hmer_kit.cli.data._keys import KEYS_HELP, names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.data import RecordStream

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Say what test sets have in common with a training set: ids, writers, expressions, structures,
pictures. Expressions of test sets that stand in training sets too are common, and structures are meant to; a shared
picture is a leak."""
_EPILOG = (
    """examples:
  hmer-kit leakage crohme/train crohme/test2014 crohme/test2016
  hmer-kit leakage train.parquet test.parquet --by expression,pixels --examples 10
  hmer-kit leakage crohme/train crohme/test2014 --json > shared.jsonl
"""
    + KEYS_HELP
    + """
exit codes:
  0  done, whatever was found
  1  some records or pictures could not be read; each is named on standard error
  2  wrong usage, or a data set that cannot be read
"""
)
_BY = ["id", "writer", "tokens", "expression", "structure", "pixels", "near"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train", "test2014", "test2016"]).tests
        ['test2014', 'test2016']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("train", metavar="TRAIN", help="training set of any format")
    parser.add_argument("tests", nargs="+", metavar="TEST", help="test set of any format; NAME=PATH gives it a name")
    parser.add_argument("--by", type=names, default=_BY, metavar="KEYS", help=f"with commas; default: {','.join(_BY)}")
    parser.add_argument(
        "--near-distance", type=int, metavar="N", help="with near: most of 256 bits that differ, to 64 (40)"
    )
    add_format(parser)
    parser.add_argument("--examples", type=whole_number, default=3, metavar="N", help="records to name in a row (3)")
    parser.add_argument(
        "--json", action="store_true", help="a JSON object a line for each record that shares something"
    )


def run(args: argparse.Namespace) -> int:
    r"""Print what is shared; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     for name in ("train", "test"):
        ...         _ = Path(folder, f"{name}.tsv").write_text(f"{name}\tx + 1\n", encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/train.tsv", f"{folder}/test.tsv", "--by", "id,tokens"]))
        test set  shared     records  share    different  of in train  examples
        test      by_id      0/1      0.0 %    0          1
        test      by_tokens  1/1      100.0 %  1          1            test = train
        0
    """
    from hmer_kit.cli.data._keys import needs_pictures, record_keys
    from hmer_kit.cli.data._sets import named_sets, open_set
    from hmer_kit.data import PUBLISHED_STYLE, leakage_report

    keys = record_keys(args.by, near_distance=args.near_distance)
    style = args.style or PUBLISHED_STYLE if needs_pictures(args.by) else None
    train = open_set(args.train, format=args.format, style=style)
    tests = {name: open_set(path, style=style) for name, path in named_sets(args.tests).items()}
    report = leakage_report(train, tests, by=keys)
    if args.json:
        for row in report.rows():
            print(json.dumps(row))
    else:
        print(visible(report.table(args.examples)))
    for note in report.unread[:SKIPS_NAMED]:
        say(str(note))
    if len(report.unread) > SKIPS_NAMED:
        say(f"  and {len(report.unread) - SKIPS_NAMED} more")
    sizes = [report.train, *report.tests.values()]
    return int(bool(report.unread) | _name_skips([train, *tests.values()], sizes))


def _name_skips(streams: Sequence[RecordStream], sizes: Sequence[int]) -> bool:
    for stream, size in zip(streams, sizes, strict=True):
        name_skips(stream.skipped, read=size, where=stream.name)
    return any(stream.skipped for stream in streams)

"""``hmer-kit convert``: a data set of any format into another."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli.data._writing import TARGETS_HELP, add_target, name_notes, say_written, write_set
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Write a data set of any format that the library reads in another one. Records are read and written
one by one; ink is drawn where the new format wants pictures. What the new format cannot hold is named."""
_EPILOG = (
    r"""examples:
  hmer-kit convert crohme_train.tar.xz --output crohme/train --style crohme_train
  hmer-kit convert crohme/train --output train.parquet
  hmer-kit convert im2latex --output shards --to shards
  hmer-kit convert train.parquet --output train.json --to sharegpt
  hmer-kit convert captions.tsv --output graphs --to label_graphs
"""
    + TARGETS_HELP
    + """
exit codes:
  0  every record was written
  1  some were left out; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""
)
_WITHOUT_PICTURES = frozenset({"inkml", "label_graphs", "captions_alone", "predictions", "formulas"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train", "--output", "train.parquet"]).to is None
        True
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="what to read: a file, a folder or an archive")
    add_target(parser)
    add_format(parser)
    parser.add_argument("--split", metavar="NAME", help="only records of this part of the data set")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N records")
    parser.add_argument("--json", action="store_true", help="print what was written as a JSON object")


def run(args: argparse.Namespace) -> int:
    r"""Write the data set; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + 1\n", encoding="utf-8")
        ...     code = run(parser.parse_args([f"{folder}/a.tsv", "--output", f"{folder}/a.txt"]))  # doctest: +ELLIPSIS
        ...     Path(folder, "a.txt").read_text(encoding="utf-8")
        1 written, 0 notes
        wrote ...a.txt
        'x + 1\n'
    """
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.cli.data._writing.targets import target_of
    from hmer_kit.data import PUBLISHED_STYLE, Record, Skip

    if args.limit is not None and args.limit < 1:
        raise InputError(f"expected --limit of at least 1, got {args.limit}")
    plain = target_of(args.output, args.to) in _WITHOUT_PICTURES
    stream = open_set(args.data, format=args.format, style=None if plain else args.style or PUBLISHED_STYLE)
    kept = (
        item
        for item in stream.items()
        if isinstance(item, Skip) or args.split is None or (isinstance(item, Record) and item.split == args.split)
    )
    written = write_set(islice(kept, args.limit), args.output, to=args.to, replace=args.replace)
    if not args.json:
        return say_written(written, output=args.output)
    print(json.dumps({**written.to_dict(), "read_as": stream.format}))
    name_notes(written, output=args.output)
    return int(written.left_out > 0)

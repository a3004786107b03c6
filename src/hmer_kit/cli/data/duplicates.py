"""``hmer-kit duplicates``: records that repeat others, and the data set without them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._skips import SKIPS_NAMED
from hmer_kit.cli._text import say, visible
from hmer_kit.cli.data._keys import KEYS_HELP, names
from hmer_kit.cli.data._writing import TARGETS_HELP, add_target, name_notes, say_written, write_set

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import Deduplicated, Record

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Find records that repeat another one: a record goes if one that stays is equal to it by any of the
keys. With --output the records that stay are written; with --against records of other sets stay whatever they repeat,
so that a training set loses what a test set holds."""
_EPILOG = (
    """examples:
  hmer-kit duplicates crohme/train --by pixels
  hmer-kit duplicates train.parquet --by expression --keep longest --output distinct.parquet
  hmer-kit duplicates crohme/train --by pixels --against crohme/test2014 --output crohme/clean
"""
    + KEYS_HELP
    + TARGETS_HELP
    + """
exit codes:
  0  done, whatever was found
  1  some records were skipped or could not be written; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train", "--by", "id,pixels"]).by
        ['id', 'pixels']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="data set of any format")
    parser.add_argument(
        "--by", type=names, default=["tokens"], metavar="KEYS", help="keys with commas; default: tokens"
    )
    parser.add_argument("--keep", choices=("first", "longest"), default="first", help="which of equal records stays")
    parser.add_argument(
        "--against", action="append", default=[], metavar="DATA", help="a set that is not to be repeated"
    )
    parser.add_argument(
        "--near-distance", type=int, metavar="N", help="with near: most of 256 bits that differ, to 64 (40)"
    )
    add_format(parser)
    add_target(parser, required=False)
    parser.add_argument("--show", type=whole_number, default=20, metavar="N", help="duplicates to name; 0 for all (20)")
    parser.add_argument("--json", action="store_true", help="a JSON object a line for each record that goes")


def run(args: argparse.Namespace) -> int:
    r"""Name what repeats; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + 1\nb\tx  + 1\n", encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/a.tsv"]))
        2 records: 1 kept, 1 repeat another (by_tokens)
        1 repeat another (by_tokens)
        record 2 (id 'b') repeats 'a' (by_tokens)
        0
    """
    from hmer_kit.cli._outputs import require_free
    from hmer_kit.cli.data._keys import needs_pictures, record_keys
    from hmer_kit.cli.data._sets import read_set
    from hmer_kit.data import PUBLISHED_STYLE, deduplicate

    keys = record_keys(args.by, near_distance=args.near_distance)
    if args.output is not None:
        require_free(args.output, replace=args.replace)  # before a long read
    style = (args.style or PUBLISHED_STYLE) if needs_pictures(args.by) or args.output else None
    records, skipped = read_set(args.data, format=args.format, style=style)
    against: list[Record] = []
    for other in args.against:
        more, bad = read_set(other, style=style)
        against += more
        skipped += bad
    found = deduplicate(records, by=keys, keep=args.keep, against=against)
    _show(found, args)
    code = int(bool(skipped or found.unread))
    if args.output is None:
        return code
    written = write_set(found.records, args.output, to=args.to, replace=args.replace)
    if not args.json:
        return max(code, say_written(written, output=args.output))
    name_notes(written, output=args.output)  # standard output holds the duplicates and nothing else
    return max(code, int(written.left_out > 0))


def _show(found: Deduplicated, args: argparse.Namespace) -> None:
    if args.json:
        for row in found.rows():
            print(json.dumps(row))
    else:
        print(visible(f"{found.summary()}\n{found.table(args.show or None)}"))
    for note in found.unread[:SKIPS_NAMED]:
        say(str(note))
    if len(found.unread) > SKIPS_NAMED:
        say(f"  and {len(found.unread) - SKIPS_NAMED} more")

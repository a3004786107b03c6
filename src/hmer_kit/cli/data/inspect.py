"""``hmer-kit inspect``: what a path holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import PictureDescription, RecordStatistics, Skip

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Say what a data set holds: its format, as it is told from names and first bytes, records, lengths,
depths, tokens, relations, writers and parts, labels that do not parse, and what its pictures are like: sizes, polarity,
width of the pen. What cannot be read is named. With --against two data sets are put side by side."""
_EPILOG = """examples:
  hmer-kit inspect crohme/train
  hmer-kit inspect crohme_train.tar.xz --no-pictures
  hmer-kit inspect train.parquet --against test.parquet
  hmer-kit inspect crohme/train --json > train.json

exit codes:
  0  everything was read
  1  some of it was skipped; each case is named on standard error
  2  wrong usage, or nothing that could be read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train"]).pictures
        1000
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="a file, a folder or an archive")
    parser.add_argument("--against", metavar="DATA", help="another data set, of any format, to compare it with")
    add_format(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--pictures", type=whole_number, default=1000, metavar="N", help="most pictures to look at (1000); 0 for all"
    )
    how.add_argument("--no-pictures", action="store_true", help="look at no picture")
    parser.add_argument(
        "--show", type=whole_number, default=10, metavar="N", help="most tokens, writers and so on to show (10)"
    )
    parser.add_argument("--json", action="store_true", help="print everything as a JSON object")


def run(args: argparse.Namespace) -> int:
    r"""Print what there is; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + 1\nb\ty ^ 2\n", encoding="utf-8")
        ...     code = run(parser.parse_args([f"{folder}/a.tsv"]))  # doctest: +ELLIPSIS
        read as           captions
        records           2 (0 do not parse)
        ...
        longest           a (3), b (3)
    """
    form, statistics, pictures, skipped = _look(args.data, args, format=args.format)
    name_skips(skipped, read=statistics.records, where=args.data)
    if statistics.unparsed_ids and not args.json:
        _say_unparsed(statistics)
    other: RecordStatistics | None = None
    others: list[Skip] = []
    if args.against is not None:
        _, other, _, others = _look(args.against, args, format=None)
        name_skips(others, read=other.records, where=args.against)
    if args.json:
        print(json.dumps(_values(form, statistics, pictures, len(skipped), other), allow_nan=False))
    else:
        print(visible(_text(form, statistics, pictures, other, show=args.show)))
    return int(bool(skipped or others))


def _look(
    data: str,
    args: argparse.Namespace,
    *,
    format: str | None,  # noqa: A002 - the word users look for
) -> tuple[str, RecordStatistics, PictureDescription | None, list[Skip]]:
    """Return format, statistics, what pictures are like, and what was skipped; the records are read once or twice."""
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.data import PUBLISHED_STYLE, describe_pictures, picture_size, record_statistics

    stream = open_set(data, format=format, style=args.style or PUBLISHED_STYLE)
    statistics = record_statistics(stream, size_of=None if args.no_pictures else picture_size)
    skipped = stream.skipped
    if args.no_pictures or not statistics.widths.counts:
        return stream.format, statistics, None, skipped
    return stream.format, statistics, describe_pictures(stream, limit=args.pictures or None), skipped


def _say_unparsed(statistics: RecordStatistics) -> None:
    from hmer_kit.cli._text import say

    more = statistics.unparsed - len(statistics.unparsed_ids)
    named = ", ".join(map(repr, statistics.unparsed_ids)) + (f" and {more} more" if more else "")
    say(f"{statistics.unparsed} labels do not parse: {named}; hmer-kit check-labels says why")


def _text(
    form: str,
    statistics: RecordStatistics,
    pictures: PictureDescription | None,
    other: RecordStatistics | None,
    *,
    show: int,
) -> str:
    from hmer_kit.data import compare_statistics

    blocks = [f"{'read as':<18}{form}\n{statistics.table(show)}"]
    if pictures is not None:
        blocks.append(pictures.table())
    if other is not None:
        blocks.append(compare_statistics(statistics, other).table(show))
    return "\n\n".join(blocks)


def _values(
    form: str,
    statistics: RecordStatistics,
    pictures: PictureDescription | None,
    skipped: int,
    other: RecordStatistics | None,
) -> dict[str, Any]:
    from hmer_kit.data import compare_statistics

    values: dict[str, Any] = {"format": form, "skipped": skipped, **_plain(asdict(statistics))}
    if pictures is not None:
        values["pictures"] = _plain(asdict(pictures))
    if other is not None:
        values["against"] = _plain(asdict(compare_statistics(statistics, other)))
    return values


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON may hold
    """Return a value as JSON holds it: names of keys as strings, numbers that are none as null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value

"""``hmer-kit symbol-bank``: symbols cut out of real ink, for synthetic handwriting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._outputs import add_replace, require_free
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import visible
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hmer_kit.data import RecordStream, Skip
    from hmer_kit.ink import InkDocument, SymbolBank

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Cut the symbols out of segmented ink, such as InkML of CROHME, or out of ink of single symbols,
such as those of MathWriting, and store them by label and writer. hmer-kit synthesize --bank writes with them."""
_EPILOG = """examples:
  hmer-kit symbol-bank crohme_train.tar.xz --output bank.npz
  hmer-kit synthesize --number 1000 --bank bank.npz --output made

exit codes:
  0  all ink was read
  1  some was skipped; each case is named on standard error
  2  wrong usage, a file that cannot be read or written, or nothing that could be cut
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train.tar.xz", "--output", "bank.npz"]).output
        'bank.npz'
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="ink of any format")
    parser.add_argument("--format", metavar="NAME", help="format of the data, where it is not told from it")
    parser.add_argument("--output", required=True, metavar="FILE", help="file to write, by custom .npz")
    add_replace(parser)
    parser.add_argument("--json", action="store_true", help="print everything as a JSON object")
    parser.add_argument("--show", type=whole_number, default=10, metavar="N", help="labels and reasons to show (10)")


def run(args: argparse.Namespace) -> int:
    """Cut, store, print what there is; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["no such set", "--output", "bank.npz"]))
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a data set, found nothing there: no such set
    """
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.ink import SymbolBank

    target = require_free(args.output, replace=args.replace)
    stream = open_set(args.data, format=args.format)
    skipped: list[Skip] = []
    bank = SymbolBank.cut(_documents(stream, skipped))
    bank.save(target)
    counts = {label: int((bank.label_of == number).sum()) for number, label in enumerate(bank.labels)}
    _show(bank, counts, args)
    skipped += stream.skipped
    name_skips(skipped, read=sum(counts.values()), where=args.data)
    return int(bool(skipped))


def _show(bank: SymbolBank, counts: dict[str, int], args: argparse.Namespace) -> None:
    if args.json:
        values = {"output": args.output, "labels": counts, "writers": len(bank.writers), "dropped": dict(bank.dropped)}
        print(json.dumps(values))
        return
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: args.show]
    writers = "1 writer" if len(bank.writers) == 1 else f"{len(bank.writers)} writers"
    lines = [f"{sum(counts.values())} specimens of {len(counts)} labels by {writers}"]
    lines.append(f"most of them: {', '.join(f'{label} × {count}' for label, count in most)}")
    lines += [f"left out: {count} × {reason}" for reason, count in list(bank.dropped.items())[: args.show]]
    print(visible("\n".join([*lines, f"wrote {args.output}"])))


def _documents(stream: RecordStream, skipped: list[Skip]) -> Iterator[InkDocument]:
    from hmer_kit.data import Skip

    for record in stream:
        if record.ink is None:
            skipped.append(Skip(f"record {record.id!r:.80}", "no ink"))
            continue
        try:
            yield record.ink.load()
        except DataError as error:
            skipped.append(Skip(f"record {record.id!r:.80}: {error}", "ink cannot be read"))

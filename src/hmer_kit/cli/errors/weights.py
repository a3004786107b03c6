"""``hmer-kit sampling-weights``: how often each record should be drawn, by how hard its symbols are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._outputs import add_replace, require_free, write_text
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import argparse

    from hmer_kit.error_mining import ConfusionTable

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Weigh the records of a training set by how often a model goes wrong on their symbols: from 1 to
--max-weight, as torch's WeightedRandomSampler takes them. Confusions come from prediction files, out-of-fold ones at
best, or from a table that hmer-kit confusions --as store wrote."""
_EPILOG = """examples:
  hmer-kit sampling-weights crohme/train --confusions fold0.json --confusions fold1.json --output weights.tsv
  hmer-kit sampling-weights crohme/train --confusions table.json --json > weights.jsonl

output:
  id TAB weight, a line for each record in the order of the data

exit codes:
  0  every record has a weight
  1  some records were skipped; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""
_STORE_BYTES = 2**28


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train", "--confusions", "a.json", "--confusions", "b.json"]).confusions
        ['a.json', 'b.json']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="training set of any format")
    parser.add_argument(
        "--confusions",
        action="append",
        required=True,
        metavar="FILE",
        help="prediction file or stored table; repeat it",
    )
    add_format(parser)
    parser.add_argument("--max-weight", type=float, default=4.0, metavar="X", help="weight of the hardest (4)")
    parser.add_argument("--combine", choices=("max", "mean"), default="max", help="of the symbols of a record (max)")
    parser.add_argument(
        "--prior", type=float, default=20.0, metavar="X", help="sightings that the prior counts as (20)"
    )
    parser.add_argument("--output", metavar="FILE", help="write to a file instead of standard output")
    add_replace(parser)
    parser.add_argument("--json", action="store_true", help="a JSON object a line instead: id, weight")


def run(args: argparse.Namespace) -> int:
    r"""Print the weights; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text(json.dumps([{"gt": "X", "pred": "x", "img_id": "a"}]), encoding="utf-8")
        ...     _ = Path(folder, "train.tsv").write_text("a\tX\n", encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/train.tsv", "--confusions", str(file), "--json"]))
        {"id": "a", "weight": 4.0}
        0
    """
    from hmer_kit.cli.data._sets import read_set
    from hmer_kit.error_mining import sampling_weights

    if args.output is not None:
        require_free(args.output, replace=args.replace)
    table, bad = _table(args.confusions[0])
    for file in args.confusions[1:]:
        more, skipped = _table(file)
        table, bad = table + more, bad + skipped
    records, skipped = read_set(args.data, format=args.format, style=args.style)
    weights = sampling_weights(records, table, max_weight=args.max_weight, combine=args.combine, prior=args.prior)
    pairs = zip(records, weights, strict=True)
    if args.json:
        lines = [json.dumps({"id": record.id, "weight": weight}) for record, weight in pairs]
    else:
        lines = [f"{visible(record.id)}\t{weight:.6f}" for record, weight in pairs]
    if args.output is None:
        print("\n".join(lines))
    else:
        write_text(args.output, "\n".join(lines), replace=args.replace)
        print(visible(f"wrote {args.output}"))
    return int(bool(bad or skipped))


def _table(file: str) -> tuple[ConfusionTable, int]:
    """Return the confusions of a stored table or of predictions, and how many records were bad."""
    from hmer_kit._files import decode, read_bytes
    from hmer_kit.data import read_predictions
    from hmer_kit.error_mining import ConfusionTable
    from hmer_kit.exceptions import FormatError

    try:
        data = read_bytes(file, max_bytes=_STORE_BYTES, what="confusion table or prediction file")
        return ConfusionTable.from_json(decode(data, path=file)), 0
    except FormatError:
        read = read_predictions(file, on_bad="skip")
    name_skips(read.skipped, read=len(read.records), where=file)
    preds, target = [record.prediction or "" for record in read.records], [record.reference for record in read.records]
    return ConfusionTable.from_pairs(preds, target, ids=[record.id for record in read.records]), len(read.skipped)

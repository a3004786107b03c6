"""The options of ``hmer-kit confusions``, and the command at work."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._outputs import add_replace, require_free, write_text
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from hmer_kit.error_mining import ConfusionTable

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Count which symbols a recognizer takes for which, leaves out and puts in: one edit of an alignment
at a time, with the samples where it happened. Runaway predictions are named and not counted. Several files are counted
together."""
_EPILOG = """examples:
  hmer-kit confusions predictions.json
  hmer-kit confusions predictions.json --only ink --symbols --families --cycles
  hmer-kit confusions predictions.json --as heat_map --output confusions.svg
  hmer-kit confusions predictions.json --as graphml --output confusions.graphml
  hmer-kit confusions after.json --against before.json
  hmer-kit confusions predictions.json --as csv > confusions.csv

forms (--as):
  table, markdown, csv   the pairs, the commonest first
  json                   everything, as hmer_kit.error_mining.ConfusionTable.to_dict gives it
  store                  JSON that ConfusionTable.from_json reads
  heat_map, graph        pictures (SVG): symbols most often confused; families of look-alikes
  dot, graphml, node_link  the graph of all confusions, for Graphviz, Gephi, networkx and D3

exit codes:
  0  all predictions were counted
  1  some records were bad and skipped; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""
_FORMS = ("table", "markdown", "csv", "json", "store", "heat_map", "graph", "dot", "graphml", "node_link")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.json", "--as", "dot"]).form
        'dot'
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="prediction file, folder or zip, with references")
    parser.add_argument("--as", dest="form", choices=_FORMS, default="table", help="what is printed; default: table")
    parser.add_argument("--json", action="store_const", const="json", dest="form", help="the same as --as json")
    parser.add_argument("--only", choices=("ink", "notation"), help="what differs in ink, or in notation alone")
    parser.add_argument(
        "--against", metavar="FILE", help="compare with these predictions, those of before: exact tests"
    )
    parser.add_argument("--show", type=whole_number, default=20, metavar="N", help="pairs to show; 0 for all (20)")
    parser.add_argument("--examples", type=whole_number, default=3, metavar="N", help="ids to name for a pair (3)")
    parser.add_argument(
        "--cost", choices=("edits", "structure"), default="edits", help="what the alignment keeps least; default: edits"
    )
    table = parser.add_argument_group("more in the table")
    table.add_argument("--symbols", action="store_true", help="symbols that go wrong, with rates and intervals")
    table.add_argument("--families", action="store_true", help="families of look-alikes")
    table.add_argument("--cycles", action="store_true", help="symbols taken for each other in a circle")
    parser.add_argument("--output", metavar="FILE", help="write to a file instead of standard output")
    add_replace(parser)


def run(args: argparse.Namespace) -> int:
    """Count, and show what was asked for; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text(json.dumps([{"gt": "X + 1", "pred": "x + 1", "img_id": "a"}]), encoding="utf-8")
        ...     run(parser.parse_args([str(file)]))
        written  read  times  rate                     notation  samples  examples
        X        x         1  100.0 % (20.7 .. 100.0)         0        1  a
        1 of 1 pairs, 1 edit; 1 of 1 samples wrong, 0 of them in notation only, 0 runaways left out
        0
    """
    if args.output is not None:
        require_free(args.output, replace=args.replace)
    table, bad = _table(args.files, args)
    if args.against is None:
        text = _text(table, args)
    else:
        before, more = _table([args.against], args)
        bad += more
        text = _compared(before, table, args)
    if args.output is None:
        print(text)
    else:
        write_text(args.output, text, replace=args.replace)
        print(visible(f"wrote {args.output}"))
    _say_runaways(table)
    return int(bad > 0)


def _table(files: list[str], args: argparse.Namespace) -> tuple[ConfusionTable, int]:
    """Return the confusions of all files together, and how many records were bad."""
    from hmer_kit.data import read_predictions
    from hmer_kit.error_mining import ConfusionStream

    stream = ConfusionStream(max_examples=max(10, args.examples), cost=args.cost)
    bad = 0
    for file in files:
        read = read_predictions(file, on_bad="skip")
        name_skips(read.skipped, read=len(read.records), where=file)
        bad += len(read.skipped)
        stream.update(
            [record.prediction or "" for record in read.records],
            [record.reference for record in read.records],
            ids=[record.id for record in read.records],
        )
    table = stream.table()
    return {"ink": table.ink, "notation": table.notation}.get(args.only, lambda: table)(), bad


def _text(table: ConfusionTable, args: argparse.Namespace) -> str:
    from hmer_kit import error_mining
    from hmer_kit.cli.scores.confusions import graphs, tables

    writers: dict[str, Callable[[], str]] = {
        "table": lambda: tables.as_table(table, args),
        "markdown": lambda: visible(error_mining.confusions_markdown(table, args.show or None)),
        "csv": lambda: visible(error_mining.confusions_csv(table)).rstrip("\n"),
        "json": lambda: json.dumps(table.to_dict()),
        "store": table.to_json,
        "heat_map": lambda: error_mining.heat_map_svg(table),
        "graph": lambda: error_mining.confusion_graph_svg(table),
        "dot": lambda: graphs.as_dot(table),
        "graphml": lambda: graphs.as_graphml(table),
        "node_link": lambda: graphs.as_node_link(table),
    }
    return writers[args.form]()


def _compared(before: ConfusionTable, after: ConfusionTable, args: argparse.Namespace) -> str:
    from hmer_kit.cli.scores.confusions import tables
    from hmer_kit.error_mining import compare_confusions

    if args.form not in {"table", "json"}:
        raise InputError(f"expected --as table or json with --against, got {args.form}")
    found = compare_confusions(before, after)
    if args.form == "json":
        return json.dumps(tables.changes(found))
    return visible(found.table(args.show or None))


def _say_runaways(table: ConfusionTable) -> None:
    if table.runaway_count:
        shown = ", ".join(map(repr, table.runaways[:5]))
        more = f" and {table.runaway_count - 5} more" if table.runaway_count > 5 else ""
        say(f"{table.runaway_count} runaway predictions left out: {shown}{more}")

"""``hmer-kit check-labels``: what is wrong with the labels of a data set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import FormatError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from hmer_kit.data import LabelReport, Record, RecordStream

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Look through the labels of a data set: control characters, spacing, braces, what does not parse, what
its tree text does not give back, and pictures that are broken, blank, or of another shape than so many symbols have.
With more evidence the labels are also held against symbol counts, label graphs, the symbols of the ink, a spelling."""
_EPILOG = """examples:
  hmer-kit check-labels crohme/train
  hmer-kit check-labels crohme_train.tar.xz --ink --dialect crohme
  hmer-kit check-labels captions.tsv --counts counts.tsv --graphs label_graphs
  hmer-kit check-labels crohme/train --json > findings.jsonl
  hmer-kit label-noise first.json second.json     labels that several models contradict

exit codes:
  0  nothing was found
  1  some labels deserve a look, or some records were skipped
  2  wrong usage, or a data set that cannot be read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train", "--dialect", "crohme"]).dialect
        'crohme'
    """
    from hmer_kit.latex import DIALECTS

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="data set of any format")
    add_format(parser)
    evidence = parser.add_argument_group("evidence")
    evidence.add_argument("--no-pictures", action="store_true", help="look at no picture")
    evidence.add_argument("--ink", action="store_true", help="compare the symbols and relations of the ink too")
    evidence.add_argument("--dialect", choices=tuple(DIALECTS), help="name what this data set spells otherwise")
    evidence.add_argument("--counts", metavar="TSV", help="id TAB count string, to hold the labels against")
    evidence.add_argument("--graphs", metavar="PATH", help="label graphs (.lg) called by the ids of the records")
    parser.add_argument("--examples", type=whole_number, default=3, metavar="N", help="ids to name in a row (3)")
    parser.add_argument("--list", action="store_true", help="a line for each finding instead of the table")
    parser.add_argument("--json", action="store_true", help="a JSON object a line for each finding")


def run(args: argparse.Namespace) -> int:
    r"""Print what was found; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + 1\nb\t{ x\n", encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/a.tsv"]))
        2 records, 1 with something to look at: 1 × closing braces missing, 1 × unclosed_group
        kind      reason                  records  examples
        braces    closing braces missing  1        b
        unparsed  unclosed_group          1        b
        1
    """
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.data import PUBLISHED_STYLE, check_labels

    bad: list[str] = []
    checks = _checks(args, bad)
    stream = open_set(args.data, format=args.format, style=None if args.no_pictures else args.style or PUBLISHED_STYLE)
    report = check_labels(_without_pictures(stream) if args.no_pictures else stream, checks=checks)
    _show(report, args)
    name_skips(stream.skipped, read=report.records, where=args.data)
    for problem in bad[:20]:
        say(problem)
    return int(bool(report.findings or stream.skipped or bad))


def _without_pictures(stream: RecordStream) -> Iterator[Record]:
    from dataclasses import replace

    return (replace(record, image=None) for record in stream)


def _show(report: LabelReport, args: argparse.Namespace) -> None:
    if args.json:
        for row in report.rows():
            print(json.dumps(row))
        return
    lines = [report.summary()]
    if args.list:
        lines += map(str, report.findings)
    elif report.findings:
        lines.append(report.table(args.examples))
    print(visible("\n".join(lines)))


def _checks(args: argparse.Namespace, bad: list[str]) -> list[Any]:
    from hmer_kit.data import DEFAULT_CHECKS, counts_check, dialect_check, graph_check, ink_check

    checks: list[Any] = list(DEFAULT_CHECKS)
    if args.dialect is not None:
        checks.append(dialect_check(args.dialect))
    if args.ink:
        checks.append(ink_check())
    if args.counts is not None:
        checks.append(counts_check(_of_id(_counts(args.counts, bad))))
    if args.graphs is not None:
        checks.append(graph_check(_of_id(_graphs(args.graphs, bad))))
    return checks


def _of_id(found: dict[str, Any]) -> Callable[[Record], Any]:
    return lambda record: found.get(record.id)


def _counts(file: str, bad: list[str]) -> dict[str, Any]:
    from hmer_kit.counting import loads_counts
    from hmer_kit.data import read_references

    read = read_references(file)
    bad += map(str, read.skipped)
    found: dict[str, Any] = {}
    for record in read.records:
        try:
            found[record.id] = loads_counts(record.reference)
        except FormatError as error:
            bad.append(f"{file} (id {record.id!r}): {error}")
    return found


def _graphs(path: str, bad: list[str]) -> dict[str, Any]:
    """Return the label graphs of a folder or an archive by the last part of their names."""
    from hmer_kit.data import read_label_graphs
    from hmer_kit.latex import label_graph, parse

    read = read_label_graphs(path)
    bad += map(str, read.skipped)
    return {record.id.rpartition("/")[2]: label_graph(parse(record.reference)) for record in read.records}

"""The options of ``hmer-kit report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._numbers import whole_from
from hmer_kit.cli.scores._names import names_of

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments"]

_DESCRIPTION = """Write one self-contained HTML file about predictions: scores with intervals under several protocols,
comparison with another run, confusions, rates by depth, structures, length and writer, runaways, symbols counted wrong,
references that deserve a second look, learning curve, and all samples to browse. The first file is reported on; further
ones, predictions of other models for the same samples, have a row in the score table and vote on the references."""
_EPILOG = """examples:
  hmer-kit report predictions.json
  hmer-kit report predictions.json --data crohme/test2014 --output runs/report.html
  hmer-kit report predictions.json --against baseline.json --title "With Tree-CoT"
  hmer-kit report results.zip --references crohme/test2014 --data crohme/test2014
  hmer-kit report predictions.json --log runs/lora_1_gpu/version_0/metrics.csv

exit codes:
  0  the report is written (with --references, samples may be missing: the page names them)
  1  it is written, but something is left out of it: bad records (--on-bad skip), predictions that do not fit the
     references, pictures that cannot be read, lines of the log, a comparison without a common sample; each is named
     on standard error
  2  wrong usage, or a file that cannot be read or written; there is no report, or the one that was there before
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> args = parser.parse_args(["a.json", "b.json", "--against", "c.json", "--protocol", "loose"])
        >>> args.files, args.against, args.protocol, str(args.output)
        (['a.json', 'b.json'], 'c.json', ['loose'], 'report.html')
    """
    from hmer_kit.report import REPORT_GROUPINGS, REPORT_MEASURES, REPORT_PROTOCOLS
    from hmer_kit.scoring import GROUPINGS, MEASURES, PROTOCOLS

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("files", nargs="+", metavar="PREDICTIONS", help="prediction file, folder or zip")
    parser.add_argument(
        "--output", type=Path, default=Path("report.html"), metavar="FILE", help="where it goes (default: report.html)"
    )
    parser.add_argument("--title", help="headline of the page (default: the name of the first file)")
    parser.add_argument(
        "--references",
        metavar="CAPTIONS",
        help="captions.tsv (id TAB LaTeX), the folder that holds it, or a data set of any other format: report on this "
        "whole test set, joined by id",
    )
    parser.add_argument("--against", metavar="FILE", help="compare the first file with these predictions")
    parser.add_argument("--data", metavar="DATA", help="data set with the pictures and writers, joined by id")
    parser.add_argument(
        "--log", metavar="CSV", help="learning curve: metrics.csv of Lightning's CSVLogger, or its folder"
    )
    parser.add_argument(
        "--protocol",
        type=names_of(PROTOCOLS, "protocol"),
        default=list(REPORT_PROTOCOLS),
        metavar="NAMES",
        help="what counts as an error, the first for headline and samples; with commas, out of "
        f"{', '.join(PROTOCOLS)}, or all (default: {','.join(REPORT_PROTOCOLS)})",
    )
    parser.add_argument(
        "--measures",
        type=names_of(MEASURES, "measure"),
        default=list(REPORT_MEASURES),
        metavar="NAMES",
        help=f"what to show under each protocol, with commas, out of {', '.join(MEASURES)}, or all",
    )
    parser.add_argument(
        "--by",
        type=names_of(GROUPINGS, "size of the reference"),
        default=list(REPORT_GROUPINGS),
        metavar="NAMES",
        help=f"sizes of the reference to break the rate down by, with commas, out of {', '.join(GROUPINGS)}, or all "
        f"(default: {','.join(REPORT_GROUPINGS)}, and the writer where he is known)",
    )
    parser.add_argument(
        "--resamples",
        type=whole_from(1),
        default=1000,
        metavar="N",
        help="bootstrap resamples of an interval (default: 1000)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="what they are drawn from (default: 0)")
    parser.add_argument(
        "--json", action="store_true", help="say where the report is and what is in it as a JSON object"
    )
    parser.add_argument(
        "--on-bad",
        choices=("raise", "skip"),
        default="raise",
        help="what to do about a bad record: give up (default), or leave it out and name it",
    )
    add_format(parser)

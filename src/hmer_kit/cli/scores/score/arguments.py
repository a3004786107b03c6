"""The options of ``hmer-kit score``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli.scores._names import names_of

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments"]

_DESCRIPTION = """Score prediction files: expression rate with tolerance, mean edit score, token error rate, BLEU-4 and
the released script's "CER", or any other measure, under any protocol. A prediction file is JSON, JSON Lines, CSV, TSV,
or a folder or zip with a file for each sample."""
_EPILOG = """examples:
  hmer-kit score predictions.json
  hmer-kit score --protocol all predictions.json           one column for each protocol
  hmer-kit score --references crohme/test2014 results.zip  against the whole test set
  hmer-kit score --by depth --intervals predictions.json
  hmer-kit score --against baseline.json predictions.json  paired tests, and what flipped
  hmer-kit score --visual predictions.json                 what it looks like: strict rate and CDM
  hmer-kit score --measures structure_rate,count_mae --as latex *_pred.json
  hmer-kit score --json *_pred.json > scores.jsonl

a whole test set:
  Without --references the samples are those of the prediction file, so one that the recognizer gave no answer to
  is left out of every rate. With --references the samples are all captions of the test set: one without a
  prediction is wrong at every tolerance, and counts as an empty prediction where tokens are summed up. Such samples
  are counted in the signature (missing:N) and named. The captions are the references then, not the file's own gt.

exit codes:
  0  every prediction was scored (with --references, samples may be missing: see the table or the JSON)
  1  some records were bad and skipped (--on-bad skip), or do not fit the references; each is named on standard error
  2  wrong usage, or a file that cannot be read or holds a bad record; the other files are scored
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> args = parser.parse_args(["a.json", "--json", "--protocol", "same_ink,loose"])
        >>> args.files, args.form, args.protocol
        (['a.json'], 'json', ['same_ink', 'loose'])
    """
    from hmer_kit.scoring import GROUPINGS, MEASURES, PROTOCOLS, REPORTED_MEASURES

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="prediction file, folder or zip")
    parser.add_argument(
        "--references",
        metavar="CAPTIONS",
        help="captions.tsv (id TAB LaTeX), the folder that holds it, or a data set of any other format: score against "
        "this whole test set, joined by id",
    )
    parser.add_argument(
        "--protocol",
        type=names_of(PROTOCOLS, "protocol"),
        default=["released"],
        metavar="NAMES",
        help=f"what counts as an error: one or more, with commas, out of {', '.join(PROTOCOLS)}, or all; "
        "released (default): token edits between blanks, as published scores do",
    )
    parser.add_argument(
        "--measures",
        type=names_of(MEASURES, "measure"),
        default=list(REPORTED_MEASURES),
        metavar="NAMES",
        help=f"what to show, with commas, out of {', '.join(MEASURES)}, or all; default: what the released script does",
    )
    parser.add_argument(
        "--by", choices=tuple(GROUPINGS), help="also score groups of samples by a size of the reference"
    )
    parser.add_argument("--against", metavar="FILE", help="also compare with these predictions, on the samples of both")
    parser.add_argument("--intervals", action="store_true", help="also 95 %% intervals by 1,000 bootstrap resamples")
    parser.add_argument(
        "--visual",
        action="store_true",
        help="also what predictions look like: strict equality on the tree, and CDM (needs the extra hmer_kit[visual])",
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=("table", "json", "markdown", "latex"),
        default="table",
        help="plain table (default); a JSON object a line for each file and protocol, unrounded; a Markdown table with "
        "a row for each; rows of a LaTeX table",
    )
    parser.add_argument("--json", action="store_const", const="json", dest="form", help="the same as --as json")
    parser.add_argument(
        "--on-bad",
        choices=("raise", "skip"),
        default="raise",
        help="what to do about a bad record: give the file up (default), or leave the record out and name it",
    )

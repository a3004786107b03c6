"""The options of ``hmer-kit reread``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._outputs import add_replace
from hmer_kit.cli.models._predictor import add_model
from hmer_kit.cli.models.predict.arguments import add_predictor

if TYPE_CHECKING:
    import argparse

__all__ = ["SIMILARITIES", "STRATEGIES", "WEIGHINGS", "add_arguments"]

STRATEGIES = ("vote", "rerank", "tree", "counts", "correct")
WEIGHINGS = ("votes", "score", "confidence")
SIMILARITIES = ("tokens", "layout")

_DESCRIPTION = """Read pictures with a strategy at test time: ask more than once, and take what holds together. The
model is loaded into this process, or behind a server, as for hmer-kit predict."""
_EPILOG = """examples:
  hmer-kit reread vote --model m --data crohme/test2014 --output voted.jsonl --candidates 8 --temperature 0.7
  hmer-kit reread vote --model a --also b --also c --data crohme/test2014 --output voted.jsonl
  hmer-kit reread tree --server http://localhost:8000/v1 --model m --data crohme/test2014 --output checked.jsonl
  hmer-kit reread correct --model m --data crohme/test2014 --predictions pred.jsonl --output fixed.jsonl --guard counts

strategies:
  vote     what most of all candidates, models and --tasks say
  rerank   the candidate that is most like all others
  tree     Tree-CoT: where tree and LaTeX do not say the same, the plain question decides
  counts   the candidate whose symbols are nearest to those that the model counts
  correct  the model marks the errors of --predictions and corrects them, round by round

output:
  One JSON object a line: img_id, gt, pred, confidence, decision, evidence; hmer-kit score reads it. All answers are in
  memory until the end. If the model fails on the way, what was found by then is written.

exit codes:
  0  every picture has an answer
  1  some have none, or records were left out; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> args = parser.parse_args(["vote", "--model", "m", "--data", "d", "--output", "v.jsonl", "--also", "n"])
        >>> args.strategy, args.also, args.weigh
        ('vote', ['n'], 'votes')
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("strategy", choices=STRATEGIES, metavar="STRATEGY", help=", ".join(STRATEGIES))
    add_model(parser)
    parser.add_argument("--data", required=True, help="data set of any format, or a folder of pictures alone")
    add_format(parser)
    parser.add_argument("--output", required=True, metavar="FILE", help="file to write, by custom .jsonl")
    add_replace(parser)
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pictures")
    _add_strategies(parser)
    add_predictor(parser)
    parser.add_argument("--json", action="store_true", help="print the counts as a JSON object")


def _add_strategies(parser: argparse.ArgumentParser) -> None:
    votes = parser.add_argument_group("vote and rerank")
    votes.add_argument("--also", action="append", default=[], metavar="NAME", help="a further model; repeat it")
    votes.add_argument(
        "--tasks", default="vanilla", metavar="NAMES", help="vanilla, tree_cot, symbol_counting, with commas"
    )
    votes.add_argument("--weigh", choices=WEIGHINGS, default="votes", help="what a reading weighs (votes)")
    votes.add_argument("--similarity", choices=SIMILARITIES, default="tokens", help="rerank: what is alike")
    parser.add_argument(
        "--profile", choices=("exact", "same_ink", "loose"), default="same_ink", help="when two readings are the same"
    )
    fix = parser.add_argument_group("correct")
    fix.add_argument("--predictions", metavar="FILE", help="what to correct, joined by id")
    fix.add_argument("--rounds", type=int, default=3, metavar="N", help="most corrections of a sample (3)")
    fix.add_argument("--basis", choices=("both", "log", "latex"), default="both", help="what the correction is (both)")
    fix.add_argument(
        "--guard", choices=("counts", "closer"), help="accept what has the counted symbols, or is nearer to them"
    )

r"""``hmer-kit quickstart``: the whole job on one computer, in minutes.

Data, five tasks, training, scores, confusions, report: the files of this folder in that order, and a picture of how the
library's parts go together.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from hmer_kit.cli.models.quickstart.evaluation import Evaluation

__all__ = ["add_arguments", "run"]

_EPILOG = """examples:
  hmer-kit quickstart
  hmer-kit quickstart --data crohme/train --limit 64 --steps 30

--data takes a folder with captions.tsv (id TAB LaTeX) and images/ or images.zip, or any other format that the library
reads. It tests on the test part of the set itself, where there is one; on the first folder test* beside it that has
captions.tsv; else on a fifth of its own expressions.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options.

    Args:
        parser: Parser of the subcommand.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--steps", "30"]).steps
        30
    """
    parser.description = "Train, score and report on a small recognizer from scratch, on CPU."
    parser.epilog = _EPILOG
    parser.add_argument("--data", metavar="DATA", help="real data of any format (default: synthetic handwriting)")
    parser.add_argument("--limit", type=_positive, metavar="N", help="most training pictures of --data")
    parser.add_argument(
        "--steps",
        type=_positive,
        default=7000,
        metavar="N",
        help="steps of training (default: 7000, some five minutes)",
    )
    parser.add_argument(
        "--minutes", type=_minutes, default=8.0, metavar="M", help="end training then, done or not (default: 8)"
    )
    parser.add_argument(
        "--test-size", type=_positive, default=512, metavar="N", help="most test pictures (default: 512)"
    )
    parser.add_argument("--seed", type=_seed, default=0, help="seed of data, weights and mixture (default: 0)")
    parser.add_argument(
        "--output", type=Path, default=Path("runs/quickstart"), metavar="FOLDER", help="where results go"
    )
    parser.add_argument("--json", action="store_true", help="print the scores as a JSON object, all else to stderr")
    parser.add_argument("--smoke", action="store_true", help="a few steps on few pictures: does everything run?")


def run(args: argparse.Namespace) -> int:
    """Do the whole job and print it.

    Args:
        args: Parsed options.

    Returns:
        Exit code.

    Raises:
        HmerKitError: The data cannot be read, or the options do not go together.
        OSError: The output folder cannot be written.

    Examples:
        >>> run(argparse.Namespace(data=None, limit=4))
        Traceback (most recent call last):
        hmer_kit.exceptions.InputError: expected --data with --limit: synthetic handwriting has no end to be limited
    """
    from hmer_kit.cli.models.quickstart.recipe import Settings, quickstart

    if args.limit is not None and args.data is None:
        raise InputError("expected --data with --limit: synthetic handwriting has no end to be limited")
    settings = Settings(
        data=args.data,
        limit=args.limit,
        seconds=60 * args.minutes,
        steps=6 if args.smoke else args.steps,
        test_size=8 if args.smoke else args.test_size,
        seed=args.seed,
        output=args.output,
    )
    evaluation = quickstart(settings, out=sys.stderr if args.json else sys.stdout)
    if args.json:
        print(json.dumps(_as_json(evaluation, args.output), allow_nan=False))
    return 0


def _as_json(evaluation: Evaluation, output: Path) -> dict[str, object]:
    from hmer_kit.scoring import REPORTED_MEASURES

    return {
        "model": str(output / "model"),
        "report": str(output / "report.html"),
        "skipped": len(evaluation.skipped),
        "tasks": {
            name: {
                "n": item.scores.n,
                "rates": {rate: _finite(value) for rate, value in item.scores.rates(REPORTED_MEASURES).items()},
                "count_error": _finite(item.count_error),
                "parseable": item.parseable,
                "signature": item.scores.signature,
            }
            for name, item in evaluation.tasks.items()
        },
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _positive(text: str) -> int:
    return _whole(text, least=1, most=2**31 - 1)


def _seed(text: str) -> int:
    return _whole(text, least=0, most=2**32 - 1)


def _whole(text: str, *, least: int, most: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"expected a whole number from {least} to {most}, got {text!r}")
    return value


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number of minutes above 0, got {text!r}")
    return value

"""Runs ``hmer-kit init``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say, visible
from hmer_kit.cli.project.init.files import FAMILIES, find_data, project_files, write_files

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Begin a project of your own: a recipe for hmer-kit train, the same training as a short script, options
for hmer-kit predict and score, and a place for the data, each explained where it stands. Files that are there already
are never touched: they are named, and nothing is written."""
_EPILOG = """examples:
  hmer-kit init formulas
  hmer-kit init formulas --family smolvlm --data crohme
  hmer-kit init formulas --model models/mine --data crohme/train

DATA is a data set of any format that the library reads. Where it has a folder train and one named val... or test...,
training and testing are told apart; else it is all trained on, and data/test of the project is tested on.

exit codes:
  0  the files are written
  2  wrong usage, files that are there already, or a folder that cannot be written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["formulas"]).family
        'qwen2_5_vl'
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("folder", metavar="FOLDER", help="the project; made if absent")
    model = parser.add_mutually_exclusive_group()
    families = ", ".join(f"{family} ({name})" for family, name in FAMILIES.items())
    model.add_argument(
        "--family", choices=tuple(FAMILIES), default="qwen2_5_vl", help=f"whose model to begin with: {families}"
    )
    model.add_argument("--model", metavar="NAME", help="any other model: folder or hub name of its weights")
    parser.add_argument("--data", metavar="DATA", help="your data (default: data/train and data/test, to be filled)")
    parser.add_argument("--json", action="store_true", help="print what was written as a JSON object")


def run(args: argparse.Namespace) -> int:
    """Write the files, print what they are; return the exit code.

    Examples:
        >>> import argparse, tempfile
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     run(parser.parse_args([folder, "--json"]))  # doctest: +ELLIPSIS
        {"folder": ..., "model": "Qwen/Qwen2.5-VL-3B-Instruct", "train": "data/train", ...}
        0
    """
    data = find_data(args.data)
    model = _model(args)
    written = write_files(Path(args.folder), project_files(model, data))
    if args.data is not None and data.val is None:
        say(f"{args.data} has no folders train and test: all of it is trained on, and data/test has to be filled")
    if args.json:
        files = [str(path) for path in written]
        places = {"train": data.train, "val": data.val, "test": data.test}
        print(json.dumps({"folder": args.folder, "model": model, **places, "files": files}))
    else:
        lines = [*(f"wrote {path}" for path in written), f"next: read {Path(args.folder) / 'README.md'}"]
        print(visible("\n".join(lines)))
    return 0


def _model(args: argparse.Namespace) -> str:
    """Return the name of the weights; of a folder the absolute one, for the project lies elsewhere."""
    if args.model is None:
        return FAMILIES[args.family]
    place = Path(args.model).expanduser()
    return str(place.resolve()) if place.is_dir() else str(args.model)

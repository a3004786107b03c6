"""The arguments of ``hmer-kit train``: recipes are listed and shown here, all else is Lightning's."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path

from hmer_kit.exceptions import InputError, MissingExtraError

__all__ = ["add_arguments", "recipe_names", "recipe_path", "run"]

_RECIPES = Path(__file__).with_name("recipes")
_JOBS = ("fit", "validate", "test", "predict")
_DESCRIPTION = """Train, validate, test or predict as a recipe says: a YAML file that LightningCLI reads. Each of its
values can be given on the command line too. A training that was killed goes on when the same command is given again,
if its recipe keeps ResumableCheckpoints; those of hmer_kit do."""
_EPILOG = """examples:
  hmer-kit train recipes                              the recipes that come with hmer_kit
  hmer-kit train recipes lora_1_gpu > mine.yaml       one of them, to be changed
  hmer-kit train fit --config mine.yaml
  hmer-kit train fit --config lora_1_gpu --data.train crohme/train --data.val crohme/test2014
  hmer-kit train fit --config mine.yaml --trainer.fast_dev_run 1
  hmer-kit train validate --config mine.yaml --ckpt_path runs/mine/step-000001000.ckpt
  hmer-kit train fit --help                           everything that can be set

A recipe names classes, which are imported: it is code. Run your own, and those that you have read.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["fit", "--config", "mine.yaml"]).rest
        ['--config', 'mine.yaml']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("job", choices=[*_JOBS, "recipes"], help="what to do")
    parser.add_argument(
        "rest", nargs=argparse.REMAINDER, metavar="...", help="name of a recipe, or Lightning's options"
    )


def run(args: argparse.Namespace) -> int:
    """List recipes, show one, or let Lightning do the job.

    Raises:
        MissingExtraError: jsonargparse, which reads recipes, is not installed.
        InputError: There is no such recipe, or nothing says what to do.

    Examples:
        >>> run(argparse.Namespace(job="recipes", rest=[]))  # doctest: +ELLIPSIS
        lora_1_gpu...
        0
    """
    if args.job == "recipes":
        return _show(args.rest)
    if find_spec("jsonargparse") is None:
        raise MissingExtraError(
            "recipes are read by jsonargparse, which is not installed; pip install 'hmer_kit[config]' and try again"
        )
    if not args.rest:
        raise InputError(
            f"expected what to {args.job}: --config FILE, or the name of a recipe as in "
            f"`hmer-kit train {args.job} --config {recipe_names()[0]}`; `hmer-kit train recipes` lists them"
        )
    from hmer_kit.cli.models.train.lightning_cli import run_job

    run_job([args.job, *_with_paths(args.rest)])
    return 0


def recipe_names() -> list[str]:
    """Return the names of the recipes that come with hmer_kit.

    Examples:
        >>> "paper_8_gpus" in recipe_names()
        True
    """
    return sorted(path.stem for path in _RECIPES.glob("*.yaml"))


def recipe_path(name: str) -> Path:
    """Return the file of a recipe.

    Args:
        name: One of ``recipe_names()``.

    Raises:
        InputError: There is none of that name.

    Examples:
        >>> recipe_path("paper_8_gpus").name
        'paper_8_gpus.yaml'
    """
    if name not in recipe_names():
        raise InputError(f"expected the name of a recipe, one of {', '.join(recipe_names())}, got {name!r}")
    return _RECIPES / f"{name}.yaml"


def _show(names: list[str]) -> int:
    for name in names:
        print(recipe_path(name).read_text(encoding="utf-8"), end="")
    if not names:
        for name in recipe_names():
            first = recipe_path(name).read_text(encoding="utf-8").partition("\n")[0]
            print(f"{name:<24}{first.lstrip('# ')}")
    return 0


def _with_paths(rest: list[str]) -> list[str]:
    """Put the file of a recipe where ``--config`` names one of ours and there is no such file."""
    words = [part for word in rest for part in (word.split("=", 1) if word.startswith("--config=") else [word])]
    for place in range(1, len(words)):
        if (
            words[place - 1] in {"--config", "-c"}
            and words[place] in recipe_names()
            and not Path(words[place]).exists()
        ):
            words[place] = str(recipe_path(words[place]))
    return words

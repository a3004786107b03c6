"""The commands, by subject: data only. A command is listed here and imported when it is chosen."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COMMANDS", "Command"]


class Command(NamedTuple):
    """One command.

    Examples:
        >>> COMMANDS["count"].module
        'hmer_kit.cli.expressions.count'
    """

    module: str
    """Module with ``add_arguments(parser)`` and ``run(args) -> int``."""
    summary: str
    """What it does, in one line."""

    @property
    def subject(self) -> str:
        """What it is about: the room of its module."""
        return self.module.split(".")[2]


COMMANDS = {
    "tree": Command("hmer_kit.cli.expressions.tree", "print the Tree-CoT text of expressions"),
    "count": Command("hmer_kit.cli.expressions.count", "print the symbol counts of expressions"),
    "score": Command("hmer_kit.cli.scores.score", "score prediction files"),
    "build-tasks": Command("hmer_kit.cli.data.build_tasks", "make training data (ShareGPT JSON) for the five tasks"),
    "label-noise": Command(
        "hmer_kit.cli.errors.label_noise", "rank references that several prediction files contradict alike"
    ),
    "build-errors": Command(
        "hmer_kit.cli.errors.build_errors", "make an error corpus and its training data of predictions"
    ),
    "mine-errors": Command(
        "hmer_kit.cli.errors.mine_errors", "make models err on pictures that they have not seen, and collect it"
    ),
    "train": Command("hmer_kit.cli.models.train", "fine-tune a vision-language model by a recipe, on one GPU or many"),
    "predict": Command("hmer_kit.cli.models.predict", "let a model or a server read the pictures of a data set"),
    "demo": Command("hmer_kit.cli.models.demo", "try a model on a page in the browser: draw, or drop a picture"),
    "quickstart": Command("hmer_kit.cli.models.quickstart", "train, score and report on this computer, in minutes"),
}

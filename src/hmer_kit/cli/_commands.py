"""The commands, by subject: data only. A command is listed here and imported when it is chosen."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COMMANDS", "SUBJECTS", "Command"]

SUBJECTS = ("expressions", "scores", "data", "errors", "models", "project")
"""The rooms of commands, in the order of the help."""


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
    "parse": Command("hmer_kit.cli.expressions.parse", "parse expressions and print or draw their trees"),
    "normalize": Command(
        "hmer_kit.cli.expressions.normalize", "bring expressions to a normal form or another spelling"
    ),
    "complexity": Command("hmer_kit.cli.expressions.complexity", "print length, depth and structures of expressions"),
    "align": Command("hmer_kit.cli.expressions.align", "print the edits between a prediction and its reference"),
    "score": Command("hmer_kit.cli.scores.score", "score prediction files"),
    "report": Command("hmer_kit.cli.scores.report", "write an HTML report about prediction files"),
    "confusions": Command("hmer_kit.cli.scores.confusions", "count which symbols are read as which"),
    "selective": Command("hmer_kit.cli.scores.selective", "say what the confidences of a model are good for"),
    "inspect": Command("hmer_kit.cli.data.inspect", "say what a data set holds: format, labels, pictures"),
    "convert": Command("hmer_kit.cli.data.convert", "write a data set in another format"),
    "check-labels": Command("hmer_kit.cli.data.check_labels", "find what is wrong with the labels of a data set"),
    "vocabulary": Command("hmer_kit.cli.data.vocabulary", "make a vocabulary, or check a dictionary against labels"),
    "duplicates": Command("hmer_kit.cli.data.duplicates", "find records that repeat others, and drop them"),
    "leakage": Command("hmer_kit.cli.data.leakage", "say what test sets share with a training set"),
    "split": Command("hmer_kit.cli.data.split", "divide a data set into parts or folds without leaks"),
    "mix": Command("hmer_kit.cli.data.mix", "mix data sets by shares, counts or rounds"),
    "draw": Command("hmer_kit.cli.data.draw", "draw ink as pictures, or pictures on a contact sheet"),
    "synthesize": Command("hmer_kit.cli.data.synthesize", "write expressions in synthetic handwriting"),
    "symbol-bank": Command("hmer_kit.cli.data.symbol_bank", "cut symbols out of real ink, to synthesize with"),
    "build-tasks": Command("hmer_kit.cli.data.build_tasks", "make training data (ShareGPT JSON) for the five tasks"),
    "label-noise": Command(
        "hmer_kit.cli.errors.label_noise", "rank references that several prediction files contradict alike"
    ),
    "build-errors": Command(
        "hmer_kit.cli.errors.build_errors", "make an error corpus and its training data of predictions"
    ),
    "error-corpus": Command("hmer_kit.cli.errors.corpus", "say what error corpora hold, and merge them"),
    "mark": Command("hmer_kit.cli.errors.mark", "mark the errors of predictions, with their correction logs"),
    "correct": Command("hmer_kit.cli.errors.correct", "carry out correction logs on marked expressions"),
    "corrupt": Command("hmer_kit.cli.errors.corrupt", "put synthetic recognition errors into expressions"),
    "sampling-weights": Command("hmer_kit.cli.errors.weights", "weigh records by how hard their symbols are"),
    "mine-errors": Command(
        "hmer_kit.cli.errors.mine_errors", "make models err on pictures that they have not seen, and collect it"
    ),
    "train": Command("hmer_kit.cli.models.train", "fine-tune a vision-language model by a recipe, on one GPU or many"),
    "predict": Command("hmer_kit.cli.models.predict", "let a model or a server read the pictures of a data set"),
    "reread": Command("hmer_kit.cli.models.reread", "read pictures with voting, checks or detect-then-correct"),
    "grammar": Command("hmer_kit.cli.models.grammar", "print the grammar that holds a model to LaTeX, or check lines"),
    "demo": Command("hmer_kit.cli.models.demo", "try a model on a page in the browser: draw, or drop a picture"),
    "quickstart": Command("hmer_kit.cli.models.quickstart", "train, score and report on this computer, in minutes"),
    "init": Command("hmer_kit.cli.project.init", "begin a project of your own: recipe, data layout, train script"),
    "doctor": Command("hmer_kit.cli.project.doctor", "say what is installed, what is missing, and how to get it"),
    "completion": Command("hmer_kit.cli.project.completion", "print the script that completes commands in your shell"),
}

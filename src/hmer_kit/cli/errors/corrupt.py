"""``hmer-kit corrupt``: synthetic recognition errors in expressions."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible
from hmer_kit.cli.expressions._expressions import Answer, add_expression_arguments, run_answers

if TYPE_CHECKING:
    import argparse

    from hmer_kit.error_mining import ErrorDistribution

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print expressions with one, two or three synthetic recognition errors: look-alikes, symbols left out
and put in. With --like errors are drawn as the models of an error corpus make them. Equal seeds give equal errors."""
_EXAMPLES = r"""  hmer-kit corrupt --seed 3 '\frac { a } { b } + 2'
  hmer-kit corrupt --like errors/corpus.jsonl --json < captions.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["x"]).seed
        0
    """
    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="equal seeds give equal errors (0)")
    parser.add_argument("--like", metavar="CORPUS", help="draw errors as those of this error corpus are spread")


def run(args: argparse.Namespace) -> int:
    """Print the expressions with errors; return the exit code.

    Examples:
        >>> import argparse
        >>> run(argparse.Namespace(latex=["x + 1"], seed=0, like=None, jsonl=False))
        x 7
        0
    """
    from hmer_kit.error_mining import ErrorDistribution
    from hmer_kit.error_mining.corpus import open_corpus

    spread = None if args.like is None else ErrorDistribution.from_records(open_corpus(args.like))
    return run_answers(args, partial(_answer, rng=Random(args.seed), spread=spread))  # noqa: S311 - no secret


def _answer(latex: str, *, rng: Random, spread: ErrorDistribution | None) -> Answer:
    from hmer_kit.error_mining import corrupt
    from hmer_kit.latex import parse

    parse(latex)  # an error in what is broken already would teach nothing
    text = corrupt(latex, rng=rng) if spread is None else corrupt(latex, rng=rng, confusions=spread)
    return Answer(visible(text), {"prediction": text})

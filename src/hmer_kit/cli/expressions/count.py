"""``hmer-kit count``: the symbol counts of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli.expressions._expressions import add_expression_arguments, run_expressions

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print the count string of expressions, as the released data of Uni-MuMER has it: each token
but braces, in the order in which it first came, with its number. An expression that does not parse is bad here."""
_EXAMPLES = r"""  hmer-kit count '\frac { a } { b } + a'
  hmer-kit count < expressions.txt
  hmer-kit count --jsonl < expressions.txt > counts.jsonl
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args([]).jsonl
        False
    """
    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)


def run(args: argparse.Namespace) -> int:
    r"""Print the count strings; return the exit code.

    Examples:
        >>> import argparse
        >>> run(argparse.Namespace(latex=[r"x + x"], jsonl=True))
        {"latex": "x + x", "counts": "x: 2, +: 1"}
        0
    """
    return run_expressions(args, _count, key="counts")


def _count(latex: str) -> str:
    from hmer_kit.counting import count_symbols, dumps_counts
    from hmer_kit.latex import parse

    # Tokens can be counted in anything; that `{` counts as nothing would hide a broken caption from whoever asks here.
    parse(latex)
    return dumps_counts(count_symbols(latex))

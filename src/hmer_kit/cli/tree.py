"""``hmer-kit tree``: the released Tree-CoT text of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli._expressions import add_expression_arguments, run_expressions

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print the Tree-CoT text of expressions, as Uni-MuMER was trained on it: one symbol a line, a tab for
each level. Trees of several expressions are separated by an empty line."""
_EXAMPLES = r"""  hmer-kit tree '\frac { a } { b }'
  hmer-kit tree 'x ^ { 2 }' '\sqrt { y }'
  hmer-kit tree --jsonl < expressions.txt > trees.jsonl
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--jsonl", "x"]).latex
        ['x']
    """
    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)


def run(args: argparse.Namespace) -> int:
    r"""Print the trees; return the exit code.

    Examples:
        >>> import argparse
        >>> run(argparse.Namespace(latex=["x + y"], jsonl=False))
        x
        + (right)
        y (right)
        0
    """
    from hmer_kit.tree_cot import dumps

    return run_expressions(args, dumps, key="tree", blank_line_between=True)

"""``hmer-kit complexity``: how long, deep and structured expressions are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli.expressions._expressions import Answer, add_expression_arguments, run_answers

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print the sizes of expressions: symbols with ink, depth (rows around the most deeply nested row),
structures (fractions, roots, bases with scripts, matrices), tokens, and the nesting level as MNE counts it (N1 is level
1, N2 level 2; for N3 give --roots)."""
_EXAMPLES = r"""  hmer-kit complexity '\frac { x ^ { 2 } } { 3 }'
  hmer-kit complexity --json < expressions.txt > sizes.jsonl
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args([]).roots
        False
    """
    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("--roots", action="store_true", help="count roots in the nesting level too, as N3 of MNE does")


def run(args: argparse.Namespace) -> int:
    """Print the sizes; return the exit code.

    Examples:
        >>> import argparse
        >>> run(argparse.Namespace(latex=["x ^ { 2 } + 1"], roots=False, jsonl=False))
        4 symbols, depth 1, 1 structure, 7 tokens, nesting level 1
        0
    """
    return run_answers(args, _with_roots if args.roots else _without_roots)


def _with_roots(latex: str) -> Answer:
    from hmer_kit.latex import ROOTS, SCRIPTS_AND_FRACTIONS, nesting_level, parse

    return _answer(latex, level=nesting_level(parse(latex), relations=SCRIPTS_AND_FRACTIONS | ROOTS))


def _without_roots(latex: str) -> Answer:
    from hmer_kit.latex import nesting_level, parse

    return _answer(latex, level=nesting_level(parse(latex)))


def _answer(latex: str, *, level: int) -> Answer:
    from hmer_kit.latex import complexity, parse

    sizes = complexity(parse(latex))
    counts = ", ".join(
        [
            _counted(sizes.symbols, "symbol"),
            f"depth {sizes.depth}",
            _counted(sizes.structures, "structure"),
            _counted(sizes.tokens, "token"),
            f"nesting level {level}",
        ]
    )
    values = {"symbols": sizes.symbols, "depth": sizes.depth, "structures": sizes.structures, "tokens": sizes.tokens}
    return Answer(counts, {**values, "nesting_level": level})


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")

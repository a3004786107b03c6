"""``hmer-kit parse``: the symbol layout tree of expressions, to look at or for other programs."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible
from hmer_kit.cli.expressions._expressions import Answer, add_expression_arguments, run_answers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from hmer_kit.latex import LayoutTree

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Parse expressions, say where they are wrong, and print their symbol layout trees: as lines to look at,
as a picture, or in what other programs read. What does not parse is named with its token and a caret under it."""
_EXAMPLES = r"""  hmer-kit parse '\frac { a } { b ^ 2 }'
  hmer-kit parse --as svg '\sqrt { x }' > tree.svg
  hmer-kit parse --as mathml 'x ^ { 2 }'
  hmer-kit parse --recover '\frac { a } { b'      mended, and what was wrong
  hmer-kit parse --json < expressions.txt > trees.jsonl

forms:
  tree         a symbol a line, with the relation of each row
  outline      the same on one line
  latex        blank-separated LaTeX of the tree
  svg, mathml  a picture of the tree; presentation MathML of the expression
  label_graph  symbols and relations as in CROHME's label graphs
  json         the tree as nested JSON objects, which hmer-kit tree --format json --read reads
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--as", "svg", "x"]).form
        'svg'
    """
    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument(
        "--as", dest="form", choices=tuple(_FORMS), default="tree", help="form of the tree, see below; tree by default"
    )
    parser.add_argument("--recover", action="store_true", help="mend what does not parse, and say what was wrong")


def run(args: argparse.Namespace) -> int:
    r"""Print the trees; return the exit code.

    Examples:
        >>> import argparse
        >>> run(argparse.Namespace(latex=[r"\frac { a } { b }"], form="tree", recover=False, jsonl=False))
        \frac
        ├─ above: a
        └─ below: b
        0
    """
    answer = partial(_answer, write=_FORMS[args.form], key=args.form, on_error="recover" if args.recover else "raise")
    return run_answers(args, answer, blank_line_between=args.form in {"tree", "svg", "mathml", "label_graph"})


def _answer(latex: str, *, write: Callable[[LayoutTree], str], key: str, on_error: str) -> Answer:
    from hmer_kit.latex import parse

    tree = parse(latex, on_error=on_error)  # type: ignore[arg-type]  # the two words of run
    text = write(tree)
    repairs = [{"code": one.code, "position": one.position, "message": one.message} for one in tree.repairs]
    values = {key: json.loads(text) if key == "json" else text} | ({"repairs": repairs} if repairs else {})
    return Answer(visible(text), values, tuple(one.message for one in tree.repairs))


def _tree(tree: LayoutTree) -> str:
    from hmer_kit.latex import tree_text

    return tree_text(tree)


def _outline(tree: LayoutTree) -> str:
    from hmer_kit.latex import outline

    return outline(tree)


def _latex(tree: LayoutTree) -> str:
    from hmer_kit.latex import to_latex

    return to_latex(tree)


def _svg(tree: LayoutTree) -> str:
    from hmer_kit.latex import to_svg

    return to_svg(tree)


def _mathml(tree: LayoutTree) -> str:
    from hmer_kit.latex import to_mathml

    return to_mathml(tree)


def _label_graph(tree: LayoutTree) -> str:
    from hmer_kit.latex import to_latex
    from hmer_kit.tree_cot import dumps

    return dumps(to_latex(tree), format="symlg")


def _json(tree: LayoutTree) -> str:
    from hmer_kit.latex import to_latex
    from hmer_kit.tree_cot import dumps

    return dumps(to_latex(tree), format="json")


_FORMS: Mapping[str, Callable[[LayoutTree], str]] = {
    "tree": _tree,
    "outline": _outline,
    "latex": _latex,
    "svg": _svg,
    "mathml": _mathml,
    "label_graph": _label_graph,
    "json": _json,
}

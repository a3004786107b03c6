"""``hmer-kit tree``: the tree text of expressions in any format, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say, visible
from hmer_kit.cli.expressions._expressions import (
    Expression,
    add_expression_arguments,
    input_lines,
    raw_bytes,
    run_expressions,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from hmer_kit.tree_cot import Reading, TreeFormat

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print the tree text of expressions: in the released format what Uni-MuMER was trained
on, one symbol a line, a tab for each level. Trees of several expressions are separated by an empty line.

With --read it is the other way round: tree texts in, separated by empty lines, one line of LaTeX out for each. What is
wrong with a text is repaired and said on standard error; the exit code is then 1."""
_EXAMPLES = r"""  hmer-kit tree '\frac { a } { b }'
  hmer-kit tree 'x ^ { 2 }' '\sqrt { y }'
  hmer-kit tree --format corrected '\sqrt [ 3 ] { x }'
  hmer-kit tree --jsonl < expressions.txt > trees.jsonl
  hmer-kit tree --read < trees.txt
"""
_RELATIONS = b"# Relations"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> args = parser.parse_args(["--jsonl", "x"])
        >>> args.latex, args.format, args.read
        (['x'], 'released', False)
    """
    from hmer_kit.tree_cot import FORMATS

    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)
    names = ", ".join(FORMATS)
    parser.add_argument("--format", default="released", metavar="NAME", help=f"{names}; the first by default")
    parser.add_argument("--read", action="store_true", help="read tree texts and print their LaTeX")


def run(args: argparse.Namespace) -> int:
    r"""Print the trees, or with ``read`` the LaTeX of trees; return the exit code.

    Examples:
        >>> import argparse
        >>> run(argparse.Namespace(latex=["x + y"], jsonl=False, format="released", read=False))
        x
        + (right)
        y (right)
        0
        >>> run(argparse.Namespace(latex=["x\n\t2 (sup)"], jsonl=False, format="released", read=True))
        x ^ { 2 }
        0
    """
    from hmer_kit.tree_cot import get_format

    tree_format = get_format(args.format)
    if args.read:
        return _read(args, tree_format)
    return run_expressions(args, tree_format.dumps, key="tree", blank_line_between=True)


def _read(args: argparse.Namespace, tree_format: TreeFormat) -> int:
    bad = 0
    for number, raw in enumerate(_texts(args.latex, tree_format), start=1):
        text, reading = _reading(raw, tree_format)
        bad += bool(reading.flaws)
        if args.jsonl:
            print(_json_line(text, reading), flush=True)
            continue
        print(visible(reading.latex), flush=True)
        for flaw in reading.flaws:
            say(f"tree {number}: {flaw.message}")
    return 1 if bad else 0


def _reading(raw: bytes, tree_format: TreeFormat) -> tuple[str, Reading]:
    """Return a text and what it says; bytes that are not UTF-8 are a flaw and stand as escapes."""
    from hmer_kit.tree_cot import Flaw, Reading, read

    given = Expression.from_bytes(raw, place="")
    reading = read(given.latex, format=tree_format)
    if given.problem is None:
        return given.latex, reading
    flaw = Flaw("not_utf8", 1, "", f"{given.problem}; read such bytes as escapes")
    return given.latex, Reading(reading.latex, (flaw, *reading.flaws), complete=reading.complete)


def _texts(arguments: Sequence[str], tree_format: TreeFormat) -> Iterator[bytes]:
    """Yield the tree texts: the arguments, or what standard input holds between empty lines, each as it ends.

    The empty line that a label graph has before its relations does not end it.
    """
    if arguments:
        yield from map(raw_bytes, arguments)
        return
    waits = tree_format.name == "symlg"
    lines: list[bytes] = []
    gap = False
    for raw in input_lines():
        line = raw.rstrip(b"\r\n")
        gap = gap or not line
        if lines and gap and not (waits and (not line or line.startswith(_RELATIONS))):
            yield b"\n".join(lines)
            lines = []
        if line:
            lines += [b"", line] if lines and gap else [line]
            gap = False
    if lines:
        yield b"\n".join(lines)


def _json_line(text: str, reading: Reading) -> str:
    flaws = [{"code": flaw.code, "line": flaw.line, "message": flaw.message} for flaw in reading.flaws]
    return json.dumps({"tree": text, "latex": reading.latex, "complete": reading.complete, "flaws": flaws})

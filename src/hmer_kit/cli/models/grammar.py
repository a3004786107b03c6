"""``hmer-kit grammar``: the grammar that holds a model to LaTeX, and which answers lie within it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._outputs import add_replace, require_free, write_text
from hmer_kit.cli._text import say, visible
from hmer_kit.cli.expressions._expressions import input_lines
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.latex import LatexGrammar

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print the grammar of the answers to a task, for engines of constrained decoding: GBNF for llama.cpp,
vLLM and SGLang, Lark for llguidance. With --check the lines of standard input are held against it instead: worth a
look at one's own captions before a model is held to it."""
_EPILOG = r"""examples:
  hmer-kit grammar > latex.gbnf
  hmer-kit grammar --task tree_cot --as lark --output tree.lark
  hmer-kit grammar --vocabulary dictionary.txt --output latex.gbnf
  cut -f2 crohme/train/captions.tsv | hmer-kit grammar --check

exit codes:
  0  the grammar is printed; with --check: every line lies within it
  1  with --check: some lines do not; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--as", "lark"]).form
        'lark'
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument(
        "--task", choices=("vanilla", "tree_cot", "symbol_counting"), default="vanilla", help="whose answers (vanilla)"
    )
    parser.add_argument("--as", dest="form", choices=("gbnf", "lark"), default="gbnf", help="notation; default: gbnf")
    parser.add_argument("--vocabulary", metavar="FILE", help="the tokens that may be written, a line each")
    parser.add_argument("--output", metavar="FILE", help="write to a file instead of standard output")
    add_replace(parser)
    parser.add_argument("--check", action="store_true", help="hold lines of standard input against the grammar")
    parser.add_argument("--json", action="store_true", help="with --check: a JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Print the grammar, or check lines; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["--task", "vanilla"]))  # doctest: +ELLIPSIS
        root ::= ...
        0
    """
    from hmer_kit.inference import response_grammar
    from hmer_kit.latex import Vocabulary
    from hmer_kit.tasks import get_task

    vocabulary = None if args.vocabulary is None else Vocabulary.from_file(args.vocabulary)
    grammar = response_grammar(get_task(args.task), vocabulary=vocabulary)
    if args.check:
        if args.output is not None:
            raise InputError("expected --output without --check, which writes no grammar, got both")
        return _check(grammar, args)
    text = grammar.gbnf() if args.form == "gbnf" else grammar.lark()
    if args.output is None:
        print(text.rstrip("\n"))
        return 0
    require_free(args.output, replace=args.replace)
    write_text(args.output, text, replace=args.replace)
    print(visible(f"wrote {args.output}"))
    return 0


def _check(grammar: LatexGrammar, args: argparse.Namespace) -> int:
    from hmer_kit.inference import within_grammar

    lines = [line.decode(errors="backslashreplace").rstrip("\r\n") for line in input_lines()]
    found = within_grammar(lines, grammar)
    for number, (line, is_within) in enumerate(zip(lines, found, strict=True), start=1):
        if args.json:
            print(json.dumps({"line": number, "text": line, "within": is_within}))
        elif not is_within:
            say(f"line {number}: not within the grammar: {line[:200]!r}")
    if not args.json:
        print(f"{sum(found)} of {len(found)} lines lie within the grammar")
    return int(not all(found))

"""What the commands of this room share: expressions in, one at a time; texts, JSON lines or named errors out."""

from __future__ import annotations

import json
import sys
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._text import say, shown, visible
from hmer_kit.exceptions import HmerKitError, LatexError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

_INPUT_HELP = r"""
An expression is LaTeX, blank-separated or tight. Without one, standard input is read, one expression a line, and
answered line by line. Write -- before an expression that starts with a dash.
"""
_EXIT_HELP = """
exit codes:
  0  all good
  1  some expressions were bad; each is named on standard error (or in its JSON line), the others are done
  2  wrong usage
"""


@dataclass(frozen=True, slots=True)
class Expression:
    r"""One expression of the input.

    Examples:
        >>> Expression.from_bytes(b"\\pi \xff", place="line 3").problem.code
        'not_utf8'
    """

    latex: str
    """The expression; bytes that are not UTF-8 stand as escapes."""
    place: str
    """Where it came from: ``line 3`` or ``argument 1``."""
    problem: LatexError | None = None
    """Why it cannot even be read."""

    @classmethod
    def from_bytes(cls, raw: bytes, *, place: str) -> Expression:
        r"""Decode one line.

        Examples:
            >>> Expression.from_bytes(b"x + y", place="line 1").latex
            'x + y'
        """
        try:
            return cls(raw.decode(), place)
        except UnicodeDecodeError as error:
            message = f"expected UTF-8, got byte 0x{raw[error.start]:02x} as byte {error.start + 1}; convert the input"
            problem = LatexError(message, code="not_utf8", position=None, expected="UTF-8")
            return cls(raw.decode(errors="backslashreplace"), place, problem)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say about an expression.

    Examples:
        >>> Answer("x ^ { 2 }", {"latex": "x ^ { 2 }"}).problems
        ()
    """

    text: str
    """For people; what could steer a terminal is made visible."""
    values: dict[str, Any] = field(default_factory=dict)
    """For the JSON object."""
    problems: tuple[str, ...] = ()
    """What was wrong with the expression, and mended."""


def add_expression_arguments(parser: argparse.ArgumentParser, *, description: str, examples: str) -> None:
    """Add the arguments that the commands of this room share."""
    parser.description = f"{description}\n{_INPUT_HELP}".rstrip()
    parser.epilog = f"examples:\n{examples}\n{_EXIT_HELP}"
    parser.add_argument("latex", nargs="*", metavar="LATEX", help="an expression; without one, lines of standard input")
    parser.add_argument(
        "--jsonl",
        "--json",
        action="store_true",
        help="one JSON object a line for each expression, bad ones too: code, position (token number), message",
    )


def run_expressions(
    args: argparse.Namespace, convert: Callable[[str], str], *, key: str, blank_line_between: bool = False
) -> int:
    """Convert every expression and print what came of it.

    Args:
        args: Parsed arguments: ``latex`` and ``jsonl``.
        convert: LaTeX to text; raises ``HmerKitError`` on bad LaTeX.
        key: Name of the text in the JSON objects.
        blank_line_between: Whether texts are separated by an empty line.

    Returns:
        0, or 1 if an expression was bad.
    """
    return run_answers(args, lambda latex: _plain(convert(latex), key), blank_line_between=blank_line_between)


def _plain(text: str, key: str) -> Answer:
    return Answer(text, {key: text})


def run_answers(args: argparse.Namespace, answer: Callable[[str], Answer], *, blank_line_between: bool = False) -> int:
    """Answer every expression and print what came of it.

    Args:
        args: Parsed arguments: ``latex`` and ``jsonl``.
        answer: LaTeX to its answer; raises ``HmerKitError`` on bad LaTeX.
        blank_line_between: Whether texts are separated by an empty line.

    Returns:
        0, or 1 if an expression was bad.
    """
    bad = 0
    written = 0
    for expression in _expressions(args.latex):
        found, problem = _answer(expression, answer)
        bad += problem is not None or bool(found.problems)
        if args.jsonl:
            print(_json_line(expression, found, problem))
        elif problem is not None:
            _complain(expression, problem)
            continue
        else:
            print(shown(f"\n{found.text}" if blank_line_between and written else found.text))
            _say_problems(expression, found)
        written += 1
        if not args.latex:
            sys.stdout.flush()  # whoever feeds line by line gets line by line
    return 1 if bad else 0


def _expressions(arguments: Sequence[str]) -> Iterator[Expression]:
    if arguments:
        for number, latex in enumerate(arguments, start=1):
            yield Expression.from_bytes(raw_bytes(latex), place=f"argument {number}")
        return
    for number, line in enumerate(input_lines(), start=1):
        yield Expression.from_bytes(line.rstrip(b"\r\n"), place=f"line {number}")


def input_lines() -> Iterator[bytes]:
    """Yield the lines of standard input, each as it comes, with its end; a byte order mark before them is left out."""
    stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    lines = map(raw_bytes, sys.stdin or ()) if stream is None else iter(stream.readline, b"")
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix(BOM_UTF8)


def raw_bytes(text: str) -> bytes:
    """Undecodable bytes of the shell arrive as surrogates; back to bytes they fail as those of a file do."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")


def _answer(expression: Expression, answer: Callable[[str], Answer]) -> tuple[Answer, HmerKitError | None]:
    if expression.problem is not None:
        return Answer(""), expression.problem
    try:
        return answer(expression.latex), None
    except HmerKitError as error:
        return Answer(""), error


def _json_line(expression: Expression, found: Answer, problem: HmerKitError | None) -> str:
    line: dict[str, Any] = {"latex": expression.latex, **found.values}
    if problem is not None:
        code, position = getattr(problem, "code", None), getattr(problem, "position", None)
        line["error"] = {"code": code, "position": position, "message": str(problem)}
    return json.dumps(line)


def _say_problems(expression: Expression, found: Answer) -> None:
    if found.problems:
        sys.stdout.flush()
    for problem in found.problems:
        say(f"{expression.place}: {problem}")


def _complain(expression: Expression, problem: HmerKitError) -> None:
    sys.stdout.flush()  # so that both streams come out in order on one terminal
    say(f"{expression.place}: {problem}")
    if isinstance(problem, LatexError) and problem.caret():
        print(visible(problem.caret()), file=sys.stderr)

"""Choose the subcommand, load its file alone, and turn exceptions into messages and exit codes.

A subcommand is a module with ``add_arguments(parser)`` and ``run(args) -> int``; only the chosen one is imported, so
``hmer-kit count`` starts without torch.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stderr
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from hmer_kit.cli._commands import COMMANDS, SUBJECTS
from hmer_kit.cli._config.options import add_config_options, uses_config
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import HmerKitError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["command_parser", "main"]

_GOOD, _UNUSABLE, _INTERRUPTED = 0, 2, 130

_DESCRIPTION = "Components for handwritten mathematical expression recognition, from the shell."
_EPILOG = r"""examples:
  hmer-kit score predictions.json
  hmer-kit predict --model uni-mumer-3b --data crohme/test2014 --output predictions.jsonl
  hmer-kit tree '\frac { a } { b }'
  hmer-kit doctor
  hmer-kit COMMAND --help

exit codes:
  0    all good
  1    done, but some of the input was bad: each case is named on standard error
  2    wrong usage, or a file that cannot be read or written
  130  interrupted
"""


def main(argv: Sequence[str] | None = None) -> int:
    r"""Run the command line.

    Args:
        argv: Arguments without the program's name; those of the process if None.

    Returns:
        Exit code: 0 good, 1 some input was bad, 2 wrong usage or an unreadable file, 130 interrupted.

    Examples:
        >>> main(["count", r"\frac { a } { b } + a"])
        \frac: 1, a: 2, b: 1, +: 1
        0
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    if sys.stderr is not None:
        return _ended(arguments)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):  # else print takes stdout for it
        return _ended(arguments)


def _ended(arguments: list[str]) -> int:
    try:
        code = _run(arguments)
        if sys.stdout is not None:  # it is None where the shell has closed it
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `| head`
        code = _GOOD
    except KeyboardInterrupt:
        say("interrupted")
        code = _INTERRUPTED
    except (HmerKitError, OSError, UnicodeEncodeError) as error:
        say(f"error: {_message(error)}")
        code = _UNUSABLE
    _settle_output()
    return code


def _run(arguments: list[str]) -> int:
    # No option of the top level has a value, so the first word without a dash is the command.
    place = next((at for at, word in enumerate(arguments) if not word.startswith("-")), len(arguments))
    try:
        chosen = _chosen(arguments[:place], arguments[place : place + 1])
        if chosen is None:
            return _UNUSABLE
        command = import_module(COMMANDS[chosen].module)
        args = _parse(command_parser(chosen), arguments[place + 1 :])
    except SystemExit as stop:  # argparse has said what it had to say; main returns codes and never exits
        return stop.code if isinstance(stop.code, int) else _UNUSABLE
    return _GOOD if args is None else int(command.run(args))


def _chosen(options: list[str], name: list[str]) -> str | None:
    """Return the command; where there is none, None, and the help is shown."""
    from hmer_kit import __version__

    parser = _Parser(
        prog="hmer-kit",
        usage="%(prog)s [-h] [--version] COMMAND ...",
        description=f"{_DESCRIPTION}\n\n{_listed()}",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"hmer-kit {__version__}")
    parser.parse_args(options)
    if not name:
        parser.print_help(sys.stderr)
        return None
    if name[0] not in COMMANDS:
        parser.error(_unknown(name[0]))
    return name[0]


def _listed() -> str:
    """Return the commands, by subject."""
    width = max(map(len, COMMANDS))
    subjects: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for name, command in COMMANDS.items():
        subjects[command.subject].append(f"    {name:<{width}}  {command.summary}")
    return "\n".join("\n".join([f"{subject}:", *lines]) for subject, lines in subjects.items() if lines)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors quote words of the command line, names of files among them, safe for a terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, COMMANDS, n=3)
    advice = f"did you mean {' or '.join(close)}?" if close else "hmer-kit --help lists them"
    return f"expected a command, got {name!r}; {advice}"


def command_parser(name: str) -> argparse.ArgumentParser:
    """Return the parser of a command, with the options of all commands.

    Args:
        name: One of ``COMMANDS``.

    Examples:
        >>> command_parser("count").prog
        'hmer-kit count'
    """
    parser = _Parser(prog=f"hmer-kit {name}", formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    import_module(COMMANDS[name].module).add_arguments(parser)
    add_config_options(parser)
    return parser


def _parse(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace | None:
    """Return the arguments; None where they were only to be printed."""
    if not uses_config(parser, words):
        return parser.parse_args(words)
    from hmer_kit.cli._config.merging import dump_config, parse_with_config

    args = parse_with_config(parser, words)
    if not args.print_config:
        return args
    print(dump_config(parser, args), end="")
    return None


def _message(error: HmerKitError | OSError | UnicodeEncodeError) -> str:
    if isinstance(error, UnicodeEncodeError):
        what = visible(error.object[error.start : error.end])
        return f"the output's encoding {error.encoding} cannot hold {what!r}; set PYTHONIOENCODING=utf-8"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f": {error.filename}" if error.filename else "")
    return str(error)


def _settle_output() -> None:
    """Write what is still buffered; if that cannot be, drop it, so that the interpreter does not try again at exit."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

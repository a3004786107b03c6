"""Choose the subcommand, load its file alone, and turn exceptions into messages and exit codes.

A subcommand is a module with ``add_arguments(parser)`` and ``run(args) -> int``; only the chosen one is imported, so
``hmer-kit count`` starts without torch.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from hmer_kit.cli._commands import COMMANDS
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import HmerKitError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_GOOD, _UNUSABLE, _INTERRUPTED = 0, 2, 130

_DESCRIPTION = "Components for handwritten mathematical expression recognition, from the shell."
_EPILOG = r"""examples:
  hmer-kit score predictions.json
  hmer-kit predict --model uni-mumer-3b --data crohme/test2014 --out predictions.jsonl
  hmer-kit label-noise first.json second.json
  hmer-kit tree '\frac { a } { b }'
  hmer-kit count --jsonl < expressions.txt
  hmer-kit build-tasks data/train --output train.json
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
    try:
        code = _run(arguments)
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
    parser, commands = _parser()
    # The parser of the top level has no option with a value, so the first word without a dash is the command.
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    module = import_module(COMMANDS[chosen].module) if chosen in COMMANDS else None
    if chosen is not None and module is not None:
        module.add_arguments(commands[chosen])
    try:
        args = parser.parse_args(arguments)
    except SystemExit as stop:  # argparse has said what it had to say; main returns codes and never exits
        return stop.code if isinstance(stop.code, int) else _UNUSABLE
    if module is None:
        parser.print_help(sys.stderr)
        return _UNUSABLE
    return int(module.run(args))


def _parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    from hmer_kit import __version__

    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="hmer-kit", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=raw, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"hmer-kit {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    commands = {
        name: subparsers.add_parser(name, help=command.summary, formatter_class=raw, allow_abbrev=False)
        for name, command in COMMANDS.items()
    }
    return parser, commands


def _message(error: HmerKitError | OSError | UnicodeEncodeError) -> str:
    if isinstance(error, UnicodeEncodeError):
        what = visible(error.object[error.start : error.end])
        return f"the output's encoding {error.encoding} cannot hold {what!r}; set PYTHONIOENCODING=utf-8"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f": {error.filename}" if error.filename else "")
    return str(error)


def _settle_output() -> None:
    """Write what is still buffered; if that cannot be, drop it, so that the interpreter does not try again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

"""``hmer-kit completion``: a script that completes commands, options and file names in a shell."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["add_arguments", "run", "whole_parser"]

_SHELLS = ("bash", "zsh", "tcsh")
_DESCRIPTION = """Print a script for your shell that completes commands, options, their choices and file names. It is
plain text and starts no Python. Print it again after an upgrade. Needs the extra hmer_kit[completion]."""
_EPILOG = """examples:
  bash:  hmer-kit completion bash > ~/.local/share/bash-completion/completions/hmer-kit
  zsh:   hmer-kit completion zsh > ~/.zfunc/_hmer-kit     with ~/.zfunc in fpath, before compinit
  tcsh:  hmer-kit completion tcsh > ~/.hmer-kit.tcsh      and source it in ~/.tcshrc

exit codes:
  0  printed
  2  wrong usage, or shtab is not installed
"""
_FILES = frozenset({"FILE", "TSV", "CAPTIONS", "CANDIDATES", "DATA", "PATH", "PREDICTIONS"})
_FOLDERS = frozenset({"FOLDER", "DIR"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["bash"]).shell
        'bash'
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("shell", choices=_SHELLS, help="which shell")


def run(args: argparse.Namespace) -> int:
    """Print the script; return the exit code.

    Raises:
        MissingExtraError: shtab is not installed.

    Examples:
        >>> import contextlib, io
        >>> with contextlib.redirect_stdout(io.StringIO()) as script:
        ...     code = run(argparse.Namespace(shell="bash"))
        >>> "-F _shtab_hmer_kit hmer-kit" in script.getvalue()
        True
    """
    shtab = _shtab()
    print(shtab.complete(whole_parser(shtab), shell=args.shell).rstrip("\n"))
    return 0


def whole_parser(shtab: ModuleType) -> argparse.ArgumentParser:
    """Return one parser of all commands, which says where shtab shall complete file names.

    Args:
        shtab: The package, for its marks ``FILE`` and ``DIRECTORY``.

    Examples:
        >>> import shtab
        >>> whole_parser(shtab).prog
        'hmer-kit'
    """
    from hmer_kit.cli._commands import COMMANDS
    from hmer_kit.cli._config.options import add_config_options

    parser = argparse.ArgumentParser(prog="hmer-kit", allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="print the version")
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = subparsers.add_parser(name, help=command.summary)
        import_module(command.module).add_arguments(one)
        add_config_options(one)
        one.description = None  # shtab would print it in one line
        for action in one._actions:  # noqa: SLF001 - argparse has no other way
            _mark(action, shtab)
    return parser


def _mark(action: Any, shtab: ModuleType) -> None:  # noqa: ANN401 - shtab reads an attribute that Action does not have
    if action.nargs == 0 or action.choices is not None:
        return
    name = action.metavar or action.dest.upper()
    if name in _FOLDERS:
        action.complete = shtab.DIRECTORY
    elif name in _FILES or action.type is Path or action.nargs == argparse.REMAINDER:
        action.complete = shtab.FILE


def _shtab() -> ModuleType:
    try:
        import shtab
    except ImportError as error:
        raise MissingExtraError(
            "completion scripts are made by shtab, which is not installed; "
            "pip install 'hmer_kit[completion]' and try again"
        ) from error
    return shtab  # type: ignore[no-any-return,unused-ignore]

"""The two options that every command has: read its options from a file, print them as one.

What reads and prints is in ``_config``, imported only when they are used.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["add_config_options", "uses_config"]

CONFIG, PRINT_CONFIG = "--config", "--print-config"


def add_config_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--config`` and ``--print-config``, except to a command that hands its words on to another program.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> add_config_options(parser)
        >>> parser.parse_args(["--config", "mine.yaml"]).config
        ['mine.yaml']
    """
    if any(action.nargs == argparse.REMAINDER for action in parser._actions):  # noqa: SLF001 - argparse has no other way
        return
    group = parser.add_argument_group("options from a file")
    group.add_argument(
        CONFIG,
        action="append",
        metavar="FILE",
        help="YAML file of options, by their long names; those of the command line go before it",
    )
    group.add_argument(PRINT_CONFIG, action="store_true", help="print the options as such a file, and do nothing")


def uses_config(parser: argparse.ArgumentParser, words: Sequence[str]) -> bool:
    """Tell whether one of the two is among the words.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> add_config_options(parser)
        >>> uses_config(parser, ["--config=mine.yaml"]), uses_config(parser, ["--", "--config"])
        (True, False)
    """
    options = list(words[: words.index("--")]) if "--" in words else words
    there = PRINT_CONFIG in parser._option_string_actions  # noqa: SLF001
    return there and any(word.partition("=")[0] in {CONFIG, PRINT_CONFIG} for word in options)

"""What the words of a command line say alone: without defaults, and with nothing required."""

from __future__ import annotations

import argparse
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._config.options import CONFIG, PRINT_CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["all_actions", "bare", "parse_bare", "typeless"]

_NEGATIVE_NUMBER = re.compile(r"-\d+|-\d*\.\d+")


def all_actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return what has a value: not help and version, and not the two options that are read here.

    Examples:
        >>> [action.dest for action in all_actions(argparse.ArgumentParser())]
        []
    """
    ours = {CONFIG, PRINT_CONFIG}
    return [
        action
        for action in parser._actions  # noqa: SLF001
        if not (action.dest in {"help", "version"} and action.nargs == 0) and not ours & set(action.option_strings)
    ]


@contextmanager
def bare(parser: argparse.ArgumentParser) -> Iterator[None]:
    """Take the defaults from the options of a parser, and let nothing be required, for a while.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> _ = parser.add_argument("--out", required=True)
        >>> with bare(parser):
        ...     parser.parse_args([])
        Namespace()
    """
    usage = parser.usage
    parser.usage = parser.format_usage().removeprefix("usage: ").rstrip().replace("%", "%%")  # for messages
    groups = [(group, group.required) for group in parser._mutually_exclusive_groups]  # noqa: SLF001
    before = [(action, action.default, action.required) for action in all_actions(parser)]
    try:
        for action, _, _ in before:
            action.default, action.required = argparse.SUPPRESS, False
        for group, _ in groups:
            group.required = False
        yield
    finally:
        parser.usage = usage
        for action, default, required in before:
            action.default, action.required = default, required
        for group, needed in groups:
            group.required = needed


@contextmanager
def typeless(parser: argparse.ArgumentParser) -> Iterator[None]:
    """Let a parser return the words themselves, for a while.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> _ = parser.add_argument("--limit", type=int)
        >>> with typeless(parser):
        ...     parser.parse_args(["--limit", "05"])
        Namespace(limit='05')
    """
    before = [(action, action.type, action.choices) for action in all_actions(parser) if action.nargs != 0]
    try:
        for action, _, _ in before:
            action.type, action.choices = None, None
        yield
    finally:
        for action, kind, choices in before:
            action.type, action.choices = kind, choices


def parse_bare(parser: argparse.ArgumentParser, words: Sequence[str]) -> dict[str, Any]:
    """Parse the words: first the options, then what is left, so that positional arguments may be there or not.

    argparse's own ``parse_intermixed_args`` forgets ``--``.

    Args:
        parser: Made ``bare``.
        words: Words of the command line.

    Raises:
        SystemExit: They are wrong; argparse has said why.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> _ = parser.add_argument("files", nargs="+")
        >>> with bare(parser):
        ...     parse_bare(parser, []), parse_bare(parser, ["--", "-x"])
        ({}, {'files': ['-x']})
    """
    end = words.index("--") if "--" in words else len(words)
    positionals = [action for action in all_actions(parser) if not action.option_strings]
    nargs = [action.nargs for action in positionals]
    try:
        for action in positionals:
            action.nargs = argparse.SUPPRESS  # takes no word
        found, left = parser.parse_known_args(words[:end])
        unknown = [word for word in left if _is_option(word)]
        if unknown:
            parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        left += words[end + 1 :]
        enough = len(left) >= sum(each in {None, "+"} for each in nargs)
        for action, each in zip(positionals, nargs, strict=True):
            action.nargs = each if enough else _looser(each)
        if left:
            parser.parse_args(["--", *left], namespace=found)
        return vars(found)
    finally:
        for action, each in zip(positionals, nargs, strict=True):
            action.nargs = each


def _looser(nargs: int | str | None) -> int | str | None:
    if nargs is None:
        return "?"
    return "*" if nargs == "+" else nargs


def _is_option(word: str) -> bool:
    return len(word) > 1 and word[0] == "-" and " " not in word and not _NEGATIVE_NUMBER.fullmatch(word)

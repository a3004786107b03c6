"""One value of a config file, held against the option that it is for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from hmer_kit.exceptions import InputError

__all__ = ["NOT_GIVEN", "is_list", "option_name", "value_of"]

NOT_GIVEN: Final = object()
"""What a null, or ``false`` for a flag that sets something else, stands for: the default stays."""
_COLLECTING = (argparse._AppendAction, argparse._ExtendAction)  # noqa: SLF001 - they have no public name


def option_name(action: argparse.Action) -> str:
    """Return what a config file calls an option: its first long name with underscores, or that of a positional.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> option_name(parser.add_argument("-n", "--max-new-tokens"))
        'max_new_tokens'
    """
    long = next((word for word in action.option_strings if word.startswith("--")), action.dest)
    return long.lstrip("-").replace("-", "_")


def is_list(action: argparse.Action) -> bool:
    """Tell whether an option holds a list because it takes several words, or comes several times."""
    several = isinstance(action.nargs, int) and action.nargs > 0
    return isinstance(action, _COLLECTING) or action.nargs in {"*", "+"} or several


def value_of(action: argparse.Action, given: object) -> object:
    """Return what the option holds for what the file says.

    Args:
        action: The option.
        given: A scalar or a list, as YAML has it.

    Raises:
        InputError: It is of the wrong kind; the message starts with ``expected``.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> value_of(parser.add_argument("--limit", type=int), 5)
        5
        >>> value_of(parser.add_argument("--out"), 5)
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected text, got 5; write it in quotes
    """
    if given is None:
        return NOT_GIVEN
    if action.nargs == 0 or isinstance(action, argparse.BooleanOptionalAction):
        return _flag(action, given)
    if is_list(action):
        if not isinstance(given, list) or (action.nargs == "+" and not given):
            raise InputError(f"expected a list, got {given!r}; write it in brackets")
        return [_single(action, item) for item in given]
    return _single(action, given)


def _flag(action: argparse.Action, given: object) -> object:
    if action.const is None and not isinstance(action, argparse.BooleanOptionalAction):  # counts how often it is given
        if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
            return given
        raise InputError(f"expected a whole number from 0, got {given!r}")
    if not isinstance(given, bool):
        raise InputError(f"expected true or false, got {given!r}")
    if isinstance(action, argparse.BooleanOptionalAction):
        return given
    if isinstance(action.const, bool):
        return action.const if given else not action.const
    return action.const if given else NOT_GIVEN


def _single(action: argparse.Action, given: object) -> object:
    value = _read(action, given)
    if action.choices is not None and value not in action.choices:
        raise InputError(f"expected one of {', '.join(map(str, action.choices))}, got {given!r}")
    return value


def _read(action: argparse.Action, given: object) -> object:
    kind = action.type
    if kind is int or kind is float:
        return _number(kind, given)
    if kind in (None, str, Path):
        if isinstance(given, str):
            return Path(given) if kind is Path else given
        hint = "one text, not a list" if isinstance(given, list) else "text"
        raise InputError(
            f"expected {hint}, got {given!r}" + ("" if isinstance(given, list) else "; write it in quotes")
        )
    return _read_as_word(kind, given)


def _number(kind: type, given: object) -> object:
    if isinstance(given, bool) or not isinstance(given, (int, kind)):
        if kind is float and isinstance(given, str):  # YAML 1.1 takes 1e-5 for text
            return _read_as_word(float, given)
        raise InputError(f"expected {'a whole number' if kind is int else 'a number'}, got {given!r}")
    return kind(given)


def _read_as_word(kind: object, given: object) -> object:
    """Let the option's own function read it; a list is what it writes with commas."""
    items = given if isinstance(given, list) else [given]
    if not all(isinstance(item, (str, int, float)) and not isinstance(item, bool) for item in items):
        raise InputError(f"expected text or a number, got {given!r}")
    if isinstance(given, list) and any("," in str(item) for item in given):
        raise InputError(f"expected a list of names without commas in them, got {given!r}")
    try:
        return kind(",".join(map(str, items)))  # type: ignore[operator]  # what argparse calls, too
    except argparse.ArgumentTypeError as error:
        raise InputError(str(error)) from None
    except (TypeError, ValueError):
        what = getattr(kind, "__name__", "value").strip("_")
        raise InputError(f"expected a valid {what}, got {given!r}") from None

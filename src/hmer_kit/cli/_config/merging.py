"""Defaults, then config files, then the command line: what comes later goes before, option by option."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.cli._config.bare import all_actions, bare, parse_bare, typeless
from hmer_kit.cli._config.files import read_config, write_config
from hmer_kit.cli._config.values import NOT_GIVEN, is_list, option_name, value_of
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["dump_config", "parse_with_config"]


class _Given(NamedTuple):
    """A value, and what to write for it where it has no plain form."""

    value: object
    text: object


def parse_with_config(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Parse the words of a command whose options stand in files too.

    Args:
        parser: Parser with the command's options and those of ``add_config_options``.
        words: The command line after the command's name.

    Returns:
        The arguments, as without files; with ``print_config`` those that are required may be missing.

    Raises:
        DataError: A file cannot be read, or holds a key or value that the command does not know.
        SystemExit: The command line is wrong; argparse has said why.

    Examples:
        >>> from hmer_kit.cli.app import command_parser
        >>> args = parse_with_config(command_parser("count"), ["--print-config", "x"])
        >>> args.latex, args.jsonl
        (['x'], False)
    """
    with bare(parser):
        line = parse_bare(parser, words)
        with typeless(parser):
            texts = parse_bare(parser, words)
    given = {name: _Given(value, texts[name]) for name, value in line.items()}
    merged = dict(given)
    for file in reversed(line["config"] or []):
        found = _from_file(parser, file)
        _drop_overruled(parser, found, merged)
        merged = found | merged
    args = argparse.Namespace(**{action.dest: _default(action) for action in reversed(all_actions(parser))})
    for name, item in merged.items():
        setattr(args, name, item.value)
    if not args.print_config:
        _require(parser, merged)
    args.config_texts = {name: item.text for name, item in merged.items()}
    return args


def dump_config(parser: argparse.ArgumentParser, args: argparse.Namespace) -> str:
    """Return the arguments as a config file that gives them again.

    Args:
        parser: The command's parser.
        args: From ``parse_with_config``.

    Raises:
        InputError: A value has no form that the option reads back.

    Examples:
        >>> from hmer_kit.cli.app import command_parser
        >>> parser = command_parser("count")
        >>> print(dump_config(parser, parse_with_config(parser, ["--print-config", "x"])), end="")
        # hmer-kit count
        latex:
        - x
        jsonl: false
    """
    values = {option_name(action): _written(action, args) for action in _by_dest(parser).values()}
    return f"# {parser.prog}\n{write_config(values)}"


def _written(action: argparse.Action, args: argparse.Namespace) -> object:
    value = getattr(args, action.dest)
    if action.dest not in args.config_texts and value is None:
        return None
    plain = list(value) if isinstance(value, tuple) else value
    if action.nargs == 0 and action.const is not None:  # a flag is there or not, whatever it sets
        plain = value == action.const
    for form in (plain, args.config_texts.get(action.dest), None if value is None else str(value)):
        if _reads_back(action, form, value):
            return form
    if action.dest not in args.config_texts:  # a default of its own kind: null stands for it
        return None
    raise InputError(f"expected a value that can be written to a file for {option_name(action)}, got {value!r}")


def _reads_back(action: argparse.Action, form: object, value: object) -> bool:
    items = form if isinstance(form, list) else [form]
    if not all(isinstance(item, (str, int, float)) for item in items):
        return False
    try:
        return value_of(action, form) == value
    except InputError:
        return False


def _from_file(parser: argparse.ArgumentParser, file: str) -> dict[str, _Given]:
    actions = {option_name(action): action for action in all_actions(parser)}
    others = {_key(word): action for action in actions.values() for word in action.option_strings}
    found: dict[str, _Given] = {}
    keys: dict[str, str] = {}
    for key, given in read_config(file).items():
        action = {**others, **actions}.get(_key(str(key)))
        if action is None:
            raise _unknown(str(key), actions, file)
        try:
            value = value_of(action, given)
        except InputError as error:
            raise DataError(f"{file}: {key}: {error}", code="bad_config", path=file) from None
        if value is NOT_GIVEN:
            continue
        if action.dest in found:
            message = f"{file}: expected one of {keys[action.dest]} and {key}, which set the same, got both"
            raise DataError(message, code="bad_config", path=file)
        found[action.dest], keys[action.dest] = _Given(value, given), str(key)
    return found


def _key(word: str) -> str:
    return word.lstrip("-").replace("-", "_")


def _unknown(key: str, actions: Mapping[str, argparse.Action], file: str) -> DataError:
    near = get_close_matches(key[:60], actions, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(actions)}"
    return DataError(f"{file}: expected an option of the command, got {key!r}; {hint}", code="bad_config", path=file)


def _drop_overruled(parser: argparse.ArgumentParser, found: dict[str, _Given], given: Mapping[str, _Given]) -> None:
    """Leave out what excludes an option that goes before it, and refuse two of a file that exclude each other."""
    for group in parser._mutually_exclusive_groups:  # noqa: SLF001
        names = [action.dest for action in group._group_actions]  # noqa: SLF001
        inside = [action for action in group._group_actions if action.dest in found]  # noqa: SLF001
        inside = [action for action in inside if found[action.dest].value != _default(action)]
        if any(name in given for name in names):
            for action in inside:
                found.pop(action.dest, None)
        elif len(inside) > 1:
            names = [option_name(action) for action in inside]
            raise DataError(f"expected one of {' and '.join(names)} in a config file, got both", code="bad_config")


def _require(parser: argparse.ArgumentParser, given: Mapping[str, object]) -> None:
    lacking = [
        action for action in all_actions(parser) if action.required and action.nargs != "*" and action.dest not in given
    ]
    if lacking:
        names = ["/".join(action.option_strings) or action.metavar or action.dest for action in lacking]
        parser.error(f"the following arguments are required: {', '.join(map(str, names))}")
    for group in parser._mutually_exclusive_groups:  # noqa: SLF001
        if group.required and not any(action.dest in given for action in group._group_actions):  # noqa: SLF001
            words = " ".join(action.option_strings[0] for action in group._group_actions)  # noqa: SLF001
            parser.error(f"one of the arguments {words} is required")


def _by_dest(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Return the option that can hold any value of each: not a flag that is short for one of them."""
    chosen: dict[str, argparse.Action] = {}
    for action in all_actions(parser):
        if action.dest not in chosen or (chosen[action.dest].nargs == 0 and action.nargs != 0):
            chosen[action.dest] = action
    return chosen


def _default(action: argparse.Action) -> object:
    if action.default is None and action.nargs == "*" and not action.option_strings:
        return []
    if isinstance(action.default, str) and callable(action.type) and not is_list(action):
        return action.type(action.default)
    return action.default

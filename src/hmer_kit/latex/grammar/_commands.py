r"""Rules for commands and environments, made from the tables of ``hmer_kit.latex.commands``.

What may be written as one piece, ``\begin{matrix}``, ``\operatorname*``, ``\left(``, is a terminal of its own, and has
no blank in it: engines that look at one terminal at a time tell it from the label of a tree only so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex.commands import COMMANDS, ENVIRONMENTS, MARKED_COMMANDS, MATH_DELIMITERS, Environment
from hmer_kit.latex.grammar._expressions import Chars, Expression, Many, Name, choice, optional, then

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.latex.commands import Argument, Command

__all__ = ["command_rules", "environment_rules"]

_MOST_IN_BRACKETS: Final = 20
"""Tokens of an argument in brackets that is no row; the parser looks for its end among 24."""
_OPTIONS: Final = "tbclr"


def command_rules() -> dict[str, Expression]:
    """Return a rule for each way of writing arguments, one for their choice, and one for the marked commands.

    The latter are apart: where an argument without braces is due, they are symbols.
    """
    written: dict[Command, list[str]] = {}
    for name, command in COMMANDS.items():
        if name not in MATH_DELIMITERS | MARKED_COMMANDS:
            written.setdefault(command, []).append(name)
    rules: dict[str, Expression] = {}
    for number, (command, names) in enumerate(written.items(), 1):
        rules[f"COMMAND_{number}"] = choice(names)
        head: Expression = Name(f"COMMAND_{number}")
        if command.star:
            rules[f"STARRED_{number}"] = then(head, "*")
            head = choice([then(head, optional(" ", "*")), Name(f"STARRED_{number}")])
        rules[f"command_{number}"] = then(head, *_arguments(command))
    rules["command"] = choice(Name(name) for name in [*rules] if name.islower())
    rules["marked"] = choice(then(name, *_arguments(COMMANDS[name])) for name in sorted(MARKED_COMMANDS))
    rules["OPTION"] = then("[", Many(then(optional(" "), Name("INNER")), 1, _MOST_IN_BRACKETS), optional(" "), "]")
    return rules


def _arguments(command: Command) -> list[Expression]:
    option = [optional(" ", Name("OPTION"))] if command.option else []
    parts = [*option]
    for _ in range(command.raw):
        parts += [then(" ", Name("raw")), *(option if command.arguments else [])]
    is_plain = not (command.star or command.option or command.raw)
    strict = not is_plain or any(argument.optional for argument in command.arguments)
    return parts + [_argument(argument, strict=strict) for argument in command.arguments]


def _argument(argument: Argument, *, strict: bool) -> Expression:
    r"""Return how an argument is written; a strict one begins with nothing that could belong to the command."""
    if argument.until:
        return then(Name("row"), " ", argument.until)
    if argument.optional:
        return optional(" ", "[", Name("bracket_row"), " ", "]")
    if argument.text:
        return then(" ", choice([Name("text"), Name("SYMBOL")]))
    return Name("strict_argument") if strict else Name("argument")


def environment_rules(names: Iterable[str]) -> dict[str, Expression]:
    r"""Return a rule for each environment, and one for their choice.

    Args:
        names: Their names; each has to be ended by its own, so that each needs a rule.
    """
    rules: dict[str, Expression] = {}
    for number, name in enumerate(dict.fromkeys(names), 1):
        known = ENVIRONMENTS.get(name, Environment())
        option = (
            [optional(optional(" "), "[", optional(" "), _one_of(_OPTIONS), optional(" "), "]")] if known.option else []
        )
        arguments = [then(optional(" "), Name("raw"))] * known.raw
        rules[f"BEGIN_{number}"] = then("\\begin", f"{{{name}}}")
        begin = choice([Name(f"BEGIN_{number}"), then("\\begin", " ", f"{{{name}}}")])
        closing = then(" ", "\\end", optional(" "), f"{{{name}}}")
        rules[f"environment_{number}"] = then(begin, *option, *arguments, Name("cells"), closing)
    return rules | {"environment": choice(Name(name) for name in rules if name.islower())}


def _one_of(characters: str) -> Expression:
    return Chars(tuple((character, character) for character in characters))

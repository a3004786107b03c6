"""The tables: each token has one meaning, and each command parses as it is described."""

from __future__ import annotations

import itertools

import pytest

from hmer_kit.latex import Kind, Relation, commands, parse, to_tokens, tokenize

TABLES = {
    name: set(getattr(commands, name))
    for name in (
        "COMMANDS",
        "DELIMITER_SIZES",
        "DIMENSION_COMMANDS",
        "INFIX_COMMANDS",
        "LIMIT_CONTROLS",
        "LIMIT_OPERATORS",
        "MATH_DELIMITERS",
        "ROW_BREAKS",
        "SCRIPT_SIGNS",
        "SPACES",
    )
}


@pytest.mark.parametrize(("first", "other"), list(itertools.combinations(TABLES, 2)))
def test_no_token_stands_in_two_tables(first, other):
    assert TABLES[first] & TABLES[other] == (
        {"$", "\\("} if (first, other) == ("COMMANDS", "MATH_DELIMITERS") else set()
    )


@pytest.mark.parametrize("token", sorted(set().union(*TABLES.values(), commands.DELIMITERS)))
def test_every_entry_is_one_token(token):
    assert tokenize(f"{token} x") == [token, "x"]


def _written(argument):
    if argument.until:
        return f"b {argument.until}"
    return "[ a ]" if argument.optional else "{ b }"


@pytest.mark.parametrize("name", list(commands.COMMANDS))
def test_every_command_takes_its_arguments(name):
    known = commands.COMMANDS[name]
    arguments = [_written(argument) for argument in known.arguments]
    latex = " ".join([name, *["{ 1 p t }"] * known.raw, *arguments])
    if name in commands.MATH_DELIMITERS:
        [node] = parse(rf"\text {{ {latex} }}").row(Relation.INSIDE)[0].row(Relation.INSIDE)
        assert (node.kind, to_tokens(node)) == (Kind.COMMAND, latex.split())
        return
    [node] = parse(latex).row(Relation.INSIDE)
    assert [slot.relation for slot in node.slots] == [argument.relation for argument in known.arguments]
    assert (node.kind is Kind.COMMAND) == bool(known.arguments)
    assert to_tokens(node) == latex.split()


@pytest.mark.parametrize("name", sorted(commands.LIMIT_OPERATORS))
def test_every_limit_operator_takes_limits(name):
    [node] = parse(f"{name} _ a ^ b").row(Relation.INSIDE)
    assert [slot.relation for slot in node.slots] == [Relation.BELOW, Relation.ABOVE]


@pytest.mark.parametrize("name", list(commands.ENVIRONMENTS))
def test_every_environment_takes_its_arguments(name):
    known = commands.ENVIRONMENTS[name]
    head = rf"\begin {{{name}}}" + " [ t ]" * known.option + " { c }" * known.raw
    [node] = parse(rf"{head} a \end {{{name}}}").row(Relation.INSIDE)
    assert node.head == tuple(head.split())
    assert [[cell[0].symbol for cell in row] for row in node.grid()] == [["a"]]

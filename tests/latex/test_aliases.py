"""The table of aliases: what it holds has to be consistent for every rule that uses it."""

from __future__ import annotations

import pytest

from hmer_kit.latex import tokenize
from hmer_kit.latex.aliases import COMMAND_ALIASES, DELIMITER_ALIASES, SIZE_VARIANTS, SYMBOL_ALIASES
from hmer_kit.latex.commands import COMMANDS, DELIMITERS

EVERYWHERE = (*SYMBOL_ALIASES, *COMMAND_ALIASES, *SIZE_VARIANTS)


def test_no_spelling_stands_in_two_classes():
    spellings = [spelling for members in EVERYWHERE for spelling in members]
    assert len(spellings) == len(set(spellings))
    delimiters = [spelling for members in DELIMITER_ALIASES for spelling in members]
    assert len(delimiters) == len(set(delimiters))


@pytest.mark.parametrize("members", [*EVERYWHERE, *DELIMITER_ALIASES], ids=" ".join)
def test_a_class_has_members_that_are_latex_tokens_and_a_single_one_first(members):
    assert len(members) > 1
    assert all(" ".join(tokenize(member)) == member for member in members)
    assert len(tokenize(members[0])) == 1


@pytest.mark.parametrize("members", [*COMMAND_ALIASES, *SIZE_VARIANTS], ids=" ".join)
def test_commands_of_a_class_take_the_same_arguments(members):
    assert len({COMMANDS[member] for member in members}) == 1


@pytest.mark.parametrize("members", SYMBOL_ALIASES, ids=" ".join)
def test_symbols_take_no_arguments(members):
    assert not COMMANDS.keys() & set(members)


def test_delimiter_aliases_are_delimiters():
    assert all(member in DELIMITERS for members in DELIMITER_ALIASES for member in members)

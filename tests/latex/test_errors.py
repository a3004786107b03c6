"""Errors: their code, place and message, in cases/errors.txt."""

from __future__ import annotations

import pickle
import re

import pytest

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import parse, tokenize


def error_of(latex: str) -> LatexError:
    with pytest.raises(LatexError) as caught:
        parse(latex)
    return caught.value


def test_error(error_case):
    latex, code, position, offender, message = error_case
    error = error_of(latex)
    assert (error.code, error.position, str(error)) == (code, int(position), message)
    assert latex[error.start : error.end] == offender
    assert [*tokenize(latex), ""][error.position] == offender


def test_message_is_made_of_what_was_expected_and_the_hint(error_case):
    latex = error_case[0]
    error = error_of(latex)
    assert str(error).startswith(f"expected {error.expected}, got ")
    assert str(error).endswith(f"; {error.hint}")
    assert error.text == latex


def test_the_documented_codes_are_those_that_are_raised(error_cases):
    raises = parse.__doc__.partition("LatexError:")[2].partition("InputError:")[0]
    documented = set(re.findall(r"``(\w+_\w+)``", raises))
    assert documented == {case[1] for case in error_cases}


def test_caret_stands_under_the_offending_token():
    latex = r"\frac { a } + { b } } ^ 2"
    assert error_of(latex).caret().splitlines() == [latex, " " * latex.rindex("}") + "^"]


def test_caret_at_the_end_of_the_input():
    assert error_of("{ a").caret().splitlines() == ["{ a", "   ^"]


def test_an_error_pickles_with_its_facts():
    error = error_of(r"x ^")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.code, again.position, again.text) == (str(error), error.code, error.position, error.text)

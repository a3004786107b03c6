"""All words but some, as rules: against a plain look in a set."""

from __future__ import annotations

import itertools
import re

import pytest

from hmer_kit.latex.grammar._expressions import Chars, Choice, Many, Name, Steps, Text
from hmer_kit.latex.grammar._words import other_words


def pattern(rules, part):
    """The regular expression of a rule whose names do not come back to it."""
    match part:
        case Text(text):
            return re.escape(text)
        case Chars(ranges, excluded):
            inner = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in ranges)
            return f"[{'^' if excluded else ''}{inner}]"
        case Name(name):
            return pattern(rules, rules[name])
        case Steps(parts):
            return "".join(pattern(rules, each) for each in parts)
        case Choice(parts):
            return "(?:" + "|".join(pattern(rules, each) for each in parts) + ")"
        case Many(inner, least, most):
            return f"(?:{pattern(rules, inner)}){{{least},{'' if most is None else most}}}"
    raise AssertionError(part)


@pytest.mark.parametrize(
    "words", [{"a"}, {"a", "ab"}, {"ab", "b", "cab"}, {"aaa"}, {"abc", "abd", "bbc", "bbd"}, set("abc")]
)
def test_every_short_word_is_there_but_those_given(words):
    rules = other_words(words, "WORD")
    whole = re.compile(pattern(rules, rules["WORD"]))
    for length in range(5):
        for letters in itertools.product("abcZ", repeat=length):
            word = "".join(letters)
            assert bool(whole.fullmatch(word)) == (bool(word) and word not in words), word


def test_words_with_the_same_ending_share_its_rules():
    alone = other_words({"leftarrow"}, "WORD")
    both = other_words({"leftarrow", "uparrow"}, "WORD")
    assert len(both) < len(alone) + len("uparrow")

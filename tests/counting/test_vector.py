"""Counts over a fixed vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.counting import CountDialect, CountVector, count_symbols, count_vector
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from pathlib import Path

DIALECTS = get_args(CountDialect)
SYMBOLS = ["x", "y", "1", "{", "}", "^", "_", "\\frac", "&"]


def test_places_are_those_of_the_vocabulary() -> None:
    vector = count_vector(r"\frac { a ^ { 2 } } { a }", ["a", "\\frac", "b", "2"])
    assert vector == CountVector(counts=(2, 1, 0, 1), unknown={})


def test_symbols_without_a_place_are_returned() -> None:
    vector = count_vector("x y y z", ["x"])
    assert (vector.counts, vector.unknown, vector.total) == ((1,), {"y": 2, "z": 1}, 4)


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert count_vector("x", []) == CountVector(counts=(), unknown={"x": 1})


def test_can_counts_no_script_signs_and_no_braces() -> None:
    vocabulary = ("<eos>", "<sos>", "x", "2", "^", "_", "{", "}")
    assert count_vector("x ^ { 2 }", vocabulary).counts == (0, 0, 1, 1, 0, 0, 0, 0)
    assert count_vector("x ^ { 2 }", vocabulary, dialect="released").counts == (0, 0, 1, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(
    latex=st.lists(st.sampled_from(SYMBOLS), max_size=30).map(" ".join),
    vocabulary=st.lists(st.sampled_from(SYMBOLS), unique=True),
)
def test_no_symbol_is_lost(dialect: CountDialect, latex: str, vocabulary: list[str]) -> None:
    vector = count_vector(latex, vocabulary, dialect=dialect)
    counted = dict(zip(vocabulary, vector.counts, strict=True))
    assert {s: n for s, n in counted.items() if n} | vector.unknown == count_symbols(latex, dialect=dialect)
    assert not counted.keys() & vector.unknown.keys()


@pytest.mark.parametrize("vocabulary", ["xy", b"xy", {"x", "y"}, {"x": 0}, iter(["x"]), None, 3])
def test_only_a_sequence_of_symbols_is_a_vocabulary(vocabulary: object) -> None:
    with pytest.raises(InputError, match="expected vocabulary as a list of symbols"):
        count_vector("x", vocabulary)  # type: ignore[arg-type]


@pytest.mark.parametrize("symbol", ["", "a b", "a\n", 1, None])
def test_what_is_no_symbol_is_named_with_its_place(symbol: object) -> None:
    with pytest.raises(InputError, match="at place 1"):
        count_vector("x", ["x", symbol])  # type: ignore[list-item]


def test_symbols_that_stand_twice_are_named() -> None:
    with pytest.raises(InputError, match=r"each symbol once in vocabulary, got more of \['y', 'x'\]"):
        count_vector("x", ["y", "x", "x", "y", "z"])


@pytest.mark.real_data
def test_the_dictionary_of_comer_has_a_place_for_every_symbol_of_crohme(real_data: Path) -> None:
    vocabulary = (real_data / "dictionaries/comer_crohme_110.txt").read_text(encoding="utf-8").split()
    lines = (real_data / "crohme/test2014/captions.tsv").read_text(encoding="utf-8").splitlines()
    vectors = [count_vector(line.split("\t")[1], vocabulary) for line in lines]
    assert len(vectors) == 986
    assert {len(vector.counts) for vector in vectors} == {len(vocabulary)}
    assert [vector.unknown for vector in vectors if vector.unknown] == []
    symbols = [symbol for line in lines for symbol in line.split("\t")[1].split() if symbol not in "^_{}"]
    assert sum(vector.total for vector in vectors) == len(symbols)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import Record, build_vocabulary, check_vocabulary, compare_vocabularies, write_vocabulary
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.latex import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

texts = st.lists(st.sampled_from(["x + y", r"\frac { 1 } { x }", "z", "x x x"]), max_size=10)


@given(texts, st.integers(1, 4))
def test_every_token_is_taken_or_named(texts: list[str], least: int) -> None:
    records = [Record(str(number), text) for number, text in enumerate(texts)]
    built = build_vocabulary(records, min_count=least, special=["<pad>"])
    assert built.vocabulary.entries[0] == "<pad>"
    rare = {token.token for token in built.rare}
    assert {*built.vocabulary, *rare} == set(built.counts)
    assert not rare & set(built.vocabulary)
    assert all(built.counts[token] >= least for token in built.vocabulary)
    report = check_vocabulary(records, built.vocabulary)
    assert {item.token for item in report.unknown} == rare
    for token in built.rare:
        assert token.ids == tuple(dict.fromkeys(r.id for r in records if token.token in r.reference.split()))[:5]


def test_order_of_the_dictionaries_of_the_field() -> None:
    records = [Record("a", r"x x x \alpha ( 1")]
    assert build_vocabulary(records).vocabulary.entries == ("x", r"\alpha", "(", "1")
    assert build_vocabulary(records, order="alphabet").vocabulary.entries == ("(", "1", r"\alpha", "x")


def test_composites_stay_whole_where_wanted() -> None:
    records = [Record("a", r"\begin{matrix} a \end{matrix}")]
    built = build_vocabulary(records, tokens_of=str.split)
    assert built.vocabulary.entries == (r"\begin{matrix}", "a", r"\end{matrix}")
    assert check_vocabulary(records, built.vocabulary).coverage == 1.0


def test_special_entry_that_is_a_token_stands_once() -> None:
    assert build_vocabulary([Record("a", "x y")], special=["y"]).vocabulary.entries == ("y", "x")


@pytest.mark.parametrize("first", [None, 0, 1])
def test_file_is_read_back(tmp_path: Path, first: int | None) -> None:
    vocabulary = Vocabulary(["<eol>", r"\frac", "{", "}", "x"])
    write_vocabulary(tmp_path / "words.txt", vocabulary, first_number=first)
    lines = (tmp_path / "words.txt").read_text(encoding="utf-8").splitlines()
    assert lines[1] == (r"\frac" if first is None else f"\\frac\t{first + 1}")
    assert Vocabulary.from_file(tmp_path / "words.txt").entries == vocabulary.entries


def test_file_that_cannot_be_written_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot write"):
        write_vocabulary(tmp_path / "no" / "words.txt", Vocabulary(["x"]))


def test_spellings_of_one_symbol_are_paired() -> None:
    comparison = compare_vocabularies(
        Vocabulary([r"\le", r"\to", "x"]), Vocabulary(["x", r"\rightarrow", r"\leq", "y"])
    )
    assert comparison.same_symbol == ((r"\le", r"\leq"), (r"\to", r"\rightarrow"))
    assert (comparison.shared, comparison.only_second) == (("x",), (r"\rightarrow", r"\leq", "y"))


@pytest.mark.parametrize("options", [{"min_count": 0}, {"min_count": True}, {"order": "size"}])
def test_options_are_checked(options) -> None:
    with pytest.raises(InputError, match=r"expected (min_count|order)"):
        build_vocabulary([], **options)

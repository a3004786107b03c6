"""Count strings: written, read back, and refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.counting import CountDialect, count_symbols, dumps_counts, loads_counts
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from pathlib import Path

DIALECTS = get_args(CountDialect)
SYMBOLS = st.sampled_from(
    [
        "x",
        "1",
        ",",
        ":",
        "^",
        "_",
        "&",
        "\\\\",
        "\\,",
        "\\:",
        "\\frac",
        "\\begin",
        "{cases}",
        "\\left(",
        "\\left:",
        "-",
        ".",
    ]
)
COUNTS = st.dictionaries(SYMBOLS, st.integers(0, 999_999_999))
LATEX = r"\frac { a ^ { 2 } + 2 } { b _ { 1 } }"


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("released", r"\frac: 1, a: 1, ^: 1, 2: 2, +: 1, b: 1, _: 1, 1: 1"),
        ("paper", r"\frac:1,a:1,2:2,+:1,b:1,1:1"),
        ("can", r"\frac: 1, a: 1, 2: 2, +: 1, b: 1, 1: 1"),
    ],
)
def test_dialects_count_and_write(dialect: CountDialect, text: str) -> None:
    assert dumps_counts(count_symbols(LATEX, dialect=dialect), dialect=dialect) == text


def test_braces_alone_count_nothing() -> None:
    assert count_symbols("{ }") == {}
    assert dumps_counts({}) == ""
    assert loads_counts("") == loads_counts(" \n") == {}


@pytest.mark.parametrize("dialect", DIALECTS)
@given(counts=COUNTS)
def test_reading_inverts_writing(dialect: CountDialect, counts: dict[str, int]) -> None:
    read = loads_counts(dumps_counts(counts, dialect=dialect))
    assert list(read.items()) == list(counts.items())


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (",: 2, :: 1", {",": 2, ":": 1}),
        (",:2,::1", {",": 2, ":": 1}),
        ("::1,,:2,1:3", {":": 1, ",": 2, "1": 3}),
        (r"\:: 2, \,: 3, \\: 1", {"\\:": 2, "\\,": 3, "\\\\": 1}),
        (" x:  1 ,y: 02\n", {"x": 1, "y": 2}),
        ("x: 1,", {"x": 1}),
    ],
)
def test_punctuation_is_read_as_symbols(text: str, counts: dict[str, int]) -> None:
    assert loads_counts(text) == counts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "malformed_entry"),
        ("x: 1 y: 2", "malformed_entry"),
        ("x 1", "malformed_entry"),
        (": 1", "malformed_entry"),
        ("x: -1", "malformed_entry"),
        ("x: 1.5", "malformed_entry"),
        ("x: ", "malformed_entry"),
        ("x : 2", "malformed_entry"),
        ("x: " + "9" * 5000, "malformed_entry"),
        ("x: ٣", "malformed_entry"),
        ("x: 1, x: 2", "repeated_symbol"),
    ],
)
def test_broken_count_strings_are_refused(text: str, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        loads_counts(text)
    assert caught.value.code == code


def test_error_shows_where_it_broke() -> None:
    with pytest.raises(FormatError, match=r"at character 6 of a count string, got 'y 2, z: 3'"):
        loads_counts("x: 1, y 2, z: 3")


def test_unknown_dialect_is_named() -> None:
    with pytest.raises(InputError, match="one of 'released', 'paper', 'can', got 'wap'"):
        count_symbols("x", dialect="wap")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="got 'wap'"):
        dumps_counts({}, dialect="wap")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="got \\['can'\\]"):
        count_symbols("x", dialect=["can"])  # type: ignore[arg-type]


@pytest.mark.parametrize("symbol", ["", "a b", " a", "a\n"])
def test_symbols_with_blanks_are_not_written(symbol: str) -> None:
    with pytest.raises(InputError, match="without white space"):
        dumps_counts({symbol: 1})


@pytest.mark.parametrize(
    "counts", [None, "x: 1", ["x"], {1: 1}, {"x": "1"}, {"x": 1.5}, {"x": None}, {"x": True}, {"x": -1}, {"x": 10**9}]
)
def test_what_is_no_count_is_refused(counts: object) -> None:
    with pytest.raises(InputError, match="expected counts as"):
        dumps_counts(counts)  # type: ignore[arg-type]


def test_only_strings_are_read() -> None:
    with pytest.raises(InputError, match="got dict"):
        loads_counts({"x": 1})  # type: ignore[arg-type]


@given(st.text(alphabet="x1:, \n\\", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        counts = loads_counts(text)
    except FormatError:
        return
    assert loads_counts(dumps_counts(counts)) == counts


@pytest.mark.parametrize(
    "text", [":" * 100_000, "a:" * 50_000, "x: " + "1" * 100_000, "x:" + " " * 100_000 + ",", "x" * 100_000]
)
def test_long_garbage_is_refused_quickly(text: str) -> None:
    with hang_guard(), pytest.raises(FormatError):
        loads_counts(text)


@pytest.mark.real_data
def test_peer_outputs_are_byte_identical(real_data: Path) -> None:
    lines = (real_data / "peer_outputs/unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    assert len(items) == 2275
    assert [item["latex"] for item in items if dumps_counts(count_symbols(item["latex"])) != item["counts"]] == []
    assert [item["latex"] for item in items if loads_counts(item["counts"]) != count_symbols(item["latex"])] == []


@pytest.mark.real_data
@pytest.mark.parametrize("dialect", DIALECTS)
def test_scene_captions_are_read_back(real_data: Path, dialect: CountDialect) -> None:
    lines = (real_data / "captions/hme_scene_30k.tsv").read_text(encoding="utf-8").splitlines()
    counted = [count_symbols(line.split("\t", 1)[1], dialect=dialect) for line in lines]
    assert len(counted) == 30_000
    assert [counts for counts in counted if loads_counts(dumps_counts(counts, dialect=dialect)) != counts] == []

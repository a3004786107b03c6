"""Plain decimals read all at once: each is the float that ``float`` makes of it, to the bit, and all else is left."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.ink.inkml._decimals import FEWEST_CHARACTERS, decimal_table
from hmer_kit.ink.inkml._points import plain_table


def bits(values: list[float]) -> list[bytes]:
    return [struct.pack("d", value) for value in values]


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def decimal(rng: random.Random) -> str:
    """Return a decimal of 1 to 15 digits, with a dot anywhere or nowhere."""
    number = digits(rng, rng.randint(1, 15))
    place = rng.randint(0, len(number))
    return rng.choice(["", "", "-"]) + rng.choice([number, f"{number[:place]}.{number[place:]}"])


def test_every_decimal_is_what_float_makes_of_it_to_the_bit() -> None:
    rng = random.Random(0)
    words = [decimal(rng) for _ in range(30_000)]
    text = ", ".join(" ".join(words[start : start + 3]) for start in range(0, len(words), 3))
    table = decimal_table(text)
    assert table is not None
    assert table.shape == (10_000, 3)
    assert bits(table.ravel().tolist()) == bits([float(word) for word in words])


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1))
def test_floats_as_they_are_written_are_read_to_the_bit_or_left(values: list[float]) -> None:
    table = decimal_table(",".join(f"{value!r} 1" for value in values))
    assert table is None or bits(table[:, 0].tolist()) == bits(values)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ",", "1,", ",1", "1,,1", "1 2,3", "1,2 3", "1 2 3,4", "-", ".", "-.", "1.2.3", "1..2", "..", "--1",
        "1-2", "1-", "+1", "1e2", "nan", "inf", "1_0", "0x1", "1/2", "T", "\x0b1", "\xa01", "\u0661", "1\u2028",
        "1" * 16, "0." + "1" * 15, "." + "1" * 16, "1 2, 3 -", "1 ., 2 3", "1.1.,1.",
    ],
)  # fmt: skip
def test_all_that_is_no_table_of_short_plain_decimals_is_left(text: str) -> None:
    assert decimal_table(text) is None


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("7", [[7]]),
        ("-.5", [[-0.5]]),
        ("5.", [[5]]),
        (" 1 2 ,\n3\t4\r\n", [[1, 2], [3, 4]]),
        ("1 -2,3 .25", [[1, -2], [3, 0.25]]),
        ("000000000000001 999999999999999", [[1, 999999999999999]]),
        (".000000000000001 0", [[1e-15, 0]]),
    ],
)
def test_a_table_of_short_plain_decimals_is_read(text: str, rows: list[list[float]]) -> None:
    table = decimal_table(text)
    assert table is not None
    assert table.tolist() == rows


def test_long_and_short_texts_are_read_alike() -> None:
    rng = random.Random(0)
    words = [decimal(rng) for _ in range(FEWEST_CHARACTERS)]
    long = plain_table(",".join(words))
    assert long is not None
    assert bits(long.ravel().tolist()) == bits([plain_table(word)[0, 0] for word in words])

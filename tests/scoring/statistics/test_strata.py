"""Rates by group."""

from __future__ import annotations

import json
import math
import pickle
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.latex import complexity, nesting_level, parse
from hmer_kit.scoring import GROUPINGS, MEASURES, TENS, ScoreResult, score, stratify, wilson_interval
from hmer_kit.scoring.statistics.grouping import check_bins, group_name, group_order
from strategies import EXPRESSIONS

if TYPE_CHECKING:
    from pathlib import Path

REFERENCES = [r"\frac { x ^ { 2 } } { 3 } + 1", "x", "x ^ 2", r"\sqrt { x _ { 1 } }", "{ x", "a + b + c + d + e + f"]


@pytest.fixture
def result() -> ScoreResult:
    return score([r"\frac { x ^ { 2 } } { 3 } + 1", "x", "x ^ 3", "", "x", "a + b + c"], REFERENCES)


def members(result: ScoreResult, by: object, **options: object) -> dict[str, list[str]]:
    return {name: [row.id for row in group.samples] for name, group in stratify(result, by, **options).groups.items()}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("depth", {"0": ["1", "5"], "1": ["2"], "2": ["0", "3"], "unparsed": ["4"]}),
        ("nesting", {"0": ["1", "5"], "1": ["2", "3"], "2": ["0"], "unparsed": ["4"]}),
        ("structures", {"0": ["1", "5"], "1": ["2"], "2": ["0", "3"], "unparsed": ["4"]}),
        ("symbols", {"0-9": ["0", "1", "2", "3"], "10-19": ["5"], "unparsed": ["4"]}),
        ("length", {"0-9": ["1", "2", "3", "4"], "10-19": ["0", "5"]}),
        ("brace_depth", {"0": ["1", "2", "5"], "1": ["4"], "2": ["0", "3"]}),
    ],
)
def test_sizes_of_the_reference(result: ScoreResult, by: str, expected: dict[str, list[str]]) -> None:
    assert members(result, by) == expected


@given(st.lists(EXPRESSIONS, min_size=1, max_size=5))
def test_sizes_are_those_of_latex(references: list[str]) -> None:
    result = score(references, references)
    for by, size in (
        ("depth", lambda tree: complexity(tree).depth),
        ("structures", lambda tree: complexity(tree).structures),
        ("nesting", nesting_level),
    ):
        expected = {str(at): str(size(parse(reference))) for at, reference in enumerate(references)}
        assert {row: name for name, rows in members(result, by).items() for row in rows} == expected


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_sample_is_in_one_group_and_counts_add_up(result: ScoreResult, by: str) -> None:
    groups = stratify(result, by).groups.values()
    assert sorted(row.id for group in groups for row in group.samples) == ["0", "1", "2", "3", "4", "5"]
    for measure in MEASURES:
        totals = [sum(column) for column in zip(*(group.totals(measure) for group in groups), strict=True)]
        assert totals == list(result.totals(measure))


def test_values_by_id(result: ScoreResult) -> None:
    writers = {"0": "w10", "1": "w2", "2": "w2", "3": None, "4": ""}
    assert members(result, writers) == {"w2": ["1", "2"], "w10": ["0"], "unknown": ["3", "4", "5"]}


def test_a_function_of_the_sample(result: ScoreResult) -> None:
    def prediction_length(sample: object) -> int:
        return sample.prediction_length

    found = stratify(result, prediction_length, bins=(0, 2, 4))
    assert (found.by, list(found.groups)) == ("prediction_length", ["0-1", "2-3", "4+"])


def test_bins_take_the_place_of_the_usual_ones(result: ScoreResult) -> None:
    assert members(result, "length", bins=(2, 3, 12)) == {
        "<2": ["1"],
        "2": ["4"],
        "3-11": ["2", "3", "5"],
        "12+": ["0"],
    }
    assert list(stratify(result, "depth", bins=[0, 1]).groups) == ["0", "1+", "unparsed"]


def test_signature_names_the_group(result: ScoreResult) -> None:
    assert "|n:1|samples:depth=1|v:" in stratify(result, "depth").groups["1"].signature
    late = result.select(lambda row: row.id > "1", name="late")
    assert "|n:1|samples:late,depth=1|v:" in stratify(late, "depth").groups["1"].signature


def test_no_name_breaks_the_signature(result: ScoreResult) -> None:
    found = stratify(result, dict.fromkeys("012345", "a|b\nc"), name="w|r")
    (signature,) = [group.signature for group in found.groups.values()]
    assert "|samples:w_r=a_b_c|v:" in signature


def test_table_has_a_line_for_each_group(result: ScoreResult) -> None:
    lines = stratify(result, "depth").table(level=0.9).splitlines()
    interval = wilson_interval(1, 2, level=0.9)
    assert lines[0].split() == ["depth", "n", "exact", "90", "%", "interval", "<=1", "<=2", "<=3"]
    bounds = f"{100 * interval.low:.2f} % .. {100 * interval.high:.2f} %"
    assert lines[1].split() == f"0 2 50.00 % {bounds} 50.00 % 50.00 % 50.00 %".split()
    assert [line.split()[0] for line in lines[1:5]] == ["0", "1", "2", "unparsed"]
    assert lines[5] == result.signature
    assert len({len(line) for line in lines[:5]}) == 1


def test_no_samples_have_no_groups() -> None:
    found = stratify(score([], []), "depth")
    assert (found.groups, found.rates("bleu")) == ({}, {})
    assert len(found.table().splitlines()) == 2


def test_an_unknown_size_is_refused(result: ScoreResult) -> None:
    with pytest.raises(InputError, match=r"expected one of depth, nesting, .*, got 'width'"):
        stratify(result, "width")


@pytest.mark.parametrize("by", [None, 3, ["a"] * 6])
def test_what_says_nothing_of_a_sample_is_refused(result: ScoreResult, by: object) -> None:
    with pytest.raises(InputError, match="expected the name of a size, values by id, or a function"):
        stratify(result, by)


def test_a_value_that_goes_in_no_bin_is_named(result: ScoreResult) -> None:
    with pytest.raises(InputError, match="sample '2': expected a number to put in bins, got 'w1'"):
        stratify(result, {"0": 1, "2": "w1"}, bins=(0, 10))


@pytest.mark.parametrize("bins", [(), [], (1, 1), (2, 1), (0, math.nan), (0, math.inf), ("0",), "01", 5, {0: 1}])
def test_bins_rise(bins: object) -> None:
    with pytest.raises(InputError, match="expected bins as numbers that rise"):
        check_bins(bins)


@pytest.mark.parametrize(
    ("value", "name"),
    [(0, "0-9"), (9, "0-9"), (10, "10-19"), (49, "40-49"), (50, "50+"), (10**30, "50+"), (9.5, "0-9"), (-1, "<0")],
)
def test_bins_by_tens(value: float, name: str) -> None:
    assert group_name(value, bins=TENS) == name


def test_bins_of_fractions_and_of_negative_numbers() -> None:
    assert [group_name(value, bins=(0.0, 0.5, 1.0)) for value in (0.25, 0.5, 2)] == ["0.0..<0.5", "0.5..<1.0", "1.0+"]
    assert [group_name(value, bins=(-10, -5, 0)) for value in (-7, -1, 3)] == ["-10..-6", "-5..-1", "0+"]


@pytest.mark.parametrize("value", [None, "", math.nan])
def test_what_is_not_known(value: object) -> None:
    assert group_name(value) == group_name(value, bins=TENS) == "unknown"


@pytest.mark.parametrize(
    "names",
    [
        ["<0", "0-9", "10-19", "100-199", "1000+"],
        ["<-10", "-10..-6", "-5..-1", "0+"],
        ["0.0..<0.5", "0.5..<1.0", "1.0+"],
        ["0", "1", "2", "10", "unparsed", "unknown"],
        ["-3", "-1", "2.5", "7", "a", "b", "unknown"],
        ["w1", "w2", "w10", "w10a", "w011"],
        ["18_em_1", "18_em_2", "18_em_10", "20_em_1"],
    ],
)
def test_groups_stand_in_natural_order(names: list[str]) -> None:
    mixed = random.Random(0).sample(names, len(names))
    assert sorted(mixed, key=group_order) == names


@given(st.lists(st.text(max_size=8) | st.integers().map(str) | st.floats().map(str), max_size=8))
def test_any_names_have_an_order(names: list[str]) -> None:
    ordered = sorted(names, key=group_order)
    backwards = names[::-1]
    assert sorted(backwards, key=group_order) == ordered


def test_names_of_very_many_digits_have_an_order() -> None:
    names = ["1" + "0" * 6000, "9" * 6000]
    assert sorted(names, key=group_order) == names[::-1]


def test_it_pickles(result: ScoreResult) -> None:
    found = stratify(result, "depth")
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301


@pytest.fixture(scope="module")
def crohme(real_data: Path) -> ScoreResult:
    """Published predictions for CROHME 2014 and 2016."""
    records = []
    for year in (2014, 2016):
        path = real_data / "predictions" / "unimumer" / f"crohme_{year}_pred.json"
        records += json.loads(path.read_text(encoding="utf-8"))
    return score(
        [record["pred"] for record in records],
        [record["gt"] for record in records],
        ids=[record["img_id"] for record in records],
    )


@pytest.mark.real_data
def test_depth_of_crohme(crohme: ScoreResult) -> None:
    """Over 2014, 2016 and 2019, 3332 samples, 88.0, 79.5, 71.2, 63.0 and 50.0 are known; here 2019 is missing."""
    found = stratify(crohme, "brace_depth")
    assert [group.n for group in found.groups.values()] == [611, 1159, 326, 34, 3]
    assert [f"{100 * rate:.1f}" for rate in found.rates("expression_rate").values()] == [
        "89.5",
        "79.6",
        "70.2",
        "61.8",
        "33.3",
    ]
    assert stratify(crohme, "depth").rates("bleu") == found.rates("bleu")  # in CROHME every row is in braces


@pytest.mark.real_data
def test_length_of_crohme(crohme: ScoreResult) -> None:
    """Known over all three: 84.4, 82.8, 79.7, 70.4, 64.9 and 52.8."""
    found = stratify(crohme, "length")
    rates = [100 * rate for rate in found.rates("expression_rate").values()]
    assert list(found.groups) == ["0-9", "10-19", "20-29", "30-39", "40-49", "50+"]
    assert [f"{rate:.1f}" for rate in rates] == ["84.9", "81.0", "82.6", "73.7", "67.5", "48.5"]
    known = [84.4, 82.8, 79.7, 70.4, 64.9, 52.8]
    for group, rate in zip(found.groups.values(), known, strict=True):
        interval = group.interval("expression_rate", method="wilson")
        assert interval.low < rate / 100 < interval.high


@pytest.mark.real_data
def test_nesting_of_crohme_is_that_of_mne(crohme: ScoreResult) -> None:
    assert stratify(crohme, "nesting").groups["1"].n == 1163

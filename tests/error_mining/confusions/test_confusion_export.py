"""CSV, Markdown, and back into training."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import Record
from hmer_kit.error_mining import ConfusionTable, confusions_csv, confusions_markdown, sampling_weights, symbol_hardness
from hmer_kit.exceptions import InputError

HOSTILE = ['"', ",", "|", "`", "``", "a|b`c", "<b>", "=1+1", "\\", "∅", "'"]


def test_csv_reads_back():
    ids = [f'id "{number}", x' for number in range(len(HOSTILE))]
    table = ConfusionTable.from_pairs(HOSTILE, ["x"] * len(HOSTILE), ids=ids, tokenizer="split", profile=None)
    rows = list(csv.DictReader(io.StringIO(confusions_csv(table))))
    assert {row["prediction"]: row["examples"] for row in rows} == dict(zip(HOSTILE, ids, strict=True))
    assert [int(row["count"]) for row in rows] == list(table.counts.values())
    assert confusions_csv(ConfusionTable()).count("\n") == 1


def test_markdown_has_as_many_cells_in_each_line():
    ids = [f"a|b`{number}\n" for number in range(len(HOSTILE))]
    table = ConfusionTable.from_pairs(HOSTILE, ["x"] * len(HOSTILE), ids=ids, tokenizer="split", profile=None)
    lines = confusions_markdown(table, None).split("\n")
    assert len(lines) == 2 + len(HOSTILE) + 2
    for line in lines[:-2]:
        assert line.replace("\\|", "").count("|") == 9
    assert "``` `` ```" in confusions_markdown(table, None)
    assert confusions_markdown(table, 2).endswith("samples wrong, 0 of them in notation only, runaways left out: 0.")
    assert "2 of 11 pairs, 2 of 11 edits" in confusions_markdown(table, 2)
    with pytest.raises(InputError, match="expected n"):
        confusions_markdown(table, -1)


TABLE = ConfusionTable.from_pairs(
    ["x + 1"] * 30 + ["C + 1"] * 10 + ["c + 1"] * 60, ["X + 1"] * 30 + ["c + 1"] * 10 + ["c + 1"] * 60
)


def test_hardness_follows_its_formula():
    overall = 40 / 300
    assert symbol_hardness(TABLE, prior=10) == pytest.approx(
        {
            "X": (30 + 10 * overall) / 40,
            "c": (10 + 10 * overall) / 80,
            "+": 10 * overall / 110,
            "1": 10 * overall / 110,
        }
    )
    assert symbol_hardness(TABLE, prior=0)["X"] == 1.0


def test_weights_follow_their_formula():
    hardness = symbol_hardness(TABLE)
    records = [Record("a", "X ^ { 2 }"), Record("b", "c + 1"), "", "1"]
    hardest, mean = (sampling_weights(records, TABLE, max_weight=5, combine=how) for how in ("max", "mean"))
    assert hardest[:2] == pytest.approx([5, 1 + 4 * hardness["c"] / hardness["X"]])
    assert mean[1] == pytest.approx(1 + 4 * (hardness["c"] + 2 * hardness["1"]) / 3 / hardness["X"])
    assert hardest[2:] == pytest.approx([1, 1 + 4 * hardness["1"] / hardness["X"]])
    assert sampling_weights(iter(records), TABLE, max_weight=5) == hardest


def test_rare_symbols_are_not_taken_for_hard_ones():
    table = ConfusionTable.from_pairs(["x"] * 30 + ["y"] + ["1"] * 99, ["X"] * 30 + ["Y"] + ["1"] * 99)
    rare, common = sampling_weights(["Y", "X"], table)
    assert rare < common


def test_structure_and_notation_make_nothing_hard():
    table = ConfusionTable.from_pairs([r"\rightarrow", "x _ 1"] * 9, [r"\to", "x ^ 1"] * 9)
    assert sampling_weights([r"\to", "x ^ { 1 }"], table) == [1.0, 1.0]
    assert sampling_weights(["x", "y"], ConfusionTable()) == [1.0, 1.0]


@given(st.lists(st.sampled_from([*"xXcC1+{}_", r"\frac", r"\unseen"]), max_size=30).map(" ".join))
def test_weights_are_bounded(latex):
    for how in ("max", "mean"):
        [weight] = sampling_weights([latex], TABLE, max_weight=3, combine=how)
        assert 1 <= weight <= 3


def test_torch_draws_by_the_weights():
    torch_data = pytest.importorskip("torch.utils.data")
    weights = sampling_weights(["X", "1"], TABLE, max_weight=50)
    drawn = list(torch_data.WeightedRandomSampler(weights, 200))
    assert drawn.count(0) > drawn.count(1)


@pytest.mark.parametrize(
    ("records", "options", "message"),
    [
        ("x", {}, "expected records in a list, got str 'x'"),
        (None, {}, "expected records in a list, got NoneType"),
        ([None], {}, "NoneType 'None' at record 0"),
        (["x", 3], {}, "int '3' at record 1"),
        (["x"], {"max_weight": 0.5}, "max_weight"),
        (["x"], {"max_weight": float("nan")}, "max_weight"),
        (["x"], {"combine": "sum"}, "one of max, mean"),
        (["x"], {"prior": -1}, "prior"),
    ],
)
def test_bad_arguments_are_rejected(records, options, message):
    with pytest.raises(InputError, match=message):
        sampling_weights(records, TABLE, **options)

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import (
    NearPictures,
    Record,
    by_depth,
    by_expression,
    by_id,
    by_length,
    by_writer,
    divide_records,
    fold_records,
    split_records,
)
from hmer_kit.error_mining.out_of_fold import plan_folds
from hmer_kit.exceptions import InputError

SHARES = {"train": 0.7, "validation": 0.1, "test": 0.2}


@st.composite
def corpora(draw) -> list[Record]:
    shape = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=40))
    return [Record(str(at), f"x + {text}", writer=f"w{hand}") for at, (text, hand) in enumerate(shape)]


@given(corpora(), st.integers(0, 9))
def test_parts_share_nothing_and_lose_nothing(records: list[Record], seed: int) -> None:
    try:
        division = divide_records(records, SHARES, seed=seed)
    except InputError as error:
        assert "groups" in str(error)  # noqa: PT017 - too few groups are to be refused
        return
    assert division.leaks() == []
    assert sorted((r for part in division.parts.values() for r in part), key=lambda r: int(r.id)) == records
    assert list(division.parts) == list(SHARES)


@given(corpora(), st.integers(0, 9), st.randoms())
def test_order_of_the_records_does_not_matter(records: list[Record], seed: int, rng) -> None:
    mixed = list(records)
    rng.shuffle(mixed)
    by_name = [
        {record.id: name for name, part in divide_records(side, {"a": 1.0}, seed=seed).parts.items() for record in part}
        for side in (records, mixed)
    ]
    assert by_name[0] == by_name[1]


@given(corpora(), st.integers(0, 9))
def test_folds_are_those_of_the_out_of_fold_planner(records: list[Record], seed: int) -> None:
    try:
        plan = plan_folds(records, 3, seed=seed)
    except InputError:
        with pytest.raises(InputError, match="groups"):
            fold_records(records, 3, seed=seed)
        return
    folds = fold_records(records, 3, seed=seed)
    assert [[record.id for record in part] for part in folds.parts.values()] == [
        [item.id for item in plan.held_out(fold)] for fold in range(3)
    ]


def test_each_part_has_its_share_of_each_kind() -> None:
    texts = ["x"] * 50 + ["x ^ 2"] * 30 + [r"\frac { x ^ 2 } { y }"] * 20
    records = [Record(str(number), text) for number, text in enumerate(texts)]
    division = divide_records(records, SHARES, seed=3, group_by=by_id, stratify_by=by_depth)
    counts = {name: Counter(map(by_depth, part)) for name, part in division.parts.items()}
    assert counts == {
        "train": {"0": 35, "1": 21, "2": 14},
        "validation": {"0": 5, "1": 3, "2": 2},
        "test": {"0": 10, "1": 6, "2": 4},
    }


def test_kinds_are_balanced_where_groups_stay_together() -> None:
    records = [Record(str(n), f"{n}" if n % 3 else f"x ^ {n}", writer=f"w{n // 6}") for n in range(600)]
    division = divide_records(records, {"a": 0.5, "b": 0.5}, group_by=by_writer, stratify_by=by_depth)
    counts = [Counter(map(by_depth, part)) for part in division.parts.values()]
    assert counts[0] == counts[1] == {"0": 200, "1": 100}
    assert division.leaks(by=by_writer) == []


def test_what_is_joined_through_a_third_stays_together() -> None:
    records = [
        Record("a", "x", writer="u"),
        Record("b", "y", writer="u"),
        Record("c", "y", writer="v"),
        *(Record(str(n), str(n), writer=str(n)) for n in range(20)),
    ]
    for seed in range(10):
        division = divide_records(records, {"a": 0.5, "b": 0.5}, seed=seed)
        assert {"a", "b", "c"} & {r.id for r in division.parts["a"]} in (set(), {"a", "b", "c"})
        kept, held = split_records(records, holdout=0.5, seed=seed, group_by=[by_expression, by_writer])
        assert {"a", "b", "c"} & {r.id for r in held} in (set(), {"a", "b", "c"})
        assert len(kept) + len(held) == 23


def test_leak_is_named_with_its_parts_and_records() -> None:
    records = [Record(str(n), "x", writer=str(n)) for n in range(4)]
    division = divide_records(records, {"a": 0.5, "b": 0.5}, group_by=by_writer)
    (leak,) = division.leaks()
    assert (leak.key, leak.value, leak.parts, sorted(leak.ids)) == ("by_expression", "x", ("a", "b"), list("0123"))


def test_nothing_to_keep_together_is_allowed() -> None:
    records = [Record(str(n), "x", writer="w") for n in range(10)]
    assert divide_records(records, SHARES, group_by=[]).sizes == {"train": 7, "validation": 1, "test": 2}


@pytest.mark.parametrize(
    ("latex", "length", "depth"),
    [
        ("", "1-5", "0"),
        ("x y z w v", "1-5", "0"),
        ("x y z w v u", "6-10", "0"),
        (" ".join("x" * 41), "41-", "0"),
        (r"\sqrt { \sqrt { \sqrt { \sqrt { x } } } }", "11-20", "3-"),
        ("{ x", "1-5", "0"),
    ],
)
def test_classes_of_length_and_depth(latex: str, length: str, depth: str) -> None:
    assert (by_length(Record("a", latex)), by_depth(Record("a", latex))) == (length, depth)


@pytest.mark.parametrize(
    "shares",
    [
        {},
        {"a": 0.5},
        {"a": 0.6, "b": 0.6},
        {"a": 1.5, "b": -0.5},
        {"a": float("nan")},
        {"a": True, "b": "x"},
        [0.5, 0.5],
    ],
)
def test_shares_must_be_shares_of_one(shares) -> None:
    with pytest.raises(InputError, match="expected"):
        divide_records([Record("a", "x"), Record("b", "y")], shares)


def test_writer_of_everything_leaves_nothing_to_divide() -> None:
    records = [Record(str(n), str(n), writer="w") for n in range(10)]
    with pytest.raises(InputError, match="expected at least 3 groups for as many parts, got 1 of 10 records"):
        divide_records(records, SHARES)


@pytest.mark.parametrize("keys", ["by_id", [NearPictures()], [None], {by_id}])
def test_keys_of_groups_are_functions(keys) -> None:
    records = [Record("a", "x"), Record("b", "y")]
    for call in (
        lambda: divide_records(records, {"a": 1.0}, group_by=keys),
        lambda: split_records(records, holdout=0.5, seed=0, group_by=keys),
        lambda: divide_records(records, {"a": 1.0}).leaks(by=keys),
    ):
        with pytest.raises(InputError, match="expected functions of a record as keys"):
            call()


@pytest.mark.parametrize("n_folds", [1, 0, 2.0, True, "3"])
def test_number_of_folds_is_checked(n_folds) -> None:
    with pytest.raises(InputError, match="expected n_folds"):
        fold_records([Record("a", "x")], n_folds)


def test_more_folds_than_records_are_refused_at_once() -> None:
    with pytest.raises(InputError, match="expected at least 1000000000 groups for as many folds, got 1 records"):
        fold_records([Record("a", "x")], 1_000_000_000)

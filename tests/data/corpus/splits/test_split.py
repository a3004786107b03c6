from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import Record, split_records
from hmer_kit.exceptions import InputError

records_of_few_expressions = st.lists(st.sampled_from(["x", "y", "z", "x y", "x  y", "w"]), max_size=40).map(
    lambda texts: [Record(str(number), text) for number, text in enumerate(texts)]
)


@given(records_of_few_expressions, st.floats(0, 1), st.integers())
def test_sides_share_no_expression_and_lose_no_record(records: list[Record], holdout: float, seed: int) -> None:
    kept, held = split_records(records, holdout=holdout, seed=seed)
    expressions = [{" ".join(record.reference.split()) for record in side} for side in (kept, held)]
    assert not expressions[0] & expressions[1]
    assert sorted([*kept, *held], key=lambda record: int(record.id)) == records
    assert [int(record.id) for record in held] == sorted(int(record.id) for record in held)
    if len(set().union(*expressions)) > 1 and 0 < holdout < 1:
        assert kept
        assert held


@given(records_of_few_expressions, st.integers())
def test_share_of_all_or_nothing(records: list[Record], seed: int) -> None:
    assert split_records(records, holdout=0, seed=seed) == (records, [])
    assert split_records(records, holdout=1, seed=seed) == ([], records)


def test_share_is_met_where_expressions_are_many() -> None:
    records = [Record(str(number), f"x _ {{ {number // 2} }}") for number in range(1000)]
    kept, held = split_records(records, holdout=0.2, seed=3)
    assert (len(kept), len(held)) == (800, 200)


def test_seed_decides() -> None:
    records = [Record(str(number), str(number)) for number in range(100)]
    assert split_records(records, holdout=0.3, seed=1) == split_records(records, holdout=0.3, seed=1)
    assert split_records(records, holdout=0.3, seed=1) != split_records(records, holdout=0.3, seed=2)


def test_other_groups_can_be_kept_apart() -> None:
    records = [Record(str(number), "x", writer=str(number % 5)) for number in range(50)]
    kept, held = split_records(records, holdout=0.4, seed=0, group_by=lambda record: record.writer)
    assert len(held) == 20
    assert not {record.writer for record in kept} & {record.writer for record in held}


@pytest.mark.parametrize("holdout", [-0.1, 1.1, float("nan"), 20])
def test_share_must_be_a_share(holdout: float) -> None:
    with pytest.raises(InputError, match="expected a share from 0 to 1"):
        split_records([], holdout=holdout, seed=0)


def test_record_without_a_group_is_named() -> None:
    with pytest.raises(InputError, match=r"got None for record 1 \(id 'a'\)"):
        split_records([Record("a", "x")], holdout=0.5, seed=0, group_by=lambda record: record.writer)

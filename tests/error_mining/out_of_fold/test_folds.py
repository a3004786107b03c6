"""Folds: what belongs together stays together, sizes are even, the order of the records does not matter."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit._groups import connected
from hmer_kit.data import Record, read_captions
from hmer_kit.error_mining.out_of_fold import FoldPlan, by_expression, by_writer, check_leakage, plan_folds
from hmer_kit.exceptions import InputError


def records(*pairs: tuple[str, str | None]) -> list[Record]:
    return [Record(f"r{number:03}", latex, writer=writer) for number, (latex, writer) in enumerate(pairs)]


EXPRESSIONS = st.sampled_from(["x", "y ^ 2", "y^{2}", r"\frac ab", r"\frac { a } { b }", "z", "a + b", "a+b", "q"])
WRITERS = st.sampled_from([None, "ann", "ben", "cleo", "dora"])
PAIRS = st.lists(st.tuples(EXPRESSIONS, WRITERS), min_size=2, max_size=30)


@given(pairs=PAIRS, n_folds=st.integers(2, 4), seed=st.integers(0, 9))
def test_no_plan_leaks_and_every_record_is_in_it_once(pairs, n_folds, seed) -> None:
    items = records(*pairs)
    try:
        plan = plan_folds(items, n_folds, seed=seed)
    except InputError as error:
        assert "groups" in str(error)  # noqa: PT017 - too few groups is an answer too
        return
    assert check_leakage(plan) == []
    assert [item.id for item in plan.items] == [item.id for item in items]
    assert sum(plan.sizes) == len(items)
    assert min(plan.sizes) > 0
    for fold in range(n_folds):
        ids = {item.id for item in plan.held_out(fold)}
        assert ids.isdisjoint(item.id for item in plan.trained_on(fold))
        assert len(ids) + len(plan.trained_on(fold)) == len(items)


@settings(deadline=None)  # the first call imports networkx
@given(pairs=st.lists(st.lists(st.integers(0, 12), max_size=3), max_size=25))
def test_groups_are_the_connected_components_that_networkx_finds(pairs) -> None:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(pairs)))
    graph.add_edges_from((index, ("key", key)) for index, keys in enumerate(pairs) for key in keys)
    known = {frozenset(node for node in part if isinstance(node, int)) for part in nx.connected_components(graph)}
    assert {frozenset(group) for group in connected(pairs)} == known - {frozenset()}


@given(pairs=PAIRS, seed=st.integers(0, 5))
def test_the_order_of_the_records_does_not_matter(pairs, seed) -> None:
    items = records(*pairs)
    mixed = random.Random(seed).sample(items, len(items))
    try:
        plan = plan_folds(items, 2, seed=seed)
    except InputError:
        return
    assert {item.id: item.fold for item in plan.items} == {
        item.id: item.fold for item in plan_folds(mixed, 2, seed=seed).items
    }


def test_seeds_give_different_folds() -> None:
    items = [Record(str(number), f"x _ {{ {number} }}") for number in range(40)]
    plans = {tuple(item.fold for item in plan_folds(items, 2, seed=seed).items) for seed in range(5)}
    assert len(plans) == 5


def test_sizes_are_even_when_no_group_is_large() -> None:
    items = [Record(str(number), f"x _ {{ {number} }}") for number in range(103)]
    assert sorted(plan_folds(items, 5).sizes) == [20, 20, 21, 21, 21]


def test_a_writer_and_an_expression_join_through_a_third_record() -> None:
    items = records(("x", "ann"), ("x", "ben"), ("y", "ben"), ("z", "cleo"))
    plan = plan_folds(items, 2)
    assert len({item.fold for item in plan.items[:3]}) == 1
    assert plan.items[3].fold != plan.items[0].fold


def test_two_spellings_of_one_expression_are_duplicates() -> None:
    items = records((r"x^2_i\le1", None), (r"x _ { i } ^ { 2 } \leq 1", None), ("y", None))
    plan = plan_folds(items, 2)
    assert plan.items[0].fold == plan.items[1].fold


def test_an_expression_that_does_not_parse_is_planned_too() -> None:
    items = records(("{ a", None), ("{ a", None), ("b", None))
    plan = plan_folds(items, 2)
    assert plan.items[0].fold == plan.items[1].fold


def test_one_group_of_all_cannot_be_dealt_out_and_grouping_by_less_can() -> None:
    items = records(("x", "ann"), ("y", "ann"), ("x", "ben"))
    with pytest.raises(InputError, match="expected at least 2 groups for 2 folds, got 1 of 3 records"):
        plan_folds(items, 2)
    plan = plan_folds(items, 2, group_by=[by_expression])
    (leak,) = check_leakage(plan)
    assert (leak.grouping, leak.key, leak.folds) == ("by_writer", "ann", (0, 1))


def test_every_planted_leak_is_found() -> None:
    items = records(("x^2", "ann"), ("x ^ { 2 }", "ben"), ("y", "ben"), ("z", None), ("w", None))
    plan = plan_folds(items, 2)
    broken = FoldPlan(tuple(replace(item, fold=at % 2) for at, item in enumerate(plan.items)), n_folds=2, seed=0)
    found = {(leak.grouping, leak.key): leak.ids for leak in check_leakage(broken)}
    assert found == {("by_expression", "x ^ { 2 }"): ("r000", "r001"), ("by_writer", "ben"): ("r001", "r002")}
    assert check_leakage(broken, group_by=[by_writer])[0].grouping == "by_writer"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_folds": 1}, "n_folds as an integer of 2 or more, got 1"),
        ({"n_folds": True}, "n_folds as an integer"),
        ({"seed": "0"}, "seed as an integer"),
        ({"group_by": by_writer}, "a list of functions"),
    ],
)
def test_wrong_arguments_are_named(arguments, message) -> None:
    with pytest.raises(InputError, match=message):
        plan_folds(records(("x", None), ("y", None)), **{"n_folds": 2, **arguments})


def test_an_id_that_stands_twice_is_named() -> None:
    with pytest.raises(InputError, match="got 'a' more than once"):
        plan_folds([Record("a", "x"), Record("a", "y")], 2)


@pytest.mark.real_data
def test_crohme_folds_do_not_share_an_expression(real_data) -> None:
    items = read_captions(real_data / "crohme" / "train").records
    plan = plan_folds(items, 5, seed=3)
    assert check_leakage(plan) == []
    assert max(plan.sizes) - min(plan.sizes) <= 1
    by_text = Counter(len({item.fold for item in plan.items if item.reference == text}) for text in ["x", "2", "y"])
    assert set(by_text) <= {0, 1}

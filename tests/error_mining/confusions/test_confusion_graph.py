"""Families of look-alikes and cycles."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import (
    Community,
    ConfusionCycle,
    ConfusionTable,
    confusion_cycles,
    confusion_graph_svg,
    look_alike_communities,
)
from hmer_kit.exceptions import InputError

SYMBOLS = st.sampled_from(list("xXcC09og{"))
EDGES = st.lists(st.tuples(SYMBOLS, SYMBOLS), max_size=40)


def table_of(*pairs):
    """A table in which the first of each pair was read as the second."""
    return ConfusionTable.from_pairs([read for _, read in pairs], [written for written, _ in pairs])


def test_families_are_apart_and_the_largest_comes_first():
    table = table_of(*["Xx", "xX", "xX", "cC", "Cc", "0o", "o0", "O0", "oO", "9g"])
    assert look_alike_communities(table) == [
        Community(("0", "o", "O"), inside=4, across=0),
        Community(("X", "x"), inside=3, across=0),
        Community(("C", "c"), inside=2, across=0),
        Community(("9", "g"), inside=1, across=0),
    ]
    assert [family.symbols for family in look_alike_communities(table, min_count=2)] == [
        ("X", "x"),
        ("0", "o"),
        ("C", "c"),
    ]


def test_structure_notation_and_nothing_are_no_look_alikes():
    table = ConfusionTable.from_pairs(
        ["x }", "x _ 1", r"\to", "x"], ["x {", "x ^ 1", r"\rightarrow", "x x"], tokenizer="split"
    )
    assert table.edits == 4
    assert look_alike_communities(table) == []
    assert confusion_cycles(table) == []


@given(EDGES)
def test_every_family_counts_its_edges(pairs):
    table = table_of(*pairs)
    families = look_alike_communities(table)
    seen = [symbol for family in families for symbol in family.symbols]
    assert len(seen) == len(set(seen))
    counted = [(a, b) for a, b in pairs if a != b and "{" not in (a, b)]
    for family in families:
        inside = [pair for pair in counted if set(pair) <= set(family.symbols)]
        touched = [pair for pair in counted if set(pair) & set(family.symbols)]
        assert (family.inside, family.across) == (len(inside), len(touched) - len(inside))


def cycles_by_hand(pairs, longest):
    edges = {(a, b) for a, b in pairs if a != b and "{" not in (a, b)}
    found = set()
    paths = [(a,) for a in {a for a, _ in edges}]
    while paths:
        path = paths.pop()
        for a, b in edges:
            if a == path[-1] and b == path[0]:
                found.add(path)
            elif a == path[-1] and b > path[0] and b not in path and len(path) < longest:
                paths.append((*path, b))
    return found


@given(EDGES, st.integers(2, 4))
def test_cycles_are_those_found_by_hand(pairs, longest):
    table = table_of(*pairs)
    cycles = confusion_cycles(table, None, longest=longest)
    assert {cycle.symbols for cycle in cycles} == cycles_by_hand(pairs, longest)
    assert len({cycle.symbols for cycle in cycles}) == len(cycles)
    for cycle in cycles:
        around = [*cycle.symbols, cycle.symbols[0]]
        assert cycle.counts == tuple(pairs.count((a, b)) for a, b in pairwise(around))
    assert [cycle.weakest for cycle in cycles] == sorted((cycle.weakest for cycle in cycles), reverse=True)


def test_the_strongest_cycles_come_first():
    table = table_of(*["Xx"] * 3, *["xX"] * 2, *["cC"] * 9, "Cc", "9g", "gq", "q9")
    assert confusion_cycles(table, 2) == [ConfusionCycle(("X", "x"), (3, 2)), ConfusionCycle(("C", "c"), (1, 9))]
    assert [len(cycle.symbols) for cycle in confusion_cycles(table)] == [2, 2, 3]
    assert confusion_cycles(table, min_count=2) == [ConfusionCycle(("X", "x"), (3, 2))]
    assert confusion_cycles(table, longest=2)[-1].symbols == ("C", "c")


def test_a_dense_graph_ends_soon():
    names = [f"\\s{chr(97 + a)}{chr(97 + b)}" for a in range(8) for b in range(10)]
    table = table_of(*[(a, b) for a in names for b in names if a != b])
    cycles = confusion_cycles(table, 5)
    assert len(cycles) == 5
    assert all(cycle.weakest == 1 for cycle in cycles)
    assert look_alike_communities(table)


def test_families_do_not_depend_on_the_hash_seed():
    code = (
        "from hmer_kit.error_mining import *\n"
        "w = 'abcdefghijklmnop'; p = [(w[i * 7 % 16], w[i * 5 % 16 - 1]) for i in range(60)]\n"
        "t = ConfusionTable.from_pairs([a for a, b in p], [b for a, b in p])\n"
        "print(look_alike_communities(t), confusion_cycles(t), confusion_graph_svg(t, min_count=1), t.to_json())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert "Community" in outputs.pop()


def test_the_picture_shows_each_symbol_and_escapes_it():
    hostile = ["<script>", "&amp;", "\x00", "\ud800"]
    table = ConfusionTable.from_pairs(hostile * 2, ["x"] * 8, tokenizer="split")
    root = ET.fromstring(confusion_graph_svg(table))  # noqa: S314
    assert sum(node.tag.endswith("circle") for node in root.iter()) == 5
    assert sum(node.tag.endswith("line") for node in root.iter()) == 4
    ET.fromstring(confusion_graph_svg(ConfusionTable()))  # noqa: S314


@pytest.mark.parametrize(
    ("call", "options"),
    [
        (look_alike_communities, {"min_count": -1}),
        (look_alike_communities, {"seed": 1.5}),
        (look_alike_communities, {"resolution": 0}),
        (look_alike_communities, {"resolution": float("nan")}),
        (confusion_cycles, {"n": -1}),
        (confusion_cycles, {"longest": 1}),
        (confusion_cycles, {"longest": 7}),
        (confusion_cycles, {"longest": None}),
        (confusion_cycles, {"min_count": None}),
        (confusion_graph_svg, {"min_count": "2"}),
    ],
)
def test_bad_numbers_are_rejected(call, options):
    with pytest.raises(InputError, match=next(iter(options))):
        call(ConfusionTable(), **options)

r"""Label graphs: back to trees and LaTeX, and compared with each other."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.latex import LabelGraph, Relation, compare_label_graphs, from_label_graph, label_graph, parse, to_latex
from hmer_kit.latex.comparison._matching import match

R = Relation
WRITTEN = {
    "x ^ { 2 } + y": "x ^ { 2 } + y",
    r"\frac12": r"\frac { 1 } { 2 }",
    r"\sqrt [ 3 ] { x }": r"\sqrt [ 3 ] { x }",
    r"x ^ 2 _ i": "x _ { i } ^ { 2 }",
    r"{ x ^ 2 } ^ 3": "{ x ^ { 2 } } ^ { 3 }",
    "f ' ^ 2": "f ' ^ { 2 }",
    r"{ } ^ 2 x": "{ } ^ { 2 } x",
    r"a { 1 \over 2 } b": r"a { 1 \over 2 } b",
    r"{ a \over b } ^ 2": r"{ a \over b } ^ { 2 }",
    r"x { ' } y": "x { ' } y",
    r"\int \limits _ 0 ^ 1 x": r"\int \limits _ { 0 } ^ { 1 } x",
    r"\sum \nolimits _ i": r"\sum \nolimits _ { i }",
    r"\overset { a } { b } + \hat x": r"\overset { a } { b } + \hat { x }",
    r"\left( \mathbf { x } \right)": "( x )",
    r"\frac { } { 2 }": r"\frac { } { 2 }",
    "": "",
}
REFUSED = {
    "a matrix": (label_graph(parse(r"\begin{matrix} a & b \end{matrix}")), "a matrix"),
    "something inside of a plus": (LabelGraph(("+", "x"), (-1, 0), (R.RIGHT, R.INSIDE)), "a row inside"),
    "two right neighbours": (LabelGraph(("a", "b", "c"), (-1, 0, 0), (R.RIGHT, R.RIGHT, R.RIGHT)), "one right neigh"),
    "tuples of two lengths": (LabelGraph(("a",), (-1, 0), (R.RIGHT,)), "1 labels, 2 parents"),
    "two roots": (LabelGraph(("a", "b"), (-1, -1), (R.RIGHT, R.RIGHT)), "hangs on no other, got 2"),
    "a cycle": (LabelGraph(("a", "b", "c"), (-1, 2, 1), (R.RIGHT, R.RIGHT, R.SUP)), "a cycle"),
    "a parent that is not there": (LabelGraph(("a", "b"), (-1, 7), (R.RIGHT, R.RIGHT)), "got 7"),
    "a label of two symbols": (LabelGraph(("a b",), (-1,), (R.RIGHT,)), "label of one node"),
    "a label without end": (LabelGraph(("x" * 10**6,), (-1,), (R.RIGHT,)), "at most 1000 characters"),
    "a space as symbol": (LabelGraph((r"\,", "x"), (-1, 0), (R.RIGHT, R.RIGHT)), "LaTeX can say"),
    "half a pair of fences": (LabelGraph((r"\left(",), (-1,), (R.RIGHT,)), "LaTeX can say"),
    "no graph at all": ("x", "expected a LabelGraph, got str"),
}


@pytest.mark.parametrize("latex", WRITTEN)
def test_a_label_graph_becomes_latex_in_canonical_spelling(latex):
    assert to_latex(from_label_graph(label_graph(parse(latex)))) == WRITTEN[latex]


@pytest.mark.parametrize("latex", WRITTEN)
def test_the_tree_has_the_label_graph_that_it_was_made_of(latex):
    graph = label_graph(parse(latex))
    assert label_graph(from_label_graph(graph)) == graph


def test_symbols_may_stand_in_any_order():
    graph = label_graph(parse(r"\frac { a + 1 } { \sqrt { b } } ^ c"))
    order = list(range(len(graph.labels)))
    random.Random(3).shuffle(order)
    place = {number: at for at, number in enumerate(order)} | {-1: -1}
    shuffled = LabelGraph(
        tuple(graph.labels[number] for number in order),
        tuple(place[graph.parents[number]] for number in order),
        tuple(graph.relations[number] for number in order),
    )
    assert label_graph(from_label_graph(shuffled)) == graph


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_tree_or_no_latex_is_refused(case):
    graph, message = REFUSED[case]
    with pytest.raises(InputError, match=message):
        from_label_graph(graph)


@pytest.mark.parametrize("shape", ["x " * 5000, "x " + "^ { x " * 5000 + "} " * 5000])
def test_long_and_deep_expressions_come_back(shape):
    graph = label_graph(parse(shape))
    assert label_graph(from_label_graph(graph)) == graph


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["crohme/test2014", "crohme/test2016", "captions/mne_N1.tsv", "captions/hme_scene"])
def test_captions_come_back_but_for_matrices(real_data, name):
    path = real_data / name
    path = path / "captions.tsv" if path.is_dir() else next(path.parent.glob(f"{path.name}*"))
    outcomes = Counter()
    for line in path.read_text(encoding="utf-8").splitlines()[::8]:
        try:
            graph = label_graph(parse(line.split("\t")[1]))
        except HmerKitError:
            continue
        try:
            outcomes["same" if label_graph(from_label_graph(graph)) == graph else "other"] += 1
        except InputError:
            outcomes["matrix" if Relation.CELL in graph.relations else "refused"] += 1
    assert set(outcomes) <= {"same", "matrix"}
    assert outcomes["same"] > 100
    assert outcomes["matrix"] == 0 or "hme_scene" in name


def differences(latex, reference):
    return [
        str(item) for item in compare_label_graphs(label_graph(parse(latex)), label_graph(parse(reference))).differences
    ]


def test_spelling_makes_no_difference():
    assert differences(r"\frac12 x^2", r"\frac { 1 } { 2 } { x } ^ { 2 }") == []


@pytest.mark.parametrize(
    ("latex", "reference", "expected"),
    [
        ("a b", "a c", ["extra symbol 'b': right of 'a'", "missing symbol 'c': right of 'a'"]),
        ("a c", "a b c", ["missing symbol 'b': right of 'a'"]),
        ("x ^ 2", "x _ 2", ["other relation '2': sup of 'x', not sub of 'x'"]),
        ("x ^ { 2 } y", "x ^ { 2 y }", ["other parent 'y': right of 'x', not right of '2'"]),
        (
            "b a",
            "a b",
            ["other parent 'b': first of all, not right of 'a'", "other parent 'a': right of 'b', not first of all"],
        ),
        ("x", "", ["extra symbol 'x': first of all"]),
    ],
)
def test_each_difference_is_named(latex, reference, expected):
    assert differences(latex, reference) == expected


def test_an_extra_symbol_makes_no_difference_to_its_neighbours():
    assert differences("a + b + c", "a b + c") == ["extra symbol '+': right of 'a'"]


def test_differences_name_the_symbol_by_its_number_in_the_graph_given():
    graph = LabelGraph(("2", "x"), (1, -1), (Relation.SUP, Relation.RIGHT))
    [difference] = compare_label_graphs(graph, label_graph(parse("x _ 2"))).differences
    assert (difference.kind, difference.label, difference.symbol) == ("other relation", "2", 0)


def test_differences_of_one_kind_are_found():
    found = compare_label_graphs(label_graph(parse("a b")), label_graph(parse("a c d")))
    assert [item.label for item in found.of_kind("missing symbol")] == ["c", "d"]
    assert not found.agrees


def table_of(one, other):
    """Length of the longest common subsequence, by the table of the textbook."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row, left in enumerate(one, start=1):
        for column, right in enumerate(other, start=1):
            longer = max(table[row - 1][column], table[row][column - 1])
            table[row][column] = table[row - 1][column - 1] + 1 if left == right else longer
    return table[-1][-1]


def test_as_many_symbols_as_can_be_are_matched_in_order():
    draw = random.Random(5)
    for _ in range(300):
        one, other = ([draw.choice("abc") for _ in range(draw.randint(0, 9))] for _ in range(2))
        pairs = match(one, other)
        assert all(one[left] == other[right] for left, right in pairs.items())
        assert len(set(pairs.values())) == len(pairs) == (Counter(one) & Counter(other)).total()
        places = [str(pairs[left]) for left in sorted(pairs)]
        assert table_of(places, list(map(str, range(len(other))))) >= table_of(one, other)


def test_comparison_of_giants_is_refused():
    one, other = (LabelGraph((label,) * 20_000, (-1, *range(19_999)), (Relation.RIGHT,) * 20_000) for label in "ab")
    with pytest.raises(InputError, match="20000 × 20000"):
        compare_label_graphs(one, other)


def test_giants_that_are_alike_are_compared():
    one = LabelGraph(("a",) * 20_000, (-1, *range(19_999)), (Relation.RIGHT,) * 20_000)
    assert compare_label_graphs(one, one).agrees


def test_a_string_is_no_label_graph():
    with pytest.raises(InputError, match=r"label_graph\(parse"):
        compare_label_graphs("x", label_graph(parse("x")))


def test_long_rows_without_a_like_take_time_in_proportion():
    count = 5000
    row = LabelGraph(
        ("a",) * count + ("b",) * count,
        (-1, *range(count - 1), *[count - 1] * count),
        (Relation.RIGHT,) * (2 * count),
    )
    found = compare_label_graphs(row, LabelGraph(("b",), (-1,), (Relation.RIGHT,)))
    assert len(found.of_kind("extra symbol")) == 2 * count - 1


def test_differences_are_true_where_there_are_any():
    same, other = label_graph(parse("x")), label_graph(parse("y"))
    assert not compare_label_graphs(same, same)
    assert len(compare_label_graphs(same, other)) == 2

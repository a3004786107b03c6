"""Label graph files read: three forms, what is inherited, and what is refused, where."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import load_label_graph, parse_label_graph
from hmer_kit.ink.label_graphs import RELATIONS
from hmer_kit.latex import Relation

STROKES = """\
# IUD, made_up
# Nodes:
N, 0, x, 1.0
N, 1, x, 1.0
N, 2, 2, 1.0
N, 3, +, 1.0
N, 4, y, 1.0

# Edges:
E, 0, 1, *, 1.0
E, 1, 0, *, 1.0
E, 0, 2, Sup, 1.0
E, 1, 2, Sup, 1.0
E, 0, 3, R, 1.0
E, 1, 3, R, 1.0
E, 0, 4, R, 1.0
E, 1, 4, R, 1.0
E, 3, 4, R, 1.0
"""
OBJECTS = """\
# IUD, made_up
# Objects(4):
O, plus, +, 1.0, 3
O, x_1, x, 1.0, 0, 1
O, 2_1, 2, 1.0, 2
O, y_1, y, 1.0, 4

# Relations from SRT:
R, x_1, 2_1, Sup, 1.0
EO, x_1, plus, Right, 1.0
R, plus, y_1, Right, 1.0
"""
PATHS = """\
O, x_1, x, 1.0, O
O, 2_1, 2, 1.0, OSup
O, p, +, 1.0, OR
O, y_1, y, 1.0, ORR

R, x_1, 2_1, Sup, 1.0
R, x_1, p, Right, 1.0
R, p, y_1, Right, 1.0
"""
REFUSED = {
    "nothing": ("# IUD, a\n\n", "empty_graph", None),
    "another beginning": ("N, 0, x, 1.0\nX, 1, 2", "unknown_line", "line 2 field 1"),
    "too few fields": ("N, 0", "field_count", "line 1"),
    "a bare comma": ("N, 0, ,, 1.0", "field_count", "line 1"),
    "too many fields": ("N, 0, x, 1.0\nN, 1, y, 1.0\nE, 0, 1, R, 1.0, 9", "field_count", "line 3"),
    "an empty id": ("N, , x, 1.0", "empty_field", "line 1 field 2"),
    "a label without end": ("N, 0, " + "x" * 10**6, "long_field", "line 1 field 3"),
    "a weight in words": ("N, 0, x, much", "bad_weight", "line 1 field 4"),
    "an infinite weight": ("N, 0, x, inf", "bad_weight", "line 1 field 4"),
    "two forms": ("N, 0, x, 1.0\nO, 1, x, 1.0, 1", "mixed_forms", "line 2 field 1"),
    "an unknown relation": ("N, 0, x, 1.0\nN, 1, 2, 1.0\nE, 0, 1, Rihgt, 1.0", "unknown_relation", "line 3 field 4"),
    "an unknown relation of objects": (
        "O, a, x, 1, 0\nO, b, y, 1, 1\nR, a, b, NcellR, 1",
        "unknown_relation",
        "line 3 field 4",
    ),
    "a stroke of two labels": ("N, 0, x, 1.0\nN, 0, y, 1.0", "duplicate_node", "line 2 field 3"),
    "an object twice": ("O, a, x, 1.0, 0\nO, a, x, 1.0, 1", "duplicate_node", "line 2 field 2"),
    "a stroke of two objects": ("O, a, x, 1.0, 0\nO, b, y, 1.0, 7, 0", "shared_stroke", "line 2 field 6"),
    "an edge to no stroke": ("N, 0, x, 1.0\nE, 0, 1, Sup, 1.0", "unknown_stroke", "line 2 field 3"),
    "an edge from no stroke": ("N, 0, x, 1.0\nE, 5, 0, Sup, 1.0", "unknown_stroke", "line 2 field 2"),
    "a relation to no object": ("O, a, x, 1.0, 0\nR, a, b, Sup, 1.0", "unknown_object", "line 2 field 3"),
    "an edge to itself": ("N, 0, x, 1.0\nE, 0, 0, R, 1.0", "self_edge", "line 2 field 3"),
    "a relation to itself": ("O, a, x, 1.0, 0\nR, a, a, Right, 1.0", "self_edge", "line 2 field 3"),
    "merged strokes of two labels": (
        "N, 0, x, 1.0\nN, 1, y, 1.0\nE, 0, 1, *, 1.0",
        "contradictory_labels",
        "line 3 field 4",
    ),
    "one edge, two relations": (
        "N, 0, x, 1.0\nN, 1, y, 1.0\nE, 0, 1, R, 1.0\nE, 0, 1, Sup, 1.0",
        "contradictory_edges",
        "line 4 field 4",
    ),
    "strokes of one symbol that disagree": (
        STROKES.replace("E, 1, 2, Sup", "E, 1, 2, Sub"),
        "contradictory_edges",
        "line 13 field 4",
    ),
    "a relation within a symbol": (
        "N, 0, x, 1\nN, 1, x, 1\nN, 2, x, 1\nE, 0, 1, *, 1\nE, 1, 2, *, 1\nE, 0, 2, R, 1",
        "contradictory_edges",
        "line 6 field 4",
    ),
    "an inherited edge that says otherwise": (
        STROKES.replace("E, 0, 4, R", "E, 0, 4, Sup").replace("E, 1, 4, R", "E, 1, 4, Sup"),
        "contradictory_edges",
        "line 16",
    ),
    "a cycle": (
        "O, a, x, 1, 0\nO, b, y, 1, 1\nO, c, z, 1, 2\nR, a, b, Right, 1\nR, b, c, Right, 1\nR, c, b, Sup, 1",
        "cycle",
        "line 6",
    ),
    "two parents": (
        (
            "O, a, x, 1, 0\nO, b, y, 1, 1\nO, c, z, 1, 2\nO, d, z, 1, 3\n"
            "R, a, b, Right, 1\nR, a, c, Sup, 1\nR, b, d, Right, 1\nR, c, d, Right, 1"
        ),
        "several_parents",
        "line 8",
    ),
    "paths that relations contradict": (
        PATHS.replace("R, x_1, 2_1, Sup", "R, x_1, 2_1, Sub"),
        "contradictory_edges",
        "line 2 field 5",
    ),
    "relations beside the paths": (PATHS + "R, x_1, y_1, Right, 1.0", "contradictory_edges", "line 9"),
    "a path without its parent": (PATHS.replace("ORR", "ORSubR"), "bad_path", "line 4 field 5"),
    "a path twice": (PATHS.replace("OSup", "OR"), "bad_path", "line 3 field 5"),
    "no path": (PATHS.replace(", OSup", ""), "bad_path", "line 2 field 5"),
}


@pytest.mark.parametrize("text", [STROKES, OBJECTS, PATHS], ids=["strokes", "objects", "paths"])
def test_each_form_says_the_same(text):
    graph = parse_label_graph(text)
    assert graph.latex() == "x ^ { 2 } + y"
    assert graph.problems == ()


def test_strokes_are_merged_into_symbols():
    graph = parse_label_graph(STROKES)
    assert [(symbol.label, symbol.strokes) for symbol in graph.symbols] == [
        ("x", (0, 1)),
        ("2", (2,)),
        ("+", (3,)),
        ("y", (4,)),
    ]
    assert (graph.name, graph.stroke_ids) == ("made_up", ("0", "1", "2", "3", "4"))


def test_inherited_edges_are_reduced_to_the_tree():
    graph = parse_label_graph(STROKES)
    assert graph.relations == ((0, 1, Relation.SUP), (0, 2, Relation.RIGHT), (2, 3, Relation.RIGHT))


def test_newer_files_have_the_label_of_a_symbol_between_its_strokes():
    assert parse_label_graph(STROKES.replace(", *,", ", x,")).symbols == parse_label_graph(STROKES).symbols


def test_a_symbol_r_is_not_taken_for_a_relation():
    text = "N, 0, R, 1.0\nN, 1, R, 1.0\nE, 0, 1, R, 1.0\n"
    assert parse_label_graph(text).latex() == "R R"
    assert parse_label_graph(f"{text}E, 1, 0, R, 1.0").latex() == "R"


def test_edges_of_the_tree_alone_are_enough():
    text = "\n".join(line for line in STROKES.splitlines() if not line.startswith(("E, 0, 4", "E, 1, 4")))
    graph = parse_label_graph(text)
    assert (graph.latex(), graph.problems) == ("x ^ { 2 } + y", ())


def test_objects_keep_their_ids_and_strokes_by_number():
    graph = parse_label_graph(OBJECTS)
    assert [symbol.id for symbol in graph.symbols] == ["plus", "x_1", "2_1", "y_1"]
    assert graph.stroke_ids == ("0", "1", "2", "3", "4")
    assert graph.symbols[1].strokes == (0, 1)


def test_paths_are_enough_without_lines_of_relations():
    assert parse_label_graph(PATHS.partition("\n\n")[0]).latex() == "x ^ { 2 } + y"


@pytest.mark.parametrize("name", RELATIONS)
def test_every_name_of_a_relation_is_known(name):
    graph = parse_label_graph(f"O, a, -, 1.0, 0\nO, b, x, 1.0, 1\nR, a, b, {name}, 1.0")
    assert graph.relations == ((0, 1, RELATIONS[name]),)


def test_the_bar_and_the_comma_are_in_latex_terms():
    text = "O, a, -, 1, 0\nO, b, COMMA, 1, 1\nO, c, \\lt, 1, 2\nR, a, b, Above, 1\nR, a, c, Below, 1"
    assert parse_label_graph(text).latex() == r"\frac { , } { < }"


def test_what_lies_above_a_root_is_its_index():
    text = "O, a, \\sqrt, 1, 0\nO, b, 3, 1, 1\nO, c, x, 1, 2\nR, a, b, Above, 1\nR, a, c, Inside, 1"
    assert parse_label_graph(text).latex() == r"\sqrt [ 3 ] { x }"


@pytest.mark.parametrize("case", REFUSED)
def test_what_contradicts_itself_is_refused_with_its_place(case):
    text, code, place = REFUSED[case]
    with pytest.raises(DataError) as caught:
        parse_label_graph(text, name="a.lg")
    assert caught.value.code == code
    assert str(caught.value).startswith("a.lg" if place is None else f"a.lg {place}: ")
    assert caught.value.path == "a.lg"


PROBLEMS = {
    "a node twice": ("N, 0, x, 1.0\nN, 0, x, 1.0", "line 2: stroke '0' stands there twice"),
    "an edge twice": (f"{STROKES}E, 0, 2, Sup, 1.0", "line 19: the edge of line 12 again"),
    "a relation twice": (f"{OBJECTS}R, x_1, 2_1, Sup, 1.0", "line 12: the relation of line 9 again"),
    "a weight": ("N, 0, x, 0.5", "line 1: the weight 0.5 is not kept"),
    "half a merge": (
        STROKES.replace("E, 1, 0, *, 1.0\n", ""),
        "1 of 2 edges between strokes of one symbol are missing",
    ),
    "an edge of one stroke only": (
        STROKES.replace("E, 1, 2, Sup, 1.0\n", ""),
        "1 edges between strokes of related symbols are missing",
    ),
    "an inherited edge": (
        (
            "N, 0, a, 1\nN, 1, b, 1\nN, 2, c, 1\nN, 3, d, 1\n"
            "E, 0, 1, R, 1\nE, 1, 2, R, 1\nE, 2, 3, R, 1\nE, 0, 2, R, 1\nE, 1, 3, R, 1"
        ),
        "1 of 3 inherited relations are missing",
    ),
    "a stroke of no symbol": (f"{STROKES}N, 5, _, 1.0", "1 strokes belong to no symbol: 5"),
    "an object without strokes": (f"{OBJECTS}O, z, z, 1.0", "line 12: the object 'z' has no strokes"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_does_no_harm_is_named(case):
    text, problem = PROBLEMS[case]
    assert parse_label_graph(text).problems == (problem,)


def test_of_many_problems_the_first_are_named_and_the_rest_counted():
    problems = parse_label_graph("N, 0, x, 1.0\n" * 500).problems
    assert len(problems) == 101
    assert problems[-1] == "399 more problems"


def test_several_trees_are_read_but_give_no_expression():
    graph = parse_label_graph("O, a, x, 1.0, 0\nO, b, y, 1.0, 1")
    assert len(graph.symbols) == 2
    with pytest.raises(DataError, match="one symbol that hangs on no other, got 2: 'x', 'y'") as caught:
        graph.latex()
    assert caught.value.code == "several_roots"


def test_what_latex_cannot_say_gives_no_expression():
    graph = parse_label_graph("O, a, x, 1.0, 0\nO, b, y, 1.0, 1\nR, a, b, Inside, 1.0")
    with pytest.raises(DataError, match="a row inside") as caught:
        graph.latex()
    assert caught.value.code == "no_latex"


@pytest.mark.parametrize("shape", ["chain", "star", "all pairs"])
def test_large_graphs_take_time_in_proportion(shape):
    count = 300 if shape == "all pairs" else 5000
    nodes = [f"O, {number}, x, 1.0, {number}" for number in range(count)]
    parents = {
        "chain": lambda number: [number - 1],
        "star": lambda number: [0],
        "all pairs": range,
    }[shape]
    edges = [(parent, number) for number in range(1, count) for parent in parents(number)]
    text = "\n".join([*nodes, *(f"R, {one}, {other}, Right, 1.0" for one, other in edges)])
    graph = parse_label_graph(text)
    assert len(graph.relations) == count - 1
    assert graph.problems == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        ("N, 0, \u00e9, 1.0".encode("latin-1"), "not_utf8"),
        ("N, 0, x, 1.0".encode("utf-16"), "not_utf8"),
        (b"N, 0, x, 1.0\n" * 100, "too_large"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_refused(tmp_path, data, code):
    file = tmp_path / "a.lg"
    file.write_bytes(data)
    with pytest.raises(DataError) as caught:
        load_label_graph(file, max_bytes=1000)
    assert caught.value.code == code
    assert str(file) in str(caught.value)


def test_windows_lines_and_a_byte_order_mark_are_read(tmp_path):
    file = tmp_path / "a.lg"
    file.write_bytes(b"\xef\xbb\xbf" + STROKES.replace("\n", "\r\n").encode())
    assert load_label_graph(file).latex() == "x ^ { 2 } + y"


def test_a_path_is_no_text():
    with pytest.raises(InputError, match="load_label_graph takes a path"):
        parse_label_graph(b"N, 0, x, 1.0")

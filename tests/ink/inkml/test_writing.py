"""What is written is read back as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import InkDocument, InkLimits, InkSymbol, Strokes, load_inkml, parse_inkml, to_inkml, write_inkml
from hmer_kit.latex import Relation

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = st.floats(-1e6, 1e6)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12).map(
    str.strip
)
NAMES = TEXTS.filter(bool)
OPENING = [relation for relation in Relation if relation is not Relation.CELL]


@st.composite
def trees(draw: st.DrawFn, count: int) -> tuple[tuple[int, int, Relation], ...]:
    """A tree of so many symbols; several scripts of one place may hang on one symbol, other rows only once."""
    edges: list[tuple[int, int, Relation]] = []
    for child in range(1, count):
        parent = draw(st.integers(0, child - 1))
        taken = {relation for above, _, relation in edges if above == parent}
        free = [relation for relation in OPENING if relation not in taken or relation in {Relation.SUB, Relation.SUP}]
        edges.append((parent, child, draw(st.sampled_from(free))))
    return tuple(edges)


@st.composite
def documents(draw: st.DrawFn) -> InkDocument:
    width = draw(st.sampled_from([2, 3]))
    points = st.lists(st.tuples(*[NUMBERS] * width), min_size=1, max_size=4)
    strokes = draw(st.lists(points, max_size=6))
    truth = draw(st.none() | NAMES.filter(lambda text: "$" not in text))
    writer = draw(st.none() | NAMES)
    kinds = st.tuples(TEXTS.filter(lambda kind: kind not in {"truth", "label", "normalizedLabel", "writer"}), TEXTS)
    annotations = draw(st.lists(kinds, max_size=3))
    annotations += [] if truth is None else [("truth", truth)]
    annotations += [] if writer is None else [("writer", writer)]
    symbols: list[InkSymbol] = []
    for number in range(draw(st.integers(0, len(strokes)))):
        indices = draw(st.lists(st.integers(0, len(strokes) - 1), min_size=1, max_size=3, unique=True))
        symbols.append(InkSymbol(draw(NAMES), tuple(indices), f"{draw(TEXTS.filter(_is_plain))}_{number}"))
    relations = draw(trees(len(symbols)))
    made = Strokes.of([np.array(stroke) for stroke in strokes])
    return InkDocument("a", made, truth, tuple(symbols), relations, writer, tuple(annotations))


def _is_plain(text: str) -> bool:
    return not text.startswith("#")


def assert_same(found: InkDocument, expected: InkDocument) -> None:
    assert found.strokes.points.tolist() == expected.strokes.points.tolist()
    assert found.strokes.ends == expected.strokes.ends
    assert (found.strokes.times is None) == (expected.strokes.times is None)
    if expected.strokes.times is not None and found.strokes.times is not None:
        assert found.strokes.times.tolist() == expected.strokes.times.tolist()
    for name in ("truth", "symbols", "writer", "annotations"):
        assert getattr(found, name) == getattr(expected, name), name
    assert sorted(found.relations) == sorted(expected.relations)


@given(documents())
def test_a_document_comes_back_as_it_was(document: InkDocument) -> None:
    again = parse_inkml(to_inkml(document).encode(), name="a")
    assert_same(again, document)
    assert to_inkml(parse_inkml(to_inkml(again).encode(), name="a")) == to_inkml(again)


@given(documents())
def test_what_is_written_is_inkml_for_other_readers(document: InkDocument) -> None:
    root = fromstring(to_inkml(document))
    space = "{http://www.w3.org/2003/InkML}"
    assert root.tag == f"{space}ink"
    assert len(root.findall(f"{space}trace")) == len(document.strokes)
    assert len(root.findall(f"{space}traceGroup/{space}traceGroup")) == len(document.symbols)


STROKES = Strokes.of([[(0, 0), (4, 3)], [(10, 1)], [(5.25, -1e-7)]])
XY = (InkSymbol("x", (0,), "x_1"), InkSymbol("y", (1, 2), "y_1"))


def test_relations_are_written_as_mathml() -> None:
    labels = [r"\frac", "1", r"\sqrt", "x", "3", "2"]
    symbols = tuple(InkSymbol(label, (0,), f"s{index}") for index, label in enumerate(labels))
    relations = (
        (0, 1, Relation.ABOVE),
        (0, 2, Relation.BELOW),
        (2, 3, Relation.INSIDE),
        (2, 4, Relation.INDEX),
        (3, 5, Relation.SUP),
    )
    text = to_inkml(InkDocument("a", STROKES, symbols=symbols, relations=relations))
    start, end = text.index("<mfrac"), text.index("</mfrac>")
    assert text[start:end] == (
        '<mfrac xml:id="s0"><mn xml:id="s1">1</mn><mroot xml:id="s2">'
        '<msup><mi xml:id="s3">x</mi><mn xml:id="s5">2</mn></msup><mn xml:id="s4">3</mn></mroot>'
    )


def test_cells_are_written_as_a_table() -> None:
    symbols = tuple(InkSymbol(label, (0,), f"s{index}") for index, label in enumerate("mab"))
    document = InkDocument("a", STROKES, symbols=symbols, relations=((0, 1, Relation.CELL), (0, 2, Relation.CELL)))
    assert_same(parse_inkml(to_inkml(document).encode()), replace(document, name="InkML"))


def test_symbols_without_ids_get_one_where_relations_need_it() -> None:
    symbols = (InkSymbol("x", (0,)), InkSymbol("x", (1,), "x_1"), InkSymbol("x", (2,)))
    relations = ((0, 1, Relation.RIGHT), (1, 2, Relation.RIGHT))
    found = parse_inkml(to_inkml(InkDocument("a", STROKES, symbols=symbols, relations=relations)).encode())
    assert [symbol.id for symbol in found.symbols] == ["x_2", "x_1", "x_3"]
    assert found.relations == relations
    alone = parse_inkml(to_inkml(InkDocument("a", STROKES, symbols=symbols)).encode())
    assert alone.symbols == symbols


def test_truth_and_writer_win_over_the_annotations() -> None:
    annotations = (("truth", "$old$"), ("UI", "a"), ("writer", "old"))
    document = InkDocument("a", STROKES, truth="new", writer="w", annotations=annotations)
    found = parse_inkml(to_inkml(document).encode())
    assert (found.truth, found.writer) == ("new", "w")
    assert found.annotations == (("UI", "a"), ("truth", "new"), ("writer", "w"))
    bare = parse_inkml(to_inkml(replace(document, truth=None, writer=None)).encode())
    assert (bare.truth, bare.writer, bare.annotations) == (None, None, (("UI", "a"),))


def test_annotations_that_agree_are_written_as_they_are() -> None:
    annotations = (("truth", "$x$"), ("normalizedLabel", "y"))
    found = parse_inkml(to_inkml(InkDocument("a", STROKES, truth="x", annotations=annotations)).encode())
    assert found.annotations == annotations


def test_deep_rows_are_written_without_recursion() -> None:
    count = 3000
    symbols = tuple(InkSymbol(r"\sqrt", (0,), f"s{index}") for index in range(count))
    relations = tuple((index, index + 1, Relation.INSIDE) for index in range(count - 1))
    text = to_inkml(InkDocument("a", STROKES, symbols=symbols, relations=relations))
    assert parse_inkml(text.encode(), limits=InkLimits(max_depth=10_000)).relations == relations


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"truth": "$x$"}, "expected LaTeX without blanks and"),
        ({"truth": "x\0"}, "expected characters that XML can hold"),
        ({"annotations": (("a\x01", "b"),)}, "expected characters that XML can hold"),
        ({"symbols": (InkSymbol(" ", (0,)),)}, "expected symbols with a label and strokes"),
        ({"symbols": (InkSymbol("x", ()),)}, "expected symbols with a label and strokes"),
        ({"symbols": (InkSymbol("x", (3,)),)}, "expected strokes from 0 to 2 in the symbol 'x', got 3"),
        ({"symbols": XY, "relations": ((0, 2, Relation.SUP),)}, "expected indices of 2 symbols in relations"),
        (
            {"symbols": (*XY, InkSymbol("z", (0,), "z_1")), "relations": ((0, 1, Relation.SUP),)},
            "one tree of 3 symbols",
        ),
        ({"symbols": XY, "relations": ((0, 1, Relation.SUP), (1, 0, Relation.SUP))}, "one tree of 2 symbols"),
        ({"symbols": (XY[0], replace(XY[1], id="x_1")), "relations": ((0, 1, Relation.SUP),)}, "got one twice"),
    ],
)
def test_what_would_not_come_back_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        to_inkml(replace(InkDocument("a", STROKES), **changes))  # type: ignore[arg-type]


def test_a_circle_beside_the_tree_is_refused() -> None:
    symbols = tuple(InkSymbol("x", (0,), f"x_{index}") for index in range(3))
    relations = ((1, 2, Relation.SUP), (2, 1, Relation.SUP))
    with pytest.raises(InputError, match="got 2 symbols below themselves"):
        to_inkml(InkDocument("a", STROKES, symbols=symbols, relations=relations))


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.inkml"
    write_inkml(file, InkDocument("a", STROKES, truth="x"))
    before = file.read_bytes()
    with pytest.raises(InputError):
        write_inkml(file, InkDocument("a", STROKES, truth="$x$"))
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (before, [file])
    assert_same(load_inkml(file), parse_inkml(before))
    with pytest.raises(DataError, match="cannot write"):
        write_inkml(tmp_path / "none" / "a.inkml", InkDocument("a", STROKES))

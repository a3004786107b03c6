"""Relations from MathML: the conventions of label graphs, and what MathML does not tell."""

from __future__ import annotations

import re

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import DataError
from hmer_kit.ink import MathTree
from hmer_kit.latex import label_graph, parse

_TAG = re.compile(r"<(/?)([\w-]+)([^<>]*?)(/?)>|([^<>]+)")


def tree_of(text: str) -> tuple[MathTree, list[str]]:
    """Elements whose ``x`` attribute is their name; the names in document order."""
    tree, names = MathTree(), []
    for close, tag, attributes, empty, data in _TAG.findall(text):
        if data:
            tree.data(data)
        elif close:
            tree.end()
        else:
            name = attributes.strip()
            tree.start(tag, name)
            names += [name] if name else []
            if empty:
                tree.end()
    return tree, names


def relations(text: str) -> list[str]:
    tree, names = tree_of(text)
    edges = tree.relations({name: index for index, name in enumerate(names)})
    return [f"{names[parent]} {relation} {names[child]}" for parent, child, relation in edges]


def graph(latex: str) -> list[str]:
    """What ``label_graph`` says of LaTeX whose symbols are all different."""
    found = label_graph(parse(latex))
    rows = zip(found.labels, found.parents, found.relations, strict=True)
    edges = [f"{found.labels[parent]} {relation} {label}" for label, parent, relation in rows if parent >= 0]
    return [edge.replace("\\frac", "-").replace("\\sqrt", "r").replace("\\sum", "s") for edge in edges]


X, Y, Z = "<mi x>x</mi>", "<mi y>y</mi>", "<mi z>z</mi>"


@pytest.mark.parametrize(
    ("mathml", "latex"),
    [
        ("<mrow><mi x>x</mi><mrow><mo +>+</mo><mi y>y</mi></mrow></mrow>", "x + y"),
        ("<mi x>x</mi><mo +>+</mo><mi y>y</mi>", "x + y"),
        (f"<mrow><msup>{X}{Y}</msup>{Z}</mrow>", "x ^ { y } z"),
        (f"<mrow>{Z}<msub>{X}{Y}</msub></mrow>", "z x _ { y }"),
        (f"<msubsup>{X}{Y}{Z}</msubsup>", "x _ { y } ^ { z }"),
        (f"<msup><mrow>{X}{Y}</mrow>{Z}</msup>", "{ x y } ^ { z }"),
        (f"<msub><msub>{X}{Y}</msub>{Z}</msub>", "{ x _ { y } } _ { z }"),
        (f"<msub>{X}<msub>{Y}{Z}</msub></msub>", "x _ { y _ { z } }"),
        (f"<mrow><mfrac ->{X}<mrow>{Y}<mo +>+</mo></mrow></mfrac>{Z}</mrow>", r"\frac { x } { y + } z"),
        (f"<msqrt r>{X}{Y}</msqrt>{Z}", r"\sqrt { x y } z"),
        (f"<msup><msqrt r>{X}</msqrt>{Y}</msup>", r"\sqrt { x } ^ { y }"),
        (f"<munderover><mo s>s</mo>{X}{Y}</munderover>{Z}", r"\sum \limits _ { x } ^ { y } z"),
        (f"<munder><mo s>s</mo>{X}</munder>", r"\sum \limits _ { x }"),
        (f"<msup><mfrac ->{X}{Y}</mfrac>{Z}</msup>", r"\frac { x } { y } ^ { z }"),
    ],
)
def test_the_relations_are_those_of_the_label_graph(mathml: str, latex: str) -> None:
    assert sorted(relations(mathml)) == sorted(graph(latex))


@pytest.mark.parametrize(
    ("mathml", "expected"),
    [
        (f"<mroot r>{X}{Y}</mroot>", ["r inside x", "r index y"]),
        (f"<mover>{X}{Y}</mover>", ["x above y"]),
        (
            f"<mtable m><mtr><mtd>{X}</mtd><mtd>{Y}</mtd></mtr><mtr><mtd>{Z}</mtd></mtr></mtable>",
            ["m cell x", "m cell y", "m cell z"],
        ),
        (f"<mfenced>{X}{Y}</mfenced>", ["x right y"]),
        (f"<menclose c>{X}</menclose>", ["c inside x"]),
        (f"<mstyle>{X}<mspace/>{Y}</mstyle>", ["x right y"]),
        (f"{X}<mo>\u2062</mo>{Y}", ["x right y"]),
        (f"<semantics>{X}<annotation>x</annotation></semantics>{Y}", ["x right y"]),
        (f"<msub>{X}</msub>{Y}", ["x right y"]),
        (f"<msub>{X}<mrow/></msub>{Y}", ["x right y"]),
        (X, []),
    ],
)
def test_elements_are_read(mathml: str, expected: list[str]) -> None:
    assert relations(mathml) == expected


@pytest.mark.parametrize(
    ("mathml", "problem"),
    [
        (f"<msup><mrow/>{X}</msup>", "script in MathML without a base"),
        (f"<mfrac ->{X}<msup><mrow/>{Y}</msup></mfrac>", "script in MathML without a base"),
        (f"<mi>w</mi>{X}", "symbol in MathML without xml:id: 'w'"),
        (f"<mfrac>{X}{Y}</mfrac>", "symbol in MathML without xml:id: 'mfrac'"),
        (f"<msub>{X}{Y}{Z}</msub>", "MathML element with too many parts: 'msub'"),
        (f"<mmultiscripts>{X}</mmultiscripts>", "MathML element that is not known: 'mmultiscripts'"),
        (X + X, "symbol that stands twice in MathML: 'x'"),
    ],
)
def test_what_is_not_told_is_said(mathml: str, problem: str) -> None:
    with pytest.raises(DataError) as caught:
        relations(mathml)
    assert str(caught.value) == problem


def test_symbols_and_elements_have_to_be_the_same() -> None:
    tree, _ = tree_of(X + Y)
    with pytest.raises(DataError, match="symbol that MathML lacks: 'z'"):
        tree.relations({"x": 0, "y": 1, "z": 2})
    with pytest.raises(DataError, match="symbol of MathML that the segmentation lacks: 'y'"):
        tree.relations({"x": 0})


@pytest.mark.parametrize(("tag", "name"), [("mrow", ""), ("msqrt", "r"), ("msup", ""), ("mfrac", "f")])
def test_deep_elements_are_walked_without_recursion(tag: str, name: str) -> None:
    depth = 50_000
    tree, names = MathTree(), []
    with hang_guard():
        for index in range(depth):
            names += [f"{name}{index}"] if name else []
            tree.start(tag, f"{name}{index}" if name else "")
            if tag == "msup":
                names.append(f"x{index}")
                tree.start("mi", f"x{index}")
                tree.end()
        tree.start("mi", "last")
        for _ in range(depth + 1):
            tree.end()
        edges = tree.relations({key: index for index, key in enumerate([*names, "last"])})
    assert len(edges) == len(names)

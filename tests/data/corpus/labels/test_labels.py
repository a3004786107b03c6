from __future__ import annotations

import pytest
from PIL import Image

from hmer_kit.data import (
    BytesImage,
    LabelFault,
    Record,
    check_labels,
    counts_check,
    dialect_check,
    graph_check,
    ink_check,
    iter_label_findings,
    picture_check,
    tree_text_check,
)
from hmer_kit.data.corpus.labels import check_braces, check_characters, check_parse, check_spacing
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import InkDocument, InkSymbol, Strokes
from hmer_kit.latex import label_graph, parse, to_tokens


def faults(check, latex: str, **fields) -> list[LabelFault]:
    return list(check(Record("a", latex, **fields)))


@pytest.mark.parametrize(
    ("latex", "reasons"),
    [
        ("x + 1", []),
        (" ", ["no token"]),
        ("x\t+ 1", ["character that cannot be seen"]),
        ("x \x07", ["character that cannot be seen"]),
        ("x\N{ZERO WIDTH SPACE}", ["character that cannot be seen"]),
        ("\N{RIGHT-TO-LEFT OVERRIDE} x", ["character that cannot be seen"]),
        ("x \N{MINUS SIGN} \N{GREEK SMALL LETTER ALPHA}", ["character beyond ASCII"]),
        ("x \udc80", ["character that cannot be seen"]),
    ],
)
def test_characters(latex: str, reasons: list[str]) -> None:
    assert [fault.reason for fault in faults(check_characters, latex)] == reasons


def test_characters_are_named_with_their_place() -> None:
    (fault,) = faults(check_characters, "x \N{MINUS SIGN} 1")
    assert fault.detail == "U+2212 MINUS SIGN, first at character 2"


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        (r"\frac { 1 } { 2 }", 0),
        (r"\begin{matrix} a \end{matrix}", 0),
        (r"\left\{ x \right.", 0),
        (r"\mathbb{R}", 0),
        (r"\frac{ 1 } { 2 }", 1),
        ("x  y", 1),
        (" x", 1),
        ("ab", 1),
        (r"\begin{matrix}a", 1),
    ],
)
def test_spacing(latex: str, count: int) -> None:
    assert len(faults(check_spacing, latex)) == count


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        ("{ { x } }", []),
        (r"\{ x", []),
        ("{ { x }", [("closing braces missing", "1 of 2 not closed", 0)]),
        (
            "x } } + {",
            [
                ("opening braces missing", "2 with nothing to close", 1),
                ("closing braces missing", "1 of 1 not closed", 4),
            ],
        ),
        ("{ " * 50_000, [("closing braces missing", "50000 of 50000 not closed", 0)]),
    ],
)
def test_braces(latex: str, found: list[tuple[str, str, int]]) -> None:
    assert [(fault.reason, fault.detail, fault.position) for fault in faults(check_braces, latex)] == found


def test_parse_error_is_located() -> None:
    (fault,) = faults(check_parse, r"x + \frac { 1 }")
    assert (fault.kind, fault.reason, fault.position) == ("unparsed", "missing_argument", 6)
    assert "got the end of the input" in fault.detail


def test_tree_text_that_loses_something_is_found() -> None:
    (fault,) = faults(tree_text_check(format="symlg"), r"\mathrm { d } x")  # a label graph knows no fonts
    assert (fault.reason, fault.detail) == ("symlg text gives another expression", "d x")
    assert faults(tree_text_check(format="released"), r"\mathrm { d } x") == []
    assert faults(tree_text_check(), "{ x") == []
    with pytest.raises(InputError, match="expected a TreeFormat"):
        tree_text_check(format="tree")


def test_reference_that_is_too_deep_for_a_tree_text_is_named_and_not_tried() -> None:
    deep = "{ " * 50_000 + "x " + "} " * 50_000
    report = check_labels([Record("a", deep.strip())], checks=[tree_text_check(format="corrected")])
    assert [str(item.fault.detail) for item in report.findings] == ["100001 tokens"]
    assert [fault.detail for fault in faults(tree_text_check(max_tokens=2), "x + 1")] == ["3 tokens"]


def test_dialect_names_what_it_spells_otherwise() -> None:
    assert [fault.detail for fault in faults(dialect_check("crohme"), r"a \le b \le c")] == [r"\le -> \leq × 2"]
    with pytest.raises(InputError, match="expected a dialect"):
        dialect_check("crome")


@pytest.mark.parametrize(
    ("counts", "count"), [({"x": 2, "^": 1}, 1), ({"x": 1, "^": 1, "2": 1}, 0), (None, 0), ({}, 1)]
)
def test_counts_that_came_with_a_record(counts, count: int) -> None:
    assert len(faults(counts_check(lambda _: counts), "x ^ { 2 }")) == count


def test_label_graph_that_came_with_a_record() -> None:
    graphs = {"a": label_graph(parse("x ^ { 2 }")), "b": label_graph(parse("x ^ { 3 }"))}
    check = graph_check(lambda record: graphs.get(record.id))
    records = [Record("a", "x ^ 2"), Record("b", "x ^ 2"), Record("c", "x"), Record("b", "{ x")]
    assert check_labels(records, checks=[check]).counts == {("graph", "another label graph"): 1}


class Ink:
    name = "a.inkml"

    def __init__(self, *labels: str) -> None:
        self.labels = labels

    def load(self) -> InkDocument:
        if not self.labels:
            raise DataError("expected InkML", code="broken")
        symbols = tuple(InkSymbol(label, (0,)) for label in self.labels if label)
        return InkDocument("a", Strokes.of([[(0, 0), (1, 1)]]), symbols=symbols)


def test_ink_is_held_against_the_reference_by_the_function_given() -> None:
    def compare(ink: InkDocument, caption: str) -> list[str]:
        wanted = set(to_tokens(parse(caption)))
        return [f"extra {symbol.label}" for symbol in ink.symbols if symbol.label not in wanted]

    records = [
        Record("same", "x", ink=Ink("x")),
        Record("other", "x", ink=Ink(*"abcdefg")),
        Record("no symbols", "x", ink=Ink("")),
        Record("broken ink", "x", ink=Ink()),
        Record("broken label", "{ x", ink=Ink("y")),
        Record("no ink", "x"),
    ]
    found = {item.id: item.fault.detail for item in check_labels(records, checks=[ink_check(compare)]).findings}
    assert found == {
        "other": "extra a; extra b; extra c; extra d; extra e and 2 more",
        "broken ink": "expected InkML",
    }


def test_pictures(stored) -> None:
    wide, blank = Image.new("L", (400, 20)), Image.new("L", (40, 20), 255)
    wide.paste(255, (5, 8, 395, 10))
    tall = wide.rotate(90, expand=True)
    sources = {
        "blank picture": stored(blank),
        "too wide for its symbols": stored(wide),
        "too narrow for its symbols": stored(tall),
        "picture cannot be read": BytesImage("x", b"none"),
    }
    records = [Record(reason, "x", source) for reason, source in sources.items()]
    report = check_labels([*records, Record("none", "x")], checks=[picture_check()])
    assert {item.id: item.fault.reason for item in report.findings} == {reason: reason for reason in sources}


@pytest.mark.parametrize("bounds", [(-1, 2), (2, 2), (3, 2)])
def test_bounds_of_pictures_are_checked(bounds: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="expected narrowest"):
        picture_check(narrowest=bounds[0], widest=bounds[1])


def test_report_counts_records_not_findings() -> None:
    records = [Record("a", "x"), Record("b", r"a \le b \neq c \ge d"), Record("b", "x } }")]
    report = check_labels(iter(records), checks=[dialect_check("crohme"), check_braces])
    assert report.counts[("notation", "another spelling (alias)")] == 1
    assert report.summary().startswith("3 records, 2 with something to look at: ")
    assert (report.ids(), report.ids("braces"), report.ids("empty")) == (("b",), ("b",), ())
    assert [row["number"] for row in report.rows()] == [2, 2, 3]
    assert len(report.table().splitlines()) == 3


def test_check_of_ones_own_has_a_word_of_its_own() -> None:
    def check(record: Record):
        if "?" in record.reference:
            yield LabelFault("doubt", "question mark")

    report = check_labels([Record("a", "x ?")], checks=[check])
    assert report.counts == {("doubt", "question mark"): 1}


def test_stream_yields_what_the_report_holds() -> None:
    records = [Record(str(number), "{ " * number) for number in range(4)]
    assert tuple(iter_label_findings(iter(records))) == check_labels(records).findings


@pytest.mark.parametrize("checks", [check_braces, [None], "braces"])
def test_checks_must_be_functions(checks) -> None:
    for function in (check_labels, iter_label_findings):
        with pytest.raises(InputError, match="expected a list of checks"):
            function([], checks=checks)

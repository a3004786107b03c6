"""InkML of every source: strokes, truth, writer, segmentation, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import InkDocument, InkSymbol, load_inkml, parse_inkml
from hmer_kit.latex import Relation

if TYPE_CHECKING:
    from pathlib import Path

CROHME = """<ink xmlns="http://www.w3.org/2003/InkML">
<traceFormat><channel name="X" type="decimal"/><channel name="Y" type="decimal"/></traceFormat>
<annotation type="UI">made_up_1</annotation>
<annotation type="writer">w7</annotation>
<annotation type="truth">$x^2$</annotation>
<annotationXML type="truth" encoding="Content-MathML">
  <math xmlns='http://www.w3.org/1998/Math/MathML'>
    <mrow><msup><mi xml:id="x_1">x</mi><mn xml:id="2_1">2</mn></msup></mrow>
  </math>
</annotationXML>
<trace id="0">1 1, 2 2</trace>
<trace id="1">2 1, 1 2</trace>
<trace id="2">3 0, 4 0.5</trace>
<traceGroup xml:id="3">
  <annotation type="truth">Segmentation</annotation>
  <traceGroup xml:id="4">
    <annotation type="truth">x</annotation>
    <traceView traceDataRef="0"/><traceView traceDataRef="1"/>
    <annotationXML href="x_1"/>
  </traceGroup>
  <traceGroup xml:id="5">
    <annotation type="truth">2</annotation><traceView traceDataRef="2"/><annotationXML href="2_1"/>
  </traceGroup>
</traceGroup>
</ink>
"""
MATHWRITING = r"""<ink xmlns="http://www.w3.org/2003/InkML">
<annotation type="label">1\over2</annotation>
<annotation type="splitTagOriginal">train</annotation>
<annotation type="inkCreationMethod">human</annotation>
<annotation type="sampleId">dcd6e0f2f06af904</annotation>
<annotation type="normalizedLabel">\frac{1}{2}</annotation>
<traceFormat>
<channel name="X" type="decimal"/><channel name="Y" type="decimal"/><channel name="T" type="decimal"/>
</traceFormat>
<trace id="0">1.5 2.0 0.0,3 4 16</trace>
</ink>"""


def read(text: str) -> InkDocument:
    return parse_inkml(f"<ink>{text}</ink>".encode())


def group(label: str, *references: str, inside: str = "") -> str:
    views = "".join(f'<traceView traceDataRef="{reference}"/>' for reference in references)
    return f'<traceGroup><annotation type="truth">{label}</annotation>{views}{inside}</traceGroup>'


TRACES = "".join(f'<trace id="{index}">{index} 1, 2 3</trace>' for index in range(4))


def test_a_file_of_crohme_is_read_whole() -> None:
    document = parse_inkml(CROHME.encode(), name="a.inkml")
    assert (document.name, document.truth, document.writer) == ("a.inkml", "x^2", "w7")
    assert [len(stroke) for stroke in document.strokes.split()] == [2, 2, 2]
    assert document.symbols == (InkSymbol("x", (0, 1), "x_1"), InkSymbol("2", (2,), "2_1"))
    assert document.relations == ((0, 1, Relation.SUP),)
    assert document.annotations == (("UI", "made_up_1"), ("writer", "w7"), ("truth", "$x^2$"))
    assert document.problems == ()


def test_a_file_of_mathwriting_has_times_and_both_labels() -> None:
    document = parse_inkml(MATHWRITING.encode())
    assert document.truth == r"\frac{1}{2}"
    assert document.annotation("label") == r"1\over2"
    assert document.annotation("sampleId") == "dcd6e0f2f06af904"
    assert document.strokes.points.tolist() == [[1.5, 2.0], [3.0, 4.0]]
    assert document.strokes.times is not None
    assert document.strokes.times.tolist() == [0, 16]
    assert (document.writer, document.symbols, document.problems) == (None, (), ())


def test_the_kinds_of_truth_can_be_chosen() -> None:
    assert parse_inkml(MATHWRITING.encode(), truth=["label"]).truth == r"1\over2"
    assert parse_inkml(MATHWRITING.encode(), truth=["truth"]).truth is None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("$x$", "x"),
        ("  $ x + 1 $ ", "x + 1"),
        ("$$x$$", "x"),
        ("x", "x"),
        ("$x", "x"),
        ("$x \\!$", "x \\!"),
        ("$\\$5$", "\\$5"),
        ("5\\$", "5\\$"),
        ("$a$ or $b$", "a$ or $b"),
        ("$a &lt; b$", "a < b"),
        ("$\\;x\\;$", "\\;x\\;"),
        ("$$", None),
        ("  ", None),
    ],
)
def test_only_dollars_and_blanks_around_the_truth_are_taken_off(text: str, truth: str | None) -> None:
    assert read(f'<annotation type="truth">{text}</annotation>').truth == truth


def test_the_first_of_several_truths_is_taken_and_the_others_counted() -> None:
    document = read('<annotation type="truth">a</annotation><annotation type="truth">b</annotation>')
    assert (document.truth, document.problems) == ("a", ("several truths, of which the first is taken: 1 ('truth')",))


def test_a_file_without_a_truth_has_none() -> None:
    document = read("<trace>1 2</trace>")
    assert (document.truth, document.writer, document.problems) == (None, None, ())


def test_dots_are_strokes() -> None:
    assert [len(stroke) for stroke in read("<trace>1 2</trace><trace>3 4, 5 6</trace>").strokes.split()] == [1, 2]


def test_references_may_begin_with_a_hash_and_lead_to_xml_ids() -> None:
    document = read('<trace xml:id="t1">1 2</trace>' + group("x", "#t1"))
    assert document.symbols == (InkSymbol("x", (0,)),)


def test_groups_may_nest_at_any_depth() -> None:
    document = read(TRACES + group("all", inside=group("part", inside=group("x", "0") + group("y", "1", "2"))))
    assert [(symbol.label, symbol.strokes) for symbol in document.symbols] == [("x", (0,)), ("y", (1, 2))]


def test_a_group_may_hold_its_traces_itself() -> None:
    document = read(
        '<traceGroup><annotation type="truth">x</annotation><trace>1 2</trace><trace>3 4</trace></traceGroup>'
    )
    assert document.symbols == (InkSymbol("x", (0, 1)),)


def test_a_reference_may_lead_to_a_group() -> None:
    inner = '<traceGroup xml:id="g"><traceView traceDataRef="0"/><traceView traceDataRef="1"/></traceGroup>'
    assert [symbol.strokes for symbol in read(TRACES + inner + group("x", "#g", "2")).symbols] == [(0, 1, 2)]


def test_references_in_a_circle_end() -> None:
    ring = "".join(
        f'<traceGroup xml:id="g{index}"><annotation type="truth">x</annotation>'
        f'<traceView traceDataRef="{index}"/><traceView traceDataRef="#g{1 - index}"/></traceGroup>'
        for index in range(2)
    )
    assert [symbol.strokes for symbol in read(TRACES + ring).symbols] == [(0, 1), (1, 0)]


def test_the_id_of_a_symbol_is_its_reference_to_mathml_or_its_own() -> None:
    body = (
        '<traceGroup xml:id="g1"><annotation type="truth">x</annotation><traceView traceDataRef="0"/>'
        '<annotationXML href="#x_1"/></traceGroup>'
        '<traceGroup xml:id="g2"><annotation type="truth">y</annotation><traceView traceDataRef="1"/></traceGroup>'
    )
    assert [symbol.id for symbol in read(TRACES + body).symbols] == ["x_1", "g2"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (group("x", "0", "1", "2"), "stroke outside any symbol: 1 ('3')"),
        (group("x", "0", "1") + group("y", "1", "2", "3"), "stroke in several symbols: 1 ('1')"),
        (group("x", "0", "9"), "reference to no trace: 1 ('9 in ')"),
        (group("x", "other.inkml#0"), "reference to no trace: 1 ('other.inkml#0 in ')"),
        (group("x", "9"), "symbol without strokes: 1 ('x')"),
        (group("x"), "group without strokes: 1"),
        ('<traceGroup><traceView traceDataRef="0"/></traceGroup>', "group of strokes without a label: 1"),
        (
            group("x", "0", inside='<annotation type="truth">y</annotation>'),
            "group with several labels, of which the first is taken: 1",
        ),
        (
            '<traceGroup><annotation type="truth">x</annotation><traceView traceDataRef="0" from="1"/></traceGroup>',
            "reference to a part of a trace, taken for all of it: 1 ('0')",
        ),
        ('<trace id="0">5 6</trace>', "trace whose name came before: 1 ('0')"),
        ('<trace id="8" type="penUp">5 6</trace>', "trace of a pen in the air: 1 ('8')"),
        (
            '<trace id="8" continuation="end">5 6</trace>',
            "trace that goes on with another, taken for a stroke of its own: 1 ('8')",
        ),
        ('<definitions><trace id="8">5 6</trace></definitions>', "trace in definitions, which is no ink: 1 ('8')"),
        ('<trace id="8"/>' + group("x", "0", "8"), "reference to an empty trace: 1 ('8')"),
    ],
)
def test_what_is_wrong_is_named(body: str, problem: str) -> None:
    assert problem in read(TRACES + body).problems


def test_of_many_problems_of_a_kind_the_first_names_are_kept() -> None:
    document = read("".join(f'<trace id="t{index}"/>' for index in range(500)))
    assert document.problems == ("empty trace: 500 ('t0', 't1', 't2', 't3', …)",)


def test_a_namespace_prefix_changes_nothing() -> None:
    text = '<i:ink xmlns:i="http://www.w3.org/2003/InkML"><i:trace i:id="0" id="0">1 2</i:trace></i:ink>'
    assert parse_inkml(text.encode()).strokes.points.tolist() == [[1, 2]]


def test_comments_and_cdata_are_read_through() -> None:
    text = '<annotation type="truth">a<!-- c -->b<![CDATA[ < ]]>c</annotation><trace>1 <!-- x -->2, 3 4</trace>'
    document = read(text)
    assert (document.truth, document.strokes.points.tolist()) == ("ab < c", [[1, 2], [3, 4]])


# Encodings


@pytest.mark.parametrize(
    "data",
    [
        "<ink><annotation type='truth'>é</annotation></ink>".encode("utf-8-sig"),
        "<ink><annotation type='truth'>é</annotation></ink>".encode("utf-16"),
        "<?xml version='1.0' encoding='utf-16'?><ink><annotation type='truth'>é</annotation></ink>".encode("utf-16"),
        "<?xml version='1.0' encoding='iso-8859-1'?><ink><annotation type='truth'>é</annotation></ink>".encode(
            "latin-1"
        ),
        "<?xml version='1.0' encoding='windows-1252'?><ink><annotation type='truth'>é</annotation></ink>".encode(
            "cp1252"
        ),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_declares(data: bytes) -> None:
    assert parse_inkml(data).truth == "é"


def test_bytes_that_are_no_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.inkml"
    file.write_bytes(b"<ink>\n<annotation type='truth'>\n\xb7</annotation></ink>")
    with pytest.raises(DataError, match=r"expected UTF-8, got byte 0xb7 in line 3 of .*a\.inkml") as caught:
        load_inkml(file)
    assert (caught.value.code, caught.value.line, caught.value.path) == ("not_utf8", 3, str(file))


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("utf-16", "not_xml"),
        ("utf-7", "unknown_encoding"),
        ("rot13", "unknown_encoding"),
        ("no-such-encoding", "unknown_encoding"),
        ("idna", "unknown_encoding"),
        ("unicode_escape", "unknown_encoding"),
        ("cp037", "unknown_encoding"),
        ("iso-8859-99", "unknown_encoding"),
        ("us-ascii", "not_xml"),
    ],
)
def test_a_declared_encoding_that_lies_is_refused(declared: str, code: str) -> None:
    data = f"<?xml version='1.0' encoding='{declared}'?><ink><annotation type='truth'>é</annotation></ink>".encode()
    with pytest.raises(DataError) as caught:
        parse_inkml(data, name="a.inkml")
    assert (caught.value.code, caught.value.line) == (code, 1)


def test_an_encoding_that_is_none_of_text_is_refused_in_utf16_too() -> None:
    data = "<?xml version='1.0' encoding='unicode_escape'?><ink/>".encode("utf-16")
    with pytest.raises(DataError, match="got 'unicode_escape'"):
        parse_inkml(data)


# What is no InkML


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty_file", None),
        (b"   ", "not_xml", 1),
        (b"no xml", "not_xml", 1),
        (b"<ink>\n<trace>", "not_xml", 2),
        (b"<ink>\n</trace>", "not_xml", 2),
        (b"<ink/>\nmore", "not_xml", 2),
        (b"<ink>\n&nbsp;</ink>", "not_xml", 2),
        (b"<ink>\n\0</ink>", "not_xml", 2),
        (b"<ink><trace a='1' a='2'/></ink>", "not_xml", 1),
        (b"<html/>", "no_inkml", 1),
        (b"\x89PNG\r\n\x1a\n", "not_utf8", 1),
    ],
)
def test_what_is_no_inkml_is_refused_with_its_line(data: bytes, code: str, line: int | None) -> None:
    with pytest.raises(DataError) as caught:
        parse_inkml(data, name="a.inkml")
    assert (caught.value.code, caught.value.line, caught.value.path) == (code, line, "a.inkml")


def test_a_missing_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a file of InkML, found no such file"):
        load_inkml(tmp_path / "a.inkml")


def test_arguments_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(InputError, match="a file is read by load_inkml"):
        parse_inkml("<ink/>")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a sequence of annotation types"):
        parse_inkml(b"<ink/>", truth="label")
    with pytest.raises(InputError, match="expected a path"):
        load_inkml(b"a.inkml")  # type: ignore[arg-type]

"""Files read from a tree, held against the same files read element by element: one document, or one error."""

from __future__ import annotations

import random
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from hmer_kit.exceptions import DataError
from hmer_kit.ink import InkLimits, parse_inkml
from hmer_kit.ink.inkml import reading
from hmer_kit.ink.inkml._elements import InkElements
from hmer_kit.ink.inkml._problems import Problems
from hmer_kit.ink.inkml._tree import TreeReader, Unusual

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hmer_kit.ink import InkDocument

FILE = r"""<?xml version="1.0" encoding="UTF-8"?>
<ink xmlns="http://www.w3.org/2003/InkML">
<traceFormat><channel name="X" type="decimal"/><channel name="Y" type="decimal"/></traceFormat>
<annotation type="writer">w7</annotation>
<annotation type="truth">$x^2 &lt; 1$</annotation>
<annotationXML type="truth" encoding="Content-MathML">
  <math xmlns='http://www.w3.org/1998/Math/MathML'>
    <mrow><msup><mi xml:id="x_1">x</mi><mn xml:id="2_1"> 2 </mn></msup><mo xml:id="less_1">&lt;</mo><mn>1</mn></mrow>
  </math>
</annotationXML>
<trace id="0">1 1, 2 2</trace>
<trace id="1">
2 1, 1.25 -2
</trace>
<!-- two more -->
<trace xml:id="2">3 0, 4 <!-- here --> 0.5</trace>
<trace>7 7</trace>
<traceGroup xml:id="3">
  <annotation type="truth">Segmentation</annotation>
  <traceGroup xml:id="4">
    <annotation type="truth">x</annotation>
    <traceView traceDataRef="0"/><traceView traceRef="#1"/>
    <annotationXML href="x_1"/>
  </traceGroup>
  <traceGroup xml:id="5">
    <annotation type="truth">2</annotation><traceView traceDataRef="2"/><annotationXML href="#2_1"/>
  </traceGroup>
  <traceGroup><annotation type="truth">&lt;</annotation><traceView traceDataRef="9"/></traceGroup>
</traceGroup>
</ink>
"""
LIMITS = [
    InkLimits(), *(InkLimits(max_elements=most) for most in (10, 26, 27, 400)),
    *(InkLimits(max_depth=most) for most in (1, 4, 5, 6, 9, 10)), InkLimits(max_strokes=3), InkLimits(max_points=6),
    InkLimits(max_coordinate=3), InkLimits(max_bytes=500),
]  # fmt: skip


def one_by_one(data: bytes, limits: InkLimits) -> InkDocument:
    """Read as ``parse_inkml`` does what it does not read from a tree."""
    reading._check_size(data, limits.max_bytes, name="InkML")
    reading._check_encoding(data, name="InkML")
    elements = InkElements(limits, Problems())
    reading._parse(data, elements, name="InkML")
    return reading._document(elements, name="InkML", truth=reading.TRUTH_ANNOTATIONS)


def outcome(read: Callable[[], InkDocument]) -> tuple[Any, ...]:
    try:
        document = read()
    except DataError as error:
        return str(error), error.code, error.path, error.line
    arrays = [document.strokes.points, *([] if document.strokes.times is None else [document.strokes.times])]
    layout = [(array.tobytes(), array.shape, array.dtype, array.flags.c_contiguous) for array in arrays]
    rest = (document.truth, document.symbols, document.relations, document.writer, document.annotations)
    return document.name, document.strokes.ends, layout, rest, document.problems


def assert_alike(data: bytes, limits: InkLimits | None = None) -> None:
    limits = limits or InkLimits()
    assert outcome(lambda: parse_inkml(data, limits=limits)) == outcome(lambda: one_by_one(data, limits))


def is_read_from_a_tree(data: bytes) -> bool:
    try:
        TreeReader(InkElements(InkLimits(), Problems())).take(reading._tree(data))
    except Unusual:
        return False
    return True


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return it with a block lost, doubled or put elsewhere, a bit turned, or an odd piece put in."""
    start, other = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    end = min(start + rng.choice([1, 16, 200]), other)
    pieces = ["<", "&amp;", "&#32;", "\n", "\u2028", ",", "1e999", "-", ".", "<brush/>", "<!--,-->", "\0", "\x0b", " T"]
    return rng.choice(
        [
            data[:start] + data[end:],
            data[:end] + data[start:],
            data[:start] + data[end:other] + data[start:end] + data[other:],
            data[:start] + bytes([data[start] ^ 1 << rng.randrange(8)]) + data[start + 1 :],
            data[:start] + rng.choice(pieces).encode() + data[start:],
        ]
    )


def made_up(rng: random.Random, *, levels: int = 5) -> str:
    """Return a random element, well-formed, with others inside."""
    tags = (
        "trace trace annotation annotationXML traceGroup traceGroup traceView traceFormat channel math mi msub context"
    )
    tag = rng.choice(tags.split())
    names = rng.sample(
        ["id", "xml:id", "type", "href", "traceDataRef", "name", "contextRef", "from", "continuation"], 2
    )
    values = ["0", "1", "#x", "", "truth", "penUp", "X", "Y", "T", "middle"]
    attributes = "".join(f" {name}='{rng.choice(values)}'" for name in names)
    texts = ["", "", " ", "\n", "1 2, 3 4", "1 2 3", "x", " x&amp;y ", "x y", "1,2", "x" * 20, "3 -4.5,", "7"]
    inside = [made_up(rng, levels=levels - 1) for _ in range(rng.choice([0, 0, 1, 2, 3]) if levels else 0)]
    return f"<{tag}{attributes}>{rng.choice(texts)}{''.join(inside)}</{tag}>{rng.choice(texts[:4])}"


def test_a_file_of_the_usual_elements_is_read_from_a_tree() -> None:
    assert is_read_from_a_tree(FILE.encode())
    assert_alike(FILE.encode())


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_every_limit_is_held_alike(limits: InkLimits) -> None:
    assert_alike(FILE.encode(), limits)


@pytest.mark.parametrize("most", range(9, 16))
def test_the_limit_of_levels_is_held_alike_in_mathml_and_in_groups(most: int) -> None:
    math = f"<annotationXML><math>{'<mrow>' * 9}<mi xml:id='x'/>{'</mrow>' * 9}</math></annotationXML>"
    groups = "<traceGroup>" * 8 + "<annotation/>" + "</traceGroup>" * 8
    for inside in (math, groups):
        assert_alike(f"<ink>{inside}</ink>".encode(), InkLimits(max_depth=most))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp037"])
@pytest.mark.parametrize("declared", ["", "UTF-8", "UTF-16", "ISO-8859-1"])
def test_every_encoding_is_read_or_refused_alike(encoding: str, declared: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert_alike((head + "<ink><annotation type='truth'>\xe9</annotation><trace>1 2</trace></ink>").encode(encoding))


@pytest.mark.parametrize(
    "inside",
    [
        "<trace id='0'/>", "<trace id='0'>1 2,</trace>", "<trace>1 2</trace><trace>1 2 3</trace>", "<trace>1-2</trace>",
        "<trace>1 2</trace><traceFormat/>", "<trace contextRef='#c'>1 2</trace>", "<trace type='penUp'>1 2</trace>",
        "<trace continuation='end'>1 2</trace>", "<trace>1 2<b/>, 3 4</trace>",
        "<traceGroup><trace>1 2</trace></traceGroup>", "<trace id='0'>1 2</trace><trace id='0'>1 2</trace>",
        "<trace>1e10 2</trace>", "<trace>1 2 1e10</trace>",
        "<definitions><trace>1 2</trace></definitions>", "<context><traceFormat/></context>", "<brush/>",
        "<traceGroup><traceView traceDataRef='0' from='1'/></traceGroup>", "<traceGroup>" * 9 + "</traceGroup>" * 9,
        "<annotationXML><p/></annotationXML>", "<annotationXML><math><mi>x y</mi></math></annotationXML>",
        "<annotationXML><math><mi>" + "x" * 17 + "</mi></math></annotationXML>", "<math/>",
        "<annotationXML><math><mi/>x</math></annotationXML>", "<annotation>a<b/>c</annotation>",
        "<traceFormat><intermittentChannels/></traceFormat>",
    ],
)  # fmt: skip
def test_what_is_rare_is_read_element_by_element(inside: str) -> None:
    data = f"<ink>{inside}</ink>".encode()
    assert not is_read_from_a_tree(data)
    assert_alike(data)


def test_a_document_type_is_refused_where_a_tree_would_be_built() -> None:
    data = FILE.replace("<ink ", "<!DOCTYPE ink><ink ", 1).encode()
    with pytest.raises(DataError, match="without a document type declaration, found one in line 2"):
        parse_inkml(data)
    assert_alike(data)


def test_damaged_files_are_read_or_refused_alike() -> None:
    rng = random.Random(0)
    for _ in range(600):
        data = damaged(FILE.encode(), rng)
        assert_alike(damaged(data, rng) if rng.random() < 0.3 else data)


def test_made_up_elements_are_read_or_refused_alike() -> None:
    rng = random.Random(0)
    from_trees = 0
    for _ in range(600):
        data = f"<ink>{''.join(made_up(rng) for _ in range(rng.randint(1, 3)))}</ink>".encode()
        assert_alike(data)
        from_trees += is_read_from_a_tree(data)
    assert from_trees > 20


@pytest.mark.real_data
def test_files_of_crohme_are_read_from_trees_and_as_element_by_element(real_data: Path) -> None:
    rng = random.Random(0)
    files = 0
    with tarfile.open(real_data / "inkml" / "crohme_test2014.tar.xz") as archive:
        for member in archive:
            if stream := archive.extractfile(member):
                data = stream.read()
                files += 1
                assert_alike(data)
                assert is_read_from_a_tree(data), member.name
                if files % 4 == 0:
                    assert_alike(damaged(data, rng))
    assert files == 986

"""Banks: what is cut, where it stands, whose hand it is, and files that are none."""

from __future__ import annotations

import hashlib
import io
import pickle
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
import pytest

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import (
    BankLimits,
    InkDocument,
    InkSymbol,
    Strokes,
    SymbolBank,
    SyntheticImage,
    Writer,
    parse_inkml,
    render,
    synthesize,
    to_document,
)
from hmer_kit.ink.synthetic.alphabet import find_glyph
from hmer_kit.ink.synthetic.banks import Specimens

LATEX = r"p - x ^ { 2 } + f ( y ) = \frac { a ' } { b } , \sin g"


def documents(people=4, latex=LATEX):
    """Made-up people as if their ink had come from files: other units, another origin."""
    for person in range(people):
        ink = render(latex, writer=Writer.from_seed(100 + person), seed=person)
        document = to_document(ink, name=f"{person}.inkml", truth=latex, writer=f"person {person}")
        yield InkDocument(
            document.name,
            document.strokes.moved([[7.5, 0], [0, 7.5]], shift=(-300, 4000)),
            truth=latex,
            symbols=document.symbols,
            writer=document.writer,
        )


@pytest.fixture(scope="module")
def bank():
    return SymbolBank.cut(documents())


def test_each_plain_symbol_is_cut_and_bars_are_left_to_the_layout(bank):
    assert set(bank.labels) == {*"px2f(y)ab,g+-=", r"\prime", r"\sin"}
    assert bank.dropped["drawn by the layout"] == 4
    assert bank.writers == tuple(f"person {number}" for number in range(4))


def test_nothing_is_lost_without_a_count(bank):
    total = sum(len(document.symbols) for document in documents())
    assert len(bank) + sum(bank.dropped.values()) == total


@pytest.mark.parametrize("label", ["p", "x", "f", "-", "y", r"\prime", "2", "=", "("])
def test_symbols_stand_where_the_alphabet_has_them(bank, label):
    shapes = find_glyph(label).shapes
    for numbers in bank.people(label).values():
        shape = bank.shape(numbers[0])
        nearest = min(abs(s.top - shape.top) + abs(s.bottom - shape.bottom) for s in shapes)
        assert nearest < 30
        assert 0 <= shape.control[:, 0].min() < 3  # thinning may cut a corner


def test_the_shape_of_the_ink_is_kept():
    zigzag = np.array([(0, 0), (10, 40), (20, 0), (30, 40)], float)
    ink = Strokes.of([zigzag, [(50, 0), (50, 40)]])
    bank = SymbolBank.cut([InkDocument("a", ink, symbols=(InkSymbol("w", (0,)), InkSymbol("l", (1,))))])
    shape = bank.shape(bank.people("w")["a"][0])
    extent = np.ptp(shape.control, axis=0)
    assert abs(extent[0] / extent[1] - 30 / 40) < 0.1
    assert shape.control[0, 1] > shape.control[len(shape.control) // 3, 1]  # y points up now
    assert shape.traced


def test_dots_and_commas_keep_their_size_beside_the_other_symbols():
    strokes = [[(0, 0), (30, 50)], [(30, 0), (0, 50)], [(40, 50), (41, 51)]]
    symbols = (InkSymbol("x", (0, 1)), InkSymbol(".", (2,)))
    bank = SymbolBank.cut([InkDocument("a", Strokes.of(strokes), symbols=symbols)])
    dot = bank.shape(bank.people(".")["a"][0])
    assert np.ptp(dot.control, axis=0).max() < 5


def test_what_is_unlike_the_others_of_its_label_is_left_out():
    tall, flat = [[(0, 0), (5, 50)]], [[(0, 0), (60, 25)]]
    made = [
        InkDocument(str(number), Strokes.of(flat if number == 7 else tall), symbols=(InkSymbol("l", (0,)),))
        for number in range(9)
    ]
    bank = SymbolBank.cut(made)
    assert len(bank) == 8
    assert bank.dropped == {"unlike the others of its label": 1}


def test_what_is_much_larger_than_its_expression_is_left_out():
    strokes = [[(0, 0), (5, 50)], [(20, 0), (25, 50)], [(40, 0), (90, 500)]]
    symbols = tuple(InkSymbol("l", (number,)) for number in range(3))
    bank = SymbolBank.cut([InkDocument("a", Strokes.of(strokes), symbols=symbols)])
    assert bank.dropped == {"much smaller or larger than its expression": 1}


@pytest.mark.parametrize(
    ("symbol", "limits", "reason"),
    [
        (InkSymbol("x", ()), {}, "no strokes"),
        (InkSymbol("x y", (0,)), {}, "label that is not one token"),
        (InkSymbol("", (0,)), {}, "label that is not one token"),
        (InkSymbol("x", (0, 1)), {"max_strokes": 1}, "more strokes than max_strokes"),
        (InkSymbol("x", (0, 1)), {"max_points": 2}, "more points than max_points"),
    ],
)
def test_what_cannot_be_used_is_counted_by_reason(symbol, limits, reason):
    strokes = Strokes.of([[(0, 0), (30, 50)], [(30, 0), (0, 50)], [(60, 0), (60, 50)]])
    made = InkDocument("a", strokes, symbols=(symbol, InkSymbol("|", (2,))))
    generous = {"max_points": 60} | limits
    if reason == "more points than max_points":
        with pytest.raises(InputError, match=reason):
            SymbolBank.cut([made], limits=BankLimits(**generous))
        return
    assert SymbolBank.cut([made], limits=BankLimits(**generous)).dropped == {reason: 1}


def test_a_bank_of_nothing_is_refused_with_the_reason():
    with pytest.raises(InputError, match="document without segmentation: 2"):
        SymbolBank.cut([InkDocument("a", Strokes.of([[(0, 0)]]))] * 2)


def test_no_more_specimens_than_the_limit():
    bank = SymbolBank.cut(documents(), limits=BankLimits(max_specimens=10))
    assert len(bank) <= 10
    assert bank.dropped["beyond max_specimens"] > 20


def test_documents_by_nobody_are_people_of_their_own():
    pairs = zip("ab", documents(2), strict=True)
    made = [InkDocument(name, d.strokes, symbols=d.symbols, writer="Unknown") for name, d in pairs]
    assert SymbolBank.cut(made).writers == ("a", "b")


def test_a_document_whose_truth_is_one_symbol_is_one_specimen():
    strokes = Strokes.of([[(0, 0), (50, 70)], [(50, 0), (0, 70)]])
    made = [InkDocument("a", strokes, truth="x"), InkDocument("b", strokes, truth="x + y"), InkDocument("c", strokes)]
    bank = SymbolBank.cut(made)
    assert [len(bank.shape(number).stroke_ends) for number in bank.people("x")["a"]] == [2]
    assert bank.dropped == {"document without segmentation": 2}


# One hand


def test_a_hand_takes_the_symbols_of_one_person(bank):
    hand = Specimens(bank, seed=5)
    own = {bank.shape(number).control.tobytes() for label in "pxy" for number in bank.people(label)[hand.person]}
    for draw in (0.0, 0.5, 0.99):
        assert hand.choose("p", draw).control.tobytes() in own


def test_others_lend_what_a_person_never_wrote_always_the_same_ones():
    first, second = documents(1, "x + y"), documents(4, "x + z")
    bank = SymbolBank.cut([*first, *second])
    rich = next(seed for seed in range(200) if Specimens(bank, seed).person == "person 3")
    hand = Specimens(bank, rich)
    assert not hand.owns("y")
    assert hand.choose("y", 0.2).control.tobytes() == Specimens(bank, rich).choose("y", 0.2).control.tobytes()
    assert bank.use(["x", "y", "7"], writer=Writer.from_seed(rich)) == (1, 1, 1)


def test_different_seeds_find_different_people(bank):
    assert {Specimens(bank, seed).person for seed in range(60)} == set(bank.writers)


def test_an_alias_finds_the_specimens_of_its_symbol(bank):
    assert "'" in Specimens(bank, 0)
    assert r"\prime" in Specimens(bank, 0)


# Writing with a bank


def test_the_same_arguments_give_the_same_ink_in_another_process(bank, tmp_path):
    bank.save(tmp_path / "bank.npz")
    code = (
        "import hashlib; from hmer_kit.ink import SymbolBank, Writer, render;"
        f"bank = SymbolBank.load({str(tmp_path / 'bank.npz')!r});"
        "ink = render('p x + f ( y )', writer=Writer.from_seed(4), seed=9, bank=bank);"
        "print(hashlib.sha256(ink.points.tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    here = render("p x + f ( y )", writer=Writer.from_seed(4), seed=9, bank=bank)
    assert other == hashlib.sha256(here.points.tobytes()).hexdigest()


def test_boxes_relations_and_strokes_hold_with_a_bank(bank):
    ink = render(LATEX, writer=Writer.from_seed(4), seed=9, bank=bank)
    plain = render(LATEX, writer=Writer.from_seed(4), seed=9)
    assert ink.relations == plain.relations
    assert [box.symbol for box in ink.symbols] == [box.symbol for box in plain.symbols]
    assert [stroke for box in ink.symbols for stroke in box.strokes] == list(range(len(ink.strokes)))
    for box in ink.symbols:
        points = np.concatenate([ink.strokes[index] for index in box.strokes])
        assert np.allclose(points.min(axis=0) - ink.pen / 2, box.box[:2], atol=1e-3)


def test_without_a_bank_nothing_changes(bank):
    other = SymbolBank.cut(documents(1, "m"))
    plain = render("x + y", writer=Writer.from_seed(4), seed=9)
    assert np.array_equal(render("x + y", writer=Writer.from_seed(4), seed=9, bank=other).points, plain.points)


def test_a_bank_draws_what_the_alphabet_cannot():
    strokes = Strokes.of([[(0, 20), (50, 20)], [(25, 0), (0, 60)], [(25, 20), (50, 60)]])
    bank = SymbolBank.cut([InkDocument("a", strokes, symbols=(InkSymbol("\u5927", (0, 1, 2)),))])
    ink = render("\u5927 + x", writer=Writer.from_seed(0), bank=bank)
    assert [box.symbol for box in ink.symbols] == ["\u5927", "+", "x"]
    assert len(ink.symbols[0].strokes) == 3


def test_brackets_of_a_bank_reach_around_what_they_hold(bank):
    ink = render(r"\left( \frac { \frac { a } { b } } { b } \right)", writer=Writer.from_seed(4), seed=1, bank=bank)
    boxes = [box.box for box in ink.symbols]
    assert boxes[0][1] <= min(box[1] for box in boxes[1:-1]) + 6
    assert boxes[0][3] >= max(box[3] for box in boxes[1:-1]) - 6


def test_recipes_name_a_bank_by_its_path_and_stay_small(bank, tmp_path):
    bank.save(tmp_path / "bank.npz")
    [(latex, image)] = synthesize(1, seed=3, bank=tmp_path / "bank.npz")
    assert len(pickle.dumps(image)) < 600
    copy = pickle.loads(pickle.dumps(image))  # noqa: S301 - our own bytes
    direct = render(latex, writer=Writer.from_seed(image.writer_seed), seed=image.seed, bank=bank).to_image()
    assert copy.load().tobytes() == direct.tobytes()
    assert copy.name != SyntheticImage(latex, image.writer_seed, image.seed).name


def test_a_bank_that_has_changed_is_read_again(tmp_path):
    path = tmp_path / "bank.npz"
    SymbolBank.cut(documents(1, "x")).save(path)
    image = SyntheticImage("x", writer_seed=1, seed=1, bank=str(path))
    before = image.load().tobytes()
    SymbolBank.cut(documents(4, "x x x")).save(path)
    assert image.load().tobytes() != before


# Files


def test_a_file_gives_the_bank_again(bank, tmp_path):
    bank.save(tmp_path / "bank.npz")
    again = SymbolBank.load(tmp_path / "bank.npz")
    assert (again.labels, again.writers, again.dropped) == (bank.labels, bank.writers, bank.dropped)
    for name in ("label_of", "writer_of", "specimen_ends", "stroke_ends", "points"):
        assert np.array_equal(getattr(again, name), getattr(bank, name))


def rewritten(source, target, **changes):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = changes.get(name.removesuffix(".npy"))
            data = old.read(name)
            if isinstance(change, np.ndarray):
                buffer = io.BytesIO()
                np.save(buffer, change, allow_pickle=True)
                data = buffer.getvalue()
            elif callable(change):
                data = change(data)
            if change is not None or name.removesuffix(".npy") not in changes:
                new.writestr(name, data)


def with_head(text):
    """Return an array in a file whose header is that text: numpy reads it as a Python literal."""
    return b"\x93NUMPY\x01\x00" + (len(text) + 1).to_bytes(2, "little") + text.encode() + b"\n"


@pytest.mark.parametrize(
    "change",
    [
        {"labels": np.array([print], dtype=object)},
        {"label_of": np.array([-1] * 55, np.int32)},
        {"label_of": np.array([99999] * 55, np.int32)},
        {"points": np.zeros((4, 3), np.int16)},
        {"points": np.zeros((4, 2), np.float64)},
        {"stroke_ends": np.array([5, 3, 9], np.int32)},
        {"specimen_ends": np.array([0], np.int32)},
        {"format": np.array(["something else"])},
        {"writers": None},
        {"points": lambda data: data.replace(b"(", b"(9999999999, ", 1)},
        {"points": lambda data: data[: len(data) // 2]},
        {"points": lambda data: b"no array"},
        *(
            {"points": lambda data, head=head: with_head(head)}
            for head in ("((((", "'''", "{[]: 1}", "-" * 9000, " x\n y")
        ),
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_file_that_is_no_bank_is_refused(bank, tmp_path, change):
    bank.save(tmp_path / "bank.npz")
    rewritten(tmp_path / "bank.npz", tmp_path / "bad.npz", **change)
    with pytest.raises(DataError, match=r"expected a symbol bank.*bad\.npz") as caught:
        SymbolBank.load(tmp_path / "bad.npz")
    assert caught.value.code == "not_a_bank"


def test_an_array_that_unpacks_beyond_the_limit_is_refused(bank, tmp_path):
    bank.save(tmp_path / "bank.npz")
    with pytest.raises(DataError, match="limit of 1000 bytes") as caught:
        SymbolBank.load(tmp_path / "bank.npz", max_bytes=1000)
    assert caught.value.code == "too_large"


def test_a_file_whose_arrays_are_said_to_be_encrypted_is_refused(bank, tmp_path):
    bank.save(tmp_path / "bank.npz")
    data = bytearray((tmp_path / "bank.npz").read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory of the archive
    (tmp_path / "bank.npz").write_bytes(data)
    with pytest.raises(DataError, match="encrypted") as caught:
        SymbolBank.load(tmp_path / "bank.npz")
    assert caught.value.code == "not_a_bank"


def test_a_file_holds_the_arrays_of_the_bank_and_nothing_else(bank, tmp_path):
    bank.save(tmp_path / "bank.npz")
    names = {"format", "labels", "writers", "label_of", "writer_of", "specimen_ends", "stroke_ends", "points"}
    with np.load(tmp_path / "bank.npz") as arrays:
        assert set(arrays.files) == names | {"dropped", "dropped_counts"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\x93NUMPY"])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(DataError, match="expected a symbol bank"):
        SymbolBank.load(tmp_path / "bad.npz")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"no such file.*bank\.npz"):
        SymbolBank.load(tmp_path / "bank.npz")


# Real ink


@pytest.mark.real_data
def test_most_symbols_of_crohme_are_cut(real_data):
    made = []
    with tarfile.open(real_data / "inkml" / "crohme_test2014.tar.xz") as archive:
        for member in archive:
            if member.name.endswith(".inkml") and len(made) < 150:
                made.append(parse_inkml(archive.extractfile(member).read(), name=member.name))
    bank = SymbolBank.cut(made)
    symbols = sum(len(document.symbols) for document in made)
    assert len(bank) > 0.85 * symbols - bank.dropped["drawn by the layout"]
    assert len(bank) + sum(bank.dropped.values()) == symbols
    ink = render("x ^ { 2 } + y = 3", writer=Writer.from_seed(1), bank=bank)
    assert bank.use([box.symbol for box in ink.symbols], writer=Writer.from_seed(1)).alphabet == 0

"""Folders and archives of label graphs to records, and back."""

from __future__ import annotations

import os

import pytest

from hmer_kit.data import Record, Skip, iter_label_graphs, read_label_graphs, write_label_graphs
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import InkDocument, InkSymbol, Strokes, SymbolGraph, load_label_graph
from hmer_kit.latex import Relation

SQUARE = b"O, x, x, 1.0, 0\nO, y, 2, 1.0, 1\nR, x, y, Sup, 1.0\n"
FILES = {"a.lg": SQUARE, "sub/b.LG": SQUARE, "sub/c.lg": b"N, 0, x, 1.0\nE, 0, 0, R, 1.0\n", "notes.txt": b"-"}


@pytest.fixture
def folder(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / "graphs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "graphs"


def test_a_folder_gives_a_record_for_each_file(folder):
    result = read_label_graphs(folder, source="crohme", split="train")
    assert result.records == [Record(name, "x ^ { 2 }", source="crohme", split="train") for name in ("a", "sub/b")]
    assert result.skipped == [Skip(f"{folder}/sub/c.lg line 2 (id 'sub/c')", "label graph: self edge")]


def test_an_archive_gives_the_same(folder, make_zip, tmp_path):
    archive = make_zip(tmp_path / "graphs.zip", {**FILES, "__MACOSX/a.lg": b"-", "../d.lg": SQUARE, "e.lg": b""})
    result = read_label_graphs(archive)
    assert [record.id for record in result.records] == ["a", "sub/b"]
    assert [skip.reason for skip in result.skipped] == [
        "label graph: self edge",
        "label graph: outside root",
        "label graph: empty file",
    ]


def test_one_file_gives_one_record(folder):
    assert [record.reference for record in read_label_graphs(folder / "a.lg").records] == ["x ^ { 2 }"]


def test_a_zip_bomb_is_not_unpacked(make_zip, tmp_path):
    archive = make_zip(tmp_path / "graphs.zip", {"a.lg": b"#" * 2**24, "b.lg": SQUARE})
    result = read_label_graphs(archive)
    assert [record.id for record in result.records] == ["b"]
    assert [skip.reason for skip in result.skipped] == ["label graph: too large"]


def test_a_link_that_leads_out_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.lg").write_bytes(SQUARE)
    (folder / "link.lg").symlink_to(tmp_path / "secret.lg")
    assert [skip.reason for skip in read_label_graphs(folder).skipped if "link.lg" in skip.where] == [
        "label graph: outside root"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang_the_reader(folder):
    os.mkfifo(folder / "pipe.lg")
    assert [skip.reason for skip in read_label_graphs(folder).skipped if "pipe.lg" in skip.where] == [
        "label graph: no file"
    ]


def test_files_are_read_as_they_are_asked_for(folder):
    (folder / "b.lg").write_bytes(SQUARE)
    stream = iter_label_graphs(folder)
    assert next(stream).id == "a"
    (folder / "b.lg").unlink()
    assert next(stream).reason == "label graph: missing file"


@pytest.mark.parametrize("place", ["nowhere", "empty", "notes.txt"])
def test_a_place_without_label_graphs_is_an_error(tmp_path, place):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("-")
    with pytest.raises(DataError):
        read_label_graphs(tmp_path / place)


def test_records_are_written_by_paths_and_read_back(tmp_path):
    records = [Record("a", r"\frac12"), Record("sub/b", "x _ { i , j }"), Record("c", r"\sqrt [ 3 ] { x }")]
    written = write_label_graphs(records, tmp_path / "out")
    assert (written.written, written.skipped) == (3, [])
    assert written.files == [tmp_path / "out" / name for name in ("a.lg", "sub/b.lg", "c.lg")]
    again = {record.id: record.reference for record in read_label_graphs(tmp_path / "out").records}
    assert again == {"a": r"\frac { 1 } { 2 }", "sub/b": "x _ { i , j }", "c": r"\sqrt [ 3 ] { x }"}


def test_ink_is_written_with_its_strokes(tmp_path):
    symbols = InkSymbol("x", (0, 1)), InkSymbol("2", (2,))
    strokes = Strokes.of([[(0, 0)], [(1, 1)], [(2, 2)]])
    document = InkDocument(
        "archive.tar:TrainINKML/a.inkml", strokes, symbols=symbols, relations=((0, 1, Relation.SUP),)
    )
    assert write_label_graphs([document], tmp_path).files == [tmp_path / "a.lg"]
    assert load_label_graph(tmp_path / "a.lg").stroke_ids == ("0", "1", "2")
    write_label_graphs([document], tmp_path, form="strokes")
    assert "E, 0, 1, *, 1.0" in (tmp_path / "a.lg").read_text()


def test_graphs_are_written_as_they_are(tmp_path):
    written = write_label_graphs([SymbolGraph.of_latex("x", name="g")], tmp_path, form="paths")
    assert written.files == [tmp_path / "g.lg"]


def test_what_cannot_be_written_is_named(tmp_path):
    records = [
        Record("a", r"\frac {"),
        Record("b", r"\begin{matrix} a \end{matrix}"),
        Record("../c", "x"),
        Record("d", "x"),
        Record("d", "y"),
        Record("e", r"\quad"),
    ]
    written = write_label_graphs(records, tmp_path)
    assert (written.written, written.files) == (1, [tmp_path / "d.lg"])
    assert [skip.reason for skip in written.skipped] == [
        "reference that does not parse",
        "label graph: matrix",
        "name that leads out of its folder",
        "name came before",
        "label graph: no symbols",
    ]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("-")
    with pytest.raises(DataError) as caught:
        write_label_graphs([Record("a", "x")], tmp_path / "file")
    assert caught.value.code == "unwritable"


def test_an_unknown_form_is_an_error_at_once(tmp_path):
    with pytest.raises(InputError, match="one of objects, strokes, paths"):
        write_label_graphs([Record("a", "x")], tmp_path, form="xml")


@pytest.mark.real_data
def test_the_label_graphs_of_crohme_are_read(real_data):
    result = read_label_graphs(real_data / "label_graphs", source="crohme")
    assert result.summary() == "15 read, 0 skipped"
    assert {record.reference for record in result.records} == {
        r"S = ( \sum _ { i = 1 } ^ { n } \theta _ { i } - ( n - 2 ) \pi ) r ^ { 2 }"
    }


def test_a_name_that_is_the_file_of_another_does_not_replace_it(tmp_path):
    (tmp_path / "A.lg").symlink_to(tmp_path / "a.lg")  # as on a file system to which both names are one
    written = write_label_graphs([Record("a", "x"), Record("A", "y")], tmp_path)
    assert (written.files, [skip.reason for skip in written.skipped]) == ([tmp_path / "a.lg"], ["name came before"])
    assert load_label_graph(tmp_path / "a.lg").latex() == "x"


def test_names_that_differ_by_case_are_two_files_where_they_can_be(tmp_path):
    written = write_label_graphs([Record("a", "x"), Record("A", "y"), Record("a", "z")], tmp_path)
    assert [file.name for file in written.files] == ["a.lg", "A.lg"]
    assert [record.reference for record in read_label_graphs(tmp_path).records] == ["y", "x"]

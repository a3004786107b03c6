from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import Prediction, Record, read_bare_predictions, read_predictions
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = [Record("a", "x", prediction="X")]
CONTENTS = {
    "json": '[{"img_id": "a", "gt": "x", "pred": "X"}]',
    "json lines": '{"img_id": "a", "gt": "x", "pred": "X"}\n',
    "csv": "img_id,gt,pred\na,x,X\n",
    "tsv": "img_id\tgt\tpred\na\tx\tX\n",
}


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize("name", ["pred.txt", "pred", "pred.out", "pred.2014"])
def test_an_unknown_name_leaves_it_to_the_content(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / name).write_text("\ufeff" + CONTENTS[kind], encoding="utf-8")
    assert read_predictions(tmp_path / name).records == RECORDS


@pytest.mark.parametrize("kind", ["json", "csv", "tsv"])
@pytest.mark.parametrize("name", ["pred.json", "pred.csv", "pred.zip", "pred.txt"])
def test_the_format_that_is_given_beats_the_name(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / name).write_text(CONTENTS[kind], encoding="utf-8")
    assert read_predictions(tmp_path / name, format=kind).records == RECORDS  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["pred.JSON", "pred.NDJSON", "pred.CSV", "pred.TSV"])
def test_names_may_be_in_capitals(tmp_path: Path, name: str) -> None:
    kind = {"NDJSON": "json lines"}.get(name[5:], name[5:].lower())
    (tmp_path / name).write_text(CONTENTS[kind], encoding="utf-8")
    assert read_predictions(tmp_path / name).records == RECORDS


@pytest.mark.parametrize("name", ["result.zip", "result", "result.dat"])
def test_an_archive_is_known_by_its_first_bytes(tmp_path: Path, make_zip, name: str) -> None:
    archive = make_zip(tmp_path / name, {"a.txt": b"%a\n$X$"})
    assert read_bare_predictions(archive).records == [Prediction("a", "X")]


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=[CONTENTS["csv"]], daemon=True)
    writer.start()
    assert read_predictions(pipe).records == RECORDS
    writer.join(timeout=10)


@pytest.mark.parametrize("on_bad", ["raise", "skip"])
@pytest.mark.parametrize("content", ["x ^ { 2 }\n", "a,b\n", " \n", "%a\n$x$", "\0\0", "a b\n\t\n"])
def test_what_cannot_be_told_says_what_was_tried(tmp_path: Path, content: str, on_bad) -> None:
    file = tmp_path / "a.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"no JSON .* no TSV .* no CSV .* it starts with .* or pass format=") as caught:
        read_bare_predictions(file, on_bad=on_bad)
    assert (caught.value.code, caught.value.path) == ("unknown_format", str(file))
    assert len(str(caught.value)) < 600


def test_a_long_first_line_is_cut_in_the_message(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 2**22, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_bare_predictions(tmp_path / "a.txt")
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("name", ["no.csv", "no.tsv", "no.json", "no", "no.zip"])
def test_missing_files_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="found no such file") as caught:
        read_bare_predictions(tmp_path / name)
    assert caught.value.code == "missing_file"


@pytest.mark.parametrize("suffix", ["", ".csv", ".zip"])
def test_a_name_that_no_system_takes_is_unreadable(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(DataError, match="File name too long") as caught:
        read_bare_predictions(tmp_path / ("x" * 5000 + suffix))
    assert caught.value.code in {"unreadable", "broken_archive"}


def test_a_format_that_does_not_fit_the_place(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(CONTENTS["csv"], encoding="utf-8")
    with pytest.raises(DataError, match=r"cannot list the folder .* Not a directory"):
        read_bare_predictions(file, format="folder")
    with pytest.raises(DataError, match="cannot read the zip archive"):
        read_bare_predictions(file, format="zip")
    with pytest.raises(DataError, match=r"cannot read the prediction file .* Is a directory"):
        read_bare_predictions(tmp_path, format="csv")


@pytest.mark.parametrize("given", ["xml", "", 3, "JSON"])
def test_unknown_formats_are_refused(tmp_path: Path, given) -> None:
    with pytest.raises(InputError, match="expected format to be None or one of 'json', 'csv', 'tsv', 'folder', 'zip'"):
        read_predictions(tmp_path, format=given)

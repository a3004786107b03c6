from __future__ import annotations

import csv
import threading
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import Prediction, read_bare_predictions, read_predictions
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path


def _write(folder: Path, content: str | bytes, *, name: str = "p.csv") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def _triples(file: Path) -> list[tuple[str, str, str | None]]:
    return [(record.id, record.reference, record.prediction) for record in read_predictions(file).records]


@pytest.mark.parametrize("names", ["img_id,gt,pred", "id,reference,prediction", "ids,target,preds"])
def test_names_of_the_columns(tmp_path: Path, names: str) -> None:
    assert _triples(_write(tmp_path, f"{names}\na,x,X\n")) == [("a", "x", "X")]


@pytest.mark.parametrize(
    "content",
    [
        "img_id,gt,pred\na,x,X\nb,y,Y\n",
        "img_id,gt,pred\na,x,X\nb,y,Y",
        "img_id,gt,pred\r\na,x,X\r\nb,y,Y\r\n",
        "\ufeffimg_id,gt,pred\na,x,X\nb,y,Y\n",
        "\n \nimg_id,gt,pred\n\na,x,X\n\nb,y,Y\n\n",
        ",pred,note,gt,img_id\n0,X,?,x,a\n1,Y,,y,b\n",
        '"img_id","gt","pred"\n"a","x","X"\n"b","y","Y"\n',
        "img_id\tgt\tpred\na\tx\tX\nb\ty\tY\n",
    ],
    ids=["plain", "no-last-end", "crlf", "bom", "blank-lines", "other-columns", "quoted", "tabs"],
)
def test_layouts(tmp_path: Path, content: str) -> None:
    assert _triples(_write(tmp_path, content)) == [("a", "x", "X"), ("b", "y", "Y")]


def test_cells_in_quotes_may_hold_anything(tmp_path: Path) -> None:
    file = _write(tmp_path, 'id,gt,pred\na,"f ( x , y )","say ""x""\r\n\ny"\nb,"",\nc, a"b" ,\u2028\n')
    assert _triples(file) == [
        ("a", "f ( x , y )", 'say "x"\r\n\ny'),
        ("b", "", ""),
        ("c", ' a"b" ', "\u2028"),
    ]


def test_rows_without_ids_are_numbered_from_one(tmp_path: Path) -> None:
    assert _triples(_write(tmp_path, "gt,pred\nx,X\n\ny,Y\n")) == [("1", "x", "X"), ("2", "y", "Y")]


def test_a_header_alone_holds_nothing(tmp_path: Path) -> None:
    assert read_predictions(_write(tmp_path, "id,gt,pred\n")).records == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b,x", "expected 3 cells as in the first line, got 2"),
        ("b,f ( x , y ),x", "expected 3 cells as in the first line, got 4"),
        (",x,x", "'id': expected an id, got an empty string"),
        ("a,x,x", "id came before"),
        ("b,x,\0", "holds a NUL character"),
        ("b,x,x\ry", "a carriage return outside quotes"),
        ('b,x,"x" y', "quotes do not match"),
        ("b,x," + "x " * 2**19 + "x", "a cell longer than 1048576 characters"),
    ],
)
def test_bad_row_is_an_error_or_a_named_skip(tmp_path: Path, row: str, reason: str) -> None:
    file = _write(tmp_path, f"id,gt,pred\na,x,x\n{row}\nc,x,x\n")
    with pytest.raises(DataError) as caught:
        read_predictions(file)
    assert f"1 of 3 records in {file} is bad: line 3" in str(caught.value)
    assert reason in str(caught.value)
    assert (caught.value.code, caught.value.line) == ("bad_records", 3)
    result = read_predictions(file, on_bad="skip")
    assert [record.id for record in result.records] == ["a", "c"]
    (skip,) = result.skipped
    assert reason in skip.reason
    assert "line 3" in skip.where


def test_columns_of_one_field_must_agree(tmp_path: Path) -> None:
    file = _write(tmp_path, "id,gt,target,pred\na,x,x,X\nb,x,y,X\n")
    result = read_predictions(file, on_bad="skip")
    assert [skip.reason for skip in result.skipped] == ["'gt' and 'target' differ; keep one of them"]


def test_line_numbers_count_lines_inside_quotes(tmp_path: Path) -> None:
    file = _write(tmp_path, 'id,gt,pred\na,"x\n\n",x\nb,x\n')
    with pytest.raises(DataError, match="line 5"):
        read_predictions(file)


def test_a_cell_of_100_000_tokens_is_read_and_the_limit_of_others_stays(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    runaway = "\\alpha " * 100_000
    assert len(runaway) > before
    assert _triples(_write(tmp_path, f'id,gt,pred\na,x,"{runaway}"\n')) == [("a", "x", runaway)]
    assert csv.field_size_limit() == before
    with pytest.raises(DataError):
        read_predictions(_write(tmp_path, f"id,gt,pred\na,x,{runaway * 2}\n"))
    assert csv.field_size_limit() == before


def test_threads_leave_the_limit_as_it_was(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    file = _write(tmp_path, "id,gt,pred\n" + "".join(f"{n},x,{'x ' * 100_000}\n" for n in range(10)))
    lengths: list[int] = []
    threads = [threading.Thread(target=lambda: lengths.append(len(read_predictions(file).records))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lengths == [10] * 4
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("on_bad", ["raise", "skip"])
@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('id,gt,pred\na,x,"x\nb,x,x\nc,x,x\n', 2),
        ('id,gt,pred\na,x,x\nb,x,"x\nc,x,"x\n', 3),
        ('id,gt,pred\na,x,"' + "x\n" * 2**20, 2),
    ],
    ids=["to the end", "to the next quote", "to the limit"],
)
def test_quotes_that_swallow_lines_are_an_error_in_either_mode(tmp_path, content: str, line: int, on_bad) -> None:
    file = _write(tmp_path, content)
    with pytest.raises(DataError, match=f"the row that starts in line {line} of .* to end, read up to line") as caught:
        read_predictions(file, on_bad=on_bad)
    assert (caught.value.code, caught.value.line, caught.value.path) == ("broken_quotes", line, str(file))


@pytest.mark.parametrize("on_bad", ["raise", "skip"])
@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("p.csv", "a,x,X\nb,y,Y\n", "no_header", "got 'a,x,X'; give it a first line with the names of the columns"),
        ("p.csv", "a,X\n", "no_header", "img_id,gt,pred for example"),
        ("p.csv", "id;gt;pred\na;x;X\n", "no_header", "got 'id;gt;pred'"),
        ("p.csv", "id,gt,pred\ra,x,X\r", "no_header", "expected names of columns"),
        ("p.csv", "id,gt\na,x\n", "no_header", "expected a column 'pred' or 'prediction' or 'preds'"),
        ("p.csv", "id,gt,pred,pred\na,x,X,Y\n", "column_twice", "the column 'pred' stands in .* twice"),
        ("p.csv", "\n \n", "no_header", "got ''"),
        ("p.csv", "i\0d\0,\0", "no_header", r"got 'i\\x00d"),
        ("p.csv", b"\xff\xfei\0d\0", "not_utf8", "looks like UTF-16"),
        ("p.csv", b"id,gt,pred\na,x,\xe9\n", "not_utf8", "byte 0xe9 in line 2"),
        ("p.csv", "", "empty_file", "0 bytes"),
        ("p.tsv", "a\tx\tX\n", "no_header", "id TAB prediction; name others in a first line"),
        ("p.tsv", "a x\n", "no_header", "got 'a x'"),
        ("p.tsv", "id,gt,pred\na,x,X\n", "no_header", "got 'id,gt,pred'"),
    ],
)
def test_unreadable_tables_are_errors_in_either_mode(tmp_path, name, content, code, says, on_bad) -> None:
    file = _write(tmp_path, content, name=name)
    for read in (read_predictions, read_bare_predictions):
        with pytest.raises(DataError, match=says) as caught:
            read(file, on_bad=on_bad)
        assert (caught.value.code, caught.value.path) == (code, str(file))


def test_a_column_of_predictions_alone_tells_empty_ones_from_blank_lines(tmp_path: Path) -> None:
    file = _write(tmp_path, 'pred\nx\n""\n\ny\n')
    result = read_bare_predictions(file, on_bad="skip")
    assert [(found.id, found.prediction) for found in result.records] == [("1", "x"), ("2", ""), ("4", "y")]
    assert [str(skip) for skip in result.skipped] == [f'{file} line 4: blank line; an empty prediction is written ""']


@pytest.mark.parametrize("name", ["p.tsv", "p.txt", "p"])
def test_lines_of_id_tab_prediction_are_taken_as_they_stand(tmp_path: Path, name: str) -> None:
    file = _write(tmp_path, '\ufeffa\t"x , y\r\n\nb\t\nc\t x"" \u2028 y', name=name)
    assert read_bare_predictions(file).records == [
        Prediction("a", '"x , y'),
        Prediction("b", ""),
        Prediction("c", ' x"" \u2028 y'),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("b", "expected id TAB prediction, found no tab"),
        ("b\tx\ty", "more than one tab"),
        (" \tx", "'img_id': expected an id, got an empty string"),
        ("a\tx", "id came before"),
        ("b\t\0", "holds a NUL character"),
        ("b\t" + "x" * 2**20, "longer than 1048576 characters"),
    ],
)
def test_bad_line_is_an_error_or_a_named_skip(tmp_path: Path, line: str, reason: str) -> None:
    file = _write(tmp_path, f"a\tx\n{line}\nc\tx\n", name="p.tsv")
    with pytest.raises(DataError, match=r"1 of 3 records .* line 2") as caught:
        read_bare_predictions(file)
    assert reason in str(caught.value)
    result = read_bare_predictions(file, on_bad="skip")
    assert [found.id for found in result.records] == ["a", "c"]
    assert [skip.reason for skip in result.skipped] == [reason]

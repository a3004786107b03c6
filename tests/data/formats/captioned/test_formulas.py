from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import iter_formulas, read_formulas
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_become_records_called_by_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "f.lst"
    file.write_bytes(b"\xef\xbb\xbfx ^ { 2 }\r\n\n \\alpha\ta \n" + b"y" * 1_100_000 + b"\nb\rc\nz\0")
    result = read_formulas(file, source="mine")
    found = [(record.id, record.reference, record.source) for record in result.records]
    assert found == [("1", "x ^ { 2 }", "mine"), ("3", "\\alpha\ta", "mine"), ("5", "b c", "mine")]
    assert [(skip.where.rpartition("/")[2], skip.reason) for skip in result.skipped] == [
        ("f.lst line 2", "blank line"),
        ("f.lst line 4", "longer than 1048576 bytes"),
        ("f.lst line 6 (id '6')", "control character"),
    ]


def test_lines_that_are_no_utf8_are_skipped_or_read_as_told(tmp_path: Path) -> None:
    file = tmp_path / "f.lst"
    file.write_bytes(b"caf\xe9\nna\xc3\xafve\n")
    assert [skip.reason for skip in read_formulas(file).skipped] == ["no UTF-8"]
    assert [record.reference for record in read_formulas(file, encoding="latin-1").records] == ["café", "naïve"]


@pytest.mark.parametrize(("content", "message"), [(None, "found none"), (b"", "0 bytes"), (b"\xff\xfea\0", "UTF-16")])
def test_what_cannot_be_read_is_an_error(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "f.txt").write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_formulas(tmp_path / "f.txt")


@pytest.mark.parametrize("name", ["UTF-8", "utf8", "utf_8"])
def test_another_name_of_utf8_replaces_no_characters(tmp_path: Path, name: str) -> None:
    file = tmp_path / "formulas.txt"
    file.write_bytes(b"x\n\xff\ny\n")
    result = read_formulas(file, encoding=name)
    assert [record.reference for record in result.records] == ["x", "y"]
    assert [skip.reason for skip in result.skipped] == ["no UTF-8"]


def test_a_line_in_neither_encoding_is_skipped(tmp_path: Path) -> None:
    file = tmp_path / "formulas.txt"
    file.write_bytes(b"x\n\xff\n")
    assert [skip.reason for skip in read_formulas(file, encoding="ascii").skipped] == ["neither UTF-8 nor ascii"]


@pytest.mark.parametrize("name", ["no such", "zip", "a\0b"])
def test_an_unknown_encoding_is_refused_before_a_line_is_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / "formulas.txt"
    file.write_bytes(b"x\n")
    with pytest.raises(InputError, match="expected an encoding"):
        iter_formulas(file, encoding=name)

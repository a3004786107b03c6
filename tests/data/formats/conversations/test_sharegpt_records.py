from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileImage, Record, ZipImage, conversation, read_sharegpt_records, write_sharegpt
from hmer_kit.data.formats.conversations import last_line
from hmer_kit.exceptions import DataError
from hmer_kit.tasks import TASKS

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE, PREDICTION = "\\frac { a } { 2 } + x", "\\frac { a } { 3 } + x"


def write(folder: Path, answer: str, *, images: list[str] | None = None, name: str = "t.json") -> Path:
    write_sharegpt(
        folder / name, [conversation("Read it.", answer, images=["images/a.png"] if images is None else images)]
    )
    return folder / name


@pytest.fixture
def folder(tmp_path: Path, picture: bytes) -> Path:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(picture)
    return tmp_path


@pytest.mark.parametrize("task", [name for name in TASKS if name != "error_detection"])
def test_answers_of_every_task_end_in_the_reference(folder: Path, task: str) -> None:
    built = TASKS[task].build(Record("a", REFERENCE, prediction=PREDICTION))
    result = read_sharegpt_records(write(folder, built.target), source="mine")
    image = FileImage(folder, "images/a.png")
    assert result.records == [Record("images/a", REFERENCE, image=image, source="mine")]
    assert result.skipped == []


def test_marked_expressions_have_no_reference(folder: Path) -> None:
    built = TASKS["error_detection"].build(Record("a", REFERENCE, prediction=PREDICTION))
    assert last_line(built.prompt, built.target) is None
    result = read_sharegpt_records(write(folder, built.target))
    assert [skip.reason for skip in result.skipped] == ["answer without LaTeX"]


def test_readers_of_whole_answers_may_be_given(folder: Path) -> None:
    path = write(folder, "```latex\n\\frac 1 2\n```")
    read = TASKS["vanilla"].read
    result = read_sharegpt_records(path, answers=lambda _, answer: read(answer).latex)
    assert [record.reference for record in result.records] == ["\\frac 1 2"]


@pytest.mark.parametrize("path", ["a.png", "./a.png", "sub\\a.png"])
def test_pictures_may_be_elsewhere(tmp_path: Path, picture: bytes, make_zip, path: str) -> None:
    name = path.removeprefix("./").replace("\\", "/")
    archive = make_zip(tmp_path / "p.zip", {name: picture})
    (record,) = read_sharegpt_records(write(tmp_path, "x", images=[path]), images=archive).records
    assert record.image == ZipImage(archive, name)
    archive.rename(tmp_path / "images.zip")
    (record,) = read_sharegpt_records(tmp_path / "t.json").records
    assert record.image == ZipImage(tmp_path / "images.zip", name)


def test_json_lines_are_read_too(folder: Path) -> None:
    row = json.loads(write(folder, "x").read_text())[0]
    (folder / "t.jsonl").write_text(f"{json.dumps(row)}\n")
    assert len(read_sharegpt_records(folder / "t.jsonl").records) == 1


def test_what_is_wrong_is_named(folder: Path) -> None:
    def row(answer: str = "x", *, images: tuple[str, ...] = ("images/a.png",), more: tuple[str, ...] = ()) -> str:
        messages = [{"from": "human", "value": "<image>" * len(images)}, {"from": "gpt", "value": answer}]
        messages += [{"from": "human", "value": text} for text in more]
        return json.dumps({"images": images, "messages": messages})

    rows = [
        row(), row(), "{}", "[" * 100_000 + "]" * 100_000, row(images=()), row(more=("and?", "so?")), row(""),
        row(more=("and?",)),
        row(images=("../images/a.png",)), row(images=("/etc/passwd",)), row(images=("a\0.png",)), row("x\0"),
        row("y", images=("images/b.png",)),
    ]  # fmt: skip
    (folder / "t.json").write_text(f"[{','.join(rows)}]")
    result = read_sharegpt_records(folder / "t.json")
    assert [record.id for record in result.records] == ["images/a"]
    assert [skip.reason for skip in result.skipped] == [
        "id came before",
        "expected 'images' and 'messages' in a row, found no such key",
        "lists or objects nested too deep",
        *["expected one picture, one question and one answer"] * 2,
        "answer without LaTeX",
        "expected one picture, one question and one answer",
        *["caption without its picture"] * 3,
        "control character",
        "caption without its picture",
    ]
    assert result.skipped[1].where == f"{folder / 't.json'} record 3"


def test_pictures_that_are_nowhere_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="give images=") as caught:
        read_sharegpt_records(write(tmp_path, "x"))
    assert caught.value.code == "missing_pictures"


def test_link_out_of_the_folder_is_refused_on_loading(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "secret.png").write_bytes(picture)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.png").symlink_to(tmp_path / "secret.png")
    (record,) = read_sharegpt_records(write(tmp_path / "d", "x", images=["a.png"])).records
    assert record.image is not None
    with pytest.raises(DataError, match="a link that leads out of it"):
        record.image.load()

"""MathWriting: its folders and archives, its two labels, and the symbols of symbols.jsonl."""

from __future__ import annotations

import json
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import Record, Skip, iter_mathwriting, iter_mathwriting_symbols, read_mathwriting
from hmer_kit.data.formats.captioned.captions import MAX_LINE_BYTES
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

A, B, C, D = (f"{digit * 16}" for digit in "0af9")


def sample(label: str, normalized: str | None = None) -> str:
    annotations = {"label": label, "sampleId": A} | ({} if normalized is None else {"normalizedLabel": normalized})
    lines = "".join(f'<annotation type="{kind}">{text}</annotation>' for kind, text in annotations.items())
    return f"<ink>{lines}<trace>1 2 0, 3 4 8</trace><trace>5 6 20</trace></ink>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "mathwriting-2024"
    files = {
        f"train/{A}.inkml": sample(r"1\over2", r"\frac{1}{2}"),
        f"valid/{B}.inkml": sample("{x}", "x"),
        f"synthetic/{C}.inkml": sample("y", "y"),
        f"symbols/{D}.inkml": sample("f"),
        "readme.md": "text",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def rows(path: Path, **options: object) -> list[tuple[str, str, str | None]]:
    records = read_mathwriting(path, **options).records  # type: ignore[arg-type]
    assert all(record.source == "MathWriting" and record.writer is None for record in records)
    return sorted((record.id, record.reference, record.split) for record in records)


ALL = [(A, r"\frac{1}{2}", "train"), (D, "f", "symbols"), (B, "x", "valid"), (C, "y", "synthetic")]


def test_the_folder_is_read_split_by_split(folder: Path) -> None:
    assert rows(folder) == ALL
    assert read_mathwriting(folder).skipped == []


@pytest.mark.parametrize("kind", ["tgz", "zip"])
def test_the_archive_gives_what_the_folder_gives(folder: Path, tmp_path: Path, kind: str) -> None:
    place = tmp_path / f"a.{kind}"
    if kind == "tgz":
        with tarfile.open(place, "w:gz") as archive:
            archive.add(folder, "mathwriting-2024")
    else:
        with zipfile.ZipFile(place, "w") as zipped:
            for file in folder.rglob("*.inkml"):
                zipped.write(file, file.relative_to(folder.parent))
    assert rows(place) == ALL
    assert rows(place, splits=["valid"]) == [(B, "x", "valid")]


def test_either_label_can_be_the_reference(folder: Path) -> None:
    assert rows(folder, label="label", splits=["train", "symbols"]) == [(A, r"1\over2", "train"), (D, "f", "symbols")]
    (record,) = read_mathwriting(folder, label="label", splits=["train"]).records
    assert record.ink is not None
    assert record.ink.load().truth == r"1\over2"


def test_a_split_is_a_place_of_its_own(folder: Path) -> None:
    assert rows(folder / "valid") == [(B, "x", "valid")]
    assert rows(folder / "valid" / f"{B}.inkml") == [(B, "x", "valid")]


def test_a_sample_without_the_label_is_skipped(folder: Path) -> None:
    (folder / "train" / f"{B}.inkml").write_text(sample("x"), encoding="utf-8")
    assert [skip.reason for skip in read_mathwriting(folder).skipped] == ["no truth"]


def test_a_file_of_another_name_is_skipped(folder: Path) -> None:
    (folder / "train" / "notes.inkml").write_text("", encoding="utf-8")
    (folder / "other").mkdir()
    (folder / "other" / f"{A}.inkml").write_text("", encoding="utf-8")
    assert read_mathwriting(folder).skipped == [Skip(f"{folder}: train/notes.inkml", "file name that is no sample id")]


def test_a_place_without_samples_of_the_splits_is_an_error(folder: Path) -> None:
    with pytest.raises(DataError, match="expected samples of MathWriting in folders test, found none"):
        read_mathwriting(folder, splits=["test"])


def test_unknown_labels_and_splits_are_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="expected 'normalizedLabel' or 'label' as label, got 'truth'"):
        iter_mathwriting(folder, label="truth")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"expected splits out of train, .*, got \['dev'\]"):
        iter_mathwriting(folder, splits=["dev"])
    with pytest.raises(InputError, match="got 'train'"):
        iter_mathwriting(folder, splits="train")


def test_symbols_are_strokes_of_samples(folder: Path) -> None:
    lines = [
        {"sourceSampleId": A, "strokeIndices": [1], "label": "f"},
        {"sourceSampleId": A, "strokeIndices": [1, 0], "label": r"\pi"},
    ]
    (folder / "symbols.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    records = [item for item in iter_mathwriting_symbols(folder) if isinstance(item, Record)]
    assert [(record.id, record.reference, record.split) for record in records] == [
        (f"{A}:1", "f", "symbols"),
        (f"{A}:1,0", r"\pi", "symbols"),
    ]
    documents = [record.ink.load() for record in records if record.ink is not None]
    assert [document.strokes.points.tolist() for document in documents] == [[[5, 6]], [[5, 6], [1, 2], [3, 4]]]
    assert [document.symbols[0].label for document in documents] == ["f", r"\pi"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no json", "line that is no JSON object"),
        ("[]", "line that is no JSON object"),
        ('{"sourceSampleId": "../../etc", "strokeIndices": [1], "label": "f"}', "sourceSampleId that is no sample id"),
        ('{"strokeIndices": [1], "label": "f"}', "sourceSampleId that is no sample id"),
        (json.dumps({"sourceSampleId": B, "strokeIndices": [1], "label": "f"}), "symbol whose sample is not there"),
        (json.dumps({"sourceSampleId": A, "strokeIndices": [1], "label": " "}), "symbol without a label"),
        (json.dumps({"sourceSampleId": A, "strokeIndices": [1]}), "symbol without a label"),
        *[
            (
                json.dumps({"sourceSampleId": A, "strokeIndices": strokes, "label": "f"}),
                "strokeIndices that are no list of numbers",
            )
            for strokes in ([], [-1], ["1"], [True], [1.0], 1, None)
        ],
        (json.dumps({"sourceSampleId": A, "strokeIndices": [0], "label": "g"}), "symbol that came before"),
    ],
)
def test_a_broken_line_of_symbols_is_skipped(folder: Path, line: str, reason: str) -> None:
    good = [json.dumps({"sourceSampleId": A, "strokeIndices": [index], "label": "f"}) for index in range(2)]
    file = folder / "symbols.jsonl"
    file.write_text(f"{good[0]}\n\n{line}\n{good[1]}\n", encoding="utf-8")
    items = list(iter_mathwriting_symbols(folder))
    assert [item for item in items if isinstance(item, Skip)] == [Skip(f"{file} line 3", reason)]
    assert len(items) == 3


def test_a_line_without_end_is_not_held_in_memory(folder: Path) -> None:
    (folder / "symbols.jsonl").write_text("x" * (MAX_LINE_BYTES + 2), encoding="utf-8")
    (skip,) = iter_mathwriting_symbols(folder)
    assert isinstance(skip, Skip)
    assert skip.reason == f"longer than {MAX_LINE_BYTES} bytes"


def test_lines_after_one_that_is_too_long_or_no_utf8_are_read(folder: Path) -> None:
    good = json.dumps({"sourceSampleId": A, "strokeIndices": [0], "label": "f"}).encode()
    lines = [b"x" * (MAX_LINE_BYTES + 2), b'{"label": "\xff"}', good]
    (folder / "symbols.jsonl").write_bytes(b"\n".join(lines))
    items = list(iter_mathwriting_symbols(folder))
    assert [getattr(item, "reason", None) or item.id for item in items] == [
        f"longer than {MAX_LINE_BYTES} bytes",
        "no UTF-8",
        f"{A}:0",
    ]


def test_a_folder_without_symbols_is_an_error(folder: Path) -> None:
    with pytest.raises(DataError, match=r"expected symbols\.jsonl in an unpacked folder of MathWriting"):
        list(iter_mathwriting_symbols(folder))

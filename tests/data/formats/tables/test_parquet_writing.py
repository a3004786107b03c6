"""Parquet files, written and read, by us and by datasets."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.data import BytesImage, Record, Skip, iter_datasets, read_parquet, write_parquet
from hmer_kit.exceptions import InputError
from hmer_kit.ink import synthesize

pq = pytest.importorskip("pyarrow.parquet")
datasets = pytest.importorskip("datasets")

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def drawn(count: int) -> list[Record]:
    pairs = enumerate(synthesize(count, seed=4))
    return [Record(f"s/{n}", latex, image=ink, writer=f"w{n % 2}", split="train") for n, (latex, ink) in pairs]


def test_what_is_written_is_read_with_all_fields_and_pixels(tmp_path: Path) -> None:
    records = [*drawn(4), Record("bare", "x"), Record("full", "x", prediction="", writer="w", source="s", split="t")]
    report = write_parquet(tmp_path / "a.parquet", records)
    result = read_parquet(tmp_path / "a.parquet")
    assert (report.written, report.verified, report.skipped) == (6, 6, [])
    fields = ("id", "reference", "prediction", "writer", "source", "split")
    assert [[getattr(r, name) for name in fields] for r in result.records] == [
        [getattr(r, name) for name in fields] for r in records
    ]
    for ours, theirs in zip(result.records[:4], records[:4], strict=True):
        assert ours.image.load().tobytes() == theirs.image.load().tobytes()
    assert result.records[0].image.name == "s_0.png"
    assert result.records[4].image is None


def test_datasets_opens_it_with_decoded_pictures(tmp_path: Path) -> None:
    records = drawn(3)
    write_parquet(tmp_path / "a.parquet", records)
    datasets.disable_progress_bars()
    file = str(tmp_path / "a.parquet")
    found = datasets.load_dataset("parquet", data_files=file, split="train", cache_dir=str(tmp_path / "cache"))
    assert isinstance(found.features["image"], datasets.Image)
    for row, record in zip(found, records, strict=True):
        assert row["image"].tobytes() == record.image.load().tobytes()
        assert (row["id"], row["latex"], row["writer"]) == (record.id, record.reference, record.writer)
    again = [item for item in iter_datasets(found) if not isinstance(item, Skip)]
    assert [(item.id, item.reference) for item in again] == [(record.id, record.reference) for record in records]


def test_row_groups_end_with_the_record_that_fills_them(tmp_path: Path) -> None:
    stored = BytesIO()
    Image.effect_noise((64, 64), 90).save(stored, "PNG")
    size = len(stored.getvalue())
    records = [Record(f"r{n}", "x", image=BytesImage("a.png", stored.getvalue())) for n in range(10)]
    write_parquet(tmp_path / "a.parquet", records, row_group_bytes=3 * size)
    meta = pq.read_metadata(tmp_path / "a.parquet")
    assert [meta.row_group(number).num_rows for number in range(meta.num_row_groups)] == [3, 3, 3, 1]


def test_nothing_gives_an_empty_table(tmp_path: Path) -> None:
    assert write_parquet(tmp_path / "a.parquet", []).written == 0
    assert read_parquet(tmp_path / "a.parquet").records == []


def test_what_a_cell_cannot_hold_is_named(tmp_path: Path) -> None:
    records = [
        Record("a", "x" * 70_000),
        Record("b", "\ud800"),
        Record("c", "x", image=BytesImage("c.png", b"no picture")),
        Record("d", "x"),
        Record("d", "x"),
    ]
    report = write_parquet(tmp_path / "a.parquet", records)
    assert [skip.reason for skip in report.skipped] == [
        "text that is too long for a cell",
        "text that UTF-8 cannot store",
        "picture that cannot be read",
        "id came before",
    ]
    assert report.written == 1


@pytest.mark.parametrize("size", [0, -1, True, 1.5])
def test_sizes_that_are_none_are_refused(tmp_path: Path, size) -> None:
    with pytest.raises(InputError, match="row_group_bytes"):
        write_parquet(tmp_path / "a.parquet", [], row_group_bytes=size)

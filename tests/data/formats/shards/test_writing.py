"""Shards of WebDataset, written and read."""

from __future__ import annotations

import hashlib
import json
import tarfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.data import BytesImage, Record, check_shards, read_shards, write_shards
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import synthesize

if TYPE_CHECKING:
    from pathlib import Path


def drawn(count: int) -> list[Record]:
    pairs = enumerate(synthesize(count, seed=4))
    return [Record(f"s.{n}", latex, image=ink, writer=f"w{n % 2}") for n, (latex, ink) in pairs]


def test_what_is_written_is_read_with_all_fields_and_pixels(tmp_path: Path) -> None:
    records = [*drawn(5), Record("bare", "x"), Record("full", "é\n", prediction="", writer="w", source="s", split="t")]
    report = write_shards(tmp_path / "set", records, shard_records=3)
    result = read_shards(tmp_path / "set")
    assert result.skipped == report.skipped == []
    fields = ("id", "reference", "prediction", "writer", "source", "split")
    assert [[getattr(r, name) for name in fields] for r in result.records] == [
        [getattr(r, name) for name in fields] for r in records
    ]
    for ours, theirs in zip(result.records[:5], records[:5], strict=True):
        assert ours.image.load().tobytes() == theirs.image.load().tobytes()
        assert ours.image.size() == theirs.image.load().size


def test_samples_are_laid_out_as_webdataset_has_them(tmp_path: Path) -> None:
    write_shards(tmp_path / "set", drawn(2), text="tex")
    with tarfile.open(tmp_path / "set" / "shard-000000.tar") as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == [
        "s_0.png",
        "s_0.tex",
        "s_0.json",
        "s_1.png",
        "s_1.tex",
        "s_1.json",
    ]
    assert {(member.mtime, member.uid, member.gid, member.uname, member.mode) for member in members} == {
        (0, 0, 0, "", 0o644)
    }


def test_the_list_says_how_many_records_and_which_bytes(tmp_path: Path) -> None:
    write_shards(tmp_path / "set", drawn(5), shard_records=2)
    index = json.loads((tmp_path / "set" / "index.json").read_text(encoding="utf-8"))
    assert index["__kind__"] == "wids-shard-index-v1"
    assert [row["nsamples"] for row in index["shardlist"]] == [2, 2, 1]
    for row in index["shardlist"]:
        data = (tmp_path / "set" / row["url"]).read_bytes()
        assert (row["filesize"], row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert check_shards(tmp_path / "set") == 3
    with (tmp_path / "set" / "shard-000001.tar").open("r+b") as file:
        file.seek(600)
        file.write(b"?")
    with pytest.raises(DataError, match=r"shard-000001.tar as its list has it"):
        check_shards(tmp_path / "set")


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_shards(tmp_path / name / "set", drawn(4))
    one, two = (sorted((tmp_path / name / "set").iterdir()) for name in ("one", "two"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


def test_shards_end_with_the_record_that_fills_them(tmp_path: Path) -> None:
    stored = BytesIO()
    Image.effect_noise((64, 64), 90).save(stored, "PNG")
    size = len(stored.getvalue())
    records = [Record(f"r{n}", "x", image=BytesImage("a.png", stored.getvalue())) for n in range(7)]
    write_shards(tmp_path / "set", records, shard_bytes=2 * size)
    index = json.loads((tmp_path / "set" / "index.json").read_text(encoding="utf-8"))
    assert [row["nsamples"] for row in index["shardlist"]] == [2, 2, 2, 1]


def test_long_and_foreign_names_are_kept(tmp_path: Path) -> None:
    names = ["n" * 180, "求" * 50, "a b"]
    write_shards(tmp_path / "set", [Record(name, "x") for name in names])
    assert [record.id for record in read_shards(tmp_path / "set").records] == names


def test_fewer_shards_than_before_leave_no_old_one(tmp_path: Path) -> None:
    write_shards(tmp_path / "set", drawn(4), shard_records=1)
    write_shards(tmp_path / "set", drawn(1))
    assert sorted(file.name for file in (tmp_path / "set").iterdir()) == ["index.json", "shard-000000.tar"]


@pytest.mark.parametrize("options", [{"shard_records": 0}, {"shard_bytes": True}, {"text": "csv"}, {"verify": -1}])
def test_options_out_of_range_are_refused(tmp_path: Path, options) -> None:
    with pytest.raises(InputError):
        write_shards(tmp_path / "set", [], **options)

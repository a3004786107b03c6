"""Runs that are killed or fail, and are given again."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from hmer_kit.data import Record, Skip, write_captions, write_parquet, write_shards
from hmer_kit.exceptions import DataError, InputError

WORKER = Path(__file__).resolve().parents[2] / "killed_writers.py"


class Dot:
    name = "dot"

    def load(self) -> Image.Image:
        return Image.new("L", (4, 4), 9)


WRITERS = {
    "captions": write_captions,
    "shards": partial(write_shards, shard_records=2),
    "parquet": partial(write_parquet, row_group_bytes=1),
}


def some(count: int, *, text: str = "x", fail: int | None = None):
    for number in range(count):
        if number == fail:
            raise OSError("the disk that is read has gone")
        yield Record(f"r{number}", text, image=Dot())


@pytest.mark.parametrize(("kind", "step"), [("captions", 2), ("zip", 3), ("shards", 2), ("parquet", 4)])
def test_a_run_killed_at_any_touch_of_the_disk_goes_on_to_the_same_bytes(tmp_path: Path, kind, step) -> None:
    pytest.importorskip("pyarrow")
    run = subprocess.run(
        [sys.executable, str(WORKER), kind, str(tmp_path / kind), str(step)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["wrong"] == []
    assert found["touches"] > 20


@pytest.mark.parametrize("kind", WRITERS)
def test_a_run_that_failed_goes_on_after_its_last_part_and_says_so(tmp_path: Path, kind) -> None:
    write, target = WRITERS[kind], tmp_path / "set"
    with pytest.raises(DataError, match="has gone"):
        write(target, some(9, fail=5))
    assert not target.exists()
    report = write(target, some(9))
    assert report.written == report.verified == 9
    assert report.resumed == (4 if kind == "shards" else 5)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("again", [{"count": 9, "text": "y"}, {"count": 3}])
def test_other_records_do_not_go_on_with_an_unfinished_run(tmp_path: Path, kind, again) -> None:
    write, target = WRITERS[kind], tmp_path / "set"
    with pytest.raises(DataError):
        write(target, some(9, fail=5))
    with pytest.raises(DataError, match="got others") as caught:
        write(target, some(**again))
    assert caught.value.code == "other_records"
    assert write(target, some(9)).written == 9  # the unfinished run was left as it was


def test_other_settings_do_not_go_on_with_an_unfinished_run(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        write_shards(tmp_path / "set", some(9, fail=5), shard_records=2)
    with pytest.raises(DataError, match="same settings") as caught:
        write_shards(tmp_path / "set", some(9), shard_records=3)
    assert caught.value.code == "other_run"


def test_two_runs_at_once_do_not_write_to_one_place(tmp_path: Path) -> None:
    def while_writing():
        yield from some(2)
        with pytest.raises(DataError, match="another run") as caught:
            write_shards(tmp_path / "set", some(1))
        assert caught.value.code == "busy"

    assert write_shards(tmp_path / "set", while_writing()).written == 2


@pytest.mark.parametrize("kind", WRITERS)
def test_what_stood_there_stays_until_all_is_written(tmp_path: Path, kind) -> None:
    write, target = WRITERS[kind], tmp_path / "set"
    write(target, some(3))
    before = target.read_bytes() if target.is_file() else sorted(file.name for file in target.rglob("*"))
    with pytest.raises(DataError):
        write(target, some(9, text="y", fail=7))
    after = target.read_bytes() if target.is_file() else sorted(file.name for file in target.rglob("*"))
    assert after == before
    write(target, some(9, text="y"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["set"]


@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_no_record_and_what_cannot_be_written_is_refused(tmp_path: Path, kind) -> None:
    write = WRITERS[kind]
    with pytest.raises(InputError, match="a Record as item 1, got str"):
        write(tmp_path / "a", ["x"])
    with pytest.raises(InputError, match="share from 0 to 1"):
        write(tmp_path / "b", some(1), verify=2)
    place = tmp_path / "c"
    if kind == "parquet":
        place.mkdir()
    else:
        place.write_text("a file", encoding="utf-8")
    with pytest.raises(DataError, match="something else there"):
        write(place, some(1))


def test_reading_back_tells_what_was_damaged_on_the_way(tmp_path: Path) -> None:
    def damaging():
        yield from some(4)
        picture = tmp_path / ".set.unfinished" / "out" / "images" / "r1.png"
        Image.new("L", (4, 4), 8).save(picture)

    with pytest.raises(DataError, match=r"record 2 \(id 'r1'\) has another picture") as caught:
        write_captions(tmp_path / "set", damaging())
    assert caught.value.code == "not_verified"
    assert not (tmp_path / "set").exists()


def test_a_share_of_the_pictures_is_read_back_when_that_is_asked_for(tmp_path: Path) -> None:
    reports = [write_captions(tmp_path / "set", some(200), verify=share) for share in (0, 0.1, 1)]
    assert [report.verified for report in reports] == [0, pytest.approx(20, abs=3), 200]


@pytest.mark.parametrize("kind", WRITERS)
def test_what_a_reader_has_skipped_is_named_once_and_writing_goes_on(tmp_path: Path, kind) -> None:
    def stream(fail: int | None = None):
        for number, record in enumerate(some(6, fail=fail)):
            yield Skip(f"line {number}", "blank line")
            yield record

    write, target = WRITERS[kind], tmp_path / "set"
    with pytest.raises(DataError, match="cannot read the records to write"):
        write(target, stream(fail=5))
    report = write(target, stream())
    assert report.written == 6
    assert [skip.where for skip in report.skipped] == [f"line {number}" for number in range(6)]


def test_long_names_of_targets_have_drafts_of_their_own(tmp_path: Path) -> None:
    names = ["n" * 200 + end for end in "ab"]
    for name in names:
        with pytest.raises(DataError):
            write_shards(tmp_path / name, some(3, text=name, fail=2))
    assert [write_shards(tmp_path / name, some(3, text=name)).written for name in names] == [3, 3]

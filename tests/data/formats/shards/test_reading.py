"""Tar archives that others wrote, and those made to do harm."""

from __future__ import annotations

import io
import json
import pickle
import tarfile
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from hmer_kit.data import Record, Skip, TarImage, iter_shards, read_shards
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path


def png(width: int = 4) -> bytes:
    stored = io.BytesIO()
    Image.new("L", (width, 3)).save(stored, "PNG")
    return stored.getvalue()


def tar(file: Path, members: list[Any], *, format: int = tarfile.PAX_FORMAT) -> Path:  # noqa: A002
    """Write members: pairs of name and bytes, or headers."""
    with tarfile.open(file, "w", format=format) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member, io.BytesIO(bytes(member.size)))
                continue
            name, data = member
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_samples_of_others_are_records(tmp_path: Path) -> None:
    members = [
        ("train/a.jpg", png()),
        ("train/a.txt", b"x"),
        ("train/b.json", json.dumps({"latex": "y", "writer": "w", "width": 3}).encode()),
        ("train/b.png", png(7)),
        ("c.tex", b"z"),
        ("c.cls", b"1"),
    ]
    result = read_shards(tar(tmp_path / "a.tar", members), source="s")
    assert [(r.id, r.reference, r.writer, r.source) for r in result.records] == [
        ("train/a", "x", None, "s"),
        ("train/b", "y", "w", "s"),
        ("c", "z", None, "s"),
    ]
    assert [skip.reason for skip in result.skipped] == ["file of another kind left out"]
    assert result.records[1].image.load().size == (7, 3)


def test_pictures_are_small_sources_that_pickle(tmp_path: Path) -> None:
    (record,) = read_shards(tar(tmp_path / "a.tar", [("a.png", png(5)), ("a.txt", b"x")])).records
    again = pickle.loads(pickle.dumps(record.image))  # noqa: S301 - our own bytes
    assert again == record.image
    assert hash(again) == hash(record.image)
    assert again.load().size == (5, 3)
    with (tmp_path / "a.tar").open("r+b") as file:
        file.truncate(700)
    assert record.image.load().size == (5, 3)  # its bytes are still there
    with (tmp_path / "a.tar").open("r+b") as file:
        file.truncate(520)
    with pytest.raises(DataError, match="found 8"):
        record.image.load()
    with pytest.raises(DataError, match="larger than the limit"):
        TarImage(tmp_path / "a.tar", "a.png", offset=0, length=2**40).load()
    with pytest.raises(DataError, match="relative path"):
        TarImage(tmp_path / "a.tar", "../a.png", offset=0, length=1)


def test_links_devices_and_names_that_lead_out_are_named_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    members = [
        special("a.txt", tarfile.SYMTYPE, str(tmp_path / "secret.txt")),
        special("b.txt", tarfile.LNKTYPE, "c.txt"),
        special("c.txt", tarfile.CHRTYPE),
        special("d.txt", tarfile.FIFOTYPE),
        special("folder", tarfile.DIRTYPE),
        ("/etc/passwd.txt", b"x"),
        ("../up.txt", b"x"),
        ("C:\\x.txt", b"x"),
        ("good.txt", b"x"),
    ]
    result = read_shards(tar(tmp_path / "a.tar", members))
    assert [record.id for record in result.records] == ["good"]
    assert [skip.reason for skip in result.skipped] == [
        *["link, device or other special file in an archive"] * 4,
        *["name that leads out of its archive"] * 3,
    ]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([("a.png", png())], "sample without LaTeX"),
        ([("a.txt", b"x"), ("a.tex", b"y")], "several texts in a sample"),
        ([("a.png", png()), ("a.jpg", png()), ("a.txt", b"x")], "several files of one kind in a sample"),
        ([("a.txt", b"x"), ("a.txt", b"y")], "several files of one kind in a sample"),
        ([("a.txt", b"\xff")], "text that is no UTF-8"),
        ([("a.txt", b"x" * (2**20 + 1))], "text of more than 1048576 bytes"),
        ([("a.json", b"[" * 500_000)], "JSON that is no object"),
        ([("a.json", b'{"latex": "x", "text": "y"}')], "several texts in a sample"),
        ([("a.json", b'{"latex": 7}')], "sample without LaTeX"),
        ([("a.txt", b"x"), ("a.json", b"7")], "JSON that is no object"),
    ],
)
def test_samples_that_give_no_record_are_named(tmp_path: Path, members, reason) -> None:
    assert [skip.reason for skip in read_shards(tar(tmp_path / "a.tar", members)).skipped] == [reason]


def test_a_sample_of_very_many_files_is_cut_off(tmp_path: Path) -> None:
    members = [("a.txt", b"x"), *((f"a.{number}", b"") for number in range(100))]
    result = read_shards(tar(tmp_path / "a.tar", members))
    assert len(result.records) == 1
    assert sum(skip.reason == "more files than a sample has" for skip in result.skipped) == 37


def test_many_members_are_walked_in_bounded_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x.txt")
    with (tmp_path / "a.tar").open("wb") as file:
        for number in range(5_000):
            header.name = f"{number}.txt"
            file.write(header.tobuf())
        file.write(bytes(1024))
    tracemalloc.start()
    count = sum(isinstance(item, Record) for item in iter_shards(tmp_path / "a.tar"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 2**20


def header_of(size: int, kind: bytes = tarfile.REGTYPE, name: str = "a.txt") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, max(size, 0)
    data = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    if size < 0:
        data[124:136] = b"\xff" + size.to_bytes(11, "big", signed=True)
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        b"\x1f\x8b" + bytes(600),
        header_of(2**40) + bytes(1024),  # breaks off
        header_of(-512) + bytes(1024),  # a member that leads backwards
        header_of(2**33, tarfile.XHDTYPE) + bytes(1024),  # a header that says it has 8 GiB
        header_of(2**33, tarfile.GNUTYPE_LONGNAME) + bytes(1024),
        header_of(-512, tarfile.XHDTYPE) + bytes(1024),  # with which tarfile read one header for ever
        b"".join(header_of(0, tarfile.XHDTYPE) for _ in range(5000)) + bytes(1024),  # headers of headers
    ],
)
def test_archives_made_to_do_harm_are_refused(tmp_path: Path, data) -> None:
    (tmp_path / "a.tar").write_bytes(data)
    tracemalloc.start()
    with pytest.raises(DataError) as caught:
        list(iter_shards(tmp_path / "a.tar"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.code == "broken_archive"
    assert peak < 8 * 2**20


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:2048],  # cut between two members
        lambda data: data[:2148],  # cut within a header
        lambda data: data[:2048] + b"\xff" * 512 + data[2560:],  # a header that is none
    ],
)
def test_an_archive_that_is_damaged_after_whole_members_does_not_end_in_silence(tmp_path: Path, damage) -> None:
    file = tar(tmp_path / "a.tar", [(f"{name}.txt", b"x") for name in "abcd"])
    file.write_bytes(damage(file.read_bytes()))
    items = iter_shards(file)
    assert next(items).id == "a"
    with pytest.raises(DataError) as caught:
        list(items)
    assert caught.value.code == "broken_archive"


def test_a_list_that_leads_out_or_lies_is_refused_or_named(tmp_path: Path) -> None:
    tar(tmp_path / "a.tar", [("a.txt", b"x")])
    rows = {"shardlist": [{"url": "a.tar", "nsamples": 2}]}
    (tmp_path / "index.json").write_text(json.dumps(rows), encoding="utf-8")
    result = read_shards(tmp_path)
    assert len(result.records) == 1
    assert result.skipped == [
        Skip(f"{tmp_path / 'a.tar'}: 2 records in the list, 1 found", "shard that differs from its list")
    ]
    for broken in ('{"shardlist": [{"url": "../b.tar"}]}', '{"shardlist": [7]}', "7", "[" * 9999, '{"shardlist": {}}'):
        (tmp_path / "index.json").write_text(broken, encoding="utf-8")
        with pytest.raises(DataError):
            read_shards(tmp_path)


def test_what_is_missing_is_an_error(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none.tar"):
        with pytest.raises(DataError) as caught:
            read_shards(place)
        assert caught.value.code == "missing_file"

"""Corpora of InkML: files, folders, zip and tar archives; whole ones, broken ones and hostile ones."""

from __future__ import annotations

import io
import lzma
import os
import pickle
import stat
import tarfile
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileInk, PackedInk, Record, Skip, ZipInk, iter_inkml, read_inkml
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import InkLimits

if TYPE_CHECKING:
    from pathlib import Path

PLACES = ["folder", "zip", "tar", "tar.gz", "tar.bz2", "tar.xz"]
MODES = {"tar": "w:", "tar.gz": "w:gz", "tar.bz2": "w:bz2", "tar.xz": "w:xz"}


def inkml(truth: str = "x", *, writer: str = "w1") -> bytes:
    annotations = f"<annotation type='truth'>${truth}$</annotation><annotation type='writer'>{writer}</annotation>"
    return f"<ink>{annotations}<trace>1 2, 3 4</trace></ink>".encode()


def make(tmp_path: Path, kind: str, members: dict[str, bytes]) -> Path:
    """Put files into a place of that kind."""
    tmp_path.mkdir(exist_ok=True)
    place = tmp_path / f"corpus.{kind}"
    if kind == "folder":
        for name, data in members.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
    elif kind == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    else:
        with tarfile.open(place, MODES[kind]) as archive:
            for name, data in members.items():
                add(archive, name, data)
    return place


def add(archive: tarfile.TarFile, name: str, data: bytes = b"", **changes: object) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in changes.items():
        setattr(info, key, value)
    archive.addfile(info, io.BytesIO(data))


def rows(place: Path) -> list[tuple[str, str, str | None, str | None, str | None]]:
    return [
        (record.id, record.reference, record.writer, record.source, record.split)
        for record in iter_inkml(place)
        if isinstance(record, Record)
    ]


@pytest.mark.parametrize("kind", PLACES)
def test_every_kind_of_place_gives_the_same_records(tmp_path: Path, kind: str) -> None:
    members = {
        "TrainINKML/HAMEX/a.inkml": inkml("a"),
        "TrainINKML/KAIST/b.INKML": inkml("b", writer="w2"),
        "README.txt": b"no ink",
        "test2014/c.inkml": inkml("c"),
    }
    place = make(tmp_path, kind, members)
    assert rows(place) == [
        ("a", "a", "w1", "HAMEX", "train"),
        ("b", "b", "w2", "KAIST", "train"),
        ("c", "c", "w1", None, "test"),
    ]
    assert read_inkml(place).skipped == []
    inks = [record.ink for record in read_inkml(place).records]
    assert {type(ink) for ink in inks} == {{"folder": FileInk, "zip": ZipInk}.get(kind, PackedInk)}
    assert [ink.load().truth for ink in inks if ink is not None] == ["a", "b", "c"]
    assert pickle.loads(pickle.dumps(inks)) == inks  # noqa: S301 - our own bytes
    assert len(set(inks)) == 3


def test_a_single_file_is_a_place(tmp_path: Path) -> None:
    file = tmp_path / "valid" / "a.inkml"
    file.parent.mkdir()
    file.write_bytes(inkml())
    assert rows(file) == [("a", "x", "w1", None, "valid")]


def test_a_single_file_that_is_broken_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.inkml"
    file.write_bytes(b"<ink>")
    with pytest.raises(DataError, match="not well-formed") as caught:
        read_inkml(file)
    assert caught.value.path == str(file)


def test_the_name_of_the_data_set_and_the_kind_of_truth_can_be_given(tmp_path: Path) -> None:
    place = make(tmp_path, "folder", {"HAMEX/a.inkml": inkml().replace(b"'truth'", b"'label'")})
    (record,) = read_inkml(place, source="mine", truth=["label"]).records
    assert (record.source, record.reference) == ("mine", "x")
    assert record.ink is not None
    assert record.ink.load().truth == "x"
    assert read_inkml(place, truth=["truth"]).summary() == "0 read, 1 skipped (1 × no truth)"


@pytest.mark.parametrize(
    ("folder", "split"),
    [
        ("train", "train"),
        ("TrainINKML", "train"),
        ("valid", "valid"),
        ("validation", "valid"),
        ("val", "valid"),
        ("dev_2", "valid"),
        ("test2014", "test"),
        ("values", None),
        ("develop", None),
        ("HAMEX", None),
    ],
)
def test_folders_tell_the_split(tmp_path: Path, folder: str, split: str | None) -> None:
    ((_, _, _, source, found),) = rows(make(tmp_path, "folder", {f"{folder}/a.inkml": inkml()}))
    assert (found, source) == (split, None if split else folder)


def test_the_name_of_the_folder_that_is_read_tells_the_split_too(tmp_path: Path) -> None:
    place = make(tmp_path, "folder", {"test/HAMEX/a.inkml": inkml()})
    assert rows(place / "test") == [("a", "x", "w1", "HAMEX", "test")]
    assert rows(place / "test" / "HAMEX")[0][3] is None


@pytest.mark.parametrize("kind", PLACES)
def test_the_second_file_of_a_name_has_its_path_as_id(tmp_path: Path, kind: str) -> None:
    place = make(tmp_path, kind, {"a/x.inkml": inkml("1"), "b/x.inkml": inkml("2")})
    assert [row[:2] for row in rows(place)] == [("x", "1"), ("b/x", "2")]


@pytest.mark.parametrize("kind", PLACES)
def test_broken_files_are_skipped_each_with_its_reason(tmp_path: Path, kind: str) -> None:
    members = {
        "a.inkml": b"",
        "b.inkml": b"<ink>\n\xb7</ink>",
        "c.inkml": b"<ink>",
        "d.inkml": b"<html/>",
        "e.inkml": b"<!DOCTYPE ink><ink/>",
        "f.inkml": b"<?xml version='1.0' encoding='rot13'?><ink/>",
        "g.inkml": b"<ink><annotation type='truth'>x</annotation></ink>",
        "h.inkml": b"<ink><trace>1 2</trace></ink>",
        "i.inkml": inkml(),
        "j.inkml": b"<ink>" + b"<trace>1 2</trace>" * 5 + b"</ink>",
        "k.inkml": b"<ink>" + b" " * 2000 + b"</ink>",
    }
    place = make(tmp_path, kind, members)
    result = read_inkml(place, limits=InkLimits(max_strokes=4, max_bytes=1000))
    assert [record.id for record in result.records] == ["i"]
    reasons = {skip.where.removeprefix(f"{place}: ").strip("'"): skip.reason for skip in result.skipped}
    assert reasons == {
        "a.inkml": "empty file",
        "b.inkml line 2": "not UTF-8",
        "c.inkml line 1": "not well-formed XML",
        "d.inkml line 1": "XML that is no InkML",
        "e.inkml line 1": "document type declaration",
        "f.inkml line 1": "encoding that is not known",
        "g.inkml": "no strokes",
        "h.inkml": "no truth",
        "j.inkml line 1": "too many strokes",
        "k.inkml": "too large",
    }


def test_hidden_files_and_those_of_macos_are_no_ink(tmp_path: Path) -> None:
    members = {"._a.inkml": b"", ".b.inkml": b"", "__MACOSX/c.inkml": b"", "d.inkml": inkml()}
    for kind in ("folder", "zip", "tar"):
        assert read_inkml(make(tmp_path, kind, members)).summary() == "1 read, 0 skipped"


@pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
def test_a_place_without_ink_is_an_error(tmp_path: Path, kind: str) -> None:
    with pytest.raises(DataError, match=r"expected InkML files \(\.inkml\), found none in"):
        read_inkml(make(tmp_path, kind, {"a.txt": b"x"}))


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected InkML, found no such file or folder"):
        read_inkml(tmp_path / "none")
    with pytest.raises(InputError, match="expected a sequence of annotation types"):
        read_inkml(tmp_path, truth="label")


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.inkml")
    place = make(tmp_path, "folder", {"b.inkml": inkml()})
    os.mkfifo(place / "c.inkml")
    assert [str(skip) for skip in read_inkml(place).skipped] == [f"{place}: c.inkml: cannot be read"]


# Links and names that lead out


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.inkml").write_bytes(inkml("secret"))
    place = make(tmp_path, "folder", {"a.inkml": inkml(), "sub/b.inkml": inkml()})
    (place / "c.inkml").symlink_to(tmp_path / "secret.inkml")
    (place / "d.inkml").symlink_to(place / "a.inkml")
    (place / "e.inkml").symlink_to(place / "e.inkml")
    (place / "loop").symlink_to(place)
    (place / "out").symlink_to(tmp_path)
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["a", "d", "b"]
    assert [skip.reason for skip in result.skipped] == ["link that leads out of its folder", "cannot be read"]


UNSAFE = ["../a.inkml", "/etc/a.inkml", "x/../../a.inkml", "C:/a.inkml", "..\\a.inkml", "\\a.inkml"]


@pytest.mark.parametrize("name", UNSAFE)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_member_whose_name_leads_out_is_named_and_skipped(tmp_path: Path, kind: str, name: str) -> None:
    place = make(tmp_path, kind, {"good.inkml": inkml(), name: inkml()})
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["good"]
    assert [skip.reason for skip in result.skipped] == ["name that leads out of its archive"]
    assert {path.name for path in tmp_path.iterdir()} == {place.name}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "link in an archive"),
        (tarfile.LNKTYPE, "link in an archive"),
        (tarfile.CHRTYPE, "device in an archive"),
        (tarfile.BLKTYPE, "device in an archive"),
        (tarfile.FIFOTYPE, "device in an archive"),
    ],
)
def test_links_and_devices_in_a_tar_are_named_and_skipped(tmp_path: Path, kind: bytes, reason: str) -> None:
    place = tmp_path / "a.tar"
    with tarfile.open(place, "w") as archive:
        add(archive, "evil.inkml", type=kind, linkname="/etc/hostname")
        add(archive, "good.inkml", inkml())
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["good"]
    assert result.skipped == [Skip(f"{place}: 'evil.inkml'", reason)]


def test_links_in_a_zip_are_named_and_skipped(tmp_path: Path) -> None:
    place = tmp_path / "a.zip"
    link = zipfile.ZipInfo("evil.inkml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(link, "/etc/hostname")
        archive.writestr("good.inkml", inkml())
    assert read_inkml(place).skipped == [Skip(f"{place}: 'evil.inkml'", "link in an archive")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_of_two_members_of_one_name_the_first_is_named_once(tmp_path: Path, kind: str) -> None:
    place = tmp_path / f"a.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("a.inkml", inkml())
            archive.writestr("a.inkml", inkml())
    else:
        with tarfile.open(place, "w") as archive:
            add(archive, "a.inkml", inkml())
            add(archive, "a.inkml", inkml())
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["a"]
    assert [skip.reason for skip in result.skipped] == ["name that came before"]


# Damaged archives and bombs


@pytest.mark.parametrize("kind", PLACES[1:])
def test_what_is_no_archive_inside_is_an_error(tmp_path: Path, kind: str) -> None:
    place = make(tmp_path, kind, {"a.inkml": inkml()})
    place.write_bytes(place.read_bytes()[:12])
    with pytest.raises(DataError) as caught:
        read_inkml(place)
    assert caught.value.code in {"broken_archive", "not_xml", "not_utf8", "no_inkml"}


@pytest.mark.parametrize("kind", PLACES[2:])
def test_a_tar_that_breaks_off_gives_what_came_before(tmp_path: Path, kind: str) -> None:
    size = 30_000 if kind == "tar.bz2" else 2000  # bzip2 packs blocks of 900 kB
    noise = {f"{index}.inkml": inkml(os.urandom(size).hex()) for index in range(40)}
    place = make(tmp_path, kind, noise)
    data = place.read_bytes()
    place.write_bytes(data[: len(data) * 2 // 3])
    result = read_inkml(place)
    assert 0 < len(result.records) < 40
    assert result.skipped[-1] == Skip(f"{place}: what follows", "broken archive")


def test_a_tar_that_breaks_off_between_two_members_is_named(tmp_path: Path) -> None:
    place = make(tmp_path, "tar", {"a.inkml": inkml(), "b.inkml": inkml()})
    place.write_bytes(place.read_bytes()[:1024])
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["a"]
    assert result.skipped == [Skip(f"{place}: what follows", "broken archive")]


def test_a_damaged_header_in_a_tar_is_not_the_end(tmp_path: Path) -> None:
    place = make(tmp_path, "tar", {"a.inkml": inkml(), "b.inkml": inkml(), "c.inkml": inkml()})
    data = bytearray(place.read_bytes())
    data[1024 + 20] ^= 0xFF
    place.write_bytes(bytes(data))
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["a"]
    assert result.skipped == [Skip(f"{place}: what follows", "broken archive")]


@pytest.mark.parametrize("kind", ["tar.gz", "tar.bz2", "tar.xz"])
def test_a_tar_that_unpacks_to_a_thousand_times_its_size_is_given_up(tmp_path: Path, kind: str) -> None:
    place = tmp_path / f"bomb.{kind}"
    with tarfile.open(place, MODES[kind]) as archive:
        add(archive, "a.inkml", inkml())
        archive.addfile(_info("zeros.bin", 2**27), _Zeros())  # type: ignore[arg-type]
        add(archive, "b.inkml", inkml())
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["a"]
    assert result.skipped == [Skip(f"{place}: what follows", "archive that unpacks to far more than it holds")]


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    return info


class _Zeros:
    def read(self, size: int) -> bytes:
        return bytes(size)


def test_a_large_member_of_a_zip_is_not_unpacked(tmp_path: Path) -> None:
    place = tmp_path / "bomb.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.inkml", b" " * 2**25)
        archive.writestr("b.inkml", inkml())
    assert read_inkml(place).skipped == [Skip(f"{place}: a.inkml", "too large")]


def test_a_zip_of_many_members_that_unpack_to_a_thousand_times_its_size_is_given_up(tmp_path: Path) -> None:
    place = tmp_path / "bomb.zip"
    text = inkml() + b" " * (2**24 - 200)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(10):
            archive.writestr(f"{index}.inkml", text)
    result = read_inkml(place)
    assert 4 <= len(result.records) < 10
    assert result.skipped == [Skip(f"{place}: what follows", "archive that unpacks to far more than it holds")]


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_SPARSE])
def test_a_header_that_is_a_bomb_is_the_end_of_the_archive(tmp_path: Path, kind: bytes) -> None:
    place = tmp_path / "a.tar"
    with tarfile.open(place, "w") as archive:
        add(archive, "a.inkml", inkml())
        add(archive, "h", b"0" * (2**20 + 1), type=kind)
        add(archive, "b.inkml", inkml())
    result = read_inkml(place)
    assert [record.id for record in result.records] == ["a"]
    assert result.skipped[-1].reason == "broken archive"


def test_a_chain_of_headers_is_the_end_of_the_archive(tmp_path: Path) -> None:
    place = tmp_path / "a.tar"
    with tarfile.open(place, "w") as archive:
        add(archive, "a.inkml", inkml())
        for _ in range(3000):
            add(archive, "h", b"n\0", type=tarfile.GNUTYPE_LONGNAME)
        add(archive, "b.inkml", inkml())
    assert read_inkml(place).skipped == [Skip(f"{place}: what follows", "broken archive")]


def test_xz_in_several_streams_with_padding_is_read(tmp_path: Path) -> None:
    plain = make(tmp_path, "tar", {f"{index}.inkml": inkml() for index in range(30)}).read_bytes()
    parts = [lzma.compress(plain[start : start + 7000]) for start in range(0, len(plain), 7000)]
    place = tmp_path / "a.tar.xz"
    place.write_bytes(b"\0\0\0\0".join(parts) + b"\0" * 8)
    assert read_inkml(place).summary() == "30 read, 0 skipped"


def test_xz_with_a_window_of_gigabytes_is_refused(tmp_path: Path) -> None:
    place = make(tmp_path, "tar.xz", {"a.inkml": inkml()})
    place.write_bytes(_with_window(place.read_bytes()))
    with pytest.raises(DataError) as caught:
        read_inkml(place)
    assert caught.value.code == "broken_archive"


def _with_window(data: bytes) -> bytes:
    """Say in the header of the first block that the window has 4 GiB."""
    size = (data[12] + 1) * 4
    block = bytearray(data[12 : 12 + size - 4])
    block[block.index(0x21) + 2] = 40
    return data[:12] + bytes(block) + zlib.crc32(bytes(block)).to_bytes(4, "little") + data[12 + size :]


def test_reading_is_lazy(tmp_path: Path) -> None:
    place = make(tmp_path, "folder", {"a.inkml": inkml(), "b.inkml": inkml()})
    stream = iter_inkml(place)
    first = next(stream)
    (place / "b.inkml").write_bytes(b"")
    assert isinstance(first, Record)
    assert [item.reason for item in stream if isinstance(item, Skip)] == ["empty file"]


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_a_stream_holds_one_file_at_a_time(tmp_path: Path, kind: str) -> None:
    points = ", ".join(f"{index} {index}" for index in range(1500))
    text = f"<ink><annotation type='truth'>x</annotation><trace>{points}</trace></ink>".encode()
    peaks = []
    for count in (50, 50, 250):  # the first time for what is made once
        place = make(tmp_path / str(len(peaks)), kind, {f"{index}.inkml": text for index in range(count)})
        tracemalloc.start()
        assert sum(isinstance(item, Record) for item in iter_inkml(place)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < 200 * 2000  # names are 100 to 650 bytes a file; a record would be 6 kB, its text 14
    assert peaks[2] < 2**20

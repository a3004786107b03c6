"""Ink in files, archives and memory."""

from __future__ import annotations

import pickle
import zlib
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileInk, PackedInk, SelectedInk, ZipInk
from hmer_kit.exceptions import DataError
from hmer_kit.ink import InkLimits, InkSymbol

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import InkSource

INK = b"<ink><annotation type='label'>x</annotation><trace>1 2</trace><trace>3 4, 5 6</trace></ink>"


@pytest.fixture(params=["file", "zip", "memory"])
def source(request: pytest.FixtureRequest, tmp_path: Path, make_zip) -> InkSource:
    if request.param == "file":
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "a.inkml").write_bytes(INK)
        return FileInk(tmp_path, "sub/a.inkml")
    if request.param == "zip":
        return ZipInk(make_zip(tmp_path / "a.zip", {"sub/a.inkml": INK}), "sub/a.inkml")
    return PackedInk.of(INK, name="sub/a.inkml")


def test_a_source_gives_its_ink(source: InkSource) -> None:
    assert source.name == "sub/a.inkml"
    assert (len(source.load().strokes), source.load().truth) == (2, "x")


def test_a_source_is_hashable_and_pickles(source: InkSource) -> None:
    again = pickle.loads(pickle.dumps(source))  # noqa: S301 - our own bytes
    assert (again, hash(again)) == (source, hash(source))
    assert again.load().truth == "x"


@pytest.mark.parametrize("name", ["../a.inkml", "/a.inkml", "C:/a.inkml", "", "a\0.inkml"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    for make in (FileInk, ZipInk):
        with pytest.raises(DataError, match="expected a relative path below its root"):
            make("folder", name)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.inkml").write_bytes(INK)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.inkml").symlink_to(tmp_path / "secret.inkml")
    with pytest.raises(DataError, match="got a link that leads out of it") as caught:
        FileInk(tmp_path / "in", "a.inkml").load()
    assert caught.value.code == "outside_root"


def test_limits_and_kinds_of_truth_are_those_of_the_source(tmp_path: Path, make_zip) -> None:
    (tmp_path / "a.inkml").write_bytes(INK)
    archive = make_zip(tmp_path / "a.zip", {"a.inkml": INK})
    few, none = InkLimits(max_strokes=1), ("truth",)
    for limited in (
        FileInk(tmp_path, "a.inkml", limits=few),
        ZipInk(archive, "a.inkml", limits=few),
        PackedInk.of(INK, name="a.inkml", limits=few),
    ):
        with pytest.raises(DataError) as caught:
            limited.load()
        assert caught.value.code == "too_many_strokes"
    for other in (
        FileInk(tmp_path, "a.inkml", none),
        ZipInk(archive, "a.inkml", none),
        PackedInk.of(INK, name="a.inkml", truth=none),
    ):
        assert other.load().truth is None


def test_packed_ink_does_not_unpack_beyond_the_limit() -> None:
    bomb = PackedInk("a.inkml", zlib.compress(b" " * 2**24), limits=InkLimits(max_bytes=1000))
    with pytest.raises(DataError) as caught:
        bomb.load()
    assert caught.value.code == "too_large"
    with pytest.raises(DataError, match=r"cannot unpack a\.inkml"):
        PackedInk("a.inkml", b"no zlib").load()


def test_selected_strokes_are_one_symbol() -> None:
    selected = SelectedInk(PackedInk.of(INK, name="a.inkml"), (1, 0), "+")
    document = selected.load()
    assert selected.name == document.name == "a.inkml#1,0"
    assert document.strokes.points.tolist() == [[3, 4], [5, 6], [1, 2]]
    assert (document.truth, document.symbols) == ("+", (InkSymbol("+", (0, 1)),))
    assert pickle.loads(pickle.dumps(selected)) == selected  # noqa: S301 - our own bytes


def test_strokes_that_are_not_there_are_an_error() -> None:
    with pytest.raises(DataError, match=r"a\.inkml: expected numbers of strokes from 0 to 1, got 2") as caught:
        SelectedInk(PackedInk.of(INK, name="a.inkml"), (2,), "+").load()
    assert caught.value.code == "no_such_stroke"

"""Where training files say that pictures are."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from hmer_kit.data import BytesImage, FileImage, PicturePaths, ZipImage
from hmer_kit.exceptions import DataError, InputError


def stored(kind: str = "PNG", grey: int = 255) -> bytes:
    file = BytesIO()
    Image.new("L", (8, 6), grey).save(file, kind)
    return file.getvalue()


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jpg").write_bytes(stored("JPEG"))
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("sub/b.png", stored())
    return [
        FileImage(tmp_path / "in", "a.jpg"),
        ZipImage(tmp_path / "in.zip", "sub/b.png"),
        BytesImage("c", stored("BMP")),
    ]


def test_relative_paths_are_names_with_what_stands_before_them(sources):
    assert [PicturePaths().path_of(source) for source in sources] == ["a.jpg", "sub/b.png", "c"]
    assert PicturePaths("relative", prefix="images/").path_of(sources[1]) == "images/sub/b.png"


def test_absolute_paths_are_below_the_root_or_the_folder_of_the_file(tmp_path, sources):
    assert PicturePaths("absolute").path_of(sources[0]) == str(tmp_path / "in" / "a.jpg")
    assert PicturePaths("absolute", root="data").path_of(sources[1]) == os.path.abspath("data/sub/b.png")
    with pytest.raises(InputError, match="expected a root for the absolute path of a ZipImage"):
        PicturePaths("absolute").path_of(sources[1])


def test_copies_have_the_bytes_of_the_files_and_a_suffix(tmp_path, sources):
    paths = PicturePaths("copied", root=tmp_path / "out", prefix="images")
    names = [paths.path_of(source, folder="7") for source in sources]
    assert names == ["images/7/a.jpg", "images/7/sub/b.png", "images/7/c.bmp"]
    data = [(tmp_path / "out" / name.removeprefix("images/")).read_bytes() for name in names]
    assert data == [stored("JPEG"), stored(), stored("BMP")]
    assert [paths.path_of(source, folder="7") for source in sources] == names
    assert sorted(os.listdir(tmp_path / "out" / "7")) == ["a.jpg", "c.bmp", "sub"]


def test_a_drawing_is_copied_as_png(tmp_path):
    class Drawn:
        name = "drawn"

        def load(self):
            return Image.new("L", (5, 4), 7)

    name = PicturePaths("copied", root=tmp_path).path_of(Drawn())
    with Image.open(tmp_path / name) as picture:
        assert (name, picture.size, picture.getpixel((0, 0))) == ("drawn.png", (5, 4), 7)


def test_a_copy_never_takes_the_place_of_another_picture(tmp_path):
    paths = PicturePaths("copied", root=tmp_path)
    paths.path_of(BytesImage("a.png", stored()))
    with pytest.raises(DataError, match="found another there") as caught:
        paths.path_of(BytesImage("a.png", stored(grey=0)))
    assert caught.value.code == "picture_differs"
    assert (tmp_path / "a.png").read_bytes() == stored()


@pytest.mark.parametrize("name", ["../a.png", "/etc/passwd", "a/../../b.png", "", "C:\\a.png", "a\0.png", 7])
@pytest.mark.parametrize("place", ["relative", "absolute", "copied"])
def test_names_do_not_lead_out_of_their_folder(tmp_path, name, place):
    paths = PicturePaths(place, root=None if place == "relative" else tmp_path / "out")
    with pytest.raises(DataError) as caught:
        paths.path_of(BytesImage(name, stored()))
    assert caught.value.code == "unsafe_name"
    assert list(tmp_path.iterdir()) == []


def test_broken_pictures_are_not_copied(tmp_path):
    with pytest.raises(DataError, match="truncated or broken"):
        PicturePaths("copied", root=tmp_path).path_of(BytesImage("a.png", stored()[:-20]))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot write"):
        PicturePaths("copied", root=tmp_path / "file").path_of(BytesImage("a.png", stored()))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"place": "elsewhere"}, "expected place to be one of relative, absolute, copied"),
        ({"place": "copied"}, "expected the folder to copy pictures to"),
        ({"root": "x"}, "expected no root for relative paths"),
        ({"place": "absolute", "prefix": "x"}, "expected prefix"),
        ({"prefix": "../x"}, "expected prefix"),
        ({"place": "absolute", "root": 7}, "expected a path"),
    ],
)
def test_options_that_do_not_fit_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        PicturePaths(**options)

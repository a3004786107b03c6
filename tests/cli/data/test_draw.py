"""``hmer-kit draw``: the same pixels as the library draws, one, a folder of them, or a sheet."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from hmer_kit.cli import main
from hmer_kit.ink import draw_image, load_inkml


def pixels(image):
    return image.size, image.convert("L").tobytes()


@pytest.mark.parametrize("style", ["crohme_2014", "smooth"])
def test_one_picture_is_what_the_library_draws(ink_folder, tmp_path, style):
    out = tmp_path / "e0.png"
    source = ink_folder / "e0.inkml"
    assert main(["draw", str(source), "--output", str(out), "--style", style]) == 0
    with Image.open(out) as drawn:
        assert pixels(drawn) == pixels(draw_image(load_inkml(source), style=style))


def test_a_folder_holds_a_picture_for_each_record(ink_folder, tmp_path, capsys):
    out = tmp_path / "pictures"
    assert main(["draw", str(ink_folder), "--output", str(out)]) == 0
    assert sorted(file.name for file in out.iterdir()) == ["e0.png", "e1.png", "e2.png"]
    assert "(3 pictures)" in capsys.readouterr().out
    assert main(["draw", str(ink_folder), "--output", str(out), "--replace", "--limit", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"output": str(out), "pictures": 2, "skipped": 0}
    assert sorted(file.name for file in out.iterdir()) == ["e0.png", "e1.png"]


def test_several_records_in_one_file_are_a_sheet_that_pictures_may_be_on_too(folder, ink_folder, tmp_path):
    for number, source in enumerate((folder / "train", ink_folder)):
        out = tmp_path / f"sheet{number}.png"
        words = ["--limit", "3", "--columns", "2", "--cell", "50", "40"]
        assert main(["draw", str(source), "--output", str(out), *words]) == 0
        with Image.open(out) as sheet:
            assert sheet.size == (2 * 56 + 6, 2 * (40 + 6 + 18) + 6)


def test_ink_that_cannot_be_drawn_is_named(ink_folder, tmp_path, capsys):
    (ink_folder / "f.inkml").write_text("<ink><annotation type='truth'>$x$</annotation></ink>", encoding="utf-8")
    assert main(["draw", str(ink_folder), "--output", str(tmp_path / "p")]) == 1
    assert "1 skipped" in capsys.readouterr().err
    assert len(list((tmp_path / "p").iterdir())) == 3


def test_an_augmented_picture_is_another_one_and_the_same_for_the_same_seed(ink_folder, tmp_path):
    drawn = []
    for number, options in enumerate(([], ["--augment", "1"], ["--augment", "1"], ["--augment", "2"])):
        out = tmp_path / f"{number}.png"
        assert main(["draw", str(ink_folder / "e0.inkml"), "--output", str(out), *options]) == 0
        drawn.append(out.read_bytes())
    assert drawn[1] == drawn[2]
    assert len(set(drawn)) == 3


def test_wrong_usage(ink_folder, tmp_path, captions, capsys):
    assert main(["draw", str(ink_folder), "--output", str(tmp_path / "p"), "--sheet"]) == 2
    assert main(["draw", captions("c.tsv", "x"), "--output", str(tmp_path / "p")]) == 2
    assert not (tmp_path / "p").exists()
    assert main(["draw", str(ink_folder), "--output", str(tmp_path / "c.tsv")]) == 2
    assert capsys.readouterr().err.count("error:") == 3

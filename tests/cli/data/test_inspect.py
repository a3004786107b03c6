"""``hmer-kit inspect``: format, counts and pictures of a path, and what of it cannot be used."""

from __future__ import annotations

import json

from hmer_kit.cli import main


def test_format_counts_and_pictures_are_said(folder, capsys):
    assert main(["inspect", str(folder / "train")]) == 0
    counts, pictures = capsys.readouterr().out.split("\n\n")
    first, second, *_ = counts.splitlines()
    assert first.split() == ["read", "as", "captions"]
    assert second.split(maxsplit=1) == ["records", "12 (0 do not parse)"]
    assert "mean 40.0, 40 to 40" in counts  # the heights
    assert "dark ground 12 of 12 (100.0 %)" in pictures


def test_json_holds_the_same(folder, capsys):
    assert main(["inspect", str(folder / "train"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["records"], found["unparsed"], found["skipped"]) == ("captions", 12, 0, 0)
    assert found["tokens"]["+"] == 12
    assert found["pictures"]["looked_at"] == 12


def test_labels_that_do_not_parse_are_counted_and_named(captions, capsys):
    assert main(["inspect", captions("c.tsv", "x", "{ x", "y }")]) == 0
    output = capsys.readouterr()
    assert "3 (2 do not parse)" in output.out
    assert "2 labels do not parse: '1', '2'" in output.err


def test_writers_of_ink_are_counted_and_no_picture_is_drawn_where_none_is_wanted(ink_folder, capsys):
    assert main(["inspect", str(ink_folder), "--no-pictures", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["writers"]) == ("inkml", {"w1": 2, "w2": 1})
    assert "pictures" not in found


def test_two_sets_are_put_side_by_side(captions, capsys):
    first, second = captions("a.tsv", *["x ^ { 2 }"] * 30), captions("b.tsv", *["x + y"] * 30)
    assert main(["inspect", first, "--against", second]) == 0
    assert "-2.00 (-2.00 to -2.00)" in capsys.readouterr().out


def test_skipped_lines_are_named_and_nothing_is_an_error(captions, capsys, tmp_path):
    path = captions("c.tsv", "x")
    with open(path, "a", encoding="utf-8") as file:
        file.write("\nlonely\n")
    assert main(["inspect", path]) == 1
    assert "2 skipped" in capsys.readouterr().err
    assert main(["inspect", str(tmp_path / "nothing")]) == 2
    assert "found nothing there" in capsys.readouterr().err


def test_control_characters_of_a_label_are_made_visible(tmp_path, capsys):
    file = tmp_path / "p.json"
    file.write_text(json.dumps([{"img_id": "a\x1b[2J", "gt": "x \x1b[31m", "pred": "x"}]), encoding="utf-8")
    main(["inspect", str(file)])
    output = capsys.readouterr()
    assert "\x1b" not in output.out + output.err


def test_guessed_columns_are_said_once_though_the_data_is_read_twice(folder, tmp_path, capsys):
    table = str(tmp_path / "set.parquet")
    assert main(["convert", str(folder / "train"), "--output", table]) == 0
    capsys.readouterr()
    assert main(["inspect", table]) == 0
    assert capsys.readouterr().err.count("columns guessed") == 1

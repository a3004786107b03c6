"""``hmer-kit convert``: there and back gives the same records, and nothing that is there is written over."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main
from hmer_kit.data import open_records, read_captions, read_sharegpt
from hmer_kit.ink import load_inkml


def facts(path, **options):
    """What a data set says: ids, LaTeX and the pixels of its pictures."""
    found = []
    for record in open_records(path, **options):
        picture = None if record.image is None else record.image.load().convert("L")
        found.append((record.id, record.reference, picture and (picture.size, picture.tobytes())))
    return sorted(found)


@pytest.mark.parametrize(
    ("name", "options"),
    [("set.parquet", []), ("shards", ["--to", "shards"]), ("zip", ["--to", "captions_zip"]), ("plain", [])],
)
def test_there_and_back_gives_the_same_records(folder, tmp_path, capsys, name, options):
    there, back = tmp_path / name, tmp_path / "back"
    assert main(["convert", str(folder / "train"), "--output", str(there), *options]) == 0
    assert main(["convert", str(there), "--output", str(back)]) == 0
    assert "12 written, 12 read back" in capsys.readouterr().out
    assert facts(back) == facts(folder / "train")


def test_ink_becomes_pictures_in_the_style_asked_for(ink_folder, tmp_path):
    sizes = []
    for style in ("crohme_2014", "smooth"):
        out = tmp_path / style
        assert main(["convert", str(ink_folder), "--output", str(out), "--style", style]) == 0
        records = read_captions(out).records
        assert [record.reference for record in records] == ["x + 1", "y ^ { 2 }", "z"]
        sizes.append(records[0].image.load().size)
    assert sizes[0] != sizes[1]


def test_ink_stays_ink(ink_folder, tmp_path, capsys):
    out = tmp_path / "again"
    assert main(["convert", str(ink_folder), "--output", str(out), "--to", "inkml"]) == 0
    assert "3 written" in capsys.readouterr().out
    for name in ("e0", "e1", "e2"):
        one, other = load_inkml(ink_folder / f"{name}.inkml"), load_inkml(out / f"{name}.inkml")
        assert (one.truth, one.writer) == (other.truth, other.writer)
        assert one.strokes.points.tolist() == other.strokes.points.tolist()


def test_what_has_no_ink_is_named_and_the_code_says_so(folder, tmp_path, capsys):
    words = ["convert", str(folder / "train"), "--output", str(tmp_path / "ink"), "--to", "inkml"]
    assert main(words) == 2
    assert "expected a record with ink, got none" in capsys.readouterr().err
    assert not (tmp_path / "ink").exists()


def test_conversations_show_copies_of_the_pictures(folder, tmp_path):
    out = tmp_path / "chat" / "train.json"
    out.parent.mkdir()
    assert main(["convert", str(folder / "test2014"), "--output", str(out)]) == 0
    found = read_sharegpt(out).records
    assert [one.messages[-1].value for one in found] == [f"{number} + 1" for number in range(4)]
    assert all((out.parent / one.images[0]).is_file() for one in found)


def test_texts_alone_are_written_by_their_suffixes(folder, tmp_path, captions):
    source = captions("c.tsv", r"\frac { a } { b }", "x")
    for name in ("out.txt", "out.tsv"):
        assert main(["convert", source, "--output", str(tmp_path / name)]) == 0
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "\\frac { a } { b }\nx\n"
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8") == "0\t\\frac { a } { b }\n1\tx\n"


def test_label_graphs_say_the_same_latex(captions, tmp_path):
    source = captions("c.tsv", r"\frac { a } { b }", "x ^ { 2 }")
    assert main(["convert", source, "--output", str(tmp_path / "lg"), "--to", "label_graphs"]) == 0
    assert [one[:2] for one in facts(tmp_path / "lg")] == [("0", r"\frac { a } { b }"), ("1", "x ^ { 2 }")]


def test_predictions_are_written_for_those_who_have_one(tmp_path, capsys):
    source = tmp_path / "p.json"
    source.write_text('[{"img_id": "a", "gt": "x", "pred": "y"}]', encoding="utf-8")
    out = tmp_path / "p.csv"
    assert main(["convert", str(source), "--output", str(out), "--to", "predictions"]) == 0
    assert out.read_text(encoding="utf-8") == "img_id,gt,pred\na,x,y\n"


def test_an_output_that_is_there_stays_as_it_was(folder, tmp_path, capsys):
    out = tmp_path / "there"
    out.mkdir()
    (out / "captions.tsv").write_text("mine", encoding="utf-8")
    words = ["convert", str(folder / "test2014"), "--output", str(out)]
    assert main(words) == 2
    assert "give another name or --replace" in capsys.readouterr().err
    assert (out / "captions.tsv").read_text(encoding="utf-8") == "mine"
    assert main([*words, "--replace"]) == 0
    assert facts(out) == facts(folder / "test2014")


def test_skips_are_counted_named_and_in_the_code(folder, tmp_path, capsys):
    with (folder / "test2014" / "captions.tsv").open("a", encoding="utf-8") as file:
        file.write("\nno_picture\tx\n")
    assert main(["convert", str(folder / "test2014"), "--output", str(tmp_path / "o"), "--json"]) == 1
    output = capsys.readouterr()
    found = json.loads(output.out)
    assert (found["written"], found["read_as"]) == (4, "captions")
    assert found["left_out"] >= 1
    assert "no_picture" in output.err


def test_ids_of_a_hostile_set_stay_in_the_folder(tmp_path, capsys):
    source = tmp_path / "p.tsv"
    source.write_text("../../up\tx\nok\ty\n", encoding="utf-8")
    for to in ("label_graphs", "captions_alone"):
        main(["convert", str(source), "--output", str(tmp_path / "deep" / to), "--to", to])
    assert not list(tmp_path.parent.glob("up*"))
    assert not list(tmp_path.glob("up*"))


def test_limit_split_and_wrong_usage(folder, tmp_path, capsys):
    out = tmp_path / "two.tsv"
    assert main(["convert", str(folder / "train"), "--output", str(out), "--limit", "2"]) == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
    assert main(["convert", str(folder / "train"), "--output", str(tmp_path / "none.tsv"), "--split", "nope"]) == 2
    assert main(["convert", str(folder / "train"), "--output", str(tmp_path / "o"), "--limit", "0"]) == 2
    assert main(["convert", str(tmp_path / "no such"), "--output", str(tmp_path / "o")]) == 2
    assert main(["convert", str(folder / "train"), "--output", str(tmp_path / "o"), "--to", "nope"]) == 2
    assert capsys.readouterr().err.count("error:") == 4

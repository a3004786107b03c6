"""``hmer-kit build-tasks``."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tracemalloc

import pytest
from PIL import Image

from hmer_kit.cli import main
from hmer_kit.cli.data.build_tasks.reading import open_items
from hmer_kit.data import (
    FileImage,
    Record,
    load_trl,
    read_captions,
    read_llama_factory,
    read_ms_swift,
    read_sharegpt,
    write_parquet,
)
from hmer_kit.ink import draw_image, load_inkml
from hmer_kit.tasks import TASKS, get_task

CAPTIONS = {"a": "x ^ { 2 }", "b": r"\frac { 1 } { 2 }", "c": "y + z"}


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "images").mkdir(parents=True)
    write_captions(folder, CAPTIONS)
    for name in CAPTIONS:
        Image.new("L", (8, 8), 255).save(folder / "images" / f"{name}.png")
    return folder


def write_captions(folder, captions):
    text = "".join(f"{name}\t{latex}\n" for name, latex in captions.items())
    (folder / "captions.tsv").write_text(text, encoding="utf-8")


def write_predictions(path, rows):
    rows = [{"img_id": name, "gt": gt, "pred": pred} for name, gt, pred in rows]
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


def build(data, output, *options):
    return main(["build-tasks", str(data), "--output", str(output), *options])


def answers(path):
    return [(item.images, item.messages[0].value, item.messages[1].value) for item in read_sharegpt(path).records]


def counted(text):
    return {
        row.split()[0]: [int(cell) for cell in row.split()[1:]] for row in text.splitlines()[1:] if "wrote" not in row
    }


def test_a_json_file_holds_the_tasks_one_after_the_other(data, tmp_path, capsys):
    output = tmp_path / "train.json"
    assert build(data, output) == 0
    found = answers(output)
    assert [answer for _, _, answer in found[:3]] == list(CAPTIONS.values())
    assert [images for images, _, _ in found] == [(f"{name}.png",) for name in CAPTIONS] * 3
    assert all(question.startswith("<image>I have an image") for _, question, _ in found)
    assert counted(capsys.readouterr().out) == {
        "vanilla": [3, 0, 0],
        "tree_cot": [3, 0, 0],
        "symbol_counting": [3, 0, 0],
    }


def test_a_folder_holds_a_file_for_each_task(data, tmp_path, capsys):
    output = tmp_path / "runs" / "tasks"
    assert build(data, output) == 0
    assert sorted(os.listdir(output)) == ["symbol_counting.json", "tree_cot.json", "vanilla.json"]
    for name in ("vanilla", "tree_cot", "symbol_counting"):
        read = [get_task(name).read(answer).latex for _, _, answer in answers(output / f"{name}.json")]
        assert read == list(CAPTIONS.values())
    assert capsys.readouterr().out.count("wrote ") == 3


def test_chosen_tasks_alone_are_built_in_the_order_given(data, tmp_path, capsys):
    assert build(data, tmp_path / "out", "--tasks", "tree_cot,vanilla") == 0
    assert list(counted(capsys.readouterr().out)) == ["tree_cot", "vanilla"]
    assert sorted(os.listdir(tmp_path / "out")) == ["tree_cot.json", "vanilla.json"]


def test_error_tasks_are_built_of_the_wrong_predictions(data, tmp_path, capsys):
    predictions = write_predictions(
        tmp_path / "p.json", [("a", CAPTIONS["a"], "X ^ { 2 }"), ("b", CAPTIONS["b"], CAPTIONS["b"])]
    )
    assert build(data, tmp_path / "out", "--predictions", predictions) == 0
    table = counted(capsys.readouterr().out)
    assert list(table) == list(TASKS)
    assert table["error_detection"] == table["error_correction"] == [1, 2, 0]
    [(_, question, answer)] = answers(tmp_path / "out" / "error_detection.json")
    assert "X ^ { 2 }" in question
    assert answer == "<error_start> X <error_end> ^ { 2 }"


def test_right_predictions_are_included_on_request(data, tmp_path, capsys):
    predictions = write_predictions(
        tmp_path / "p.json", [("a", CAPTIONS["a"], "X ^ { 2 }"), ("b", CAPTIONS["b"], CAPTIONS["b"])]
    )
    options = ["--tasks", "error_detection", "--predictions", predictions, "--include-error-free"]
    assert build(data, tmp_path / "out.json", *options) == 0
    assert counted(capsys.readouterr().out) == {"error_detection": [2, 1, 0]}


def test_error_tasks_without_predictions_are_wrong_usage(data, tmp_path, capsys):
    assert build(data, tmp_path / "out.json", "--tasks", "vanilla,error_detection") == 2
    assert "expected --predictions FILE, in which error_detection" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_an_unknown_task_is_wrong_usage_and_names_the_known_ones(data, tmp_path, capsys):
    assert build(data, tmp_path / "out.json", "--tasks", "tree") == 2
    said = capsys.readouterr().err
    assert all(name in said for name in TASKS)


def test_bad_records_are_named_and_the_others_built(data, tmp_path, capsys):
    write_captions(data, {**CAPTIONS, "b": r"\frac { 1 } {", "lost": "x"})
    assert build(data, tmp_path / "out.json") == 1
    output = capsys.readouterr()
    assert counted(output.out)["tree_cot"] == [2, 0, 1]
    assert "'b', task tree_cot" in output.err
    assert "'lost'" in output.err
    assert "caption without its picture" in output.err


def test_a_truncated_picture_is_named_and_its_record_left_out(data, tmp_path, capsys):
    picture = data / "images" / "b.png"
    picture.write_bytes(picture.read_bytes()[:-20])
    assert build(data, tmp_path / "out.json") == 1
    output = capsys.readouterr()
    assert counted(output.out)["vanilla"] == [2, 0, 0]
    assert [images for images, _, _ in answers(tmp_path / "out.json")] == [("a.png",), ("c.png",)] * 3
    assert "record 'b': the picture" in output.err
    assert "truncated or broken" in output.err


def test_an_archive_of_pictures_that_is_no_archive_is_a_message(data, tmp_path, capsys):
    for picture in (data / "images").iterdir():
        picture.unlink()
    (data / "images").rmdir()
    (data / "images.zip").write_bytes(b"PK\x03\x04 and then nothing")
    assert build(data, tmp_path / "out.json") == 2
    assert "cannot read the zip archive" in capsys.readouterr().err


def test_predictions_that_fit_no_caption_are_named(data, tmp_path, capsys):
    rows = [
        ("a", CAPTIONS["a"], "X"),
        ("unknown", "x", "y"),
        ("b", "another reference", "y"),
        ("c", CAPTIONS["c"], None),
    ]
    predictions = write_predictions(tmp_path / "p.json", rows)
    assert build(data, tmp_path / "out.json", "--predictions", predictions) == 1
    said = capsys.readouterr().err
    assert "(id 'unknown'): prediction without a caption" in said
    assert "(id 'b'): prediction for another reference than the caption" in said
    assert "(id 'c')" in said


def test_predictions_of_another_set_are_refused(data, tmp_path, capsys):
    predictions = write_predictions(tmp_path / "p.json", [("other", "x", "y")])
    assert build(data, tmp_path / "out.json", "--predictions", predictions) == 2
    assert "no common id" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_captions_without_pictures_are_refused(tmp_path, capsys):
    write_captions(tmp_path, CAPTIONS)
    assert build(tmp_path / "captions.tsv", tmp_path / "out.json") == 2
    assert "expected pictures" in capsys.readouterr().err


def test_where_nothing_comes_of_it_nothing_is_written(data, tmp_path, capsys):
    predictions = write_predictions(tmp_path / "p.json", [("a", CAPTIONS["a"], CAPTIONS["a"])])
    assert build(data, tmp_path / "out", "--tasks", "error_detection", "--predictions", predictions) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_made_is_a_message(data, tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert build(data, tmp_path / "file" / "out.json") == 2
    assert capsys.readouterr().err.startswith("hmer-kit: error: ")


@pytest.mark.real_data
def test_published_predictions_give_all_five_tasks(real_data, tmp_path, capsys):
    predictions = real_data / "predictions/unimumer/crohme_2014_pred.json"
    assert build(real_data / "crohme/test2014", tmp_path / "out.json", "--predictions", str(predictions)) == 0
    table = counted(capsys.readouterr().out)
    assert table == {
        "vanilla": [986, 0, 0],
        "tree_cot": [986, 0, 0],
        "symbol_counting": [986, 0, 0],
        "error_detection": [171, 815, 0],
        "error_correction": [171, 815, 0],
    }
    assert len(read_sharegpt(tmp_path / "out.json").records) == 3 * 986 + 2 * 171


# Engines and shapes


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.parametrize("options", [["--workers", "2"], ["--engine", "datasets"]])
def test_engines_write_the_same_bytes(data, tmp_path, options):
    write_captions(data, {**CAPTIONS, "b": r"\frac { 1 } {"})
    assert build(data, tmp_path / "one") == 1
    assert build(data, tmp_path / "more", *options, "--part-size", "1") == 1
    assert content(tmp_path / "one") == content(tmp_path / "more")


def test_llama_factory_finds_the_files_of_a_folder(data, tmp_path):
    assert build(data, tmp_path / "out", "--shape", "llama-factory", "--pictures", "copied") == 0
    for name in ("vanilla", "tree_cot", "symbol_counting"):
        read = read_llama_factory(tmp_path / "out", name)
        assert [(item.images, item.messages[0].value, item.messages[1].value) for item in read.records] == answers(
            tmp_path / "out" / f"{name}.json"
        )
        assert all((tmp_path / "out" / item.images[0]).is_file() for item in read.records)
    assert sorted(os.listdir(tmp_path / "out")) == [
        "dataset_info.json",
        "images",
        "symbol_counting.json",
        "tree_cot.json",
        "vanilla.json",
    ]


def test_llama_factory_finds_a_single_file(data, tmp_path):
    assert build(data, tmp_path / "train.json", "--shape", "llama-factory") == 0
    assert len(read_llama_factory(tmp_path, "train").records) == 9


def test_ms_swift_gets_lines_with_absolute_paths(data, tmp_path):
    assert build(data, tmp_path / "train.jsonl", "--shape", "ms-swift", "--pictures", "absolute") == 0
    read = read_ms_swift(tmp_path / "train.jsonl")
    assert (len(read.records), read.skipped) == (9, [])
    assert read.records[0].images == (str(data / "images" / "a.png"),)


def test_trl_gets_what_its_trainers_take(data, tmp_path):
    assert build(data, tmp_path / "out", "--shape", "trl", "--tasks", "vanilla") == 0
    loaded = load_trl(tmp_path / "out" / "vanilla.jsonl", images=data / "images")
    assert [row["completion"][0]["content"][0]["text"] for row in loaded] == list(CAPTIONS.values())
    assert loaded[0]["images"][0].size == (8, 8)


def test_a_root_is_for_absolute_and_copied_pictures(data, tmp_path, capsys):
    assert build(data, tmp_path / "out", "--picture-root", "x") == 2
    assert "expected --picture-root with --pictures absolute or copied" in capsys.readouterr().err
    options = ["--pictures", "copied", "--picture-root", str(tmp_path / "pictures"), "--tasks", "vanilla"]
    assert build(data, tmp_path / "out", *options) == 0
    assert answers(tmp_path / "out" / "vanilla.json")[0][0] == ("00000/a.png",)
    assert (tmp_path / "pictures" / "00000" / "a.png").is_file()


def test_everything_left_out_is_named_in_a_file(data, tmp_path, capsys):
    write_captions(data, {**CAPTIONS, **{f"no picture {number}": "x" for number in range(30)}})
    assert build(data, tmp_path / "out.json") == 1
    assert capsys.readouterr().err.count("no picture") == 20
    lines = (tmp_path / "out.skipped.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 30
    assert json.loads(lines[-1])["reason"] == "caption without its picture"


def test_an_unfinished_build_of_other_options_is_refused_until_it_is_thrown_away(data, tmp_path, capsys):
    (tmp_path / "out" / "tree_cot.json" / "in the way").mkdir(parents=True)
    assert build(data, tmp_path / "out") == 2
    shutil.rmtree(tmp_path / "out" / "tree_cot.json")
    assert build(data, tmp_path / "out", "--tasks", "vanilla") == 2
    assert "start anew (CLI: --restart)" in capsys.readouterr().err
    assert build(data, tmp_path / "out", "--tasks", "vanilla", "--restart") == 0
    assert not (tmp_path / ".out.building").exists()


@pytest.mark.parametrize(
    "options", [["--workers", "0"], ["--workers", "x"], ["--part-size", "-1"], ["--engine", "spark"]]
)
def test_numbers_and_engines_that_are_none_are_wrong_usage(data, tmp_path, options):
    assert build(data, tmp_path / "out", *options) == 2
    assert not (tmp_path / "out").exists()


def test_long_captions_are_named_unless_they_are_meant_to_be(data, tmp_path, capsys):
    long = "x + " * 20_000 + "y"
    write_captions(data, {**CAPTIONS, "b": long})
    assert build(data, tmp_path / "out.json", "--tasks", "vanilla") == 1
    assert "record 'b': expected a reference and a prediction of at most 65536 characters" in capsys.readouterr().err
    assert build(data, tmp_path / "out.json", "--tasks", "vanilla", "--max-characters", "100000") == 0
    assert answers(tmp_path / "out.json")[1][2] == long


# Any format

INK = "<ink><annotation type='truth'>${}$</annotation><trace>1 2, 30 40</trace><trace>30 2, 1 40</trace></ink>"


@pytest.fixture
def inks(tmp_path):
    folder = tmp_path / "inks"
    folder.mkdir()
    for name, latex in CAPTIONS.items():
        (folder / f"{name}.inkml").write_text(INK.format(latex), encoding="utf-8")
    return folder


def test_ink_is_drawn_to_files_that_the_trainer_finds(inks, tmp_path):
    with tarfile.open(tmp_path / "inks.tar.xz", "w:xz") as archive:
        archive.add(inks, "train")
    for source, name in ((inks, "00000/a.png"), (tmp_path / "inks.tar.xz", "00000/train/a.png")):
        output = tmp_path / f"of_{source.name}"
        assert build(source, output, "--tasks", "vanilla", "--style", "crohme_train") == 0
        found = answers(output / "vanilla.json")
        assert [answer for _, _, answer in found] == list(CAPTIONS.values())
        assert found[0][0] == (f"images/{name}",)
        drawn = FileImage(output / "images", name).load()
        assert drawn.tobytes() == draw_image(load_inkml(inks / "a.inkml"), style="crohme_train").tobytes()


def test_another_style_is_another_build(inks, tmp_path, capsys):
    (tmp_path / "out" / "vanilla.json" / "in the way").mkdir(parents=True)
    assert build(inks, tmp_path / "out", "--tasks", "vanilla") == 2
    shutil.rmtree(tmp_path / "out" / "vanilla.json")
    assert build(inks, tmp_path / "out", "--tasks", "vanilla", "--style", "smooth") == 2
    assert "got others in part 0" in capsys.readouterr().err


def test_columns_of_a_table_are_guessed_aloud_and_nothing_is_left_out(data, tmp_path, capsys):
    write_parquet(tmp_path / "a.parquet", read_captions(data).records)
    assert build(tmp_path / "a.parquet", tmp_path / "out", "--tasks", "vanilla") == 0
    assert "columns guessed: reference = 'latex'" in capsys.readouterr().err
    assert [answer for _, _, answer in answers(tmp_path / "out" / "vanilla.json")] == list(CAPTIONS.values())
    assert (tmp_path / "out" / answers(tmp_path / "out" / "vanilla.json")[0][0][0]).is_file()


def test_a_format_that_is_said_is_taken(data, tmp_path, capsys):
    (data / "captions.tsv").rename(data / "list.txt")
    assert build(data, tmp_path / "out", "--tasks", "vanilla") == 2
    assert "Known formats: captions, " in capsys.readouterr().err
    assert build(data / "list.txt", tmp_path / "out", "--tasks", "vanilla", "--format", "captions") == 0
    assert build(data, tmp_path / "other", "--format", "excel") == 2
    assert "invalid choice: 'excel'" in capsys.readouterr().err


def test_records_are_not_held(data):
    write_captions(data, {**CAPTIONS, **{f"no picture {number}": "x + " * 500 for number in range(10_000)}})
    source = open_items(str(data))
    tracemalloc.start()
    try:
        count = sum(1 for _ in source.items)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 10_003
    assert peak < 2**20 < (data / "captions.tsv").stat().st_size // 16


def test_predictions_are_joined_as_the_records_come(data, tmp_path):
    rows = [("b", CAPTIONS["b"], "X"), ("c", "another", "y"), ("lost", "x", "z")]
    items = list(open_items(str(data), predictions=write_predictions(tmp_path / "p.json", rows)).items)
    found = [(item.id, item.prediction) if isinstance(item, Record) else item.reason for item in items]
    assert found == [
        ("a", None),
        ("b", "X"),
        "prediction for another reference than the caption",
        ("c", None),
        "prediction without a caption that can be used",
    ]


@pytest.mark.real_data
def test_the_ink_of_the_competition_gives_its_published_pictures(real_data, tmp_path):
    archive = real_data / "inkml/crohme_test2014.tar.xz"
    assert build(archive, tmp_path / "ink", "--tasks", "vanilla") == 0
    names = [images[0] for images, _, _ in answers(tmp_path / "ink" / "vanilla.json")]
    published = {record.id: record.image for record in read_captions(real_data / "crohme/test2014").records}
    drawn = {os.path.basename(name)[:-4]: FileImage(tmp_path / "ink", name) for name in names}
    assert len(names) == 986
    assert drawn.keys() == published.keys()
    same = [name for name in drawn if drawn[name].load().tobytes() == published[name].load().tobytes()]
    assert len(same) == 975

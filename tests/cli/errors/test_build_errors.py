"""``hmer-kit build-errors``."""

from __future__ import annotations

import json
import os
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from hmer_kit.cli import main
from hmer_kit.data import read_sharegpt
from hmer_kit.error_mining.corpus import Candidate, Origin, read_corpus, write_candidates

FILES = ["corpus.jsonl", "error_correction.json", "error_detection.json", "statistics.json"]


@pytest.fixture
def predictions(tmp_path):
    def write(name, *rows):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps([{"img_id": i, "gt": gt, "pred": pred} for i, gt, pred in rows]), encoding="utf-8")
        return str(path)

    return write


def build(output, *arguments):
    return main(["build-errors", *arguments, "--output", str(output)])


def rows(output, task="error_detection"):
    return read_sharegpt(output / f"{task}.json").records


def test_predictions_of_several_models_are_one_corpus(predictions, tmp_path, capsys):
    one = predictions("one.json", ("a", "x + 1", "X + 1"), ("b", "y", "y"))
    two = predictions("two.json", ("a", "x + 1", "X + 1"), ("b", "y", "v"))
    output = tmp_path / "errors"
    assert build(output, one, two) == 0
    assert sorted(os.listdir(output)) == FILES
    found = {row.key[::2]: dict(row.by_model) for row in read_corpus(output / "corpus.jsonl")}
    assert found == {("a", "X + 1"): {"one": 1, "two": 1}, ("b", "v"): {"two": 1}, ("b", "y"): {"one": 1}}
    assert [row.images for row in rows(output)] == [("a.png",), ("b.png",)]
    assert rows(output, "error_correction")[0].messages[1].value == "REPLACE:X -> x\nx + 1"
    assert json.loads((output / "statistics.json").read_text())["samples"]["near"] == 3
    said = capsys.readouterr().out
    assert "error_correction: 2 rows" in said
    assert "near                 2         3" in said


def test_files_of_one_name_are_two_models(predictions, tmp_path):
    files = [predictions(f"{folder}/pred.json", ("a", "x", "X")) for folder in "pq"]
    assert build(tmp_path / "out", *files) == 0
    [row] = read_corpus(tmp_path / "out" / "corpus.jsonl")
    assert sorted(row.by_model) == sorted(files)


def test_a_corpus_is_merged_into_itself_and_nothing_changes(predictions, tmp_path):
    output = tmp_path / "out"
    pred = predictions("one.json", ("a", "x", "X"))
    assert build(output, pred) == 0
    before = (output / "corpus.jsonl").read_bytes()
    assert build(output, f"{tmp_path}/./out/corpus.jsonl", pred) == 0
    assert (output / "corpus.jsonl").read_bytes() == before


def test_candidates_with_their_samples_are_read(tmp_path):
    samples = [Candidate("a", "x", text, Origin("m", fold=1, sample=n)) for n, text in enumerate(["X", "X", "x"])]
    write_candidates(tmp_path / "c.jsonl", samples)
    assert build(tmp_path / "out", str(tmp_path / "c.jsonl")) == 0
    assert [row.times for row in read_corpus(tmp_path / "out" / "corpus.jsonl")] == [2, 1]


def test_options_of_rows_and_corpus(predictions, tmp_path, capsys):
    pred = predictions(
        "p.json",
        ("a", "x ^ { 2 } + 1", "x ^ { 2 + 1 }"),
        ("b", "y + z", "p q r s t"),
        ("c", "x \\to y", "x \\rightarrow y"),
    )
    options = ["--spans", "balanced", "--bands", "near", "--without-notation", "--image-name", "images/{id}.jpg"]
    assert build(tmp_path / "out", pred, *options) == 0
    [row] = rows(tmp_path / "out")
    assert row.images == ("images/a.jpg",)
    assert row.messages[1].value == "x ^ <error_start> { 2 + 1 } <error_end>"
    assert (
        "1 rows (0 without errors, 0 synthetic), 2 left out (1 × far miss, 1 × notation alone)"
        in capsys.readouterr().out
    )
    assert build(tmp_path / "out", pred, "--at-least", "9", "--error-free-share", "0.1") == 0
    assert "10 rows (1 without errors, 6 synthetic)" in capsys.readouterr().out


def test_pictures_come_from_a_data_folder(predictions, tmp_path):
    data = tmp_path / "data"
    (data / "images").mkdir(parents=True)
    Image.new("L", (8, 8)).save(data / "images" / "a.png")
    (data / "captions.tsv").write_text("a\tx\n", encoding="utf-8")
    pred = predictions("p.json", ("a", "x", "X"), ("b", "y", "v"))
    assert build(tmp_path / "out", pred, "--data", str(data)) == 0
    assert [row.images for row in rows(tmp_path / "out")] == [("a.png",)]


def test_bad_predictions_are_named_and_the_others_used(predictions, tmp_path, capsys):
    assert build(tmp_path / "out", predictions("p.json", ("a", "x", "X"), ("b", "y", None))) == 1
    assert "(id 'b')" in capsys.readouterr().err
    assert len(rows(tmp_path / "out")) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--bands", "nearly"], "expected bands"),
        (["--error-free-share", "2"], "expected error_free_share"),
        (["--near-edits", "-1"], "expected near_edits"),
        (["--data", "nowhere"], "nowhere"),
    ],
)
def test_wrong_usage_is_a_message_and_nothing_is_written(predictions, tmp_path, capsys, options, message):
    assert build(tmp_path / "out", predictions("p.json", ("a", "x", "X")), *options) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_corpus_of_other_settings_is_refused(predictions, tmp_path, capsys):
    assert build(tmp_path / "out", predictions("p.json", ("a", "x", "X")), "--near-edits", "1") == 0
    assert build(tmp_path / "out", str(tmp_path / "out" / "corpus.jsonl")) == 2
    assert "near_edits=1" in capsys.readouterr().err


def test_a_corpus_of_the_future_is_refused(tmp_path, capsys):
    (tmp_path / "c.jsonl").write_text('{"format": "hmer_kit.error_corpus", "version": 2}\n')
    assert build(tmp_path / "out", str(tmp_path / "c.jsonl")) == 2
    assert "a newer hmer_kit wrote it" in capsys.readouterr().err


@pytest.mark.real_data
def test_published_predictions_of_two_models(real_data, tmp_path, capsys):
    files = ["unimumer/crohme_2014_pred.json", "comer/2014_pred.json"]
    assert (
        build(tmp_path / "out", *[str(real_data / "predictions" / name) for name in files], "--spans", "balanced") == 0
    )
    said = capsys.readouterr().out
    print(said)  # noqa: T201
    corpus = read_corpus(tmp_path / "out" / "corpus.jsonl")
    wrong = sum(count for row in corpus for count in row.by_model.values() if row.band != "right")
    assert wrong == 171 + 361
    assert len(rows(tmp_path / "out")) == len(corpus.errors)
    assert len(corpus.errors) < wrong


def test_pictures_of_any_format_are_found_by_id(predictions, tmp_path, capsys):
    archive = tmp_path / "set.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        stored = BytesIO()
        Image.new("L", (8, 8)).save(stored, "PNG")
        packed.writestr("data/metadata.jsonl", '{"file_name": "a.png", "text": "x + 1"}')
        packed.writestr("data/a.png", stored.getvalue())
    one = predictions("one.json", ("a", "x + 1", "X + 1"), ("b", "y", "v"))
    build(tmp_path / "out", one, "--data", str(archive))
    assert [row.images for row in rows(tmp_path / "out")] == [("data/a.png",)]


def test_pictures_that_are_in_no_file_cannot_be_named(predictions, tmp_path, capsys):
    ink = "<ink><annotation type='truth'>$x + 1$</annotation><trace>1 2, 30 40</trace></ink>"
    (tmp_path / "inks").mkdir()
    (tmp_path / "inks" / "a.inkml").write_text(ink, encoding="utf-8")
    one = predictions("one.json", ("a", "x + 1", "X + 1"))
    assert build(tmp_path / "out", one, "--data", str(tmp_path / "inks")) == 2
    assert "write them out first" in capsys.readouterr().err

"""The quickstart on real pictures: what is trained and tested on, and what is found wrong before the training."""

from __future__ import annotations

import pytest

from hmer_kit.cli.models.quickstart.evaluation import evaluate
from hmer_kit.cli.models.quickstart.folders import folder_corpus
from hmer_kit.cli.models.quickstart.progress import Progress
from hmer_kit.cli.models.quickstart.training import train
from hmer_kit.exceptions import DataError
from hmer_kit.vlm.small import small_processor


def truncate(place, *numbers: int) -> None:
    for number in numbers:
        file = place / "images" / f"{place.name}_{number}.png"
        file.write_bytes(file.read_bytes()[:60])


def test_folder_is_tested_on_the_set_beside_it(folder) -> None:
    corpus = folder_corpus(folder / "train", size=3, limit=6)
    assert len(corpus.train) == 6
    assert {record.id.split("_")[0] for record in corpus.test} == {"test2014"}
    assert len(corpus.test) == 3
    assert "1" in corpus.vocabulary


def test_parent_of_the_sets_is_understood(folder) -> None:
    assert folder_corpus(folder, size=3).name == "train"


def test_folder_alone_is_split_by_expression(folder) -> None:
    corpus = folder_corpus(folder / "test2014", size=4)
    assert not {record.reference for record in corpus.train} & {record.reference for record in corpus.test}


def test_folder_without_captions_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match=r"expected captions\.tsv"):
        folder_corpus(tmp_path, size=4)


def test_folder_named_by_a_relative_path_is_not_tested_on_itself(folder, monkeypatch) -> None:
    monkeypatch.chdir(folder)
    corpus = folder_corpus("test2014", size=4)
    assert not {record.reference for record in corpus.train} & {record.reference for record in corpus.test}


def test_unreadable_pictures_are_left_out_and_named_before_training(folder) -> None:
    truncate(folder / "train", 0, 5)
    truncate(folder / "test2014", 2)
    corpus = folder_corpus(folder, size=4)
    left = {record.id for part in (corpus.train, corpus.validation, corpus.test) for record in part}
    assert not left & {"train_0", "train_5", "test2014_2"}
    assert len(corpus.test) == 3
    notes = [note for note in corpus.notes if note.startswith("unreadable pictures left out of")]
    assert sum(int(note.split(": ")[1].split(";")[0]) for note in notes) == 3


@pytest.mark.parametrize("part", ["train", "test2014"])
def test_folder_without_a_readable_picture_is_an_error(folder, part: str) -> None:
    truncate(folder / part, *range(12 if part == "train" else 4))
    with pytest.raises(DataError, match=r"expected pictures to train and to test on.* unreadable pictures left out"):
        folder_corpus(folder, size=4)


def test_folder_of_one_expression_and_no_test_set_is_an_error(tmp_path, write_part) -> None:
    write_part(tmp_path / "alone", ["x + 1"] * 3)
    with pytest.raises(DataError, match=r"got 3 of alone and 0 of a fifth of alone.*two different expressions"):
        folder_corpus(tmp_path / "alone", size=4)


def test_marks_of_the_tokenizer_in_captions_are_unknown_tokens(tmp_path, write_part) -> None:
    write_part(tmp_path / "train", ["x ⏎ 1", "# # 1", "##", "<s> </s>", "x", "1"])
    corpus = folder_corpus(tmp_path / "train", size=4)
    assert "⏎" not in corpus.vocabulary
    assert "#" in corpus.vocabulary
    small_processor(corpus.vocabulary)
    assert any("['⏎']" in note for note in corpus.notes)


def test_captions_too_long_to_ask_about_get_no_error_task(tmp_path, write_part) -> None:
    write_part(tmp_path / "train", ["x", "y", "x + " * 150 + "x", "{ " * 3000 + "x" + " }" * 3000, "{ x"])
    write_part(tmp_path / "test", ["x + " * 150 + "x"])
    corpus = folder_corpus(tmp_path, size=4)
    asked = {record.id: record.prediction is not None for record in corpus.train}
    assert len(asked) == 4
    assert all(has == (name in {"train_0", "train_1"}) for name, has in asked.items())
    progress = Progress(steps=6)
    module, _ = train(corpus, progress=progress, workers=0, precision="32-true")
    assert module.trainer.global_step == 6
    assert {"train_2", "train_3"} & asked.keys() <= set(module.truncated)
    evaluation = evaluate(module, corpus.test, max_new_tokens=2)
    assert set(evaluation.tasks) == {"vanilla", "tree_cot", "symbol_counting"}
    assert len(evaluation.skipped) == 2


def test_a_set_of_another_format_is_tested_on_its_own_test_part(folder, tmp_path) -> None:
    for part, name in (("train", "train"), ("test2014", "test")):
        lines = (folder / part / "captions.tsv").read_text(encoding="utf-8").replace("\t", ".png\t")
        (folder / f"{name}_labels.txt").write_text(lines, encoding="utf-8")
        (folder / part / "images").rename(folder / f"{name}_images")
        (folder / part / "captions.tsv").unlink()
        (folder / part).rmdir()
    corpus = folder_corpus(folder, size=4)
    assert {record.split for record in corpus.test} == {"test"}
    assert {record.split for record in (*corpus.train, *corpus.validation)} == {"train"}
    assert len(corpus.train) + len(corpus.validation) == 12


def test_a_folder_of_no_known_format_is_told_the_formats(folder) -> None:
    (folder / "train" / "captions.tsv").rename(folder / "train" / "list.md")
    with pytest.raises(DataError, match=r"expected captions\.tsv in .*Known formats: captions, hme100k"):
        folder_corpus(folder / "train", size=4)

"""The quickstart: parts that share nothing, progress, what it prints, and whole runs on both kinds of data."""

from __future__ import annotations

import json
import time

import pytest
from PIL import Image, ImageDraw

from hmer_kit.cli import main
from hmer_kit.cli.quickstart.corpora import embedded_corpus, folder_corpus
from hmer_kit.cli.quickstart.progress import Progress
from hmer_kit.cli.quickstart.show import picture_text
from hmer_kit.exceptions import DataError, InputError


def first(stream, amount: int):
    return [record for record, _ in zip(stream(0, 0), range(amount), strict=False)]


@pytest.fixture
def folder(tmp_path):
    """A tiny data set in the captions + images layout, with a test set beside it."""
    for part, amount in (("train", 12), ("test2014", 4)):
        (tmp_path / part / "images").mkdir(parents=True)
        lines = []
        for number in range(amount):
            image = Image.new("L", (80, 40), 0)
            ImageDraw.Draw(image).text((5, 5), f"{number}+1", fill=255)
            image.save(tmp_path / part / "images" / f"{part}_{number}.png")
            lines.append(f"{part}_{number}\t{' '.join(str(number))} + 1")
        (tmp_path / part / "captions.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_parts_share_no_expression_and_no_writer() -> None:
    corpus = embedded_corpus(progress=Progress(steps=1), size=64)
    parts = [first(corpus.train, 500), corpus.validation, corpus.test]
    for names in (
        [{item.reference for item in part} for part in parts],
        [{item.writer for item in part} for part in parts],
    ):
        assert not names[0] & (names[1] | names[2])
        assert not names[1] & names[2]
    assert len({item.reference for item in corpus.test}) == 64


def test_stream_is_the_same_for_the_same_worker_and_seed_only() -> None:
    stream = embedded_corpus(progress=Progress(steps=1), size=4).train
    again = [record.id for record in first(stream, 40)]
    assert [record.id for record in first(stream, 40)] == again
    assert [record.id for record, _ in zip(stream(1, 0), range(40), strict=False)] != again


def test_expressions_grow_with_the_progress() -> None:
    progress = Progress(steps=100)
    stream = embedded_corpus(progress=progress, size=4).train
    short = max(len(record.reference.split()) for record in first(stream, 200))
    progress.update(100)
    assert max(len(record.reference.split()) for record in first(stream, 200)) > 2 * short


def test_synthetic_errors_differ_from_the_reference_and_stay_in_the_vocabulary() -> None:
    corpus = embedded_corpus(progress=Progress(steps=1), size=64)
    known = corpus.vocabulary | {"{", "}", "^", "_"}
    for record in corpus.test:
        assert record.prediction != record.reference
        assert set(record.prediction.split()) <= known


def test_progress_is_whichever_limit_is_nearer() -> None:
    progress = Progress(steps=10, seconds=0.02)
    progress.start()
    progress.update(1)
    assert progress.share >= 0.1
    time.sleep(0.03)
    progress.update(1)
    assert progress.share == 1.0


def test_progress_needs_a_limit() -> None:
    with pytest.raises(InputError, match="positive number of steps or seconds"):
        Progress()


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


def test_picture_is_drawn_in_either_polarity() -> None:
    image = Image.new("L", (40, 16), 0)
    image.paste(255, (10, 4, 20, 12))
    assert picture_text(image, columns=20) == picture_text(image.point(lambda value: 255 - value), columns=20)


@pytest.mark.slow
@pytest.mark.parametrize("real", [False, True])
def test_whole_job_runs(folder, tmp_path, capsys, monkeypatch, real: bool) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--data", str(folder / "train")] if real else []
    assert main(["quickstart", "--smoke", "--output", "out", *options]) == 0
    printed = capsys.readouterr().out
    for piece in (
        "vanilla",
        "tree_cot",
        "symbol_counting",
        "error_detection",
        "error_correction",
        "parseable",
        "reference",
    ):
        assert piece in printed
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "error_correction" in page
    assert (
        json.loads((tmp_path / "out" / "model" / "config.json").read_text())["model_type"] == "vision-encoder-decoder"
    )


@pytest.mark.slow
@pytest.mark.real_data
def test_real_pictures_are_trained_on_and_tested_on(real_data, tmp_path, capsys) -> None:
    options = ["--limit", "16", "--steps", "2", "--test-size", "4", "--output", str(tmp_path)]
    assert main(["quickstart", "--data", str(real_data / "crohme" / "train"), *options]) == 0
    printed = capsys.readouterr().out
    assert "train: 8835 read, 0 skipped" in printed
    assert "4 pictures of test2014" in printed


def test_bad_folder_is_an_error_without_traceback(tmp_path, capsys) -> None:
    assert main(["quickstart", "--data", str(tmp_path / "absent"), "--smoke"]) == 2
    assert "hmer-kit: error: expected captions.tsv" in capsys.readouterr().err

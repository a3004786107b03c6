"""The quickstart: parts that share nothing, progress, what it prints, and whole runs on both kinds of data."""

from __future__ import annotations

import io
import json
import math
import signal
import subprocess
import sys
import time

import pytest
import torch
from PIL import Image

from hmer_kit.cli import main
from hmer_kit.cli.models.quickstart.corpora import Corpus, embedded_corpus
from hmer_kit.cli.models.quickstart.environment import fastest_precision, one_thread
from hmer_kit.cli.models.quickstart.evaluation import Evaluation, TaskEvaluation, evaluate
from hmer_kit.cli.models.quickstart.progress import Progress
from hmer_kit.cli.models.quickstart.recipe import Settings, quickstart
from hmer_kit.cli.models.quickstart.show import confusion_lines, picture_text, sample_text
from hmer_kit.cli.models.quickstart.training import train
from hmer_kit.data import Record
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.exceptions import InputError
from hmer_kit.report import read_training_log
from hmer_kit.scoring import score
from hmer_kit.tasks import get_task
from hmer_kit.vlm import VLMModule
from hmer_kit.vlm.small import small_model, small_processor


def first(stream, amount: int):
    return [record for record, _ in zip(stream(0, 0), range(amount), strict=False)]


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


@pytest.mark.parametrize(
    "limits", [{}, {"steps": 0}, {"seconds": 0.0}, {"steps": -1}, {"seconds": math.nan}, {"seconds": math.inf}]
)
def test_progress_needs_a_limit_that_will_be_reached(limits) -> None:
    with pytest.raises(InputError, match="positive number of steps or seconds"):
        Progress(**limits)


def test_nothing_to_evaluate_is_an_error() -> None:
    processor = small_processor(["x"])
    with pytest.raises(InputError, match="expected test records, got none"):
        evaluate(VLMModule(small_model(processor.tokenizer, hidden_size=32, layers=1), processor), [])


def test_timing_the_precisions_leaves_the_module_as_it_was() -> None:
    processor = small_processor(["x"])
    module = VLMModule(small_model(processor.tokenizer, hidden_size=32, layers=1), processor)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    fastest_precision(module, tries=1)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert all(parameter.grad is None for parameter in module.parameters())


def test_threads_come_back_after_an_error() -> None:
    def fail() -> None:
        with one_thread():
            threads.append(torch.get_num_threads())
            raise ValueError("stop")

    before, threads = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        with pytest.raises(ValueError, match="stop"):
            fail()
        assert [*threads, torch.get_num_threads()] == [1, 2]
    finally:
        torch.set_num_threads(before)


def test_ctrl_c_while_training_comes_through_and_closes_the_bar(capsys) -> None:
    def interrupted(worker_id: int, seed: int):
        yield from first(embedded_corpus(progress=progress, size=1).train, 200)
        raise KeyboardInterrupt

    progress = Progress(steps=1000)
    corpus = Corpus("none", train=interrupted, validation=[], test=[], vocabulary=frozenset("x"))
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        train(corpus, progress=progress, workers=0, precision="32-true")
    assert signal.getsignal(signal.SIGINT) is handler
    assert capsys.readouterr().err.endswith("\n")


@pytest.mark.parametrize("wrong", [0, 1, 3, 9, 10])
def test_five_samples_are_shown_however_many_are_right(wrong: int) -> None:
    references = ["a + 1"] * 10
    preds = ["d + 1"] * wrong + ["a + 1"] * (10 - wrong)
    task = get_task("vanilla")
    questions = [task.build(Record(str(number), "a + 1")) for number in range(10)]
    item = TaskEvaluation(questions, preds, [task.read(text) for text in preds], scores=score(preds, references))
    shown = sample_text(item)
    assert shown.count("reference") == 5
    assert shown.count("(right)") == max(5 - wrong, min(2, 10 - wrong))


def test_answers_without_an_end_are_counted_and_shown_in_short() -> None:
    runaway = "{ " * 200
    table = ConfusionTable.from_pairs([runaway, "d"], ["a", "a"])
    lines = confusion_lines(Evaluation({}, confusions=table, skipped=[]))
    assert lines == ["   1 x  a <-> d", "   and 1 runaway answers, whose tokens are not counted"]
    task = get_task("vanilla")
    item = TaskEvaluation(
        [task.build(Record("1", "a"))], [runaway], [task.read(runaway)], scores=score([runaway], ["a"])
    )
    assert max(map(len, sample_text(item).splitlines())) < 320


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
    curve = read_training_log(tmp_path / "out")
    assert curve.skipped == []
    assert {"vanilla"} == {task for point in curve.records for task in point.expression_rates}
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


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[("--steps", value) for value in ("0", "-1", "x", "1.5", "9" * 30)],
        *[("--minutes", value) for value in ("0", "-1", "nan", "inf", "x")],
        *[("--seed", value) for value in ("-1", "x", "9" * 30)],
        ("--limit", "0"),
        ("--test-size", "0"),
    ],
)
def test_numbers_out_of_range_are_usage_errors_that_say_what_was_expected(option, value, capsys) -> None:
    assert main(["quickstart", f"{option}={value}"]) == 2
    message = capsys.readouterr().err.splitlines()[-1]
    assert f"argument {option}: expected a " in message
    assert message.endswith(f"got {value!r}")


def test_a_limit_without_data_is_refused(capsys) -> None:
    assert main(["quickstart", "--limit", "3"]) == 2
    assert "expected --data with --limit" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_found_before_training(folder, tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    options = ["--data", str(folder), "--test-size", "1", "--output", str(tmp_path / "file")]
    assert main(["quickstart", *options]) == 2
    printed = capsys.readouterr()
    assert "hmer-kit: error: Not a directory" in printed.err
    assert "training:" not in printed.err


@pytest.mark.slow
def test_output_that_cannot_hold_pictures_is_no_reason_to_lose_a_run(folder, tmp_path) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    quickstart(Settings(data=str(folder), steps=2, test_size=1, output=tmp_path / "out"), out=out)
    assert (tmp_path / "out" / "report.html").is_file()
    assert b"?" in out.buffer.getvalue()


def test_bad_folder_is_an_error_without_traceback(tmp_path, capsys) -> None:
    assert main(["quickstart", "--data", str(tmp_path / "absent"), "--smoke"]) == 2
    assert "hmer-kit: error: expected captions.tsv" in capsys.readouterr().err


def test_messages_of_lightning_are_heard_again_after_a_quiet_time_that_imported_it() -> None:
    code = (
        "import logging; from hmer_kit.cli.models.quickstart.environment import quiet\n"
        "with quiet():\n    import lightning.pytorch\n"
        "print(logging.getLogger('lightning.pytorch').level == logging.INFO)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "True\n"

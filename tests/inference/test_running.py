"""A run into a file: lost to no kill, mixed with no other run, and what fails is named and left out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hmer_kit.data import Record, read_bare_predictions, read_predictions
from hmer_kit.exceptions import DataError, InputError, PredictorError
from hmer_kit.inference import Answer, Candidate, predict_records
from hmer_kit.tasks import SymbolCounting, Vanilla
from little_room import no_file_beyond

from .predicting import RECORDS, Slow

WORKER = Path(__file__).with_name("predicting.py")


class Reader:
    """Reads ``$id$``; fails where it is told to, as a whole or with the others' answers."""

    def __init__(self, *bad, partial=False, name="reader"):
        self.bad, self.partial = bad, partial
        self.identity = {"model": name}
        self.calls = []

    def predict(self, questions):
        self.calls.append([question.id for question in questions])
        bad = [question.id for question in questions if question.id in self.bad]
        if bad and not self.partial:
            raise DataError(f"no picture for {bad}")
        answers = [None if question.id in bad else Answer(f"${question.id}$") for question in questions]
        if bad:
            raise PredictorError("some", ids=bad, answers=answers, reasons={name: f"why {name}" for name in bad})
        return answers


def some(*names):
    return [Record(name, f"gt {name}") for name in names]


def test_a_killed_run_is_taken_up_and_nothing_is_lost_or_asked_twice(tmp_path) -> None:
    out, notes = tmp_path / "pred.jsonl", tmp_path / "notes"
    part = tmp_path / "pred.jsonl.part"
    command = [sys.executable, str(WORKER), str(out), str(notes)]
    worker = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    until = time.monotonic() + 60
    while (not part.exists() or part.read_bytes().count(b"\n") < 9) and time.monotonic() < until:
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert not out.exists()
    before = part.read_bytes().count(b"\n")
    assert 9 <= before < len(RECORDS)
    with part.open("ab") as file:
        file.write(b'{"img_id": "r59", "pred": "torn')
    run = predict_records(RECORDS, Slow(notes), out=out, chunk_size=3)
    assert run.resumed == before
    assert [record.prediction for record in run.records] == [f"y _ {{ {number} }}" for number in range(60)]
    assert read_predictions(out).records == [
        Record(item.id, item.reference, prediction=item.prediction) for item in run.records
    ]
    asked = notes.read_text(encoding="utf-8").split()
    assert len(asked) - len(set(asked)) <= 3  # one chunk may have been answered and not written
    assert not part.exists()


def test_lines_hold_what_is_known_and_no_more(tmp_path) -> None:
    class Knowing:
        def predict(self, questions):
            two = (Candidate("$a$", score=-0.5, tokens=3, finish="stop"), Candidate("$b$", score=-2.0))
            return [Answer("$a$", confidence=0.25, score=-0.5, tokens=3, finish="stop", candidates=two)]

    predict_records(some("a"), Knowing(), out=tmp_path / "p.jsonl")
    assert json.loads((tmp_path / "p.jsonl").read_text(encoding="utf-8")) == {
        "img_id": "a", "gt": "gt a", "pred": "a", "response": "$a$",
        "confidence": 0.25, "score": -0.5, "tokens": 3, "finish": "stop",
        "candidates": [
            {"pred": "a", "response": "$a$", "score": -0.5, "tokens": 3, "finish": "stop"},
            {"pred": "b", "response": "$b$", "score": -2.0},
        ],
    }  # fmt: skip


def test_records_without_a_reference_give_bare_predictions(tmp_path) -> None:
    run = predict_records([Record("a", "")], Reader(), out=tmp_path / "p.jsonl")
    assert [item.prediction for item in run.records] == ["a"]
    assert read_bare_predictions(tmp_path / "p.jsonl").records[0].reference is None


@pytest.mark.parametrize("partial", [False, True])
def test_what_fails_is_named_and_left_out_and_asked_again_by_the_next_run(tmp_path, partial) -> None:
    out, names = tmp_path / "p.jsonl", "abcdef"
    run = predict_records(some(*names), Reader("b", "e", partial=partial), out=out, chunk_size=4)
    assert list(run.failed) == ["b", "e"]
    assert all(name in reason for name, reason in run.failed.items())
    assert [item.id for item in run.records] == list("acdf")
    assert run.summary() == "4 predicted, 2 failed"
    reader = Reader()
    again = predict_records(some(*names), reader, out=out)
    assert reader.calls == [["b", "e"]]
    assert again.resumed == 4
    assert [item.id for item in read_predictions(out).records] == list(names)


def test_a_finished_run_asks_nothing(tmp_path) -> None:
    predict_records(some("a"), Reader(), out=tmp_path / "p.jsonl")
    content = (tmp_path / "p.jsonl").read_bytes()
    reader = Reader()
    predict_records(some("a"), reader, out=tmp_path / "p.jsonl")
    assert reader.calls == []
    assert (tmp_path / "p.jsonl").read_bytes() == content


def test_more_records_are_added_to_a_finished_run(tmp_path) -> None:
    predict_records(some("b"), Reader(), out=tmp_path / "p.jsonl")
    predict_records(some("a", "b"), Reader(), out=tmp_path / "p.jsonl")
    assert [item.id for item in read_predictions(tmp_path / "p.jsonl").records] == ["a", "b"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"predictor": Reader(name="other")}, r"predictor\.model was 'reader', is 'other'"),
        ({"task": Vanilla(prompt="Another.")}, "prompt was .*, is 'Another.'"),
        ({"task": SymbolCounting()}, "task was 'vanilla', is 'symbol_counting'"),
        ({"identity": {"revision": 2}}, "revision was None, is 2"),
        ({"records": some("b")}, "holds 'a', which is not among"),
        ({"records": [Record("a", "another")]}, "with another reference"),
    ],
)
def test_another_run_is_not_mixed_in(tmp_path, changed, message) -> None:
    options = {"records": some("a"), "predictor": Reader(), "out": tmp_path / "p.jsonl"}
    run_of(**options)
    before = (tmp_path / "p.jsonl").read_bytes()
    with pytest.raises(InputError, match=message):
        run_of(**{**options, **changed})
    assert (tmp_path / "p.jsonl").read_bytes() == before


def run_of(*, records, predictor, **options):
    return predict_records(records, predictor, **options)


def test_a_file_of_another_make_is_not_overwritten(tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"without p\.jsonl\.run\.json"):
        predict_records(some("a"), Reader(), out=tmp_path / "p.jsonl")
    assert (tmp_path / "p.jsonl").read_text(encoding="utf-8") == "mine"


def test_a_broken_line_in_the_middle_is_named(tmp_path) -> None:
    predict_records(some("a", "b"), Reader("b"), out=tmp_path / "p.jsonl")
    (tmp_path / "p.jsonl.part").write_text('{"img_id": "b"}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"line 1 of .*p\.jsonl\.part"):
        predict_records(some("a", "b"), Reader(), out=tmp_path / "p.jsonl")


def test_two_runs_do_not_write_the_same_file(tmp_path) -> None:
    class Nested(Reader):
        def predict(self, questions):
            with pytest.raises(InputError, match="another process"):
                predict_records(some("a"), Reader(), out=tmp_path / "p.jsonl")
            return super().predict(questions)

    predict_records(some("a"), Nested(), out=tmp_path / "p.jsonl")
    assert len(read_predictions(tmp_path / "p.jsonl").records) == 1


def test_loops_cuts_and_responses_without_latex_are_counted(tmp_path) -> None:
    class Ending:
        def predict(self, questions):
            finishes = {"a": "loop", "b": "length", "c": "stop"}
            return [Answer("" if item.id == "c" else "$x$", finish=finishes[item.id]) for item in questions]

    run = predict_records(some(*"abc"), Ending(), out=tmp_path / "p.jsonl")
    assert (run.loops, run.cut, run.unread) == (("a",), ("b",), ("c",))
    assert "1 stopped in a loop, 1 cut at the longest length, 1 without LaTeX" in run.summary()
    assert run.records[2].prediction == ""


def test_what_no_file_can_hold_fails_by_name(tmp_path) -> None:
    class Odd:
        def predict(self, questions):
            return [Answer("\ud800"), Answer("$x$", score=float("-inf")), Answer("$y$")]

    run = predict_records(some(*"abc"), Odd(), out=tmp_path / "p.jsonl")
    assert list(run.failed) == ["a", "b"]
    assert [item.prediction for item in run.records] == ["y"]


def test_a_predictor_that_loses_answers_is_refused(tmp_path) -> None:
    class Short:
        def predict(self, questions):
            return [Answer("x")]

    with pytest.raises(PredictorError, match="expected 2 answers"):
        predict_records(some("a", "b"), Short(), out=tmp_path / "p.jsonl")


def test_an_error_task_asks_about_the_prediction(tmp_path) -> None:
    prompts = []

    class Asked:
        def predict(self, questions):
            prompts.extend(question.prompt for question in questions)
            return [Answer("x + <error_start>d<error_end>") for _ in questions]

    records = [Record("a", "x + a", prediction="x + d"), Record("b", "y")]
    run = predict_records(records, Asked(), out=tmp_path / "p.jsonl", task="error_detection")
    assert "x + d" in prompts[0]
    assert list(run.failed) == ["b"]


def test_no_records_give_an_empty_file_and_an_id_twice_is_refused(tmp_path) -> None:
    run = predict_records([], Reader(), out=tmp_path / "p.jsonl")
    assert run.records == []
    with pytest.raises(InputError, match="each id once"):
        predict_records(some("a", "a"), Reader(), out=tmp_path / "q.jsonl")
    with pytest.raises(InputError, match="chunk_size"):
        predict_records(some("a"), Reader(), out=tmp_path / "q.jsonl", chunk_size=0)


def test_the_bar_is_written_to_a_terminal_alone(tmp_path, capsys) -> None:
    predict_records(some("a"), Reader(), out=tmp_path / "p.jsonl", progress=True)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("largest", [0, 60, 200])
def test_a_full_disk_is_named_and_the_run_goes_on_when_there_is_room(tmp_path: Path, largest: int) -> None:
    records = [Record(str(number), "x") for number in range(9)]
    out = tmp_path / "pred.jsonl"
    predict_records(records[:1], Reader(), out=out)
    old = out.read_bytes()
    with no_file_beyond(largest), pytest.raises(DataError, match=r"cannot write .*pred\.jsonl.*File too large"):
        predict_records(records, Reader(), out=out, chunk_size=2)
    assert out.read_bytes() == old
    assert len(predict_records(records, Reader(), out=out).records) == 9

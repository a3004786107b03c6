"""A picture read with all evidence, as plain values, without any page."""

from __future__ import annotations

import pytest
from PIL import Image

from demo.scripted import AGREEING, LATEX, OTHER, QUARRELLING, Scripted
from hmer_kit.demo import TimeLimit, read_picture
from hmer_kit.exceptions import DataError, InputError, PredictorError
from hmer_kit.inference import Answer, Candidate

PICTURE = Image.new("L", (40, 20))


def checks(reading):
    return {check.name: (check.agrees, check.said) for check in reading.checks}


def test_tasks_that_agree_give_full_confidence_and_everything_to_show() -> None:
    reading = read_picture(PICTURE, Scripted(confidence=0.5))
    assert (reading.latex, reading.confidence, reading.probability) == (LATEX, 1.0, 0.5)
    assert reading.mathml.startswith("<math")
    assert "above: x" in reading.tree
    assert reading.svg.startswith("<svg")
    assert reading.counts == reading.counted == {r"\frac": 1, "x": 1, "^": 1, "2": 1, "y": 1}
    assert checks(reading) == {"tree": (True, LATEX), "counts": (True, "")}
    assert [answer.response for answer in reading.answers] == list(AGREEING.values())
    assert reading.notes == ()
    assert reading.picture is PICTURE


def test_tasks_that_differ_lower_the_confidence_and_are_named() -> None:
    reading = read_picture(PICTURE, Scripted(QUARRELLING))
    assert reading.latex == LATEX
    assert reading.confidence == pytest.approx(2 / 3)
    assert [(each.latex, round(each.share, 2), each.sources) for each in reading.alternatives] == [
        (LATEX, 0.67, ("vanilla", "symbol_counting")),
        (OTHER, 0.33, ("tree_cot",)),
    ]
    assert checks(reading)["tree"] == (False, OTHER)
    assert checks(reading)["counts"] == (False, r"\frac: -1, x: +2, 2: -1")


def test_each_task_is_asked_once_and_only_those_that_are_wanted() -> None:
    model = Scripted()
    read_picture(PICTURE, model)
    assert model.asked == ["vanilla", "tree_cot", "symbol_counting"]
    read_picture(PICTURE, model, tasks=("vanilla",))
    assert model.asked[3:] == ["vanilla"]


def test_one_reading_has_the_confidence_of_the_model() -> None:
    assert read_picture(PICTURE, Scripted(confidence=0.25), tasks=("vanilla",)).confidence == 0.25
    assert read_picture(PICTURE, Scripted(), tasks=("vanilla",)).confidence is None


def test_candidates_weigh_their_probability_where_it_is_known() -> None:
    candidates = (Candidate("x", score=-0.1), Candidate("y", score=-0.1 - 1.0986123))
    replies = {"vanilla": Answer("x", score=-0.1, candidates=candidates)}
    reading = read_picture(PICTURE, Scripted(replies), tasks=("vanilla",))
    assert [(each.latex, round(each.share, 3)) for each in reading.alternatives] == [("x", 0.75), ("y", 0.25)]
    replies = {"vanilla": Answer("x", candidates=(Candidate("x"), Candidate("x"), Candidate("y")))}
    assert read_picture(PICTURE, Scripted(replies), tasks=("vanilla",)).confidence == pytest.approx(2 / 3)


def test_alternatives_are_limited_after_the_best() -> None:
    candidates = tuple(Candidate(str(number), score=-number - 1.0) for number in range(9))
    reading = read_picture(
        PICTURE, Scripted({"vanilla": Answer("0", candidates=candidates)}), tasks=("vanilla",), most_alternatives=2
    )
    assert [each.latex for each in reading.alternatives] == ["0", "1"]


def test_a_model_that_knows_no_tree_and_no_counts_is_not_blamed_for_other_symbols() -> None:
    reading = read_picture(PICTURE, Scripted(dict.fromkeys(AGREEING, LATEX)))
    assert checks(reading) == {"tree": (None, ""), "counts": (None, "")}
    assert (reading.counted, reading.confidence) == (None, 1.0)


def test_what_does_not_parse_is_shown_as_it_is_and_said() -> None:
    reading = read_picture(PICTURE, Scripted({"vanilla": r"\frac { a"}), tasks=("vanilla",))
    assert (reading.latex, reading.mathml, reading.tree, reading.svg) == (r"\frac { a", "", "", "")
    assert "does not parse" in reading.notes[0]
    assert not reading.alternatives[0].parses


@pytest.mark.parametrize(("finish", "words"), [("length", "cut at the longest length"), ("loop", "ran in a loop")])
def test_an_answer_that_was_cut_is_shown_with_a_warning_and_not_believed(finish, words) -> None:
    reading = read_picture(PICTURE, Scripted({"vanilla": "x + x"}, finish=finish, confidence=0.0), tasks=("vanilla",))
    assert (reading.latex, reading.confidence) == ("x + x", 0.0)
    assert words in reading.notes[0]
    assert "relied on" in reading.notes[1]


def test_a_large_tree_is_no_picture() -> None:
    reading = read_picture(PICTURE, Scripted({"vanilla": "x " * 500}), tasks=("vanilla",))
    assert reading.svg == ""
    assert reading.tree.count("x") == 500
    assert reading.notes == ("the tree has more than 400 nodes and is shown as text alone",)


def test_a_task_that_fails_is_noted_and_the_first_one_is_an_error() -> None:
    reading = read_picture(PICTURE, Scripted({**AGREEING, "tree_cot": RuntimeError("out of memory")}))
    assert reading.notes == ("tree_cot: no answer; the model failed with RuntimeError: out of memory",)
    assert [check.name for check in reading.checks] == ["counts"]
    with pytest.raises(PredictorError, match="failed with RuntimeError: no GPU"):
        read_picture(PICTURE, Scripted({**AGREEING, "vanilla": RuntimeError("no GPU")}))


def test_nothing_is_asked_when_the_time_is_over() -> None:
    model = Scripted(seconds=0.05)
    reading = read_picture(PICTURE, model, limit=TimeLimit(0.04))
    assert model.asked == ["vanilla"]
    assert [note.partition(";")[0] for note in reading.notes] == ["tree_cot: no answer", "symbol_counting: no answer"]


def test_a_broken_picture_is_no_question(tmp_path) -> None:
    from hmer_kit.data import FileImage

    (tmp_path / "a.png").write_bytes(b"no picture")
    model = Scripted()
    with pytest.raises(DataError, match="expected a PNG, JPEG or BMP"):
        read_picture(FileImage(tmp_path, "a.png"), model)
    assert model.asked == []


@pytest.mark.parametrize("tasks", [(), ("error_detection",), "vanilla"])
def test_only_tasks_about_the_picture_alone_are_asked(tasks) -> None:
    with pytest.raises(InputError, match="expected tasks of vanilla, tree_cot, symbol_counting"):
        read_picture(PICTURE, Scripted(), tasks=tasks)

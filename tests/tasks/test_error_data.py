"""From a corpus to the rows of both error tasks: every option, and files in the released layout."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import FileImage, Skip, read_sharegpt
from hmer_kit.error_mining import add_synthetic, apply_corrections
from hmer_kit.error_mining.corpus import Candidate, CorpusFile, ErrorCorpus, Origin, open_corpus, write_corpus
from hmer_kit.exceptions import InputError
from hmer_kit.tasks import (
    ErrorCorrection,
    ErrorDetection,
    ErrorRows,
    iter_error_examples,
    select_errors,
    write_error_data,
)

if TYPE_CHECKING:
    from pathlib import Path

CANDIDATES = [
    Candidate("a", "x ^ { 2 } + 1", "X ^ { 2 } + 1", Origin("m", sample=0)),
    Candidate("a", "x ^ { 2 } + 1", "x ^ { 2 + 1 }", Origin("m", sample=1)),
    Candidate("a", "x ^ { 2 } + 1", "x ^ { 2 + 1 }", Origin("m", sample=2)),
    Candidate("b", "y", "y", Origin("m")),
    Candidate("c", "p = q", "r s t u", Origin("m", sample=0)),
    Candidate("c", "p = q", "p " * 200, Origin("m", sample=1)),
    Candidate("d", "x \\to y", "x \\rightarrow y", Origin("m")),
    Candidate("e", "n + m", "N + M", Origin("synthetic", synthetic=True)),
]
CORPUS = ErrorCorpus.from_candidates(CANDIDATES)
LARGE = ErrorCorpus.from_candidates(Candidate(f"{n}", "x + 1", "X + 1" if n % 4 == 0 else "x + 1") for n in range(400))


def kept(corpus=CORPUS, **options) -> list[tuple[str, str]]:
    rows = select_errors(corpus, ErrorRows(**options))
    return [(row.id, row.prediction) for row in rows if not isinstance(row, Skip)]


def reasons(**options) -> Counter[str]:
    return Counter(row.reason for row in select_errors(CORPUS, ErrorRows(**options)) if isinstance(row, Skip))


def test_near_and_far_misses_are_kept_and_the_rest_is_named():
    assert [name for name, _ in kept()] == ["a", "a", "c", "d", "e"]
    assert reasons() == {"runaway": 1}


def test_far_misses_can_be_left_out():
    assert [name for name, _ in kept(bands=["near"])] == ["a", "a", "d", "e"]
    assert reasons(bands=["near"]) == {"runaway": 1, "far miss": 1}
    assert [name for name, _ in kept(bands=["far"])] == ["c"]


def test_one_candidate_is_the_commonest():
    assert kept(candidates="commonest")[0] == ("a", "x ^ { 2 + 1 }")
    assert reasons(candidates="commonest") == {"runaway": 1, "a commoner prediction was taken": 1}
    sure = [Candidate("a", "x", text, Origin(confidence=sure)) for text, sure in (("X", 0.1), ("z", 0.9))]
    assert kept(ErrorCorpus.from_candidates(sure), candidates="commonest") == [("a", "z")]


def test_rows_with_several_errors_notation_and_synthetic_ones_can_be_left_out():
    assert "e" not in [name for name, _ in kept(max_errors=1)]
    assert reasons(max_errors=1)["more than 1 marks"] == 2
    assert reasons(notation="leave_out") == {"runaway": 1, "notation alone": 1}
    assert reasons(synthetic="leave_out") == {"runaway": 1, "synthetic": 1}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_error_free_rows_have_their_share_and_are_the_same_for_a_seed(share: float):
    rows = list(select_errors(LARGE, ErrorRows(error_free_share=share, seed=1)))
    free = [row.id for row in rows if not isinstance(row, Skip) and row.prediction == row.reference]
    assert len(free) / len(rows) == pytest.approx(share, abs=0.005)
    again = kept(LARGE, error_free_share=share, seed=1)
    assert [name for name, prediction in again if prediction == "x + 1"] == free
    if share:
        other = kept(LARGE, error_free_share=share, seed=2)
        assert [name for name, prediction in other if prediction == "x + 1"] != free


def test_error_free_rows_are_answered_with_the_expression_itself():
    rows = ErrorRows(error_free_share=0.9)
    free = next(iter_error_examples(LARGE, task=ErrorDetection(), rows=rows))
    assert free.target == "x + 1" == free.record.prediction
    assert next(iter_error_examples(LARGE, task=ErrorCorrection(), rows=rows)).target == "x + 1"


@pytest.mark.parametrize("spans", ["edits", "balanced"])
def test_marks_and_logs_of_both_files_rebuild_the_references(tmp_path: Path, spans):
    tasks = [ErrorDetection(spans=spans), ErrorCorrection(spans=spans)]
    found = write_error_data(tmp_path, CORPUS, tasks=tasks, image_name=lambda name: f"images/{name}.png")
    assert [(each.task, each.rows, each.synthetic, each.error_free) for each in found] == [
        ("error_detection", 5, 1, 0),
        ("error_correction", 5, 1, 0),
    ]
    assert found[0].skipped == {"runaway": 1}
    marks, logs = (read_sharegpt(tmp_path / f"{each.task}.json").records for each in found)
    assert [row.images for row in marks] == [row.images for row in logs]
    assert marks[0].images == ("images/a.png",)
    for detected, corrected in zip(marks, logs, strict=True):
        marked = tasks[0].read(detected.messages[1].value).marked
        response = tasks[1].read(corrected.messages[1].value)
        assert marked in corrected.messages[0].value
        assert apply_corrections(marked, response.log) == response.latex
    wide = [row.messages[1].value for row in marks if "x ^ { 2 + 1 }" in row.messages[0].value]
    narrow = "x ^ { 2 <deleted> + 1 <error_start> } <error_end>"
    assert wide == [narrow if spans == "edits" else "x ^ <error_start> { 2 + 1 } <error_end>"]


def test_a_corpus_on_disk_gives_the_same_files(tmp_path: Path):
    write_corpus(tmp_path / "corpus.jsonl", CORPUS)
    texts = []
    for corpus in (CORPUS, open_corpus(tmp_path / "corpus.jsonl")):
        write_error_data(tmp_path, corpus, rows=ErrorRows(error_free_share=0.2))
        texts.append((tmp_path / "error_correction.json").read_bytes())
    assert isinstance(corpus, CorpusFile)
    assert texts[0] == texts[1]


def test_rows_without_a_picture_are_left_out_where_pictures_are_given(tmp_path: Path):
    found = write_error_data(tmp_path, CORPUS, images={"a": FileImage(str(tmp_path), "p/a.png")})
    assert found[0].skipped == {"no picture": 3, "runaway": 1}
    assert {row.images for row in read_sharegpt(tmp_path / "error_detection.json").records} == {("p/a.png",)}


def test_what_cannot_be_marked_is_named(tmp_path: Path):
    corpus = ErrorCorpus.from_candidates([Candidate("a", "x", "<deleted>"), Candidate("b", "", "y")])
    [found] = write_error_data(tmp_path, corpus, tasks=[ErrorDetection()])
    assert (found.rows, found.skipped) == (0, {"InputError": 1, "empty reference": 1})
    assert read_sharegpt(tmp_path / "error_detection.json").records == []


def test_synthetic_errors_are_mixed_in_flagged_and_counted(tmp_path: Path):
    corpus = add_synthetic(ErrorCorpus.from_candidates(CANDIDATES[:4]), wanted=10)
    [found] = write_error_data(tmp_path, corpus, tasks=[ErrorDetection()])
    assert (found.rows, found.synthetic) == (10, 8)
    assert corpus.statistics().synthetic == 8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bands": ["runaway"]}, "bands"),
        ({"bands": "near"}, "bands"),
        ({"bands": []}, "bands"),
        ({"candidates": "one"}, "candidates"),
        ({"max_errors": 0}, "max_errors"),
        ({"notation": "drop"}, "notation"),
        ({"error_free_share": 1}, "error_free_share"),
        ({"error_free_share": float("nan")}, "error_free_share"),
        ({"seed": "x"}, "seed"),
    ],
)
def test_wrong_options_are_named(options, message: str):
    with pytest.raises(InputError, match=f"expected {message}"):
        ErrorRows(**options)


@pytest.mark.parametrize("records", [iter(CORPUS), None, "x", 3])
def test_a_corpus_must_be_there_twice(records):
    with pytest.raises(InputError, match="gone through again"):
        select_errors(records)


def test_unknown_spans_are_refused():
    for task in (ErrorDetection, ErrorCorrection):
        with pytest.raises(InputError, match="expected spans"):
            task(spans="wide")


def test_both_files_are_written_in_one_pass_over_the_corpus(tmp_path: Path):
    class Counted(tuple):  # noqa: SLOT001
        passes = 0

        def __iter__(self):
            Counted.passes += 1
            return super().__iter__()

    found = write_error_data(tmp_path, Counted(CORPUS))
    assert [each.rows for each in found] == [5, 5]
    assert Counted.passes == 1


def test_of_two_tasks_of_one_name_the_last_one_is_written(tmp_path: Path):
    wide, narrow = ErrorDetection(spans="balanced"), ErrorDetection()
    write_error_data(tmp_path, CORPUS, tasks=[narrow])
    expected = (tmp_path / "error_detection.json").read_bytes()
    write_error_data(tmp_path, CORPUS, tasks=[wide, narrow])
    assert (tmp_path / "error_detection.json").read_bytes() == expected


def test_neither_file_is_changed_where_one_task_fails(tmp_path: Path):
    class Broken(ErrorCorrection):
        def build(self, record):
            raise ValueError(record.id)

    write_error_data(tmp_path, CORPUS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match="0"):
        write_error_data(tmp_path, LARGE, tasks=[ErrorDetection(), Broken()])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

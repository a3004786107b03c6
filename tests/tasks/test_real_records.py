"""Every CROHME 2014 caption, and every wrong published prediction, through all five tasks and back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import read_captions, read_predictions
from hmer_kit.error_mining import apply_corrections
from hmer_kit.tasks import TASKS, ErrorCorrection, ErrorDetection, build_examples, get_task

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.tasks import TaskExample

ERROR_TASKS = ["error_detection", "error_correction"]
TARGET_TASKS = [name for name in TASKS if name not in ERROR_TASKS]


def misread(examples: list[TaskExample]) -> list[str]:
    """Targets that their own task does not read back without a problem."""
    wrong = []
    for example in examples:
        response = get_task(example.task).read(example.target)
        if response.scored != example.expected or response.problems:
            wrong.append(example.target)
    return wrong


@pytest.mark.real_data
def test_every_caption_reads_back(real_data: Path) -> None:
    records = read_captions(real_data / "crohme/test2014").records
    result = build_examples(records, tasks=TARGET_TASKS)
    assert Counter(example.task for example in result.examples) == dict.fromkeys(TARGET_TASKS, 986)
    assert result.skipped == []
    assert misread(result.examples) == []


@pytest.mark.real_data
def test_every_wrong_prediction_reads_back(real_data: Path) -> None:
    paths = sorted((real_data / "predictions/unimumer").glob("*_pred.json"))
    records = [record for path in paths for record in read_predictions(path).records]
    assert len(paths) == 4
    result = build_examples(records, tasks=ERROR_TASKS)
    wrong = sum(record.prediction != record.reference for record in records)
    assert Counter(example.task for example in result.examples) == dict.fromkeys(ERROR_TASKS, wrong)
    assert Counter(skip.reason for skip in result.skipped) == {
        "prediction equals the reference": 2 * (len(records) - wrong)
    }
    assert misread(result.examples) == []


@pytest.mark.real_data
def test_detection_and_correction_together_rebuild_the_reference(real_data: Path) -> None:
    records = read_predictions(real_data / "predictions/unimumer/crohme_2014_pred.json").records
    for example in build_examples(records, tasks=["error_correction"]).examples:
        marked = ErrorDetection().read(ErrorDetection().build(example.record).target).marked
        log = ErrorCorrection().read(example.target).log
        assert marked is not None
        assert log is not None
        assert apply_corrections(marked, log) == example.record.reference
        assert f"Marked formula: {marked}\n" in example.prompt


@pytest.mark.real_data
def test_all_five_tasks_of_one_set(real_data: Path) -> None:
    records = read_predictions(real_data / "predictions/unimumer/crohme_2014_pred.json").records
    result = build_examples(records)
    assert result.summary() == (
        "3300 examples (986 vanilla, 986 tree_cot, 986 symbol_counting, 171 error_detection, 171 error_correction), "
        "1630 skipped (1630 × prediction equals the reference)"
    )
    assert misread(result.examples) == []

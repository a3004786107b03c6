"""Every wrong published prediction as training data: built, written in every variant seen, read back whole."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import Record, read_predictions
from hmer_kit.error_mining import apply_corrections, recover_corrections
from hmer_kit.tasks import ErrorCorrection, ErrorDetection, prompts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LABELS = ("", "Marked formula: ", "Marked Expression:", "**Marked expression:** ")
LOG_LABELS = ("", "Correction log: ", "Correction Log:\n")
SEPARATORS = ("\n", "\n\n", "\r\n")
NAMES = ("unimumer/crohme_2014_pred", "unimumer/crohme_2016_pred", "unimumer/crohme2023_test_normalized_pred",
         "unimumer/N1_pred", "comer/2014_pred", "comer/2016_pred")  # fmt: skip


def doubled(text: str) -> str:
    return text.replace("\\", "\\\\")


def wrong(folder: Path, name: str) -> Iterator[Record]:
    for record in read_predictions(folder / "predictions" / f"{name}.json").records:
        if (record.prediction or "").split() != record.reference.split():
            yield record


def logs(target: str) -> Iterator[str]:
    """Yield an answer with its operations parted in every way."""
    *operations, latex = target.split("\n")
    for between, separator, label in product(("\n", "; ", ", ", " "), SEPARATORS, LOG_LABELS):
        yield label + between.join(operations) + separator + latex


RECORD = Record("a", r"\frac { x } { 2 } + a", prediction=r"\frac { X } { } + d + 1")


@pytest.mark.parametrize("spans", ["edits", "balanced"])
@pytest.mark.parametrize("twice", [False, True])
def test_every_variant_of_a_correction_is_read(spans, twice: bool):
    task = ErrorCorrection(spans=spans)
    example = task.build(RECORD)
    for text in logs(example.target):
        response = task.read(doubled(text) if twice else text)
        marked = ErrorDetection(spans=spans).build(RECORD).target
        assert (response.latex, apply_corrections(marked, response.log or [])) == (RECORD.reference,) * 2, text


@pytest.mark.parametrize(("label", "end", "twice"), list(product(LABELS, ("", "\n", "\n\n"), (False, True))))
def test_every_variant_of_marks_is_read(label: str, end: str, twice: bool):
    task = ErrorDetection()
    target = task.build(RECORD).target
    response = task.read(label + (doubled(target) if twice else target) + end)
    assert (response.marked, response.latex) == (target, RECORD.prediction)
    assert task.read(label + target.replace(" <", "<").replace("> ", ">") + end).latex == RECORD.prediction


def test_the_figures_labels_are_read_where_the_question_is_repeated():
    task = ErrorDetection()
    target = task.build(RECORD).target
    figure = ErrorDetection(prompt=prompts.ERROR_DETECTION_FIGURE).build(RECORD)
    assert (figure.target, figure.prompt.count("formula:")) == (target, 0)
    for question in (figure.prompt, figure.prompt.partition("\n\n")[2], task.build(RECORD).prompt):
        assert task.read(question + target).marked == target


@pytest.mark.real_data
@pytest.mark.parametrize("spans", ["edits", "balanced"])
@pytest.mark.parametrize("name", NAMES)
def test_marks_and_log_of_every_wrong_prediction_rebuild_its_reference(real_data: Path, name: str, spans):
    detection, correction = ErrorDetection(spans=spans), ErrorCorrection(spans=spans)
    count = rebuilt = recovered = 0
    for record in wrong(real_data, name):
        count += 1
        marked = detection.read(detection.build(record).target).marked or ""
        response = correction.read(correction.build(record).target)
        rebuilt += apply_corrections(marked, response.log or []) == response.latex == record.reference
        recovered += recover_corrections(marked, response.log or []).latex == record.reference
    print(f"{name}, {spans}: {rebuilt} of {count}")  # noqa: T201
    assert rebuilt == recovered == count > 100


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_every_variant_of_every_wrong_prediction_is_read(real_data: Path, name: str):
    task = ErrorCorrection()
    for record in wrong(real_data, name):
        target = task.build(record).target
        for text in (target, doubled(target), target.replace("\n", "\n\n"), f"Correction log: {target}"):
            response = task.read(text)
            assert response.latex == record.reference, text
            assert [str(each) for each in response.log or []] == target.split("\n")[:-1], text

"""What the tasks take from a record."""

from __future__ import annotations

from typing import get_args

from hmer_kit.data import Record
from hmer_kit.error_mining import correction_log
from hmer_kit.error_mining.tokens import Spans
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.latex import tokenize

__all__ = [
    "is_error_free",
    "one_line",
    "prediction_of",
    "reference_of",
    "require_prompt",
    "require_record",
    "require_spans",
]


def one_line(latex: str) -> str:
    """Return LaTeX with each white space as one blank: answers are told apart by lines."""
    # Of white space, the blank alone is printable; so this is one line already, as nearly always.
    if latex.isprintable() and "  " not in latex and latex.strip() == latex:
        return latex
    return " ".join(latex.split())


def require_record(record: object, name: str = "the record") -> None:
    """Reject what is no record."""
    if not isinstance(record, Record):
        raise InputError(f"expected a Record as {name}, got {type(record).__name__}; write Record('id', 'x + 1')")


def reference_of(record: Record) -> str:
    """Return the reference on one line.

    Raises:
        DataError: It is blank.
        InputError: ``record`` is none.
    """
    require_record(record)
    reference = one_line(record.reference)
    if not reference:
        raise DataError(
            f"expected LaTeX as reference of record {record.id!r}, got a blank string",
            code="empty_reference",
            record_id=record.id,
        )
    return reference


def prediction_of(record: Record) -> str:
    """Return the prediction on one line; it may be empty.

    Raises:
        DataError: There is none.
    """
    if record.prediction is None:
        raise DataError(
            f"expected a prediction in record {record.id!r}, got None; read one with read_predictions",
            code="no_prediction",
            record_id=record.id,
        )
    return one_line(record.prediction)


def is_error_free(record: Record) -> bool:
    """Return whether a record has a prediction in which nothing is wrong."""
    if record.prediction is None:
        return False
    prediction, reference = one_line(record.prediction), one_line(record.reference)
    if prediction == reference:
        return True
    if prediction.replace(" ", "") != reference.replace(" ", ""):  # equal tokens make equal texts
        return False
    return tokenize(prediction) == tokenize(reference) and not correction_log(prediction, reference)


def require_prompt(prompt: object, placeholder: str = "") -> None:
    """Check that a prompt is a text, and says where the expression goes.

    Raises:
        InputError: It is not, or does not.
    """
    if not isinstance(prompt, str):
        raise InputError(f"expected a prompt as str, got {type(prompt).__name__}; see hmer_kit.tasks.prompts")
    if placeholder not in prompt:
        raise InputError(f"expected {placeholder} in the prompt, where the expression goes, got {prompt[-60:]!r}")


def require_spans(spans: object) -> None:
    """Reject what is no name of how far marks reach."""
    if spans not in get_args(Spans):
        raise InputError(f"expected spans to be one of {', '.join(get_args(Spans))}, got {spans!r}")

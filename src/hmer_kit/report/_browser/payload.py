"""Samples as the page's script wants them: plain JSON that no text can break out of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import EditOp, align, is_runaway
from hmer_kit.report._browser.pictures import PictureBook
from hmer_kit.scoring import SampleScore, check_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.report.content import ReportSample

_CODES = {EditOp.EQUAL: "=", EditOp.SUBSTITUTE: "s", EditOp.INSERT: "i", EditOp.DELETE: "d"}
# Inside <script> only "<" could end the element; the rest keeps old parsers and any later pasting safe as well.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"}


def sample_payload(samples: Sequence[ReportSample]) -> tuple[dict[str, Any], PictureBook]:
    """Return what the script reads: the pictures, each once, and the samples that refer to them by number.

    Returns:
        The payload, and the book of pictures with those that could not be read.

    Examples:
        >>> from hmer_kit.report import ReportSample
        >>> payload, _ = sample_payload([ReportSample("a", reference="x + 1", prediction="x 1", distance=1)])
        >>> payload["samples"][0]["edits"]
        '=d='
    """
    book = PictureBook()
    rows = [_row(sample, book) for sample in samples]
    return {"pictures": book.entries, "samples": rows}, book


def edit_codes(prediction: Sequence[str], reference: Sequence[str]) -> str:
    """Return one letter for each single edit: ``=`` equal, ``s`` substitute, ``i`` insert, ``d`` delete.

    Examples:
        >>> edit_codes(["a", "b", "b"], ["a", "c"])
        '=is'
    """
    return "".join(_CODES[edit.op] for edit in align(prediction, reference))


def json_for_script(value: object) -> str:
    r"""Return JSON that may stand inside a script element, whatever texts it holds.

    Examples:
        >>> json_for_script({"a": "</script>"})
        '{"a":"\\u003c/script\\u003e"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _row(sample: ReportSample, book: PictureBook) -> dict[str, Any]:
    check_pairs([sample.prediction or ""], [sample.reference], ids=[sample.id])
    scored = SampleScore(sample.prediction or "", sample.reference, protocol=sample.protocol)
    predicted, expected = scored.tokens
    row: dict[str, Any] = {
        "id": sample.id,
        "task": sample.task,
        # Blank-joined, so that the script finds the very tokens that were aligned.
        "reference": " ".join(expected),
        "prediction": None if sample.prediction is None else " ".join(predicted),
        "distance": sample.distance,
        "picture": book.add(sample),
    }
    if sample.prediction is not None and not sample.is_right:
        row["edits"] = edit_codes(predicted, expected)
        if is_runaway(predicted, expected):
            row["runaway"] = True  # no confusion counts it, so none leads to it
    if sample.response is not None and sample.response != sample.prediction:
        row["response"] = sample.response
    return row

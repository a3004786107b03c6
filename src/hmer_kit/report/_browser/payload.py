"""Samples as the page's script wants them: plain JSON that no text can break out of."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hmer_kit.alignment import EditOp, align, is_runaway
from hmer_kit.counting import count_difference
from hmer_kit.latex import Relation
from hmer_kit.report._browser.expressions import Expression, ExpressionBook
from hmer_kit.report._browser.pictures import PictureBook
from hmer_kit.report._browser.tree_difference import merged_tree
from hmer_kit.scoring import SampleScore, check_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.report.content import ReportSample

PICTURES_IN_BLOCK: Final = 128
"""Pictures that the script takes out of the page at once."""
_CODES: Final = {EditOp.EQUAL: "=", EditOp.SUBSTITUTE: "s", EditOp.INSERT: "i", EditOp.DELETE: "d"}
_MARKS: Final = "=sdi"
_RELATIONS: Final = {relation: number for number, relation in enumerate(Relation)}
_MOST_COUNTED: Final = 20_000
# Inside <script> only "<" could end the element; the rest keeps old parsers and any later pasting safe as well.
_UNSAFE: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"}


def sample_payload(
    samples: Sequence[ReportSample], *, sets: Mapping[str, Sequence[str]] | None = None
) -> tuple[dict[str, Any], PictureBook]:
    """Return what the script reads at once, and the pictures, to which the samples refer by number.

    Args:
        samples: Samples in the order in which they are shown.
        sets: Named sets of ids.

    Returns:
        The payload, and the book of pictures with those that could not be read.

    Examples:
        >>> from hmer_kit.report import ReportSample
        >>> payload, _ = sample_payload([ReportSample("a", reference="x + 1", prediction="x 1", distance=1)])
        >>> payload["samples"][0]["edits"]
        '=d='
    """
    rows = _Rows()
    listed = [rows.row(sample) for sample in samples]
    payload = {
        "samples": listed,
        "sets": named_sets(samples, sets or {}),
        "expressions": rows.expressions.entries,
        "shapes": rows.expressions.shapes.entries,
        "labels": [*rows.labels],
        "relations": [*_RELATIONS],
        "pictures_in_block": PICTURES_IN_BLOCK,
    }
    return payload, rows.pictures


def picture_blocks(book: PictureBook) -> Iterator[str]:
    """Yield the pictures as JSON, a block at a time, so that neither side need hold or read them all at once.

    Examples:
        >>> list(picture_blocks(PictureBook()))
        []
    """
    for start in range(0, len(book.entries), PICTURES_IN_BLOCK):
        yield json_for_script(book.entries[start : start + PICTURES_IN_BLOCK])


def named_sets(samples: Sequence[ReportSample], sets: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Return each set with the places of its samples in the list, and how many of its ids are not among them.

    Examples:
        >>> from hmer_kit.report import ReportSample
        >>> named_sets([ReportSample("a", reference="x", prediction="x")], {"flipped": ["a", "b"]})
        [{'name': 'flipped', 'samples': [0], 'absent': 1}]
    """
    places: dict[str, list[int]] = {}
    for place, sample in enumerate(samples):
        places.setdefault(sample.id, []).append(place)
    found = []
    for name, ids in sets.items():
        distinct = dict.fromkeys(ids)
        members = sorted(place for one in distinct for place in places.get(one, ()))
        found.append({"name": name, "samples": members, "absent": sum(one not in places for one in distinct)})
    return found


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
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


@dataclass(slots=True)
class _Rows:
    """What the rows of all samples share."""

    pictures: PictureBook = field(default_factory=PictureBook)
    expressions: ExpressionBook = field(default_factory=ExpressionBook)
    labels: dict[str, int] = field(default_factory=dict)

    def row(self, sample: ReportSample) -> dict[str, Any]:
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
            "picture": self.pictures.add(sample),
        }
        wanted = self.expressions.add(sample.reference)
        row["expected"] = wanted.number
        if wanted.sizes is not None:
            row |= {"depth": wanted.sizes.depth, "structures": wanted.sizes.structures}
        row |= _known(sample)
        if sample.others:
            row["others"] = [[name, *self._other(read, sample)] for name, read in sample.others.items()]
        if sample.prediction is not None:
            read = self.expressions.add(sample.prediction)
            row["read"] = read.number
            if not sample.is_right:
                row["edits"] = edit_codes(predicted, expected)
                if is_runaway(predicted, expected):
                    row["runaway"] = True  # no confusion counts it, so none leads to it
                row |= self._differences(sample, read, wanted)
        return row

    def _differences(self, sample: ReportSample, read: Expression, wanted: Expression) -> dict[str, Any]:
        """Return the trees of a wrong sample as one, and the counts in which it differs."""
        found: dict[str, Any] = {}
        if read.layout is not None and wanted.layout is not None:
            merged = merged_tree(read.layout, wanted.layout)
            found["tree"] = merged and [
                number
                for node in merged
                for number in (
                    64 * node.depth + 4 * _RELATIONS[node.relation] + _MARKS.index(node.mark),
                    self._label(node.label),
                    *([self._label(node.other)] if node.mark == "s" else ()),
                )
            ]
        if len(sample.prediction or "") <= _MOST_COUNTED and len(sample.reference) <= _MOST_COUNTED:
            counts = count_difference(sample.prediction or "", sample.reference, dialect="can").differences
            found["counts"] = [[symbol, count] for symbol, count in counts.items()]
        return found

    def _other(self, prediction: str, sample: ReportSample) -> tuple[str, int]:
        """Return the tokens of another run's prediction, and the number of its expression."""
        check_pairs([prediction], [sample.reference], ids=[sample.id])
        tokens = SampleScore(prediction, sample.reference, protocol=sample.protocol).tokens[0]
        return " ".join(tokens), self.expressions.add(prediction).number

    def _label(self, label: str) -> int:
        return self.labels.setdefault(label, len(self.labels))


def _known(sample: ReportSample) -> dict[str, Any]:
    """Return what only some samples have."""
    known: dict[str, Any] = {}
    if sample.response is not None and sample.response != sample.prediction:
        known["response"] = sample.response
    if sample.writer is not None:
        known["writer"] = sample.writer
    if sample.confidence is not None:
        known["confidence"] = round(float(sample.confidence), 6)
    return known

"""From a file of predictions to its scores under every protocol asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.data import JoinedPredictions, Prediction, ReadResult, Record, Skip
    from hmer_kit.scoring import ScoreResult

_IDS_NAMED = 20


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """A prediction file with its scores.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> ScoredFile("a.json", {"released": score(["x"], ["x"])}, read=1, skipped=[]).misfits
        []
    """

    file: str
    """Its path as given."""
    results: dict[str, ScoreResult]
    """Scores by protocol."""
    read: int
    """Records that the file holds, bad ones left out."""
    skipped: list[Skip]
    """Bad records."""
    joined: JoinedPredictions | None = None
    """How the file fits the references; None without."""

    @property
    def misfits(self) -> list[tuple[str, Sequence[str]]]:
        """What does not fit the references: the words for it, and the ids."""
        if self.joined is None:
            return []
        found = (
            ("without a reference, left out", self.joined.unknown),
            ("with another gt than its reference, scored against the latter", self.joined.differing),
        )
        return [(words, ids) for words, ids in found if ids]


def read_test_set(captions: str | None) -> tuple[list[Record] | None, int]:
    """Return the records of the test set, and 1 if some of its lines were bad."""
    from hmer_kit.cli._skips import name_skips

    if captions is None:
        return None, 0
    read = _references(captions)
    name_skips(read.skipped, read=len(read.records), where=captions)
    return read.records, int(bool(read.skipped))


def _references(source: str) -> ReadResult[Record]:
    """Read captions without looking for their pictures, and any other format by its own reader."""
    from hmer_kit.cli._skips import say_remarks
    from hmer_kit.data import gather, open_records, read_references
    from hmer_kit.data.opening._preference import format_of

    try:
        found = format_of(Path(source))
    except DataError as error:
        if error.code not in {"missing_file", "unknown_format"}:
            raise
        found = "captions"  # whose reader says what it expected
    if found == "captions":
        return read_references(source)
    return gather(say_remarks(open_records(source, format=found).items()))


def score_file(file: str, args: argparse.Namespace, references: list[Record] | None) -> ScoredFile:
    """Read a file and score it.

    Raises:
        DataError: It cannot be read, holds a bad record, or has nothing to do with the references.
    """
    from hmer_kit.data import join_predictions, read_bare_predictions, read_predictions

    read: ReadResult[Record] | ReadResult[Prediction]
    if references is None:
        read, joined = read_predictions(file, on_bad=args.on_bad), None
        records = read.records
    else:
        read = read_bare_predictions(file, on_bad=args.on_bad)
        joined = join_predictions(read.records, references)
        records = list(joined.records)
    if joined is not None and len(joined.missing) == len(joined.records):
        message = f"expected predictions for {args.references}, found none of its ids in {file}; give the set it is for"
        raise DataError(message, code="no_common_id", path=file)
    results = {protocol: _score(records, protocol) for protocol in args.protocol}
    return ScoredFile(file, results, read=len(read.records), skipped=read.skipped, joined=joined)


def _score(records: Sequence[Record], protocol: str) -> ScoreResult:
    from hmer_kit.scoring import score

    answered = [(record, record.prediction) for record in records if record.prediction is not None]
    absent = [record for record in records if record.prediction is None]
    result = score(
        [prediction for _, prediction in answered],
        [record.reference for record, _ in answered],
        ids=[record.id for record, _ in answered],
        protocol=protocol,
    )
    return result.with_missing([record.reference for record in absent], ids=[record.id for record in absent])


def name_problems(scored: ScoredFile) -> int:
    """Name what was left out or does not fit; return 1 if there is such, else 0."""
    from hmer_kit.cli._skips import name_skips

    name_skips(scored.skipped, read=scored.read, where=scored.file)
    for words, ids in scored.misfits:
        more = f" and {len(ids) - _IDS_NAMED} more" if len(ids) > _IDS_NAMED else ""
        say(f"{scored.file}: {len(ids)} {words}: {', '.join(map(repr, ids[:_IDS_NAMED]))}{more}")
    return int(bool(scored.skipped or scored.misfits))

"""From a file of predictions to its scores under every protocol asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.cli.scores._reading import read_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.cli.scores._reading import ReadFile
    from hmer_kit.data import Record
    from hmer_kit.scoring import ScoreResult


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """A prediction file with its scores.

    Examples:
        >>> from hmer_kit.cli.scores._reading import ReadFile
        >>> from hmer_kit.scoring import score
        >>> ScoredFile(ReadFile("a.json", [], read=1, skipped=[]), {"released": score(["x"], ["x"])}).file
        'a.json'
    """

    source: ReadFile
    """What was read."""
    results: dict[str, ScoreResult]
    """Scores by protocol."""

    @property
    def file(self) -> str:
        """Its path as given."""
        return self.source.file


def score_file(file: str, args: argparse.Namespace, references: list[Record] | None) -> ScoredFile:
    """Read a file and score it.

    Raises:
        DataError: It cannot be read, holds a bad record, or has nothing to do with the references.
    """
    source = read_file(file, on_bad=args.on_bad, references=references, named=args.references)
    return ScoredFile(source, {protocol: _score(source.records, protocol) for protocol in args.protocol})


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

"""Files of predictions as records, alone or joined to a whole test set; what does not fit is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hmer_kit.cli._text import say
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import JoinedPredictions, Prediction, ReadResult, Record, Skip

_IDS_NAMED = 20


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A prediction file as records.

    Examples:
        >>> ReadFile("a.json", records=[], read=0, skipped=[]).misfits
        []
    """

    file: str
    """Its path as given."""
    records: Sequence[Record]
    """Its samples, or those of the whole test set; one without a prediction has None."""
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


def read_file(
    file: str, *, on_bad: Literal["raise", "skip"], references: Sequence[Record] | None, named: str | None
) -> ReadFile:
    """Read a file, and join it to the test set if there is one.

    Args:
        file: File, folder or archive of predictions.
        on_bad: ``raise`` or ``skip``.
        references: The test set; None for the references that the file itself holds.
        named: What the test set is called in messages.

    Raises:
        DataError: It cannot be read, holds a bad record, or has nothing to do with the references.
    """
    from hmer_kit.data import join_predictions, read_bare_predictions, read_predictions

    read: ReadResult[Record] | ReadResult[Prediction]
    if references is None:
        read = read_predictions(file, on_bad=on_bad)
        return ReadFile(file, read.records, read=len(read.records), skipped=read.skipped)
    read = read_bare_predictions(file, on_bad=on_bad)
    joined = join_predictions(read.records, references)
    if len(joined.missing) == len(joined.records):
        message = f"expected predictions for {named}, found none of its ids in {file}; give the set it is for"
        raise DataError(message, code="no_common_id", path=file)
    return ReadFile(file, joined.records, read=len(read.records), skipped=read.skipped, joined=joined)


def name_problems(source: ReadFile) -> int:
    """Name what was left out or does not fit; return 1 if there is such, else 0."""
    from hmer_kit.cli._skips import name_skips

    name_skips(source.skipped, read=source.read, where=source.file)
    for words, ids in source.misfits:
        more = f" and {len(ids) - _IDS_NAMED} more" if len(ids) > _IDS_NAMED else ""
        say(f"{source.file}: {len(ids)} {words}: {', '.join(map(repr, ids[:_IDS_NAMED]))}{more}")
    return int(bool(source.skipped or source.misfits))

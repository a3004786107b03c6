"""What ``hmer-kit build-tasks`` reads: records with their predictions, and what could not be used of both files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import Record, Skip

__all__ = ["read_items"]


def read_items(data: str, *, predictions: str | None = None) -> list[Record | Skip]:
    r"""Read records, join predictions to them, and put a note for each thing that cannot be used before them.

    Args:
        data: A folder of captions and pictures.
        predictions: File of predictions.

    Raises:
        DataError: A file cannot be read, there are no pictures, or the predictions are of other captions.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "images").mkdir()
        ...     Image.new("L", (8, 8)).save(f"{folder}/images/a.png")
        ...     _ = Path(folder, "captions.tsv").write_text("a\tx + 1\n\n", encoding="utf-8")
        ...     [getattr(item, "reason", item) for item in read_items(folder)]  # doctest: +ELLIPSIS
        ['blank line', Record(id='a', reference='x + 1', ...)]
    """
    from hmer_kit.data import read_captions

    read = read_captions(data)  # the one place where the format of DATA is decided
    if not any(record.image for record in read.records):
        raise DataError(f"expected pictures beside the captions in {data}, found none", path=data)
    if predictions is None:
        return [*read.skipped, *read.records]
    records, misfits = _with_predictions(read.records, predictions)
    return [*read.skipped, *misfits, *records]


def _with_predictions(records: Sequence[Record], file: str) -> tuple[list[Record], list[Skip]]:
    from hmer_kit.data import Skip, join_predictions, read_predictions

    read = read_predictions(file, on_bad="skip")
    joined = join_predictions(read.records, records)
    misfits = dict.fromkeys(joined.unknown, "prediction without a caption that can be used")
    misfits |= dict.fromkeys(joined.differing, "prediction for another reference than the caption")
    usable = [replace(record, prediction=None) if record.id in misfits else record for record in joined.records]
    if all(record.prediction is None for record in usable):
        raise DataError(f"expected predictions for the captions, found no common id and reference in {file}", path=file)
    return usable, read.skipped + [Skip(f"{file} (id {name!r})", reason) for name, reason in misfits.items()]

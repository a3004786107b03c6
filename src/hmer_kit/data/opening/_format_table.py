"""The formats that are known: how each is told, and how it is read. A new one is a row here.

``iterate(path, **options)`` yields records and skips; its options are those of ``open_records``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit.data._json import MAX_BYTES
from hmer_kit.data.formats.captioned._places import is_archive
from hmer_kit.data.formats.captioned.captions import iter_captions
from hmer_kit.data.formats.captioned.formulas import iter_formulas
from hmer_kit.data.formats.captioned.hme100k import iter_hme100k
from hmer_kit.data.formats.captioned.image_folder import iter_image_folder
from hmer_kit.data.formats.conversations.sharegpt_records import iter_sharegpt_records
from hmer_kit.data.formats.im2latex.im2latex import iter_im2latex
from hmer_kit.data.formats.inks.inkml import iter_inkml
from hmer_kit.data.formats.inks.label_graphs import iter_label_graphs
from hmer_kit.data.formats.inks.mathwriting import iter_mathwriting
from hmer_kit.data.formats.shards import iter_shards
from hmer_kit.data.formats.tables import iter_datasets, iter_parquet
from hmer_kit.data.opening import _recognition as told
from hmer_kit.data.opening import _recognition_inks as inks
from hmer_kit.data.opening import _recognition_tables as tables
from hmer_kit.data.predictions.reading import read_predictions
from hmer_kit.data.records import Record, Skip

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data.opening._seen import Seen

Iterate = Callable[..., Iterator[Record | Skip]]


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table."""

    name: str
    """What it is called, in ``RecordStream.format`` too."""
    recognize: Callable[[Seen], str | None]
    """Gives the evidence that a source has this format, or None."""
    iterate: Iterate
    """Yields its records."""
    options: tuple[str, ...]
    """Options that ``iterate`` takes."""
    is_general: bool = False
    """Whether it is asked only where no other format fits."""


def _iter_predictions(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Record | Skip]:
    result = read_predictions(path, on_bad="skip", max_bytes=max_bytes)
    yield from result.records
    yield from result.skipped


def _iter_image_folder(path: Path, **options: Any) -> Iterator[Record | Skip]:
    if path.is_dir() or is_archive(path):
        return iter_image_folder(path, **options)
    return iter_image_folder(path.parent, captions=path.name, **options)


def _row(
    name: str,
    recognize: Callable[[Seen], str | None],
    iterate: Iterate,
    *,
    reader: Iterate | None = None,
    is_general: bool = False,
) -> Format:
    """Make a row; ``reader`` is where the options stand, if not in ``iterate``."""
    options = tuple(inspect.signature(reader or iterate).parameters)[1:]
    return Format(name, recognize, iterate, options, is_general)


FORMATS = {
    row.name: row
    for row in (
        _row("captions", told.captions, iter_captions),
        _row("hme100k", told.hme100k, iter_hme100k),
        _row("im2latex", told.im2latex, iter_im2latex),
        _row("sharegpt", told.sharegpt, iter_sharegpt_records),
        _row("predictions", told.predictions, _iter_predictions),
        _row("inkml", inks.inkml, iter_inkml),
        _row("mathwriting", inks.mathwriting, iter_mathwriting),
        _row("label_graphs", inks.label_graphs, iter_label_graphs),
        _row("parquet", tables.parquet, iter_parquet),
        _row("datasets", tables.datasets, iter_datasets),
        _row("shards", tables.shards, iter_shards),
        _row("formulas", told.formulas, iter_formulas),
        _row("image_folder", told.image_folder, _iter_image_folder, reader=iter_image_folder, is_general=True),
    )
}
"""The known formats by name."""

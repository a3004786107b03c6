"""Names alone, for those who list them without reading anything: data only."""

from __future__ import annotations

from typing import Final

RECORD_FORMATS: Final = (
    "captions",
    "hme100k",
    "im2latex",
    "sharegpt",
    "predictions",
    "inkml",
    "mathwriting",
    "label_graphs",
    "parquet",
    "datasets",
    "shards",
    "formulas",
    "image_folder",
)
"""Names of the formats that ``open_records`` reads, in the order of its table."""

PUBLISHED_STYLE: Final = "crohme_2014"
"""How ink is drawn where nobody says how: as the published pictures of the CROHME test sets, by the strokes alone."""

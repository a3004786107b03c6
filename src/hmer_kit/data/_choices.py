"""What can be chosen where a data set is opened: data only, so that a command line can name it without any reader."""

from __future__ import annotations

__all__ = ["PUBLISHED_STYLE", "RECORD_FORMATS"]

RECORD_FORMATS: tuple[str, ...] = (
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

PUBLISHED_STYLE = "crohme_2014"
"""How ink is drawn where nobody says how: as the published pictures of the CROHME test sets, by the strokes alone."""

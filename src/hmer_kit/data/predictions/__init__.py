"""Prediction files: what a recognizer gave, with the reference beside it or without.

* JSON: a list of objects, JSON Lines, or one object of columns, ``{"preds": [...], "target": [...]}``.
* CSV, TSV with the names of the columns in the first line. A cell may be put in double quotes.
* TSV without names: id TAB prediction, as captions files are written, without any quotes.
* A folder or a zip archive with one file a sample, ``<id>.txt`` or ``<id>.tex``: LaTeX, as it is or between ``$``,
  after comment lines with ``%``. CoMER, BTTR and TAMER write such archives as ``result.zip``.

Keys and columns may be named as in the released files (``gt``, ``pred``, ``img_id``) or as elsewhere here
(``reference`` or ``target``, ``prediction`` or ``preds``, ``id`` or ``ids``). Others are not read. CSV without names
and TSV of three columns without names are refused, since which column is which would be a guess; so are label graphs
(``.lg``), which hold no LaTeX.
"""

from __future__ import annotations

from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.predictions.reading import read_bare_predictions, read_predictions
from hmer_kit.data.predictions.table import PredictionTable
from hmer_kit.data.predictions.writing import write_predictions

__all__ = [
    "JoinedPredictions",
    "PredictionTable",
    "join_predictions",
    "read_bare_predictions",
    "read_predictions",
    "write_predictions",
]

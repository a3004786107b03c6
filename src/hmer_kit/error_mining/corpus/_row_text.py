"""A row of a corpus as a line of JSON."""

from __future__ import annotations

from json.encoder import encode_basestring
from operator import attrgetter
from typing import TYPE_CHECKING

from hmer_kit.error_mining.corpus._lines import line_of
from hmer_kit.error_mining.corpus._rows import COUNTS, FLAGS, TEXTS, record_to_row
from hmer_kit.error_mining.corpus.records import Band

if TYPE_CHECKING:
    from hmer_kit.error_mining.corpus.candidates import Origin
    from hmer_kit.error_mining.corpus.records import ErrorRecord

_values = attrgetter(*TEXTS, "band", *COUNTS, *FLAGS)
_TYPES = (str,) * len(TEXTS) + (Band,) + (int,) * len(COUNTS) + (bool,) * len(FLAGS)
_WORDS = "false", "true"


def record_line(record: ErrorRecord) -> str:
    """Return ``line_of(record_to_row(record))``; where every field is what it shall be, without the row."""
    values = _values(record)
    if tuple(map(type, values)) != _TYPES:
        return line_of(record_to_row(record))
    name, reference, prediction, band, edits, tokens, replaced, inserted, deleted, unbalanced, same_ink = values
    return (
        f'{{"id":{encode_basestring(name)},"reference":{encode_basestring(reference)},'
        f'"prediction":{encode_basestring(prediction)},"band":"{band.value}","edits":{edits},"tokens":{tokens},'
        f'"replaced":{replaced},"inserted":{inserted},"deleted":{deleted},"unbalanced":{_WORDS[unbalanced]},'
        f'"same_ink":{_WORDS[same_ink]},"origins":[{",".join(map(_origin_text, record.origins))}]}}\n'
    )


def _origin_text(origin: Origin) -> str:
    """Return ``origin_to_row`` as JSON; what is not known is left out. Its fields have been looked at."""
    parts = []
    if origin.model:
        parts.append(f'"model":{encode_basestring(origin.model)}')
    if origin.fold is not None:
        parts.append(f'"fold":{int.__repr__(origin.fold)}')
    if origin.sample:
        parts.append(f'"sample":{int.__repr__(origin.sample)}')
    if origin.temperature is not None:
        parts.append(f'"temperature":{float.__repr__(origin.temperature)}')
    if origin.decoding:
        parts.append(f'"decoding":{encode_basestring(origin.decoding)}')
    if origin.confidence is not None:
        parts.append(f'"confidence":{float.__repr__(origin.confidence)}')
    if origin.synthetic:
        parts.append('"synthetic":true')
    return f"{{{','.join(parts)}}}"

"""Candidates and rows of a corpus as plain values and back; what does not fit is an InputError."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter, itemgetter
from typing import Any

from hmer_kit.error_mining.corpus._checks import LARGEST, require_text, require_whole, shown
from hmer_kit.error_mining.corpus._made import made_origin, made_record
from hmer_kit.error_mining.corpus.candidates import Candidate, Origin
from hmer_kit.error_mining.corpus.records import Band, ErrorRecord
from hmer_kit.exceptions import InputError

NO_ORIGIN = Origin()
ORIGIN_FIELDS = tuple(field.name for field in fields(Origin))
COUNTS = ("edits", "tokens", "replaced", "inserted", "deleted")
FLAGS = ("unbalanced", "same_ink")
TEXTS = ("id", "reference", "prediction")
_RECORD_FIELDS = (*TEXTS, "band", *COUNTS, *FLAGS, "origins")
_RECORD_TYPES = (str,) * 4 + (int,) * len(COUNTS) + (bool,) * len(FLAGS) + (list,)
_record_values = itemgetter(*_RECORD_FIELDS)
_RECORD_KEYS = set(_RECORD_FIELDS)
_CANDIDATE_KEYS = {*TEXTS, *ORIGIN_FIELDS}
_origin_values = attrgetter(*ORIGIN_FIELDS)
_DEFAULTS = _origin_values(NO_ORIGIN)
_TEXT_KEYS, _ORIGIN_KEYS, _BANDS = set(TEXTS), set(ORIGIN_FIELDS), {str(band): band for band in Band}
_NOTHING: set[str] = set()


def origin_to_row(origin: Origin) -> dict[str, Any]:
    """Return what an origin says; what is not known is left out."""
    values = _origin_values(origin)
    return {name: value for name, value, default in zip(ORIGIN_FIELDS, values, _DEFAULTS) if value != default}  # noqa: B905  # strict takes time


def record_to_row(record: ErrorRecord) -> dict[str, Any]:
    """Return a row of a corpus as plain values."""
    return {
        "id": record.id,
        "reference": record.reference,
        "prediction": record.prediction,
        "band": str(record.band),
        "edits": record.edits,
        "tokens": record.tokens,
        "replaced": record.replaced,
        "inserted": record.inserted,
        "deleted": record.deleted,
        "unbalanced": record.unbalanced,
        "same_ink": record.same_ink,
        "origins": [origin_to_row(origin) for origin in record.origins],
    }


def row_to_record(row: object) -> ErrorRecord:
    """Read a row of a corpus.

    Raises:
        InputError: It is none.
    """
    return _plain_record(row) or _checked_record(row)


def _plain_record(row: object) -> ErrorRecord | None:
    """Read a row as nearly all are, seen to be one as a whole; None where it has to be looked at piece by piece."""
    if type(row) is not dict or len(row) != len(_RECORD_FIELDS):
        return None
    try:
        values = _record_values(row)
    except KeyError:
        return None
    if tuple(map(type, values)) != _RECORD_TYPES:
        return None
    name, reference, prediction, band, edits, tokens, replaced, inserted, deleted, unbalanced, same_ink, origins = (
        values
    )
    # Where the bits of all of them together are no more than the largest, none of them is.
    if not 0 <= edits | tokens | replaced | inserted | deleted <= LARGEST:
        return None
    if not (name + reference + prediction).isascii() or not name.strip() or band not in _BANDS or not origins:
        return None
    return made_record(
        (name, reference, prediction),
        _BANDS[band],
        edits=edits,
        tokens=tokens,
        counts=(replaced, inserted, deleted),
        flags=(unbalanced, same_ink),
        origins=tuple([_origin(origin) for origin in origins]),
    )


def _checked_record(row: object) -> ErrorRecord:
    found = _object(row, known=_RECORD_KEYS, needed=_RECORD_KEYS)
    for name in TEXTS:
        require_text(found[name], name)
    for name in COUNTS:
        require_whole(found[name], name)
    for name in FLAGS:
        if not isinstance(found[name], bool):
            raise InputError(f"expected {name} to be true or false, got {shown(found[name])}")
    if not found["id"].strip():
        raise InputError("expected an id of the expression, got a blank string")
    if not isinstance(found["band"], str) or found["band"] not in _BANDS:
        raise InputError(f"expected band to be one of {', '.join(Band)}, got {shown(found['band'])}")
    if not isinstance(found["origins"], list) or not found["origins"]:
        raise InputError(f"expected origins as a list that is not empty, got {shown(found['origins'])}")
    origins = tuple(_origin(origin) for origin in found["origins"])
    return ErrorRecord(**found | {"band": Band(found["band"]), "origins": origins})


def candidate_to_row(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate as plain values."""
    return {name: getattr(candidate, name) for name in TEXTS} | origin_to_row(candidate.origin)


def row_to_candidate(row: object) -> Candidate:
    """Read a candidate.

    Raises:
        InputError: It is none.
    """
    found = _object(row, known=_CANDIDATE_KEYS, needed=_TEXT_KEYS)
    origin = {name: value for name, value in found.items() if name in ORIGIN_FIELDS}
    return Candidate(**{name: found[name] for name in TEXTS}, origin=_origin(origin))


def _origin(row: object) -> Origin:
    if type(row) is dict and row.keys() <= _ORIGIN_KEYS:
        return made_origin(row)
    return Origin(**_object(row, known=_ORIGIN_KEYS, needed=_NOTHING))


def _object(row: object, *, known: set[str], needed: set[str]) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InputError(f"expected an object, got {shown(row)}")
    if missing := needed - row.keys():
        raise InputError(f"expected the key {min(missing)!r}, found no such key")
    if other := row.keys() - known:
        raise InputError(f"expected no key but {', '.join(sorted(known))}, got {str(min(other))[:40]!r}")
    return row

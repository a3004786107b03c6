"""Rows and origins made of what is known to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from hmer_kit.error_mining.corpus.candidates import Origin, _is_plain
from hmer_kit.error_mining.corpus.records import ErrorRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.error_mining.corpus.records import Band

_NO_MARKS = (0, 0, 0)
_NO_FLAGS = (False, False)


class _Draft:
    """A row that is being made: a frozen dataclass takes five times as long to fill."""

    __slots__ = (
        "band",
        "deleted",
        "edits",
        "id",
        "inserted",
        "origins",
        "prediction",
        "reference",
        "replaced",
        "same_ink",
        "tokens",
        "unbalanced",
    )

    if TYPE_CHECKING:
        id: str
        reference: str
        prediction: str
        band: Band
        edits: int
        tokens: int
        replaced: int
        inserted: int
        deleted: int
        unbalanced: bool
        same_ink: bool
        origins: tuple[Origin, ...]


class _OriginDraft:
    """An origin that is being made."""

    __slots__ = ("confidence", "decoding", "fold", "model", "sample", "synthetic", "temperature")

    if TYPE_CHECKING:
        model: str
        fold: int | None
        sample: int
        temperature: float | None
        decoding: str
        confidence: float | None
        synthetic: bool


def made_origin(row: Mapping[str, Any]) -> Origin:
    """Return ``Origin(**row)`` for a row without other keys.

    Raises:
        InputError: A field of the wrong kind.
    """
    get = row.get
    draft = _OriginDraft()
    draft.model, draft.fold, draft.sample = get("model", ""), get("fold"), get("sample", 0)
    draft.temperature, draft.decoding = get("temperature"), get("decoding", "")
    draft.confidence, draft.synthetic = get("confidence"), get("synthetic", False)
    origin = cast("Origin", draft)
    origin.__class__ = Origin
    return origin if _is_plain(origin) else Origin(**row)


def made_record(
    key: tuple[str, str, str],
    band: Band,
    *,
    edits: int = 0,
    tokens: int,
    counts: tuple[int, int, int] = _NO_MARKS,
    flags: tuple[bool, bool] = _NO_FLAGS,
    origins: tuple[Origin, ...],
) -> ErrorRecord:
    """Return what ``ErrorRecord`` of the same does.

    Args:
        key: Name of the expression, true LaTeX, what was recognized.
        band: How far it is.
        edits: Token edits.
        tokens: Tokens of the reference.
        counts: Marks that replace, insert and delete.
        flags: Whether a mark has a brace without its partner, and whether the notation alone differs.
        origins: What gave it.
    """
    draft = _Draft()
    draft.id, draft.reference, draft.prediction = key
    draft.band, draft.edits, draft.tokens = band, edits, tokens
    draft.replaced, draft.inserted, draft.deleted = counts
    draft.unbalanced, draft.same_ink = flags
    draft.origins = origins
    record = cast("ErrorRecord", draft)
    record.__class__ = ErrorRecord
    return record

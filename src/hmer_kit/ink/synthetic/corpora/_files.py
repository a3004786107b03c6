"""Grammars of a corpus in JSON, checked before anything is made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from hmer_kit._files import StrPath, file_path, read_bytes, write_atomic
from hmer_kit.exceptions import DataError
from hmer_kit.ink.synthetic.corpora import _counts
from hmer_kit.ink.synthetic.corpora._model import Model
from hmer_kit.ink.synthetic.corpora._words import Entry, Frame, FrameSlot, place_of
from hmer_kit.latex.tree import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.ink.synthetic.corpora._counts import Key
    from hmer_kit.ink.synthetic.corpora._model import Table

__all__: list[str] = []

MAX_BYTES: Final = 128 * 2**20
FORMAT: Final = "hmer_kit corpus grammar 1"
_LIMITS: Final = ("expressions", "max_symbols", "max_depth")
_LONGEST = 1_000_000
_MOST = 2**53
_KINDS = frozenset(kind.value for kind in Kind)
_RELATIONS = frozenset(relation.value for relation in Relation)


def write_model(path: StrPath, model: Model, *, limits: Mapping[str, int], skipped: Mapping[str, int]) -> None:
    """Write a model.

    Raises:
        DataError: The file cannot be written.
    """
    content = {
        "format": FORMAT,
        **limits,
        "skipped": dict(skipped),
        "entries": [[entry.kind, entry.symbol, list(entry.head)] for entry in model.entries],
        "frames": [[[slot.relation, list(slot.open), list(slot.close)] for slot in frame] for frame in model.frames],
        "places": list(model.places),
        "tables": [[list(key), *_pairs(table)] for key, table in model.tables.items()],
        "lengths": _pairs(model.lengths),
        "ends": [[list(key), *both] for key, both in model.ends.items()],
    }
    write_atomic(path, [json.dumps(content, separators=(",", ":")), "\n"])


def _pairs(table: Table) -> list[list[int]]:
    numbers, sums = table
    return [list(numbers), [total - before for total, before in zip(sums, (0, *sums), strict=False)]]


def read_model(path: StrPath) -> tuple[Model, dict[str, int], dict[str, int]]:
    """Read a model, its limits, and what was skipped.

    Raises:
        DataError: The file is missing, no grammar, damaged or too large.
    """
    source = file_path(path)
    data = read_bytes(source, max_bytes=MAX_BYTES, what="grammar of a corpus")
    try:
        content = json.loads(data)
        _require(isinstance(content, dict) and content.get("format") == FORMAT, "its format")
        limits = {name: _number(content[name], _LONGEST, name) for name in _LIMITS}
        _require(limits["max_symbols"] >= 1 and limits["max_depth"] <= 50, "its limits")
        skipped = {str(reason): _number(count, _MOST, "skipped") for reason, count in content["skipped"].items()}
        return _model(content), limits, skipped
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        message = f"expected a grammar as CorpusGrammar.save writes it, got another file: {source} ({error!s:.100})"
        raise DataError(message, code="not_a_grammar", path=str(source)) from error


def _model(content: dict[str, Any]) -> Model:
    entries = [_entry(*row) for row in content["entries"]]
    frames = [_frame(row) for row in content["frames"]]
    places = {_text(name): number for number, name in enumerate(content["places"])}
    _require(len(places) == len(content["places"]), "places")
    items = {_key(key): _counted(key[0], row, entries, frames) for key, *row in content["tables"]}
    ends = {_key(key): (_number(on, _MOST, "ends"), _number(end, _MOST, "ends")) for key, on, end in content["ends"]}
    lengths = sorted(zip(*content["lengths"], strict=True))
    for length, count in lengths:
        _require(bool(_number(length, _LONGEST, "length") and _number(count, _MOST, "count")), "lengths")
    model = Model.build(entries, frames, places, items=items, ends=ends, lengths=lengths)
    _require(all((model.plain[0], model.places, model.lengths[0])), "tables")
    for number in range(len(entries)):
        _require((_counts.ROWS_ANY, number) in model.tables, "tables of rows")
    _require((_counts.NEXT_ANY,) in model.tables, "tables of nodes")
    _require(_places_of(entries, items, frames) <= places.keys(), "places of rows")
    return model


def _places_of(entries: list[Entry], items: Mapping[Key, list[tuple[int, int]]], frames: list[Frame]) -> set[str]:
    """Return the places that the rows of nodes may have."""
    found = {"inside "}
    for key, pairs in items.items():
        if _counts.ROWS_PLACE <= key[0] <= _counts.ROWS_ANY:
            found |= {place_of(entries[key[1]], slot) for number, _ in pairs for slot in frames[number]}
    return found


def _entry(kind: str, symbol: str, head: list[str]) -> Entry:
    _require(kind in _KINDS, "kind of a node")
    return Entry(kind, _text(symbol), tuple(map(_text, head)))


def _frame(rows: list[list[Any]]) -> Frame:
    for relation, _, _ in rows:
        _require(relation in _RELATIONS, "relation of a row")
    return tuple(FrameSlot(relation, tuple(map(_text, a)), tuple(map(_text, b))) for relation, a, b in rows)


def _key(key: list[int]) -> Key:
    return tuple(number if number == -1 else _number(number, _MOST, "key") for number in key)


def _counted(level: int, row: list[list[int]], entries: list[Entry], frames: list[Frame]) -> list[tuple[int, int]]:
    numbers, counts = row
    size = len(frames) if _counts.ROWS_PLACE <= level <= _counts.ROWS_GROUP else len(entries)
    pairs = [
        (_number(number, size - 1, "number"), _number(count, _MOST, "count"))
        for number, count in zip(numbers, counts, strict=True)
    ]
    _require(bool(pairs) and all(count for _, count in pairs), "counts")
    return pairs


def _number(value: object, most: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{what} is {value!r:.40}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError(f"expected a text, got {value!r:.40}")
    return value


def _require(holds: bool, what: str) -> None:  # noqa: FBT001 - what must hold
    if not holds:
        raise ValueError(f"unexpected {what}")

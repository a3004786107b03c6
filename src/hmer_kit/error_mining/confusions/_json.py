"""A confusion table as JSON, and back: every value is checked before it counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from hmer_kit.error_mining.confusions.pairs import ConfusionPair, Context, PairCounts
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from hmer_kit.error_mining.confusions.table import ConfusionTable

FORMAT: Final = "hmer_kit confusions 1"
_NUMBERS: Final = ("compared", "wrong", "notation_only", "runaway_count", "max_examples", "max_contexts", "max_pairs")
_TEXTS: Final = ("cost", "profile")
_TOP: Final = "at the top of a confusion table"


def dumps_table(table: ConfusionTable) -> str:
    """See ``ConfusionTable.to_json``."""
    content: dict[str, Any] = {"format": FORMAT}
    content |= {name: getattr(table, name) for name in (*_TEXTS, *_NUMBERS)}
    content |= {"runaways": list(table.runaways), "correct": dict(table.correct), "left_out": dict(table.left_out)}
    content |= {"ink": _rows(table.ink_pairs), "notation": _rows(table.notation_pairs)}
    return json.dumps(content)  # ASCII: a lone surrogate passes


def _rows(part: PairCounts) -> list[dict[str, Any]]:
    return [
        {
            "reference": pair.reference,
            "prediction": pair.prediction,
            "count": count,
            "samples": part.samples.get(pair, 0),
            "examples": list(part.examples.get(pair, ())),
            "contexts": [
                [context.left, context.right, context.relation, times]
                for context, times in part.contexts.get(pair, {}).items()
            ],
        }
        for pair, count in part.counts.items()
    ]


def loads_table(text: str, kind: type[ConfusionTable]) -> ConfusionTable:
    """See ``ConfusionTable.from_json``."""
    if not isinstance(text, str):
        raise InputError(f"expected the JSON of a confusion table as a str, got {type(text).__name__}")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(
            f"expected the JSON of a confusion table, got what is none ({error}); write it with to_json",
            code="no_json",
        ) from None
    content = _object(content, _TOP)
    if content.get("format") != FORMAT:
        raise _error(f"the format {FORMAT!r}", content.get("format"), _TOP)
    numbers = {name: _count(content.get(name), f"in {name}") for name in _NUMBERS}
    texts = {name: _text(content.get(name), f"in {name}") for name in _TEXTS}
    if not numbers["notation_only"] + numbers["runaway_count"] <= numbers["wrong"] <= numbers["compared"]:
        raise _error("no more wrong samples than compared ones", numbers["wrong"], "in wrong")
    runaways = _texts(content.get("runaways"), "in runaways")
    if len(runaways) > numbers["runaway_count"]:
        raise _error(f"at most {numbers['runaway_count']} ids", len(runaways), "in runaways")
    return kind(
        ink_pairs=_part(content.get("ink"), "ink"),
        notation_pairs=_part(content.get("notation"), "notation"),
        correct=_counts(content.get("correct"), "correct"),
        left_out=_counts(content.get("left_out"), "left_out"),
        runaways=tuple(runaways),
        **numbers,  # type: ignore[arg-type]
        **texts,  # type: ignore[arg-type]
    )


def _part(value: object, name: str) -> PairCounts:
    counts: dict[ConfusionPair, int] = {}
    samples: dict[ConfusionPair, int] = {}
    examples: dict[ConfusionPair, tuple[str, ...]] = {}
    contexts: dict[ConfusionPair, dict[Context, int]] = {}
    for number, value_of_row in enumerate(_list(value, f"in {name}")):
        where = f"in {name}, row {number}"
        row = _object(value_of_row, where)
        pair = ConfusionPair(*(_text(row.get(side), f"{where}, {side}") for side in ("reference", "prediction")))
        if pair.reference == pair.prediction or pair in counts:
            raise _error("each pair of two different symbols once", (pair.reference, pair.prediction), where)
        counts[pair], samples[pair] = (_count(row.get(key), f"{where}, {key}") for key in ("count", "samples"))
        examples[pair] = tuple(_texts(row.get("examples"), f"{where}, examples"))
        contexts[pair] = _contexts(row.get("contexts"), where)
        _check_row(counts[pair], samples[pair], len(examples[pair]), sum(contexts[pair].values()), where=where)
    return PairCounts(counts, samples, examples, contexts)


def _check_row(count: int, samples: int, examples: int, in_contexts: int, *, where: str) -> None:
    if not 0 < samples <= count:
        raise _error(f"1 to {count} samples", samples, where)
    if examples > samples:
        raise _error(f"at most {samples} examples", examples, where)
    if in_contexts > count:
        raise _error(f"contexts of at most {count} edits", in_contexts, where)


def _contexts(value: object, where: str) -> dict[Context, int]:
    items = enumerate(_list(value, f"{where}, contexts"))
    return dict(_context(each, f"{where}, context {number}") for number, each in items)


def _context(value: object, where: str) -> tuple[Context, int]:
    items = _list(value, where)
    if len(items) != 4:
        raise _error("4 values (left, right, relation, count)", len(items), where)
    left, right, relation = (_text(item, where) for item in items[:3])
    return Context(left, right, relation), _count(items[3], where)


def _counts(value: object, name: str) -> dict[str, int]:
    found = _object(value, f"in {name}")
    return {symbol: _count(count, f"in {name}, symbol {symbol[:40]!r}") for symbol, count in found.items()}


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _error("an object", value, where)
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise _error("a list", value, where)
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _error("a string", value, where)
    return value


def _texts(value: object, where: str) -> list[str]:
    return [_text(item, where) for item in _list(value, where)]


def _count(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise _error("a number of 0 or more, below 2^63", value, where)
    return value


def _error(expected: str, value: object, where: str) -> FormatError:
    names = {dict: "an object", list: "a list", type(None): "nothing"}
    got = names.get(type(value)) or repr(value)[:60]
    return FormatError(f"expected {expected} {where}, got {got}", code="bad_value")

"""From confusions back into training: how often to draw each record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, get_args

from hmer_kit.alignment import TokenKind, token_kinds
from hmer_kit.error_mining.confusions._notation import is_symbol
from hmer_kit.exceptions import InputError
from hmer_kit.latex import split_tokens

if TYPE_CHECKING:
    from hmer_kit.error_mining.confusions.table import ConfusionTable

__all__ = ["HasReference", "HowToCombine", "sampling_weights", "symbol_hardness"]

HowToCombine: TypeAlias = Literal["max", "mean"]
"""Whether a record is as hard as its hardest symbol, or as its symbols are on average."""


class HasReference(Protocol):
    """Whatever has a reference, such as ``hmer_kit.data.Record``.

    Examples:
        >>> from hmer_kit.data import Record
        >>> record: HasReference = Record("a", "x + 1")
        >>> record.reference
        'x + 1'
    """

    @property
    def reference(self) -> str:
        """True LaTeX."""
        ...


def symbol_hardness(table: ConfusionTable, *, prior: float = 20.0) -> dict[str, float]:
    """Return how often each symbol of the references goes wrong, drawn towards the rate of all symbols.

    ``hardness = (wrong + prior * overall) / (written + prior)``: a symbol that was seen twice and misread once is not
    taken for a hard one. ``wrong`` counts ink that was read as another symbol or left out; braces, script signs and
    other structure are not looked at.

    Args:
        table: Confusions of a model.
        prior: As how many sightings at the overall rate the prior counts.

    Returns:
        Rates, 0..1, of the symbols that stand in the references compared.

    Raises:
        InputError: ``prior`` is negative or no number.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> symbol_hardness(ConfusionTable.from_pairs(["x 1"], ["X 1"]), prior=2)
        {'1': 0.3333333333333333, 'X': 0.6666666666666666}
    """
    if not isinstance(prior, int | float) or not 0 <= prior < float("inf"):
        raise InputError(f"expected prior as a number of 0 or more, got {prior!r}")
    ink = table.ink()
    written = {symbol: count for symbol, count in ink.written.items() if is_symbol(symbol)}
    wrong = {each.symbol: each.rate.count for each in ink.symbol_errors() if each.symbol in written}
    overall = sum(wrong.values()) / max(1, sum(written.values()))
    return {
        symbol: (wrong.get(symbol, 0) + prior * overall) / (count + prior) for symbol, count in sorted(written.items())
    }


def sampling_weights(
    records: Iterable[str | HasReference],
    table: ConfusionTable,
    *,
    max_weight: float = 4.0,
    combine: HowToCombine = "max",
    prior: float = 20.0,
) -> list[float]:
    """Return a weight for each record by how hard its symbols are, as ``torch.utils.data.WeightedRandomSampler`` takes.

    ``weight = 1 + (max_weight - 1) * h``, where ``h`` is the hardness of the symbols of the reference, the largest of
    them or their mean, over that of the hardest symbol of the table (see ``symbol_hardness``). So a weight lies from 1
    to ``max_weight``, does not depend on the other records, and hardly on the length. A symbol that the table has not
    seen is as hard as symbols are on average; a record without symbols weighs 1, and so does each where nothing was
    confused.

    Args:
        records: References, or whatever has one.
        table: Confusions of a model, such as out-of-fold ones on the same training set.
        max_weight: How much oftener the hardest record is drawn than one without any confusion, 1 or more.
        combine: ``"max"`` or ``"mean"``.
        prior: As how many sightings the prior of a symbol counts.

    Returns:
        Weights in the order of the records.

    Raises:
        InputError: A record has no reference, or an option is out of range.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> table = ConfusionTable.from_pairs(["x + 1"] * 50, ["X + 1"] * 50)
        >>> [round(weight, 2) for weight in sampling_weights(["X ^ { 2 }", "1", "{ }"], table)]
        [4.0, 1.35, 1.0]
    """
    if not isinstance(max_weight, int | float) or not 1 <= max_weight < float("inf"):
        raise InputError(f"expected max_weight as a number of 1 or more, got {max_weight!r}")
    if combine not in get_args(HowToCombine):
        raise InputError(f"expected combine as one of {', '.join(get_args(HowToCombine))}, got {combine!r}")
    if isinstance(records, str) or not isinstance(records, Iterable):
        raise InputError(f"expected records in a list, got {type(records).__name__} {str(records)[:40]!r}")
    hardness = symbol_hardness(table, prior=prior)
    hardest = max(hardness.values(), default=0.0)
    written = table.ink().written
    seen = sum(written[symbol] for symbol in hardness)
    average = sum(hardness[symbol] * written[symbol] for symbol in hardness) / max(1, seen)
    weights = []
    for index, record in enumerate(records):
        found = [hardness.get(symbol, average) for symbol in _symbols(record, index)] if hardest else []
        hard = 0.0 if not found else max(found) if combine == "max" else sum(found) / len(found)
        weights.append(1.0 + (max_weight - 1.0) * min(1.0, hard / hardest if hardest else 0.0))
    return weights


def _symbols(record: object, index: int) -> list[str]:
    """Return the symbols of a reference."""
    reference = record if isinstance(record, str) else getattr(record, "reference", None)
    if not isinstance(reference, str):
        raise InputError(
            f"expected a reference or a record that has one, got {type(record).__name__} {str(record)[:40]!r} "
            f"at record {index}"
        )
    tokens = split_tokens(reference)
    return [token for token, kind in zip(tokens, token_kinds(tokens), strict=True) if kind is TokenKind.SYMBOL]

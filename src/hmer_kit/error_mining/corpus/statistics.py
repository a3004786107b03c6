"""What a corpus holds, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from hmer_kit.error_mining.corpus._checks import require_iterable, shown
from hmer_kit.error_mining.corpus.records import Band, ErrorRecord
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["CorpusStatistics", "corpus_statistics"]

_MANY = 4


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """Counts over a corpus. Shares are of 0 where there is nothing to share.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, mine_errors
        >>> rows = list(mine_errors([Candidate("a", "x + 1", "X + 1"), Candidate("b", "y", "y")]))
        >>> print(corpus_statistics(rows).table())
        expressions                     2, 1 of them read wrong
        band       predictions   samples
        right                1         1
        near                 1         1
        far                  0         0
        runaway              0         0
        marks                           1 (100.0 % replace, 0.0 % insert, 0.0 % delete)
        marks in a wrong prediction     1: 100.0 %
        notation alone                  0 of 1 wrong predictions (0.0 %)
        unbalanced marks                0 of 1 wrong predictions (0.0 %)
        synthetic                       0 of 1 wrong predictions (0.0 %)
        model                 right      near       far   runaway
        (no name)                 1         1         0         0
    """

    expressions: int = 0
    """Expressions (ids with their reference)."""
    wrong_expressions: int = 0
    """Expressions with a wrong prediction, runaways included."""
    predictions: Mapping[Band, int] = field(default_factory=dict)
    """Distinct predictions of each band."""
    samples: Mapping[Band, int] = field(default_factory=dict)
    """Samples of each band."""
    models: Mapping[str, Mapping[Band, int]] = field(default_factory=dict)
    """Samples of each band for each model, the models by name."""
    operations: Mapping[str, int] = field(default_factory=dict)
    """Marks of near and far misses that ``replace``, ``insert`` and ``delete``."""
    errors: Mapping[int, int] = field(default_factory=dict)
    """How many near and far misses have 1, 2, 3, ... marks."""
    same_ink: int = 0
    """Near and far misses in which the notation alone differs."""
    unbalanced: int = 0
    """Near and far misses with a mark in which braces are unbalanced."""
    synthetic: int = 0
    """Near and far misses that no model made."""

    @property
    def wrong(self) -> int:
        """Distinct near and far misses: what error tasks can be made of."""
        return self.predictions.get(Band.NEAR, 0) + self.predictions.get(Band.FAR, 0)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON.

        Examples:
            >>> CorpusStatistics().to_dict()["expressions"]
            0
        """
        plain = asdict(self)
        plain["errors"] = {str(number): count for number, count in self.errors.items()}
        for name in ("predictions", "samples"):
            plain[name] = _plain(getattr(self, name))
        return plain | {"models": {name: _plain(bands) for name, bands in self.models.items()}}

    def table(self) -> str:
        """Return the counts as text.

        Examples:
            >>> CorpusStatistics().table().splitlines()[0]
            'expressions                     0, 0 of them read wrong'
        """
        lines = [f"{'expressions':<30}{self.expressions:>3}, {self.wrong_expressions} of them read wrong"]
        lines.append(f"{'band':<11}{'predictions':>11}{'samples':>10}")
        lines += [f"{band:<11}{self.predictions.get(band, 0):>11}{self.samples.get(band, 0):>10}" for band in Band]
        marks = sum(self.operations.values())
        mix = ", ".join(f"{_percent(count, marks)} {name}" for name, count in self.operations.items())
        lines.append(f"{'marks':<30}{marks:>3} ({mix or 'none'})")
        sizes = ", ".join(f"{name}: {_percent(count, self.wrong)}" for name, count in self._sizes().items())
        lines.append(f"{'marks in a wrong prediction':<30}  {sizes or 'none'}")
        for name, count in (
            ("notation alone", self.same_ink),
            ("unbalanced marks", self.unbalanced),
            ("synthetic", self.synthetic),
        ):
            lines.append(f"{name:<30}{count:>3} of {self.wrong} wrong predictions ({_percent(count, self.wrong)})")
        lines.append(f"{'model':<17}" + "".join(f"{band:>10}" for band in Band))
        for name, bands in self.models.items():
            cells = "".join(f"{bands.get(band, 0):>10}" for band in Band)
            lines.append(f"{' '.join(name.split()) or '(no name)':<17}{cells}")
        return "\n".join(lines)

    def _sizes(self) -> dict[str, int]:
        """Return how many wrong predictions have each number of marks, many of them together."""
        sizes = {str(number): count for number, count in self.errors.items() if number < _MANY}
        many = sum(count for number, count in self.errors.items() if number >= _MANY)
        return sizes | ({f"{_MANY} or more": many} if many else {})

    def _repr_html_(self) -> str:
        from hmer_kit.error_mining._notebook import corpus_statistics_html

        return corpus_statistics_html(self)


def corpus_statistics(records: Iterable[ErrorRecord]) -> CorpusStatistics:
    """Count what a corpus holds, in one pass.

    Args:
        records: Rows in the order of a corpus.

    Raises:
        InputError: Something else than rows.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, mine_errors
        >>> corpus_statistics(mine_errors([Candidate("a", "x ^ { 2 }", "x")])).operations
        {'replace': 0, 'insert': 1, 'delete': 0}
    """
    require_iterable(records, "the rows of a corpus")
    tally = _Tally()
    for _, rows in groupby(records, key=_expression):
        tally.add_expression(rows)
    return tally.statistics()


class _Tally:
    """Running counts."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.predictions: Counter[Band] = Counter()
        self.samples: Counter[Band] = Counter()
        self.errors: Counter[int] = Counter()
        self.operations = Counter(dict.fromkeys(("replace", "insert", "delete"), 0))
        self.models: dict[str, Counter[Band]] = {}

    def add_expression(self, rows: Iterable[ErrorRecord]) -> None:
        is_wrong = False
        for row in rows:
            self.add(row)
            is_wrong = is_wrong or row.band is not Band.RIGHT
        self.counts.update(expressions=1, wrong_expressions=int(is_wrong))

    def add(self, row: ErrorRecord) -> None:
        self.predictions[row.band] += 1
        self.samples[row.band] += row.times
        for origin in row.origins:
            self.models.setdefault(origin.model, Counter())[row.band] += 1
        if row.is_wrong:
            self.operations.update(replace=row.replaced, insert=row.inserted, delete=row.deleted)
            self.errors[row.errors] += 1
            flags = {"same_ink": row.same_ink, "unbalanced": row.unbalanced, "synthetic": row.is_synthetic}
            self.counts.update({name: int(flag) for name, flag in flags.items()})

    def statistics(self) -> CorpusStatistics:
        return CorpusStatistics(
            **{name: self.counts[name] for name in ("expressions", "wrong_expressions")},
            **{name: self.counts[name] for name in ("same_ink", "unbalanced", "synthetic")},
            predictions=_by_band(self.predictions),
            samples=_by_band(self.samples),
            models={name: _by_band(self.models[name]) for name in sorted(self.models)},
            operations=dict(self.operations),
            errors=dict(sorted(self.errors.items())),
        )


def _expression(row: object) -> tuple[str, str]:
    if not isinstance(row, ErrorRecord):
        raise InputError(f"expected an ErrorRecord, got {shown(row)}")
    return row.id, row.reference


def _by_band(counts: Mapping[Band, int]) -> dict[Band, int]:
    return {band: counts.get(band, 0) for band in Band}


def _plain(counts: Mapping[Band, int]) -> dict[str, int]:
    return {str(band): count for band, count in counts.items()}


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"

"""What a corpus holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.data.corpus._tables import aligned
from hmer_kit.data.corpus.statistics.distribution import Distribution

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RecordStatistics"]

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class RecordStatistics:
    r"""Counts over a corpus.

    Examples:
        >>> from hmer_kit.data import Record, record_statistics
        >>> records = [Record("a", "x ^ { 2 }", writer="w1"), Record("b", r"\frac { 1 } { x }", writer="w2")]
        >>> print(record_statistics(records).table())
        records           2 (0 do not parse)
        tokens            mean 6.0, 5 to 7 (quartiles 5, 5, 7; 95 % at most 7; 99 % at most 7)
        symbols           mean 2.5, 2 to 3 (quartiles 2, 2, 3; 95 % at most 3; 99 % at most 3)
        depth             mean 1.0, 1 to 1 (quartiles 1, 1, 1; 95 % at most 1; 99 % at most 1)
        nesting level     mean 1.0, 1 to 1 (quartiles 1, 1, 1; 95 % at most 1; 99 % at most 1)
        structures        mean 1.0, 1 to 1 (quartiles 1, 1, 1; 95 % at most 1; 99 % at most 1)
        different tokens  7: { × 3, } × 3, x × 2, ^ × 1, 2 × 1, \frac × 1, 1 × 1
        commands          1: \frac × 1
        relations         3: sup × 1, above × 1, below × 1
        writers           2: w1 × 1, w2 × 1
        longest           b (7), a (5)
    """

    records: int = 0
    """How many there are."""
    unparsed: int = 0
    """How many references do not parse; symbols, depths, structures and relations are those of the others."""
    unparsed_ids: tuple[str, ...] = ()
    """Ids of the first of them."""
    lengths: Distribution = field(default_factory=Distribution)
    """Tokens of each reference."""
    symbols: Distribution = field(default_factory=Distribution)
    """Symbols with ink of each, see ``hmer_kit.latex.complexity``."""
    depths: Distribution = field(default_factory=Distribution)
    """How deeply each is nested."""
    levels: Distribution = field(default_factory=Distribution)
    """Nesting level of each as MNE counts it: scripts, limits and fractions."""
    structures: Distribution = field(default_factory=Distribution)
    """Fractions, roots, bases with scripts and so on of each."""
    tokens: Mapping[str, int] = field(default_factory=dict)
    """How often each token stands, the most frequent first."""
    token_records: Mapping[str, int] = field(default_factory=dict)
    """How many references hold each token."""
    relations: Mapping[str, int] = field(default_factory=dict)
    """How often each relation stands between two symbols, ``right`` among them."""
    relation_records: Mapping[str, int] = field(default_factory=dict)
    """How many references hold each relation."""
    writers: Mapping[str, int] = field(default_factory=dict)
    """Records of each writer that is known."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """Records of each data set that is named."""
    splits: Mapping[str, int] = field(default_factory=dict)
    """Records of each part of a data set that is named."""
    widths: Distribution = field(default_factory=Distribution)
    """Widths of the pictures, where sizes were asked for."""
    heights: Distribution = field(default_factory=Distribution)
    """Their heights."""
    unread: int = 0
    """Pictures whose size could not be read."""
    longest: tuple[tuple[str, int], ...] = ()
    """Ids of the longest references, with their tokens."""
    uncounted: Mapping[str, int] = field(default_factory=dict)
    """By field: how often something new came after there were too many different ones to count."""

    @property
    def commands(self) -> dict[str, int]:
        """How often each command stands."""
        return {token: count for token, count in self.tokens.items() if len(token) > 2 and token[0] == "\\"}

    def summary(self) -> str:
        """Return one line: records, tokens, length, depth.

        Examples:
            >>> RecordStatistics().summary()
            '0 records, 0 different tokens'
        """
        line = f"{self.records} records, {len(self.tokens)} different tokens"
        if not self.records:
            return line
        deep = f", depth up to {self.depths.largest}" if self.depths.counts else ""
        return f"{line}, {self.lengths.mean:.1f} tokens on average (up to {self.lengths.largest}){deep}"

    def table(self, limit: int = _SHOWN) -> str:
        """Return a line for each thing counted.

        Args:
            limit: Most tokens, writers and so on to show in a line.
        """
        numbers = {
            "tokens": self.lengths,
            "symbols": self.symbols,
            "depth": self.depths,
            "nesting level": self.levels,
            "structures": self.structures,
            "width": self.widths,
            "height": self.heights,
        }
        kinds = {
            "different tokens": self.tokens,
            "commands": self.commands,
            "relations": {name: count for name, count in self.relations.items() if name != "right"},
            "writers": self.writers,
            "sources": self.sources,
            "splits": self.splits,
        }
        rows = [("records", f"{self.records} ({self.unparsed} do not parse)")]
        rows += [(name, str(counts)) for name, counts in numbers.items() if counts.counts]
        rows += [(name, _first(counts, limit)) for name, counts in kinds.items() if counts]
        rows += [("longest", ", ".join(f"{name} ({size})" for name, size in self.longest))] if self.longest else []
        rows += [("pictures unread", str(self.unread))] if self.unread else []
        rows += [(f"uncounted {name}", str(count)) for name, count in self.uncounted.items()]
        return aligned(rows)

    def _repr_html_(self) -> str:
        from hmer_kit.data._notebook import record_statistics_html

        return record_statistics_html(self)


def _first(counts: Mapping[str, int], limit: int) -> str:
    shown = [f"{name} × {count}" for name, count in list(counts.items())[:limit]]
    return f"{len(counts)}: {', '.join(shown)}{' ...' if len(counts) > len(shown) else ''}"

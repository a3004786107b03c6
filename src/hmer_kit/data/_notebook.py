"""What a notebook shows of records that were read, and of counts over a corpus."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from hmer_kit._html import Cell, Markup, block, code, paragraph, table, text
from hmer_kit.data.corpus._tables import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.data.corpus.duplicates.leakage import LeakageReport
    from hmer_kit.data.corpus.labels.checking import LabelReport
    from hmer_kit.data.corpus.statistics.comparison import StatisticsComparison
    from hmer_kit.data.corpus.statistics.counts import RecordStatistics
    from hmer_kit.data.corpus.statistics.distribution import Distribution
    from hmer_kit.data.records import ReadResult

_FIRST: Final = 5
_COMMON: Final = 10


def read_result_html(result: ReadResult[Any]) -> str:
    """Return what was read, the first records, and what was left out and why."""
    rows: list[list[Cell]] = [[_id(record), code(_latex(record))] for record in result.records[:_FIRST]]
    caption = f"{len(result.records):,} read, {len(result.skipped):,} skipped"
    parts = [table(["id", "LaTeX"], rows, caption=caption, total=len(result.records))]
    if result.skipped:
        reasons = Counter(skip.reason for skip in result.skipped)
        first = {skip.reason: skip.where for skip in reversed(result.skipped)}
        skips: list[list[Cell]] = [[reason, count, text(first[reason])] for reason, count in reasons.most_common()]
        parts.append(table(["reason", "skipped", "first at"], skips, caption="Skipped"))
    return block(*parts)


def _id(record: object) -> Markup:
    return text(getattr(record, "id", ""), longest=60)


def _latex(record: object) -> object:
    """Return what a record says: its expression, or whatever its kind of record has in its place."""
    names = ("latex", "reference", "prediction", "text")
    return next((getattr(record, name) for name in names if hasattr(record, name)), record)


def record_statistics_html(found: RecordStatistics) -> str:
    """Return the distributions, then the commonest of what was counted."""
    numbers = {
        "tokens": found.lengths,
        "symbols": found.symbols,
        "depth": found.depths,
        "nesting level": found.levels,
        "structures": found.structures,
        "width": found.widths,
        "height": found.heights,
    }
    rows = [_distribution_row(name, counts) for name, counts in numbers.items() if counts.counts]
    head = ["", "mean", "least", "median", "95 % at most", "most"]
    kinds = {
        "token": found.tokens,
        "relation": found.relations,
        "writer": found.writers,
        "source": found.sources,
        "split": found.splits,
    }
    parts = [table(head, rows, caption=f"{found.records:,} records, {found.unparsed:,} do not parse")]
    parts += [_common(name, counts) for name, counts in kinds.items() if counts]
    if found.unread:
        parts.append(paragraph(f"pictures unread: {found.unread:,}"))
    return block(*parts)


def _distribution_row(name: str, counts: Distribution) -> list[Cell]:
    numbers = (counts.smallest, counts.quantile(0.5), counts.quantile(0.95), counts.largest)
    return [name, f"{counts.mean:.1f}", *(number or 0 for number in numbers)]


def _common(name: str, counts: Mapping[str, int]) -> Markup:
    rows: list[list[Cell]] = [[code(key, longest=60), count] for key, count in list(counts.items())[:_COMMON]]
    return table([name, "times"], rows, caption=f"{len(counts):,} different {name}s", total=len(counts))


def statistics_comparison_html(found: StatisticsComparison) -> str:
    """Return the means, then the shares that differ most."""
    means: list[list[Cell]] = [
        [
            one.name,
            f"{one.first:.1f}",
            f"{one.second:.1f}",
            f"{one.second - one.first:+.2f} ({one.low:+.2f} .. {one.high:+.2f})",
        ]
        for one in found.means
    ]
    shares: list[list[Cell]] = [
        [
            code(f"{one.kind} {one.name}", longest=60),
            percent(one.first),
            percent(one.second),
            f"{100 * one.difference:+.1f} % ({100 * one.low:+.1f} .. {100 * one.high:+.1f})",
        ]
        for one in found.shares[:_COMMON]
    ]
    interval = f"difference ({100 * found.level:g} % interval)"
    return block(
        table(["mean", "first", "second", interval], means, caption="Means"),
        table(["records with", "first", "second", interval], shares, caption="Shares", total=len(found.shares)),
    )


def label_report_html(found: LabelReport) -> str:
    """Return a row for each kind of fault and reason, with the first ids."""
    named: dict[tuple[str, str], dict[str, None]] = {}
    for item in found.findings:
        named.setdefault((str(item.fault.kind), item.fault.reason), {})[item.id] = None
    rows: list[list[Cell]] = [
        [kind, text(reason), count, text(", ".join(list(named[kind, reason])[:_FIRST]))]
        for (kind, reason), count in found.counts.items()
    ]
    faulty = len({item.number for item in found.findings})
    caption = f"{found.records:,} records, {faulty:,} with something to look at"
    return block(table(["kind", "reason", "records", "for example"], rows, caption=caption))


def leakage_html(found: LeakageReport) -> str:
    """Return a row for each test set and key."""
    rows: list[list[Cell]] = [
        [
            text(overlap.test),
            text(overlap.key),
            f"{len(overlap.pairs):,}/{overlap.records:,}",
            percent(overlap.share),
            text(", ".join(f"{test} = {train}" for test, train in overlap.pairs[:_FIRST])),
        ]
        for overlap in found.overlaps
    ]
    head = ["test set", "shared", "records", "share", "for example"]
    return block(table(head, rows, caption=f"What test sets share with {found.train:,} training records"))

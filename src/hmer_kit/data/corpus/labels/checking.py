"""Labels of a corpus looked through: what is wrong with which record, counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data._text import one_line
from hmer_kit.data.corpus._tables import aligned
from hmer_kit.data.corpus.labels.evidence_checks import picture_check
from hmer_kit.data.corpus.labels.text_checks import (
    check_braces,
    check_characters,
    check_parse,
    check_spacing,
    check_tree_text,
)
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.data.corpus.labels.faults import LabelCheck, LabelFault
    from hmer_kit.data.records import Record

__all__ = ["DEFAULT_CHECKS", "LabelFinding", "LabelReport", "check_labels", "iter_label_findings"]

_SHOWN = 3

DEFAULT_CHECKS: tuple[LabelCheck, ...] = (
    check_characters,
    check_spacing,
    check_braces,
    check_parse,
    check_tree_text,
    picture_check(),
)
"""What is looked for unless told otherwise; pictures only where there are some."""


@dataclass(frozen=True, slots=True)
class LabelFinding:
    """Something wrong with the label of one record.

    Examples:
        >>> from hmer_kit.data import LabelFault
        >>> print(LabelFinding("a", 1, "{ x", LabelFault("braces", "closing braces missing", "1 of 1 not closed", 0)))
        record 1 (id 'a'): closing braces missing, 1 of 1 not closed (token 0)
    """

    id: str
    """Name of the record."""
    number: int
    """Its place in the order given, from 1."""
    reference: str
    """Its reference."""
    fault: LabelFault
    """What is wrong."""

    def __str__(self) -> str:
        detail = f", {one_line(self.fault.detail)}" if self.fault.detail else ""
        place = "" if self.fault.position is None else f" (token {self.fault.position})"
        return f"record {self.number} (id {self.id!r:.80}): {self.fault.reason}{detail}{place}"


@dataclass(frozen=True, slots=True)
class LabelReport:
    r"""What is wrong with the labels of a corpus.

    Examples:
        >>> from hmer_kit.data import Record
        >>> report = check_labels([Record("a", "x + 1"), Record("b", r"\frac { 1 } { 2")])
        >>> report.summary()
        '2 records, 1 with something to look at: 1 × closing braces missing, 1 × unclosed_group'
        >>> report.ids("braces")
        ('b',)
    """

    records: int
    """How many records were looked at."""
    findings: tuple[LabelFinding, ...]
    """What was found, in the order of the records."""

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """How many records have a fault of each kind and reason, the commonest first."""
        found = {(str(item.fault.kind), item.fault.reason, item.number) for item in self.findings}
        counts = Counter((kind, reason) for kind, reason, _ in sorted(found))
        return dict(counts.most_common())

    def ids(self, kind: str | None = None) -> tuple[str, ...]:
        """Return the ids of the records with a fault, each once.

        Args:
            kind: Of this kind alone, ``"braces"`` for example.
        """
        return tuple(dict.fromkeys(item.id for item in self.findings if kind is None or item.fault.kind == kind))

    def summary(self) -> str:
        """Return one line of counts."""
        faulty = len({item.number for item in self.findings})
        reasons = ", ".join(f"{count} × {reason}" for (_, reason), count in self.counts.items())
        line = f"{self.records} records, {faulty} with something to look at"
        return f"{line}: {reasons}" if reasons else line

    def table(self, examples: int = _SHOWN) -> str:
        """Return a row for each kind and reason, with the first ids.

        Args:
            examples: Most ids to name in a row.
        """
        named: dict[tuple[str, str], dict[str, None]] = {key: {} for key in self.counts}
        for item in self.findings:
            named[str(item.fault.kind), item.fault.reason][item.id] = None
        rows = [("kind", "reason", "records", "examples")]
        for (kind, reason), count in self.counts.items():
            ids = list(named[kind, reason])
            rows.append((kind, reason, str(count), ", ".join(ids[:examples]) + (" ..." if count > examples else "")))
        return aligned(rows)

    def rows(self) -> list[dict[str, object]]:
        """Return a row for each finding, as JSON holds it."""
        return [
            {
                "id": item.id,
                "number": item.number,
                "kind": str(item.fault.kind),
                "reason": item.fault.reason,
                "detail": item.fault.detail,
                "position": item.fault.position,
                "reference": item.reference,
            }
            for item in self.findings
        ]

    def _repr_html_(self) -> str:
        from hmer_kit.data._notebook import label_report_html

        return label_report_html(self)


def check_labels(records: Iterable[Record], *, checks: Sequence[LabelCheck] = DEFAULT_CHECKS) -> LabelReport:
    r"""Look through the labels of a corpus.

    Args:
        records: Read once, one by one.
        checks: What to look for, see ``hmer_kit.data.corpus.labels``; by default what needs the reference
            alone, and pictures where there are some.

    Returns:
        What was found; every record that a check objects to is named.

    Raises:
        InputError: ``checks`` are no functions.

    Examples:
        >>> from hmer_kit.data import DEFAULT_CHECKS, Record, dialect_check
        >>> records = [Record("a", r"x \le 1"), Record("b", r"\frac{1}{2}")]
        >>> print(check_labels(records, checks=[*DEFAULT_CHECKS, dialect_check("crohme")]).table())
        kind      reason                          records  examples
        notation  another spelling (alias)        1        a
        spacing   tokens without a blank between  1        b
    """
    _require_checks(checks)
    count = 0
    findings: list[LabelFinding] = []
    for count, record in enumerate(records, 1):
        findings += _findings(record, count, checks)
    return LabelReport(count, tuple(findings))


def iter_label_findings(
    records: Iterable[Record], *, checks: Sequence[LabelCheck] = DEFAULT_CHECKS
) -> Iterator[LabelFinding]:
    """Look through labels as they come, and keep nothing.

    Args:
        records: Read once, one by one.
        checks: What to look for.

    Raises:
        InputError: ``checks`` are no functions.

    Examples:
        >>> from hmer_kit.data import Record
        >>> print(next(iter_label_findings([Record("a", "x + { y")])))
        record 1 (id 'a'): closing braces missing, 1 of 1 not closed (token 2)
    """
    _require_checks(checks)
    return (item for number, record in enumerate(records, 1) for item in _findings(record, number, checks))


def _findings(record: Record, number: int, checks: Sequence[LabelCheck]) -> Iterator[LabelFinding]:
    for check in checks:
        for fault in check(record):
            yield LabelFinding(record.id, number, record.reference, fault)


def _require_checks(checks: object) -> None:
    if callable(checks) or not isinstance(checks, Sequence) or not all(map(callable, checks)):
        raise InputError(f"expected a list of checks, got {one_line(repr(checks))}; write checks=[check_braces]")

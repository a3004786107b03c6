"""Scores as tables: plain text for a terminal, Markdown, rows for a LaTeX table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.scoring._figures import label_of
from hmer_kit.scoring.measures.table import get_measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.result import ScoreResult

__all__ = ["REPORTED_MEASURES", "TableStyle", "score_table"]

TableStyle: TypeAlias = Literal["plain", "markdown", "latex"]
"""``plain`` has a column for each result, the other two a row."""

REPORTED_MEASURES: Final = (
    "edit_score",
    "bleu",
    "released_cer",
    "expression_rate",
    "expression_rate_1",
    "expression_rate_2",
    "expression_rate_3",
    "token_error_rate",
)
"""What the released script prints, in its order, and the token error rate."""

_DIGITS: Final = {"plain": 4, "markdown": 2, "latex": 2}
_RATIO_DIGITS: Final = 4
_LATEX_SPECIAL: Final = {ord(char): f"\\{char}" for char in "%&_#$"} | {
    ord("\\"): r"\textbackslash{}",
    ord("{"): r"\{",
    ord("}"): r"\}",
    ord("<"): "$<$",
    ord(">"): "$>$",
    ord("^"): r"\^{}",
    ord("~"): r"\~{}",
}


def score_table(
    results: Mapping[str, ScoreResult],
    *,
    measures: Iterable[str | Measure] = REPORTED_MEASURES,
    style: TableStyle = "plain",
    digits: int | None = None,
    notes: Sequence[str] = (),
) -> str:
    r"""Return some numbers of some results as a table, with the signature of each.

    Fractions are per cent, all others plain numbers with four decimals. Names are escaped for the style.

    Args:
        results: Results by the names they have in the table.
        measures: What to show of each.
        style: ``"plain"``, ``"markdown"`` or ``"latex"``: rows to paste into a ``tabular``, behind ``%`` what they are.
        digits: Decimals of per cent; four in plain text, two elsewhere.
        notes: Further lines; in plain text before the signatures, as comments in the other styles.

    Returns:
        Lines without a newline at the end.

    Raises:
        InputError: There is no such measure or style, or no result.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> results = {"ours": score(["x", "y"], ["x", "z"]), "theirs": score(["u", "v"], ["x", "z"])}
        >>> print(score_table(results, measures=["expression_rate", "structure_rate"], digits=1))  # doctest: +ELLIPSIS
                                     ours            theirs
        samples                         2                 2
        exact                      50.0 %             0.0 %
        structure rate            100.0 %           100.0 %
        released/1|unit:token edits|n:2|v:...
        released/1|unit:token edits|n:2|v:...
        >>> print(score_table(results, measures=["expression_rate"], style="latex"))  # doctest: +ELLIPSIS
        % name & samples & exact \\
        ours & 2 & 50.00 \\ % released/1|...
        theirs & 2 & 0.00 \\ % released/1|...
    """
    if not results:
        raise InputError("expected at least one result to show, got none")
    if style not in get_args(TableStyle):
        raise InputError(f"expected a style out of {', '.join(get_args(TableStyle))}, got {style!r}")
    chosen = [get_measure(measure) for measure in measures]
    places = _DIGITS[style] if digits is None else digits
    cells = {
        name: [str(result.n), *(_cell(result.rate(measure), measure, style=style, digits=places) for measure in chosen)]
        for name, result in results.items()
    }
    heads = ["samples", *map(label_of, chosen)]
    signatures = {name: result.signature for name, result in results.items()}
    return _STYLES[style](heads, cells, signatures, notes)


def _cell(rate: float, measure: Measure, *, style: str, digits: int) -> str:
    if math.isnan(rate):
        return "n/a"
    if measure.kind != "fraction":
        return f"{rate:.{_RATIO_DIGITS}f}"
    return f"{100 * rate:.{digits}f}" + (" %" if style == "plain" else "")


def _plain(
    heads: Sequence[str], cells: Mapping[str, Sequence[str]], signatures: Mapping[str, str], notes: Sequence[str]
) -> str:
    columns = (
        [[name, *column] for name, column in cells.items()] if len(cells) > 1 else [["", *next(iter(cells.values()))]]
    )
    widths = [max(18, 2 + max(map(len, column))) for column in columns]
    first = 1 + max(map(len, heads))
    lines = []
    for title, *row in zip(["", *heads], *columns, strict=True):
        lines.append(f"{title:<{first}}" + "".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    return "\n".join([*(lines if len(cells) > 1 else lines[1:]), *notes, *signatures.values()])


def _markdown(
    heads: Sequence[str], cells: Mapping[str, Sequence[str]], signatures: Mapping[str, str], notes: Sequence[str]
) -> str:
    def line(row: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"

    rows = [line([name, *row, f"`{signatures[name]}`"]) for name, row in cells.items()]
    table = [line(["", *heads, "signature"]), line(["---", *("---:" for _ in heads), "---"]), *rows]
    return "\n".join([*table, *(f"<!-- {note.replace('--', '- -')} -->" for note in notes)])


def _latex(
    heads: Sequence[str], cells: Mapping[str, Sequence[str]], signatures: Mapping[str, str], notes: Sequence[str]
) -> str:
    def line(row: Iterable[str]) -> str:
        return " & ".join(" ".join(cell.split()).translate(_LATEX_SPECIAL) for cell in row) + r" \\"

    rows = [f"{line([name, *row])} % {signatures[name]}" for name, row in cells.items()]
    return "\n".join([f"% {line(['name', *heads])}", *rows, *(f"% {note}" for note in notes)])


_STYLES: Final = {"plain": _plain, "markdown": _markdown, "latex": _latex}

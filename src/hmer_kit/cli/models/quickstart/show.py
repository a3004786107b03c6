"""Show a run: the table, the confusions and five pictures in the terminal, and everything in the report."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.report import ReportData, build_report, samples_from_scores, write_report
from hmer_kit.vlm.batching.pictures import load_picture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PIL import Image

    from hmer_kit.cli.models.quickstart.corpora import Corpus
    from hmer_kit.cli.models.quickstart.evaluation import Evaluation, TaskEvaluation
    from hmer_kit.report import CurvePoint, WrittenReport

__all__ = ["confusion_lines", "picture_text", "report_on", "sample_text", "table_text"]

_COLUMNS = ("ExpRate", "<=1", "<=2", "TER", "count err.", "parseable")
_DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
_SHOWN = 5
_LONGEST_LINE = 240


def table_text(evaluation: Evaluation) -> str:
    """Return the scores of each task as a table: rates in per cent, TER = token error rate, count error in symbols.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.evaluation import Evaluation, TaskEvaluation
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> from hmer_kit.scoring import score
        >>> from hmer_kit.tasks import get_task
        >>> question = get_task("vanilla").build(Record("1", "a + 1"))
        >>> answer = get_task("vanilla").read("d + 1")
        >>> item = TaskEvaluation([question], ["d + 1"], [answer], scores=score(["d + 1"], ["a + 1"]))
        >>> evaluation = Evaluation({"vanilla": item}, confusions=ConfusionTable(), skipped=[])
        >>> print(table_text(evaluation))  # doctest: +ELLIPSIS
        task     n  ExpRate     <=1     <=2    TER  count err.  parseable
        -----------------------------------------------------------------
        vanilla  1     0.00  100.00  100.00  33.33        2.00      100.0
        signature: ...
    """
    rows: list[tuple[str, ...]] = [("task", "n", *_COLUMNS)]
    rows += [(name, str(item.scores.n), *_cells(item).values()) for name, item in evaluation.tasks.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    signature = next(iter(evaluation.tasks.values())).scores.signature
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], f"signature: {signature}"])


def confusion_lines(evaluation: Evaluation, *, n: int = 8) -> list[str]:
    """Return the commonest confusions of the vanilla answers, both directions together.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.evaluation import Evaluation
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> table = ConfusionTable.from_pairs(["d + 1", "a + 1"], ["a + 1", "d + 1"])
        >>> confusion_lines(Evaluation({}, confusions=table, skipped=[]))
        ['   2 x  a <-> d']
    """
    found = evaluation.confusions.symmetric(n)
    lines = [f"{item.count:4d} x  {_named(item.symbols[0])} <-> {_named(item.symbols[1])}" for item in found]
    runaways = evaluation.confusions.runaway_count
    return [*lines, *([f"   and {runaways} runaway answers, whose tokens are not counted"] if runaways else [])]


def sample_text(item: TaskEvaluation, *, n: int = _SHOWN) -> str:
    """Return pictures with reference and prediction, right and wrong ones in turn.

    Examples:
        >>> from hmer_kit.cli.models.quickstart.evaluation import TaskEvaluation
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.scoring import score
        >>> from hmer_kit.tasks import get_task
        >>> question = get_task("vanilla").build(Record("1", "a + 1"))
        >>> answer = get_task("vanilla").read("d + 1")
        >>> item = TaskEvaluation([question], ["d + 1"], [answer], scores=score(["d + 1"], ["a + 1"]))
        >>> print(sample_text(item))
        reference   a + 1
        prediction  d + 1  (token edits: 1)
    """
    rows = item.scores.samples
    right = [index for index, row in enumerate(rows) if row.distance == 0]
    wrong = [index for index, row in enumerate(rows) if row.distance > 0]
    turns = [index for pair in zip_longest(wrong, right) for index in pair if index is not None]
    blocks = []
    for index in turns[:n]:
        record, row = item.examples[index].record, rows[index]
        picture = "" if record.image is None else picture_text(load_picture(record, mode="L")) + "\n"
        verdict = "right" if row.distance == 0 else f"token edits: {row.distance}"
        answer = f"reference   {_short(row.reference)}\nprediction  {_short(row.prediction)}  ({verdict})"
        blocks.append(picture + answer)
    return "\n\n".join(blocks)


def picture_text(image: Image.Image, *, columns: int = 96) -> str:
    """Draw a picture in Braille patterns, eight dots a character, white ink as dots.

    Args:
        image: A grey picture, white on black.
        columns: Characters a line.

    Examples:
        >>> from PIL import Image
        >>> picture_text(Image.new("L", (8, 4), 255), columns=4)
        '⣿⣿⣿⣿'
    """
    scale = 2 * columns / image.width
    grey = image.convert("L").resize((2 * columns, max(4, round(image.height * scale / 4) * 4)))
    ink = np.asarray(grey) > 96  # a third of full ink
    if ink.mean() > 0.5 and ink.std() > 0:
        ink = ~ink
    blocks = ink.reshape(ink.shape[0] // 4, 4, columns, 2).transpose(0, 2, 1, 3)
    codes = 0x2800 + (blocks * _DOTS).sum(axis=(2, 3))
    lines = ["".join(map(chr, row)).rstrip("\u2800") for row in codes]
    return "\n".join(lines).strip("\n")


def report_on(
    path: Path, evaluation: Evaluation, *, corpus: Corpus, curve: list[CurvePoint], settings: Mapping[str, object]
) -> WrittenReport:
    """Write the self-contained HTML report of a run.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from hmer_kit.cli.models.quickstart.corpora import Corpus
        >>> from hmer_kit.cli.models.quickstart.evaluation import Evaluation
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> evaluation = Evaluation({}, confusions=ConfusionTable(), skipped=[])
        >>> corpus = Corpus("nothing", train=[], validation=[], test=[], vocabulary=frozenset())
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = report_on(Path(folder, "report.html"), evaluation, corpus=corpus, curve=[], settings={})
        >>> written.path.name
        'report.html'
    """
    samples = [
        sample
        for name, item in evaluation.tasks.items()
        for sample in samples_from_scores(
            item.scores,
            task=name,
            images={example.record.id: example.record.image for example in item.examples if example.record.image},
            responses=dict(zip((example.record.id for example in item.examples), item.responses, strict=True)),
        )
    ]
    figures = {
        name: {title: cell for title, cell in _cells(item).items() if title in _COLUMNS[4:]}
        for name, item in evaluation.tasks.items()
    }
    data = replace(
        _sections(evaluation),
        subtitle=f"A small recognizer, trained from scratch on {corpus.name} with all five tasks at once.",
        settings={**settings, "notes": "; ".join(corpus.notes)},
        scores={name: item.scores for name, item in evaluation.tasks.items()},
        score_rows="Task",
        figures=figures,
        curve=curve,
        confusions=evaluation.confusions,
        samples=samples,
    )
    return write_report(path, data)


def _sections(evaluation: Evaluation) -> ReportData:
    """Return what a report shows of the vanilla answers, above the samples.

    Its sets are left out: they name samples by their ids, which all tasks share.
    """
    title = "hmer_kit quickstart"
    if "vanilla" not in evaluation.tasks:
        return ReportData(title)
    item = evaluation.tasks["vanilla"]
    writers = {example.record.id: example.record.writer for example in item.examples if example.record.writer}
    return replace(build_report({"vanilla": item.scores}, title=title, writers=writers), sets={})


def _cells(item: TaskEvaluation) -> dict[str, str]:
    rates = [item.scores.expression_rate(tolerance=tolerance) for tolerance in (0, 1, 2)]
    values = [*(f"{100 * rate:.2f}" for rate in rates), f"{100 * item.scores.token_error_rate:.2f}"]
    errors = "-" if math.isnan(item.count_error) else f"{item.count_error:.2f}"
    return dict(zip(_COLUMNS, [*values, errors, f"{100 * item.parseable:.1f}"], strict=True))


def _short(text: str) -> str:
    """Keep an answer without an end from filling the screen; the report has all of it."""
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]} ... ({len(text)} characters)"


def _named(symbol: str) -> str:
    return symbol or "(nothing)"

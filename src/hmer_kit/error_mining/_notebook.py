"""What a notebook shows of confusions and of an error corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit._html import Markup, block, code, joined, paragraph, table, text
from hmer_kit.error_mining.confusions.heat import HEAT_LEVELS
from hmer_kit.error_mining.confusions.heat_svg import heat_map_svg
from hmer_kit.error_mining.corpus.records import Band
from hmer_kit.error_mining.marking.marks import PieceKind, mark_errors, parse_marked
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from hmer_kit._html import Cell
    from hmer_kit.error_mining.confusions.comparison import ConfusionComparison
    from hmer_kit.error_mining.confusions.heat import HeatCell, HeatMap
    from hmer_kit.error_mining.confusions.table import ConfusionTable
    from hmer_kit.error_mining.corpus.error_corpus import ErrorCorpus
    from hmer_kit.error_mining.corpus.records import ErrorRecord
    from hmer_kit.error_mining.corpus.statistics import CorpusStatistics

_PAIRS: Final = 15
_ROWS: Final = 10
_LONGEST: Final = 300


def confusions_html(confusions: ConfusionTable) -> str:
    """Return the commonest pairs with their rates, and the heat map."""
    rows: list[list[Cell]] = []
    for pair, count in confusions.most_common(_PAIRS):
        rate = confusions.rate(pair)
        low, high = rate.interval
        share = f"{100 * rate.rate:.2f} % ({100 * low:.2f} .. {100 * high:.2f})"
        names = ", ".join(confusions.examples.get(pair, ())[:3])
        rows.append([_symbol(pair.reference), _symbol(pair.prediction), count, share, text(names, longest=60)])
    head = ["written", "read", "times", "of all (95 % interval)", "for example in"]
    caption = f"{confusions.edits:,} confusions in {confusions.wrong:,} of {confusions.compared:,} predictions"
    parts = [table(head, rows, caption=caption, total=len(confusions.counts))]
    if confusions.runaway_count:
        parts.append(paragraph(f"runaways left out: {confusions.runaway_count:,}"))
    if confusions.counts:
        picture = (
            f'<div class="hmer-wide" tabindex="0" role="region" aria-label="heat map">{heat_map_svg(confusions)}</div>'
        )
        parts.append(Markup(picture))
    return block(*parts)


def heat_map_html(heat: HeatMap) -> str:
    """Return the cells as a table, shaded as the picture is."""
    head = ["written \\ read", *(symbol or "nothing" for symbol in heat.symbols)]
    rows = [[_symbol(symbol), *map(_heat_cell, cells)] for symbol, cells in zip(heat.symbols, heat.rows, strict=True)]
    return block(table(head, rows, caption=f"{heat.shown:,} of {heat.total:,} confusions", most=len(rows)))


def _heat_cell(cell: HeatCell) -> Markup:
    if not cell.count:
        return Markup("")
    shade = f"rgba(63,121,181,{0.5 * cell.level / HEAT_LEVELS:.2f})"
    return Markup(
        f'<span style="background:{shade};padding:.1em .4em" title="{text(cell.words)}">{cell.count:,}</span>'
    )


def confusion_changes_html(found: ConfusionComparison) -> str:
    """Return the pairs surest to have changed."""
    verdicts = {change.pair: "repaired" for change in found.repaired}
    verdicts |= {change.pair: "worse" for change in found.worse}
    rows: list[list[Cell]] = [
        [
            _symbol(change.pair.reference),
            _symbol(change.pair.prediction),
            f"{change.before.count}/{change.before.total}",
            f"{change.after.count}/{change.after.total}",
            f"{100 * change.difference:+.2f} %",
            f"{change.adjusted:.4f}",
            verdicts.get(change.pair, ""),
        ]
        for change in found.changes[:_PAIRS]
    ]
    head = ["written", "read", "before", "after", "difference", "adjusted p", ""]
    caption = f"{len(found.repaired):,} pairs repaired, {len(found.worse):,} worse"
    counts = f"{len(found.gone):,} gone, {len(found.new):,} new"
    note = f"Fisher's exact test, Holm's correction, level {found.level:g}; {counts}"
    return block(table(head, rows, caption=caption, total=len(found.changes)), paragraph(note))


def corpus_html(corpus: ErrorCorpus) -> str:
    """Return how many rows are in each band, and the first errors with their marks."""
    bands: list[list[Cell]] = [[str(band), sum(record.band is band for record in corpus.records)] for band in Band]
    errors = corpus.errors
    rows: list[list[Cell]] = [
        [text(row.id, longest=40), code(row.reference), _marked(row), row.edits, row.times] for row in errors[:_ROWS]
    ]
    head = ["id", "reference", "prediction", "edits", "times"]
    return block(
        table(["band", "predictions"], bands, caption=f"Error corpus of {len(corpus):,} predictions"),
        table(head, rows, caption="Errors", total=len(errors)),
    )


def _marked(record: ErrorRecord) -> Markup:
    """Return a prediction with its errors marked; as it is, where marks cannot be told."""
    if len(record.prediction) > _LONGEST:
        return code(record.prediction)
    try:
        pieces = parse_marked(mark_errors(record.prediction, record.reference))
    except (InputError, FormatError):
        return code(record.prediction)
    tags = {PieceKind.PLAIN: "", PieceKind.ERROR: "mark", PieceKind.DELETED: "del"}
    shown = ((tags[piece.kind], code(" ".join(piece.tokens) or "missing")) for piece in pieces)
    return joined(Markup(f"<{tag}>{part}</{tag}>") if tag else part for tag, part in shown)


def corpus_statistics_html(found: CorpusStatistics) -> str:
    """Return the counts by band, by model and by kind of mark."""
    bands: list[list[Cell]] = [[str(band), found.predictions.get(band, 0), found.samples.get(band, 0)] for band in Band]
    models: list[list[Cell]] = [
        [name or "(no name)", *(counts.get(band, 0) for band in Band)] for name, counts in found.models.items()
    ]
    kinds: list[list[Cell]] = [[name, count] for name, count in found.operations.items()]
    caption = f"{found.expressions:,} expressions, {found.wrong_expressions:,} of them read wrong"
    return block(
        table(["band", "predictions", "samples"], bands, caption=caption),
        table(["model", *map(str, Band)], models, caption="Samples by model"),
        table(["mark", "times"], kinds, caption="Marks"),
        paragraph(
            f"notation alone: {found.same_ink:,}; unbalanced: {found.unbalanced:,}; synthetic: {found.synthetic:,}"
        ),
    )


def _symbol(symbol: str) -> Markup:
    return code(symbol, longest=40) if symbol else text("nothing")

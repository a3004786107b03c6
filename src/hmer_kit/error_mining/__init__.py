"""Recognition errors: from a model's own mistakes to its next training set.

- ``confusions``: what is read as what, told apart from notation; rates, contexts, families, comparison, weights;
- ``marking``: marked expressions and correction logs, made, read, mended and carried out; ``tokens``: their tokens;
- ``corpus``: distinct errors with their origins, on disk; ``synthetic``: errors that no model made, flagged;
- ``out_of_fold``: how a model comes by honest errors on its own training set;
- ``label_noise``: references that deserve a second look.

``corpus`` and ``out_of_fold`` are imported by their own names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.error_mining.confusions import (
        HEAT_LEVELS,
        SAME_BY_HAND,
        Community,
        ConfusionChange,
        ConfusionComparison,
        ConfusionCycle,
        ConfusionPair,
        ConfusionRate,
        ConfusionStream,
        ConfusionTable,
        Context,
        CountedConfusions,
        HasReference,
        HeatCell,
        HeatMap,
        HowToCombine,
        MutualConfusion,
        PairCounts,
        SymbolErrors,
        compare_confusions,
        confusion_cycles,
        confusion_graph_svg,
        confusions_csv,
        confusions_markdown,
        describe_confusion,
        fisher_p_value,
        heat_map,
        heat_map_svg,
        look_alike_communities,
        plot_confusions,
        sampling_weights,
        symbol_hardness,
        top_symbols,
    )
    from hmer_kit.error_mining.label_noise.spellings import MixedNotation, mixed_notation
    from hmer_kit.error_mining.label_noise.suspects import LabelNoise, LabelSuspect, NoiseKind, find_label_noise
    from hmer_kit.error_mining.marking.corrections import apply_corrections, correction_log, marks_and_log
    from hmer_kit.error_mining.marking.log_text import dumps_log, loads_log
    from hmer_kit.error_mining.marking.marks import MarkedPiece, PieceKind, mark_errors, parse_marked, unmark
    from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
    from hmer_kit.error_mining.marking.recovery import Recovery, Unapplied, recover_corrections
    from hmer_kit.error_mining.marking.tags import DELETED, ERROR_END, ERROR_START
    from hmer_kit.error_mining.synthetic.corrupting import corrupt
    from hmer_kit.error_mining.synthetic.distribution import ErrorDistribution
    from hmer_kit.error_mining.synthetic.filling import SYNTHETIC, add_synthetic
    from hmer_kit.error_mining.synthetic.look_alikes import LOOK_ALIKES
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "DELETED",
    "ERROR_END",
    "ERROR_START",
    "HEAT_LEVELS",
    "LOOK_ALIKES",
    "SAME_BY_HAND",
    "SYNTHETIC",
    "Community",
    "ConfusionChange",
    "ConfusionComparison",
    "ConfusionCycle",
    "ConfusionPair",
    "ConfusionRate",
    "ConfusionStream",
    "ConfusionTable",
    "Context",
    "Correction",
    "CorrectionOp",
    "CountedConfusions",
    "ErrorDistribution",
    "HasReference",
    "HeatCell",
    "HeatMap",
    "HowToCombine",
    "LabelNoise",
    "LabelSuspect",
    "MarkedPiece",
    "MixedNotation",
    "MutualConfusion",
    "NoiseKind",
    "PairCounts",
    "PieceKind",
    "Recovery",
    "SymbolErrors",
    "Unapplied",
    "add_synthetic",
    "apply_corrections",
    "compare_confusions",
    "confusion_cycles",
    "confusion_graph_svg",
    "confusions_csv",
    "confusions_markdown",
    "correction_log",
    "corrupt",
    "describe_confusion",
    "dumps_log",
    "find_label_noise",
    "fisher_p_value",
    "heat_map",
    "heat_map_svg",
    "loads_log",
    "look_alike_communities",
    "mark_errors",
    "marks_and_log",
    "mixed_notation",
    "parse_marked",
    "plot_confusions",
    "recover_corrections",
    "sampling_weights",
    "symbol_hardness",
    "top_symbols",
    "unmark",
]

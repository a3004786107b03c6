r"""Composable components for Handwritten Mathematical Expression Recognition (HMER).

Each room works alone, and importing this package imports none of them: a name below is fetched when first asked for, so
counting symbols never imports torch.

Examples:
    >>> import hmer_kit
    >>> hmer_kit.count_symbols(r"\frac { a } { a + b }")["a"]
    2
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit import (
        alignment,
        counting,
        data,
        demo,
        error_mining,
        exceptions,
        inference,
        ink,
        latex,
        metrics,
        report,
        rewards,
        scoring,
        tasks,
        tree_cot,
        visual,
        vlm,
    )
    from hmer_kit.alignment import align, edit_distance
    from hmer_kit.counting import count_symbols
    from hmer_kit.data import (
        Record,
        open_records,
        read_captions,
        read_predictions,
        read_sharegpt,
        split_records,
        write_sharegpt,
    )
    from hmer_kit.error_mining import ConfusionTable, apply_corrections, correction_log, mark_errors
    from hmer_kit.exceptions import HmerKitError
    from hmer_kit.inference import detect_and_correct
    from hmer_kit.ink import Grammar, SyntheticImage, Writer, render, synthesize, to_convention
    from hmer_kit.latex import LayoutNode, normalize, parse, to_latex, tokenize
    from hmer_kit.metrics import (
        BLEU,
        CharacterErrorRate,
        EditScore,
        ExpressionRate,
        StructureRate,
        TokenErrorRate,
    )
    from hmer_kit.report import write_report
    from hmer_kit.scoring import ScoreResult, score
    from hmer_kit.tasks import build_examples, get_task
    from hmer_kit.visual import (
        character_detection_matching,
        is_visually_equal,
        matched_boxes_svg,
        visual_exact_match,
    )
    from hmer_kit.vlm import TaskCollator, TaskDataModule, VLMModule

__version__ = "0.1.0"

_ROOMS = {
    "alignment": ("align", "edit_distance"),
    "counting": ("count_symbols",),
    "data": (
        "Record",
        "open_records",
        "read_captions",
        "read_predictions",
        "read_sharegpt",
        "split_records",
        "write_sharegpt",
    ),
    "demo": (),
    "error_mining": ("ConfusionTable", "apply_corrections", "correction_log", "mark_errors"),
    "exceptions": ("HmerKitError",),
    "inference": ("detect_and_correct",),
    "ink": ("Grammar", "SyntheticImage", "Writer", "render", "synthesize", "to_convention"),
    "latex": ("LayoutNode", "normalize", "parse", "to_latex", "tokenize"),
    "metrics": ("BLEU", "CharacterErrorRate", "EditScore", "ExpressionRate", "StructureRate", "TokenErrorRate"),
    "report": ("write_report",),
    "rewards": (),
    "scoring": ("ScoreResult", "score"),
    "tasks": ("build_examples", "get_task"),
    "tree_cot": (),
    "visual": ("character_detection_matching", "is_visually_equal", "matched_boxes_svg", "visual_exact_match"),
    "vlm": ("TaskCollator", "TaskDataModule", "VLMModule"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "BLEU",
    "CharacterErrorRate",
    "ConfusionTable",
    "EditScore",
    "ExpressionRate",
    "Grammar",
    "HmerKitError",
    "LayoutNode",
    "Record",
    "ScoreResult",
    "StructureRate",
    "SyntheticImage",
    "TaskCollator",
    "TaskDataModule",
    "TokenErrorRate",
    "VLMModule",
    "Writer",
    "align",
    "alignment",
    "apply_corrections",
    "build_examples",
    "character_detection_matching",
    "correction_log",
    "count_symbols",
    "counting",
    "data",
    "demo",
    "detect_and_correct",
    "edit_distance",
    "error_mining",
    "exceptions",
    "get_task",
    "inference",
    "ink",
    "is_visually_equal",
    "latex",
    "mark_errors",
    "matched_boxes_svg",
    "metrics",
    "normalize",
    "open_records",
    "parse",
    "read_captions",
    "read_predictions",
    "read_sharegpt",
    "render",
    "report",
    "rewards",
    "score",
    "scoring",
    "split_records",
    "synthesize",
    "tasks",
    "to_convention",
    "to_latex",
    "tokenize",
    "tree_cot",
    "visual",
    "visual_exact_match",
    "vlm",
    "write_report",
    "write_sharegpt",
]


def __getattr__(name: str) -> object:
    """Import the room that holds the name, once (PEP 562)."""
    from importlib import import_module

    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

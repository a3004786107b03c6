"""Where the public names of the room live: data only, held against ``__init__`` by a test."""

from __future__ import annotations

__all__ = ["NAMES"]

NAMES = {
    "_engine_names": ("EngineName",),
    "base": ("Task", "TaskExample", "TaskResponse"),
    "building": (
        "BuildPlan",
        "BuildResult",
        "BuiltPart",
        "DatasetsEngine",
        "Engine",
        "Part",
        "PartBuilder",
        "Place",
        "ProcessEngine",
        "RayEngine",
        "TaskFiles",
        "build_examples",
        "build_task_files",
        "get_engine",
        "iter_examples",
    ),
    "error_correction": ("ErrorCorrection",),
    "error_data": ("ErrorDataSummary", "iter_error_examples", "write_error_data"),
    "error_detection": ("ErrorDetection",),
    "error_rows": ("CandidateChoice", "ErrorRows", "select_errors"),
    "problems": ("Problem",),
    "registry": ("TASKS", "get_task"),
    "settings": ("SETTINGS_FILE", "InferenceSettings", "Order", "Style"),
    "symbol_counting": ("SymbolCounting",),
    "tree_cot": ("TreeCoT",),
    "vanilla": ("Vanilla",),
}

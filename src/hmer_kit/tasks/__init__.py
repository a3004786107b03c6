"""The five tasks of the paper: prompt and answer of a record, and what a model's response holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.tasks._engine_names import EngineName
    from hmer_kit.tasks.base import Task, TaskExample, TaskResponse
    from hmer_kit.tasks.building import (
        BuildPlan,
        BuildResult,
        BuiltPart,
        DatasetsEngine,
        Engine,
        Part,
        PartBuilder,
        Place,
        ProcessEngine,
        RayEngine,
        TaskFiles,
        build_examples,
        build_task_files,
        get_engine,
        iter_examples,
    )
    from hmer_kit.tasks.error_correction import ErrorCorrection
    from hmer_kit.tasks.error_data import ErrorDataSummary, iter_error_examples, write_error_data
    from hmer_kit.tasks.error_detection import ErrorDetection
    from hmer_kit.tasks.error_rows import CandidateChoice, ErrorRows, select_errors
    from hmer_kit.tasks.problems import Problem
    from hmer_kit.tasks.registry import TASKS, get_task
    from hmer_kit.tasks.settings import SETTINGS_FILE, InferenceSettings, Order, Style
    from hmer_kit.tasks.symbol_counting import SymbolCounting
    from hmer_kit.tasks.tree_cot import TreeCoT
    from hmer_kit.tasks.vanilla import Vanilla
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "SETTINGS_FILE",
    "TASKS",
    "BuildPlan",
    "BuildResult",
    "BuiltPart",
    "CandidateChoice",
    "DatasetsEngine",
    "Engine",
    "EngineName",
    "ErrorCorrection",
    "ErrorDataSummary",
    "ErrorDetection",
    "ErrorRows",
    "InferenceSettings",
    "Order",
    "Part",
    "PartBuilder",
    "Place",
    "Problem",
    "ProcessEngine",
    "RayEngine",
    "Style",
    "SymbolCounting",
    "Task",
    "TaskExample",
    "TaskFiles",
    "TaskResponse",
    "TreeCoT",
    "Vanilla",
    "build_examples",
    "build_task_files",
    "get_engine",
    "get_task",
    "iter_error_examples",
    "iter_examples",
    "select_errors",
    "write_error_data",
]

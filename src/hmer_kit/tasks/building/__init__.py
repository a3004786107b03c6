"""Examples of many records: in memory, one by one, or as the files of the five tasks, built by any engine."""

from __future__ import annotations

from hmer_kit.tasks.building.engines import (
    DatasetsEngine,
    Engine,
    EngineName,
    ProcessEngine,
    RayEngine,
    get_engine,
)
from hmer_kit.tasks.building.examples import BuildResult, build_examples, iter_examples
from hmer_kit.tasks.building.parts import BuiltPart, Part, PartBuilder, Place
from hmer_kit.tasks.building.plan import BuildPlan
from hmer_kit.tasks.building.task_files import TaskFiles, build_task_files

__all__ = [
    "BuildPlan",
    "BuildResult",
    "BuiltPart",
    "DatasetsEngine",
    "Engine",
    "EngineName",
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
]

"""The functions of the library that touch files or read text, found and not listed, so that none can be forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["file_functions", "is_writer", "require_all", "text_functions"]

ROOMS = (
    "alignment", "counting", "data", "error_mining", "ink", "latex", "report", "scoring", "tasks", "tree_cot",
)  # fmt: skip
"""The rooms without torch; what vlm and inference read and write has scenarios of its own."""
WRITES = ("write_", "save", "merge_", "build_task_files", "export")
TEXT_NAMES = frozenset({"latex", "text", "marked", "prediction", "expression", "data", "response", "reference"})


def file_functions() -> dict[str, Callable[..., Any]]:
    """Return the public functions and methods with a path as an argument, by room and name."""
    return {name: found for name, found in _public() if _has_path(found)}


def text_functions() -> dict[str, Callable[..., Any]]:
    """Return the public functions whose first argument is text to be read."""
    return {name: found for name, found in _public() if _is_of_text(found) and not _has_path(found)}


def is_writer(name: str) -> bool:
    """Whether a function of files writes."""
    return name.rpartition(".")[2].startswith(WRITES)


def require_all(found: Iterable[str], known: Iterable[str], *, where: str) -> None:
    """Fail where a function was found that a scenario has no inputs for, or where one is gone."""
    missing, gone = sorted({*found} - {*known}), sorted({*known} - {*found})
    assert not missing, f"no inputs for {', '.join(missing)}: add them to {where}"
    assert not gone, f"{where} names what is not there (any more): {', '.join(gone)}"


def _modules() -> Iterator[Any]:
    for room in ROOMS:
        package = importlib.import_module(f"hmer_kit.{room}")
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part.startswith("_") for part in found.name.split(".")):
                yield importlib.import_module(found.name)


def _public() -> Iterator[tuple[str, Callable[..., Any]]]:
    seen: set[int] = set()
    for module in _modules():
        room = module.__name__.split(".")[1]
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            yield from ((f"{room}.{label}", part) for label, part in _parts(name, thing))


def _parts(name: str, thing: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    if callable(thing):
        yield name, thing
    if inspect.isclass(thing):
        for member in vars(thing):
            if not member.startswith("_") and callable(found := getattr(thing, member)):
                yield f"{name}.{member}", found


def _annotations(function: Callable[..., Any]) -> list[tuple[str, str]]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [(each.name, str(each.annotation)) for each in parameters]


def _has_path(function: Callable[..., Any]) -> bool:
    return any("StrPath" in kind or "PathLike" in kind or kind == "Path" for _, kind in _annotations(function))


def _is_of_text(function: Callable[..., Any]) -> bool:
    named = [pair for pair in _annotations(function) if pair[0] != "self"][:1]
    return not inspect.isclass(function) and any(
        name in TEXT_NAMES and (kind.startswith("str") or kind == "bytes") for name, kind in named
    )

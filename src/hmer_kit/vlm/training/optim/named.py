"""Optimizers, schedules and the like by name, by dotted path, as a YAML entry, or as they are.

A dotted path imports the module it names, so it comes from the user's own code or recipe and never out of a
checkpoint: what a checkpoint keeps of it is a note (``named_in_checkpoint``) that cannot be built again.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import ModuleType

__all__ = ["Chosen", "find_callable", "named_in_checkpoint", "plain_options"]

Chosen = str | Mapping[str, Any] | Callable[..., Any]
"""A name, a dotted path, ``{"class_path": name, "init_args": {...}}`` as Lightning's YAML has it, or a callable."""

_NOTE = "not kept: "


def find_callable(chosen: Chosen, *, home: ModuleType, what: str) -> Callable[..., Any]:
    """Return what a choice means, with its arguments filled in.

    Args:
        chosen: See ``Chosen``.
        home: Where names without a dot are looked up.
        what: What it is for, for error texts.

    Raises:
        InputError: There is no such name, or it comes out of a checkpoint that kept only a note.
        MissingExtraError: Its module needs a package that is not installed.

    Examples:
        >>> from torch import optim
        >>> find_callable({"class_path": "SGD", "init_args": {"momentum": 0.9}}, home=optim, what="optimizer").keywords
        {'momentum': 0.9}
    """
    if isinstance(chosen, Mapping):
        unknown = set(chosen) - {"class_path", "init_args"}
        if "class_path" not in chosen or unknown:
            raise InputError(f"expected an {what} as {{class_path: ..., init_args: {{...}}}}, got keys {list(chosen)}")
        return partial(find_callable(chosen["class_path"], home=home, what=what), **(chosen.get("init_args") or {}))
    if not isinstance(chosen, str):
        return chosen
    if chosen.startswith(_NOTE):
        raise InputError(
            f"expected an {what} to go on training with: this run's was {chosen.removeprefix(_NOTE)!r}, which a "
            f"checkpoint may not name, for it would import code; give {what}=... to load_from_checkpoint"
        )
    found = _imported(chosen, what) if "." in chosen else getattr(home, chosen, None)
    if not callable(found):
        raise InputError(
            f"expected an {what} of {home.__name__}, a dotted path or a callable, got {chosen!r}; "
            f"write for example 'package.module.{chosen.rpartition('.')[2]}'"
        )
    found_callable: Callable[..., Any] = found
    return found_callable


def named_in_checkpoint(chosen: Chosen) -> Any:  # noqa: ANN401 - plain values
    """Return what a checkpoint may keep of a choice: plain values, and nothing that imports code when it is used.

    Args:
        chosen: See ``Chosen``.

    Examples:
        >>> named_in_checkpoint("AdamW"), named_in_checkpoint("bitsandbytes.optim.AdamW8bit")
        ('AdamW', 'not kept: bitsandbytes.optim.AdamW8bit')
    """
    if isinstance(chosen, Mapping):
        kept = named_in_checkpoint(chosen.get("class_path", ""))
        return kept if isinstance(kept, str) and kept.startswith(_NOTE) else {**chosen, "class_path": kept}
    if isinstance(chosen, str):
        return chosen if "." not in chosen or chosen.startswith(_NOTE) else _NOTE + chosen
    kind = chosen.func if isinstance(chosen, partial) else chosen
    return f"{_NOTE}{getattr(kind, '__module__', '')}.{getattr(kind, '__qualname__', type(kind).__qualname__)}"


def plain_options(given: Mapping[str, Any], *, less: Collection[str] = ()) -> dict[str, Any]:
    """Return options as a checkpoint keeps them: numbers, strings, lists and dicts.

    Args:
        given: Options by name; ``optimizer`` and ``schedule`` are choices.
        less: Names that are not kept.

    Examples:
        >>> plain_options({"lr": 0.1, "freeze": ("vision",), "optimizer": "own.Adam", "model": ...}, less=["model"])
        {'lr': 0.1, 'freeze': ['vision'], 'optimizer': 'not kept: own.Adam'}
    """
    named = {"optimizer", "schedule"}
    return {
        name: named_in_checkpoint(value) if name in named else _plain(value)
        for name, value in given.items()
        if name not in less
    }


def _plain(value: Any) -> Any:  # noqa: ANN401
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _imported(path: str, what: str) -> object:
    module, _, name = path.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError as error:
        if module.partition(".")[0] == "bitsandbytes":
            raise MissingExtraError(f"{path} needs bitsandbytes; pip install 'hmer_kit[qlora]'") from error
        raise InputError(f"expected an {what} that can be imported, got {path!r}: {error}") from error

"""The public names: what `__all__` says is what there is, and every public function shows itself in a doctest."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING

import pytest

import hmer_kit

if TYPE_CHECKING:
    from types import ModuleType

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(hmer_kit.__path__, "hmer_kit.")
    if not any(part.startswith("_") for part in module.name.split("."))
)


def visible(module: ModuleType) -> set[str]:
    """Names that a module defines itself and does not hide."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not inspect.ismodule(value)
        and getattr(value, "__module__", None) == module.__name__
    }


def test_root_names_resolve() -> None:
    for name in hmer_kit.__all__:
        assert getattr(hmer_kit, name) is not None, name


def test_root_table_and_all_agree() -> None:
    assert sorted({*hmer_kit._ROOMS, *hmer_kit._HOME}) == hmer_kit.__all__


def test_unknown_root_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'parze'"):
        hmer_kit.parze  # noqa: B018


@pytest.mark.parametrize("name", MODULES)
def test_all_is_what_is_visible(name: str) -> None:
    module = importlib.import_module(name)
    listed = set(getattr(module, "__all__", ()))
    assert listed >= visible(module), f"{name}: public but not in __all__"
    assert all(hasattr(module, item) for item in listed), f"{name}: in __all__ but not there"


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_a_doctest(name: str) -> None:
    module = importlib.import_module(name)
    shown = [
        item
        for item in getattr(module, "__all__", ())
        if inspect.isfunction(value := getattr(module, item))
        and value.__module__ == name
        and ">>>" not in (value.__doc__ or "")
    ]
    assert shown == [], f"{name}: public functions without a doctest"

"""The public names: what `__all__` says is what there is, shown in a doctest and in the reference."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import hmer_kit

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(hmer_kit.__path__, "hmer_kit.")
    if not any(part.startswith("_") for part in module.name.split("."))
)
ROOMS = sorted(module.name for module in pkgutil.iter_modules(hmer_kit.__path__) if not module.name.startswith("_"))


def source(name: str) -> ast.Module:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return ast.parse(Path(spec.origin).read_text(encoding="utf-8"))


def defined(name: str) -> set[str]:
    """Names that the source of a module gives a value at its top level and does not hide: constants too."""
    names: set[str] = set()
    for node in source(name).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
                names.add(node.name)
            case ast.Assign() | ast.AnnAssign():
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return {item for item in names if not item.startswith("_")}


def imported_from_here(name: str) -> set[str]:
    """Names that a module takes at its top level from the library's own public or private modules.

    Those that a lazy room fetches when they are asked for stand in its TYPE_CHECKING block.
    """
    nodes = [*source(name).body, *lazy_imports(name)]
    return {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hmer_kit")
        for alias in node.names
    }


def lazy_imports(name: str) -> list[ast.stmt]:
    """What a room fetches when it is asked for, as type checkers see it; nothing of any other module."""
    spec = importlib.util.find_spec(name)
    if (
        spec is None
        or not spec.submodule_search_locations
        or not Path(str(spec.origin)).with_name("_lazy_names.py").exists()
    ):
        return []
    (block,) = [node for node in source(name).body if isinstance(node, ast.If)]
    return block.body


def is_room(name: str) -> bool:
    """Whether a module is the face of a folder below the root that re-exports what is in it."""
    return hasattr(importlib.import_module(name), "__path__") and not name.startswith("hmer_kit.cli")


def listed(name: str) -> list[str]:
    names = importlib.import_module(name).__all__
    assert len(set(names)) == len(names), f"{name}: a name stands twice in __all__"
    return list(names)


def shown(name: str) -> list[object]:
    """Functions and classes of ours that a module lists."""
    values = [getattr(importlib.import_module(name), item) for item in listed(name)]
    return [
        value
        for value in values
        if (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__.startswith("hmer_kit.")
    ]


LAZY_ROOMS = [name for name in MODULES if name != "hmer_kit" and lazy_imports(name)]


@pytest.mark.parametrize("name", LAZY_ROOMS)
def test_a_lazy_room_fetches_what_its_type_checker_sees(name: str) -> None:
    seen: dict[str, list[str]] = {}
    for node in lazy_imports(name):
        assert isinstance(node, ast.ImportFrom)
        seen.setdefault(str(node.module).removeprefix(f"{name}."), []).extend(alias.name for alias in node.names)
    table = importlib.import_module(f"{name}._lazy_names").NAMES
    assert {module: sorted(names) for module, names in table.items()} == {
        key: sorted(each) for key, each in seen.items()
    }


@pytest.mark.parametrize("name", LAZY_ROOMS)
def test_no_lazy_name_is_that_of_a_module_which_would_take_its_place(name: str) -> None:
    room = importlib.import_module(name)
    fetched = {item for names in importlib.import_module(f"{name}._lazy_names").NAMES.values() for item in names}
    assert not fetched & {module.name for module in pkgutil.iter_modules(room.__path__)}
    with pytest.raises(AttributeError, match="no attribute 'parze'"):
        room.parze  # noqa: B018
    assert fetched <= set(dir(room))


def test_root_names_resolve() -> None:
    for name in hmer_kit.__all__:
        assert getattr(hmer_kit, name) is not None, name


def test_root_table_and_all_agree() -> None:
    assert sorted({*hmer_kit._ROOMS, *hmer_kit._HOME}) == hmer_kit.__all__


def test_root_offers_what_its_type_checker_sees() -> None:
    block = next(node for node in source("hmer_kit").body if isinstance(node, ast.If))
    seen = {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(hmer_kit.__all__)


def test_root_offers_every_room_but_the_command_line() -> None:
    assert set(hmer_kit._ROOMS) == set(ROOMS) - {"cli"}


def test_root_names_are_public_in_their_rooms() -> None:
    for name, room in hmer_kit._HOME.items():
        assert name in listed(f"hmer_kit.{room}"), f"{name} of {room}"


def test_unknown_root_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'parze'"):
        hmer_kit.parze  # noqa: B018


@pytest.mark.parametrize("name", MODULES)
def test_all_is_what_is_public(name: str) -> None:
    names, own = set(listed(name)), defined(name)
    assert own <= names, f"{name}: public but not in __all__: {sorted(own - names)}"
    # What is listed and not defined here is a re-export, of our own things alone.
    assert names - own <= imported_from_here(name), f"{name}: in __all__ but from elsewhere"
    assert all(hasattr(importlib.import_module(name), item) for item in names)


@pytest.mark.parametrize("name", [name for name in MODULES if is_room(name)])
def test_a_room_re_exports_all_that_it_imports(name: str) -> None:
    public = {item for item in imported_from_here(name) if not item.startswith("_")}
    assert public | defined(name) == set(listed(name))


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_and_class_has_a_doctest_that_runs(name: str) -> None:
    docs = {value.__name__: inspect.getdoc(value) or "" for value in shown(name)}
    assert [item for item, doc in docs.items() if ">>> " not in doc] == [], f"{name}: without a doctest"
    assert [item for item, doc in docs.items() if "+SKIP" in doc] == [], f"{name}: with a doctest that does not run"


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_are_in_the_style_that_the_reference_reads(name: str) -> None:
    text = inspect.getsource(importlib.import_module(name))
    assert not re.search(r"^\s*Example:\s*$", text, re.MULTILINE), f"{name}: write 'Examples:'"
    assert not re.search(r":[a-z]+:`", text), f"{name}: write ``name``; roles are shown as they stand"
    assert not re.search(r"::$", text, re.MULTILINE), f"{name}: a code block needs no '::'"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_reference_page(room: str) -> None:
    pages = [f"reference/{room}.md", f"reference/{room}/index.md"]
    (page,) = [page for page in pages if (ROOT / "docs" / page).exists()]
    assert f"::: hmer_kit.{room}\n" in (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert page in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

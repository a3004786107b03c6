"""Versions of Python and of the packages, against what hmer_kit's own metadata ask for."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any

from hmer_kit import __version__
from hmer_kit.cli.project.doctor.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.cli.project.doctor.probes import Probe

__all__ = ["base_findings", "base_modules", "extra_findings"]

_MODULES = {"pillow": "PIL"}
_DEVELOPERS = frozenset({"dev", "docs", "fuzz"})
_NOT_INSTALLED = "hmer_kit runs from its source folder and is not installed, so what it asks for is not known"


def base_modules() -> list[str]:
    """Return the modules that every use needs, in the order of the metadata.

    Examples:
        >>> "PIL" in base_modules()
        True
    """
    return [_MODULES.get(one.name.lower(), one.name) for one in _required("")]


def base_findings(probes: Mapping[str, Probe]) -> list[Finding]:
    """Return what is to be said about Python, hmer_kit and its dependencies.

    Args:
        probes: What came of the import of ``base_modules()``.

    Examples:
        >>> base_findings({})[0].name
        'Python'
    """
    findings = [_python(), Finding("base", "hmer_kit", "good", __version__)]
    if _stated("Name") is None:
        return [*findings, Finding("base", "dependencies", "broken", _NOT_INSTALLED, "pip install -e .")]
    for one in _required(""):
        state, detail = _compared(one)
        probe = probes.get(_MODULES.get(one.name.lower(), one.name))
        if state == "good" and probe is not None and probe.problem:
            state, detail = "broken", f"{detail}; cannot be imported: {probe.problem}"
        failed = state != "good"
        advice = f"pip install '{one.name}{one.specifier}'" if failed else ""
        if failed and state == "broken":
            advice = f"pip install --force-reinstall '{one.name}{one.specifier}'"
        findings.append(Finding("base", one.name, "broken" if failed else "good", detail, advice))
    return findings


def extra_findings() -> list[Finding]:
    """Return for each extra whether its packages are there and recent enough.

    Examples:
        >>> {item.part for item in extra_findings()}
        {'extras'}
    """
    return [_extra(name) for name in sorted(_stated("Provides-Extra") or []) if name not in _DEVELOPERS]


def _extra(name: str) -> Finding:
    found = [(one.name, *_compared(one)) for one in _required(name)]
    states = {state for _, state, _ in found}
    state = next((each for each in ("absent", "outdated") if each in states), "good")
    detail = ", ".join(f"{package} {text}" for package, _, text in found)
    return Finding("extras", name, state, detail, "" if state == "good" else f"pip install 'hmer_kit[{name}]'")  # type: ignore[arg-type]


def _python() -> Finding:
    wanted = ",".join(_stated("Requires-Python") or [])
    version = platform.python_version()
    if not wanted:
        return Finding("base", "Python", "note", version)
    from packaging.specifiers import SpecifierSet

    good = SpecifierSet(wanted).contains(version, prereleases=True)
    detail = f"{version} ({wanted})"
    return Finding("base", "Python", "good" if good else "broken", detail, "" if good else f"use Python {wanted}")


def _compared(one: Any) -> tuple[str, str]:  # noqa: ANN401 - packaging's Requirement
    """Return the state of a package, and its version and what is wanted."""
    wanted = f" ({one.specifier})" if str(one.specifier) else ""
    try:
        version = metadata.version(one.name)
    except (metadata.PackageNotFoundError, KeyError):
        return "absent", f"not installed{wanted}"
    if not version:  # metadata that were cut off
        return "broken", f"without a version{wanted}"
    good = one.specifier.contains(version, prereleases=True)
    return ("good" if good else "outdated"), f"{version}{wanted}"


def _stated(key: str) -> list[str] | None:
    """Return what the metadata of hmer_kit say under a key; None if it is not installed."""
    try:
        return metadata.metadata("hmer_kit").get_all(key) or []
    except metadata.PackageNotFoundError:
        return None


def _required(extra: str) -> list[Any]:
    """Return the requirements of the base, or those that an extra adds; an extra that names another has its own."""
    from packaging.requirements import Requirement

    try:
        every = [Requirement(text) for text in metadata.requires("hmer_kit") or []]
    except metadata.PackageNotFoundError:
        return []
    base = [one for one in every if one.marker is None or one.marker.evaluate({"extra": ""})]
    if not extra:
        return base
    names = {str(one) for one in base}
    found: list[Any] = []
    for one in every:
        if str(one) in names or one.marker is None or not one.marker.evaluate({"extra": extra}):
            continue
        nested = one.name.replace("-", "_").lower() == "hmer_kit"
        found += [inner for name in sorted(one.extras) for inner in _required(name)] if nested else [one]
    return found

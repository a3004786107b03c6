"""Licences of installed packages as SPDX expressions, and whether they are allowed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
UNKNOWN = "unknown"
_NOT_FOR_RUNNING = frozenset({"dev", "docs", "fuzz", "audit"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What licences may be, see ``licences.toml``."""

    allowed: frozenset[str]
    words: dict[str, str]
    read_by_hand: dict[str, str]
    excepted: dict[str, dict[str, str]]

    @classmethod
    def load(cls, path: Path = ROOT / "audit" / "licences.toml") -> Terms:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(**{**values, "allowed": frozenset(values["allowed"])})

    def licence(self, name: str, told: metadata.PackageMetadata) -> str:
        """Return the licence of a package as an SPDX expression, ``UNKNOWN`` where none can be read."""
        if name in self.read_by_hand:
            return self.read_by_hand[name]
        given = told.get_all("Classifier", [])
        kinds = [line.rpartition(" :: ")[2] for line in given if line.startswith("License ::")]
        classified = " OR ".join(dict.fromkeys(self.words[kind] for kind in kinds if kind in self.words))
        field = (told.get("License") or "").strip()
        for text in (told.get("License-Expression") or "", field, self.words.get(field, ""), classified):
            try:
                return str(canonicalize_license_expression(text))
            except InvalidLicenseExpression:
                continue
        return UNKNOWN

    def problem(self, name: str, licence: str) -> str | None:
        """Return why a licence may not be, None where it may."""
        if self.excepted.get(name, {}).get("licence") == licence:
            return None
        parts = [part.strip(" ()") for part in re.split(r"\b(?:AND|OR)\b", licence)]
        other = [part for part in parts if part not in self.allowed]
        return f"{name} is under {licence}, and {', '.join(other)} is not in the list" if other else None


def installed(names: Iterable[str]) -> dict[str, metadata.PackageMetadata | None]:
    """Return the metadata of packages by name; None for those that are not there."""
    found: dict[str, metadata.PackageMetadata | None] = {}
    for name in names:
        try:
            found[name] = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def pinned() -> list[str]:
    """Return the names of the pinned packages."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return sorted(canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line and line[0] != "#")


def runtime() -> list[tuple[str, Requirement]]:
    """Return what running asks for, with the extra that asks, empty for what is always needed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [("", Requirement(line)) for line in project["dependencies"]]
    for extra, lines in project["optional-dependencies"].items():
        if extra not in _NOT_FOR_RUNNING:
            found += [(extra, Requirement(line)) for line in lines]
    return [(extra, one) for extra, one in found if canonicalize_name(one.name) != "hmer-kit"]


def table(terms: Terms) -> str:
    """Return the packages that running asks for with their licences, in Markdown."""
    asked = runtime()
    told = installed(canonicalize_name(one.name) for _, one in asked)
    lines = ["| Package | Range | Needed for | Licence |", "|---|---|---|---|"]
    for extra, one in asked:
        name = canonicalize_name(one.name)
        data = told[name]
        licence = "not in the pinned environment" if data is None else terms.licence(name, data)
        lines.append(f"| {one.name} | `{one.specifier}` | {f'`[{extra}]`' if extra else 'always'} | {licence} |")
    return "\n".join(lines)

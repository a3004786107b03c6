from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SourceSpec = Any


@dataclass
class OpenedSource:
    items: Any
    skipped: list = field(default_factory=list)


def open_source(spec, *, images=None):
    return OpenedSource(spec)

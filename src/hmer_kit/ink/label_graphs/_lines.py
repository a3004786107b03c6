"""The lines of a label graph file, field by field, each error with its place."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from hmer_kit.exceptions import DataError
from hmer_kit.ink.label_graphs.names import MERGE, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.latex.kinds import Relation

__all__ = ["Line", "Source", "read_lines"]

_NAME: Final = re.compile(r"#\s*IUD\s*,\s*(.*)")
_FIELDS: Final = {"N": (3, 4), "E": (4, 5), "O": (4, None), "R": (4, 5), "EO": (4, 5)}
"""Least and most fields of each kind of line."""
_LONGEST: Final = 256
"""Most characters of an id, a label or a relation; paths are longer."""
_SHOWN: Final = 40
_MOST_PROBLEMS: Final = 100
_FORMS: Final = {"N": "nodes and edges", "E": "nodes and edges"}
_OBJECTS_FORM: Final = "objects and relations"


@dataclass(slots=True)
class Source:
    """What is read, for messages, and what is not as it should be."""

    path: str
    """The file."""
    name: str = ""
    """What the file calls itself."""
    problems: list[str] = field(default_factory=list)
    """What does no harm, the first hundred."""
    left_out: int = 0
    """How many more there are."""

    def note(self, problem: str) -> None:
        """Keep what is not as it should be."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.left_out += 1

    def all_problems(self) -> tuple[str, ...]:
        """Return what was kept, and how many were not."""
        more = (f"{self.left_out} more problems",) if self.left_out else ()
        return (*self.problems, *more)

    def refuse(self, code: str, problem: str, *, line: int | None = None, column: int | None = None) -> NoReturn:
        """Raise the error of a place."""
        place = self.path if line is None else f"{self.path} line {line}"
        place = place if column is None else f"{place} field {column}"
        raise DataError(f"{place}: {problem}", code=code, path=self.path, line=line)


class Line(NamedTuple):
    """One line that says something."""

    number: int
    kind: str
    """``N``, ``E``, ``O`` or ``R``."""
    fields: list[str]
    """All of it, blanks around each field taken off."""

    def relation(self, source: Source) -> Relation:
        """Return the relation in its fourth field."""
        relation = RELATIONS.get(self.fields[3])
        if relation is None:
            known = "R, Right, Sup, Sub, Above, Below, Inside"
            expected = f"{known} or, between strokes of one symbol, {MERGE}" if self.kind == "E" else known
            problem = f"expected a relation ({expected}), got {self.fields[3][:_SHOWN]!r}"
            source.refuse("unknown_relation", problem, line=self.number, column=4)
        return relation


def read_lines(text: str, source: Source) -> Iterator[Line]:
    """Yield the lines of a label graph; comments give it its name.

    Raises:
        DataError: A line is of no known kind, has too few or too many fields or a weight that is no number, or the file
            mixes its two forms.
    """
    form = None
    for number, raw in enumerate(text.split("\n"), start=1):
        stripped = raw.strip()
        if not stripped or stripped.startswith("#"):
            named = _NAME.fullmatch(stripped)
            source.name = source.name or (named[1].strip() if named else "")
            continue
        fields = [part.strip() for part in stripped.split(",")]
        kind = fields[0]
        if kind not in _FIELDS:
            problem = f"expected N, E, O, R or EO at the beginning of a line, got {kind[:_SHOWN]!r}"
            source.refuse("unknown_line", problem, line=number, column=1)
        _check_fields(kind, fields, source, number)
        own = _FORMS.get(kind, _OBJECTS_FORM)
        form = form or own
        if own != form:
            source.refuse("mixed_forms", f"expected {form} as before, got {own}", line=number, column=1)
        yield Line(number, "R" if kind == "EO" else kind, fields)


def _check_fields(kind: str, fields: list[str], source: Source, line: int) -> None:
    least, most = _FIELDS[kind]
    if len(fields) < least or (most is not None and len(fields) > most):
        span = f"at least {least}" if most is None else f"{least} or {most}"
        problem = f"expected {span} fields in a line {kind}, got {len(fields)}; a comma as a label is written COMMA"
        source.refuse("field_count", problem, line=line)
    wanted = (1, 2) if kind in {"N", "O"} else (1, 2, 3)
    empty = next((at for at in wanted if not fields[at]), None)
    if empty is not None:
        source.refuse("empty_field", "expected a text, got none", line=line, column=empty + 1)
    long = next((at for at in wanted if len(fields[at]) > _LONGEST), None)
    if long is not None:
        got = f"{fields[long][:_SHOWN]!r} and {len(fields[long]) - _SHOWN} more"
        problem = f"expected at most {_LONGEST} characters, got {got}"
        source.refuse("long_field", problem, line=line, column=long + 1)
    at = 4 if kind in {"E", "R", "EO"} else 3
    if len(fields) > at:
        _check_weight(fields[at], source, line=line, column=at + 1)


def _check_weight(text: str, source: Source, *, line: int, column: int) -> None:
    if text in {"1.0", "1.000", "1"}:
        return
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        source.refuse("bad_weight", f"expected a weight, got {text[:_SHOWN]!r}", line=line, column=column)
    if weight != 1:
        source.note(f"line {line}: the weight {weight:g} is not kept")

"""A part of the work: so many records in a row, and what is made of them in any process, the same everywhere."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hmer_kit.data import InkImage, Record, Skip, conversation, get_shape
from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.tasks.building._making import UNUSED, built, reason_of, where

if TYPE_CHECKING:
    from hmer_kit.tasks.base import Task, TaskExample
    from hmer_kit.tasks.building.plan import BuildPlan

__all__ = ["BuiltPart", "Part", "PartBuilder", "Place"]

_MAX_ROW_BYTES = 2**24
_SHOWN = 200


class Place(Protocol):
    """Where a worker is: a number that another process may read when the worker has died.

    Examples:
        >>> import ctypes
        >>> place: Place = ctypes.c_longlong(-1)
        >>> place.value
        -1
    """

    value: int


@dataclass(frozen=True, slots=True)
class Part:
    """Records that are built together, by one process.

    Examples:
        >>> Part(0, (Record("a", "x"),)).items[0].id
        'a'
    """

    number: int
    """From 0."""
    items: tuple[Record | Skip, ...]
    """Records, and notes of a reader in their places."""
    deadly: tuple[int, ...] = ()
    """Places of records in it that have ended the process that built them, twice."""

    def digest(self) -> str:
        """Return a digest of what its records say: of equal digests, a part need not be built again.

        Examples:
            >>> Part(0, (Record("a", "x"),)).digest() == Part(1, (Record("a", "x"),)).digest()
            True
        """
        total = hashlib.blake2b(digest_size=16)
        for item in self.items:
            total.update(repr(_identity(item)).encode("utf-8", "backslashreplace"))
        return total.hexdigest()


@dataclass(slots=True)
class BuiltPart:
    """What was made of a part.

    Examples:
        >>> from hmer_kit.tasks.building import BuildPlan
        >>> part = PartBuilder(BuildPlan(tasks=["vanilla"], shape="trl"))(Part(0, (Record("a", "x"),)))
        >>> part.rows, part.texts["vanilla"][:11]
        (Counter({'vanilla': 1}), b'{"prompt": ')
    """

    number: int
    """That of the part."""
    texts: dict[str, bytes]
    """Rows of each task that has any, with what stands between two."""
    rows: Counter[str] = field(default_factory=Counter)
    """Examples of each task."""
    unused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Records that an error task has no use for, by task and reason."""
    bad: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What was left out, by task and kind; the task is empty where the whole record was."""
    notes: bytes = b""
    """One JSON object a line, ``where`` and ``reason``, for each thing left out."""


@dataclass(frozen=True, slots=True)
class PartBuilder:
    """Builds parts by a plan; it pickles, and its module imports no framework.

    Examples:
        >>> from hmer_kit.tasks.building import BuildPlan
        >>> PartBuilder(BuildPlan(tasks=["error_detection"]))(Part(0, (Record("a", "x"),))).unused
        Counter({('error_detection', 'no prediction'): 1})
    """

    plan: BuildPlan
    """What to make."""

    def __call__(self, part: Part, *, place: Place | None = None) -> BuiltPart:
        """Build a part; nothing that is wrong with a record ends it.

        Args:
            part: The records.
            place: Is told the place in the part of each record before it is built.

        Examples:
            >>> from hmer_kit.tasks.building import BuildPlan
            >>> PartBuilder(BuildPlan())(Part(0, (Skip("line 1", "blank line"),))).bad
            Counter({('', 'blank line'): 1})
        """
        sheet = _Sheet(self.plan, part.number)
        for at, item in enumerate(part.items):
            if place is not None:
                place.value = at
            if isinstance(item, Skip):
                sheet.note(item, kind=item.reason)
            elif at in part.deadly:
                sheet.note(Skip(where(item), "the process that built it died, twice"))
            else:
                sheet.add(item)
        return sheet.part()


class _Sheet:
    """The rows and notes of a part in the making."""

    def __init__(self, plan: BuildPlan, number: int) -> None:
        self.plan = plan
        self.shape = get_shape(plan.shape)
        self.built = BuiltPart(number, {})
        self.rows: dict[str, list[str]] = {}
        self.notes: list[str] = []

    def part(self) -> BuiltPart:
        self.built.texts = {
            name: self.shape.separator.join(rows).encode("utf-8") for name, rows in self.rows.items() if rows
        }
        self.built.notes = "".join(self.notes).encode("ascii")
        return self.built

    def add(self, record: Record) -> None:
        """Add a row for each task that has one, and a note for each that should."""
        try:
            images = self._images(record)
        except HmerKitError as error:
            self.note(Skip(where(record), str(error)), kind=reason_of(error))
        except Exception as error:  # noqa: BLE001 - a source of one's own may fail in any way; the others go on
            self.note(Skip(where(record), _crash(error)), kind=f"crash: {type(error).__name__}")
        else:
            for task in self.plan.tasks:
                self._add(record, task, images)  # type: ignore[arg-type]  # the plan has made tasks of names

    def note(self, skip: Skip, *, kind: str | None = None, task: str = "") -> None:
        self.built.bad[task, kind or skip.reason] += 1
        self.notes.append(json.dumps({"where": skip.where, "reason": skip.reason}) + "\n")

    def _images(self, record: Record) -> list[str]:
        """Return the paths of the picture, decoded once; an error if the record is not to be built."""
        limit = self.plan.max_characters
        if len(record.reference) > limit or len(record.prediction or "") > limit:
            raise _too_long(limit)
        if record.image is None:
            return []
        if self.plan.decoding == "check" and self.plan.pictures.place != "copied":  # what is copied is decoded there
            record.image.load()
        return [self.plan.pictures.path_of(record.image, folder=f"{self.built.number:05d}")]

    def _add(self, record: Record, task: Task, images: list[str]) -> None:
        try:
            made = built(task, record, include_error_free=self.plan.include_error_free)
            if isinstance(made, Skip) and made.reason in UNUSED:
                self.built.unused[task.name, made.reason] += 1
            elif isinstance(made, Skip):
                self.note(made, task=task.name)
            else:
                self._write(made, images)
        except InputError as error:
            self.note(Skip(where(record, task), str(error)), kind="no conversation", task=task.name)
        except Exception as error:  # noqa: BLE001 - a record that trips over a fault of ours is named, the others go on
            self.note(Skip(where(record, task), _crash(error)), kind=f"crash: {type(error).__name__}", task=task.name)

    def _write(self, example: TaskExample, images: list[str]) -> None:
        text = self.shape.row(conversation(example.prompt, example.target, images=images))
        if len(text) > _MAX_ROW_BYTES or (len(text) > _MAX_ROW_BYTES // 4 and len(text.encode()) > _MAX_ROW_BYTES):
            raise InputError(f"expected a row of at most {_MAX_ROW_BYTES} bytes, which readers take, got a longer one")
        self.rows.setdefault(example.task, []).append(text)
        self.built.rows[example.task] += 1


def _identity(item: Record | Skip) -> tuple[object, ...]:
    if isinstance(item, Skip):
        return item.where, item.reason
    picture = None if item.image is None else item.image.name
    style = (item.image.style,) if isinstance(item.image, InkImage) else ()
    return item.id, item.reference, item.prediction, picture, *style


def _too_long(limit: int) -> DataError:
    message = (
        f"expected a reference and a prediction of at most {limit} characters; raise max_characters if meant to be"
    )
    return DataError(message, code="too_long")


def _crash(error: Exception) -> str:
    return f"crash: {type(error).__name__}: {' '.join(str(error)[:_SHOWN].split())}"

"""What is made of each record, in whichever process: tasks, shape, paths of pictures, bounds."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hmer_kit.data import PicturePaths, get_shape
from hmer_kit.exceptions import InputError
from hmer_kit.tasks.building._choice import resolve
from hmer_kit.tasks.registry import TASKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tasks.base import Task

__all__ = ["BuildPlan"]

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What to build of each record, and how it is written.

    Raises:
        InputError: An unknown task, shape or word, two tasks of one name, or a bound below 1.

    Examples:
        >>> [task.name for task in BuildPlan(tasks=["vanilla", "tree_cot"]).tasks]
        ['vanilla', 'tree_cot']
    """

    tasks: Sequence[str | Task] = tuple(TASKS)
    """Names or tasks, in the order in which a file of all of them has them; a tuple of tasks once the plan is made."""
    shape: str = "sharegpt"
    """Shape of the files: a name of ``hmer_kit.data.SHAPES``."""
    pictures: PicturePaths = field(default_factory=PicturePaths)
    """What is written of a picture."""
    decoding: Literal["check", "trust"] = "check"
    """Whether each picture is decoded once, so that a broken one is named here and not in training."""
    include_error_free: bool = False
    """Whether right predictions give examples of the error tasks too, nothing marked."""
    max_characters: int = 2**16
    """Longest reference and prediction. The tree of a longer one may be larger than memory: it grows with the square of
    the nesting."""

    def __post_init__(self) -> None:
        tasks = tuple(resolve(self.tasks))
        names = [task.name for task in tasks]
        if not tasks or len(set(names)) < len(names):
            raise InputError(f"expected one task or more, each once, got {names}")
        object.__setattr__(self, "tasks", tasks)
        get_shape(self.shape)
        if not isinstance(self.pictures, PicturePaths):
            raise InputError(f"expected PicturePaths as pictures, got {type(self.pictures).__name__}")
        if self.decoding not in {"check", "trust"}:
            raise InputError(f"expected decoding to be 'check' or 'trust', got {self.decoding!r}")
        bound: object = self.max_characters
        if not isinstance(bound, int) or isinstance(bound, bool) or bound < 1:
            raise InputError(f"expected max_characters as a number from 1, got {bound!r}")

    def fingerprint(self) -> str:
        """Return a digest of all options: two plans of one digest build the same of the same record.

        Examples:
            >>> BuildPlan().fingerprint() == BuildPlan(shape="trl").fingerprint()
            False
        """
        text = _ADDRESS.sub("", repr(self))  # a task of one's own may have no repr of its own
        return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()

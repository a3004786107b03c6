"""The files of a finished build, brought to their places."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit._files import draft_of
from hmer_kit.data import get_shape

if TYPE_CHECKING:
    from hmer_kit.data import ConversationShape
    from hmer_kit.tasks.building._ledger import Ledger
    from hmer_kit.tasks.building.plan import BuildPlan

NOTES = "skipped.jsonl"
"""Name of the file that says what was left out."""


class Target:
    """Where the files of a build go.

    Args:
        output: File or folder.
        plan: What is built.
    """

    def __init__(self, output: Path, plan: BuildPlan) -> None:
        self.plan = plan
        self.shape = get_shape(plan.shape)
        self.output = output
        self.single = output.suffix == self.shape.suffix
        whole = Path(os.path.abspath(output))
        self.work = whole.with_name(f".{whole.name[:80]}.building")
        self.tasks = [task if isinstance(task, str) else task.name for task in plan.tasks]
        self.notes = output.with_name(f"{output.stem}.{NOTES}") if self.single else output / NOTES

    def file_of(self, task: str) -> Path:
        """Return the file of a task."""
        return self.output if self.single else self.output / f"{task}{self.shape.suffix}"


def deliver(ledger: Ledger, target: Target) -> Path | None:
    """Move the files to their places; those of an earlier build that this one has nothing for go.

    A build that is killed here is delivered again: what has been moved is in its place.

    Returns:
        The file that says what was left out, if anything was.

    Raises:
        OSError: A file cannot be written.
    """
    drafts = ledger.drafts
    for draft in (*drafts.values(), ledger.notes):
        draft.close()
    target.notes.parent.mkdir(parents=True, exist_ok=True)
    filled = [task for task in target.tasks if ledger.tally.rows[task]]
    if target.single:
        _join([drafts[task].path for task in filled], target.output, target.shape)
    else:
        _move({drafts[task].path: target.file_of(task) for task in filled})
        for task in set(target.tasks) - set(filled):
            target.file_of(task).unlink(missing_ok=True)
    if not ledger.tally.bad:
        target.notes.unlink(missing_ok=True)
        return None
    _move({ledger.notes.path: target.notes})
    return target.notes


def _move(files: dict[Path, Path]) -> None:
    for draft, file in files.items():
        if draft.exists():
            draft.replace(file)


def _join(drafts: list[Path], output: Path, shape: ConversationShape) -> None:
    """Write one file of all drafts; each has the beginning and the end of a file of its own."""
    with draft_of(output) as path, path.open("wb") as file:
        file.write(shape.opening.encode())
        for number, draft in enumerate(drafts):
            if number:
                file.write(shape.separator.encode())
            with draft.open("rb") as rows:
                rows.seek(len(shape.opening.encode()))
                shutil.copyfileobj(rows, file, 2**20)
            file.truncate(file.tell() - len(shape.closing.encode()))
            file.seek(0, 2)
        file.write(shape.closing.encode())

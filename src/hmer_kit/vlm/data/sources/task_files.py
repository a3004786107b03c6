"""Examples that ``hmer-kit build-tasks`` has written, read one at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, overload

from hmer_kit._files import StrPath, file_path
from hmer_kit.data import FileImage, Record, ShareGPTFile, ZipImage
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import TaskExample, prompts
from hmer_kit.vlm._tasks import known_task, known_tasks, with_the_five

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import Conversation, ImageSource
    from hmer_kit.tasks import Task

__all__ = ["TaskFile", "task_of_prompt"]

_WHOLE = {
    prompts.VANILLA: "vanilla",
    prompts.VANILLA_FIGURE: "vanilla",
    prompts.TREE_COT: "tree_cot",
    prompts.SYMBOL_COUNTING: "symbol_counting",
}
_BEGINNINGS = {
    prompts.ERROR_DETECTION.partition("\n")[0]: "error_detection",
    prompts.ERROR_CORRECTION.partition("\n")[0]: "error_correction",
}


def task_of_prompt(prompt: str) -> str | None:
    """Return the task that a prompt of the released data belongs to, or None where it is another prompt.

    Args:
        prompt: The question, without ``<image>``.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.tasks import get_task
        >>> task_of_prompt(get_task("tree_cot").build(Record("a", "x")).prompt)
        'tree_cot'
    """
    text = prompt.strip()
    if text in _WHOLE:
        return _WHOLE[text]
    return next((task for beginning, task in _BEGINNINGS.items() if text.startswith(beginning)), None)


class TaskFile(Sequence[TaskExample]):
    r"""The examples of a ShareGPT file, read when asked for, so that the file may be larger than memory.

    The record of an example has the name of its picture, without the extension, as its id. Its reference is what the
    answer says; in error detection, which only says what is wrong, it is the marked expression.

    Args:
        path: JSON list or JSON Lines.
        images: Folder or zip archive that the paths of pictures stand in; by default the first that holds the first
            picture of the file's own folder, ``images/`` and ``images.zip`` beside it.
        task: Task of all examples, by name or as it is; by default the name of the file (``tree_cot.json``), else what
            the prompts say.
        tasks: Tasks of your own that ``task`` or the name of the file may name.

    Raises:
        DataError: The file cannot be read, or its pictures are nowhere.
        InputError: An unknown task.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> from hmer_kit.data import conversation, write_sharegpt
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (8, 8)).save(f"{folder}/a.png")
        ...     write_sharegpt(f"{folder}/vanilla.json", [conversation("Read it.", "x", images=["a.png"])])
        ...     example = TaskFile(f"{folder}/vanilla.json")[0]
        >>> example.task, example.target, example.record.id
        ('vanilla', 'x', 'a')
    """

    def __init__(
        self,
        path: StrPath,
        *,
        images: StrPath | None = None,
        task: str | Task | None = None,
        tasks: Sequence[str | Task] = (),
    ) -> None:
        self._rows = ShareGPTFile(path)
        stem = file_path(path).stem
        given = {} if task is None or isinstance(task, str) else known_tasks([task])
        self._known = {**with_the_five(tasks), **given}
        named = known_task(task, self._known).name if isinstance(task, str) else next(iter(given), None)
        self.task = named or (stem if stem in self._known else None)
        """Task of all examples; None where the prompts say it."""
        self.images = _place_of_pictures(self._rows) if images is None else file_path(images)
        """Folder or archive of the pictures."""
        if not self.images.exists():
            message = f"expected a folder or archive of pictures, found nothing: {self.images}"
            raise DataError(message, code="missing_pictures", path=str(self.images))
        self._folder = self.images.is_dir()

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> TaskExample: ...
    @overload
    def __getitem__(self, index: slice) -> list[TaskExample]: ...
    def __getitem__(self, index: int | slice) -> TaskExample | list[TaskExample]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        try:
            return self._example(self._rows[row])
        except InputError as error:
            raise DataError(f"{self._rows.where(row)}: {error}", code="no_example") from error

    def _example(self, item: Conversation) -> TaskExample:
        roles = [message.role for message in item.messages]
        if roles != ["human", "gpt"] or len(item.images) != 1:
            raise InputError(f"expected one picture, a question and an answer, got {len(item.images)} and {roles}")
        prompt = item.messages[0].value.replace("<image>", "", 1).removeprefix("\n")
        target = item.messages[1].value
        name = self.task or task_of_prompt(prompt)
        if name is None:
            raise InputError(f"expected a prompt of one of {list(self._known)}, got {prompt[:60]!r}; give task=")
        answer = self._known[name].read(target)
        if answer.scored is None:
            raise InputError(f"expected an answer of {name}, got {target[:60]!r}: {', '.join(answer.problems)}")
        path = item.images[0]
        marked = name == "error_detection"
        record = Record(
            os.path.splitext(path)[0],
            answer.scored if marked or answer.latex is None else answer.latex,
            image=self._image(path),
            prediction=answer.latex if marked else None,
        )
        return TaskExample(name, prompt, target, answer.scored, record)

    def _image(self, name: str) -> ImageSource:
        return FileImage(self.images, name) if self._folder else ZipImage(self.images, name)


def _place_of_pictures(rows: ShareGPTFile) -> Path:
    """Return where the first picture is."""
    folder = rows.path.parent
    name = _first_picture(rows)
    places = (folder, folder / "images", folder / "images.zip")
    for place in places:
        source = ZipImage(place, name) if place.suffix == ".zip" else FileImage(place, name)
        try:
            source.size()
        except DataError:
            continue
        return place
    raise DataError(
        f"expected the picture {name!r} of {rows.path} in one of {', '.join(map(str, places))}, found it in none; "
        "give images=",
        code="missing_pictures",
        path=str(rows.path),
    )


def _first_picture(rows: ShareGPTFile) -> str:
    for row in range(len(rows)):
        with suppress(DataError):
            if images := rows[row].images:
                return images[0]
    raise DataError(f"expected rows with pictures in {rows.path}, found none", code="no_pictures", path=str(rows.path))

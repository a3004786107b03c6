"""What a model is asked and how, kept beside its weights and used again by every back end.

A model that was trained on one prompt, one order of picture and text and one range of picture sizes answers worse with
others, and two servers of the same weights then disagree. ``InferenceSettings`` is all of that in one small file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from hmer_kit import __version__
from hmer_kit._files import file_path
from hmer_kit.data.pixel_budget import PixelBudget
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks._settings_checks import check_decoding, check_prompt, check_texts
from hmer_kit.tasks._settings_file import parse_settings, read_settings, settings_text, write_settings
from hmer_kit.tasks.registry import TASKS, get_task

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    from hmer_kit.tasks.base import Task

__all__ = ["SETTINGS_FILE", "InferenceSettings", "Order", "Style"]

SETTINGS_FILE: Final = "hmer_kit.json"
"""Name of the file in the folder of the weights."""

Order = Literal["image-text", "text-image"]
"""What comes first in the user's turn."""

Style = Literal["encoder-decoder", "chat", "text"]
"""How picture and prompt are given, see ``hmer_kit.vlm.PromptStyle``."""

_FIELD = re.compile(r"\{(?:prediction|marked)\}")


def _own_prompts() -> dict[str, str]:
    return {name: task.prompt for name, task in TASKS.items()}  # type: ignore[attr-defined]  # the five have one


@dataclass(frozen=True, slots=True)
class InferenceSettings:
    """Prompts, picture sizes and decoding of a model.

    Raises:
        InputError: A field has the wrong type or an impossible value; a prompt lacks the place for the expression.

    Examples:
        >>> settings = InferenceSettings(prompts={"vanilla": "Read it."}, pixel_budget=PixelBudget(max_pixels=200_000))
        >>> settings.task("vanilla").prompt, settings.temperature
        ('Read it.', None)
    """

    prompts: Mapping[str, str] = field(default_factory=dict)
    """Prompt of each task by its name; the library's own for those that are not given."""
    system_prompt: str | None = None
    """Text of a system turn before the user's; without it there is none, but what the chat template adds by itself."""
    order: Order = "image-text"
    """What comes first in the user's turn."""
    style: Style | None = None
    """How picture and prompt are given, where detection from the model should be overridden."""
    text_template: str | None = None
    r"""Prompt of the text style with the model's picture token, such as ``"<image>{prompt}\n"``."""
    pixel_budget: PixelBudget | None = None
    """Size that pictures are brought to before any back end sees them; None leaves it to the processor."""
    max_new_tokens: int = 512
    """Longest response in ids, at most 131072."""
    temperature: float | None = None
    """Responses are sampled at this temperature; greedy if None."""
    candidates: int = 1
    """Responses to each question, at most 1024."""
    label: str | None = None
    """What the model is called, in reports."""
    version: str = __version__
    """Version of hmer_kit that these settings were made with."""

    def __post_init__(self) -> None:
        if not hasattr(self.prompts, "items"):
            raise InputError(f"expected prompts as a mapping of task names, got {type(self.prompts).__name__}")
        object.__setattr__(self, "prompts", {**_own_prompts(), **self.prompts})
        for name, prompt in self.prompts.items():
            check_prompt(name, prompt)
        check_texts(self, one_of={"order": get_args(Order), "style": (*get_args(Style), None)})
        check_decoding(self)

    def task(self, name: str) -> Task:
        """Return a task that asks in the words of these settings.

        Args:
            name: One of the five, see ``get_task``.

        Raises:
            InputError: There is none of that name.

        Examples:
            >>> InferenceSettings().task("tree_cot") == get_task("tree_cot")
            True
        """
        return replace(get_task(name), prompt=self.prompts[name])  # type: ignore[type-var]  # the five are dataclasses

    def prompt_of(self, task: str, prompt: str) -> str:
        """Say a prompt in the words of these settings, where it is in the library's own; leave any other as it is.

        Args:
            task: Name of the task.
            prompt: The prompt as ``Task.build`` or a strategy made it, a prediction inside it perhaps.

        Examples:
            >>> settings = InferenceSettings(prompts={"error_detection": "Wrong where? {prediction}"})
            >>> from hmer_kit.tasks.prompts import ERROR_DETECTION
            >>> settings.prompt_of("error_detection", ERROR_DETECTION.replace("{prediction}", "x + d"))
            'Wrong where? x + d'
            >>> settings.prompt_of("error_detection", "A question of my own: x + d?")
            'A question of my own: x + d?'
        """
        own = _own_prompts().get(task)
        if own is None or own == self.prompts[task]:
            return prompt
        head, *rest = _FIELD.split(own)
        tail = rest[0] if rest else ""
        if not rest:
            return self.prompts[task] if prompt == own else prompt
        if len(prompt) < len(head) + len(tail) or not (prompt.startswith(head) and prompt.endswith(tail)):
            return prompt
        inside = prompt[len(head) : len(prompt) - len(tail)]
        return _FIELD.sub(lambda _: inside, self.prompts[task])

    def messages(self, prompt: str, picture: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the turns of a chat, the same for every back end.

        Args:
            prompt: The question.
            picture: The part that holds the picture: ``{"type": "image", "image": ...}`` for a transformers processor,
                ``{"type": "image_url", "image_url": ...}`` for a server.

        Examples:
            >>> turn, = InferenceSettings(order="text-image").messages("Read it.", {"type": "image"})
            >>> [part["type"] for part in turn["content"]]
            ['text', 'image']
        """
        parts = [dict(picture), {"type": "text", "text": prompt}]
        user = {"role": "user", "content": parts if self.order == "image-text" else parts[::-1]}
        if self.system_prompt is None:
            return [user]
        return [{"role": "system", "content": [{"type": "text", "text": self.system_prompt}]}, user]

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``hmer_kit.json``; a reader sees the file that was there or the whole new one.

        Args:
            folder: Of the weights; made if absent.

        Returns:
            The file.

        Raises:
            DataError: It cannot be written.

        Examples:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     _ = InferenceSettings(max_new_tokens=300).save(folder)
            ...     InferenceSettings.load(folder).max_new_tokens
            300
        """
        return write_settings(file_path(folder) / SETTINGS_FILE, self)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> InferenceSettings:
        """Read ``hmer_kit.json``.

        Args:
            folder: Of the weights.

        Raises:
            DataError: There is none, it is broken, of a newer format, or holds something unknown or impossible; the
                message names the file and the key.

        Examples:
            >>> InferenceSettings.load("no such folder")
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.DataError: expected a settings file, found no such file: no such folder/hmer_kit.json
        """
        path = file_path(folder) / SETTINGS_FILE
        return _built(read_settings(path), where=str(path))

    def dumps(self) -> str:
        """Return the text of the file, to be kept in a checkpoint or a log.

        Examples:
            >>> InferenceSettings.loads(InferenceSettings(label="a").dumps()).label
            'a'
        """
        return settings_text(self)

    @classmethod
    def loads(cls, text: str) -> InferenceSettings:
        """Read the text of such a file.

        Args:
            text: What ``dumps`` gave, or ``hmer_kit.json`` holds.

        Raises:
            DataError: See ``load``.

        Examples:
            >>> InferenceSettings.loads('{"format": 1}') == InferenceSettings()
            True
        """
        return _built(parse_settings(text, path="settings"), where="settings")


def _built(values: dict[str, Any], *, where: str) -> InferenceSettings:
    try:
        budget = values.pop("pixel_budget", None)
        return InferenceSettings(**values, pixel_budget=None if budget is None else PixelBudget(**budget))
    except InputError as error:
        raise DataError(f"{where}: {error}", code="bad_settings", path=where) from error

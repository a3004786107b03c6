"""What a model is asked and how, kept beside its weights and used again by every back end.

A model that was trained on one prompt, one order of picture and text and one range of picture sizes answers worse with
others, and two servers of the same weights then disagree. ``InferenceSettings`` is all of that in one small file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from hmer_kit import __version__
from hmer_kit._files import file_path
from hmer_kit.data.pixel_budget import PixelBudget
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks._records import require_prompt
from hmer_kit.tasks._settings_file import read_settings, write_settings
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
_MOST_TOKENS = 2**17
_MOST_CANDIDATES = 1024
_HOTTEST = 100


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
            _check_prompt(name, prompt)
        _check_texts(self)
        _check_decoding(self)

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
        values = read_settings(path)
        try:
            budget = values.pop("pixel_budget", None)
            return cls(**values, pixel_budget=None if budget is None else PixelBudget(**budget))
        except InputError as error:
            raise DataError(f"{path}: {error}", code="bad_settings", path=str(path)) from error


def _check_prompt(name: str, prompt: object) -> None:
    _check_text("the name of a task", name)
    try:
        if name in TASKS:
            replace(TASKS[name], prompt=prompt)  # type: ignore[type-var]
        else:
            require_prompt(prompt)
        _check_text("it", prompt)
    except InputError as error:
        raise InputError(f"the prompt of {short(name)}: {error}") from error


def _check_texts(settings: InferenceSettings) -> None:
    for name in ("system_prompt", "text_template", "label", "version"):
        value = getattr(settings, name)
        if value is not None or name == "version":
            _check_text(name, value)
    for name, known in (("order", get_args(Order)), ("style", (*get_args(Style), None))):
        if getattr(settings, name) not in known:
            raise InputError(f"expected {name} to be one of {known}, got {short(getattr(settings, name))}")
    if settings.text_template is not None and "{prompt}" not in settings.text_template:
        raise InputError(f"expected '{{prompt}}' in text_template, got {short(settings.text_template)}")


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise InputError(f"expected {name} to be a string, got {type(value).__name__}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"expected {name} to be text, got half a surrogate pair at character {error.start}") from error


def _check_decoding(settings: InferenceSettings) -> None:
    for name, most in (("max_new_tokens", _MOST_TOKENS), ("candidates", _MOST_CANDIDATES)):
        value = getattr(settings, name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise InputError(f"expected {name} to be a whole number of 1 to {most}, got {short(value)}")
    heat = settings.temperature
    if heat is not None and (isinstance(heat, bool) or not isinstance(heat, int | float) or not 0 < heat <= _HOTTEST):
        raise InputError(
            f"expected temperature to be a number above 0, at most {_HOTTEST}, or None for greedy, got {short(heat)}"
        )
    if heat is None and settings.candidates > 1:
        raise InputError(
            f"expected a temperature for {settings.candidates} candidates, got None: greedy answers are all the same"
        )
    if settings.pixel_budget is not None and not isinstance(settings.pixel_budget, PixelBudget):
        raise InputError(f"expected pixel_budget to be a PixelBudget, got {type(settings.pixel_budget).__name__}")

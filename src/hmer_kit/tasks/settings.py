"""What a model is asked and how, kept beside its weights and used again by every back end.

A model that was trained on one prompt, one order of picture and text and one range of picture sizes answers worse with
others, and two servers of the same weights then disagree. ``InferenceSettings`` is all of that in one small file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from hmer_kit import __version__
from hmer_kit._files import file_path
from hmer_kit.data.pictures.normalization import PictureNormalization  # noqa: TC001 - YAML, as the next
from hmer_kit.data.pictures.pixel_budget import PixelBudget  # noqa: TC001 - YAML is checked by the types of the fields
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks._settings_checks import as_budget, as_normalization, check_decoding, check_prompt, check_texts
from hmer_kit.tasks._settings_file import read_settings, write_settings
from hmer_kit.tasks.registry import TASKS, get_task

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from hmer_kit.tasks.base import Task

__all__ = ["SETTINGS_FILE", "InferenceSettings", "Order", "Style"]

SETTINGS_FILE: Final = "hmer_kit.json"
"""Name of the file in the folder of the weights."""

Order = Literal["image-text", "text-image"]
"""What comes first in the user's turn."""

Style = Literal["encoder-decoder", "encoder-prompt", "chat", "text"]
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
    normalization: PictureNormalization | None = None
    """What is done to pictures before that, such as cutting them to the ink; None leaves them as they are."""
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
        if not isinstance(self.prompts, Mapping):
            raise InputError(f"expected prompts as a mapping of task names, got {type(self.prompts).__name__}")
        object.__setattr__(self, "prompts", {**_own_prompts(), **self.prompts})
        for name, prompt in self.prompts.items():
            check_prompt(name, prompt)
        check_texts(self, one_of={"order": get_args(Order), "style": (*get_args(Style), None)})
        check_decoding(self)
        object.__setattr__(self, "pixel_budget", as_budget(self.pixel_budget))
        object.__setattr__(self, "normalization", as_normalization(self.normalization))

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
        try:
            return cls(**read_settings(path))
        except InputError as error:
            raise DataError(f"{path}: {error}", code="bad_settings", path=str(path)) from error

    @classmethod
    def of(
        cls, said: InferenceSettings | Mapping[str, Any] | None, *, max_new_tokens: int | None = None
    ) -> InferenceSettings:
        """Return settings that are given as such, by their fields (as in YAML or in a checkpoint), or not at all.

        Args:
            said: The settings.
            max_new_tokens: Takes the place of theirs.

        Raises:
            InputError: A field is unknown or impossible.

        Examples:
            >>> InferenceSettings.of({"pixel_budget": {"max_pixels": 9}}, max_new_tokens=5).pixel_budget.max_pixels
            9
        """
        if said is None or isinstance(said, Mapping):
            given = dict(said or {})
            unknown = sorted(str(name) for name in given if name not in cls.__dataclass_fields__)
            if unknown:
                raise InputError(f"expected the fields {', '.join(cls.__dataclass_fields__)}, got {unknown[0]!r}")
            said = cls(**given)
        return said if max_new_tokens is None else replace(said, max_new_tokens=max_new_tokens)

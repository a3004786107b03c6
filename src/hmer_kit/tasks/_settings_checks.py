"""What the fields of the settings may hold, whether a person or a file gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from reprlib import repr as short
from typing import TYPE_CHECKING

from hmer_kit.data.pictures.images import MAX_PIXELS
from hmer_kit.data.pictures.normalization import PictureNormalization
from hmer_kit.data.pictures.pixel_budget import PixelBudget
from hmer_kit.exceptions import InputError
from hmer_kit.tasks._records import require_prompt
from hmer_kit.tasks.registry import TASKS

if TYPE_CHECKING:
    from hmer_kit.tasks.settings import InferenceSettings

_MOST_TOKENS = 2**17
_MOST_CANDIDATES = 1024
_HOTTEST = 100


def check_prompt(name: str, prompt: object) -> None:
    """Check the prompt of a task: one of the five says where the expression goes, if it has one.

    Raises:
        InputError: It does not, or is no text.
    """
    _check_text("the name of a task", name)
    try:
        if name in TASKS:
            replace(TASKS[name], prompt=prompt)  # type: ignore[type-var]
        else:
            require_prompt(prompt)
        _check_text("it", prompt)
    except InputError as error:
        raise InputError(f"the prompt of {short(name)}: {error}") from error


def check_texts(settings: InferenceSettings, *, one_of: Mapping[str, tuple[object, ...]]) -> None:
    """Check the fields that are texts or words of a list.

    Raises:
        InputError: One is not; the field is named.
    """
    for name in ("system_prompt", "text_template", "label", "version"):
        value = getattr(settings, name)
        if value is not None or name == "version":
            _check_text(name, value)
    for name, known in one_of.items():
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


def check_decoding(settings: InferenceSettings) -> None:
    """Check lengths and numbers.

    Raises:
        InputError: One is impossible; the field is named.
    """
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


def as_budget(budget: object) -> PixelBudget | None:
    """Return a pixel budget that is given as such, by its fields, or not at all.

    Raises:
        InputError: It is something else, or larger than any picture that is read: a stranger's file would else make
            pictures of gigabytes.
    """
    if isinstance(budget, Mapping):
        unknown = sorted(str(name) for name in budget if name not in PixelBudget.__dataclass_fields__)
        if unknown:
            raise InputError(f"expected pixel_budget to have min_pixels, max_pixels and multiple, got {unknown[0]!r}")
        budget = PixelBudget(**budget)
    if budget is None:
        return None
    if not isinstance(budget, PixelBudget):
        raise InputError(f"expected pixel_budget to be a PixelBudget, got {type(budget).__name__}")
    if budget.max_pixels > MAX_PIXELS:
        raise InputError(f"expected pixel_budget of at most {MAX_PIXELS} pixels, got {short(budget.max_pixels)}")
    return budget


def as_normalization(normalization: object) -> PictureNormalization | None:
    """Return a normalization that is given as such, by its fields, or not at all.

    Raises:
        InputError: It is something else, or a field is unknown or impossible.
    """
    if isinstance(normalization, Mapping):
        known = PictureNormalization.__dataclass_fields__
        unknown = sorted(str(name) for name in normalization if name not in known)
        if unknown:
            raise InputError(f"expected normalization to have {', '.join(known)}, got {unknown[0]!r}")
        return PictureNormalization(**normalization)
    if normalization is not None and not isinstance(normalization, PictureNormalization):
        raise InputError(f"expected normalization to be a PictureNormalization, got {type(normalization).__name__}")
    return normalization

"""The file of the settings: JSON of a known shape, small, each key checked; it may come from anyone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from difflib import get_close_matches
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, Final, NoReturn

from hmer_kit._files import decode, read_bytes, require_no_pipe, write_atomic
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.tasks.settings import InferenceSettings

FORMAT: Final = 1
"""Number of the shape below; a reader refuses a higher one, for it may mean what this version does not know."""

_MAX_BYTES = 2**20
_KEYS = ("prompts", "system_prompt", "order", "style", "text_template", "pixel_budget", "decoding", "label", "version")
_DECODING_KEYS = ("max_new_tokens", "temperature", "candidates")
_BUDGET_KEYS = ("min_pixels", "max_pixels", "multiple")
_LATER_KEYS = ("normalization",)
"""Keys that are written only where they say something, so that versions that do not know them read the file."""
_NORMALIZATION_KEYS = ("margin", "polarity", "blank")


def write_settings(path: Path, settings: InferenceSettings) -> Path:
    """Write the file at once.

    Raises:
        DataError: The folder cannot be made, or the file not written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the folder {path.parent}: {error.strerror}"
        raise DataError(message, code="unwritable", path=str(path)) from error
    values = asdict(settings)
    decoding = {name: values.pop(name) for name in _DECODING_KEYS}
    ordered = {"format": FORMAT, **{key: decoding if key == "decoding" else values[key] for key in _KEYS}}
    ordered |= {key: values[key] for key in _LATER_KEYS if values[key] is not None}
    write_atomic(path, [json.dumps(ordered, indent=2, ensure_ascii=True), "\n"])
    return path


def read_settings(file: Path) -> dict[str, Any]:
    """Return the fields that the file gives; what they hold is not looked at beyond the kinds of the objects.

    Raises:
        DataError: It is missing, too large, no JSON, of a newer format, or has an unknown key.
    """
    path = str(file)
    require_no_pipe(file, what="settings file")
    text = decode(read_bytes(file, max_bytes=_MAX_BYTES, what="settings file"), path=file)
    values = _object(_parse(text, path), path, where="the file")
    form = values.pop("format", None)
    if isinstance(form, bool) or not isinstance(form, int) or form < 1:
        _refuse(path, f"expected format to be {FORMAT}, got {short(form)}")
    if form > FORMAT:
        by = f" by hmer_kit {values['version'][:40]}" if isinstance(values.get("version"), str) else ""
        _refuse(
            path, f"it was written{by} in format {short(form)}, newer than the {FORMAT} known here; update hmer_kit"
        )
    _only(values, _KEYS + _LATER_KEYS, path)
    decoding = _object(values.pop("decoding", {}), path, where="decoding")
    _only(decoding, _DECODING_KEYS, path, where="decoding.")
    _object(values.get("prompts", {}), path, where="prompts")
    for key, known in (("pixel_budget", _BUDGET_KEYS), ("normalization", _NORMALIZATION_KEYS)):
        if values.get(key) is not None:
            _only(_object(values[key], path, where=key), known, path, where=f"{key}.")
    return {**values, **decoding}


def _parse(text: str, path: str) -> object:
    def constant(name: str) -> NoReturn:
        _refuse(path, f"expected JSON, got {name}")

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        twice = [key for key, count in Counter(key for key, _ in found).items() if count > 1]
        if twice:
            _refuse(path, f"the key {twice[0][:40]!r} stands there twice")
        return dict(found)

    try:
        return json.loads(text, parse_constant=constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        _refuse(path, f"broken JSON: {error.msg}, at line {error.lineno} column {error.colno}")
    except RecursionError:
        _refuse(path, "lists or objects nested too deep")
    except ValueError as error:  # a number of thousands of digits
        if isinstance(error, DataError):
            raise
        _refuse(path, f"broken JSON: {error}")


def _object(value: object, path: str, *, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(path, f"expected {where} to be a JSON object, got {type(value).__name__}")
    return value


def _only(values: dict[str, Any], known: tuple[str, ...], path: str, *, where: str = "") -> None:
    for key in values:
        if key not in known:
            near = get_close_matches(key[:40], known, n=1)
            hint = f"; did you mean {where}{near[0]}?" if near else f"; known are {', '.join(known)}"
            _refuse(path, f"unknown key {where}{key[:40]!r}{hint}")


def _refuse(path: str, problem: str) -> NoReturn:
    raise DataError(f"{path}: {problem}", code="bad_settings", path=path)

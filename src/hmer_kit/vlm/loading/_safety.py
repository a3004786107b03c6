"""What is refused before anything of a folder is run: code beside the weights, and weights that are pickled."""

from __future__ import annotations

import glob
import inspect
import json
import os
import pickle
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from hmer_kit._files import decode, read_bytes
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAX_CONFIG_BYTES = 2**26
_PICKLED = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})
_ADAPTER = "adapter_model"
_CONFIGS = frozenset({"config.json", "tokenizer_config.json", "processor_config.json", "preprocessor_config.json"})
_LISTED = 4


def require_found(name: str | os.PathLike[str]) -> None:
    """Say where an export is whose place was lost when the process that replaced it was killed.

    Raises:
        DataError: There is no such folder, and such a one stands beside.
    """
    folder = Path(name)
    if folder.exists() or not folder.parent.is_dir():
        return
    left = next(folder.parent.glob(f".{glob.escape(folder.name[:80])}.*.old"), None)
    if left is not None:
        raise DataError(
            f"expected a folder, found none: {folder}; a killed process has left an export at {left}, rename it to "
            f"{folder.name}",
            code="missing_file",
            path=str(folder),
        )


def require_no_code(name: str | os.PathLike[str]) -> None:
    """Refuse a folder that asks for its own Python code to be run; names on the hub are left to transformers.

    Raises:
        DataError: A configuration has an ``auto_map``, or there is a generation function of its own.
    """
    folder = Path(name)
    if not folder.is_dir():
        return
    code = folder / "custom_generate" / "generate.py"
    found = [str(code)] if code.exists() else []
    configs = sorted([*folder.glob("*config.json"), *folder.glob("*/*config.json")])
    found += [str(path) for path in configs if path.is_file() and _names_code(path)]
    if found:
        raise DataError(
            f"expected a folder without code of its own, {', '.join(found[:_LISTED])} asks for some; read it, and "
            "give trust_remote_code=True if it may run, or take auto_map out to load with transformers' own classes",
            code="remote_code",
            path=str(folder),
        )


def safe_weights(name: str | os.PathLike[str], *, allow_pickle: bool) -> bool | None:
    """Refuse a folder whose weights are pickled only, unless told to take them.

    Returns:
        Whether only safetensors are to be read; None for what is there, safetensors first.

    Raises:
        DataError: They are, and ``allow_pickle`` is false.
    """
    if allow_pickle:
        return None
    folder = Path(name)
    if not folder.is_dir():
        return True
    safe, pickled = _weights(folder)
    adapters = [path for path in pickled if path.stem == _ADAPTER]
    if adapters and not (folder / f"{_ADAPTER}.safetensors").exists():
        _refuse_pickled(folder, adapters)
    if pickled and not safe:
        _refuse_pickled(folder, pickled)
    return True


@contextmanager
def only_tensors(path: str | os.PathLike[str]) -> Iterator[None]:
    """Say in our words that pickled weights hold more than tensors; torch has refused to run it.

    Raises:
        DataError: They do.
    """
    try:
        yield
    except pickle.UnpicklingError as error:
        raise _code_error(path, error) from error


def require_plain_checkpoint(path: str | os.PathLike[str]) -> None:
    """Check that a Lightning checkpoint holds tensors and plain values alone; nothing in it is run.

    Raises:
        DataError: It holds something else, is broken, or is not there.
    """
    try:
        torch.load(path, map_location="meta", weights_only=True)
    except pickle.UnpicklingError as error:
        raise _code_error(path, error) from error
    except FileNotFoundError as error:
        raise DataError(
            f"expected a checkpoint, found no such file: {path}", code="missing_file", path=str(path)
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise DataError(
            f"the checkpoint {path} is truncated or broken: {_first_line(error)}",
            code="broken_checkpoint",
            path=str(path),
        ) from error


def plain_reading(path: str | os.PathLike[str], load: Callable[..., Any], *, weights_only: bool) -> dict[str, Any]:
    """Return what Lightning's ``load_from_checkpoint`` is to be called with, the checkpoint looked at before.

    Raises:
        DataError: ``weights_only`` is true, and ``require_plain_checkpoint`` raises.
    """
    if weights_only:
        require_plain_checkpoint(path)
    known = "weights_only" in inspect.signature(load).parameters  # since Lightning 2.6
    return {"checkpoint_path": os.fspath(path), **({"weights_only": weights_only} if known else {})}


def _names_code(path: Path) -> bool:
    """Tell whether ``auto_map`` stands anywhere in a configuration.

    A main one that cannot be read is an error; another that is no JSON is no configuration.
    """
    text = decode(read_bytes(path, max_bytes=_MAX_CONFIG_BYTES, what="configuration"), path=path)
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError) as error:
        if path.name not in _CONFIGS:
            return False
        raise DataError(f"broken JSON in {path}: {_first_line(error)}", code="broken_json", path=str(path)) from error
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("auto_map"):
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False


def _weights(folder: Path) -> tuple[list[Path], list[Path]]:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    safe = [path for path in files if path.suffix == ".safetensors"]
    return safe, [path for path in files if path.suffix in _PICKLED and path.name != "training_args.bin"]


def _refuse_pickled(folder: Path, files: list[Path]) -> None:
    names = ", ".join(path.name for path in files[:_LISTED])
    if all(path.suffix == ".ckpt" for path in files):
        advice = "a Lightning checkpoint is read by VLMModule.load_from_checkpoint"
    else:
        advice = (
            "if you trust their source, load them once with allow_pickle=True, by torch's reader of tensors alone, and "
            "save them anew with save_pretrained, which writes safetensors"
        )
    raise DataError(
        f"expected safetensors in {folder}, got pickled weights alone ({names}), which may hold code; {advice}",
        code="pickled_weights",
        path=str(folder),
    )


def _code_error(path: str | os.PathLike[str], error: Exception) -> DataError:
    return DataError(
        f"expected tensors and plain values in {path}, got something that would run code when read: "
        f"{_first_line(error)}; it was not run",
        code="pickled_code",
        path=str(path),
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]

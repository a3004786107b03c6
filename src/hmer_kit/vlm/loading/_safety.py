"""What is refused before anything of a folder is run: code beside the weights, and weights that are pickled."""

from __future__ import annotations

import glob
import json
import pickle
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transformers import PretrainedConfig

from hmer_kit._files import decode, read_bytes
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

_MAX_CONFIG_BYTES = 2**26
_PICKLED = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})
_ADAPTER = "adapter_model"
_CONFIGS = frozenset({"config.json", "tokenizer_config.json", "processor_config.json", "preprocessor_config.json"})
_LISTED = 4
_IMPLEMENTATION = re.compile(r"_?[a-z]+_implementation(_internal)?")
"""Keys of a configuration under which transformers takes the name of a kernel, which is code from the hub."""


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
    """Refuse a folder that asks for Python code to be run, of its own or of a kernel on the hub.

    Of a name on the hub the configuration alone is looked at; its own code transformers refuses.

    Raises:
        DataError: A configuration has an ``auto_map`` or names a kernel, or there is a generation function of its own.
    """
    folder = Path(name)
    if not folder.is_dir():
        return
    code = folder / "custom_generate" / "generate.py"
    found = [str(code)] if code.exists() else []
    configs = sorted([*folder.glob("*config.json"), *folder.glob("*/*config.json")])
    found += [str(path) for path in configs if path.is_file() and _asks_for_code(_values(path))]
    if found:
        raise _remote_code(folder, found)


def require_no_kernel(name: str | os.PathLike[str], *, revision: str) -> None:
    """Refuse a name on the hub whose configuration names a kernel there, which transformers before 5.3 runs.

    Raises:
        DataError: It does.
    """
    if Path(name).is_dir():
        return  # require_no_code looks at those
    with suppress(OSError):  # what cannot be found, whoever loads it says
        config: Any = PretrainedConfig.get_config_dict(name, revision=revision)[0]
        config.pop("auto_map", None)
        if _asks_for_code(config):
            raise _remote_code(name, [f"config.json of {name}"])


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
        raise code_error(path, error) from error


def _remote_code(name: str | os.PathLike[str], found: list[str]) -> DataError:
    return DataError(
        f"expected a model without code of its own, {', '.join(found[:_LISTED])} asks for some; read it, and "
        "give trust_remote_code=True if it may run, or take auto_map and the names of kernels out to load with "
        "transformers' own classes",
        code="remote_code",
        path=str(name),
    )


def _values(path: Path) -> object:
    """Return the values of a configuration.

    A main one that cannot be read is an error; another that is no JSON is no configuration.
    """
    text = decode(read_bytes(path, max_bytes=_MAX_CONFIG_BYTES, what="configuration"), path=path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        if path.name not in _CONFIGS:
            return None
        raise DataError(f"broken JSON in {path}: {first_line(error)}", code="broken_json", path=str(path)) from error


def _asks_for_code(values: object) -> bool:
    """Tell whether ``auto_map`` or the name of a kernel, ``owner/name``, stands anywhere in a configuration."""
    waiting: list[tuple[Any, bool]] = [(values, False)]
    while waiting:
        value, is_implementation = waiting.pop()
        if isinstance(value, dict):
            if value.get("auto_map"):
                return True
            waiting += [(one, is_implementation or _is_implementation(key)) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(one, is_implementation) for one in value]
        elif is_implementation and isinstance(value, str) and "/" in value:
            return True
    return False


def _is_implementation(key: object) -> bool:
    return isinstance(key, str) and _IMPLEMENTATION.fullmatch(key) is not None


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


def code_error(path: str | os.PathLike[str], error: Exception) -> DataError:
    """Return the error of a file that is no plain data."""
    return DataError(
        f"expected tensors and plain values in {path}, got something that would run code when read: "
        f"{first_line(error)}; it was not run",
        code="pickled_code",
        path=str(path),
    )


def first_line(error: Exception) -> str:
    """Return the first line of an error, cut where it is long."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]

"""What is refused before a checkpoint is read: what would run, and names of code to be imported."""

from __future__ import annotations

import inspect
import os
import pickle
import re
import warnings
from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.exceptions import DataError
from hmer_kit.vlm.loading._safety import code_error, first_line
from hmer_kit.vlm.training.optim.named import named_in_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from hmer_kit.vlm.training.optim.named import Chosen

_ZIP = b"PK\x03\x04"
_TORCHSCRIPT = "constants.pkl"
"""Entry by which torch tells an archive of TorchScript, which is a program, from one of tensors."""
_SOUND_TORCH = (2, 10)
"""The first torch without CVE-2026-24747, a fault of its reader of plain checkpoints."""
_MAKERS = ("_instantiator", "_class_path")
"""Options by which a checkpoint tells Lightning what to call instead of the class."""


def require_plain_checkpoint(path: str | os.PathLike[str]) -> Any:  # noqa: ANN401
    """Check that a Lightning checkpoint holds tensors and plain values alone; nothing in it is run.

    Returns:
        The checkpoint, its tensors without their numbers.

    Raises:
        DataError: It holds something else, is broken, or is not there.
    """
    warn_of_torch(torch.__version__)
    try:
        _require_tensors(path)
        checkpoint = torch.load(path, map_location="meta", weights_only=True)
    except DataError:
        raise
    except pickle.UnpicklingError as error:
        raise code_error(path, error) from error
    except FileNotFoundError as error:
        raise DataError(
            f"expected a checkpoint, found no such file: {path}", code="missing_file", path=str(path)
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise DataError(
            f"the checkpoint {path} is truncated or broken: {first_line(error)}",
            code="broken_checkpoint",
            path=str(path),
        ) from error
    return checkpoint


def plain_reading(path: str | os.PathLike[str], load: Callable[..., Any], *, weights_only: bool) -> dict[str, Any]:
    """Return what Lightning's ``load_from_checkpoint`` is to be called with, the checkpoint looked at before.

    Raises:
        DataError: ``weights_only`` is true, and ``require_plain_checkpoint`` raises, or the checkpoint names what is to
            make the module.
    """
    if weights_only:
        _require_no_names(require_plain_checkpoint(path), path)
    known = "weights_only" in inspect.signature(load).parameters  # since Lightning 2.6
    return {"checkpoint_path": os.fspath(path), **({"weights_only": weights_only} if known else {})}


def require_no_choices(
    choices: Mapping[str, Chosen], path: str | os.PathLike[str], *, given: Collection[str] = ()
) -> None:
    """Refuse a checkpoint whose optimizer or schedule is a dotted path, which would import code when it is used.

    Args:
        choices: What the module will use.
        path: The checkpoint.
        given: Names of those that are not the checkpoint's but the caller's.

    Raises:
        DataError: One is no name of ours.
    """
    for name, chosen in choices.items():
        if name not in given and named_in_checkpoint(chosen) != chosen:
            raise _named_code(path, f"the {name} {str(chosen)[:80]!r}")


def warn_of_torch(version: str) -> None:
    """Warn of a torch whose reader of plain checkpoints has a known fault.

    Args:
        version: Of torch.
    """
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < _SOUND_TORCH:
        warnings.warn(
            f"torch {version} reads checkpoints with a fault by which a file made for it may run code "
            "(CVE-2026-24747); upgrade to torch 2.10 or newer, or read safetensors and your own checkpoints alone",
            stacklevel=3,
        )


def _require_tensors(path: str | os.PathLike[str]) -> None:
    """Refuse what torch before 2.6 runs although it is to read tensors alone (CVE-2025-32434): programs and old forms.

    Both are told as torch itself tells them.

    Raises:
        DataError: It is no archive, or one of TorchScript.
    """
    with open(path, "rb") as file:
        is_archive = file.read(len(_ZIP)) == _ZIP
    if not is_archive:
        raise DataError(
            f"expected a checkpoint as torch writes them since 1.6, got no archive: {path} is truncated or broken, or "
            "older; if you trust it, read it with torch.load and save it anew",
            code="broken_checkpoint",
            path=str(path),
        )
    if _TORCHSCRIPT in torch._C.PyTorchFileReader(os.fspath(path)).get_all_records():  # noqa: SLF001 - torch's own eyes
        raise DataError(
            f"expected tensors and plain values in {path}, got a program of TorchScript; it was not run",
            code="pickled_code",
            path=str(path),
        )


def _require_no_names(checkpoint: Any, path: str | os.PathLike[str]) -> None:  # noqa: ANN401 - whatever it holds
    """Refuse a checkpoint whose options, or those of an old Lightning, name what makes the module.

    Raises:
        DataError: They do.
    """
    for key in ("hyper_parameters", "hparams", "module_arguments") if isinstance(checkpoint, Mapping) else ():
        options = checkpoint.get(key)
        if not isinstance(options, (Mapping, NoneType)) or any((options or {}).get(name) for name in _MAKERS):
            raise _named_code(path, f"{_MAKERS[0]} or {_MAKERS[1]} in {key}")


def _named_code(path: str | os.PathLike[str], what: str) -> DataError:
    """Return the error of a checkpoint that names code to be imported."""
    return DataError(
        f"expected a checkpoint that names no code to be imported, found {what} in {path}; nothing was imported; give "
        "what you trust as an argument, such as optimizer=..., or read it with weights_only=False",
        code="named_code",
        path=str(path),
    )

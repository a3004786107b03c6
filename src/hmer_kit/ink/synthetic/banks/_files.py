"""Banks in files: npz without pickle, every array checked against its header and its neighbours before it is used."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from lzma import LZMAError
from tokenize import TokenError
from typing import TYPE_CHECKING, Final

import numpy as np

from hmer_kit._files import StrPath, draft_of, file_path
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

__all__: list[str] = []

MAX_BYTES: Final = 256 * 2**20
"""Most bytes of one array of a bank, unpacked: some two million specimens."""
FORMAT: Final = "hmer_kit symbol bank 1"
_KINDS: Final = {
    "format": ("U", 1),
    "labels": ("U", 1),
    "writers": ("U", 1),
    "label_of": ("i", 1),
    "writer_of": ("i", 1),
    "specimen_ends": ("i", 1),
    "stroke_ends": ("i", 1),
    "points": ("i", 2),
    "dropped": ("U", 1),
    "dropped_counts": ("i", 1),
}
_DAMAGE: Final = (
    OSError,
    ValueError,
    TypeError,  # the header of an array is a Python literal, which may be anything
    KeyError,
    EOFError,
    SyntaxError,
    TokenError,
    MemoryError,
    RuntimeError,  # encrypted, or packed in a way that is not known
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
)


def write_arrays(path: StrPath, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write arrays into one file, whole or not at all.

    Raises:
        DataError: The file cannot be written.
    """
    target = file_path(path)
    try:
        with draft_of(target) as draft, draft.open("wb") as file:
            # allow_pickle=False would be one more array, before numpy 2.1
            np.savez_compressed(file, **dict(arrays))  # type: ignore[arg-type]  # the names are none of its options
    except OSError as error:
        message = f"cannot write the symbol bank {target}: {error.strerror}"
        raise DataError(message, code="unwritable", path=str(target)) from error


def read_arrays(path: StrPath, *, max_bytes: int = MAX_BYTES) -> dict[str, NDArray[np.generic]]:
    """Read the arrays of a bank.

    Raises:
        DataError: The file is missing, no bank, or larger than ``max_bytes``.
    """
    source = file_path(path)
    try:
        with zipfile.ZipFile(source) as archive:
            arrays = {name: _array(archive, name, source, max_bytes) for name in _KINDS}
    except FileNotFoundError as error:
        message = f"expected a symbol bank, found no such file: {source}"
        raise DataError(message, code="missing_file", path=str(source)) from error
    except DataError:
        raise  # a ValueError too
    except _DAMAGE as error:
        raise _no_bank(source, str(error)[:200]) from error
    if arrays["format"].tolist() != [FORMAT]:
        raise _no_bank(source, f"its format is {str(arrays['format'].tolist())[:60]}")
    return arrays


def _array(archive: zipfile.ZipFile, name: str, path: Path, max_bytes: int) -> NDArray[np.generic]:
    """Read one array; its header must not promise more than is there, which numpy would allocate first."""
    info = archive.getinfo(f"{name}.npy")
    if info.file_size > max_bytes:
        message = f"{name} of the symbol bank {path} is larger than the limit of {max_bytes} bytes"
        raise DataError(message, code="too_large", path=str(path))
    with archive.open(info) as file:
        data = io.BytesIO(file.read(info.file_size))
    version = np.lib.format.read_magic(data)
    read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read_header(data)
    kind, dimensions = _KINDS[name]
    if dtype.kind != kind or len(shape) != dimensions or dtype.itemsize > 4096:
        raise ValueError(f"{name} is of type {dtype} and shape {shape}")
    count = 1
    for length in shape:
        count *= length
    if count * dtype.itemsize != info.file_size - data.tell():
        raise ValueError(f"{name} promises {count} items and holds {info.file_size - data.tell()} bytes")
    data.seek(0)
    array: NDArray[np.generic] = np.lib.format.read_array(data, allow_pickle=False)
    return array


def check_arrays(arrays: Mapping[str, NDArray[np.generic]], path: StrPath) -> None:
    """Refuse arrays that do not fit together.

    Raises:
        DataError: An index leads out of its table, ends do not grow, or the points are no pairs.
    """
    labels, writers = len(arrays["labels"]), len(arrays["writers"])
    specimens = len(arrays["specimen_ends"])
    fits = (
        len(arrays["label_of"]) == len(arrays["writer_of"]) == specimens
        and _within(arrays["label_of"], labels)
        and _within(arrays["writer_of"], writers)
        and _grows(arrays["specimen_ends"], len(arrays["stroke_ends"]))
        and _grows(arrays["stroke_ends"], len(arrays["points"]))
        and arrays["points"].shape[1:] == (2,)
        and len(arrays["dropped"]) == len(arrays["dropped_counts"])
    )
    if not fits:
        raise _no_bank(path, "its arrays do not fit together")


def _within(indices: NDArray[np.generic], count: int) -> bool:
    values = np.asarray(indices, np.int64)
    return not len(values) or bool(values.min() >= 0 and values.max() < count)


def _grows(ends: NDArray[np.generic], last: int) -> bool:
    """Return whether ends grow from at least 1 up to ``last``."""
    values = np.asarray(ends, np.int64)
    if not len(values):
        return last == 0
    return bool(values[0] >= 1 and np.all(np.diff(values) >= 1) and values[-1] == last)


def _no_bank(path: StrPath, reason: str) -> DataError:
    message = f"expected a symbol bank as SymbolBank.save writes it, got another file: {path} ({reason})"
    return DataError(message, code="not_a_bank", path=str(path))

"""What a job leaves when it is done: its output, and then a receipt that says so.

The receipt is written last and as a whole. A process that is killed before it has done nothing, one that is killed
after it has done all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit.error_mining.out_of_fold._files import digest, file_digest, read_json, sync, write_json
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hmer_kit.error_mining.out_of_fold.plan import Job

__all__ = ["Receipt", "is_whole", "read_receipt", "require_unharmed", "write_receipt"]

_FOLDER = "receipts"


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a job is done, under which settings, and what came out."""

    job: str
    """Its id."""
    fingerprint: str
    """Of the job when it was done."""
    output: str
    """File or folder that it made, seen from the run's folder."""
    files: dict[str, list[Any]]
    """Bytes and checksum of each file of the output."""
    inputs: dict[str, str]
    """Checksum of the output of each job that was used."""
    made: dict[str, Any] = field(default_factory=dict)
    """Who made it and how long it took."""

    @property
    def checksum(self) -> str:
        """Of the output."""
        return digest(self.files)


def read_receipt(folder: Path, job: Job) -> Receipt | None:
    """Return the receipt of a job, if it was done under the present settings; its output may be gone."""
    path = _path(folder, job)
    value = read_json(path)
    if value is None:
        return None
    try:
        receipt = Receipt(**value)
    except TypeError as error:
        raise DataError(f"the receipt {path} is damaged: {error}; delete it to have it made again") from error
    return receipt if receipt.fingerprint == job.fingerprint else None


def is_whole(folder: Path, receipt: Receipt) -> bool:
    """Whether the output is there, as far as sizes tell."""
    return all(_size(folder / name) == known[0] for name, known in receipt.files.items())


def write_receipt(
    folder: Path, job: Job, *, output: Path, inputs: Mapping[str, Receipt], made: Mapping[str, Any]
) -> Receipt:
    """Bring an output to the disk, and write its receipt.

    Raises:
        InputError: The output lies outside the run's folder, or there is none.
    """
    place = output.resolve()
    if not place.is_relative_to(folder.resolve()) or not place.exists():
        raise InputError(f"expected the output of {job.id} as a file or folder below {folder}, got {output}")
    found = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
    files: dict[str, list[Any]] = {}
    for path in found:
        sync(path)
        files[path.relative_to(folder.resolve()).as_posix()] = [path.stat().st_size, file_digest(path)]
    if not files:
        raise InputError(f"expected files in the output {output} of {job.id}, found none")
    used = {name: receipt.checksum for name, receipt in inputs.items()}
    name = place.relative_to(folder.resolve()).as_posix()
    receipt = Receipt(job.id, job.fingerprint, name, files, used, dict(made))
    write_json(_path(folder, job), asdict(receipt))
    return receipt


def require_unharmed(folder: Path, receipt: Receipt) -> None:
    """Reject an output that has changed since its receipt was written.

    Raises:
        DataError: A file has another content.
    """
    for name, (_, known) in receipt.files.items():
        if file_digest(folder / name) != known:
            raise DataError(
                f"{folder / name} has changed since {receipt.job} made it; delete it to have it made again",
                path=str(folder / name),
            )


def _path(folder: Path, job: Job) -> Path:
    return folder / _FOLDER / f"{job.id}.json"


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None

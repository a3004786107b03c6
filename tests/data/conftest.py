"""Small pictures and archives to read."""

from __future__ import annotations

import ast
import io
import pickle
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Protocol

import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import ImageSource


class MakePicture(Protocol):
    def __call__(self, kind: str = "PNG", *, size: tuple[int, int] = (6, 4), mode: str = "L") -> bytes: ...


def _picture(kind: str = "PNG", *, size: tuple[int, int] = (6, 4), mode: str = "L") -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def _zip(path: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(scope="session")
def make_picture() -> MakePicture:
    """Makes the bytes of a picture of that kind, size and mode."""
    return _picture


@pytest.fixture(scope="session")
def make_zip():
    """Makes a zip archive of named bytes."""
    return _zip


_WORKERS = """
import pickle, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from hmer_kit.exceptions import DataError

def total(source):
    return sum(source.load().convert("L").tobytes())

if __name__ == "__main__":
    sources = pickle.loads(Path(sys.argv[1]).read_bytes())
    try:
        total(sources[0])  # opens the archive here, before the workers start
        with ProcessPoolExecutor(2, mp_context=get_context(sys.argv[2])) as pool:
            print(list(pool.map(total, sources)))
    except DataError:
        with ProcessPoolExecutor(1, mp_context=get_context(sys.argv[2])) as pool:
            print([pool.submit(total, sources[0]).exception().code])
"""


@pytest.fixture
def run_workers(tmp_path: Path):
    """Loads sources in two worker processes of a fresh interpreter; gives the sum of the pixels of each."""

    def run(sources: list[ImageSource], *, start: str) -> list[object]:
        job, pickled = tmp_path / "job.py", tmp_path / "sources.pkl"
        job.write_text(_WORKERS, encoding="utf-8")
        pickled.write_bytes(pickle.dumps(sources))
        command = [sys.executable, "-W", "error", str(job), str(pickled), start]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        assert done.stderr == ""
        found: list[object] = ast.literal_eval(done.stdout)
        return found

    return run


@pytest.fixture
def picture(make_picture: MakePicture) -> bytes:
    """A 6 × 4 grey PNG."""
    return make_picture()

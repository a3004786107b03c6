"""Wheel and sdist: built from the tree, complete, nothing of others in them, and working with the wheel alone."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hmer_kit

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOWNSTREAM = Path(__file__).with_name("downstream.py")
THEIRS = Path(pytest.__file__).parents[1]  # where the dependencies are


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, and with the dependencies of this one, but without its hmer_kit."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)  # noqa: S202  # of our own making
    (packages / "dependencies.pth").write_text(f"{THEIRS}\n")  # which reads no .pth there, so no editable hmer_kit
    return folder / "bin" / "python"


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    tracked = run("git", "ls-files", "src").split()
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == {name.removeprefix("src/") for name in tracked}


def test_the_sdist_holds_the_package_and_its_papers(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    papers = {"README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert inside == {*run("git", "ls-files", "src").split(), *papers}


def test_a_checker_of_wheels_finds_nothing(wheel: Path) -> None:
    run(sys.executable, "-m", "check_wheel_contents", wheel)


def test_the_metadata_are_those_of_the_project(wheel: Path) -> None:
    found = metadata(wheel)
    assert found["Name"] == PROJECT["name"]
    assert found["Version"] == hmer_kit.__version__
    assert found["Requires-Python"] == PROJECT["requires-python"]
    assert found["License-File"] == "LICENSE"
    assert found["Description-Content-Type"] == "text/markdown"
    assert set(found.get_all("Provides-Extra")) == set(PROJECT["optional-dependencies"])
    base = [line for line in found.get_all("Requires-Dist") if "extra ==" not in line]
    assert len(base) == len(PROJECT["dependencies"])


def test_changelog_and_citation_are_of_this_version() -> None:
    assert f"\n## [{hmer_kit.__version__}] - 20" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {hmer_kit.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_wheel_alone_reads_scores_and_reports(python: Path, tmp_path: Path) -> None:
    code = (
        "import hmer_kit, pathlib; from hmer_kit.report import ReportData\n"
        "result = hmer_kit.score(['x'], ['x'])\n"
        "hmer_kit.write_report('report.html', ReportData('one', scores={'vanilla': result}))\n"
        "print(pathlib.Path(hmer_kit.__file__).parent, pathlib.Path('report.html').stat().st_size > 5000)"
    )
    place, written = run(python, "-c", code, cwd=tmp_path).split()
    assert Path(place).is_relative_to(python.parents[1])
    assert written == "True"
    assert run(python, "-m", "hmer_kit", "count", "x + x", cwd=tmp_path) == "x: 2, +: 1\n"
    assert "lora_1_gpu" in run(python, "-m", "hmer_kit", "train", "recipes", cwd=tmp_path)


@pytest.fixture
def downstream(tmp_path: Path) -> Path:
    """A user's own code, elsewhere."""
    (tmp_path / "use.py").write_text(DOWNSTREAM.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_what_users_write_is_typed_for_mypy(python: Path, downstream: Path) -> None:
    heavy = ["torch.*", "torchmetrics.*", "lightning.*", "transformers.*"]  # minutes to read anew; pyright reads them
    settings = f"[mypy]\nstrict = true\ndisallow_subclassing_any = false\n[mypy-{','.join(heavy)}]\n"
    (downstream / "mypy.ini").write_text(f"{settings}follow_imports = skip\n", encoding="utf-8")
    run(
        sys.executable, "-m", "mypy", "--python-executable", python, "--cache-dir", "cache", "use.py", cwd=downstream,
    )  # fmt: skip


def test_what_users_write_is_typed_for_pyright(python: Path, downstream: Path) -> None:
    run(sys.executable, "-m", "pyright", "--pythonpath", python, "use.py", cwd=downstream)

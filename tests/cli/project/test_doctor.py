"""The doctor: what it says of this environment, and of one whose packages are broken in every way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata

import pytest

from hmer_kit.cli.project.doctor.findings import Finding, as_json, as_text
from hmer_kit.cli.project.doctor.machine import TEX, machine_findings
from hmer_kit.cli.project.doctor.packages import base_findings, base_modules, extra_findings
from hmer_kit.cli.project.doctor.probes import Probe, run_probes

BROKEN = {
    "torch": "raise OSError('libcudart.so.12: cannot open\\x1b[2J shared object')",
    "transformers": "import os; os._exit(7)",
    "lightning": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "torchmetrics": "raise SystemExit('gone')",
    "sympy": "print('{\"end\": 3}', 5); print('loud'); 1 / 0",
    "networkx": "",
    "numpy": "raise KeyboardInterrupt",
}


@pytest.fixture(scope="module")
def broken_run(tmp_path_factory):
    place = tmp_path_factory.mktemp("broken")
    for name, code in BROKEN.items():
        (place / name).mkdir()
        (place / name / "__init__.py").write_text(code)
    path = os.pathsep.join([str(place), *(one for one in sys.path if one)])
    return subprocess.run(
        [sys.executable, "-m", "hmer_kit", "doctor", "--json"],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_broken_packages_are_named_and_break_nothing(broken_run):
    assert broken_run.returncode == 1, broken_run.stderr
    found = json.loads(broken_run.stdout)
    states = {item["name"]: item for item in found["findings"] if item["part"] == "base"}
    assert found["good"] is False
    assert {name for name, item in states.items() if item["state"] == "broken"} == set(BROKEN) - {"networkx"}
    assert "OSError: libcudart.so.12" in states["torch"]["detail"]
    assert "ended the process (7)" in states["transformers"]["detail"]
    assert "ended the process (-9)" in states["lightning"]["detail"]
    assert "ZeroDivisionError" in states["sympy"]["detail"]
    assert states["torch"]["advice"] == "pip install --force-reinstall 'torch>=2.4'"


def test_what_stands_on_a_broken_package_is_said_not_to_be_known(broken_run):
    machine = {item["name"]: item for item in json.loads(broken_run.stdout)["findings"] if item["part"] == "machine"}
    assert machine["GPUs"]["detail"] == "not known, for torch cannot be imported"
    assert "families" not in machine
    assert machine["TeX"]["state"] == "broken"


def test_versions_are_those_of_the_metadata_with_the_range_that_is_wanted():
    found = {item.name: item for item in base_findings({})}
    assert found["torch"].detail == f"{metadata.version('torch')} (>=2.4)"
    assert {item.state for item in found.values()} == {"good"}
    assert {"torch", "transformers", "numpy", "PIL", "rapidfuzz", "defusedxml"} <= set(base_modules())


def test_extras_are_those_for_users_each_with_its_packages():
    found = {item.name: item for item in extra_findings()}
    assert not {"dev", "docs", "fuzz"} & set(found)
    assert found["config"].state == "good"
    assert "peft" in found["qlora"].detail
    assert all(f"hmer_kit[{item.name}]" in item.advice for item in found.values() if item.state != "good")


@pytest.fixture
def other_metadata(monkeypatch):
    """Other versions than the installed ones, as another environment would have them."""
    real = metadata.version

    def _set(**versions):
        def version(name):
            if name not in versions:
                return real(name)
            if versions[name] is None:
                raise metadata.PackageNotFoundError(name)
            return versions[name]

        monkeypatch.setattr(metadata, "version", version)

    return _set


def test_a_package_that_is_too_old_or_missing_is_broken_in_the_base(other_metadata):
    other_metadata(torch="2.0.1", numpy=None)
    found = {item.name: item for item in base_findings({})}
    assert (found["torch"].state, found["torch"].detail) == ("broken", "2.0.1 (>=2.4)")
    assert (found["numpy"].state, found["numpy"].detail) == ("broken", "not installed (>=1.26)")
    assert found["numpy"].advice.startswith("pip install")
    assert "numpy" in found["numpy"].advice


def test_an_extra_that_is_too_old_or_absent_is_no_failure(other_metadata):
    other_metadata(shtab="1.0", peft=None)
    found = {item.name: item for item in extra_findings()}
    assert (found["completion"].state, found["lora"].state, found["qlora"].state) == ("outdated", "absent", "absent")
    assert as_json(list(found.values()))["good"] is True


def test_gpus_are_named_with_memory_and_bf16():
    gpus = [{"name": "H100", "memory": 80 * 2**30, "bf16": True}, {"name": "T4", "memory": 15 * 2**30, "bf16": False}]
    found = {item.name: item for item in machine_findings({"torch": Probe(about={"threads": 4, "gpus": gpus})})}
    assert found["GPUs"].detail == "H100 (80 GiB, bf16); T4 (15 GiB, no bf16)"
    assert "torch uses 4 threads" in found["processors"].detail


def test_absent_tex_is_no_failure():
    probe = Probe("MissingExtraError: the TeX back end needs pdflatex on the PATH; install with: apt-get install it")
    found = {item.name: item for item in machine_findings({TEX: probe})}
    assert found["TeX"].state == "absent"
    assert "apt-get install" in found["TeX"].detail


def test_a_module_that_crashes_does_not_take_the_others_along(tmp_path, monkeypatch):
    (tmp_path / "crashes.py").write_text("import os; os.abort()")
    monkeypatch.syspath_prepend(str(tmp_path))
    probes = run_probes(["json", "crashes", "email", "crashes"])
    assert [probes[name].problem for name in ("json", "email")] == ["", ""]
    assert "ended the process" in probes["crashes"].problem


def test_the_text_has_a_line_each_and_the_advice_below():
    text = as_text([Finding("base", "a", "good", "1"), Finding("extras", "b", "absent", "none", "pip install b")])
    assert text.splitlines() == [
        "base",
        "  good      a  1",
        "",
        "extras",
        "  absent    b  none",
        "               pip install b",
        "",
        "the base is good",
    ]

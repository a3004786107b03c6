"""The audit of packages tells what was found, what is clean, and what was not looked at; and the page has its table."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def audit() -> Any:
    """The module of the command, which lies in no package."""
    sys.path.insert(0, str(ROOT / "audit"))
    try:
        spec = importlib.util.spec_from_file_location("audit_run", ROOT / "audit" / "run.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "audit"))
    return module


def told(**fields: str | list[str]) -> Any:
    message = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            message[name.replace("_", "-")] = value
    return message


def test_the_licences_of_all_installed_packages_are_allowed(audit, capsys) -> None:
    assert audit.licences() == audit.CLEAN, capsys.readouterr().out


def test_the_page_has_the_licences_of_what_running_asks_for(audit) -> None:
    page = audit.PAGE.read_text(encoding="utf-8")
    assert audit.with_table(page, audit.table(audit.Terms.load())) == page, "run: make audit-table"


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT or apache-2.0"}, "MIT OR Apache-2.0"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "Apache 2.0"}, "Apache-2.0"),
        ({"Classifier": ["License :: OSI Approved :: MIT License", "Topic :: Other"]}, "MIT"),
        ({"License": "Do as you like", "Classifier": "License :: OSI Approved :: ISC License (ISCL)"}, "ISC"),
        ({}, "unknown"),
        ({"License": "Do as you like"}, "unknown"),
    ],
)
def test_a_licence_is_read_from_any_field_of_the_metadata(audit, fields, licence: str) -> None:
    assert audit.Terms.load().licence("a", told(**fields)) == licence


@pytest.mark.parametrize("licence", ["MIT", "MIT AND Zlib", "MPL-2.0 AND (Apache-2.0 OR MIT)"])
def test_a_licence_of_the_list_is_allowed(audit, licence: str) -> None:
    assert audit.Terms.load().problem("a", licence) is None


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND AGPL-3.0-or-later", "LGPL-2.1-or-later", "unknown"])
def test_another_licence_is_not(audit, licence: str) -> None:
    assert "not in the list" in audit.Terms.load().problem("a", licence)


def test_an_exception_holds_for_the_licence_that_it_names_alone(audit) -> None:
    terms = audit.Terms.load()
    assert terms.problem("num2words", "LGPL-2.1-or-later") is None
    assert terms.problem("num2words", "GPL-3.0-only")


CLEAN = {"name": "a", "version": "1", "vulns": []}
HIT = {"name": "b", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "code"),
    [([CLEAN], 0), ([CLEAN, HIT], 1), ([CLEAN, SKIPPED], 3), ([HIT, SKIPPED], 1), ([], 3), ([SKIPPED], 3)],
)
def test_what_could_not_be_audited_is_not_clean(audit, packages, code: int, capsys) -> None:
    assert audit.judged(packages) == code
    assert ("NOT AUDITED" in capsys.readouterr().err) == (SKIPPED in packages or not packages)


@pytest.mark.parametrize(("codes", "code"), [([0, 0], 0), ([0, 3], 3), ([1, 3], 1), ([1, 0], 1)])
def test_what_was_found_goes_before_what_could_not_be_looked_at(audit, codes, code: int) -> None:
    assert audit.worst(codes) == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [(json.dumps({"dependencies": [CLEAN]}), 0), (json.dumps({"dependencies": [HIT]}), 1), ("", 3), ("no JSON", 3)],
)
def test_the_answer_of_pip_audit_is_taken_as_it_comes(audit, monkeypatch, answer: str, code: int) -> None:
    monkeypatch.setattr(audit.metadata, "version", lambda _: "2.10")
    done = subprocess.CompletedProcess([], 1, stdout=answer, stderr="ConnectionError")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: done)
    assert audit.vulnerabilities("pypi") == code


def test_an_absent_pip_audit_and_a_service_that_does_not_answer_are_not_clean(audit, monkeypatch, capsys) -> None:
    def absent(name: str) -> str:
        raise audit.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(audit.metadata, "version", absent)
    assert audit.vulnerabilities("pypi") == audit.NOT_AUDITED
    assert "hmer_kit[audit]" in capsys.readouterr().err

    def late(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("pip_audit", 1)

    monkeypatch.setattr(audit.metadata, "version", lambda _: "2.10")
    monkeypatch.setattr(audit.subprocess, "run", late)
    assert audit.vulnerabilities("pypi") == audit.NOT_AUDITED
    assert "no answer" in capsys.readouterr().err

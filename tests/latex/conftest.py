"""Text fixtures: a test that asks for ``structure_case``, ``error_case``, ... runs once for each line of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

FIXTURES = {
    "structure_case": ("structure.txt", 2),
    "error_case": ("errors.txt", 5),
    "recover_case": ("recover.txt", 3),
    "construct_case": ("constructs.txt", 3),
}


def read_cases(name: str, *, fields: int) -> list[tuple[str, ...]]:
    """Return the lines of a fixture as tuples; empty lines and lines that start with ``# `` are no cases."""
    lines = (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8").splitlines()
    cases = [tuple(line.split("\t")) for line in lines if line and not line.startswith("# ")]
    wrong = [case for case in cases if len(case) != fields]
    assert not wrong, f"{name}: expected {fields} fields, got {wrong}"
    return cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for argument, (name, fields) in FIXTURES.items():
        if argument in metafunc.fixturenames:
            cases = read_cases(name, fields=fields)
            metafunc.parametrize(argument, cases, ids=[case[0] for case in cases])


@pytest.fixture(scope="session")
def error_cases() -> list[tuple[str, ...]]:
    """All error cases at once."""
    return read_cases("errors.txt", fields=5)


@pytest.fixture(scope="session")
def construct_cases() -> list[tuple[str, ...]]:
    """All constructs at once."""
    return read_cases("constructs.txt", fields=3)

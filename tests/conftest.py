"""Shared fixtures: the real data beside the checkout, required in CI and skipped aloud elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests on real data where there is none, except in CI, where they then fail on their own."""
    if REAL_DATA.is_dir() or os.environ.get("CI"):
        return
    reason = f"REAL DATA ABSENT: expected ../shared/data beside the checkout ({REAL_DATA.name}); this test DID NOT RUN"
    for item in items:
        if "real_data" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real data; a failure where CI lacks it."""
    if not REAL_DATA.is_dir():
        pytest.fail("the real data folder ../shared/data is absent; tests on it must run in CI")
    return REAL_DATA

"""A tiny model of every family, built once for all tests that leave it as it is."""

from __future__ import annotations

import importlib.util

import pytest

from vlm.families.harness import Built, build, discover


@pytest.fixture(scope="session", params=discover(), ids=lambda family: family.name)
def built(request: pytest.FixtureRequest) -> Built:
    """Model and processor; in evaluation mode, and not to be changed."""
    absent = [name for name in request.param.needs if importlib.util.find_spec(name) is None]
    if absent:
        pytest.skip(f"{request.param.name} needs {absent}")
    return build(request.param)

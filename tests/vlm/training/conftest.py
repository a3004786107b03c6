"""A tiny model of every family, built once for all tests that leave it as it is."""

from __future__ import annotations

import importlib.util

import pytest

from vlm.families.harness import Built, Family, build, discover

VARIED = {
    "blip-2", "florence2", "gemma3", "glm4v", "granite_docling", "idefics3", "internvl", "llava", "llava_next",
    "mllama", "paligemma", "qwen2_5_vl", "qwen3_vl",
}  # fmt: skip
"""Families that differ in build: projector outside or inside, lists and lone parameters, text encoders."""


@pytest.fixture(scope="session", params=discover(), ids=lambda family: family.name)
def every(request: pytest.FixtureRequest) -> Built:
    """Model and processor of each family; in evaluation mode, and not to be changed."""
    return _built(request.param)


@pytest.fixture(
    scope="session", params=[item for item in discover() if item.name in VARIED], ids=lambda family: family.name
)
def built(request: pytest.FixtureRequest) -> Built:
    """Model and processor of some families; in evaluation mode, and not to be changed."""
    return _built(request.param)


def _built(family: Family) -> Built:
    absent = [name for name in family.needs if importlib.util.find_spec(name) is None]
    if absent:
        pytest.skip(f"{family.name} needs {absent}")
    return build(family)

"""Captions of the real sets."""

from __future__ import annotations

import pytest

from hmer_kit.latex import is_parseable


@pytest.fixture(scope="session")
def captions(real_data):
    """Return a function from the name of a set to its captions that can be parsed, in file order."""

    def read(name):
        if name.startswith("crohme/"):
            path = real_data / name / "captions.tsv"
        else:
            path = next((real_data / "captions").glob(f"{name}.t*"))
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [line.split("\t", 1)[1] if path.suffix == ".tsv" else line for line in lines if line]
        return [text for text in texts if is_parseable(text)]

    return read

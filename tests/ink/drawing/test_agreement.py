"""Drawn InkML against the published pictures of CROHME: the same to the pixel, but for a few of 2014."""

from __future__ import annotations

import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hmer_kit.exceptions import DataError
from hmer_kit.ink import draw_image, parse_inkml

SAMPLE = 400


def differing(folder: Path, name: str, style: str, *, most: int) -> list[int]:
    """Return the number of pixels that differ in each picture; all of it where sizes do."""
    found = []
    with (
        tarfile.open(folder / "inkml" / f"crohme_{name}.tar.xz") as archive,
        zipfile.ZipFile(folder / "crohme" / name / "images.zip") as pictures,
    ):
        members = {Path(member).stem: member for member in pictures.namelist()}
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".inkml") else None
            if stream is None or len(found) >= most:
                continue
            try:
                ours = np.asarray(draw_image(parse_inkml(stream.read(), name=member.name), style=style))
            except DataError:
                continue  # one of the two broken files
            published = np.asarray(Image.open(BytesIO(pictures.read(members[Path(member.name).stem]))))
            same = ours.shape == published.shape
            found.append(int((ours != published).sum()) if same else published.size)
    return found


@pytest.mark.real_data
def test_test_pictures_of_2014_come_out_the_same(real_data: Path) -> None:
    found = differing(real_data, "test2014", "crohme_2014", most=986)
    assert len(found) == 986
    assert found.count(0) >= 975
    assert max(found) <= 76


@pytest.mark.real_data
def test_training_pictures_come_out_the_same(real_data: Path) -> None:
    found = differing(real_data, "train", "crohme_train", most=SAMPLE)
    assert (len(found), sum(found)) == (SAMPLE, 0)

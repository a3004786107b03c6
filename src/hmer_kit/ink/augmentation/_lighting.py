"""Paper, light and storage: changes of brightness, on pictures that are light on dark."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["compressed", "lit", "noisy", "paler", "ruled"]

_LONGEST_JPEG = 65_000


def paler(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:  # noqa: ARG001 - one signature
    """Let two fifths of the contrast remain at least."""
    values = np.asarray(ink, np.float32)
    ground = np.median(values)
    return _picture(ground + (values - ground) * (1 - 0.6 * strength))


def ruled(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """Put lines or squares under the ink."""
    paper = np.zeros((ink.height, ink.width), np.float32)
    gap, level = int(rng.integers(16, 60)), 200 * strength
    width = int(rng.integers(1, 3))
    for offset in range(width):
        paper[int(rng.integers(0, gap)) + offset :: gap] = level
        if rng.uniform() < 0.3:
            paper[:, int(rng.integers(0, gap)) + offset :: gap] = level
    values = np.asarray(ink, np.float32)
    return _picture(np.maximum(values, _as_channels(paper, values)))


def lit(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """Let the light fall from one side, with a spot; ink stays stronger than the ground around it."""
    y, x = np.linspace(-1, 1, ink.height, dtype=np.float32)[:, None], np.linspace(-1, 1, ink.width, dtype=np.float32)
    angle, spot = rng.uniform(0, 2 * np.pi), rng.uniform(-1, 1, 2)
    side = (1 + np.cos(angle) * x + np.sin(angle) * y) / 2
    near = np.exp(-((x - spot[0]) ** 2 + (y - spot[1]) ** 2) * 2)
    field = 128 * strength * np.clip(0.7 * side + 0.3 * near, 0, 1)
    values = np.asarray(ink, np.float32)
    field = _as_channels(field, values)
    return _picture(field + values * (255 - field) / 255)


def noisy(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """Add noise to each pixel, the same to all its channels."""
    values = np.asarray(ink, np.float32)
    noise = rng.standard_normal((ink.height, ink.width), dtype=np.float32) * np.float32(30 * strength)
    return _picture(values + _as_channels(noise, values))


def compressed(ink: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:  # noqa: ARG001
    """Store it as JPEG and read it back; a picture too long for that stays."""
    if max(ink.size) > _LONGEST_JPEG:
        return ink
    file = BytesIO()
    ink.save(file, "JPEG", quality=round(95 - 70 * strength))
    with Image.open(file) as stored:
        stored.load()
        return stored.convert(ink.mode)


def _as_channels(field: NDArray[np.float32], values: NDArray[np.float32]) -> NDArray[np.float32]:
    return field if values.ndim == 2 else field[:, :, None]


def _picture(values: NDArray[np.float32]) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))

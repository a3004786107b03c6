"""Photographs of handwriting, made up: paper with texture in uneven light, coloured ink, a lens, and JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from hmer_kit.ink import Writer, render

WHITE_PAPER = (240.0, 236.0, 225.0)
BLACKBOARD = (40.0, 60.0, 50.0)


@dataclass(frozen=True)
class Camera:
    """How a picture is taken."""

    size: tuple[int, int] = (600, 450)
    ink: tuple[float, float, float] = (40.0, 60.0, 150.0)
    paper: tuple[float, float, float] = WHITE_PAPER
    shade: float = 0.5
    """How much darker the darkest corner is."""
    texture: float = 4.0
    """Deviation of the paper's brightness, of 255."""
    strength: float = 0.8
    """How much the ink covers; 0 for blank paper."""
    quality: int = 85


def photograph(latex: str, *, camera: Camera, seed: int) -> tuple[Image.Image, np.ndarray]:
    """Return a photograph, and where its ink is: one truth value a pixel."""
    draw = np.random.default_rng(seed)
    width, height = camera.size
    written = render(latex, writer=Writer.from_seed(seed), seed=seed)
    drawn = np.asarray(written.to_image(height=height // 4, width=width // 2, max_scale=None), float) / 255
    cover = np.zeros((height, width))
    left, top = int(draw.integers(30, width // 2 - 30)), int(draw.integers(30, height * 3 // 4 - 30))
    cover[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    blurred = Image.fromarray((cover * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
    cover = np.asarray(blurred, float) / 255
    rows, columns = np.mgrid[0:height, 0:width]
    angle = draw.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * columns / width + np.sin(angle) * rows / height
    light = 1 - camera.shade * (slope - slope.min()) / (slope.max() - slope.min())
    part = (cover * camera.strength)[..., None]
    colours = (np.array(camera.paper) * (1 - part) + np.array(camera.ink) * part) * light[..., None]
    colours += draw.normal(0, camera.texture, (height, width, 1)) + _clouds(draw, camera)[..., None]
    stored = io.BytesIO()
    Image.fromarray(colours.clip(0, 255).astype(np.uint8)).save(stored, "JPEG", quality=camera.quality)
    return Image.open(stored).convert("RGB"), cover > 0.5


def on_a_desk(picture: Image.Image) -> Image.Image:
    """Lay a dark desk over the outermost twentieth of a picture."""
    width, height = picture.size
    frame = width // 20, height // 20
    desk = Image.new("RGB", picture.size, (70, 45, 30))
    desk.paste(picture.crop((*frame, width - frame[0], height - frame[1])), frame)
    return desk


def in_a_shadow(picture: Image.Image) -> Image.Image:
    """Let the shadow of a hand fall on the right half."""
    width, height = picture.size
    shade = Image.new("L", picture.size, 255)
    shade.paste(120, (width // 2, 0, width, height))
    soft = np.asarray(shade.filter(ImageFilter.GaussianBlur(5)), float)[..., None] / 255
    return Image.fromarray((np.asarray(picture, float) * soft).astype(np.uint8))


def on_ruled_paper(picture: Image.Image) -> Image.Image:
    """Draw a faint line every thirty pixels."""
    ruled = np.asarray(picture, float)
    ruled[15::30] *= 0.8
    return Image.fromarray(ruled.astype(np.uint8))


def _clouds(draw: np.random.Generator, camera: Camera) -> np.ndarray:
    """Return the unevenness of the paper on a scale of 16 pixels."""
    width, height = camera.size
    coarse = draw.normal(128, 40, (height // 16, width // 16)).clip(0, 255).astype(np.uint8)
    fine = Image.fromarray(coarse).resize(camera.size, Image.Resampling.BICUBIC)
    return (np.asarray(fine, float) - 128) / 40 * camera.texture

"""One writer at work: takes noise from one stream and puts glyphs, words and stretched parts into blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.synthetic._layout.blocks import AXIS, Block, Item
from hmer_kit.ink.synthetic.alphabet import Glyph, Spacing, find_glyph, find_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from hmer_kit.ink.synthetic.banks.hands import Specimens
    from hmer_kit.ink.synthetic.shapes import Shape
    from hmer_kit.ink.synthetic.writer import Writer

__all__: list[str] = []

_CHUNK = 48


class Hand:
    """A writer with a stream of random numbers."""

    def __init__(self, writer: Writer, rng: np.random.Generator, *, specimens: Specimens | None = None) -> None:
        self.writer = writer
        self.rng = rng
        self.specimens = specimens
        self._normals = self._stream()

    def _stream(self) -> Iterator[list[float]]:
        while True:
            yield from self.rng.standard_normal((_CHUNK, 4)).clip(-2.5, 2.5).tolist()

    def noise(self) -> list[float]:
        """Return four numbers from N(0, 1), cut at 2.5."""
        return next(self._normals)

    def chance(self) -> float:
        """Return a number from [0, 1)."""
        return float(self.rng.random())

    def find(self, symbol: str) -> Glyph | None:
        """Return the glyph of a symbol, from the alphabet or from the bank; None where neither has one."""
        glyph = find_glyph(symbol)
        if glyph is None and self.specimens is not None and symbol in self.specimens:
            return Glyph(symbol, (), Spacing.ORDINARY, is_small_letter=False, habit=0)
        return glyph

    def variant(self, glyph: Glyph) -> Shape:
        """Choose a specimen of the bank, or a variant of the alphabet: the favourite as a rule."""
        if self.specimens is not None and glyph.symbol in self.specimens:
            return self.specimens.choose(glyph.symbol, self.chance())
        shapes = glyph.shapes
        if len(shapes) == 1:
            return shapes[0]
        draw = self.chance()
        loyalty = self.writer.loyalty
        if draw < loyalty:
            return shapes[int(self.writer.habits[glyph.habit] * len(shapes))]
        return shapes[int((draw - loyalty) / (1 - loyalty) * len(shapes))]

    def glyph(self, glyph: Glyph, size: float, owner: int) -> Block:
        """Write one glyph."""
        return self.shape(self.variant(glyph), self._scaled(glyph, size), owner, glyph=glyph)

    def _scaled(self, glyph: Glyph, size: float) -> float:
        if glyph.spacing is Spacing.DIGIT:
            return size * self.writer.digit_size
        return size * self.writer.big_size if glyph.spacing is Spacing.BIG else size

    def shape(self, shape: Shape, size: float, owner: int, *, glyph: Glyph) -> Block:
        """Write one shape with the noise of a glyph."""
        writer = self.writer
        grow, turn, widen, _ = self.noise()
        scale_y = size / 100 * (1 + writer.size_noise * grow)
        scale_x = scale_y * (1.0 if shape.traced else writer.stretch) * (1 + writer.aspect_noise * widen)
        shift = lift = 0.0
        top = shape.top
        if glyph.is_small_letter:
            lift = writer.x_height * 100 - 50
            scale_x *= 1 + 0.012 * lift
            top = _lifted(top, lift)
        elif glyph.spacing is Spacing.OPERATOR:
            scale_x *= writer.operator_size
            scale_y *= writer.operator_size
            shift = AXIS * size * (1 - writer.operator_size)
            size *= 0.7  # short straight strokes shake less
        block = Block(shape.width * scale_x, top * scale_y + shift, -shape.bottom * scale_y - shift)
        rotation = writer.rotation * turn
        shake, slant = (0.0, 0.0) if shape.traced else (size, writer.slant)
        item = Item(shape, owner, 0.0, shift, scale_x, scale_y, shake, rotation, slant, lift)
        block.items.append(item)
        return block

    def word(self, letters: str, size: float, owner: int, *, label: str = "") -> Block:
        r"""Write a name such as ``\sin``: a specimen of the whole where the bank has one, or in letters."""
        if label and self.specimens is not None and label in self.specimens:
            whole = Glyph(label, (), Spacing.WORD, is_small_letter=False, habit=0)
            return self.shape(self.specimens.choose(label, self.chance()), size, owner, glyph=whole)
        block = Block()
        x = 0.0
        for letter in letters:
            glyph = self.find(letter)
            if glyph is None:  # names are spelt in letters, which the alphabet holds
                continue
            kid = self.glyph(glyph, size * 0.95, owner)
            block.put(kid, x, 0.0)
            x += kid.width + self.writer.gap * size * (0.55 + 0.2 * self.noise()[0])
        block.width = max(x - self.writer.gap * size * 0.5, 0.0)
        return block

    def fence(self, glyph: Glyph, size: float, owner: int, *, up: float, down: float) -> Block:
        """Write a bracket from ``-down`` to ``up``."""
        shape = self.variant(glyph)
        grow, turn, widen, shift = self.noise()
        height = up + down + 0.05 * size * grow  # a share of the height would grow without bound in nested brackets
        scale_y = height / max(shape.top - shape.bottom, 1.0)
        ratio = max(1.0, 100 * scale_y / size)
        scale_x = size / 100 * min(ratio**0.4, 2.0) * self.writer.stretch * (1 + self.writer.aspect_noise * widen)
        y = -down - shape.bottom * scale_y + 0.03 * size * shift
        block = Block(shape.width * scale_x, shape.top * scale_y + y, -shape.bottom * scale_y - y)
        rotation, shear = self.writer.rotation * turn / ratio, self.writer.slant / ratio
        shake, shear = (0.0, 0.0) if shape.traced else (size, shear)
        block.items.append(Item(shape, owner, 0.0, y, scale_x, scale_y, shake, rotation, shear))
        return block

    def stretched(self, name: str, size: float, owner: int, *, width: float, height: float = 0.0) -> Item:
        """Return a part of the alphabet stretched to a box whose lower left corner is the origin."""
        shapes = find_part(name)
        shape = shapes[int(self.writer.habits[len(name)] * len(shapes))]
        turn = self.writer.rotation * self.noise()[0] * min(1.0, 0.6 * size / max(width, 1e-6))
        return Item(shape, owner, 0.0, 0.0, width / 100, height / 100, size, turn)

    def bar(self, size: float, owner: int, *, width: float) -> Item:
        """Return a long horizontal bar, bowed a little, with its left end at the origin."""
        bow, turn, _, _ = self.noise()
        shape = find_part("bar")[0]
        control = shape.control * (width / 100, 1.0)
        control[1, 1] += max(-0.12 * size, min(0.12 * size, self.writer.bow * width * bow))
        rotation = self.writer.rotation * turn * min(0.6, 0.6 * size / max(width, 1e-6))
        return Item(shape, owner, 0.0, 0.0, 1.0, 1.0, size, rotation, control=control)


def _lifted(y: float, lift: float) -> float:
    """Move the x-height from 50 by ``lift`` and let the ascenders end where they did."""
    if y <= 0:
        return y
    return y * (1 + lift / 50) if y <= 50 else y + lift * (100 - y) / 50

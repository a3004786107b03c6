"""Scripts and limits around a base."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from hmer_kit.latex.commands import PRIME
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.mathml._slots import Holes
    from hmer_kit.latex.mathml._style import Style
    from hmer_kit.latex.tree import LayoutNode, Slot

__all__ = ["scripted"]

_LOW: Final = frozenset({Relation.SUB, Relation.BELOW})
_LIMITS: Final = frozenset({Relation.BELOW, Relation.ABOVE})
_SCRIPTS: Final = _LOW | {Relation.SUP, Relation.ABOVE}
_TAGS: Final = {
    (False, True, False): "msub",
    (False, False, True): "msup",
    (False, True, True): "msubsup",
    (True, True, False): "munder",
    (True, False, True): "mover",
    (True, True, True): "munderover",
}


@dataclass(slots=True)
class _Layer:
    """What stands at one base: a row below and a row above, or both beside it."""

    are_limits: bool
    rows: dict[bool, list[LayoutNode]] = field(default_factory=dict)
    """By whether it is the lower one."""
    ends_in_primes: bool = False
    """Whether the upper one is nothing but primes yet: TeX puts what follows into the same row."""

    def takes(self, slot: Slot) -> bool:
        if self.are_limits is not (slot.relation in _LIMITS):
            return False
        is_low = slot.relation in _LOW
        return is_low not in self.rows or (self.ends_in_primes and not is_low)

    def add(self, slot: Slot) -> None:
        is_low = slot.relation in _LOW
        self.rows.setdefault(is_low, []).extend(slot.row)
        if not is_low:
            self.ends_in_primes = slot.relation is Relation.SUP and all(map(_is_prime, slot.row))


def scripted(holes: Holes, base: Element, slots: Sequence[Slot], style: Style) -> Element:
    """Return a base with its scripts: two of one place, which TeX would refuse, one around the other."""
    if not slots:  # as most have none
        return base
    layers: list[_Layer] = []
    others: list[Slot] = []
    for slot in slots:
        if slot.relation not in _SCRIPTS:
            others.append(slot)
            continue
        if slot.open[:1] == ("\\limits",) and base.tag == "mo":
            base.set("movablelimits", "false")
        if not layers or not layers[-1].takes(slot):
            layers.append(_Layer(slot.relation in _LIMITS))
        layers[-1].add(slot)
    for layer in layers:
        base = _around(holes, base, layer, style)
    return _followed(holes, base, others, style)


def _around(holes: Holes, base: Element, layer: _Layer, style: Style) -> Element:
    inner = replace(style, is_script=True, fixes_limits=False)
    element = Element(_TAGS[layer.are_limits, True in layer.rows, False in layer.rows])
    element.append(base)
    element.extend(holes.hole(layer.rows[is_low], inner) for is_low in (True, False) if is_low in layer.rows)
    return element


def _followed(holes: Holes, base: Element, slots: Sequence[Slot], style: Style) -> Element:
    """Return an element with rows after it that LaTeX has no place for, as a tree built by hand may own."""
    if not slots:
        return base
    row = Element("mrow")
    row.append(base)
    row.extend(holes.hole(slot.row, style) for slot in slots)
    return row


def _is_prime(node: LayoutNode) -> bool:
    return node.symbol == PRIME and not node.slots

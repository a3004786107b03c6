"""Commands with arguments, each as the element that MathML has for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement

from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.mathml._fonts import FONTS, UPRIGHT_FONT
from hmer_kit.latex.mathml._leaves import fenced, operator, word
from hmer_kit.latex.mathml._lengths import colour_of, length_of, raw_arguments, shown
from hmer_kit.latex.mathml._marks import ARROWS, FRAMES, LINES, OVER, STRETCHED, UNDER
from hmer_kit.latex.mathml._slots import argument_rows
from hmer_kit.latex.mathml._tables import stacked
from hmer_kit.latex.mathml._texts import with_blanks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hmer_kit.latex.mathml._slots import Holes
    from hmer_kit.latex.mathml._style import Style
    from hmer_kit.latex.tree import LayoutNode, Slot

    _Rows = Sequence[Sequence[LayoutNode]]
    _Make = Callable[[Holes, LayoutNode, _Rows, Style], Element]

__all__ = ["command_element"]


def command_element(holes: Holes, node: LayoutNode, own: Sequence[Slot], style: Style) -> Element:
    """Return the element of a command.

    Args:
        holes: What makes elements for rows.
        node: The command.
        own: Its arguments.
        style: How the row around it is drawn.
    """
    symbol = node.symbol
    if symbol == "\\substack":
        return stacked(holes, own, replace(style, is_script=True))
    rows = argument_rows(node, own)
    if symbol in FONTS:
        is_text = symbol[1:].startswith("text") or symbol in {"\\mbox", "\\hbox", "\\makebox", "\\intertext", "\\emph"}
        row = with_blanks(node, rows[0]) if is_text else rows[0]
        return holes.hole(row, replace(style, font=FONTS[symbol], is_text=style.is_text or is_text))
    if symbol in OVER or symbol in UNDER:
        return _marked(holes, symbol, rows[0], style)
    if symbol in ARROWS:
        return _arrow(holes, ARROWS[symbol], rows, style)
    make = _MAKERS.get(symbol, _plain)
    return make(holes, node, rows, style)


def _plain(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
    """Return the rows side by side: of commands that only change spaces or places, and of those not known here."""
    if len(rows) == 1:
        return holes.hole(rows[0], style)
    whole = Element("mrow")
    whole.extend(holes.hole(row, style) for row in rows)
    return whole


# Fractions

_STYLES: Final = {
    "\\dfrac": ("true", "0"),
    "\\dbinom": ("true", "0"),
    "\\cfrac": ("true", "0"),
    "\\tfrac": ("false", "0"),
    "\\tbinom": ("false", "0"),
    "0": ("true", "0"),
    "1": ("false", "0"),
    "2": ("false", "1"),
    "3": ("false", "2"),
}
_BINOMIALS: Final = dict.fromkeys(("\\binom", "\\dbinom", "\\tbinom", "\\choose"), ("(", ")")) | {
    "\\brace": ("\\{", "\\}"),
    "\\brack": ("[", "]"),
    "\\atop": ("", ""),
}


def _fraction(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    symbol = node.symbol
    fraction = Element("mfrac", {"linethickness": "0"} if symbol in _BINOMIALS else {})
    fraction.append(holes.hole(rows[0], style))
    below = {"tag": "mstyle", "displaystyle": "true", "scriptlevel": "0"} if symbol == "\\cfrac" else {}
    fraction.append(holes.hole(rows[1], style, **below))
    left, right = _BINOMIALS.get(symbol, ("", ""))
    return _in_style(symbol, fenced(left, fraction, right) if left else fraction)


def _general_fraction(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    left, right, thickness, level = [*raw_arguments(node.head), "", "", "", ""][:4]
    thick = shown(abs(length_of(thickness))) if thickness else ""
    fraction = Element("mfrac", {"linethickness": "0" if thick == "0em" else thick} if thick else {})
    fraction.extend(holes.hole(row, style) for row in rows)
    return _in_style(level, fenced(left, fraction, right) if left or right else fraction)


def _in_style(name: str, element: Element) -> Element:
    if name not in _STYLES:
        return element
    is_displayed, level = _STYLES[name]
    outer = Element("mstyle", {"displaystyle": is_displayed, "scriptlevel": level})
    outer.append(element)
    return outer


# Roots, marks, stackings


def _root(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
    index, inside = rows
    if not index:
        root = Element("msqrt")
        root.append(holes.hole(inside, style))
        return root
    root = Element("mroot")
    root.extend([holes.hole(inside, style), holes.hole(index, replace(style, is_script=True))])
    return root


def _marked(holes: Holes, symbol: str, row: Sequence[LayoutNode], style: Style) -> Element:
    is_over = symbol in OVER
    tag, name, signs = ("mover", "accent", OVER) if is_over else ("munder", "accentunder", UNDER)
    element = Element(tag, {name: "true"})
    if symbol in LINES:
        element.append(holes.hole(row, style, style=LINES[symbol]))
        element.append(operator(signs[symbol], style="font-size:0"))
        return element
    element.append(holes.hole(row, style))
    sign = operator(signs[symbol], stretchy="true" if symbol in STRETCHED else "false")
    if symbol == "\\vec":
        sign.set("mathsize", "70%")
    element.append(sign)
    return element


def _stacked(places: str) -> _Make:
    """Return what makes a base with rows over and under it; ``b``, ``o``, ``u`` are their places among arguments."""
    tag = {"ob": "mover", "ub": "munder", "oub": "munderover"}[places]

    def make(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
        inner = replace(style, is_script=True, fixes_limits=False)
        by_place = dict(zip(places, rows, strict=True))
        element = Element(tag)
        element.append(holes.hole(by_place["b"], replace(style, fixes_limits=True)))
        element.extend(holes.hole(by_place[place], inner) for place in "uo" if place in by_place)
        return element

    return make


def _with_sides(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
    left, right, middle = rows
    whole = Element("mrow")
    whole.extend(holes.hole(row, style) for row in (left, middle, right))
    return whole


def _arrow(holes: Holes, sign: str, rows: _Rows, style: Style) -> Element:
    below, above = rows
    element = Element("munderover" if below else "mover")
    element.append(operator(sign, stretchy="true", minsize="1.5em"))
    for row in (below, above) if below else (above,):
        padded = SubElement(element, "mrow")
        SubElement(padded, "mspace", {"width": "0.4em"})
        padded.append(holes.hole(row, replace(style, is_script=True)))
        SubElement(padded, "mspace", {"width": "0.4em"})
    return element


def _named(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    r"""Return the name of an operator, ``\operatorname``; one with limits moves them as ``\lim`` does."""
    takes_limits = "*" in node.head or node.symbol != "\\operatorname"
    letters = [each.symbol for each in rows[0]]
    if takes_limits and letters and all(_is_letter(each) for each in rows[0]):
        moves = "false" if style.fixes_limits else "true"
        return operator("".join(letters), is_tight=True, form="prefix", movablelimits=moves)
    if node.symbol == "\\mathop":
        return holes.hole(rows[0], style)
    return holes.hole(rows[0], replace(style, font=UPRIGHT_FONT, is_name=True))


def _is_letter(node: LayoutNode) -> bool:
    return node.kind is Kind.SYMBOL and not node.slots and len(node.symbol) == 1 and node.symbol.isalpha()


# Fences of their own


def _between(left: str, right: str) -> _Make:
    def make(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
        return fenced(left, holes.hole(rows[0], style), right)

    return make


def _modulo(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    row = Element("mrow")
    SubElement(row, "mspace", {"width": "1em"})
    row.append(operator("(", stretchy="false"))
    if node.symbol == "\\pmod":
        row.append(operator("mod", lspace="0", rspace="0.3333em", form="prefix"))
    row.append(holes.hole(rows[0], style))
    row.append(operator(")", stretchy="false"))
    return row


def _tag(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    row = Element("mrow")
    SubElement(row, "mspace", {"width": "2em"})
    inner = holes.hole(rows[0], replace(style, is_text=True, font=UPRIGHT_FONT))
    left, right = ("", "") if "*" in node.head else ("(", ")")
    row.extend([word("mtext", left), inner, word("mtext", right)] if left else [inner])
    return row


# Boxes


def _padded(attributes: Mapping[str, str], *, is_phantom: bool = False) -> _Make:
    def make(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
        padded = Element("mpadded", dict(attributes))
        padded.append(holes.hole(rows[0], style, tag="mphantom" if is_phantom else "mrow"))
        return padded

    return make


def _phantom(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
    return holes.hole(rows[0], style, tag="mphantom")


def _framed(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    return holes.hole(rows[0], style, style=FRAMES[node.symbol])


def _enclosed(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    notations = "".join(raw_arguments(node.head)[:1]).replace(",", " ").split()
    looks = [FRAMES[name] for name in notations if name in FRAMES and not name.startswith("\\")]
    return holes.hole(rows[0], style, style=";".join(looks) or FRAMES["box"])


def _coloured(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    name = "mathcolor" if node.symbol == "\\textcolor" else "mathbackground"
    colour = colour_of("".join(raw_arguments(node.head)[-1:]))
    return holes.hole(rows[0], style, tag="mstyle", **{name: colour}) if colour else holes.hole(rows[0], style)


def _raised(holes: Holes, node: LayoutNode, rows: _Rows, style: Style) -> Element:
    height = length_of("".join(raw_arguments(node.head)[:1]))
    return _padded({"voffset": shown(height)})(holes, node, rows, style)


def _mathematics(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
    return holes.hole(rows[0], replace(style, is_text=False, font=""))


def _choice(holes: Holes, _: LayoutNode, rows: _Rows, style: Style) -> Element:
    return holes.hole(rows[0 if style.display and not style.is_script else 2 if style.is_script else 1], style)


_MAKERS: Final[Mapping[str, _Make]] = {
    **dict.fromkeys(("\\frac", "\\over", *(name for name in _STYLES if name[0] == "\\"), *_BINOMIALS), _fraction),
    "\\genfrac": _general_fraction,
    **dict.fromkeys(("\\sqrt", "\\root"), _root),
    **dict.fromkeys(("\\overset", "\\stackrel", "\\buildrel"), _stacked("ob")),
    "\\underset": _stacked("ub"),
    "\\overunderset": _stacked("oub"),
    **dict.fromkeys(("\\operatorname", "\\operatornamewithlimits", "\\mathop"), _named),
    "\\bra": _between("\\langle", "|"),
    "\\Bra": _between("\\langle", "|"),
    "\\ket": _between("|", "\\rangle"),
    "\\Ket": _between("|", "\\rangle"),
    "\\braket": _between("\\langle", "\\rangle"),
    "\\Braket": _between("\\langle", "\\rangle"),
    "\\Set": _between("\\{", "\\}"),
    **dict.fromkeys(("\\pmod", "\\pod"), _modulo),
    "\\tag": _tag,
    "\\phantom": _phantom,
    "\\hphantom": _padded({"height": "0", "depth": "0"}, is_phantom=True),
    "\\vphantom": _padded({"width": "0"}, is_phantom=True),
    "\\smash": _padded({"height": "0", "depth": "0"}),
    **dict.fromkeys(("\\rlap", "\\mathrlap"), _padded({"width": "0"})),
    "\\raisebox": _raised,
    **dict.fromkeys((name for name in FRAMES if name[0] == "\\"), _framed),
    "\\enclose": _enclosed,
    **dict.fromkeys(("\\textcolor", "\\colorbox"), _coloured),
    "\\mathchoice": _choice,
    "\\sideset": _with_sides,
    **dict.fromkeys(("$", "\\(", "\\ensuremath"), _mathematics),
}

r"""What the parser knows about LaTeX: data only.

A command that is not listed here is a plain symbol, so no list of symbols is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COMMANDS",
    "DELIMITERS",
    "DELIMITER_SIZES",
    "DIMENSION",
    "DIMENSION_COMMANDS",
    "ENVIRONMENTS",
    "INFIX_COMMANDS",
    "LIMIT_CONTROLS",
    "LIMIT_OPERATORS",
    "LIMIT_RELATIONS",
    "MARKED_COMMANDS",
    "MATH_DELIMITERS",
    "NO_DELIMITER",
    "PRIME",
    "ROW_BREAKS",
    "SCRIPT_SIGNS",
    "SPACES",
    "SWITCHES",
    "TEXT_BOXES",
    "TEXT_COMMANDS",
    "Argument",
    "Command",
    "Environment",
]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a command.

    Examples:
        >>> Argument(Relation.INDEX, optional=True).optional
        True
    """

    relation: Relation
    """Where its row lies, seen from the command."""
    optional: bool = False
    """Whether it stands in brackets and may be absent."""
    text: bool = False
    """Whether it is text, where primes, ``_`` and ``^`` are characters."""
    until: str = ""
    r"""The token that ends it, if it has no braces: ``\\of`` after ``\\root``."""


@dataclass(frozen=True, slots=True)
class Command:
    r"""How a command is written and what it draws.

    Examples:
        >>> [argument.relation.value for argument in COMMANDS["\\frac"].arguments]
        ['above', 'below']
    """

    arguments: tuple[Argument, ...] = ()
    """Its arguments in source order."""
    raw: int = 0
    """How many arguments before them are no LaTeX rows (lengths, colours) and stay in the head of the node."""
    option: bool = False
    """Whether raw arguments in brackets may stand before, between and after those."""
    star: bool = False
    """Whether a ``*`` may follow its name."""
    limits: bool = False
    """Whether its scripts lie above and below it."""
    ink: bool = True
    """Whether it draws something of its own, as a fraction bar; a font does not."""


@dataclass(frozen=True, slots=True)
class Environment:
    """How an environment starts.

    Examples:
        >>> ENVIRONMENTS["array"].raw
        1
    """

    raw: int = 0
    """How many braced arguments follow the name, as the column specification of an array."""
    option: bool = False
    """Whether a letter in brackets may follow the name: vertical position or column alignment."""
    fences: tuple[str, str] = ("", "")
    """The delimiters that it draws left and right, as LaTeX tokens; empty for none."""


_above, _below, _inside = Argument(Relation.ABOVE), Argument(Relation.BELOW), Argument(Relation.INSIDE)
_text = Argument(Relation.INSIDE, text=True)

_FRACTION = Command((_above, _below))
_ROOT = Command((Argument(Relation.INDEX, optional=True), _inside))
_ACCENT = Command((_inside,))
_BRACE = Command((_inside,), limits=True)
_ARROW = Command((Argument(Relation.BELOW, optional=True), _above))
_FONT = Command((_inside,), ink=False)
_TEXT = Command((_text,), ink=False)
_LENGTH = Command(raw=1, star=True, ink=False)


def _words(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


def _table(*rows: tuple[Command, str]) -> dict[str, Command]:
    return {f"\\{name}": command for command, names in rows for name in names.split()}


_MATH_IN_TEXT = {
    opener: Command((Argument(Relation.INSIDE, until=closer),), ink=False)
    for opener, closer in (("$", "$"), ("\\(", "\\)"))
}

COMMANDS: Final[Mapping[str, Command]] = _MATH_IN_TEXT | _table(
    (_FRACTION, "frac dfrac tfrac binom dbinom tbinom"),
    (Command((_above, _below), option=True), "cfrac"),
    (Command((_above, _below), raw=4), "genfrac"),
    (_ROOT, "sqrt"),
    (Command((Argument(Relation.INDEX, until="\\of"), _inside)), "root"),
    (Command((Argument(Relation.ABOVE, until="\\over"), _inside), ink=False), "buildrel"),
    (_ACCENT, "hat widehat tilde widetilde bar vec dot ddot dddot ddddot acute grave breve check widecheck mathring"),
    (_ACCENT, "overline overrightarrow overleftarrow overleftrightarrow Overrightarrow overparen wideparen overarc"),
    (_ACCENT, "overgroup overlinesegment overleftharpoon overrightharpoon undergroup underlinesegment underarc"),
    (_ACCENT, "' ` ^ ~ = . \" u c r v H"),
    (_ACCENT, "underline underrightarrow underleftarrow underleftrightarrow underparen underbar utilde"),
    (_ACCENT, "boxed fbox cancel bcancel xcancel sout textcircled pmod pod bra ket braket Bra Ket Braket"),
    (_ACCENT, "Set phase angl vcenter longdiv lefteqn"),
    (Command((_inside,), star=True), "tag"),
    (_BRACE, "overbrace underbrace overbracket underbracket"),
    (
        _ARROW,
        "xrightarrow xleftarrow xlongequal xleftrightarrow xRightarrow xLeftarrow xLeftrightarrow xmapsto xtofrom",
    ),
    (_ARROW, "xhookrightarrow xhookleftarrow xrightharpoonup xrightharpoondown xleftharpoonup xleftharpoondown"),
    (_ARROW, "xrightleftharpoons xleftrightharpoons xtwoheadrightarrow xtwoheadleftarrow xrightleftarrows"),
    (_ARROW, "xrightequilibrium xleftequilibrium"),
    (Command((_above, _inside), ink=False), "overset stackrel"),
    (Command((_below, _inside), ink=False), "underset"),
    (Command((_above, _below, _inside), ink=False), "overunderset"),
    (Command((_inside, _inside, _inside), limits=True, ink=False), "sideset"),
    (Command((_inside, _inside, _inside, _inside), ink=False), "mathchoice"),
    (Command((Argument(Relation.CELL),), ink=False), "substack"),
    (_FONT, "mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm pmb Bbb bold"),
    (_FONT, "mathsfit symbf frak"),
    (_FONT, "mathord mathbin mathrel mathopen mathclose mathpunct mathinner ensuremath"),
    (_FONT, "phantom hphantom vphantom rlap llap clap mathrlap mathllap mathclap"),
    (_TEXT, "text textrm textbf textit textsf texttt textup textnormal textsc textmd textsl emph mbox hbox intertext"),
    (Command((_text,), option=True, ink=False), "makebox"),
    (Command((_inside,), star=True, ink=False), "operatorname"),
    (Command((_inside,), limits=True, ink=False), "mathop operatornamewithlimits"),
    (Command((_inside,), option=True, ink=False), "smash"),
    (Command((_inside,), raw=1, option=True, ink=False), "textcolor colorbox raisebox"),
    (Command((_inside,), raw=1, ink=False), "href htmlClass htmlId htmlStyle htmlData scalebox"),
    (Command((_inside,), raw=1), "enclose"),
    (Command((_inside,), raw=2, ink=False), "fcolorbox multicolumn multirow"),
    (_LENGTH, "hspace vspace color label"),
    (Command(raw=1, ink=False), "cline hhline"),
    (Command(raw=1), "ref eqref cite url hdotsfor"),
    (Command(raw=1, option=True), "includegraphics"),
    (Command(raw=2, option=True), "rule"),
)
"""Every command that takes arguments."""

MARKED_COMMANDS: Final = frozenset({"\\root", "\\buildrel"})
r"""Commands whose first argument ends with a token of their own, ``\of`` or ``\over``."""

INFIX_COMMANDS: Final[Mapping[str, Command]] = _table(
    (_FRACTION, "over choose brace brack"), (Command((_above, _below), ink=False), "atop")
)
"""Commands between their two arguments, which reach to the ends of the group."""

LIMIT_OPERATORS: Final = _words(
    "sum prod coprod bigcup bigcap bigsqcup bigvee bigwedge bigoplus bigotimes bigodot biguplus "
    "lim max min sup inf limsup liminf varlimsup varliminf varinjlim varprojlim injlim projlim "
    "det gcd Pr argmax argmin"
)
"""Symbols whose scripts lie above and below them; integrals are not among them."""

SCRIPT_SIGNS: Final[Mapping[str, Relation]] = {
    "_": Relation.SUB,
    "^": Relation.SUP,
    "\\sb": Relation.SUB,
    "\\sp": Relation.SUP,
}
LIMIT_RELATIONS: Final[Mapping[Relation, Relation]] = {Relation.SUB: Relation.BELOW, Relation.SUP: Relation.ABOVE}
"""Where a script lies if its base takes limits."""
LIMIT_CONTROLS: Final[Mapping[str, bool]] = {"\\limits": True, "\\nolimits": False}
PRIME: Final = "'"

DELIMITERS: Final = frozenset("()[]|/<>.⌈⌉⌊⌋⎰⎱⟨⟩⟮⟯‖") | _words(
    "{ } | lbrace rbrace lbrack rbrack langle rangle lfloor rfloor lceil rceil vert Vert lvert rvert lVert rVert "
    "uparrow downarrow updownarrow Uparrow Downarrow Updownarrow backslash lgroup rgroup lmoustache rmoustache "
    "ulcorner urcorner llcorner lrcorner lt gt lparen rparen lang rang llbracket rrbracket lBrace rBrace "
    "uarr darr Uarr Darr uArr dArr"
)
r"""What may follow ``\left``, ``\right``, ``\middle`` and ``\big``."""
NO_DELIMITER: Final = "."
r"""The delimiter without ink, as in ``\right .``."""

DELIMITER_SIZES: Final = _words("big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm")
r"""Commands that a delimiter follows, without the pairing of ``\left`` and ``\right``."""

_MATRIX_FENCES = {
    "matrix": ("", ""),
    "smallmatrix": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("\\{", "\\}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("\\|", "\\|"),
}
ENVIRONMENTS: Final[Mapping[str, Environment]] = {
    "array": Environment(raw=1, option=True),
    "tabular": Environment(raw=1, option=True),
    "subarray": Environment(raw=1),
    "alignat": Environment(raw=1),
    "alignat*": Environment(raw=1),
    "alignedat": Environment(raw=1, option=True),
    "aligned": Environment(option=True),
    "gathered": Environment(option=True),
    "cases": Environment(fences=("\\{", "")),
    "dcases": Environment(fences=("\\{", "")),
    "rcases": Environment(fences=("", "\\}")),
    "drcases": Environment(fences=("", "\\}")),
    **{name: Environment(fences=fences) for name, fences in _MATRIX_FENCES.items()},
    **{f"{name}*": Environment(option=True, fences=fences) for name, fences in _MATRIX_FENCES.items()},
}
"""Environments that take arguments or draw fences; any other name is an environment that does neither."""

ROW_BREAKS: Final = frozenset({"\\\\", "\\cr", "\\tabularnewline"})
"""What ends a row of a matrix; elsewhere a space."""

SWITCHES: Final = _words(
    "displaystyle textstyle scriptstyle scriptscriptstyle rm bf it sf tt sl sc cal mit em boldmath unboldmath "
    "rmfamily bfseries itshape tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge color"
)
"""What works on all that follows it, up to the end of the braces."""

_SPACING = _words(
    ", : ; ! > / - quad qquad enspace enskip thinspace medspace thickspace negthinspace negmedspace negthickspace "
    "space nobreakspace hfill hfil vfill smallskip medskip bigskip mathstrut strut null relax protect noindent "
    "displaylimits allowbreak nobreak newline par nonumber notag hline hdashline"
) | {"\\", "~"}
SPACES: Final = _SPACING | (SWITCHES - {"\\color"})
"""Spacing and switches: tokens without ink and without arguments."""

DIMENSION_COMMANDS: Final = _words("kern mkern hskip mskip vskip raise lower moveleft moveright")
r"""Spacing commands with a bare length after them, ``\kern 2pt``."""

DIMENSION: Final = re.compile(r"[+-]?(?:\d*[.,])?\d+\.?(?:true)?(?:pt|em|ex|mu|mm|cm|in|pc|bp|px|sp|dd|cc)")
"""A bare length, of the characters of tokens without blanks."""

MATH_DELIMITERS: Final = frozenset({"$", "\\(", "\\)", "\\[", "\\]"})
"""Marks around an expression in running text; an expression holds them only in a text within it."""

TEXT_BOXES: Final = _words("fbox framebox colorbox fcolorbox raisebox rlap llap clap underbar")
"""Commands whose argument is text in LaTeX, and mathematics here and in formulas that were not typeset."""

TEXT_COMMANDS: Final = frozenset(
    name for name, command in COMMANDS.items() if any(argument.text for argument in command.arguments)
)
"""Commands whose arguments are text, in which ``_``, ``^`` and ``'`` are characters."""

r"""Normalization: one expression in, its normal form and what was changed out.

The rules work on the tree that ``parse`` makes of the expression. Each leads to a form that it leaves alone, and they
are repeated until all do: the order in which they are named does not matter, and a normal form is its own normal form.
Nor does it matter in which order single rules are applied, one after the other until nothing changes, if ``braces`` and
``base_braces`` are among them: some rules leave braces where a command was.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from hmer_kit.latex._rewriting import infix
from hmer_kit.latex._rewriting.guards import protect
from hmer_kit.latex.commands import DELIMITER_SIZES, LIMIT_CONTROLS, PRIME
from hmer_kit.latex.normalization import _tables
from hmer_kit.latex.normalization._by_letters.glance import glance
from hmer_kit.latex.normalization._by_tokens.direct import direct_form
from hmer_kit.latex.normalization._by_tree import braces, fonts, primes, rows, scripts, symbols
from hmer_kit.latex.normalization._by_tree.work import Work
from hmer_kit.latex.normalization.changes import REPAIR, Change, Normalized
from hmer_kit.latex.normalization.profiles import get_profile
from hmer_kit.latex.parser import parse
from hmer_kit.latex.writer import to_latex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from hmer_kit.latex.normalization.profiles import Profile
    from hmer_kit.latex.tree import LayoutTree, Repair

__all__ = ["normalize", "normalized_tree"]

_new = object.__new__
_set_latex, _set_changes, _set_signature, _set_list = (
    getattr(Normalized, name).__set__ for name in ("latex", "changes", "signature", "_list")
)  # in half the time of ``object.__setattr__``, with which a frozen dataclass is made


class _Step(NamedTuple):
    """One function for one rule or two, and the tokens without which it has nothing to do; none for any."""

    rules: frozenset[str]
    run: Callable[[Work], None]
    tokens: Collection[str] = ()


def _step(rules: str, run: Callable[[Work], None], *tokens: Iterable[str]) -> _Step:
    return _Step(
        frozenset(rules.split()),
        run,
        frozenset(token for each in tokens for token in each),
    )


def _drop(rule: str, symbols: Collection[str]) -> _Step:
    return _step(rule, lambda work: rows.drop(work, rule, symbols), symbols)


_STEPS = (
    _drop("spaces", _tables.SPACING),
    _step("environments", rows.unfold_environments, ["\\begin"]),
    _step("row_ends", rows.drop_last_rows, ["\\begin"]),
    _step("aliases", symbols.unify_aliases, symbols.ALIASED),
    _step("dots", symbols.unify_dots, _tables.DOTS),
    _step("variants", symbols.unify_variants, _tables.VARIANTS),
    _step("accents", symbols.unify_accents, _tables.ACCENTS),
    _step("sizes", symbols.unify_sizes, _tables.LARGER),
    _drop("sizes", _tables.SIZES),
    _drop("styles", _tables.STYLES),
    _step("font_switches", fonts.turn_switches, _tables.FONT_SWITCHES),
    _step(
        "fonts",
        fonts.drop_fonts,
        _tables.FONTS,
        _tables.DRAWN_SWITCHES,
        _tables.PLAIN_FONTS,
    ),
    _step("infix", rows.unfold_infix, infix.FORMS, _tables.MARKED_FORMS),
    _step("fences", rows.drop_fences, ["\\left"], DELIMITER_SIZES),
    _step("empty_scripts", scripts.drop_empty_scripts),
    _step("classes", fonts.drop_classes, _tables.CLASSES, [_tables.OPERATOR]),
    _step("names", fonts.spell_names, _tables.FUNCTIONS, _tables.NAMED),
    _step("integrals", symbols.split_integrals, _tables.INTEGRALS),
    _step("braces base_braces", braces.drop_braces, [""]),
    _step("limit_placement", scripts.place_limits),
    _step("primes", primes.unify_primes, [PRIME, "\\prime"]),
    _step("script_order", scripts.order_scripts),
    _step("limits", scripts.clear_limits, LIMIT_CONTROLS),
    _step("arguments", braces.brace_all),
)
"""In an order in which one round is mostly enough."""


def normalize(
    latex: str,
    *,
    profile: str | Profile = "same_ink",
    rules: Iterable[str] | None = None,
    on_error: Literal["raise", "recover"] = "raise",
) -> Normalized:
    r"""Return the normal form of an expression, and what was changed in it.

    Args:
        latex: One expression, blank-separated or tight.
        profile: ``exact``, ``same_ink``, ``loose``, or a ``Profile``.
        rules: Names of rules instead of a profile; see ``RULES``.
        on_error: ``"recover"`` mends what does not parse; what was mended comes first among the changes.

    Returns:
        Blank-separated LaTeX with the changes that led to it.

    Raises:
        LatexError: It does not parse, see ``hmer_kit.latex.parse``; never with ``on_error="recover"``.
        InputError: ``latex`` is no string, or there is no such profile, rule or ``on_error``.

    Examples:
        >>> normalize(r"x^2_1 \le f'").latex
        'x _ { 1 } ^ { 2 } \\leq f ^ { \\prime }'
        >>> for change in normalize(r"\sum \limits _ { i } { a } \le 1").changes:
        ...     print(change)
        aliases at 27: \le -> \leq
        braces at 21: { a } -> a
        limits at 0: \sum \limits _ { i } -> \sum _ { i }
    """
    chosen = get_profile(profile, rules=rules)
    seen = glance(latex, chosen.rules) if on_error in ("raise", "recover") else None
    if seen is not None:
        form, is_changed = seen
        return _normalized(form, chosen.signature, partial(_changes, latex, chosen) if is_changed else None)
    short = direct_form(latex, chosen.rules) if on_error in ("raise", "recover") else None
    if short is not None:
        return Normalized(*short, chosen.signature)
    tree = parse(latex, on_error=on_error)
    changes = _rewrite(tree, chosen)
    return Normalized(to_latex(tree), (*map(_mended, tree.repairs), *changes), chosen.signature)


def normalized_tree(latex: str, *, profile: str | Profile = "same_ink") -> LayoutTree:
    r"""Return the tree of the normal form of an expression: ``parse(normalize(latex).latex)``, with less work.

    Args:
        latex: One expression, blank-separated or tight.
        profile: ``exact``, ``same_ink``, ``loose``, or a ``Profile``.

    Returns:
        A tree whose nodes may have their places in ``latex``, or in its normal form.

    Raises:
        LatexError: It does not parse, see ``hmer_kit.latex.parse``.
        InputError: ``latex`` is no string, or there is no such profile.

    Examples:
        >>> to_latex(normalized_tree(r"x^2_1 \le f'"))
        'x _ { 1 } ^ { 2 } \\leq f ^ { \\prime }'
    """
    tree = parse(latex)
    return parse(to_latex(tree)) if _rewrite(tree, get_profile(profile)) else tree


def _normalized(form: str, signature: str, listed: Callable[[], tuple[Change, ...]] | None) -> Normalized:
    """Return a result whose changes are listed when they are asked for; None for one that has none."""
    made = _new(Normalized)
    _set_latex(made, form)
    _set_signature(made, signature)
    if listed is None:
        _set_changes(made, ())
    else:
        _set_list(made, listed)
    return made


def _changes(latex: str, profile: Profile) -> tuple[Change, ...]:
    """List what is changed on the way to a normal form."""
    short = direct_form(latex, profile.rules)
    return short[1] if short else tuple(_rewrite(parse(latex), profile))


def _rewrite(tree: LayoutTree, profile: Profile) -> list[Change]:
    """Bring a tree in the normal form of a profile; return what was changed."""
    work = Work(tree, profile.rules)
    steps = [step for step in _STEPS if not step.rules.isdisjoint(profile.rules)]
    while _changes_in_one_round(work, steps):
        work.collect()
        protect(work.rows)
        work.collect()
    return work.changes


def _mended(repair: Repair) -> Change:
    return Change(REPAIR, " ".join(repair.removed), " ".join(repair.inserted), (repair.start, repair.end))


def _changes_in_one_round(work: Work, steps: Iterable[_Step]) -> bool:
    before = len(work.changes)
    for step in steps:
        if not step.tokens or not work.symbols.isdisjoint(step.tokens):
            step.run(work)
    return len(work.changes) > before

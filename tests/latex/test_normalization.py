"""Normalization: what each rule does, what a profile merges and what it does not."""

from __future__ import annotations

import pickle

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import (
    EXACT,
    LOOSE,
    PROFILES,
    REPAIR,
    RULES,
    SAME_INK,
    Change,
    Profile,
    get_profile,
    normalize,
    parse,
    to_latex,
)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_does_what_its_example_says_and_reports_it(rule) -> None:
    result = normalize(rule.before, rules=[rule.name])
    assert result.latex == rule.after
    assert result.by_rule().keys() == {rule.name}
    assert normalize(rule.before, profile=LOOSE.without(*RULES)).latex == to_latex(parse(rule.before))


CASES = {
    "aliases": [
        (r"\ne \not { = } \not = ^ 2", r"\neq \not { = } \neq ^ 2"),
        (r"x \sp 2 \sb \lbrack", "x ^ 2 _ ["),
        (r"\to \gets \land \vert \| \Vert \lbrace", r"\rightarrow \leftarrow \wedge | \| \| \{"),
        (r"\left < a \right \rangle < \left \lvert", None),
        (
            r"\left < a \middle \vert b \right \gt < \big \lbrack",
            r"\left \langle a \middle | b \right \rangle < \big [",
        ),
        (r"\stackrel { a } { \to }", r"\overset { a } { \rightarrow }"),
        (r"\text { \le } x _ \text { _ a \sb }", r"\text { \le } x _ \text { _ a \sb }"),
        (r"\sqrt [ \rbrack ] { x } \sqrt \lbrack", r"\sqrt [ \rbrack ] { x } \sqrt { [ }"),
        (r"a \\ \lbrack 2 p t ] \\ \lbrack b ]", r"a \\ \lbrack 2 p t ] \\ [ b ]"),
        (r"\emptyset \varnothing \epsilon \varepsilon", r"\emptyset \varnothing \epsilon \varepsilon"),
    ],
    "arguments": [
        (r"\sqrt [ 3 ] x ^ \frac 1 2", r"\sqrt [ 3 ] { x } ^ { \frac { 1 } { 2 } }"),
        (r"\root 3 \of x ' \over 2", r"\root 3 \of { x } ' \over 2"),
    ],
    "braces": [
        ("{ { { a } } }", "a"),
        ("x { } y", "x y"),
        (r"1 { , } 0 0 { + } { \frac { a } { b } } ^ { 2 }", r"1 , 0 0 + \frac { a } { b } ^ { 2 }"),
        ("{ x ^ { 2 } } ^ { 3 }", "{ x ^ { 2 } } ^ { 3 }"),
        ("{ x _ { 1 } } ^ { 2 }", "{ x _ { 1 } } ^ { 2 }"),
        ("{ x + y } ^ { 2 }", "{ x + y } ^ { 2 }"),
        (r"{ \sum } _ { i }", r"\sum \nolimits _ { i }"),
        (r"{ \sum } '", r"\sum \nolimits ^ { ' }"),
        (r"{ \rm x } y { a \over b } { a \\ b }", r"{ \rm x } y { a \over b } { a \\ b }"),
        ("x { ' } { } ^ { 2 } { { } _ { 1 } }", "x { ' } { } ^ { 2 } { } _ { 1 }"),
        ("{ } _ { 1 } x", "_ { 1 } x"),
        (r"\sqrt [ { ] } ] { x }", r"\sqrt [ \rbrack ] { x }"),
        (r"\text { a { b } }", r"\text { a { b } }"),
        (r"\kern { 2 p t } x", "2 p t x"),
        (r"\kern { a b } x", r"\kern a b x"),
        (r"\\ { [ } 2 p t ] ^ 2", r"\\ \lbrack 2 p t ] ^ 2"),
        (r"\sqrt [ \\ { [ } 2 p t ] x", r"\sqrt [ \\ \lbrack 2 p t ] x"),
        (r"\\ [ a b ] { x }", r"\\ [ a b ] x"),
        (r"\begin {matrix} { a } & { b \\ c } \end {matrix}", r"\begin {matrix} a & { b \\ c } \end {matrix}"),
    ],
    "base_braces": [
        ("{ x y _ { 1 } } ^ { 2 }", "{ x y _ { 1 } } ^ { 2 }"),
        (r"{ a \sum } _ { i }", r"a \sum \nolimits _ { i }"),
        (r"{ a \, } ^ { 2 }", r"{ a \, } ^ { 2 }"),
    ],
    "classes": [
        (r"\mathop { \lim } \limits _ { x }", r"\lim \limits _ { x }"),
        (r"\mathop { A } _ { x }", r"\mathop { A } _ { x }"),
        (r"\mathop { A } \nolimits _ { x }", "{ A } _ { x }"),
    ],
    "empty_scripts": [
        ("x ^ { { } } _ { } { } ^ { }", "x"),
        (r"\sum \limits _ { } ^ { n }", r"\sum \limits ^ { n }"),
    ],
    "environments": [
        (r"\begin {cases} a \end {cases} ^ 2", r"\left \{ \begin {matrix} a \end {matrix} ^ 2 \right ."),
        (r"\begin {vmatrix} a \end {vmatrix} ^ 2", r"\left | \begin {matrix} a \end {matrix} \right | ^ 2"),
        (r"\begin {array} { c l } a & b \end {array}", r"\begin {matrix} a & b \end {matrix}"),
        (r"\begin {array} { c | l } a & b \end {array}", r"\begin {array} { c | l } a & b \end {array}"),
        (r"x ^ \begin {rcases} a \end {rcases}", r"x ^ { \left . \begin {matrix} a \end {matrix} \right \} }"),
    ],
    "fences": [
        (r"\left. \frac{a}{b} \right| _ {x=0}", r"\frac { a } { b } | _ { x = 0 }"),
        (r"\left < a \middle | b \right >", r"\langle a | b \rangle"),
        (r"\left ( a \over b \right ) \bigl \{", r"\left ( a \over b \right ) \{"),
        (r"\left ( \rm a \right ) \left ( b \right )", r"\left ( \rm a \right ) ( b )"),
        (r"\left ( ' _ 1 ^ 2 \right .", "( { ' } _ 1 ^ 2"),
        (r"\sqrt [ \left [ a \right ] ] x", r"\sqrt [ [ a \rbrack ] x"),
    ],
    "font_switches": [
        (r"a \rm b \cal c", r"a \mathrm { b } \mathcal { c }"),
        (r"\left ( \bf a \right ) b", r"\left ( \mathbf { a } \right ) b"),
        (r"{ \rm a \over b }", r"{ \rm a \over b }"),
        (r"\sl a \rm b", r"\sl a \rm b"),
        (r"\left ( \rm a \middle | b \right )", r"\left ( \mathrm { a } \middle | b \right )"),
        (r"\left ( a \over \rm b \middle | c \right )", r"\left ( a \over \mathrm { b } \middle | c \right )"),
    ],
    "infix": [
        (r"a \over b", r"\frac { a } { b }"),
        (r"{ n \choose k } ^ 2 x ^ { a \over b }", r"\binom { n } { k } ^ 2 x ^ { \frac { a } { b } }"),
        (r"{ { a \over b } }", r"{ \frac { a } { b } }"),
        (r"a \atop b", r"a \atop b"),
        (r"\root 3 \of x \buildrel a \over b", r"\sqrt [ 3 ] x \overset { a } b"),
    ],
    "limits": [
        (r"\int \limits _ a \int \nolimits _ a", r"\int \limits _ a \int _ a"),
        (r"\sum _ 1 \limits ^ 2 \sum \nolimits _ 1", r"\sum _ 1 ^ 2 \sum \nolimits _ 1"),
        (r"x \limits", "x"),
    ],
    "primes": [
        ("f ' ' ' + f ^ ' + f ^ { ' ' }", r"f ^ { \prime \prime \prime } + f ^ \prime + f ^ { \prime \prime }"),
        ("f ' _ 1 ^ { a b }", r"f ^ { \prime a b } _ 1"),
        (r"f ' ^ { \rm x }", r"f ^ { \prime { \rm x } }"),
        (r"y \prime", r"y \prime"),
        (r"\sum ' + \int '", r"\sum ^ { \prime } + \int ^ { \prime }"),
        (r"\text { a ' } '", r"\text { a ' } ^ { \prime }"),
    ],
    "row_ends": [(r"\begin {matrix} a \\ \\ [ 2 p t ] \end {matrix}", r"\begin {matrix} a \end {matrix}")],
    "script_order": [
        (r"\sum \limits ^ n _ i", r"\sum \limits _ i ^ n"),
        (r"\sum \nolimits ^ n _ i \int ^ 1 \limits _ 0", r"\sum \nolimits _ i ^ n \int \limits _ 0 \nolimits ^ 1"),
        ("f ' _ 1 '", "f _ 1 ' '"),
    ],
    "sizes": [
        (r"\cfrac [ l ] { a } { b }", r"\frac { a } { b }"),
        (r"{ \tiny x } \tbinom n k", r"{ x } \binom n k"),
    ],
    "spaces": [
        (r"a ~ b \hspace { 2 p t } c \kern 2 p t \label { x }", "a b c"),
        (r"a \\ \hline \raise 2 p t b", r"a \\ \hline \raise 2 p t b"),
        (r"x \, ^ 2 \, '", "x { } ^ 2 { ' }"),
        (r"x ^ \,", "x ^ { }"),
        (r"\text { a \, b }", r"\text { a \, b }"),
    ],
    "accents": [(r"\widetilde x \overrightarrow { A B }", r"\tilde x \vec { A B }")],
    "dots": [(r"\dots \dotsb \vdots", r"\ldots \ldots \vdots")],
    "fonts": [
        (r"{ \bf x } \mathbb R \cal L", r"{ { x } } \mathbb R \mathcal { L }"),
        (r"x ^ \mathrm y", "x ^ { { y } }"),
        (r"{ \rm a \over b }", r"{ { a } \over b }"),
    ],
    "integrals": [
        (r"\iiint _ V", r"\int \int \int _ V"),
        (r"\iint \limits _ D", r"\iint \limits _ D"),
    ],
    "limit_placement": [
        (r"\sum \nolimits _ i \int \limits _ 0 ^ 1", r"\sum _ i \int _ 0 ^ 1"),
        (r"\sum '", r"\sum ^ { ' }"),
        (r"\underbrace { x } _ n", r"\underbrace { x } _ n"),
    ],
    "names": [
        (r"\sin ^ 2 x", "s i n ^ 2 x"),
        (r"\lim _ x f", r"\mathop { l i m } _ x f"),
        (r"\operatorname * { a } _ x \operatorname { b } _ x", r"\mathop { a } _ x { b } _ x"),
        (r"\sum ^ \sin", r"\sum ^ { s i n }"),
    ],
    "styles": [(r"\frac { \scriptstyle a } b", r"\frac { a } b")],
    "variants": [(r"\geqslant \varphi", r"\geq \phi")],
}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [(rule, *case) for rule, cases in CASES.items() for case in cases],
)
def test_a_rule_alone(rule: str, before: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(LatexError):
            normalize(before, rules=[rule])
        return
    result = normalize(before, rules=[rule])
    assert result.latex == after
    assert result.by_rule().keys() == (set() if after == to_latex(parse(before)) else {rule})


def test_every_rule_has_cases() -> None:
    assert CASES.keys() == RULES.keys()


SAME = [
    ("{ a } _ { 1 }", "a _ 1"),
    ("x^2_1", "x _ { 1 } ^ { 2 }"),
    (r"\sum \limits _ { i }", r"\sum _ { i }"),
    (r"\mathop { \lim } \limits _ { x \to 0 }", r"\lim _ { x \rightarrow 0 }"),
    (r"{ a \over b }", r"\frac a b"),
    (r"{ { a \over b } } ^ 2", r"\frac { a } { b } ^ { 2 }"),
    ("x ^ { ' }", "x'"),
    ("x'^2", r"x ^ { \prime 2 }"),
    (r"x ^ \circ", r"x ^ { \circ }"),
    (r"\not =", r"\ne"),
    (r"\not { = }", r"\neq"),
    (r"{ \rm x }", r"\mathrm { x }"),
    (r"{ \cal L }", r"\mathcal L"),
    (r"\left ( \dfrac 1 2 \right )", r"( \frac { 1 } { 2 } )"),
    (r"\begin {cases} a \\ b \\ \end {cases}", r"\left \{ \begin {matrix} a \\ b \end {matrix} \right ."),
    (r"a \quad \text { if } ~ b", r"a \text { if } b"),
    ("{ ( a + b ) } ^ { 2 }", "( a + b ) ^ 2"),
    (r"\left | x \right |", r"\vert x \vert"),
]
LOOSELY_SAME = [
    (r"\int \limits _ { a }", r"\int _ { a }"),
    (r"a + \cdots + b", r"a + \ldots + b"),
    (r"\sin x", "s i n x"),
    (r"\mathrm { s i n } ^ 2 x", r"\operatorname { s i n } ^ { 2 } x"),
    (r"\mathrm { s i n } x", r"\sin x"),
    (r"\operatorname * { l i m } _ x", r"\lim _ x"),
    ("l i m _ x", r"\lim _ x"),
    (r"\mathrm { d } x", "d x"),
    (r"\int \int", r"\iint"),
    (r"\varepsilon", r"\epsilon"),
    (r"\varnothing", r"\emptyset"),
    (r"\bar x", r"\overline { x }"),
    (r"a \leqslant b", r"a \leq b"),
    (r"\textstyle \sum _ i", r"\sum _ i"),
    (r"\sum '", r"\sum \nolimits ^ { ' }"),
]
DIFFERENT = [
    ("{ x ^ { 2 } } ^ { 3 }", "x ^ { 2 } ^ { 3 }"),
    ("{ x _ 1 } ^ 2", "x _ 1 ^ 2"),
    (r"y \prime", "y '"),
    (r"a \\ b", "a b"),
    (r"\text { a b }", r"\text { a \, b }"),
    (r"\text { ' }", r"\text { \prime }"),
    (r"\frac { a } { b }", r"\binom { a } { b }"),
    (r"\mathbb R", "R"),
    (r"\Delta", r"\triangle"),
    (r"\begin {matrix} a & b \end {matrix}", r"\begin {matrix} a \\ b \end {matrix}"),
    (r"\begin {array} { c | c } a & b \end {array}", r"\begin {array} { c c } a & b \end {array}"),
    (r"\phantom { x } y", "x y"),
    ("x ^ 2", "x 2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_ink(one: str, other: str) -> None:
    assert normalize(one).latex == normalize(other).latex
    assert normalize(one, profile="exact").latex != normalize(other, profile="exact").latex


@pytest.mark.parametrize(("one", "other"), LOOSELY_SAME)
def test_the_same_only_loosely(one: str, other: str) -> None:
    assert normalize(one, profile="loose").latex == normalize(other, profile="loose").latex
    assert normalize(one).latex != normalize(other).latex


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_in_every_profile(one: str, other: str) -> None:
    assert normalize(one, profile="loose").latex != normalize(other, profile="loose").latex


def test_exact_changes_blanks_alone() -> None:
    latex = r"\left({a}\le x^2_1'\,\right)"
    assert normalize(latex, profile="exact").latex == r"\left ( { a } \le x ^ 2 _ 1 ' \, \right )"
    assert normalize(latex, profile=EXACT).changes == ()


def test_changes_say_where_in_the_input_they_were_made() -> None:
    latex = r"a \le \left(b\right)+{c}"
    changes = normalize(latex).changes
    assert [(change.rule, latex[slice(*change.span)]) for change in changes if change.span] == [
        ("aliases", r"\le"),
        ("fences", r"\left("),
        ("fences", r"\right)"),
        ("braces", "{c}"),
    ]
    assert changes[-1] == Change("braces", "{ c }", "c", (21, 24))
    assert normalize("x ^ { 2 }").changes == ()


def test_long_places_are_cut_in_the_report() -> None:
    [change] = normalize("{ " + "x " * 1000 + "}", rules=["braces"]).changes
    assert change.before == "{ x x x x x x x ..."
    assert change.after == "x x x x x x x x ..."


def test_rules_can_be_given_in_any_order_and_twice() -> None:
    latex = r"f'^2_1 \le {a}"
    results = [normalize(latex, rules=rules) for rules in (["primes", "aliases"], ["aliases", "primes", "aliases"])]
    assert results[0] == results[1]
    assert results[0].signature == "rules/1+aliases+primes"


def test_profiles_are_nested_and_signed() -> None:
    assert list(PROFILES) == ["exact", "same_ink", "loose"]
    assert set() == EXACT.rules < SAME_INK.rules < LOOSE.rules == RULES.keys()
    assert [profile.signature for profile in PROFILES.values()] == ["exact/1", "same_ink/1", "loose/1"]
    assert LOOSE.without("dots").signature == "loose/1-dots"
    assert LOOSE.without("dots").with_rules("dots") == LOOSE
    assert normalize("x", profile="loose").signature == "loose/1"
    assert pickle.loads(pickle.dumps(LOOSE.without("dots"))) == LOOSE.without("dots")  # noqa: S301


def test_one_rule_can_be_switched_off() -> None:
    latex = r"\sum \limits ^ { n } _ { i } { a }"
    assert normalize(latex, profile=SAME_INK.without("limits")).latex == r"\sum \limits _ { i } ^ { n } a"
    assert normalize(latex, profile=SAME_INK.without("script_order")).latex == r"\sum ^ { n } _ { i } a"


def test_broken_latex_is_an_error_or_is_mended_and_reported() -> None:
    latex = r"\frac { x ^ 2 _ 1"
    with pytest.raises(LatexError) as raised:
        normalize(latex)
    assert raised.value.code == "unclosed_group"
    result = normalize(latex, on_error="recover")
    assert result.latex == r"\frac { x _ { 1 } ^ { 2 } } { }"
    assert [change.rule for change in result.changes[:2]] == [REPAIR, REPAIR]
    assert REPAIR not in RULES


@pytest.mark.parametrize("wrong", [None, ["x"], b"x"])
def test_anything_but_a_string_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="expected a str of LaTeX"):
        normalize(wrong)  # type: ignore[arg-type]


def test_unknown_profiles_and_rules_are_refused_by_name() -> None:
    with pytest.raises(InputError, match="expected a profile out of exact, same_ink, loose, got 'strict'"):
        normalize("x", profile="strict")
    with pytest.raises(InputError, match="got 'limit'"):
        SAME_INK.without("limit")
    with pytest.raises(InputError, match="got 3"):
        get_profile(rules=[3])  # type: ignore[list-item]
    with pytest.raises(InputError, match=r"write \['dots'\]"):
        normalize("x", rules="dots")


def test_a_profile_is_what_its_rules_are() -> None:
    assert get_profile(SAME_INK) is SAME_INK
    assert isinstance(get_profile(rules=()), Profile)
    assert normalize(r"\le", rules=()).latex == r"\le"


NESTED = {
    "flat": lambda n: "x ^ 2 " * (n // 3),
    "groups": lambda n: "{ a " * (n // 3) + "} " * (n // 3),
    "scripted groups": lambda n: "{ a " * (n // 5) + "} ^ 2 " * (n // 5),
    "over": lambda n: r"{ a \over " * (n // 4) + "} " * (n // 4),
    "switches": lambda n: r"{ \rm x " * (n // 4) + "} " * (n // 4),
    "matrices": lambda n: r"\begin {pmatrix} " * (n // 4) + r"\end {pmatrix} " * (n // 4),
    "rows": lambda n: r"\begin {cases} " + r"a & b \\ " * (n // 4) + r"\end {cases}",
    "primes": lambda n: "x " + "^ ' " * (n // 2),
    "scripts": lambda n: "x " + "^ 1 _ 2 " * (n // 4),
    "empty scripts": lambda n: "{ } ^ { " * (n // 5) + "} " * (n // 5),
    "operators": lambda n: r"\mathop { } _ { " * (n // 6) + "} " * (n // 6),
}


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("profile", ["same_ink", "loose"])
def test_long_and_deep_expressions_take_linear_time(name: str, profile: str) -> None:
    with hang_guard():
        normalize(NESTED[name](16384), profile=profile)

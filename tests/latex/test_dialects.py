"""Dialects: what each set writes, that converting keeps the ink, and that it goes back."""

from __future__ import annotations

import itertools
import pickle
import re

import pytest
from hypothesis import given

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError
from hmer_kit.latex import DIALECTS, Dialect, Vocabulary, convert, normalize, tokenize
from strategies import DAMAGED, ORDINARY

NAMES = ("crohme", "hme100k", "mathwriting", "im2latexv2")

CASES = [
    # symbols
    ("crohme", r"a \le b \ge c \ne d \to e", r"a \leq b \geq c \neq d \rightarrow e"),
    ("mathwriting", r"a \leq b \geq c \neq d \to e \Longleftrightarrow f", r"a \le b \ge c \ne d \rightarrow e \iff f"),
    ("im2latexv2", r"a \leq b \neq c \to d \| e \ddagger", r"a \le b \neq c \rightarrow d \parallel e \ddag"),
    ("hme100k", r"| x | * y \perp z", r"\vert x \vert \ast y \bot z"),
    ("crohme", r"\vert x \mid \lbrace y \rbrace \colon \cdotp", r"| x | \{ y \} : \cdot"),
    ("crohme", r"a \not = b \not \in c", r"a \neq b \notin c"),
    ("mathwriting", r"a \not= b", r"a \ne b"),
    ("crohme", r"x \sp { 2 } \sb { 1 }", r"x _ { 1 } ^ { 2 }"),
    ("crohme", r"\stackrel { a } { b } \Bbb { R }", r"\overset { a } { b } \mathbb { R }"),
    ("crohme", r"\dfrac { 1 } { 2 }", r"\frac { 1 } { 2 }"),
    # dots: low in Im2LaTeXv2, elsewhere as amsmath reads them
    ("crohme", r"a + \dots + b , \dots , c", r"a + \cdots + b , \ldots , c"),
    ("im2latexv2", r"a + \dots + b , \ldots , c", r"a + \dots + b , \dots , c"),
    # what looks like an alias and is another symbol
    ("crohme", r"\leqslant \emptyset \varnothing \cdots \Delta \triangle \epsilon \varepsilon", None),
    # tokens that are no symbols
    ("hme100k", r"\text { a | b * c } \mbox { | }", None),
    ("hme100k", r"\begin{array} { c | c } a \vert b \end{array}", None),
    ("hme100k", r"\operatorname * { x } \hspace * { 2 p t } y", None),
    ("crohme", r"\\ \ast a \\ \lbrack b", None),
    ("crohme", r"\sqrt { \lbrack a \rbrack }", r"\sqrt { [ a ] }"),
    ("crohme", r"\sqrt [ \rbrack a ] { b } \rbrack", r"\sqrt [ \rbrack a ] { b } ]"),
    # delimiters after \left
    ("im2latexv2", r"\left \| a \right \Vert \| b \|", r"\left \| a \right \| \parallel b \parallel"),
    ("crohme", r"\left < a \middle \vert b \right > < c", r"\left \langle a \middle | b \right \rangle < c"),
    ("crohme", r"\left [ \sqrt [ 3 ] { x } \right ]", None),
    # primes
    ("crohme", r"f ' ( x ) '' + f ' ^ 2", r"f ^ { \prime } ( x ) ^ { \prime \prime } + f ^ { \prime 2 }"),
    ("crohme", r"f ' _ 1", r"f _ { 1 } ^ { \prime }"),
    ("crohme", r"f ^ { ' } + g ^ '", r"f ^ { \prime } + g ^ { \prime }"),
    ("crohme", r"f ^ { ' ' } + \psi ^ { ' \pm }", r"f ^ { \prime \prime } + \psi ^ { \prime \pm }"),
    ("crohme", r"x _ { ' } + y ^ { \alpha ' }", r"x _ { \prime } + y ^ { \alpha ^ { \prime } }"),
    ("crohme", "''^'", r"^ { \prime \prime \prime }"),
    ("crohme", r"{ ' } \, ' ^ 2 \limits '", r"{ ^ { \prime } } \, ^ { \prime 2 } \limits { } ^ { \prime }"),
    ("crohme", r"\left ( ' \right )", r"\left ( ^ { \prime } \right )"),
    ("crohme", r"\root ' \of { ' ^ 2 }", r"\root ^ { \prime } \of { ^ { \prime 2 } }"),
    ("crohme", r"\sum ' _ 1 \int ' \limits ^ 2", r"\sum _ { 1 } ^ { \prime } \int ^ { \prime } \limits ^ { 2 }"),
    ("crohme", r"f ' ^ { a \over b }", r"f ^ { \prime { \frac { a } { b } } }"),
    ("crohme", r"\text { d o n ' t }", None),
    # braces, order of scripts, infix
    ("crohme", r"x ^ 2 _ 1 + \frac 1 2 \sqrt x", r"x _ { 1 } ^ { 2 } + \frac { 1 } { 2 } \sqrt { x }"),
    ("im2latexv2", r"x _ 1 ^ 2 + \sum \limits _ a ^ b", r"x ^ { 2 } _ { 1 } + \sum \limits ^ { b } _ { a }"),
    ("crohme", r"\sum \limits \limits _ a \limits ^ b", r"\sum \limits _ { a } ^ { b }"),
    ("im2latexv2", r"x \nolimits ^ a \limits _ b", r"x ^ { a } \limits _ { b }"),
    ("crohme", r"{ a \over b } + { n \choose k }", r"{ \frac { a } { b } } + { \binom { n } { k } }"),
    ("crohme", r"{ \rm a \over b }", None),
    # matrices and composites
    ("im2latexv2", r"\begin{matrix} a & b \\ c \end{matrix}", r"\begin{array} { c c } a & b \\ c \end{array}"),
    ("hme100k", r"\begin{array}{cc} a & b \\ c \end{array}", r"\begin{matrix} a & b \\ c \end{matrix}"),
    ("hme100k", r"\begin {array} { l l } a & b \end {array}", r"\begin{array} { l l } a & b \end{array}"),
    ("hme100k", r"\begin{array}{ccc} a & b \end{array}", r"\begin{array} { c c c } a & b \end{array}"),
    ("hme100k", r"\left \{ \begin {matrix} a \end {matrix} \right .", r"\left\{ \begin{matrix} a \end{matrix} \right."),
    ("crohme", r"\left\{ \begin{matrix} a \end{matrix} \right.", r"\left \{ \begin {matrix} a \end {matrix} \right ."),
    ("crohme", r"{ \color { r e d } a \over b }", None),
    ("crohme", r"{ \bfseries a \choose b }", None),
    ("crohme", r"\left ( a \middle | b \over c \right )", None),
    ("crohme", r"\left ( a \over b \right )", r"\left ( \frac { a } { b } \right )"),
    ("im2latexv2", r"\begin{matrix} \kern xy \end{matrix}", r"\begin{array} { c } \kern x y \end{array}"),
    ("im2latexv2", r"\begin{matrix} \\ [ a ] \end{matrix}", r"\begin{array} { c } \\ [ a ] \end{array}"),
    ("crohme", r"\root 3 \of x", r"\root 3 \of { x }"),
    ("im2latexv2", r"\root { 3 } \of { x }", None),
    ("mathwriting", r"\mathbb R + \mathbb { R S }", r"\mathbb{R} + \mathbb { R S }"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "latex", "expected"), CASES)
def test_writes_what_the_set_writes(target, latex, expected):
    converted = convert(latex, target)
    assert converted.latex == (latex if expected is None else expected)
    assert converted.parsed
    assert bool(converted.changes) == (tokenize(converted.latex) != tokenize(latex))


@pytest.mark.parametrize(("target", "latex"), [case[:2] for case in CASES])
def test_examples_are_idempotent_and_go_back(target, latex):
    assert_idempotent_and_goes_back(latex, target)


def assert_idempotent_and_goes_back(latex, home):
    own = convert(latex, home).latex
    assert convert(own, home).latex == own
    assert convert(own, home).changes == ()
    for away in set(NAMES) - {home}:
        there = convert(latex, away, source=home).latex
        assert convert(there, away).latex == there
        assert convert(there, home, source=away).latex == own


@given(ORDINARY)
def test_any_expression_is_idempotent_and_goes_back(latex):
    for home in NAMES:
        assert_idempotent_and_goes_back(latex, home)


@given(DAMAGED)
def test_broken_latex_is_idempotent_and_says_so(latex):
    for target in NAMES:
        once = convert(latex, target)
        again = convert(once.latex, target)
        assert (again.latex, again.parsed) == (once.latex, once.parsed)


def test_broken_latex_gets_its_symbols_respelled_and_nothing_else():
    converted = convert(r"\frac { a \le b ' x ^ 2 \begin { a }", "crohme")
    assert converted.latex == r"\frac { a \leq b ' x ^ 2 \begin { a }"
    assert not converted.parsed


def test_joined_composites_never_make_other_tokens():
    for latex in (r"\left x", r"\begin { a }", r"\begin x", r"\mathbb", r"\left {", r"\left }", r"\mathbb \alpha"):
        for target in ("hme100k", "mathwriting"):
            assert tokenize(convert(r"{ " + latex, target).latex) == tokenize(r"{ " + latex)


@pytest.mark.parametrize(
    "latex", ["f ' ^ 2", r"f ^ { ' ' } g ^ '", r"\psi ^ { ' \pm }", r"f ' _ 1 ^ { a \over b }", r"\sum '"]
)
def test_primes_on_a_base_keep_their_normal_form(latex):
    assert normalize(convert(latex).latex).latex == normalize(latex).latex


def test_changes_are_counted_by_rule():
    changes = convert(r"a \le b \le c \dfrac 1 2 f '").changes
    assert {(change.rule, change.before, change.after, change.count) for change in changes} == {
        ("prime", "'", r"^ { \prime }", 1),
        ("braces", "", "{ }", 2),
        ("alias", r"\le", r"\leq", 2),
        ("size", r"\dfrac", r"\frac", 1),
    }


def test_what_the_target_lacks_is_named_and_kept():
    vocabulary = Vocabulary(["x", "|", "\\leq"])
    converted = convert(r"\oint x \mid \le \oint \alpha", vocabulary=vocabulary)
    assert converted.unknown == ("\\oint", "\\alpha")
    assert converted.latex == r"\oint x | \leq \oint \alpha"


def test_results_are_frozen_and_pickle():
    converted = convert(r"a \le b")
    assert pickle.loads(pickle.dumps(converted)) == converted  # noqa: S301 - our own bytes
    with pytest.raises(AttributeError):
        converted.latex = ""


@pytest.mark.parametrize("wrong", ["CROHME", "", None, 3, ["crohme"]])
def test_an_unknown_dialect_is_named_with_those_that_exist(wrong):
    with pytest.raises(InputError, match="one of crohme, hme100k, mathwriting, im2latexv2"):
        convert("x", wrong)


@pytest.mark.parametrize("arguments", [{"source": "latex"}, {"vocabulary": {"x"}}])
def test_other_wrong_arguments_are_input_errors(arguments):
    with pytest.raises(InputError):
        convert("x", **arguments)
    with pytest.raises(InputError):
        convert(["x"])


@pytest.mark.parametrize("preferred", [("\\le", "\\leq"), ("\\foo",), ("\\not =",)])
def test_a_dialect_prefers_one_token_of_a_class(preferred):
    with pytest.raises(InputError):
        Dialect("mine", "mine", preferred=preferred)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"matrix": "pmatrix"}, "expected matrix 'matrix' or 'array'"),
        ({"preferred": ["\\le"]}, "expected a tuple of tokens as preferred"),
        ({"preferred": "\\le"}, "expected a tuple of tokens as preferred"),
        ({"composites": "\\left"}, "expected a tuple of tokens as composites"),
        ({"own": ("x",)}, "one token each, as own"),
        ({"own": (("a b", "x"),)}, "one token each, as own"),
        ({"own": (("x", "y", "z"),)}, "one token each, as own"),
        ({"own": {"x": "y"}}, "one token each, as own"),
    ],
)
def test_a_dialect_with_other_fields_is_refused(fields, expected):
    with pytest.raises(InputError, match=re.escape(expected)):
        Dialect("mine", "mine", **fields)


def test_a_dialect_of_your_own():
    mine = Dialect("mine", "short names", preferred=("\\to", "\\lbrack", "\\rbrack"), superscript_first=True)
    converted = convert(r"[ x ] _ 1 ^ 2 \rightarrow \sqrt [ 3 ] { y }", mine)
    assert converted.latex == r"\lbrack x \rbrack ^ { 2 } _ { 1 } \to \sqrt [ 3 ] { y }"
    assert convert(converted.latex, mine).latex == converted.latex


def test_dialects_are_named_and_defined():
    assert tuple(DIALECTS) == NAMES
    for name, dialect in DIALECTS.items():
        assert dialect.name == name
        assert dialect.definition
        assert dialect.source
        assert not set(dialect.aliases) & set(dialect.aliases.values())
    with pytest.raises(TypeError):
        DIALECTS["mine"] = DIALECTS["crohme"]


@pytest.mark.parametrize(
    "piece",
    [
        r"a \le ",
        "x ^ { ",
        r"\frac { 1 } { ",
        r"\sqrt [ ",
        "f ' ",
        r"\begin{matrix} a & ",
        "& ",
        r"\left ( ",
        r"\text { ",
    ],
)
@pytest.mark.parametrize("target", ["hme100k", "im2latexv2"])
def test_65536_tokens_flat_or_nested_take_seconds_at_most(piece, target):
    count = 65_536 // len(tokenize(piece))
    closed = {"{": "}", "[": "] x", "&": r"\end{matrix}", "(": r"\right )"}.get(piece.split()[-1], "") if count else ""
    latex = piece * count + (closed + " ") * count if piece != "& " else piece * count
    with hang_guard():
        convert(latex, target)


def captions(path):
    return {line.split("\t")[-1] for line in path.read_text("utf-8").split("\n") if line}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "home", "step"),
    [
        ("crohme/train/captions.tsv", "crohme", 1),
        ("crohme/test2014/captions.tsv", "crohme", 1),
        ("crohme/test2016/captions.tsv", "crohme", 1),
        ("captions/mne_N1.tsv", "crohme", 1),
        ("captions/crohme2023_test.tsv", "crohme", 1),
        ("captions/hme_scene_30k.tsv", "hme100k", 10),
        ("captions/im2latex100k_val.norm.txt", "im2latexv2", 8),
    ],
)
def test_real_captions_are_idempotent_and_go_back(real_data, name, home, step):
    for latex in itertools.islice(sorted(captions(real_data / name)), 0, None, step):
        assert_idempotent_and_goes_back(latex, home)


@pytest.mark.real_data
def test_conversion_brings_crohme_into_the_dictionary_of_comer(real_data):
    vocabulary = Vocabulary.from_file(real_data / "dictionaries" / "comer_crohme_110.txt")
    texts = captions(real_data / "crohme" / "train" / "captions.tsv")
    assert {item.token for item in vocabulary.check(texts).unknown} == {"'"}
    assert vocabulary.check(convert(latex).latex for latex in texts).unknown == ()

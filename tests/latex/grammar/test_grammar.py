"""What the grammar lets pass the parser accepts, real captions are within it, and damaged ones are not."""

from __future__ import annotations

import json
import random
import re
from collections import Counter

import pytest

from grammar_walks import Walker, accepted
from hmer_kit.exceptions import InputError
from hmer_kit.latex import LatexGrammar, Vocabulary, is_parseable, tokenize
from hmer_kit.latex.commands import COMMANDS, ENVIRONMENTS, INFIX_COMMANDS

WHOLE = LatexGrammar()


def within(latex, grammar=WHOLE):
    (found,) = accepted([latex], grammar)
    return found


@pytest.mark.parametrize(
    "latex",
    [
        "x",
        " x",
        "x ",
        r"\frac { a } { b }",
        r"\frac 1 2",
        r"x ^ \frac 1 2",
        r"x ^ *",
        r"\sqrt [ 3 ] { x }",
        r"\sqrt x",
        r"f ' ' ^ { 2 } _ i",
        r"\sum \limits _ { i } ^ { n } i",
        "{ }",
        "^ { 2 } x",
        r"{ ^ { a } X }",
        r"\left( x \right)",
        r"\left \{ x \middle | y \right .",
        r"\big( x \big )",
        r"a \over b",
        r"{ a \over b } + { c \choose d }",
        r"\begin{matrix} a & b \\ & c \end{matrix}",
        r"\begin {array} { c | c } a & { b } \\ \hline \end {array}",
        r"\begin{aligned}[t] a & = b \end{aligned}",
        r"\begin{cases} a \over b & c \over d \\ \end{cases}",
        r"\text { i f ~ x _ 1 & $ y ^ 2 $ }",
        r"\operatorname* { l i m } _ { x }",
        r"\hspace { 1 c m } x \kern 2 p t y",
        r"\root 3 \of { x }",
        r"\textcolor { red } { x }",
        r"\alpha \unknowncommand \leq \{ \}",
        "角 + 1",
    ],
)
def test_latex_of_every_construct_is_within(latex):
    assert is_parseable(latex)
    assert within(latex)


@pytest.mark.parametrize(
    "latex",
    [
        "",
        "x  y",
        "x  ",
        "  x",
        r"\frac { a }",
        r"\frac { a } { b",
        "{ x",
        "x }",
        "x ^",
        "x ^ 2 ^ 3",
        "x _ 1 _ 2",
        "x ^ 2 '",
        r"\left ( x",
        r"x \right )",
        r"\left x \right )",
        "a & b",
        r"\begin{matrix} a \end{array}",
        r"\begin{nosuch} a \end{nosuch}",
        r"\begin{array} a \end{array}",
        r"\sqrt [ 3 { x }",
        r"a \over b \over c",
        r"\frac \left ( x \right ) 2",
        r"x \of y",
        r"\lefteqn \root x \of y",
        r"\sqrt [ \root ] \of 2 ] { x }",
        r"\sqrt [ a \over ] b ] { x }",
        "$ x $",
        "50 %",
        r"\operatorname *",
    ],
)
def test_what_is_damaged_or_not_written_so_is_not_within(latex):
    assert not within(latex)


def test_every_command_of_the_tables_stands_in_the_grammar_and_is_no_plain_symbol():
    text = WHOLE.gbnf()
    symbol = next(line for line in text.splitlines() if line.startswith("t-symbol "))
    for name in [*COMMANDS, *INFIX_COMMANDS]:
        assert json.dumps(name) in text
        assert json.dumps(name) not in symbol
    assert all(json.dumps(f"{{{name}}}") in text for name in ENVIRONMENTS)


def test_whatever_a_random_walk_writes_parses():
    walker = Walker(WHOLE, seed=3)
    written = [walker.walk(least=length % 30) for length in range(450)]
    whole = [latex for latex in written if latex is not None]
    assert len(whole) > 150
    assert [latex for latex in whole if not is_parseable(latex)] == []
    used = Counter(token for latex in whole for token in tokenize(latex))
    assert min(used[token] for token in ["\\left", "\\begin", "\\over", "\\of", "\\text", "&", "'", "["]) > 0


def test_a_vocabulary_limits_what_may_be_written():
    small = LatexGrammar(["x", "^", "{", "}", "2"])
    assert within("x ^ { 2 }", small)
    assert not within("y", small)
    assert not within(r"\frac { x } { 2 }", small)


def test_what_needs_a_token_that_is_not_there_cannot_be_begun():
    text = LatexGrammar(["x", "\\left", "(", "\\frac", "{"]).gbnf()
    assert "\\left" not in text
    assert "fence" not in text


def test_composites_of_a_vocabulary_count_by_their_tokens():
    grammar = LatexGrammar(Vocabulary(["x", "\\left(", "\\right)", "&", "\\begin{matrix}", "\\end{matrix}", "<eol>"]))
    assert within(r"\left( x \right)", grammar)
    assert within(r"\begin{matrix} x & x \end{matrix}", grammar)
    assert not within("< x", grammar)


def test_a_braced_name_of_an_environment_is_a_token_of_a_vocabulary():
    grammar = LatexGrammar(["x", "\\begin", "\\end", "{matrix}"])
    assert within(r"\begin {matrix} x \end {matrix}", grammar)
    assert not within(r"\begin {cases} x \end {cases}", grammar)


def test_environments_are_those_named():
    assert within(r"\begin{align} a & b \end{align}", LatexGrammar(environments=["align"]))
    assert not within(r"\begin{matrix} a \end{matrix}", LatexGrammar(environments=["align"]))


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("x + 1",), {}, "one by one"),
        ((["x y"],), {}, "without blanks"),
        ((["}"],), {}, "can write an expression"),
        ((), {"environments": "matrix"}, "in a list"),
        ((), {"environments": ['x"y']}, "letters"),
        ((), {"leading": "prose"}, "none, line, tree"),
    ],
)
def test_what_makes_no_grammar_is_refused(arguments, options, said):
    with pytest.raises(InputError, match=said):
        LatexGrammar(*arguments, **options)


def test_grammars_are_equal_by_what_they_allow():
    assert LatexGrammar(["x", "y"]) == LatexGrammar(["y", "x"])
    assert len({LatexGrammar(), LatexGrammar(leading="line"), LatexGrammar(environments=())}) == 3


def test_gbnf_names_every_rule_it_uses_and_uses_every_rule():
    text = WHOLE.gbnf()
    assert text.startswith("root ::= ")
    rules = dict(line.split(" ::= ") for line in text.splitlines())
    bare = [re.sub(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[0-9,]*\}', " ", rule) for rule in rules.values()]
    used = {name for rule in bare for name in re.findall(r"[a-z][a-z0-9-]*", rule)}
    assert used | {"root"} == set(rules)
    assert not set("".join(bare)) - set("abcdefghijklmnopqrstuvwxyz0123456789-()|?*+ ")


def test_gbnf_is_the_same_language_to_a_reader_of_gbnf():
    words = [r"\frac { a } { b }", r"\frac { a }", r"x ^ { 2 } _ { 1 }", "x ^ 2 ^ 3", r"\left( x \right)", "{ x",
             r"\begin{cases} a & b \end{cases}", r"\alpha + \leftarrow", "x  y", r"\sqrt [ n ] { 2 }"]  # fmt: skip
    assert accepted(words, WHOLE, notation="gbnf") == accepted(words, WHOLE)


@pytest.mark.parametrize(("leading", "before"), [("line", "x: 1, ^: 1, 2: 1"), ("tree", "x\n\t2 (sup)")])
def test_a_leading_part_stands_before_the_latex(leading, before):
    grammar = LatexGrammar(leading=leading)
    assert within(f"{before}\nx ^ {{ 2 }}", grammar)
    assert not within("x ^ { 2 }", grammar)
    assert not within(f"{before}\nx ^ {{ 2", grammar)
    assert not within(before, grammar)


@pytest.mark.real_data
def test_released_trees_and_counts_with_their_latex_are_within(real_data):
    lines = (real_data / "peer_outputs" / "unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[::12]]
    trees = accepted([f"{row['tree']}\n{row['latex']}" for row in rows], LatexGrammar(leading="tree"))
    counts = accepted([f"{row['counts']}\n{row['latex']}" for row in rows], LatexGrammar(leading="line"))
    assert len(rows) == 190
    assert all(trees)
    assert all(counts)


SIGNS = ["{", "}", "^", "_", "&", "[", "]", "\\frac"]
CAPTIONS = [
    ("crohme/train/captions.tsv", 4, 1.0),
    ("crohme/test2014/captions.tsv", 3, 1.0),
    ("crohme/test2016/captions.tsv", 3, 1.0),
    ("captions/mne_N1.tsv", 4, 1.0),
    ("captions/crohme2023_test.tsv", 4, 1.0),
    ("captions/hme_scene_30k.tsv", 60, 0.999),
    ("captions/im2latex100k_val.norm.txt", 30, 0.99),
]


def captions(real_data, name, step):
    lines = (real_data / name).read_text(encoding="utf-8").splitlines()[::step]
    return list(dict.fromkeys(" ".join(line.split("\t")[-1].split()) for line in lines))


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "step", "least"), CAPTIONS)
def test_captions_that_parse_are_within_and_no_others(real_data, name, step, least):
    found = captions(real_data, name, step)
    verdicts = accepted(found, WHOLE)
    parsing = [verdict for latex, verdict in zip(found, verdicts, strict=True) if is_parseable(latex)]
    assert not any(verdict for latex, verdict in zip(found, verdicts, strict=True) if not is_parseable(latex))
    assert len(parsing) > 250
    assert sum(parsing) >= least * len(parsing)


@pytest.mark.real_data
def test_damaged_captions_are_kept_out_wherever_they_do_not_parse(real_data):
    chance = random.Random(0)
    damaged = []
    for latex in captions(real_data, "crohme/train/captions.tsv", 4):
        tokens = latex.split()
        place = chance.randrange(len(tokens))
        kind = chance.choice(["lost", "doubled", "other"])
        middle = {"lost": [], "doubled": [tokens[place]] * 2, "other": [chance.choice(SIGNS)]}
        damaged.append(" ".join([*tokens[:place], *middle[kind], *tokens[place + 1 :]]))
    damaged = [latex for latex in damaged if latex]
    verdicts = accepted(damaged, WHOLE)
    parses = [is_parseable(latex) for latex in damaged]
    broken = [verdict for verdict, fine in zip(verdicts, parses, strict=True) if not fine]
    assert len(broken) > 400
    assert not any(broken)
    assert sum(verdicts) > 0.95 * sum(parses)

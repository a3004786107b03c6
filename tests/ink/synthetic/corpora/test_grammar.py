"""Grammars learnt from captions: what they write, how near it is to the corpus, and files that hold none."""

from __future__ import annotations

import json
import pickle
import re

import pytest

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import CorpusGrammar, CorpusStatistics, Grammar, expression_split, synthesize
from hmer_kit.ink.synthetic.writer import generator
from hmer_kit.latex import complexity, parse, split_tokens, to_tokens

CAPTIONS = [
    r"x ^ { 2 } + 1 = 3",
    r"y _ { 1 } - 2 x = \frac { a + b } { \sqrt { c } }",
    r"\left( \frac { a } { b } \right) ^ { n } f ' ( x )",
    r"\sum \limits _ { i = 1 } ^ { n } i",
    r"\begin{matrix} a & b \\ c & d \end{matrix}",
    r"{ a \over b } + \mathrm { s i n } x",
    r"\left| \frac { x } { 2 } \right| < \{ 3 , 4 \}",
    r"x ^ 2 + \sqrt [ 3 ] { x } + [ 0 , 1 )",
]


def samples(grammar, n=120, **options):
    rng = generator(0)
    return [grammar.sample(rng, **options) for _ in range(n)]


@pytest.fixture(scope="module")
def grammar():
    return CorpusGrammar.fit(CAPTIONS)


def test_samples_parse_are_blank_separated_and_bounded(grammar):
    for latex in samples(grammar):
        assert split_tokens(latex) == latex.split()
        size = complexity(parse(latex))
        assert 1 <= size.symbols <= grammar.max_symbols


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_no_sample_is_longer_than_asked(grammar, most):
    assert max(complexity(parse(latex)).symbols for latex in samples(grammar, max_symbols=most)) <= most


def test_no_sample_is_deeper_than_asked():
    flat = CorpusGrammar.fit(CAPTIONS, max_depth=1)
    for latex in samples(flat):
        rows = (slot.row for node in parse(latex).slots[0].row for slot in node.slots)
        assert all(not node.slots for row in rows for node in row), latex


def test_samples_hold_the_words_of_the_corpus_and_nothing_else(grammar):
    words = {token for caption in CAPTIONS for token in to_tokens(parse(caption))}
    written = {token for latex in samples(grammar, 400) for token in latex.split()}
    assert written <= words
    assert written >= words - {r"\over", "&"}
    assert grammar.vocabulary() <= words | {"matrix"}


def test_the_spelling_is_that_of_the_corpus(grammar):
    text = " ".join(samples(grammar, 150))
    assert r"\limits _ {" in text
    assert r"\sqrt [ 3 ] {" in text
    bare = CorpusGrammar.fit(["x ^ 2 + y ^ 3"])
    assert all("{" not in latex for latex in samples(bare))


def test_brackets_are_closed(grammar):
    for latex in samples(grammar, 150):
        assert latex.count(r"\left") == latex.count(r"\right")
        plain = re.sub(r"\\(left|right) \S+|\\sqrt \[ \S \]", "", latex).split()
        opened, closed = (
            sum(plain.count(token) for token in group) for group in (("(", "[", r"\{"), (")", "]", r"\}"))
        )
        assert opened == closed, latex


def test_samples_depend_on_the_generator_alone(grammar):
    assert samples(grammar, 50) == samples(CorpusGrammar.fit(CAPTIONS), 50)


def test_what_cannot_be_parsed_is_counted():
    grammar = CorpusGrammar.fit([*CAPTIONS, "{ x", "", r"\frac { a }"])
    assert grammar.expressions == len(CAPTIONS)
    assert sum(grammar.skipped.values()) == 3
    assert grammar.skipped["no symbols"] == 1


@pytest.mark.parametrize(
    ("captions", "options", "message"),
    [
        ([], {}, "captions with symbols"),
        (["{ x"], {}, "captions with symbols"),
        ("x + 1", {}, r"write \[caption\]"),
        (["x"], {"max_symbols": 0}, "max_symbols"),
        (["x"], {"max_depth": 51}, "max_depth"),
    ],
)
def test_impossible_orders_are_refused(captions, options, message):
    with pytest.raises(InputError, match=message):
        CorpusGrammar.fit(captions, **options)


def test_a_length_below_one_is_refused(grammar):
    with pytest.raises(InputError, match="max_symbols"):
        grammar.sample(generator(0), max_symbols=0)


def test_a_corpus_that_never_ends_ends():
    grammar = CorpusGrammar.fit(["x ^ { x ^ { x ^ { x ^ { x } } } }"] * 3)
    for latex in samples(grammar, 150):
        assert complexity(parse(latex)).symbols <= 5


def test_a_thousand_rows_within_rows_are_learnt_without_recursion():
    deep = "x ^ { " * 1500 + "x" + " }" * 1500
    grammar = CorpusGrammar.fit([deep, "x + 1"])
    assert grammar.max_depth == 50
    assert all(latex for latex in samples(grammar, 5, max_symbols=60))


def test_grammars_are_picklable_and_work_with_synthesize(grammar):
    copy = pickle.loads(pickle.dumps(grammar))  # noqa: S301 - our own bytes
    assert samples(copy, 20) == samples(grammar, 20)
    items = list(synthesize(20, grammar=copy, seed=1, split="train", max_symbols=8))
    assert {expression_split(latex) for latex, _ in items} == {"train"}
    assert items[0][1].load().size[0] > 10


def test_grammars_of_both_kinds_do_for_synthesize(grammar):
    assert len(list(synthesize(3, grammar=grammar))) == len(list(synthesize(3, grammar=Grammar()))) == 3


# Files


def test_a_file_gives_the_grammar_again(grammar, tmp_path):
    grammar.save(tmp_path / "grammar.json")
    again = CorpusGrammar.load(tmp_path / "grammar.json")
    assert repr(again) == repr(grammar)
    assert samples(again, 40) == samples(grammar, 40)


def broken(content, path, value):
    *way, last = path
    for step in way:
        content = content[step]
    content[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "something else"),
        (("expressions",), -1),
        (("max_depth",), 51),
        (("max_symbols",), 0),
        (("max_symbols",), 1e300),
        (("entries", 1, 0), "no kind"),
        (("entries", 1, 2), [7]),
        (("entries",), []),
        (("frames", 0), [["no relation", [], []]]),
        (("places",), ["a", "a"]),
        (("places",), ["inside "]),
        (("tables", 0, 1), [99999]),
        (("tables", 0, 2), [0]),
        (("tables", 0, 2), [-4]),
        (("tables",), []),
        (("tables",), 7),
        (("ends", 0), [[30, 0], True, 1]),
        (("lengths",), [[1], [0]]),
        (("skipped",), []),
    ],
)
def test_a_file_that_is_no_grammar_is_refused(grammar, tmp_path, path, value):
    file = tmp_path / "grammar.json"
    grammar.save(file)
    content = json.loads(file.read_text())
    broken(content, path, value)
    file.write_text(json.dumps(content))
    with pytest.raises(DataError, match=r"expected a grammar.*grammar\.json") as caught:
        CorpusGrammar.load(file)
    assert caught.value.code == "not_a_grammar"


@pytest.mark.parametrize(
    "text", ["", "[" * 100_000, "nonsense", "{}", "[1]", '{"format": "hmer_kit corpus grammar 1"}']
)
def test_other_files_are_refused(tmp_path, text):
    (tmp_path / "grammar.json").write_text(text)
    with pytest.raises(DataError, match="grammar"):
        CorpusGrammar.load(tmp_path / "grammar.json")


# Real corpora: bounds are about twice what was seen, and far below what unrelated corpora have


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "every", "n"), [("crohme/train", 2, 600), ("hme_scene_30k", 12, 300), ("im2latex100k_val.norm", 8, 120)]
)
def test_samples_are_like_the_corpus(captions, name, every, n):
    corpus = captions(name)[::every]
    grammar = CorpusGrammar.fit(corpus)
    rng = generator(1)
    made = [grammar.sample(rng) for _ in range(n)]
    real, synthetic = CorpusStatistics.of(corpus), CorpusStatistics.of(made)
    gap = real.gap(synthetic)
    assert synthetic.unparseable == 0
    assert gap.symbols < 0.03
    assert gap.relations < 0.005
    assert gap.depths < 0.05
    assert gap.lengths < 0.12
    assert gap.pairs < 0.5
    known = set(corpus)
    assert sum(latex in known and complexity(parse(latex)).symbols > 6 for latex in made) < 0.02 * n


@pytest.mark.real_data
def test_a_corpus_is_nearer_to_its_own_samples_than_to_another_grammar(captions):
    corpus = captions("crohme/train")[::8]
    real = CorpusStatistics.of(corpus)
    learnt = CorpusStatistics.of(samples(CorpusGrammar.fit(corpus), 250))
    invented = CorpusStatistics.of(samples(Grammar.full(), 500))
    near, far = real.gap(learnt), real.gap(invented)
    assert near.symbols < far.symbols / 3
    assert near.relations < far.relations
    assert near.lengths < far.lengths / 2

"""Tables batch by batch, bounded, and as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import ConfusionPair, ConfusionStream, ConfusionTable, Context
from hmer_kit.exceptions import FormatError, HmerKitError, InputError

TOKENS = st.lists(st.sampled_from(["x", "X", "{", "}", "^", "'", r"\to", r"\rightarrow"]), max_size=8).map(" ".join)
SAMPLES = st.lists(st.tuples(TOKENS, TOKENS), max_size=6)


def unzipped(samples):
    return [p for p, _ in samples], [r for _, r in samples]


@given(SAMPLES, SAMPLES)
def test_batches_count_as_one(first, second):
    stream = ConfusionStream()
    stream.update(*unzipped(first))
    stream.update(*unzipped(second))
    assert stream.table() == ConfusionTable.from_pairs(*unzipped(first + second))


def test_a_table_does_not_change_with_its_stream():
    stream = ConfusionStream()
    stream.update(["x"], ["X"])
    table = stream.table()
    stream.update(["x"], ["X"])
    assert (table.edits, stream.table().edits) == (1, 2)


def test_a_bad_batch_is_not_counted():
    stream = ConfusionStream()
    with pytest.raises(InputError, match="2 preds, 1 target"):
        stream.update(["x", "x"], ["X"])
    with pytest.raises(InputError, match="at item 1"):
        stream.update(["x", None], ["X", "X"])
    assert stream.table() == ConfusionTable()


def test_caps_are_kept_and_what_they_leave_out_is_counted():
    stream = ConfusionStream(max_examples=2, max_contexts=3, max_pairs=4)
    for number in range(50):
        stream.update([f"{number} y {number}"], [f"{number} x {number}"])
    for number in range(30):
        stream.update([f"\\a{chr(97 + number % 26)}{chr(97 + number // 26)}"], ["z"])
    stream.update(["3 " * 999] * 1200, ["3"] * 1200)
    table = stream.table()
    pair = ConfusionPair("x", "y")
    assert table.counts[pair] == 50
    assert len(table.examples[pair]) == 2
    assert table.samples[pair] == 50
    assert len(table.contexts[pair]) == 3
    assert len(table.counts) == 4
    assert table.left_out == {"z": 27}
    assert table.written["z"] == 30
    assert (len(table.runaways), table.runaway_count) == (1000, 1200)
    twice = table + table
    assert (twice.edits, twice.left_out, twice.runaway_count, len(twice.runaways)) == (106, {"z": 54}, 2400, 1000)
    assert len(twice.contexts[pair]) == 3


def test_merging_keeps_the_commonest_pairs():
    first, second = ConfusionStream(max_pairs=1), ConfusionStream(max_pairs=1)
    first.update(["x"], ["X"])
    second.update(["c"] * 3, ["C"] * 3)
    table = first.table() + second.table()
    assert table.counts == {ConfusionPair("C", "c"): 3}
    assert (table.left_out, table.written) == ({"X": 1}, {"C": 3, "X": 1})


def test_contexts_say_where():
    table = ConfusionTable.from_pairs([r"\frac { a ^ X } { b } y"], [r"\frac { a ^ x } { b }"])
    assert table.contexts == {
        ConfusionPair("x", "X"): {Context("^", "}", "sup"): 1},
        ConfusionPair("", "y"): {Context("}", "", "right"): 1},
    }


@pytest.mark.parametrize(
    ("reference", "relation"),
    [
        ("x", "right"),
        ("{ x }", "right"),
        (r"\sqrt [ x ] { 2 }", "index"),
        (r"\sqrt { x }", "inside"),
        (r"\frac { 1 } { x }", "below"),
        (r"\begin{matrix} 1 & x \end{matrix}", "cell"),
        (r"\left( x \right)", "right"),
        ("{ x", ""),
    ],
)
def test_relation_of_a_misread_symbol(reference, relation):
    table = ConfusionTable.from_pairs([reference.replace("x", "X")], [reference])
    [context] = table.contexts[ConfusionPair("x", "X")]
    assert context.relation == relation


@pytest.mark.parametrize("name", ["max_examples", "max_contexts", "max_pairs"])
@pytest.mark.parametrize("number", [-1, 1.5, True, None])
def test_bad_caps_are_rejected(name, number):
    with pytest.raises(InputError, match=f"expected {name}"):
        ConfusionStream(**{name: number})


@pytest.mark.parametrize(("name", "value"), [("cost", "structural"), ("profile", "x"), ("tokenizer", "words")])
def test_unknown_options_are_rejected(name, value):
    with pytest.raises(InputError, match=f"{name}|profile"):
        ConfusionStream(**{name: value}).update(["x"], ["y"])


@given(SAMPLES)
def test_json_gives_the_table_back(samples):
    table = ConfusionTable.from_pairs(*unzipped(samples), max_contexts=2, max_examples=1)
    again = ConfusionTable.from_json(table.to_json())
    assert again == table
    assert again.counts == table.counts
    assert list(again.counts) == list(table.counts)
    assert again.to_json() == table.to_json()


GOOD = json.loads(ConfusionTable.from_pairs(["x + 1", "9 " * 300], ["X + 1", "9"]).to_json())


def changed(**changes):
    return json.dumps(GOOD | changes)


def row(**changes):
    return changed(ink=[GOOD["ink"][0] | changes])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "got what is none"),
        ("[" * 100_000, "got what is none"),
        ('{"a": ' * 100_000, "got what is none"),
        ("[]", "expected an object at the top of a confusion table, got a list"),
        ("null", "at the top of a confusion table, got nothing"),
        ("{}", "expected the format 'hmer_kit confusions 1' at the top"),
        (changed(format="hmer_kit confusions 2"), "got 'hmer_kit confusions 2'"),
        (changed(compared=-1), "in compared, got -1"),
        (changed(compared=True), "in compared, got True"),
        (changed(compared=1.0), "in compared, got 1.0"),
        (changed(compared=10**30), "below 2.63 in compared"),
        (changed(wrong=3), "no more wrong samples than compared ones in wrong, got 3"),
        (changed(max_pairs=None), "in max_pairs, got nothing"),
        (changed(cost=1), "expected a string in cost, got 1"),
        (changed(runaways=["a", "b"]), "at most 1 ids in runaways, got 2"),
        (changed(runaways="a"), "expected a list in runaways, got 'a'"),
        (changed(correct={"x": "1"}), "in correct, symbol 'x', got '1'"),
        (changed(correct=[]), "expected an object in correct, got a list"),
        (changed(ink={}), "expected a list in ink, got an object"),
        (changed(ink=[1]), "expected an object in ink, row 0, got 1"),
        (changed(ink=GOOD["ink"] * 2), "each pair of two different symbols once in ink, row 1"),
        (row(prediction="X"), "each pair of two different symbols once in ink, row 0"),
        (row(prediction=None), "in ink, row 0, prediction, got nothing"),
        (row(count=0), "1 to 0 samples in ink, row 0, got 1"),
        (row(samples=2), "1 to 1 samples in ink, row 0, got 2"),
        (row(examples=["a", "b"]), "at most 1 examples in ink, row 0, got 2"),
        (row(examples=[1]), "expected a string in ink, row 0, examples, got 1"),
        (row(contexts=[["a", "b", "sup"]]), "4 values .left, right, relation, count. in ink, row 0, context 0, got 3"),
        (row(contexts=[["a", "b", "sup", 9]]), "contexts of at most 1 edits in ink, row 0, got 9"),
    ],
)
def test_hostile_json_is_named(text, message):
    with pytest.raises(FormatError, match=message.replace("[", r"\[")):
        ConfusionTable.from_json(text)


@pytest.mark.parametrize("text", [None, b"{}", 3, {}])
def test_json_that_is_no_string_is_rejected(text):
    with pytest.raises(InputError, match="as a str"):
        ConfusionTable.from_json(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(GOOD)), JSON)
def test_any_value_anywhere_is_read_or_named(key, value):
    try:
        table = ConfusionTable.from_json(changed(**{key: value}))
    except HmerKitError:
        return
    assert ConfusionTable.from_json(table.to_json()) == table

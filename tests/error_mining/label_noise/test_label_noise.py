"""Label noise: what is suspected, why, and in which order."""

from __future__ import annotations

import json

import pytest

from hmer_kit.data import read_predictions
from hmer_kit.error_mining import NoiseKind, find_label_noise
from hmer_kit.exceptions import InputError
from hmer_kit.latex import LabelGraph, Relation, label_graph, parse


def look(reference, *readings, **options):
    """Return the suspects of one reference that models read so."""
    preds = {f"model {number}": [reading] for number, reading in enumerate(readings)}
    return find_label_noise(preds, [reference], **options).suspects


def test_models_that_agree_against_the_reference_make_it_a_suspect():
    (suspect,) = look("q _ { = } q _ { 1 }", "q = q _ { 1 }", "q = q _ { 1 }")
    assert (suspect.kind, suspect.whole, suspect.models) == (NoiseKind.LAYOUT, True, ("model 0", "model 1"))
    assert suspect.reading == "q = q _ { 1 }"
    assert [str(edit) for edit in suspect.edits] == ["DELETE:_ {", "DELETE:}"]


@pytest.mark.parametrize(
    "readings",
    [
        ("x", "y"),  # they contradict one another
        ("x", "z"),  # one of them reads as the reference does
        ("z", "z"),
        ("z", "{ z }"),  # spelling is no contradiction
        ("x", None),  # one vote is too few
    ],
)
def test_models_that_do_not_agree_against_it_clear_it(readings):
    assert look("z", *readings) == ()


def test_what_all_change_alike_counts_whatever_else_they_change():
    (suspect,) = look(r"0 \leq x \leq 2 \Pi", r"0 \leq x \leq 2 \pi", r"0 \leq X \leq 2 \pi")
    assert (suspect.kind, suspect.whole) == (NoiseKind.SYMBOL, False)
    assert suspect.reading == r"0 \leq x \leq 2 \pi"
    assert [str(edit) for edit in suspect.edits] == [r"REPLACE:\Pi -> \pi"]


def test_half_of_a_pair_of_braces_is_no_agreement():
    # Both close a brace after c; they do not open it at the same place.
    assert look("a b c d", "a ^ { b c } d", "a b ^ { c } d") == ()


def test_an_edit_joined_with_others_by_one_model_is_not_the_same():
    assert look("x y", "X y", "X Y") == ()


@pytest.mark.parametrize(
    ("reference", "reading", "kind"),
    [
        ("H z", "H _ { z }", NoiseKind.LAYOUT),
        (r"\sqrt { x } y", r"\sqrt { x y }", NoiseKind.LAYOUT),
        (r"\int d _ { X }", r"\int d x", NoiseKind.LAYOUT),
        ("a b", "b a", NoiseKind.LAYOUT),
        (r"\sqrt { x } = \frac { 1 } { 2 }", r"\sqrt { x }", NoiseKind.SURPLUS),
        ("x _ { 1 }", "x", NoiseKind.SURPLUS),
        ("1 + 1", "1 + 1 - 1", NoiseKind.LACKING),
        (r"2 \Pi", r"2 \pi", NoiseKind.SYMBOL),
        ("a + b", "1", NoiseKind.SYMBOL),
        ("X + X", "x + x", NoiseKind.LOOK_ALIKE),
        ("C C", "c c", NoiseKind.LOOK_ALIKE),
    ],
)
def test_the_kind_says_what_the_difference_does_to_the_ink(reference, reading, kind):
    (suspect,) = look(reference, reading, reading)
    assert suspect.kind is kind


def test_runaways_have_no_vote_and_are_named():
    noise = find_label_noise({"a": ["x"], "b": ["x" + " 3 ." * 60]}, ["y"], ids=["s"])
    assert (noise.suspects, noise.runaways, noise.too_few) == ((), {"b": ("s",)}, ("s",))


def test_one_model_is_enough_where_it_is_asked_for():
    assert len(look("x", "y", min_models=1)) == 1
    with pytest.raises(InputError, match="at least 2 models, got 1"):
        look("x", "y")


def test_more_models_that_agree_come_first_then_the_surer_kind_then_confidence_then_the_smaller():
    target = ["X", "x y", "2 z + 1 + 1", "3 w", "v", "H z"]
    first = ["x", "x ^ { y }", "2", "3", "V", "H _ { z }"]
    preds = {"a": first, "b": first, "c": [None, None, None, None, "V", None]}
    noise = find_label_noise(preds, target, ids=list("pqrstu"))
    assert [suspect.id for suspect in noise.suspects] == ["t", "q", "u", "s", "r", "p"]
    sure = {"a": [0.9, 0.2, 0.9, 0.8, 0.5, 0.6], "b": [0.9, 0.4, None, 0.8, None, 0.6]}
    noise = find_label_noise(preds, target, ids=list("pqrstu"), confidences=sure)
    assert [suspect.id for suspect in noise.suspects] == ["t", "u", "q", "r", "s", "p"]
    assert {suspect.id: suspect.confidence for suspect in noise.suspects} == pytest.approx(
        {"t": 0.5, "u": 0.6, "q": 0.3, "r": 0.9, "s": 0.8, "p": 0.9}
    )


def test_agreement_on_the_whole_comes_before_agreement_in_part():
    preds = {"a": ["H _ { z } + 1", "H _ { z } + 1"], "b": ["H _ { z } + 7", "H _ { z } + 1"]}
    suspects = find_label_noise(preds, ["H z + 1", "H z + 1"]).suspects
    assert [(suspect.id, suspect.whole) for suspect in suspects] == [("1", True), ("0", False)]


def test_a_reference_that_does_not_parse_comes_first_with_the_place():
    noise = find_label_noise({"a": ["x", "y"], "b": ["x", "y"]}, ["X", r"\frac { a } { b"], ids=["p", "q"])
    first = noise.suspects[0]
    assert (first.id, first.kind) == ("q", NoiseKind.UNPARSED)
    assert "token" in first.reason


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({"x": 2, "+": 1}, None),
        ({"x": 1, "+": 1}, "only in the reference: x"),
        ({"x": 2, "+": 1, "y": 2}, "only in what came with it: y × 2"),
        (None, None),
    ],
)
def test_counts_that_differ_are_named(counts, reason):
    suspects = look("x + x", counts=[counts])
    assert [suspect.kind for suspect in suspects] == ([NoiseKind.COUNTS] if reason else [])
    assert all(suspect.reason == f"counts: {reason}" for suspect in suspects)


def test_script_signs_count_where_the_counts_have_them():
    target = ["x ^ { 2 }", "y"]
    assert find_label_noise({}, target, counts=[{"x": 1, "2": 1}, {"y": 1}]).suspects == ()
    (suspect,) = find_label_noise({}, target, counts=[{"x": 1, "2": 1}, {"y": 1, "^": 1}]).suspects[:1]
    assert suspect.reason in {"counts: only in the reference: ^", "counts: only in what came with it: ^"}


def graph_of(latex):
    return label_graph(parse(latex))


def test_a_label_graph_in_another_order_is_the_same():
    own = graph_of("x _ { 1 } ^ { 2 }")
    assert look("x _ { 1 } ^ { 2 }", graphs=[own]) == ()
    turned = LabelGraph(("x", "2", "1"), (-1, 0, 0), (Relation.RIGHT, Relation.SUP, Relation.SUB))
    assert sorted(own.labels) == sorted(turned.labels)
    assert look("x _ { 1 } ^ { 2 }", graphs=[turned]) == ()


@pytest.mark.parametrize(
    ("reference", "other", "reason"),
    [
        ("H z", "H _ { z }", "only in the reference: H right z; only in what came with it: H sub z"),
        ("x + 1", "x + 7", "only in the reference: 1; only in what came with it: 7"),
        ("a ^ { b } a a", "a a ^ { b } a", "the same edges elsewhere"),
    ],
)
def test_a_label_graph_that_differs_is_named(reference, other, reason):
    (suspect,) = look(reference, graphs=[graph_of(other)])
    assert (suspect.kind, suspect.reason) == (NoiseKind.GRAPH, f"label graph: {reason}")
    assert suspect.size > 0


def test_a_label_graph_out_of_order_is_refused():
    with pytest.raises(InputError, match="reading order"):
        look("x y", graphs=[LabelGraph(("y", "x"), (1, -1), (Relation.RIGHT, Relation.RIGHT))])


@pytest.mark.parametrize(
    ("preds", "options"),
    [
        ({"a": ["x"]}, {}),
        ({"a": "xy", "b": "xy"}, {}),
        ({"a": ["x", 1], "b": ["x", "y"]}, {}),
        ({}, {"ids": ["a"]}),
        ({}, {"counts": [None]}),
        ({}, {"graphs": [None] * 3}),
        ({}, {"confidences": {"a": [1.0, 1.0]}}),
        ({"a": ["x", "y"], "b": ["x", "y"]}, {"confidences": {"a": [1.0, float("nan")]}}),
        ({}, {"min_models": -1}),
        ({}, {"profile": "no such"}),
    ],
)
def test_arguments_that_do_not_fit_are_refused(preds, options):
    with pytest.raises(InputError, match="expected"):
        find_label_noise(preds, ["x", "y"], **options)


def test_a_long_reference_that_nests_deeply_raises_nothing():
    deep = "{ " * 5000 + "x" + " }" * 5000
    assert look(deep, deep.replace("x", "y"), deep.replace("x", "y"))[0].id == "0"


def test_rows_and_table_show_the_same_order():
    preds = {"a": ["x", "H _ { z }"], "b": ["x", "H _ { z }"]}
    noise = find_label_noise(preds, ["X", "H z"], ids=["p", "q"])
    rows = json.loads(json.dumps(noise.rows()))
    assert [(row["rank"], row["id"], row["kind"]) for row in rows] == [(1, "q", "layout"), (2, "p", "look_alike")]
    lines = noise.table(1).splitlines()
    assert lines[0] == "2 references, 2 models (a, b): 2 suspects (1 layout, 1 look_alike)"
    assert lines[1:] == ["1. q: layout, 2 models, INSERT:_ { after H; INSERT:} after z", "   H z", "and 1 more"]


def test_nothing_at_all_is_no_noise():
    assert find_label_noise({}, []).table() == "0 references, no models: 0 suspects"


def published(real_data, year):
    records = read_predictions(real_data / f"predictions/unimumer/crohme_{year}_pred.json").records
    others = read_predictions(real_data / f"predictions/comer/{year}_pred.json").records
    other = {record.id: record.prediction for record in others}
    return find_label_noise(
        {"Uni-MuMER": [record.prediction for record in records], "CoMER": [other.get(record.id) for record in records]},
        [record.reference for record in records],
        ids=[record.id for record in records],
    )


@pytest.mark.real_data
def test_known_label_noise_of_crohme_2014_comes_out(real_data):
    noise = published(real_data, 2014)
    ranks = {row["id"]: row for row in noise.rows()}
    assert ranks["RIT_2014_69"]["rank"] <= 15
    assert ranks["RIT_2014_69"]["kind"] == "surplus"
    assert ranks["RIT_2014_133"]["edits"] == [r"REPLACE:\Pi -> \pi"]
    assert ranks["RIT_2014_133"]["kind"] == "symbol"
    # Seen on their pictures: the ink has what the models read.
    seen = {"506_em_63", "RIT_2014_127", "RIT_2014_30", "34_em_232", "RIT_2014_68", "RIT_2014_243", "RIT_2014_18"}
    assert all(ranks[name]["rank"] <= 8 for name in seen)
    assert noise.runaways == {"Uni-MuMER": ("34_em_244",)}
    assert noise.too_few == ("505_em_51", "34_em_244")
    assert (noise.compared, sum(suspect.whole for suspect in noise.suspects)) == (986, 29)


@pytest.mark.real_data
def test_label_noise_of_crohme_2016_comes_out(real_data):
    noise = published(real_data, 2016)
    first = [suspect.id for suspect in noise.suspects[:15]]
    assert {"UN_109_em_220", "UN_102_em_25", "UN_116_em_322", "UN_106_em_127", "UN_118_em_392", "UN_101_em_2"} <= {
        *first
    }
    assert noise.kinds[NoiseKind.LOOK_ALIKE] > sum(noise.kinds.values()) / 2

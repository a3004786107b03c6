"""From predictions to a report: every figure counted another way, and nothing lost in silence."""

from __future__ import annotations

import pytest

from hmer_kit.data import Prediction, PredictionTable, Record
from hmer_kit.exceptions import InputError
from hmer_kit.report import ReportOptions, build_report, render_report
from hmer_kit.report._browser.payload import sample_payload
from hmer_kit.scoring import score

QUICK = ReportOptions(n_resamples=20)


def records(*rows, writer=None):
    return [Record(name, reference, prediction=read, writer=writer) for name, reference, read in rows]


OURS = records(("a", "x ^ { 2 }", "x ^ { 2 }"), ("b", "X + 1", "x + 1"), ("c", "y", "z"), ("d", "4", "4"))
THEIRS = records(("a", "x ^ { 2 }", "x 2"), ("b", "X + 1", "x + 1"), ("c", "y", "y"), ("e", "5", "5"))


@pytest.fixture(scope="module")
def data():
    return build_report({"ours": OURS, "baseline": THEIRS}, title="Run", against="baseline", options=QUICK)


def test_each_run_has_a_row_and_the_first_makes_the_headline(data):
    assert {name: result.expression_rate() for name, result in data.scores.items()} == {"ours": 0.5, "baseline": 0.5}
    assert next(iter(data.scores)) == "ours"
    assert {sample.task for sample in data.samples} == {"ours"}


def test_flips_are_named_both_ways_among_the_shared_ids_alone(data):
    found = data.comparison.comparison
    assert (found.gained, found.lost, found.n) == (("a",), ("c",), 3)
    assert (found.only_first, found.only_other) == (("d",), ("e",))
    assert data.sets["right here, wrong in baseline"] == ("a",)
    assert data.sets["wrong here, right in baseline"] == ("c",)
    assert data.sets["wrong here and in baseline"] == ("b",)


def test_every_set_holds_ids_of_samples_and_none_is_empty(data):
    ids = {sample.id for sample in data.samples}
    assert data.sets
    for name, members in data.sets.items():
        assert members, name
        assert set(members) <= ids, name
        assert len(members) == len(set(members)), name


def test_groups_that_the_browser_can_filter_by_lead_there_and_crowd_no_menu(data):
    assert data.filters["depth 0, wrong"] == "outcome=wrong&task=ours&depth=0"
    assert "depth 1, wrong" not in data.filters
    assert data.filters["length 0-9, wrong"] == "outcome=wrong&task=ours&tokens=0-9"
    assert not data.filters.keys() & data.sets.keys()


def test_groups_that_no_field_tells_apart_lead_to_sets_of_their_wrong_samples():
    rows = records(("a", "{ {", "x"), ("b", "x ^ { 2 }", "x"), ("c", "x " * 2_000, "x"))
    writers = {"a": "unknown", "b": "Zoë & Co", "c": "50+"}
    found = build_report(rows, title="Run", writers=writers, options=ReportOptions(
        groupings=["depth", "brace_depth"], n_resamples=20
    ))  # fmt: skip
    assert found.filters == {
        "depth 1, wrong": "outcome=wrong&task=predictions&depth=1",
        "writer Zoë & Co, wrong": "outcome=wrong&task=predictions&writer=Zo%C3%AB+%26+Co",
    }
    by_set = {name: ids for name, ids in found.sets.items() if name.endswith(", wrong")}
    assert by_set == {
        "depth unparsed, wrong": ("a",),
        "depth 0, wrong": ("c",),
        "brace depth 0, wrong": ("c",),
        "brace depth 1, wrong": ("b",),
        "brace depth 2, wrong": ("a",),
        "writer unknown, wrong": ("a",),
        "writer 50+, wrong": ("c",),
    }


def test_both_models_reading_alike_make_a_suspect(data):
    assert [(suspect.id, suspect.kind.value) for suspect in data.label_noise.suspects] == [("b", "look_alike")]
    assert data.sets["references to look at"] == ("b",)


def test_one_run_alone_has_no_vote_and_only_its_references_own_faults_are_found():
    alone = build_report(records(("a", "x", "y"), ("b", "{ x", "x")), title="Run", options=QUICK)
    assert alone.label_noise.models == ()
    assert [suspect.id for suspect in alone.label_noise.suspects] == ["b"]


def test_rates_are_those_of_the_scoring_room_under_every_protocol():
    options = ReportOptions(protocols=["released", "same_ink"], measures=["expression_rate"], n_resamples=50, seed=7)
    found = build_report(records(("a", "x ^ { 2 }", "x ^ 2"), ("b", "y", "y")), title="Run", options=options)
    by_hand = score(["x ^ 2", "y"], ["x ^ { 2 }", "y"], ids=["a", "b"])
    assert [(one.protocol.name, one.rates[0].rate) for one in found.protocols] == [("released", 0.5), ("same_ink", 1.0)]
    assert found.protocols[0].rates[0].interval == by_hand.interval("expression_rate", n_resamples=50, seed=7)


def test_symbols_counted_wrong_are_summed_by_symbol_and_name_their_samples():
    found = build_report(
        records(("a", "x + 1", "x x x"), ("b", "1", "2"), ("c", "x ^ { 2 }", "x _ { 2 }")), title="Run", options=QUICK
    ).count_errors
    by_symbol = {one.symbol: (one.extra, one.missing, one.extra_ids, one.missing_ids) for one in found.symbols}
    assert by_symbol == {  # script signs and braces are no symbols, so c is right
        "x": (2, 0, ("a",), ()),
        "1": (0, 2, (), ("a", "b")),
        "+": (0, 1, (), ("a",)),
        "2": (1, 0, ("b",), ()),
    }
    assert found.wrong_ids == ("a", "b")
    assert [(rate.measure, rate.rate) for rate in found.rates] == [("count_mae", 2.0), ("count_exact_rate", 1 / 3)]


def test_runaways_are_named_with_what_they_repeat_and_are_in_no_symbol_count():
    loop = " ".join(["3", "."] * 200)
    found = build_report(records(("a", "3 . 3", loop), ("b", "y", "y")), title="Run", options=QUICK)
    [one] = found.runaways.samples
    assert (one.id, one.prediction_length, one.reference_length, one.repeats) == ("a", 400, 3, 200.0)
    assert set(one.period) == {"3", "."}
    assert found.runaways.rates["expression_rate"] == (0.5, 1.0)
    assert found.count_errors is None
    assert found.sets["runaways"] == ("a",)


def test_parts_without_anything_to_say_are_none():
    found = build_report(records(("a", "x", "x")), title="Run", options=QUICK)
    assert (found.comparison, found.runaways, found.count_errors, found.label_noise) == (None, None, None, None)
    assert (found.sets, list(found.notes)) == ({}, [])


def test_writers_and_pictures_of_records_are_taken():
    picture = object()
    given = [Record("a", "x", image=picture, prediction="x", writer="7"), Record("b", "x", prediction="y", writer="8")]
    found = build_report(given, title="Run", options=QUICK)
    assert found.breakdowns[-1].rates("expression_rate") == {"7": 1.0, "8": 0.0}
    assert [(sample.image, sample.writer) for sample in found.samples] == [(picture, "7"), (None, "8")]


def test_a_test_set_counts_what_is_missing_and_names_what_does_not_fit():
    references = records(("a", "x", None), ("b", "y", None), ("c", "z", None))
    given = [Prediction("a", "x"), Prediction("b", "y", reference="Y"), Prediction("q", "1")]
    found = build_report({"ours": given}, title="Run", references=references, options=QUICK)
    assert found.scores["ours"].expression_rate() == 2 / 3
    assert found.sets["no prediction"] == ("c",)
    assert list(found.notes) == [
        "ours: 1 without a prediction, counted as wrong: 'c'",
        "ours: 1 without a reference, left out: 'q'",
        "ours: 1 with another reference than the test set's, scored against the latter: 'b'",
    ]


def test_a_table_of_predictions_and_a_score_say_the_same_as_records():
    references = [Record(one.id, one.reference) for one in OURS]
    table = PredictionTable(OURS, name="ours.json")
    of_table = build_report({"ours": table}, title="Run", references=references, options=QUICK)
    result = score([one.prediction for one in OURS], [one.reference for one in OURS], ids=[one.id for one in OURS])
    of_score = build_report({"ours": result}, title="Run", options=QUICK)
    of_records = build_report({"ours": OURS}, title="Run", options=QUICK)
    assert render_report(of_table) == render_report(of_records) == render_report(of_score)


def test_a_score_keeps_its_missing_samples():
    result = score(["x"], ["x"], ids=["a"]).with_missing(["y"], ids=["b"])
    found = build_report(result, title="Run", options=QUICK)
    assert found.scores["predictions"].expression_rate() == 0.5
    assert found.sets["no prediction"] == ("b",)


def test_runs_without_a_shared_id_are_compared_in_nothing_and_say_so():
    found = build_report({"ours": OURS[:1], "baseline": THEIRS[-1:]}, title="Run", against="baseline", options=QUICK)
    assert found.comparison.comparison.n == 0
    assert (found.comparison.comparison.only_first, found.comparison.comparison.only_other) == (("a",), ("e",))
    page = render_report(found)
    assert "no sample in common" in page
    assert "nan" not in page.split("<main")[1].split("<script")[0]


def test_samples_with_another_reference_in_each_run_are_left_out_of_the_comparison_and_named():
    theirs = records(("a", "x  ^ { 2 }", "x 2"), ("b", "Y + 1", "x + 1"))
    found = build_report({"ours": OURS, "baseline": theirs}, title="Run", against="baseline", options=QUICK).comparison
    assert found.differing == ("b",)
    assert (found.comparison.n, found.comparison.gained) == (1, ("a",))  # more blanks are no other reference
    assert found.comparison.only_first == ("c", "d")


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        ({}, {}, "at least one run, got none"),
        ({"ours": OURS}, {"against": "baseline"}, r"against as the name of another run|name of another run"),
        ({"ours": OURS}, {"against": "ours"}, "another run"),
        (OURS + OURS[:1], {}, "each id once in run 'predictions', got 'a' twice"),
        ([Prediction("a", "x")], {}, "a reference for 'a' of run 'predictions'"),
        ("abc", {}, "as run 'predictions', got str"),
        ([7], {}, "records or predictions in run 'predictions', got int"),
        (PredictionTable(OURS, name="a.json"), {}, "references with the PredictionTable"),
    ],
)
def test_what_cannot_be_reported_on_is_refused_with_its_reason(given, options, message):
    with pytest.raises(InputError, match=message):
        build_report(given, title="Run", **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"protocols": "loose"}, "expected protocols of ReportOptions as a list"),
        ({"protocols": []}, "at least one protocol"),
        ({"protocols": ["lose"]}, "expected a protocol out of"),
        ({"measures": ["wer"]}, "expected a measure out of"),
    ],
)
def test_options_are_checked_where_they_are_made(options, message):
    with pytest.raises(InputError, match=message):
        ReportOptions(**options)


def test_no_predictions_at_all_are_a_report_of_nothing():
    page = render_report(build_report([], title="Run", options=QUICK))
    assert "n/a" in page
    assert "Confusions" not in page


@pytest.mark.real_data
def test_published_figures_stand_in_the_table_of_protocols(real_data):
    from hmer_kit.data import read_predictions

    given = read_predictions(real_data / "predictions/unimumer/crohme_2014_pred.json").records
    found = build_report(given, title="CROHME 2014", options=QUICK)
    rates = {rate.measure: round(100 * rate.rate, 4) for rate in found.protocols[0].rates}
    assert [rates[f"expression_rate{end}"] for end in ("", "_1", "_2", "_3")] == [82.6572, 90.3651, 93.7120, 96.4503]
    assert round(100 * found.protocols[2].rates[1].rate, 2) == 89.35  # label graph, at most one error
    assert found.sets["runaways"] == ("34_em_244",)


def test_what_other_runs_read_stands_with_the_sample_where_it_differs(data):
    assert {sample.id: sample.others for sample in data.samples} == {
        "a": {"baseline": "x 2"},
        "b": {},  # the same mistake
        "c": {"baseline": "y"},
        "d": {},
    }
    rows = {row["id"]: row.get("others") for row in sample_payload(data.samples)[0]["samples"]}
    assert [(name, text) for name, text, _ in rows["a"]] == [("baseline", "x 2")]
    assert rows["b"] is None

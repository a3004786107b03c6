"""What the sections say: figures worked out another way than the section does."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from hmer_kit.data import Record
from hmer_kit.error_mining import ConfusionTable, confusion_graph_svg
from hmer_kit.report import MeasuredRate, ReportData, ReportOptions, build_report
from hmer_kit.report._building.sets import MAX_GROUPS, MAX_SYMBOLS
from hmer_kit.report._sections.breakdowns import group_charts
from hmer_kit.report._sections.cells import bounds_of, cell_of, is_rate, place, shown
from hmer_kit.report._sections.comparison import comparison_view, p_text
from hmer_kit.report._sections.contents import contents
from hmer_kit.report._sections.counting import count_view
from hmer_kit.report._sections.graph import graph_view
from hmer_kit.report._sections.protocols import protocol_table
from hmer_kit.report._sections.runaways import runaway_view
from hmer_kit.report._sections.suspects import suspect_view
from hmer_kit.report._sections.views import section_views
from hmer_kit.scoring import Interval, mcnemar_p_value, score, stratify, wilson_interval

QUICK = ReportOptions(n_resamples=50)


def run_of(reads, reference="x"):
    return [Record(str(number), reference, prediction=read) for number, read in enumerate(reads)]


def test_empty_data_has_no_section():
    assert {name for name, view in section_views(ReportData("Run")).items() if view} == set()


# ---- numbers ---------------------------------------------------------------------------------------------------------


def test_a_number_that_is_no_rate_is_shown_as_it_is():
    assert (shown("count_mae", 1.5), shown("expression_rate", 0.015), shown("my_rate", 0.5)) == (
        "1.50",
        "1.50",
        "50.00",
    )
    assert not is_rate("count_mse")


def test_a_number_without_samples_is_not_available_and_has_no_bounds():
    nothing = Interval(math.nan, math.nan, 0.95, "bootstrap")
    cell = cell_of(MeasuredRate("bleu", math.nan, nothing))
    assert (cell.text, cell.bounds, cell.at) == ("n/a", "", 0.0)
    assert bounds_of("bleu", replace(nothing, low=0.1, high=math.inf)) == ""


@pytest.mark.parametrize("value", [-1.0, 0.0, 0.5, 1.0, 7.0, math.inf, -math.inf, math.nan])
def test_no_bar_leaves_its_box(value):
    assert 0.0 <= place(value) <= 100.0


# ---- protocols -------------------------------------------------------------------------------------------------------


def test_every_protocol_has_its_unit_and_a_number_in_each_column():
    data = build_report(run_of(["x", "y"]), title="Run", options=QUICK)
    table = protocol_table(data)
    assert [(row.name, row.unit) for row in table.rows] == [
        ("released", "token edits"),
        ("same_ink", "token edits"),
        ("label_graph", "labels of symbols and relations"),
    ]
    assert table.columns[0] == "ExpRate"
    assert [row.cells[0].text for row in table.rows] == ["50.00"] * 3
    assert table.intervals == "95 % intervals: bootstrap, 50 resamples, seed 0"


def test_the_interval_stands_where_the_bootstrap_has_it():
    reads = ["x"] * 30 + ["y"] * 10
    cell = protocol_table(build_report(run_of(reads), title="Run", options=QUICK)).rows[0].cells[0]
    own = score(reads, ["x"] * 40).interval("expression_rate", n_resamples=50, seed=0)
    assert (cell.low, cell.high) == pytest.approx((100 * own.low, 100 * own.high))
    assert cell.bounds == f"{100 * own.low:.1f}–{100 * own.high:.1f}"
    assert cell.low < cell.at == 75.0 < cell.high


# ---- comparison ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared():
    ours, theirs = ["x"] * 14 + ["y"] * 6, ["x"] * 4 + ["y"] * 14 + ["x"] * 2
    data = build_report({"ours": run_of(ours), "old": run_of(theirs)}, title="Run", against="old", options=QUICK)
    return data, comparison_view(data)


def test_the_four_ways_are_counted_and_lead_to_their_sets(compared):
    data, view = compared
    assert [quarter.count for quarter in view.quarters] == [4, 10, 2, 4]
    assert sum(quarter.count for quarter in view.quarters) == view.n == 20
    assert [len(data.sets[quarter.set]) for quarter in view.quarters if quarter.set] == [10, 2, 4]
    assert view.p_value == p_text(mcnemar_p_value(10, 2))


def test_a_difference_is_better_only_where_its_interval_leaves_out_zero(compared):
    data, view = compared
    for row, found in zip(view.rows, data.comparison.comparison.differences, strict=True):
        apart = found.interval.low > 0 or found.interval.high < 0
        assert (row.verdict == "not told apart") is not apart
        assert row.low <= row.at <= row.high
        assert (row.at > 50) == (found.difference > 0)
    assert view.rows[0].verdict == "better"
    assert view.rows[0].difference == "+40.00"


def test_fewer_errors_are_better_and_the_other_way_round(compared):
    data, view = compared
    at = [one.measure for one in data.comparison.comparison.differences].index("token_error_rate")
    assert (view.rows[at].difference, view.rows[at].verdict) == ("−40.00", "better")
    turned = build_report(
        {"old": run_of(["y"] * 10), "new": run_of(["x"] * 10)}, title="Run", against="new", options=QUICK
    )
    assert {row.verdict for row in comparison_view(turned).rows[:1]} == {"worse"}


def test_what_is_not_compared_is_counted_and_the_first_named():
    ours, theirs = run_of(["x"] * 3), [Record(f"t{number}", "x", prediction="x") for number in range(25)]
    view = comparison_view(build_report({"a": ours, "b": theirs}, title="Run", against="b", options=QUICK))
    assert (view.n, view.quarters, view.rows) == (0, [], [])
    assert [(left.words, left.count, len(left.ids)) for left in view.left_out] == [
        ("only in a", 3, 3),
        ("only in b", 25, 20),
    ]


# ---- breakdowns ------------------------------------------------------------------------------------------------------


def test_groups_have_wilsons_interval_and_their_wrong_samples():
    data = build_report([*run_of(["x"] * 8 + ["y"] * 2), Record("s", "x ^ { 2 }", prediction="x")], title="Run")
    rows = group_charts(data)[0].rows
    assert [(row.name, row.n, row.wrong, row.cell.text) for row in rows] == [("0", 10, 2, "80.0"), ("1", 1, 1, "0.0")]
    own = wilson_interval(8, 10)
    assert (rows[0].cell.low, rows[0].cell.high) == pytest.approx((100 * own.low, 100 * own.high))
    assert data.filters[rows[0].set] == "outcome=wrong&task=predictions&depth=0"


def test_a_single_group_is_no_chart():
    assert group_charts(build_report(run_of(["x"]), title="Run", options=QUICK)) == []


def test_of_many_groups_the_largest_are_shown_in_their_order_and_the_rest_counted():
    reads = [f"{number}" for number in range(3 * MAX_GROUPS)]
    result = score(reads, ["x"] * len(reads), ids=reads)
    by_writer = stratify(result, {name: f"w{min(int(name), 2 * MAX_GROUPS)}" for name in reads}, name="writer")
    [chart] = group_charts(ReportData("Run", scores={"vanilla": result}, breakdowns=[by_writer]))
    assert len(chart.rows) == MAX_GROUPS
    assert [row.name for row in chart.rows][-1] == f"w{2 * MAX_GROUPS}"  # by far the largest
    others = len(reads) - sum(row.n for row in chart.rows)
    assert chart.note == f"The {MAX_GROUPS} largest of {2 * MAX_GROUPS + 1} groups; the others hold {others} samples."


# ---- symbols, runaways, suspects -------------------------------------------------------------------------------------


def test_bars_of_symbols_are_as_long_as_their_counts_and_few():
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    records = [Record(letter, letter, prediction=f"{letter} " * (number + 1)) for number, letter in enumerate(letters)]
    view = count_view(build_report(records[:19], title="Run", options=QUICK))
    assert len(view.rows) == MAX_SYMBOLS
    assert view.more == 18 - MAX_SYMBOLS
    assert [(row.symbol, row.extra, row.right, row.left) for row in view.rows[:2]] == [
        ("s", 18, 100.0, 0.0),
        ("r", 17, 100 * 17 / 18, 0.0),
    ]
    assert (view.wrong, view.compared) == (18, 19)


def test_a_long_period_is_cut_and_a_prediction_without_one_repeats_nothing():
    period = " ".join(f"a{number}" for number in range(30))
    plain = " ".join(f"b{number}" for number in range(400))
    records = [Record("loop", "x", prediction=f"{period} " * 9), Record("long", "x", prediction=plain)]
    rows = runaway_view(build_report(records, title="Run", options=QUICK)).rows
    assert [(row.id, row.read, row.times) for row in rows] == [("long", 400, "0"), ("loop", 270, "9")]
    assert rows[0].period == ""
    assert rows[1].period.endswith(" …")


def test_suspects_are_few_on_the_page_and_all_in_the_set():
    records = [Record(f"r{number}", "{ x", prediction="x") for number in range(40)]
    data = build_report(records, title="Run", options=QUICK)
    view = suspect_view(data)
    assert (len(view.rows), view.total, len(data.sets[view.set])) == (15, 40, 40)
    assert view.kinds == [("does not parse", 40)]


def test_an_endless_reference_does_not_fill_the_page():
    data = build_report([Record("a", "{ " + "x " * 9999, prediction="x")], title="Run", options=QUICK)
    assert len(suspect_view(data).rows[0].reference) < 400


# ---- graph and contents ----------------------------------------------------------------------------------------------


def test_the_graph_is_the_picture_of_error_mining_without_its_style_sheet():
    preds, target = ["x"] * 3 + ["<b>"] * 2, ["X"] * 3 + ["</svg><script>"] * 2
    table = ConfusionTable.from_pairs(preds, target, tokenizer="split")
    view = graph_view(table)
    picture = confusion_graph_svg(table, min_count=2)
    assert "<style>" in picture
    bare = re.sub("<style>.*?</style>", "", picture, flags=re.DOTALL)
    assert view.svg == bare.replace("role='img'", "aria-hidden='true'")
    assert "<script" not in view.svg
    assert " style=" not in view.svg
    assert [family.symbols for family in view.families] == [("X", "x"), ("</svg><script>", "<b>")]


def test_rare_confusions_alone_make_no_graph():
    assert graph_view(ConfusionTable.from_pairs(["x"], ["X"])) is None
    assert graph_view(ConfusionTable()) is None
    assert graph_view(None) is None


def test_a_crowded_graph_keeps_what_is_commonest():
    preds = [f"p{number}" for number in range(60) for _ in range(2)] + ["x"] * 9
    target = [f"r{number}" for number in range(60) for _ in range(2)] + ["X"] * 9
    view = graph_view(ConfusionTable.from_pairs(preds, target, tokenizer="split"))
    assert ([family.symbols for family in view.families], view.min_count) == ([("X", "x")], 3)


def test_few_parts_need_no_table_of_contents():
    assert contents(dict.fromkeys(["scores", "confusions", "samples", "settings"], 1)) == []

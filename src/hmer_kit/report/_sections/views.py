"""Everything above the samples, ready for the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.error_mining import heat_map
from hmer_kit.report._sections.breakdowns import group_charts
from hmer_kit.report._sections.comparison import comparison_view
from hmer_kit.report._sections.contents import contents
from hmer_kit.report._sections.counting import count_view
from hmer_kit.report._sections.curve import curve_chart
from hmer_kit.report._sections.graph import graph_view
from hmer_kit.report._sections.pair_lists import pair_lists
from hmer_kit.report._sections.protocols import protocol_table
from hmer_kit.report._sections.runaways import runaway_view
from hmer_kit.report._sections.scores import headline, score_table
from hmer_kit.report._sections.suspects import suspect_view

if TYPE_CHECKING:
    from hmer_kit.report.content import ReportData


def section_views(data: ReportData) -> dict[str, Any]:
    """Return what each section's template reads, by name; what the data lacks is None or empty.

    Examples:
        >>> from hmer_kit.report import ReportData
        >>> [name for name, view in section_views(ReportData("Run")).items() if view]
        []
    """
    confused = data.confusions if data.confusions and data.confusions.counts else None
    views: dict[str, Any] = {
        "headline": headline(data),
        "table": score_table(data),
        "protocols": protocol_table(data),
        "comparison": comparison_view(data),
        "chart": curve_chart(data.curve),
        "group_charts": group_charts(data),
        "confusions": data.confusions,
        "heat": heat_map(confused) if confused else None,
        "pair_lists": pair_lists(data.confusions) if data.confusions else [],
        "graph": graph_view(confused),
        "counting": count_view(data),
        "runaways": runaway_view(data),
        "suspects": suspect_view(data),
    }
    parts = {
        "scores": views["table"],
        "curve": views["chart"],
        "breakdowns": views["group_charts"],
        "confusions": views["heat"],
        "samples": data.samples,
        "settings": data.settings,
    }
    return {**views, "contents": contents({**views, **parts})}

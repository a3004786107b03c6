"""The HTML report: one self-contained page with scores, learning curve, confusions and samples to browse."""

from __future__ import annotations

from hmer_kit.report._page import WrittenReport, render_report, write_report
from hmer_kit.report.content import CurvePoint, ReportData, ReportSample, samples_from_scores

__all__ = [
    "CurvePoint",
    "ReportData",
    "ReportSample",
    "WrittenReport",
    "render_report",
    "samples_from_scores",
    "write_report",
]

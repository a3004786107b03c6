"""The HTML report: one self-contained page from scored predictions and a training log, with samples to browse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.report._choices import REPORT_GROUPINGS, REPORT_MEASURES, REPORT_PROTOCOLS
    from hmer_kit.report._page import WrittenReport, render_report, write_report
    from hmer_kit.report.building import (
        Predictions,
        ReportOptions,
        build_report,
    )
    from hmer_kit.report.content import CurvePoint, ReportData, ReportSample, samples_from_scores
    from hmer_kit.report.parts import (
        CountErrors,
        MeasuredRate,
        ProtocolScores,
        Runaways,
        RunawaySample,
        RunComparison,
        SymbolCountErrors,
    )
    from hmer_kit.report.training_log import read_training_log, write_training_log
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "REPORT_GROUPINGS",
    "REPORT_MEASURES",
    "REPORT_PROTOCOLS",
    "CountErrors",
    "CurvePoint",
    "MeasuredRate",
    "Predictions",
    "ProtocolScores",
    "ReportData",
    "ReportOptions",
    "ReportSample",
    "RunComparison",
    "RunawaySample",
    "Runaways",
    "SymbolCountErrors",
    "WrittenReport",
    "build_report",
    "read_training_log",
    "render_report",
    "samples_from_scores",
    "write_report",
    "write_training_log",
]

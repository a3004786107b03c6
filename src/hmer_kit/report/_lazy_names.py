"""Where the public names of the room live: data only, held against ``__init__`` by a test."""

from __future__ import annotations

__all__ = ["NAMES"]

NAMES = {
    "_choices": (
        "REPORT_GROUPINGS",
        "REPORT_MEASURES",
        "REPORT_PROTOCOLS",
    ),
    "_page": (
        "WrittenReport",
        "render_report",
        "write_report",
    ),
    "building": (
        "Predictions",
        "ReportOptions",
        "build_report",
    ),
    "content": (
        "CurvePoint",
        "ReportData",
        "ReportSample",
        "samples_from_scores",
    ),
    "parts": (
        "CountErrors",
        "MeasuredRate",
        "ProtocolScores",
        "Runaways",
        "RunawaySample",
        "RunComparison",
        "SymbolCountErrors",
    ),
    "training_log": (
        "read_training_log",
        "write_training_log",
    ),
}

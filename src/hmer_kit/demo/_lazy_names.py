"""Where the public names of the room live: data only, held against ``__init__`` by a test."""

from __future__ import annotations

__all__ = ["NAMES"]

NAMES = {
    "_choices": ("DEMO_TASKS",),
    "drawings": (
        "draw_strokes",
        "read_strokes",
    ),
    "html": (
        "problem_html",
        "reading_html",
    ),
    "interface": ("build_demo",),
    "limits": (
        "DemoLimits",
        "TimeLimit",
    ),
    "picture_reading": ("read_picture",),
    "reader": ("DemoReader",),
    "reading": (
        "DemoAlternative",
        "DemoAnswer",
        "DemoCheck",
        "DemoReading",
    ),
    "serving": (
        "DemoServer",
        "is_loopback",
        "launch_demo",
    ),
}

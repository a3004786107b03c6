"""How scripts of HMER repositories read CROHME's InkML, in our own words.

The shortest reads the strokes alone. The fuller is that of the converters to pictures: ElementTree, one pass over the
traces with a float for each number, times too, one over the trace groups, and for each symbol its label and its
strokes. Neither reads relations, formats or the truth; both believe the file, and fall over what is broken.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

SPACE = "{http://www.w3.org/2003/InkML}"


def strokes(data: bytes) -> list[list[list[float]]]:
    """Return the strokes, each a list of points."""
    return [points(trace.text or "") for trace in ET.fromstring(data).iter(f"{SPACE}trace")]  # noqa: S314


def symbols(data: bytes) -> list[dict[str, Any]]:
    """Return label and strokes of every symbol."""
    root = ET.fromstring(data)  # noqa: S314 - as the scripts do
    traces = {trace.get("id"): points(trace.text or "") for trace in root.findall(f"{SPACE}trace")}
    found = []
    whole = root.find(f"{SPACE}traceGroup")
    for group in whole.findall(f"{SPACE}traceGroup") if whole is not None else []:
        label = group.find(f"{SPACE}annotation")
        views = [view.get("traceDataRef") for view in group.findall(f"{SPACE}traceView")]
        found.append({"label": label.text if label is not None else "", "traces": [traces[view] for view in views]})
    return found


def points(text: str) -> list[list[float]]:
    """Return the numbers of every point of a trace: x, y, and the time where there is one."""
    return [[float(value) for value in point.split()] for point in text.strip().split(",") if point.strip()]

"""The pictures of the guide are what the library draws of the published predictions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hmer_kit.error_mining import ConfusionTable, confusion_graph_svg, heat_map_svg

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"


@pytest.mark.real_data
def test_heat_map_and_graph_of_the_guide(real_data: Path) -> None:
    files = [real_data / "predictions" / "unimumer" / f"crohme_{year}_pred.json" for year in ("2014", "2016")]
    rows = [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]
    table = ConfusionTable.from_pairs([row["pred"] for row in rows], [row["gt"] for row in rows]).ink()
    assert (IMAGES / "confusion_heat_map.svg").read_text(encoding="utf-8") == heat_map_svg(table)
    assert (IMAGES / "confusion_graph.svg").read_text(encoding="utf-8") == confusion_graph_svg(table)

"""The plots of the guide on notebooks show what the library draws of the published predictions."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from hmer_kit.scoring import plot_scores, score, stratify

mpl.use("agg")
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "hmer_kit", "figure.figsize": (6.4, 3.6)}


def published(real_data: Path, year: str):
    rows = json.loads((real_data / "predictions" / "unimumer" / f"crohme_{year}_pred.json").read_text(encoding="utf-8"))
    return score([row["pred"] for row in rows], [row["gt"] for row in rows])


def drawn(name: str, real_data: Path) -> str:
    """The picture as SVG; write it to docs/images to renew it."""
    with mpl.rc_context(SETTINGS):
        if name == "plot_scores":
            figure, _ = plot_scores({f"CROHME {year}": published(real_data, year) for year in ("2014", "2016")})
        else:
            figure, _ = stratify(published(real_data, "2014"), "structures", bins=(0, 1, 2, 3, 4, 6, 9)).plot()
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
        plt.close(figure)
    return text.getvalue()


def words(svg: str) -> list[str]:
    return sorted(set(re.findall(r"<text[^>]*>([^<]+)</text>", svg)))


def test_pictures_are_small_and_load_nothing() -> None:
    for name in ("plot_scores", "plot_breakdown"):
        text = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
        assert len(text) < 50_000
        assert "<image" not in text


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["plot_scores", "plot_breakdown"])
def test_pictures_say_what_is_drawn_now(name: str, real_data: Path) -> None:
    assert words(drawn(name, real_data)) == words((IMAGES / f"{name}.svg").read_text(encoding="utf-8"))

"""A page to try a recognizer on: draw or drop a picture, see what is read and how far to believe it.

``read_picture`` gathers all of it as plain values, without any page: the LaTeX, its MathML, tree and counts, the
alternatives, the confidence, and whether the tree and the counts that the model writes say the same. ``build_demo``
makes a page of it on Gradio (extra ``demo``), ``launch_demo`` serves it. Importing this room brings neither Gradio nor
torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.demo._choices import DEMO_TASKS
    from hmer_kit.demo.drawings import draw_strokes, read_strokes
    from hmer_kit.demo.html import problem_html, reading_html
    from hmer_kit.demo.interface import build_demo
    from hmer_kit.demo.limits import DemoLimits, TimeLimit
    from hmer_kit.demo.picture_reading import read_picture
    from hmer_kit.demo.reader import DemoReader
    from hmer_kit.demo.reading import DemoAlternative, DemoAnswer, DemoCheck, DemoReading
    from hmer_kit.demo.serving import DemoServer, is_loopback, launch_demo
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "DEMO_TASKS",
    "DemoAlternative",
    "DemoAnswer",
    "DemoCheck",
    "DemoLimits",
    "DemoReader",
    "DemoReading",
    "DemoServer",
    "TimeLimit",
    "build_demo",
    "draw_strokes",
    "is_loopback",
    "launch_demo",
    "problem_html",
    "read_picture",
    "read_strokes",
    "reading_html",
]

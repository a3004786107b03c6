"""The page on Gradio: a pad and a place for pictures at one side, what was read at the other."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hmer_kit._files import read_bytes
from hmer_kit.data import BytesImage
from hmer_kit.demo._choices import DEMO_TASKS
from hmer_kit.demo._gradio import import_gradio, in_a_loop
from hmer_kit.demo._uploads import only_uploads
from hmer_kit.demo.drawings import draw_strokes, read_strokes
from hmer_kit.demo.html import problem_html, reading_html
from hmer_kit.demo.limits import DemoLimits
from hmer_kit.demo.reader import DemoReader
from hmer_kit.exceptions import DataError, HmerKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import gradio

    from hmer_kit.data import ImageSource
    from hmer_kit.demo.limits import TimeLimit
    from hmer_kit.inference import Predictor
    from hmer_kit.ink import DrawingStyle

__all__ = ["build_demo"]

_EMPTY: Final = (
    "<p class='hmer-empty'>Draw an expression, or choose a picture of one, and press the button below it.</p>"
)
_TITLE: Final = "Read a handwritten expression"
_FORGOTTEN: Final = (60, 900)
"""Uploaded files are looked through every minute, and removed after a quarter of an hour."""
_LIMITS: Final = DemoLimits()


def build_demo(
    predictor: Predictor,
    *,
    name: str = "",
    tasks: Sequence[str] = DEMO_TASKS,
    style: DrawingStyle | str = "smooth",
    limit: TimeLimit | None = None,
    limits: DemoLimits = _LIMITS,
) -> gradio.Blocks:
    """Build the page; ``launch_demo`` serves it, and any Gradio application can hold it.

    One reading is under way at a time, whoever asks, and others wait. Nothing is sent anywhere: no analytics, no
    shared address, no endpoint by a name. Uploaded files are removed after a quarter of an hour.

    Args:
        predictor: Who answers.
        name: What the model is called on the page.
        tasks: What is asked, see ``read_picture``.
        style: How drawings are drawn for the model, see ``hmer_kit.ink.STYLES``: as its training pictures.
        limit: Time for a reading, a minute by default. Where the predictor is a ``VLMPredictor``, give it the same
            limit as its constraint, so that it is stopped in the middle of an answer.
        limits: How large pictures and drawings may be.

    Raises:
        MissingExtraError: Gradio is not installed.

    Examples:
        >>> from hmer_kit.inference import Answer
        >>> class Parrot:
        ...     def predict(self, questions):
        ...         return [Answer("x ^ 2") for _ in questions]
        >>> build_demo(Parrot(), tasks=["vanilla"]).title
        'hmer-kit demo'
    """
    gr = import_gradio()
    work = _Work(DemoReader(predictor, tasks=tasks, limit=limit), style, limits)
    return in_a_loop(lambda: _page(gr, work, name))


def _page(gr: Any, work: _Work, name: str) -> gradio.Blocks:  # noqa: ANN401 - the module
    demo: gradio.Blocks = gr.Blocks(title="hmer-kit demo", analytics_enabled=False, delete_cache=_FORGOTTEN)
    with demo:
        gr.HTML(_head(name))
        with gr.Row():
            with gr.Column(min_width=300), gr.Tabs():
                with gr.Tab("Draw"):
                    pad = only_uploads(_pad(gr))
                    from_pad = gr.Button("Read the drawing", variant="primary")
                with gr.Tab("Picture"):
                    picture = only_uploads(_picture_box(gr))
                    from_picture = gr.Button("Read the picture", variant="primary")
            with gr.Column(min_width=300):
                shown = _result(gr)
        for button, work_on, source in ((from_pad, work.drawing, pad), (from_picture, work.file, picture)):
            button.click(
                work_on,
                inputs=[source],
                outputs=[shown],
                api_visibility="private",
                concurrency_limit=1,
                concurrency_id="hmer-kit reading",
                show_progress="minimal",
            )
    demo.queue(max_size=work.limits.max_waiting, api_open=False)
    return demo


class _Work:
    """What the two buttons do: every error of ours is a message on the page."""

    def __init__(self, reader: DemoReader, style: DrawingStyle | str, limits: DemoLimits) -> None:
        self.reader = reader
        self.style = style
        self.limits = limits

    def drawing(self, text: str | None) -> str:
        """Read what was drawn."""
        return self._read(lambda: draw_strokes(read_strokes(text, limits=self.limits), style=self.style))

    def file(self, path: str | None) -> str:
        """Read an uploaded file."""
        return self._read(lambda: self._stored(path))

    def _stored(self, path: str | None) -> ImageSource:
        if not path:
            raise DataError("expected a picture, got none; drop a PNG, JPEG or BMP file on the box first")
        data = read_bytes(Path(path), max_bytes=self.limits.max_upload_bytes, what="picture")
        return BytesImage(Path(path).name, data, max_pixels=self.limits.max_pixels)

    def _read(self, picture: Callable[[], Any]) -> str:
        try:
            reading = self.reader.read(picture())
        except HmerKitError as error:
            return problem_html(str(error))
        return reading_html(reading)


def _head(name: str) -> str:
    from html import escape

    model = f"<p>Model: <code>{escape(name)}</code></p>" if name else ""
    return f"<h1>{_TITLE}</h1>{model}"


def _pad(gr: Any) -> Any:  # noqa: ANN401 - a module, and a component of it
    return gr.HTML(
        "[]",
        html_template=_asset("pad.html"),
        css_template=_asset("pad.css"),
        js_on_load=_asset("pad.js"),
        apply_default_css=False,
        label="Drawing pad",
    )


def _result(gr: Any) -> Any:  # noqa: ANN401
    styles, script = _asset("reading.css"), _asset("reading.js")
    return gr.HTML(_EMPTY, css_template=styles, js_on_load=script, apply_default_css=False)


def _picture_box(gr: Any) -> Any:  # noqa: ANN401
    box = gr.Image(
        label="Picture of one expression (PNG, JPEG or BMP)",
        sources=["upload", "clipboard"],
        type="filepath",
        buttons=[],
        height=280,
    )
    # Gradio would open the file by any decoder, of any size. A class of our own is no way out: of those Gradio writes a
    # stub file beside their module.
    box.preprocess = _path_of
    return box


def _path_of(payload: Any) -> str | None:  # noqa: ANN401
    return None if payload is None else payload.path


def _asset(name: str) -> str:
    return files("hmer_kit.demo").joinpath("assets", name).read_text(encoding="utf-8")

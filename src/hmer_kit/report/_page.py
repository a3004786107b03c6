"""The page itself: one HTML file that needs no network and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit._files import draft_of
from hmer_kit.exceptions import DataError, MissingExtraError
from hmer_kit.report._browser.payload import json_for_script, picture_blocks, sample_payload
from hmer_kit.report._sections.views import section_views

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from hmer_kit.data import Skip
    from hmer_kit.report.content import ReportData

_STYLES = ("base.css", "sections.css", "figures.css", "filters.css", "browser.css", "detail.css", "narrow.css")
_SCRIPTS = (
    "dom.js",
    "data.js",
    "mathml.js",
    "tree.js",
    "filters.js",
    "address.js",
    "cards.js",
    "detail.js",
    "keys.js",
    "browser.js",
    "start.js",
)


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """What was written, and what could not be shown.

    Examples:
        >>> WrittenReport(Path("report.html"), samples=2, pictures=1).unreadable
        []
    """

    path: Path
    """The HTML file."""
    samples: int
    """Samples in its browser."""
    pictures: int
    """Different pictures in it."""
    unreadable: list[Skip] = field(default_factory=list)
    """Pictures that could not be read; the page names them too."""


def write_report(path: str | os.PathLike[str], data: ReportData) -> WrittenReport:
    """Write a report as one self-contained HTML file.

    The file appears whole or not at all: it is written beside its place and then moved there.

    Args:
        path: Where the file goes; missing folders are made.
        data: What it shows.

    Returns:
        The place, the counts, and the pictures that could not be read.

    Raises:
        MissingExtraError: jinja2 is not installed.
        DataError: The file cannot be written.

    Examples:
        >>> import tempfile
        >>> from hmer_kit.report import ReportData, ReportSample
        >>> data = ReportData("First run", samples=[ReportSample("a", reference="x", prediction="x", distance=0)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = write_report(f"{folder}/report.html", data)
        ...     written.samples, written.path.read_text(encoding="utf-8")[:15]
        (1, '<!doctype html>')
    """
    target = Path(path)
    parts, written = _render(data, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, parts)
    except OSError as error:
        raise DataError(
            f"expected a place to write the report to, got {str(target)!r}: {error.strerror or error}",
            code="unwritable",
            path=str(target),
        ) from error
    return written


def render_report(data: ReportData) -> str:
    """Return the page as text, for those who want to store it themselves.

    Args:
        data: What it shows.

    Returns:
        The whole HTML document.

    Raises:
        MissingExtraError: jinja2 is not installed.

    Examples:
        >>> from hmer_kit.report import ReportData
        >>> "<title>A &lt;b&gt; run</title>" in render_report(ReportData("A <b> run"))
        True
    """
    return "".join(_render(data, Path())[0])


def _render(data: ReportData, target: Path) -> tuple[Iterator[str], WrittenReport]:
    """Return the page in parts, so that it need not be held whole, and what there will be to say of it."""
    try:
        import jinja2
    except ImportError as error:
        raise MissingExtraError(
            "the HTML report needs the package jinja2, which is not installed; pip install 'hmer_kit[report]'"
        ) from error
    from hmer_kit import __version__

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("hmer_kit.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _assets("style", _STYLES), _closed(_assets("script", _SCRIPTS))
    payload, book = sample_payload(data.samples, sets=data.sets)
    tasks = list(dict.fromkeys(sample.task for sample in data.samples))
    confused = next(iter([*data.scores, *tasks]), "")
    pictures = picture_blocks(book)
    parts = environment.get_template("report.html").generate(
        data=data,
        **section_views(data),
        confused_task=confused if confused in tasks else "",
        right=sum(sample.is_right for sample in data.samples),
        unreadable=book.unreadable,
        payload=json_for_script(payload),
        first_pictures=next(pictures, ""),
        more_pictures=pictures,  # behind the script, which shows the first samples while these are still read
        style=style,
        script=script,
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
        version=__version__,
    )
    return parts, WrittenReport(target, len(data.samples), len(book.entries), book.unreadable)


def _assets(folder: str, names: Sequence[str]) -> str:
    """Return files of the templates as one text, in the order of their names here."""
    place = resources.files("hmer_kit.report").joinpath("templates", folder)
    return "\n".join(place.joinpath(name).read_text(encoding="utf-8").strip() for name in names)


def _closed(script: str) -> str:
    """Return a script whose names are its own and no properties of the page."""
    return f'"use strict";\n(() => {{\n{script}\n}})();'


def _csp_hash(text: str) -> str:
    """Return the content-security-policy source that lets exactly this inline text run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _write_whole(target: Path, parts: Iterable[str]) -> None:
    """Write beside the target, then move; a reader never sees half a file."""
    # Lone surrogates come from undecodable file names; they are shown as question marks, not refused.
    with draft_of(target) as draft, draft.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(parts)

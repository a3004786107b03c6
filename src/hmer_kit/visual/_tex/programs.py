"""The programs that draw: pdflatex and pdftocairo, run without a shell, in a folder of their own, for some seconds."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from hmer_kit.exceptions import MissingExtraError, RenderError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__: list[str] = []

PACKAGES = {"pdflatex": "texlive-latex-base", "pdftocairo": "poppler-utils"}
"""What is run, and the Debian package that holds it."""
DOTS_PER_INCH = 200
MARGIN = 2.0
"""Room around the expression in points."""

_PAGE = r"""\documentclass[12pt]{article}
\usepackage{amsmath,amssymb,color}
\begin{document}
\setbox0\hbox{$\displaystyle %s$}
\pdfhorigin=%gpt \pdfvorigin=%gpt
\pdfpagewidth=\dimexpr\wd0+2\pdfhorigin \pdfpageheight=\dimexpr\ht0+\dp0+2\pdfvorigin
\shipout\box0
\end{document}
"""


def find_programs() -> dict[str, str]:
    """Return where the programs are.

    Raises:
        MissingExtraError: One is not there.
    """
    found = {name: shutil.which(name) for name in PACKAGES}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        packages = " ".join(PACKAGES[name] for name in missing)
        raise MissingExtraError(
            f"the TeX back end needs {' and '.join(missing)} on the PATH; install with: apt-get install {packages} "
            "texlive-latex-recommended (Debian, Ubuntu), or use BoxLayout, which needs no TeX"
        )
    return {name: path for name, path in found.items() if path is not None}


def draw(latex: str, programs: dict[str, str], *, timeout: float) -> NDArray[np.uint8]:
    """Return the picture of an expression, ``(height, width, 3)``, without smoothing.

    Raises:
        RenderError: TeX finds an error, or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="hmer_kit_tex_") as name:
        folder = Path(name)
        (folder / "page.tex").write_text(_PAGE % (latex, MARGIN, MARGIN), encoding="utf-8")
        flags = ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "page.tex"]
        _run([programs["pdflatex"], *flags], folder, timeout)
        flags = ["-png", "-r", str(DOTS_PER_INCH), "-antialias", "none", "-singlefile", "page.pdf", "page"]
        _run([programs["pdftocairo"], *flags], folder, timeout)
        with Image.open(folder / "page.png") as picture:
            return np.asarray(picture.convert("RGB"))


def _run(command: list[str], folder: Path, timeout: float) -> None:
    # Paranoid reading and writing: TeX sees its own folder and its own installation, nothing else.
    environment = {**os.environ, "openin_any": "p", "openout_any": "p", "TEXMFOUTPUT": str(folder)}
    try:
        run = subprocess.run(  # noqa: S603 - no shell, a fixed program, and a file that we wrote
            command, cwd=folder, env=environment, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"expected TeX to draw within {timeout:g} s, got no answer; raise timeout") from error
    if run.returncode:
        lines = run.stdout.decode("utf-8", "replace").splitlines()
        said = next((line for line in lines if line.startswith("!")), "no message")
        raise RenderError(f"expected LaTeX that TeX draws, got {said[:120]!r}")

"""The pages as both builders make them from mkdocs.yml, in a copy of what they are made of, and served on loopback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PICTURE = Path("docs/made/real_beside_synthetic.png")
_TAG = re.compile(r"<(?!span class=)[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""[\s:](id|name|href|src|alt)="?((?<=")[^"]*|[^\s>"]+)""")
COMMANDS = {
    "mkdocs": ["build", "--strict", "--site-dir", "site"],
    "zensical": ["build", "--strict", "--clean"],
}


def build(builder: str, folder: Path) -> Path:
    """Build the site in a folder, unless another worker of this run has done so; return the folder of the pages."""
    folder.mkdir(exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "site" / "objects.inv").exists():
            _stage(folder)
            _run([sys.executable, "-m", builder, *COMMANDS[builder]], folder)
    return folder / "site"


def _stage(folder: Path) -> None:
    """Copy what a site is made of, and draw the picture of it that is in no commit."""
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("made", "__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / "src").symlink_to(ROOT / "src")
    _run([sys.executable, str(ROOT / "examples" / "real_beside_synthetic.py"), str(PICTURE)], folder)


def _run(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr


def html_pages(site: Path) -> dict[str, str]:
    """Return the text of every page by its path from the root of the site."""
    return {str(path.relative_to(site)): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked of a page."""

    ids: frozenset[str]
    links: frozenset[str]
    pictures_without_text: list[str]
    article: dict[str, object]
    """The anchors of the text itself, without the frame around it, and how many tables, pictures and blocks it has."""


def read_page(html: str) -> Page:
    """Read a page by its tags; the many spans that colour code are passed over."""
    tags = [dict(_ATTRIBUTE.findall(tag)) | {"": tag} for tag in _TAG.findall(html)]
    article = html.partition("<article")[2].partition("</article>")[0]
    own = [dict(_ATTRIBUTE.findall(tag)).get("id", "") for tag in _TAG.findall(article)]
    return Page(
        frozenset(unescape(tag[name]) for tag in tags for name in ("id", "name") if name in tag),
        frozenset(unescape(tag[name]) for tag in tags for name in ("href", "src") if name in tag),
        [tag[""] for tag in tags if tag[""].startswith("<img") and not tag.get("alt")],
        {
            "ids": sorted({name for name in own if name and not name.startswith("__")}),
            **{name: article.count(f"<{name}") for name in ("table", "img", "pre", "h2", "svg")},
        },
    )


def read_site(site: Path) -> dict[str, Page]:
    """Read every page of a site."""
    return {name: read_page(html) for name, html in html_pages(site).items()}


def broken_links(site: Path, pages: dict[str, Page]) -> list[str]:
    """Return every reference inside the site whose file or anchor is not there."""
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            start = site if parts.path.startswith("/") else (site / name).parent
            target = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else site / name
            target = target / "index.html" if target.is_dir() else target
            inside = str(target.relative_to(site)) if target.is_relative_to(site) else None
            anchor = unquote(parts.fragment)
            if inside is None or not target.is_file():
                broken.append(f"{name}: {link}")
            elif anchor and anchor != "__top" and inside in pages and anchor not in pages[inside].ids:
                broken.append(f"{name}: {link}: no such anchor")
    return sorted(broken)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing of requests."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of the loopback; search needs that, as files may not start its worker."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def plain(html: str) -> str:
    """Return the text of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))

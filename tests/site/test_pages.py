"""The built pages: nothing comes from elsewhere, no link is dead, both builders make the same, real ink is shown."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from hmer_kit.latex import RULES
from site_build import COMMANDS, PICTURE, Page, broken_links, read_site

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return read_site(site)


def test_every_link_of_the_site_leads_to_a_file_and_anchor_of_it(site: Path, pages: dict[str, Page]) -> None:
    assert sum(len(page.links) for page in pages.values()) > 5000
    assert broken_links(site, pages) == []


def test_every_picture_has_a_text(pages: dict[str, Page]) -> None:
    assert {name: page.pictures_without_text for name, page in pages.items() if page.pictures_without_text} == {}


def test_zensical_builds_the_same_pages(zensical_site: Path, pages: dict[str, Page]) -> None:
    theirs = read_site(zensical_site)
    assert theirs.keys() == pages.keys()
    assert {name: theirs[name].article for name in pages} == {name: page.article for name, page in pages.items()}
    assert broken_links(zensical_site, theirs) == []
    assert [path.name for path in (zensical_site / "made").iterdir()] == [PICTURE.name]


def test_the_site_shows_real_ink_where_there_is_real_data(site: Path) -> None:
    (shown,) = site.rglob("real_beside_synthetic.*")
    example = runpy.run_path(str(ROOT / "examples" / "real_beside_synthetic.py"))
    synthetic = example["sheet"](Path("absent"))
    with Image.open(shown) as picture:
        assert picture.width == synthetic.width
        assert (picture.height > synthetic.height) == example["INKML"].exists()
    assert shown.stat().st_size < 150_000


def test_real_ink_is_in_no_commit() -> None:
    drawn = {path.relative_to(ROOT) for path in (ROOT / "docs").rglob("real_beside_synthetic.*")}
    assert drawn <= {PICTURE}
    assert f"{PICTURE.parent}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    if shutil.which("git") and (ROOT / ".git").exists():
        tracked = subprocess.run(["git", "ls-files", "docs"], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "index.md" in tracked.stdout
        assert "real_beside_synthetic" not in tracked.stdout


def test_git_passes_over_no_file_of_ours() -> None:
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "src", "tests", "docs/*.md"]
        ignored = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        assert [name for name in ignored if name.endswith((".py", ".md"))] == []


def test_a_dead_link_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: small\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for text, code in (("[here](index.md)", 0), ("[nowhere](absent.md)", 1)):
        (tmp_path / "docs" / "index.md").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "mkdocs", *COMMANDS["mkdocs"]]
        run = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False, timeout=60)
        assert run.returncode == code, text


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loads = r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"?(?:https?:)?//[^\s>]*|url\([\"']?(?:https?:)?//"
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(files) > 40
    found = {path.name: re.findall(loads, path.read_text(encoding="utf-8")) for path in files}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "page", [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"], ids=lambda page: page.stem
)
def test_files_of_ours_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"\b(?:tests|examples|benchmarks|src)/[\w/]+\.py\b", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_normalization_page_shows_every_rule_as_it_is() -> None:
    page = (ROOT / "docs" / "guides" / "normalization.md").read_text(encoding="utf-8").replace("\\|", "|")
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    assert rows.keys() == RULES.keys()
    for name, rule in RULES.items():
        assert rows[name].endswith(f" | `{rule.before}` | `{rule.after}` |"), name
        assert re.sub(r"\W", "", rule.summary) in re.sub(r"\W", "", rows[name]), name

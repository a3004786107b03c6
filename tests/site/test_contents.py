"""What the pages say of the project: extras, first sentences, links of the README, and pictures that a script makes."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if not page.is_relative_to(DOCS / "reference")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def rows(page: Path, heading: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading, by the text of their first cell."""
    table = re.search(rf"^## {heading}\n(?:(?!^#).*\n)*?((?:\|.*\n)+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert table is not None
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()[2:]]
    return {row[0].strip("`"): row[1:] for row in cells}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;~ ]", requirement)[0]


def brought(extra: str) -> set[str]:
    """The packages of an extra, those of extras that it takes in included."""
    names: set[str] = set()
    for item in PROJECT["optional-dependencies"][extra]:
        inner = re.match(r"hmer_kit\[(.*)\]", item)
        names |= {name for part in inner[1].split(",") for name in brought(part)} if inner else {name_of(item)}
    return names


def test_the_table_of_extras_is_that_of_the_project() -> None:
    extras = rows(DOCS / "install.md", "Extras")
    assert sorted(extras) == sorted(PROJECT["optional-dependencies"])
    told = {name: set(cells[0].split(", ")) for name, cells in extras.items() if name != "dev"}
    assert told == {name: brought(name) for name in told}


def test_the_table_of_the_base_is_that_of_the_project() -> None:
    told = {name: cells[0].removesuffix(" and newer") for name, cells in rows(DOCS / "install.md", "The base").items()}
    assert told == {name_of(item): item.split(">=")[1] for item in PROJECT["dependencies"]}


def test_the_pythons_that_are_named_are_those_of_the_project() -> None:
    named = re.search(r"^Python (3.*)\. From", (DOCS / "install.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert named is not None
    classified = [item.rpartition(" ")[2] for item in PROJECT["classifiers"] if ":: 3." in item]
    assert re.findall(r"3\.\d+", named[1]) == classified
    assert PROJECT["requires-python"] == f">={classified[0]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_a_sentence_that_says_what_it_is_for(page: Path) -> None:
    text = re.sub(r"<!--.*?-->\n*", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    title, _, rest = text.partition("\n\n")
    first = rest.partition("\n\n")[0]
    assert title.startswith("# ")
    assert not first.startswith(("#", "`" * 3, "|", "- ", "![", "<", ">")), first
    assert re.search(r"[.:](\s|$)", first), first


def test_the_picture_of_the_landing_page_is_what_its_script_makes() -> None:
    made = runpy.run_path(str(ROOT / "pictures" / "landing.py"))["picture"]()
    assert (DOCS / "images" / "landing.svg").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("name", ["contact_sheets", "synthetic_sheets"])
def test_the_scripts_that_draw_pictures_of_the_pages_run(name: str, tmp_path: Path) -> None:
    names = runpy.run_path(str(ROOT / "pictures" / f"{name}.py"))
    (names["styles"] if name == "contact_sheets" else names["writers"])(tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".png"]


def test_the_links_of_the_readme_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\n", " ")
    links = re.findall(r"\]\(((?!https?:)[^)\s]+)\)", text)
    assert len(links) > 20
    assert [link for link in links if not (ROOT / link.partition("#")[0]).exists()] == []


def test_the_glossary_is_in_order_and_each_term_has_a_place() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    entries = re.findall(r"^\*\*(.+?)\*\* · ((?:.+\n)+)", text, re.MULTILINE)
    terms = [re.sub(r"\W", "", term.split(",")[0]).lower() for term, _ in entries]
    assert len(terms) > 40
    assert terms[1:] == sorted(terms[1:])  # the first is a number
    without = [term for term, body in entries if "](" not in body and "][" not in body and "the *" not in body]
    assert without == ["Prediction, reference"]

"""What the sources may not hold, beyond what ruff's S rules and bandit look at in `make lint`."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

UNESCAPED = {
    "report.html": ["style", "payload", "first_pictures", "script", "block"],  # ours, or JSON by json_for_script
    "sections/graph.html": ["graph.svg"],  # drawn by confusion_graph_svg, which escapes
}
"""What templates put into the page as it is."""
ROOMS = ("src", "audit", "benchmarks", "fuzz", "pictures", "reproduce", "stress")
MOST_LINES = 300
OPTIONS = frozenset({"weights_only", "allow_pickle", "shell", "autoescape"})
BUILT_IN = frozenset({"eval", "exec", "compile", "__import__"})
LOADERS = {
    *("pickle.load", "pickle.Unpickler", "marshal.load", "marshal.loads", "shelve.open", "dill.load", "dill.loads"),
    *("cloudpickle.load", "cloudpickle.loads", "joblib.load", "yaml.load", "yaml.full_load", "yaml.unsafe_load"),
}
XML = (
    "fromstring",
    "iterparse",
    "XMLParser",
    "XMLPullParser",
    "parseString",
    "etree.parse",
    "ET.parse",
    "ParserCreate",
)


@cache
def calls(path: Path) -> list[tuple[str, ast.Call]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def faults(path: Path) -> list[str]:
    """Return the calls of a file that are banned."""
    found = []
    for name, call in calls(path):
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg in OPTIONS}
        bad = name in BUILT_IN | LOADERS
        bad = bad or (name in {"torch.load", "load_state_dict_from_url"} and given.get("weights_only") != "True")
        bad = bad or (name.split(".")[-1] in {"read_array", "load"} and given.get("allow_pickle") == "True")
        bad = bad or (name.endswith(("extractall", ".mktemp", "os.system", "os.popen")))
        bad = bad or (name.startswith("subprocess.") and given.get("shell", "False") != "False")
        bad = bad or (name.startswith("jinja2.") and name.endswith("Environment") and given.get("autoescape") != "True")
        if bad:
            found.append(f"{path}:{call.lineno}: {ast.unparse(call)}")
    return found


def test_no_source_runs_data_or_reads_what_would_run() -> None:
    assert [fault for path in SOURCES for fault in faults(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "exec(text)",
        "torch.load(path)",
        "torch.load(path, weights_only=flag)",
        "numpy.load(path, allow_pickle=True)",
        "yaml.load(text, Loader=yaml.Loader)",
        "archive.extractall(folder)",
        "subprocess.run(words, shell=True)",
        "os.system(words)",
        "jinja2.Environment(autoescape=False)",
        "jinja2.Environment()",
        "pickle.load(file)",
        "tempfile.mktemp()",
    ],
)
def test_what_is_banned_is_found(line: str, tmp_path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(line, encoding="utf-8")
    assert len(faults(path)) == 1


def test_pickles_are_read_in_the_one_place_where_processes_of_ours_talk() -> None:
    readers = {path.name for path in SOURCES for name, _ in calls(path) if name.startswith("pickle.load")}
    assert readers == {"_rounds.py"}


def test_xml_is_read_by_the_guarded_parser_alone() -> None:
    readers = [(path.name, name) for path in SOURCES for name, _ in calls(path) if name.endswith(XML)]
    assert readers == [("reading.py", "DefusedXMLParser")]


def test_templates_escape_all_but_what_is_named_here() -> None:
    templates = ROOT / "src" / "hmer_kit" / "report" / "templates"
    found = {}
    for path in sorted(templates.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "autoescape" not in text
        if names := re.findall(r"([\w.]+)\s*\|\s*safe\b", text):
            found[path.relative_to(templates).as_posix()] = names
    assert found == UNESCAPED


def test_no_script_of_a_page_makes_markup_of_text() -> None:
    scripts = [path for folder in ("src", "docs") for path in (ROOT / folder).rglob("*.js")]
    makes = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert scripts
    assert [path.name for path in scripts if makes.search(path.read_text(encoding="utf-8"))] == []


def test_every_test_that_the_threat_model_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w./]+)`", page)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_no_rule_of_ruff_or_bandit_that_matters_here_is_switched_off_for_the_sources() -> None:
    lint = PROJECT["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S") and rule[1:].isdigit()]
    assert lint["per-file-ignores"]["src/hmer_kit/cli/**"] == ["T20"]
    assert [name for name in lint["per-file-ignores"] if name.startswith("src")] == ["src/hmer_kit/cli/**"]
    assert not {"B202", "B307", "B506", "B602", "B605", "B614", "B615", "B701"} & {*PROJECT["tool"]["bandit"]["skips"]}


@pytest.mark.parametrize("room", ROOMS)
def test_files_are_short_enough_to_be_read_in_one_sitting(room: str) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / room).rglob("*.py")}
    assert lengths
    long = {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > MOST_LINES}
    assert not long, "house rule: a file aims at 150 lines and stops at 300; take a piece out that stands for itself"

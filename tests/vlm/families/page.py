"""The table of families in the guide: what stands in it, and how it is made from the outcomes of the tests.

``python tests/vlm/families/page.py`` runs the tests and writes the table anew, with names of types only their
rows; where packages that a family needs are absent, its row says so. A family whose tests fail keeps
the row that it had.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

TESTS = Path(__file__).resolve().parents[2]
if str(TESTS) not in sys.path:  # pytest has it there already
    sys.path.insert(0, str(TESTS))

from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES as CLASSES  # noqa: E402

from vlm.families.harness import Built, Family, build, discover  # noqa: E402
from vlm.families.roster import OTHERS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAGE = TESTS.parent / "docs" / "guides" / "families.md"
HEAD = ["family", "model and processor", "style", "needs", "checks", "note"]
OTHERS_HEAD = ["model type", "class", "why it is not above"]


def label(family: Family) -> str:
    """Return the first cell: the type, what sets the model apart, further types that run its code."""
    variant = f" ({family.variant})" if getattr(family, "variant", "") else ""
    same = "".join(f", `{name}`" for name in family.same_code)
    return f"`{family.name}`{variant}{same}"


def needs(family: Family) -> str:
    """Return what has to be installed for pictures alone."""
    return ", ".join(family.needs) or "–"


def note(family: Family) -> str:
    """Return what a user should know, the deviations included."""
    video = ["no torchvision for pictures alone"] if "torchvision" in family.video_needs else []
    return "; ".join([*video, *([family.note] if family.note else []), *family.deviations.values()]) or "–"


def built_cells(built: Built) -> tuple[str, str]:
    """Return what only a built model tells: its classes and its style."""
    classes = f"`{type(built.model).__name__}`, `{type(built.processor).__name__}`"
    return classes, built.collate.form.style.value


def family_row(family: Family, *, classes: str, style: str, checks: str) -> list[str]:
    """Return the cells of a family."""
    return [label(family), classes, style, needs(family), checks, note(family)]


def other_rows() -> list[list[str]]:
    """Return the cells of the types that have no tests."""
    return [[f"`{name}`", f"`{CLASSES.get(name, '–')}`", why] for name, why in sorted(OTHERS.items())]


def read_rows(section: str) -> list[list[str]]:
    """Return the cells that stand in a section of the page."""
    text = PAGE.read_text(encoding="utf-8")
    inside = text.partition(f"<!-- {section}: begin -->")[2].partition(f"<!-- {section}: end -->")[0]
    lines = [line for line in inside.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def write_section(section: str, head: list[str], rows: Iterable[list[str]]) -> None:
    """Put a table in its section of the page."""
    lines = [f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *rows]]
    text = PAGE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(f"<!-- {section}: begin -->")
    _, end, after = rest.partition(f"<!-- {section}: end -->")
    PAGE.write_text("".join([before, begin, "\n\n", "\n".join(lines), "\n\n", end, after]), encoding="utf-8")


def read_outcomes(report: Path) -> dict[str, dict[str, str]]:
    """Return how each check of each family ended, from a report in JUnit's format."""
    outcomes: dict[str, dict[str, str]] = {}
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - pytest has just written it
        name, _, family = str(case.get("name")).partition("[")
        skipped = case.find("skipped")
        ending = "passed" if case.find("failure") is None and case.find("error") is None else "failed"
        if skipped is not None:
            ending = "deviation" if skipped.get("type") == "pytest.xfail" else "skipped"
        outcomes.setdefault(family.rstrip("]"), {})[name] = ending
    return outcomes


def summary(endings: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return how many checks passed, and which did not."""
    endings = {name: ending for name, ending in endings.items() if name in names}
    if "skipped" in endings.values():
        return "not run: a package is absent"
    failed = [names[name] for name, ending in endings.items() if ending == "deviation"]
    return f"all {len(endings)}" if not failed else f"{len(endings) - len(failed)} of {len(endings)}: not {failed[0]}"


def run_tests(families: list[Family], names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Run the checks of families in a process of their own."""
    tests = Path(__file__).parent / "test_families.py"
    chosen = [f"{tests}::{name}[{test_id(family)}]" for name in names for family in families]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--durations=20", f"--junitxml={report}", *chosen]
        subprocess.run(command, cwd=TESTS.parent, check=False)  # what fails is read from the report
        return read_outcomes(report)


def main(asked: list[str]) -> int:
    """Run the tests and write the rows, all of them or those of the types asked for; count the families that fail."""
    from vlm.families.test_families import CHECKS

    families = discover()
    chosen = [family for family in families if not asked or family.name in asked]
    outcomes = run_tests(chosen, CHECKS)
    known = {row[0]: row for row in read_rows("families")}
    failed = [family for family in chosen if "failed" in outcomes[test_id(family)].values()]
    for family in chosen:
        if family in failed:
            continue
        endings = outcomes[test_id(family)]
        classes, style = ("–", "–") if "skipped" in endings.values() else built_cells(build(family))
        row = family_row(family, classes=classes, style=style, checks=summary(endings, CHECKS))
        known[label(family)] = row
    write_section("families", HEAD, [known[label(family)] for family in families if label(family) in known])
    write_section("others", OTHERS_HEAD, other_rows())
    return len(failed)


def test_id(family: Family) -> str:
    """Return the name of a family in the test's id."""
    return f"{family.name} {getattr(family, 'variant', '')}".strip()


test_id.__test__ = False  # type: ignore[attr-defined]  # no test, though it is called one

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

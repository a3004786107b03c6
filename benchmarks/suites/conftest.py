"""What every suite is given: contests, growth, memory, plain rows; and where the rows go."""

from __future__ import annotations

import gc
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.harness.contest import Contest
from benchmarks.harness.growth import Growth
from benchmarks.harness.memory import Memory
from benchmarks.harness.peers import Peers
from benchmarks.harness.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

ROWS = pytest.StashKey[list[tuple[str, Row]]]()
"""Rows with the suite that each is of."""
OUTCOMES = pytest.StashKey[dict[str, str]]()
ABSENT = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="small inputs and few rounds, to see that it runs")
    parser.addoption("--figures", metavar="FILE", type=Path, help="write the rows as JSON")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS], config.stash[OUTCOMES], config.stash[ABSENT] = [], {}, []


@pytest.fixture(scope="session")
def quick(pytestconfig: pytest.Config) -> bool:
    """Whether small inputs are enough."""
    return bool(pytestconfig.getoption("--quick"))


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Callable[[Row], None]:
    """Keeps a row for the page."""
    rows, suite = request.config.stash[ROWS], request.path.stem.removeprefix("bench_")
    return lambda row: rows.append((suite, row))


@pytest.fixture
def contest(
    benchmark: Any, record: Callable[[Row], None], request: pytest.FixtureRequest, quick: bool
) -> Iterator[Contest]:
    """Ours against peers and limits; see ``benchmarks/harness/contest.py``."""
    marker = request.node.get_closest_marker("benchmark")
    timer = marker.kwargs.get("timer", time.process_time) if marker else time.process_time
    peers = Peers()
    yield Contest(benchmark, record=record, peers=peers, timer=timer, quick=quick)
    peers.close()
    request.config.stash[ABSENT].extend(peers.absent)


@pytest.fixture
def growth(record: Callable[[Row], None], quick: bool) -> Growth:
    """Fits what twice the input costs; see ``benchmarks/harness/growth.py``."""
    return Growth(record=record, quick=quick)


@pytest.fixture
def memory(record: Callable[[Row], None], quick: bool) -> Memory:
    """Measures peaks by size; see ``benchmarks/harness/memory.py``."""
    return Memory(record=record, quick=quick)


def pytest_runtest_setup() -> None:
    """What earlier ones left behind is not gone through by every collection of this one."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.outcome != "passed":
        item.config.stash[OUTCOMES][item.name] = f"{report.outcome}: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return (crash.message if crash else report.longreprtext.strip()).partition("\n")[0]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if file := session.config.getoption("--figures"):
        stash = session.config.stash
        rows = [row.to_dict() for _, row in stash[ROWS]]
        said = {
            "rows": rows,
            "suites": [suite for suite, _ in stash[ROWS]],
            "outcomes": stash[OUTCOMES],
            "absent": sorted(set(stash[ABSENT])),
        }
        file.write_text(json.dumps(said, indent=1), encoding="utf-8")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for _, row in config.stash[ROWS]:
        terminalreporter.write_line(" | ".join(cell for cell in row.cells() if cell))
    for absent in config.stash[ABSENT]:
        terminalreporter.write_line(f"NOT MEASURED: {absent}")

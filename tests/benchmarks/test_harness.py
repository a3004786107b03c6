"""The harness of the benchmarks: ratios, spreads and verdicts, peers in another environment, growth, memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import environment
from benchmarks.harness.growth import Growth
from benchmarks.harness.memory import Memory, peak_of_process, traced_peak
from benchmarks.harness.peers import PeerError, Peers
from benchmarks.harness.rows import Kind, Row, Verdict, pooled
from benchmarks.harness.second import compared

ROOT = Path(__file__).resolve().parents[2]
SUITE = '''"""Sums."""

def work(n):
    return lambda: sum(range(n))

def bench_sums(contest):
    contest.peer("forty times the work", work(4_000_000))
    contest.limit("a fortieth of it", work(2_500), because="the test asks for it")
    contest.run("a sum", work(100_000), items=10, unit="part")

def bench_skipped(record):
    import pytest
    pytest.skip("not here")

def bench_broken(record):
    assert 1 == 2, "they disagree"
'''


@pytest.fixture
def rows() -> list[Row]:
    """A peer that is beaten, one that is nearly, and one that is not."""
    return [
        Row("a", Kind.PEER, (2.0, 2.1, 2.2), against="x", at_least=1.0),
        Row("b", Kind.PEER, (0.9, 0.95, 1.2), against="x", at_least=1.0),
        Row("c", Kind.LIMIT, (3.0, 3.1, 3.2), against="y", at_most=2.0),
    ]


def results(*rows: Row) -> dict:
    return {"suites": {"s": {"rows": [row.to_dict() for row in rows]}}}


def test_a_verdict_tells_a_miss_from_a_miss_within_the_spread(rows: list[Row]) -> None:
    assert [row.verdict for row in rows] == [Verdict.MET, Verdict.WITHIN, Verdict.MISSED]
    assert Row("d", Kind.FIGURE, (1.0,)).verdict is Verdict.NONE
    assert rows[0].cells()[:5] == ("a", "2.10 times as fast", "2.02 to 2.18", "x", "at least 1.00: met")


def test_rows_survive_json_and_processes_are_taken_together(rows: list[Row]) -> None:
    assert [Row.from_dict(row.to_dict()) for row in rows] == rows
    both = pooled([*rows, Row("a", Kind.PEER, (4.0, 4.1), against="x", at_least=1.0)])
    assert [row.what for row in both] == ["a", "b", "c"]
    assert both[0].values == (2.0, 2.1, 2.2, 4.0, 4.1)
    assert len(pooled([Row("start", Kind.FIGURE, (1.0,), "ms"), Row("start", Kind.FIGURE, (9.0,), "µs")])) == 2
    first, second = (Row("pickled", Kind.GROWTH, (twice,), against=f"{twice} s in all") for twice in (2.4, 2.2))
    assert pooled([first, second]) == [Row("pickled", Kind.GROWTH, (2.4, 2.2), against="2.2 s in all")]


def test_a_second_run_agrees_where_spreads_overlap(rows: list[Row]) -> None:
    again = Row("a", Kind.PEER, (2.15, 2.3), against="x", at_least=1.0)
    slower = Row("c", Kind.LIMIT, (1.0, 1.1), against="y", at_most=2.0)
    found = compared(results(*rows), results(again, slower))
    assert (found["rows"], found["ratios"], found["within_spread"], found["other_verdicts"]) == (2, 2, 1, 1)
    assert found["only_once"] == ["s: b, peer x"]
    assert any("c, limit y: 3.10 (3.02 to 3.18), then 1.05" in line for line in found["lines"])


@pytest.mark.parametrize(("again", "agrees"), [((2.1,), 1), ((2.1, 2.11, 2.12), 1), ((2.5,), 0)])
def test_growths_of_two_runs_agree_within_a_tenth(again: tuple[float, ...], agrees: int) -> None:
    first = Row("parse", Kind.GROWTH, (2.0, 2.01, 2.02), against="11 ms for the largest")
    second = Row("parse", Kind.GROWTH, again, against="12 ms for the largest")
    assert compared(results(first), results(second))["within_spread"] == agrees


def test_sides_take_turns_and_each_has_its_row(tmp_path: Path) -> None:
    (tmp_path / "bench_sums.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "conftest.py").write_text("from benchmarks.suites.conftest import *\n", encoding="utf-8")
    ini, file = ROOT / "benchmarks" / "pytest.ini", tmp_path / "figures.json"
    command = [sys.executable, "-m", "pytest", "-c", str(ini), "--figures", str(file), str(tmp_path)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=120)
    said = json.loads(file.read_text(encoding="utf-8"))
    peer, limit, own = (Row.from_dict(row) for row in said["rows"])
    assert done.returncode == 1
    assert said["outcomes"]["bench_skipped"] == "skipped: not here"
    assert "they disagree" in said["outcomes"]["bench_broken"]
    assert (peer.kind, peer.against, len(peer.values)) == (Kind.PEER, "forty times the work", 9)
    assert peer.value > 4
    assert limit.value > 4
    assert (limit.verdict, limit.cells()[-1]) == (Verdict.REASON, "the test asks for it")
    assert own.unit == "µs a part"


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of environments with this one in it, under the name of the peers."""
    folder = tmp_path / "peers" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    monkeypatch.setenv("HMER_KIT_ENVIRONMENTS", str(tmp_path))
    module = "def loud(data):\n    '''loud.'''\n    return lambda: print('no answer') or len(data)\n"
    module += "def broken(data):\n    return lambda: 1 / 0\n"
    (tmp_path / "odd.py").write_text(module, encoding="utf-8")
    return tmp_path


@pytest.fixture
def peers(environments: Path, monkeypatch: pytest.MonkeyPatch) -> Peers:
    """Peers whose folder is that of the test."""
    worker = environments / "worker.py"
    worker.write_bytes((ROOT / "benchmarks" / "peers" / "worker.py").read_bytes())
    monkeypatch.setattr("benchmarks.harness.peers.FOLDER", environments)
    found = Peers()
    yield found
    found.close()


def test_a_peer_answers_and_is_timed_whatever_it_prints(peers: Peers) -> None:
    peer = peers.prepare("odd", "loud", data=[1, 2, 3], environment="peers")
    assert peer is not None
    assert (peer.name, peer.answer) == ("loud", 3)
    assert peer.seconds("process_time") >= 0


def test_a_peer_that_falls_over_says_where(peers: Peers) -> None:
    with pytest.raises(PeerError, match="ZeroDivisionError"):
        peers.prepare("odd", "broken", data=[], environment="peers")


def test_a_peer_that_is_not_there_is_named(peers: Peers) -> None:
    assert peers.prepare("no_such_module", "x", data=[], environment="peers") is None
    assert peers.prepare("odd", "loud", data=[], environment="nowhere") is None
    assert peers.absent[0].startswith("no_such_module.x: No module")
    assert "no environment .venv-nowhere" in peers.absent[1]


def test_growth_is_what_twice_the_input_costs() -> None:
    found: list[Row] = []
    growth = Growth(record=found.append, quick=False)
    square = growth.of(
        "pairs",
        lambda n: sum(a < b for a in range(n) for b in range(n)),
        make=int,
        sizes=(200, 400, 800),
        at_most=5,
        because="all pairs",
    )
    assert 3 < square < 5.5
    assert (found[0].kind, found[0].because) == (Kind.GROWTH, "all pairs")
    with pytest.raises(AssertionError, match="say why"):
        growth.of("pairs", len, make=range, sizes=(1, 2), at_most=5)


def test_peaks_are_recorded_by_size_and_the_largest_is_bound() -> None:
    found: list[Row] = []
    memory = Memory(record=found.append, quick=False)
    memory.by_size("a list", lambda n: traced_peak(lambda: [*range(n)]), sizes=(1000, 1_000_000), more=1, unit="items")
    assert [row.what for row in found] == ["a list, 1,000 items", "a list, 1,000,000 items"]
    assert [row.verdict for row in found] == [Verdict.NONE, Verdict.MISSED]
    with pytest.raises(AssertionError, match="say why"):
        memory.by_size("a list", lambda _: 0.0, sizes=(1,), more=None)


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="no /proc on this system")
def test_the_peak_of_a_process_is_its_own() -> None:
    held = bytearray(200_000_000)  # the parent's size must not count
    small = peak_of_process("import sys; x = bytes(int(sys.argv[1]))", 1000)
    large = peak_of_process("import sys; x = b'1' * int(sys.argv[1])", 50_000_000)
    assert len(held) / 2**20 > small
    assert 40 < large - small < 60

"""Saved artefacts of an earlier version read by this one, and the other way round; a later version is refused.

The earlier version is the source of a commit of this repository, drawn from its history. What it wrote must be read
here as it was read there, or be refused by an error of the library; what is written here may be refused there, and must
not be read as something else. Where an artefact says its version, a version to come must be refused.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

from stress.harness.processes import ROOT, command, environment
from stress.harness.trial import NotTried, survived

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 1.0
AT_LEAST = 2
LIMIT = 240.0
NEEDED = "src/hmer_kit/error_mining/corpus/files.py"
"""Commits without it are of before there was much to save."""
AT_LEAST_READ = 3
VERSIONED = frozenset({"corpus", "candidates", "mining_plan", "settings", "grammar", "confusion table", "tree in JSON"})


def trial(rng: random.Random, folder: Path) -> str:
    """Write with an earlier version and read with this one, and the other way round."""
    commit = rng.choice(_commits())
    source = _unpacked(commit, folder / "old")
    count = rng.randint(3, 9)
    written = {"old": folder / "by_old", "new": folder / "by_new"}
    sources = {"old": source, "new": ROOT / "src"}
    for name, place in written.items():
        _run(sources[name], "write", place, count)
    read = {
        (writer, reader): _run(sources[reader], "read", written[writer], count)
        for writer in written
        for reader in sources
    }
    counts: Counter[str] = Counter()
    wrong = _backward(read["old", "old"], read["old", "new"], counts)
    wrong += _forward(read["new", "new"], read["new", "old"], counts)
    wrong += _later(written["new"], sources["new"], count, counts)
    assert not wrong, f"with {commit[:10]}:\n" + "\n".join(wrong)
    alike = counts["read alike"] + counts["read alike by the earlier version"]
    assert alike >= AT_LEAST_READ, f"{commit[:10]} gave {dict(counts)}: too few kinds were read"
    return survived(counts, f"nothing was misread between {commit[:10]} and this version")


def _commits() -> list[str]:
    shallow = _git("rev-parse", "--is-shallow-repository")
    if shallow is None or shallow.strip() != "false":
        raise NotTried("needs the history of the repository: a clone that is not shallow")
    found = (_git("log", "--format=%H", "HEAD", "--", "src/hmer_kit") or "").split()
    first = (_git("log", "--format=%H", "--diff-filter=A", "HEAD", "--", NEEDED) or "").split()
    if not first or first[-1] not in found:
        raise NotTried("needs the history of the repository, with the first corpora on disk")
    return found[1 : found.index(first[-1]) + 1]


def _git(*words: str) -> str | None:
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
    return None if done.returncode else done.stdout


def _unpacked(commit: str, place: Path) -> Path:
    """Return the source folder of a commit."""
    place.mkdir()
    packed = place / "src.tar"
    if _git("archive", "--format=tar", f"--output={packed}", commit, "src") is None:
        raise NotTried(f"cannot unpack the commit {commit[:10]}")
    subprocess.run(["tar", "-xf", str(packed), "-C", str(place)], check=True)
    return place / "src"


def _run(source: Path, what: str, place: Path, count: int) -> dict[str, Any]:
    told = environment(source, PYTHONDONTWRITEBYTECODE="1")
    line = command("stress.subjects.artefacts", what, str(place), str(count))
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=told, timeout=100)
    assert not done.returncode, f"{what} with {source}: {done.stderr[-1500:]}"
    found = json.loads(done.stdout)
    assert found["source"].startswith(str(source)), f"{found['source']} was imported, not {source}"
    return dict(found["found"])


def _backward(there: dict[str, Any], here: dict[str, Any], counts: Counter[str]) -> list[str]:
    """What the earlier version wrote, read there and here."""
    wrong = []
    for kind, found in there.items():
        if "error" in found:  # it could not read its own: there is nothing to hold us against
            counts["unreadable where they were written"] += 1
        elif here[kind].get("holds") == found["holds"]:
            counts["read alike"] += 1
        elif here[kind].get("ours"):
            counts["refused here"] += 1
        else:
            wrong.append(f"{kind}, written earlier: there {str(found)[:400]}, here {str(here[kind])[:400]}")
    return wrong


def _forward(here: dict[str, Any], there: dict[str, Any], counts: Counter[str]) -> list[str]:
    """What this version wrote, read here and by the earlier one."""
    wrong = [f"{kind}: {found['error']}" for kind, found in here.items() if "error" in found]
    for kind, found in here.items():
        if "error" in there.get(kind, {"error": ""}):
            counts["refused by the earlier version"] += 1
        elif there[kind]["holds"] == found.get("holds"):
            counts["read alike by the earlier version"] += 1
        else:
            wrong.append(f"{kind}, written here: here {str(found)[:400]}, earlier {str(there[kind])[:400]}")
    return wrong


def _later(place: Path, source: Path, count: int, counts: Counter[str]) -> list[str]:
    """Give each artefact that says its version one that is to come: it has to be refused."""
    changed = set()
    for kind in VERSIONED:
        folder = place / kind.replace(" ", "_")
        for file in (file for file in folder.rglob("*") if file.suffix in {".json", ".jsonl"}):
            text = file.read_text(encoding="utf-8")
            later, times = re.subn(r'"(version|format)":( ?)(\d+)', r'"\1":\g<2>99', text, count=1)
            later, more = (
                (later, 0) if times else re.subn(r'("format": ?"[^"]*?[ /v])(\d+)"', r'\g<1>99"', text, count=1)
            )
            if times or more:
                file.write_text(later, encoding="utf-8")
                changed.add(kind)
    found = _run(source, "read", place, count)
    missed = [f"{kind}: says no version" for kind in VERSIONED - changed if kind in found]
    taken = [
        f"{kind} of a version to come was read: {str(found[kind])[:300]}"
        for kind in changed
        if not found[kind].get("ours")
    ]
    counts["versions to come refused"] += len(changed) - len(taken)
    return missed + taken

"""Redo everything of docs/reproduce.md that public predictions allow, and say line by line whether it is the same.

Run: python -m reproduce                 measure, compare with what was printed and with what is recorded here
     python -m reproduce --output DIR    the same, and write DIR/figures.json and DIR/tables.md
     python -m reproduce --record        the same, and keep the new figures: figures.json and the page's tables

The exit code is 0 if every figure is the one expected: that which its authors printed, unless published.toml gives a
reason, and that which is recorded in figures.json. It takes some ten seconds of one core, and needs ../shared/data.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from hmer_kit import __version__
from reproduce._paths import DATA, PAGE
from reproduce.comparing import RECORD, against_print, against_record, load_record
from reproduce.measuring import measure
from reproduce.rebuilt import rebuild
from reproduce.stated import published, stated
from reproduce.tables import fill, make_tables


def measured(data: Path = DATA) -> dict[str, Any]:
    """Measure all there is."""
    files = published()["files"]
    return {"hmer_kit": __version__, "figures": measure(files, data), "rebuilt": rebuild(files, data)}


def verdicts(now: dict[str, Any]) -> tuple[list[str], int]:
    """Return what to print, and how many lines are not as expected."""
    lines = against_print(now["figures"], stated())
    said, wrong = [str(line) for line in lines], sum(not line.expected for line in lines)
    recorded = load_record() if RECORD.is_file() else {"figures": {}, "rebuilt": {}}
    for part in ("figures", "rebuilt"):
        changed = against_record(now[part], recorded[part])
        said += [str(line) for line in changed]
        wrong += len(changed)
        said.append(f"{len(now[part]) - len(changed)} of {len(now[part])} {part} are the same as recorded")
    short = [name for name in now["rebuilt"] if name.endswith("/tried") and not _whole(now["rebuilt"], name)]
    said += [f"different {name.removesuffix('/tried')}: not all are the same, or none was tried" for name in short]
    known = {line.figure for line in lines}
    unstated = [name for name in now["figures"] if name not in known]
    said.append(f"{len(lines)} figures are printed somewhere; of {len(unstated)} nothing is stated in what we have")
    return said, wrong + len(short)


def _whole(counts: dict[str, int], name: str) -> bool:
    return counts[name] == counts[f"{name.removesuffix('/tried')}/same"] > 0


def write(now: dict[str, Any], folder: Path) -> None:
    """Write figures and tables to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    tables = make_tables(now, against_print(now["figures"], stated()), published())
    text = "\n\n".join(f"## {name}\n\n{table}" for name, table in tables.items())
    (folder / "tables.md").write_text(f"{text}\n", encoding="utf-8")


def record(now: dict[str, Any]) -> None:
    """Keep the figures, and put the tables on the page."""
    RECORD.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    tables = make_tables(now, against_print(now["figures"], stated()), published())
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), tables), encoding="utf-8")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="folder for figures.json and tables.md")
    parser.add_argument("--record", action="store_true", help="keep the figures, and make the page's tables anew")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"NOTHING WAS TRIED: expected public predictions in {DATA}, which is absent", file=sys.stderr)
        return 2
    now = measured()
    said, wrong = verdicts(now)
    print("\n".join(said))
    if options.output is not None:
        write(now, options.output)
    if options.record:
        record(now)
    print(f"{wrong} lines are not as expected" if wrong else "every line is as expected")
    return int(wrong > 0 and not options.record)


if __name__ == "__main__":
    sys.exit(main())

"""Audit the packages that hmer_kit runs on and is developed with: licences, and known vulnerabilities.

    python audit/run.py            both; needs the advisories of PyPI or of OSV for the second
    python audit/run.py --write    bring the table of docs/security.md up to date

Exit codes: 0 all was audited and nothing found, 1 something was found, 3 nothing was found and something could not be
audited, which is not the same as clean.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from importlib import metadata
from typing import Any

from _licences import ROOT, Terms, installed, pinned, table

CLEAN, FOUND, NOT_AUDITED = 0, 1, 3
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- licences: written by `make audit-table` -->", "<!-- end of licences -->"
_SECONDS = 900


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table of licences into the page")
    parser.add_argument("--service", default="pypi", choices=["pypi", "osv"], help="whose advisories to ask for")
    options = parser.parse_args()
    if options.write:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table(Terms.load())), encoding="utf-8")
        return CLEAN
    return worst([licences(), vulnerabilities(options.service)])


def worst(codes: list[int]) -> int:
    """Return the code of several audits together: what was found goes before what could not be looked at."""
    return FOUND if FOUND in codes else max(codes)


def with_table(page: str, rows: str) -> str:
    """Return the page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{rows}\n\n{END}{rest.partition(END)[2]}"


def licences() -> int:
    """Hold the licences of all pinned packages that are installed against the list."""
    terms = Terms.load()
    told = installed(pinned())
    problems = [terms.problem(name, terms.licence(name, data)) for name, data in told.items() if data is not None]
    found = [problem for problem in problems if problem]
    absent = [name for name, data in told.items() if data is None]
    print(f"licences: {len(told) - len(absent)} packages looked at, {len(found)} not allowed")
    print(*[f"  {problem}" for problem in found], sep="\n", end="\n" if found else "")
    if absent:
        print(f"  NOT LOOKED AT, for they are not installed here: {', '.join(absent)}")
    return FOUND if found else CLEAN


def vulnerabilities(service: str) -> int:
    """Ask for the known vulnerabilities of the installed packages."""
    words = [
        "-m",
        "pip_audit",
        "--format=json",
        "--progress-spinner=off",
        "--skip-editable",
        f"--vulnerability-service={service}",
    ]
    try:
        metadata.version("pip-audit")
        done = subprocess.run(  # noqa: S603 - this interpreter, words of ours
            [sys.executable, *words], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except metadata.PackageNotFoundError:
        return _not_audited("pip-audit is not installed; pip install 'hmer_kit[audit]'")
    except subprocess.TimeoutExpired:
        return _not_audited(f"no answer within {_SECONDS} seconds")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        return _not_audited(f"pip-audit ended with {done.returncode}: {lines[-1][:300]}")
    return judged(answer["dependencies"])


def judged(packages: list[dict[str, Any]]) -> int:
    """Say what pip-audit found; what it left out, with exit code 0 of its own, is not audited.

    Args:
        packages: The ``dependencies`` of its answer.
    """
    packages = [one for one in packages if one["name"].replace("_", "-") != "hmer-kit"]
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    hit = [one for one in packages if one.get("vulns")]
    print(f"vulnerabilities: {len(packages) - len(skipped)} packages looked at, {len(hit)} with known ones")
    for one in hit:
        for known in one["vulns"]:
            fixed = ", ".join(known.get("fix_versions", [])) or "no version"
            print(f"  {one['name']} {one['version']}: {known['id']}, fixed in {fixed}")
    if skipped or not packages:
        _not_audited(f"no data for {len(skipped)} packages, {', '.join(skipped[:8])} among them")
    return FOUND if hit else (NOT_AUDITED if skipped or not packages else CLEAN)


def _not_audited(why: str) -> int:
    print(f"vulnerabilities: NOT AUDITED: {why}", "This is not a clean result.", sep="\n", file=sys.stderr)
    return NOT_AUDITED


if __name__ == "__main__":
    raise SystemExit(main())

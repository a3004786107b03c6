"""Fuzzing for a bounded time: every claim of ``_claims.py`` against input after input.

With atheris (``pip install 'hmer_kit[fuzz]'``, Linux) the coverage of the library guides the inputs; without it,
hypothesis makes them. Every way of breaking a claim is reported once, as small as it could be made, and the exit code
is 1. Interesting inputs stay in ``.hypothesis/fuzz`` for the next time.

Run: python fuzz/run.py [--seconds 60] [--seed 0] [--engine atheris|hypothesis] [--only NAME]
     python fuzz/run.py --claim NAME --text TEXT      holds one claim against one text
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _claims import Claim
    from _hunt import Hunt

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / ".hypothesis" / "fuzz"
WATCHED = ["hmer_kit.latex", "hmer_kit.tree_cot", "hmer_kit.counting"]
LONGEST = 400
EXAMPLES_AT_ONCE = 60
TURNS = 1_000_000
"""How far the seeds of two hunts are apart."""


def with_atheris(only: str, *, seconds: float, seed: int, corpus: Path) -> None:
    """Hunt with atheris, which does not return: the process ends with the hunt."""
    import atheris

    with atheris.instrument_imports(include=WATCHED, enable_loader_override=False):
        claims = chosen(only)
    from _hunt import Hunt
    from _inputs import claim_and_text, seeds

    hunt = Hunt(seconds=seconds)

    def one(data: bytes) -> None:
        hunt.hold(*claim_and_text(data, claims))
        if hunt.is_over:
            finish(hunt)

    corpus.mkdir(parents=True, exist_ok=True)
    for number, begin in enumerate(seeds(claims)):
        (corpus / f"seed{number}").write_bytes(begin)
    options = [f"-max_len={LONGEST}", "-timeout=600", "-verbosity=0", "-rss_limit_mb=8192", f"-seed={seed}"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


def with_hypothesis(only: str, *, seconds: float, seed: int, corpus: Path) -> None:  # noqa: ARG001 - as the other one
    """Hunt with hypothesis: a few dozen examples for each claim in turn, each turn with a seed of its own."""
    from _hunt import Hunt

    claims = chosen(only)
    hunt = Hunt(seconds=seconds)
    turn = 0
    while not hunt.is_over:
        try_some(hunt, claims[(seed + turn) % len(claims)], turn=seed * TURNS + turn)
        turn += 1
    finish(hunt)


def try_some(hunt: Hunt, claim: Claim, *, turn: int) -> None:
    """Hold one claim against a few dozen examples, longer ones where that leads on."""
    from hypothesis import HealthCheck, Phase, given, seed, settings, target

    from _inputs import strategy_for

    @settings(
        max_examples=EXAMPLES_AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.target],
        suppress_health_check=list(HealthCheck),
    )
    @seed(turn)
    @given(strategy_for(claim))
    def search(text: str) -> None:
        target(float(len(text.split())), label="tokens")
        if not hunt.is_over:
            hunt.hold(claim, text)

    search()


def chosen(only: str) -> list[Claim]:
    """Return the claims with that word in their name."""
    from _claims import claims

    found = [claim for claim in claims() if only in claim.name]
    if not found:
        sys.exit(f"expected a part of a claim's name, got {only!r}; there are {[claim.name for claim in claims()]}")
    return found


def finish(hunt: Hunt) -> None:
    """Say what was found and end the process at once: libFuzzer does not let go otherwise."""
    print(hunt.report())
    sys.stdout.flush()
    os._exit(1 if hunt.failures else 0)


def main() -> None:
    """Read the options, and hunt."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    has_atheris = importlib.util.find_spec("atheris") is not None
    parser.add_argument("--seconds", type=float, default=60.0, metavar="N")
    parser.add_argument(
        "--engine", choices=["atheris", "hypothesis"], default="atheris" if has_atheris else "hypothesis"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="0: libFuzzer chooses one itself")
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="FOLDER", help="where interesting inputs stay")
    parser.add_argument("--only", default="", metavar="NAME", help="claims with this in their name")
    parser.add_argument("--claim", metavar="NAME")
    parser.add_argument("--text", metavar="TEXT")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))
    if options.text is not None:
        for claim in chosen(options.claim or ""):
            claim.check(options.text)
            print(f"holds: {claim.name}")
        return
    print(f"{options.engine}, {options.seconds:.0f} seconds", flush=True)
    hunt = with_atheris if options.engine == "atheris" else with_hypothesis
    hunt(options.only, seconds=options.seconds, seed=options.seed, corpus=options.corpus)


if __name__ == "__main__":
    main()

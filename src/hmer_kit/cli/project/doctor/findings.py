"""What the doctor found: one line each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Finding", "Part", "State", "as_json", "as_text"]

Part = Literal["base", "extras", "machine"]
State = Literal["good", "absent", "outdated", "broken", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Examples:
        >>> Finding("base", "numpy", "good", "2.4.6").advice
        ''
    """

    part: Part
    """What it belongs to: what every use needs, what some uses need, or the computer."""
    name: str
    """What was looked at."""
    state: State
    """``broken`` in the base is the only state that is a failure."""
    detail: str
    """What was found."""
    advice: str = ""
    """What to do about it."""


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """Return the findings as one object; ``good`` tells whether the base is.

    Examples:
        >>> as_json([Finding("base", "numpy", "broken", "not installed")])["good"]
        False
    """
    return {"good": not _failed(findings), "findings": [asdict(item) for item in findings]}


def as_text(findings: Sequence[Finding]) -> str:
    """Return the findings as lines by part, what to do under each.

    Examples:
        >>> print(as_text([Finding("base", "numpy", "broken", "not installed", "pip install numpy")]))
        base
          BROKEN    numpy  not installed
                           pip install numpy
        <BLANKLINE>
        1 of 1 things of the base are broken: numpy
    """
    width = max((len(item.name) for item in findings), default=0)
    lines: list[str] = []
    for part in dict.fromkeys(item.part for item in findings):
        lines += [*([""] if lines else []), part]
        for item in findings:
            if item.part == part:
                state = "" if item.state == "note" else item.state
                lines.append(
                    f"  {state.upper() if state == 'broken' else state:<8}  {item.name:<{width}}  {item.detail}"
                )
                lines += [f"{'':<{14 + width}}{item.advice}"] * bool(item.advice)
    failed, base = _failed(findings), [item for item in findings if item.part == "base"]
    end = (
        f"{len(failed)} of {len(base)} things of the base are broken: {', '.join(failed)}"
        if failed
        else "the base is good"
    )
    return "\n".join([*lines, "", end])


def _failed(findings: Sequence[Finding]) -> list[str]:
    return [item.name for item in findings if item.part == "base" and item.state == "broken"]

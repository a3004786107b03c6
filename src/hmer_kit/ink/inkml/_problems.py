"""What is wrong with a file, counted by kind, with the first few names of each."""

from __future__ import annotations

_SHOWN = 4
_LONGEST = 40


class Problems:
    """Collects problems; holds a few names a kind, however many there are."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._names: dict[str, list[str]] = {}

    def add(self, kind: str, name: str = "", *, count: int = 1) -> None:
        """Count a problem of a kind; ``name`` tells where it is. A count of 0 is no problem."""
        if count < 1:
            return
        self._counts[kind] = self._counts.get(kind, 0) + count
        names = self._names.setdefault(kind, [])
        if name and len(names) <= _SHOWN and (short := _short(name)) not in names:
            names.append(short)

    def lines(self) -> tuple[str, ...]:
        """Return one line a kind: ``"empty trace: 3 ('4', '7', '9')"``."""
        return tuple(self._line(kind, count) for kind, count in self._counts.items())

    def _line(self, kind: str, count: int) -> str:
        shown = [repr(name) for name in self._names[kind]]
        shown[_SHOWN:] = ["…"] * (len(shown) > _SHOWN)
        return f"{kind}: {count} ({', '.join(shown)})" if shown else f"{kind}: {count}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"

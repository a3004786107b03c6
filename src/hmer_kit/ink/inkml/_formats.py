"""Which channels the points of a trace have: ``traceFormat``, ``context`` and the references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.ink.inkml._points import MOST_CHANNELS, Channels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.ink.inkml._problems import Problems


class Formats:
    """Keeps the format in force and those that have a name."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.current = Channels()
        self._named: dict[str, Channels] = {}
        self._names: list[str] = []
        self._regular: int | None = None
        self._context: Channels | None = None

    def begin_format(self) -> None:
        """Begin a ``traceFormat``."""
        self._names, self._regular = [], None

    def begin_intermittent(self) -> None:
        """Begin ``intermittentChannels``: those that follow may be left out of a point."""
        self._regular = len(self._names)

    def channel(self, attributes: Mapping[str, str]) -> None:
        """Take a ``channel``."""
        name = attributes.get("name", "")
        if len(self._names) < MOST_CHANNELS:
            self._names.append(name)
        else:
            self.problems.add("channel beyond those that are read", name)
        if name in {"X", "Y"} and attributes.get("orientation") == "-ve":
            self.problems.add("channel with its axis turned round, taken as it stands", name)

    def end_format(self, name: str, *, inside: str) -> None:
        """End a ``traceFormat``: it is that of its context, of a name, or of what follows."""
        names = tuple(self._names)
        if not {"X", "Y"} <= set(names):
            self.problems.add("trace format without X and Y, taken for X Y", ", ".join(names))
            channels = Channels()
        else:
            regular = len(names) if self._regular is None else self._regular
            channels = Channels(names, regular, declared=True)
        if name:
            self._named[name] = channels
        if inside == "context":
            self._context = channels
        elif inside == "ink":
            self.current = channels

    def begin_context(self) -> None:
        """Begin a ``context``."""
        self._context = None

    def end_context(self, attributes: Mapping[str, str], name: str, *, inside: str) -> None:
        """End a ``context``: its format, that it refers to, or that of the context it refers to."""
        channels = self._context
        for key in ("traceFormatRef", "contextRef"):
            if channels is None and (reference := attributes.get(key)):
                channels = self.of(reference)
        channels = channels or self.current
        if name:
            self._named[name] = channels
        if inside == "ink":
            self.current = channels

    def of(self, reference: str | None) -> Channels:
        """Return the format that a ``contextRef`` names, or the one in force."""
        if not reference:
            return self.current
        found = self._named.get(reference.removeprefix("#"))
        if found is None and reference != "#DefaultContext":
            self.problems.add("reference to no context", reference)
        return found or self.current

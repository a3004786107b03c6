"""Which data sets make up a training set, in what shares, and what of each: a description that fits in a file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, Literal

from hmer_kit._files import StrPath, decode, file_path, read_bytes
from hmer_kit.data.corpus.mixtures.stream import MixtureStream
from hmer_kit.exceptions import DataError, InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hmer_kit.data.records import Record, Skip

__all__ = ["Mixture", "MixtureSource", "read_mixture"]

_MAX_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class MixtureSource:
    """One data set of a mixture, and how much of it.

    At most one of ``weight``, ``count`` and ``repeat`` is given; with none, the weight is 1.

    Raises:
        InputError: A field is of the wrong kind or out of range, or more than one amount is given.

    Examples:
        >>> MixtureSource("crohme", "crohme/train", weight=2, max_tokens=100).amount
        ('weight', 2)
    """

    name: str
    """What reports call it, unique in the mixture."""
    path: str
    """Where it lies."""
    format: str | None = None
    """Name of its format; None to find out."""
    weight: float | None = None
    """Share of the stream, relative to the others."""
    count: int | None = None
    """Records of the stream that are to come from it."""
    repeat: float | None = None
    """How often the stream is to go through it: 1 for each record once, 0.5 for the first half."""
    min_tokens: int = 0
    """Shorter references are left out."""
    max_tokens: int | None = None
    """Longer references are left out."""
    split: str | None = None
    """Only records of this part of the data set, ``"train"`` for example."""

    def __post_init__(self) -> None:
        for name in ("name", "path"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name).strip():
                raise InputError(f"expected {name} of a source as a string, got {short(getattr(self, name))}")
        for name in ("format", "split"):
            if not isinstance(getattr(self, name), str | None):
                raise InputError(f"expected {name} of source {self.name!r:.80} as a string, got {self._show(name)}")
        for name, least in (("count", 1), ("min_tokens", 0), ("max_tokens", 1)):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < least):
                raise InputError(f"expected {name} of source {self.name!r:.80} from {least} on, got {self._show(name)}")
        for name in ("weight", "repeat"):
            value = getattr(self, name)
            if value is not None and not _is_positive(value):
                raise InputError(f"expected {name} of source {self.name!r:.80} above 0, got {self._show(name)}")
        given = [name for name in ("weight", "count", "repeat") if getattr(self, name) is not None]
        if len(given) > 1:
            raise InputError(f"expected one amount of source {self.name!r:.80}, got {' and '.join(given)}")

    @property
    def amount(self) -> tuple[str, float]:
        """What is given of ``weight``, ``count`` and ``repeat``, with its value."""
        for name in ("count", "repeat"):
            value = getattr(self, name)
            if value is not None:
                return name, value
        return "weight", 1 if self.weight is None else self.weight

    def _show(self, name: str) -> str:
        return short(getattr(self, name))


@dataclass(frozen=True, slots=True)
class Mixture:
    """Data sets in one stream, whose every beginning holds the shares to less than one record.

    A source with ``repeat`` is read through once beforehand, to know its size.

    With weights the stream ends when ``size`` records are given, or by ``when_exhausted``; with counts and repeats when
    all are given.

    Raises:
        InputError: Something is of the wrong kind or out of range, two sources have one name, or weights stand beside
            counts.

    Examples:
        >>> from hmer_kit.data import Record
        >>> mixture = Mixture((MixtureSource("real", "a", weight=3), MixtureSource("made", "b", weight=1)), size=8)
        >>> stream = mixture.stream(open_source=lambda source: (Record(f"{source.path}{n}", "x") for n in range(6)))
        >>> [record.id for record in stream]
        ['a0', 'a1', 'b0', 'a2', 'a3', 'a4', 'b1', 'a5']
        >>> stream.report().given
        {'real': 6, 'made': 2}
    """

    sources: tuple[MixtureSource, ...]
    """The data sets."""
    seed: int = 0
    """Equal seeds give equal streams."""
    when_exhausted: Literal["stop", "repeat"] = "stop"
    """What comes when a source has no more records: the end of the stream, or the source again."""
    size: int | None = None
    """Records of the stream, for weights; None for no limit."""
    shuffle: int = 1
    """Records of each source among which the next is drawn; 1 keeps the order."""

    def __post_init__(self) -> None:
        if not isinstance(self.sources, tuple) or not self.sources:
            raise InputError(f"expected sources of a mixture as a tuple, one or more, got {short(self.sources)}")
        for source in self.sources:
            if not isinstance(source, MixtureSource):
                raise InputError(f"expected a MixtureSource, got {short(source)}")
        names = [source.name for source in self.sources]
        if len(set(names)) < len(names):
            raise InputError(f"expected names of sources that stand once, got {short(names)}")
        if self.when_exhausted not in ("stop", "repeat"):
            raise InputError(f"expected when_exhausted 'stop' or 'repeat', got {short(self.when_exhausted)}")
        for name, least in (("seed", -math.inf), ("size", 1), ("shuffle", 1)):
            value = getattr(self, name)
            is_missing = value is None and name == "size"
            if not is_missing and (not isinstance(value, int) or isinstance(value, bool) or value < least):
                raise InputError(f"expected {name} of a mixture as an integer from {least} on, got {short(value)}")
        kinds = {source.amount[0] == "weight" for source in self.sources}
        if len(kinds) > 1 or (self.size is not None and kinds == {False}):
            raise InputError("expected weights with a size, or counts and repeats without, got both in one mixture")

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Mixture:
        """Make a mixture of plain values, as JSON or YAML hold them.

        Args:
            values: The fields of a mixture; ``sources`` a list of the fields of each.

        Raises:
            InputError: A key is unknown or missing, or a value is wrong.

        Examples:
            >>> Mixture.from_dict({"sources": [{"name": "crohme", "path": "crohme/train"}], "seed": 3}).seed
            3
        """
        known = _known(cls, values, where="a mixture")
        sources = known.get("sources")
        if not isinstance(sources, (list, tuple)):
            raise InputError(f"expected sources of a mixture as a list, got {short(sources)}")
        known["sources"] = tuple(MixtureSource(**_known(MixtureSource, source, where="a source")) for source in sources)
        return cls(**known)

    def to_dict(self) -> dict[str, Any]:
        """Return the mixture as plain values, from which ``from_dict`` makes it again.

        Examples:
            >>> mixture = Mixture((MixtureSource("crohme", "crohme/train", repeat=2),))
            >>> Mixture.from_dict(mixture.to_dict()) == mixture
            True
        """
        values = asdict(self)
        values["sources"] = [
            {key: value for key, value in source.items() if value is not None} for source in values["sources"]
        ]
        return {key: value for key, value in values.items() if value is not None}

    def stream(
        self,
        *,
        open_source: Callable[[MixtureSource], Iterable[Record | Skip]] | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> MixtureStream:
        """Return the records of the mixture, from the beginning or from where another stream stood.

        Args:
            open_source: Starts reading a source from its beginning, each time in the same order; by default
                ``hmer_kit.data.open_records`` of its path and format.
            state: What ``MixtureStream.state`` of the other stream gave; the records before it are read again, but not
                given.

        Raises:
            InputError: The state is of another mixture.
        """
        return MixtureStream(self, open_source=open_source, state=state)


def read_mixture(path: StrPath) -> Mixture:
    """Read a mixture from a JSON or YAML file. Relative paths of its sources are seen from the folder of the file.

    Args:
        path: ``.json``, ``.yaml`` or ``.yml``, at most 1 MiB.

    Raises:
        DataError: The file is missing, too large, broken, or describes no mixture.
        MissingExtraError: It is YAML and PyYAML is not installed.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "mixture.json")
        ...     _ = file.write_text('{"sources": [{"name": "crohme", "path": "train", "count": 10}]}')
        ...     mixture = read_mixture(file)
        >>> mixture.sources[0].path.endswith("train"), mixture.sources[0].count
        (True, 10)
    """
    file = file_path(path)
    text = decode(read_bytes(file, max_bytes=_MAX_BYTES, what="mixture file"), path=file)
    try:
        values: Any = json.loads(text) if file.suffix.lower() == ".json" else _yaml(text)
    except (ValueError, RecursionError) as error:
        message = f"expected a mixture in JSON or YAML, cannot read {file}: {error}"
        raise DataError(message, code="broken_mixture", path=str(file)) from error
    try:
        mixture = Mixture.from_dict(values)
    except InputError as error:
        raise DataError(f"{file}: {error}", code="bad_mixture", path=str(file)) from error
    sources = [_placed(source, str(file.parent / source.path)) for source in mixture.sources]
    return Mixture(tuple(sources), **{name: getattr(mixture, name) for name in _OPTIONS})


_OPTIONS = ("seed", "when_exhausted", "size", "shuffle")


def _placed(source: MixtureSource, path: str) -> MixtureSource:
    return MixtureSource(**(asdict(source) | {"path": path}))


def _yaml(text: str) -> object:
    try:
        import yaml  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("a mixture in YAML needs PyYAML: pip install pyyaml; or write it as JSON") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _known(kind: type, values: object, *, where: str) -> dict[str, Any]:
    """Return values whose keys are fields of a class."""
    if not isinstance(values, dict):
        raise InputError(f"expected {where} as a mapping of its fields, got {short(values)}")
    names = [field.name for field in fields(kind)]
    for key in values:
        if key not in names:
            near = get_close_matches(str(key)[:40], names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
            raise InputError(f"expected the fields of {where}, got {short(key)}; {hint}")
    missing = [name for name in ("name", "path", "sources") if name in names and name not in values]
    if missing:
        raise InputError(f"expected {', '.join(missing)} of {where}, found none")
    return dict(values)


def _is_positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf

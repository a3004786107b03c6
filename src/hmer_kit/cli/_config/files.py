"""A YAML file as a mapping of names to plain values, whatever it holds."""

from __future__ import annotations

from typing import Any

from hmer_kit._files import decode, read_bytes
from hmer_kit.exceptions import DataError, MissingExtraError

__all__ = ["read_config", "write_config"]

_MOST_BYTES = 2**20
_DEEPEST = 2


def read_config(path: str) -> dict[str, object]:
    r"""Read a file of options.

    Nothing in it can name code. Aliases, by which a short file grows without end, and deep nests are refused.

    Args:
        path: YAML, at most 1 MiB: a mapping of names to scalars or lists of scalars.

    Returns:
        Values by key, as they stand there.

    Raises:
        DataError: The file cannot be read, or holds something else.
        MissingExtraError: PyYAML is not installed.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "mine.yaml")
        ...     _ = file.write_text("limit: 5\nprotocol: [released, loose]\n", encoding="utf-8")
        ...     read_config(str(file))
        {'limit': 5, 'protocol': ['released', 'loose']}
    """
    yaml = _yaml()
    text = decode(read_bytes(path, max_bytes=_MOST_BYTES, what="config file"), path=path)
    try:
        _check_events(yaml, text, path)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return {}
        _check_keys(yaml, node, path)
        values = yaml.safe_load(text)
        str(values)  # a number too long to be written (1:1:1... is one to the base 60) is an error here, not later
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"expected YAML in {path}: {' '.join(str(error).split())}", code="bad_yaml", path=path
        ) from error
    return dict(values)


def write_config(values: dict[str, object]) -> str:
    """Write values as YAML.

    Examples:
        >>> print(write_config({"limit": None, "measures": ["a", "b"]}), end="")
        limit: null
        measures:
        - a
        - b
    """
    yaml = _yaml()
    return str(yaml.safe_dump(values, allow_unicode=True, width=10**6, default_flow_style=False, sort_keys=False))


def _yaml() -> Any:  # noqa: ANN401 - a module without types
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise MissingExtraError(
            "a config file is read by PyYAML, which is not installed; pip install 'hmer_kit[config]' and try again"
        ) from error
    return yaml


def _check_events(yaml: Any, text: str, path: str) -> None:  # noqa: ANN401
    """Refuse aliases and depth while the text is a stream, before anything is built of it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise DataError(f"expected no alias in {path}, got one in line {line}; write it out", path=path, line=line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            message = f"expected options with a value or a list of values in {path}, got a nest of them in line {line}"
            raise DataError(message, code="bad_config", path=path, line=line)


def _check_keys(yaml: Any, node: Any, path: str) -> None:  # noqa: ANN401
    """Refuse what is no mapping, and keys that stand twice, of which YAML would take the last."""
    if not isinstance(node, yaml.MappingNode):
        message = f"expected options in {path}, as lines of NAME: VALUE, got {node.id.removesuffix('_node')}"
        raise DataError(message, code="bad_config", path=path)
    seen: set[str] = set()
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.value in seen:
            what = "a key twice" if isinstance(key, yaml.ScalarNode) else "a key that is no name"
            message = f"expected each option once in {path}, got {what} in line {line}"
            raise DataError(message, code="bad_config", path=path, line=line)
        seen.add(key.value)

"""Parts built by ``datasets.Dataset.map``."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.tasks.building._processes import require_workers
from hmer_kit.tasks.building._rounds import PARTS_A_WORKER, WorkerDiedError, build_pickled, run_rounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.tasks.building.parts import BuiltPart, Part, PartBuilder


@dataclass(frozen=True, slots=True)
class DatasetsEngine:
    """Build with ``Dataset.map(num_proc=workers)`` of Hugging Face datasets.

    Raises:
        InputError: ``workers`` is no number from 1.

    Examples:
        >>> DatasetsEngine(2)
        DatasetsEngine(workers=2)
    """

    workers: int = 1
    """Processes."""

    def __post_init__(self) -> None:
        require_workers(self.workers)

    def run(self, work: PartBuilder, parts: Iterable[Part]) -> Iterator[BuiltPart]:
        """Yield what is made of each part, in any order.

        Args:
            work: Builds a part.
            parts: What to build; taken a round at a time.

        Raises:
            MissingExtraError: ``datasets`` is not installed.

        Examples:
            >>> from hmer_kit.data import Record
            >>> from hmer_kit.tasks.building import BuildPlan, Part, PartBuilder
            >>> work, parts = PartBuilder(BuildPlan(tasks=["vanilla"])), [Part(0, (Record("a", "x"),))]
            >>> [built.rows for built in DatasetsEngine().run(work, parts)]
            [Counter({'vanilla': 1})]
        """
        try:
            import datasets
        except ImportError as error:
            message = "the engine datasets needs Hugging Face datasets: pip install 'hmer_kit[datasets]'"
            raise MissingExtraError(message) from error

        def mapped(given: list[bytes]) -> Iterator[bytes]:
            with TemporaryDirectory() as folder, _quiet(datasets), _deaths():
                made = datasets.Dataset.from_dict({"part": given}).map(
                    _Mapper(work),
                    num_proc=min(self.workers, len(given)) if self.workers > 1 else None,
                    remove_columns=["part"],
                    cache_file_name=f"{folder}/built.arrow",
                    writer_batch_size=1,
                    load_from_cache_file=False,
                    new_fingerprint="0",
                )
                for row in made:
                    yield row["built"]

        return run_rounds(work, parts, size=PARTS_A_WORKER * self.workers, run=mapped)


@dataclass(frozen=True, slots=True)
class _Mapper:
    work: PartBuilder

    def __call__(self, row: dict[str, bytes]) -> dict[str, bytes]:
        return {"built": build_pickled(self.work, row["part"])}


@contextmanager
def _deaths() -> Iterator[None]:
    """Say what happened in our words: datasets makes other errors of a Ctrl-C and of a process that died."""
    try:
        yield
    except Exception as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        if isinstance(error, RuntimeError) and "abruptly died" in str(error):  # there is no class of its own
            raise WorkerDiedError from error
        raise


@contextmanager
def _quiet(datasets: Any) -> Iterator[None]:  # noqa: ANN401 - a module
    """Show no bars: they are of rounds, and no measure of what is left."""
    if datasets.utils.logging.is_progress_bar_enabled():
        datasets.disable_progress_bars()
        try:
            yield
        finally:
            datasets.enable_progress_bars()
    else:
        yield

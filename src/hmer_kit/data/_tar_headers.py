"""Headers of tar archives that are not believed: what damages an archive is an error, and no end of it."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

_LONGEST_HEADER = 2**20
_HEADERS = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)
_DAMAGE = (
    tarfile.InvalidHeaderError,  # type: ignore[attr-defined]
    tarfile.TruncatedHeaderError,  # type: ignore[attr-defined]
    tarfile.EmptyHeaderError,  # type: ignore[attr-defined]
)


class CheckedInfo(tarfile.TarInfo):
    """A header that is not believed: names of a gigabyte, sparse maps and damage are the end of the archive.

    Raises:
        tarfile.ReadError: The archive breaks off, or a header is damaged or of a kind that takes up memory.
    """

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        """Read the next header; tarfile takes a damaged one, or none, for the end, and says nothing."""
        try:
            return super().fromtarfile(tarfile_)
        except _DAMAGE as error:
            raise tarfile.ReadError(f"{error}; the archive ends without its end") from error

    def _proc_member(self, tarfile_: tarfile.TarFile) -> Self:
        """Take a header by its type: the place that tarfile keeps for subclasses."""
        if self.type in _HEADERS and self.size > _LONGEST_HEADER:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError(f"a sparse file: {self.name}")
        return super()._proc_member(tarfile_)  # type: ignore[misc, no-any-return]

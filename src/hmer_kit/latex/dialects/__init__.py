r"""The LaTeX that each data set writes, and the conversion between them.

The same ink is ``\leq`` in CROHME, ``\le`` in MathWriting; ``|`` there, ``\vert`` in HME100K; a matrix is a ``matrix``
or an ``array``. ``convert`` rewrites spellings and nothing else: what a target has no counterpart for stays, and is
named.
"""

from hmer_kit.latex.dialects.conversion import Converted, Respelling, convert
from hmer_kit.latex.dialects.tables import DIALECTS, Dialect

__all__ = ["DIALECTS", "Converted", "Dialect", "Respelling", "convert"]

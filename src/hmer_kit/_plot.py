"""Where plots are drawn: matplotlib, which is optional, looked for when the first plot is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["canvas"]


def canvas(ax: Axes | None = None) -> tuple[Figure, Axes]:
    """Return the figure and the axes to draw on.

    Args:
        ax: Axes of the caller; a new figure of pyplot if left out, as torchmetrics makes it.

    Returns:
        The figure that holds the axes, and the axes.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: ``ax`` is no axes.

    Examples:
        >>> from matplotlib import pyplot as plt
        >>> figure, ax = canvas()
        >>> canvas(ax) == (figure, ax)
        True
        >>> plt.close(figure)
    """
    try:
        from matplotlib import pyplot as plt
        from matplotlib.axes import Axes as AxesClass
    except ImportError as error:
        raise MissingExtraError("plots need matplotlib; install it with: pip install 'hmer_kit[plot]'") from error
    if ax is None:
        return plt.subplots(layout="constrained")
    if not isinstance(ax, AxesClass):
        raise InputError(f"expected axes of matplotlib as ax, got {type(ax).__name__}; plt.subplots() gives one")
    return ax.figure.figure, ax  # that of the axes may be a part of one

"""Ink and paper: whatever is drawn stands out from what it is drawn on, in every style.

The one rule of all figures: a figure takes its paper from the style in force (white by default,
black under `plt.style.use("dark_background")`), and its ink from that paper. So nothing here or in
a diagram is black or white by name; the colours of runs are middle tones that both papers bear.
"""

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure

INKS = ("black", "white")


def paper(place: Axes | Figure) -> tuple[float, float, float]:
    """The colour behind what is drawn there: axes' own face, or the figure's where they have none.

    Where both are transparent, nothing is known but the style's ink: the paper is its opposite.
    """
    faces = [place.get_facecolor()] if isinstance(place, Figure) or place.axison else []
    for face in (*faces, place.figure.get_facecolor(), place.figure.figure.get_facecolor()):
        red, green, blue, opacity = to_rgba(face)
        if opacity >= 0.5:
            return red, green, blue
    return to_rgb(better(mpl.rcParams["text.color"]))


def ink(place: Axes | Figure) -> str:
    """Black or white, whichever is the better seen there."""
    return better(paper(place))


def tint(place: Axes | Figure, share: float) -> tuple[float, float, float]:
    """The paper with a share of ink in it: 0 is the paper, 1 is black or white."""
    mixed = (1 - share) * np.array(paper(place)) + share * np.array(to_rgb(ink(place)))
    red, green, blue = mixed.tolist()
    return red, green, blue


def better(ground: Any) -> str:
    """Black or white, whichever has the higher contrast on a colour."""
    return max(INKS, key=lambda colour: contrast(colour, ground))


def contrast(one: Any, other: Any) -> float:
    """Of two opaque colours, 1 (none) to 21, as WCAG 2 defines it."""
    low, high = sorted([_luminance(one), _luminance(other)])
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Any) -> float:
    c = np.array(to_rgb(colour))
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])

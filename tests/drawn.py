"""How well the texts and lines of a figure stand out from what lies behind them, as drawn."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

from course_lib.plots import alternative_text

LEAST = 3.0  # WCAG 2, 1.4.11: graphical objects, and large text


def ratio(one, other) -> float:
    """The contrast of two colours as WCAG 2 defines it, 1 to 21."""

    def luminance(colour):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def faint(figure: Figure) -> list[str]:
    """The texts and lines of a figure that do not stand out from what is behind them.

    Behind them is what is left on the page when all of them are taken away. Not counted: grid
    lines, which are meant to be faint, and ticks, which stand on the frame in its colour.
    """
    figure.canvas.draw()
    figure.set_layout_engine("none")  # or it moves what is left
    found, ruled = list(_looks(figure)), _ruled(figure)
    found = [one for one in found if one[0] not in ruled]
    for artist in figure.findobj(lambda a: isinstance(a, Text | Line2D | LineCollection)):
        artist.set_visible(False)
    figure.canvas.draw()
    page = np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3] / 255  # row 0 below
    said = []
    for artist, name, colour, points, ground in found:
        if ground is None:
            inside = (points >= 0).all(1) & (points < page.shape[1::-1]).all(1)
            behind = [page[y, x] for x, y in points[inside].astype(int)]
        else:
            behind = [ground]
        ratios = [ratio(colour, one) for one in behind]
        # an end of a line may lie on the frame of the box that it leads to
        if ratios and np.quantile(ratios, 0.2) < LEAST:
            said.append(f"{type(artist).__name__} {name!r}: {np.quantile(ratios, 0.2):.2f}")
    for patch in [p for ax in figure.axes for p in ax.patches if not isinstance(p, Spine)]:
        edge, face = to_rgba(patch.get_edgecolor()), to_rgba(patch.get_facecolor())
        framed = edge[3] and face[3] and patch.get_linewidth() and edge != face
        if framed and ratio(edge, face) < LEAST:
            said.append(f"frame {patch}: {ratio(edge, face):.2f}")
    return said


def _ruled(figure: Figure) -> set[Line2D]:
    """The grid lines and the ticks."""
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    return {line for axis in axes for line in axis.findobj(Line2D)}


def _looks(figure: Figure) -> Iterator[tuple]:
    """Of each text and line: itself, a name, its colour, where it lies, and its own ground."""
    for text in figure.findobj(Text):
        if not text.get_visible():
            continue
        arrow = getattr(text, "arrow_patch", None)
        if isinstance(text, Annotation) and arrow is not None:
            start, end = text.get_transform().transform([text.get_position(), text.xy])
            points = np.linspace(start, end, 9)[3:6]
            yield text, "arrow", arrow.get_edgecolor(), points, None
        if text.get_text().strip():
            box, own = text.get_window_extent(), text.get_bbox_patch()
            points = np.stack(np.meshgrid(np.linspace(box.x0, box.x1, 7)[1:-1],
                                          np.linspace(box.y0, box.y1, 7)[1:-1]), -1)  # fmt: skip
            ground = None if own is None else own.get_facecolor()
            yield text, text.get_text(), text.get_color(), points.reshape(-1, 2), ground
    for line in figure.findobj(Line2D):
        nothing = ("None", "none", "", " ", None)
        marked, joined = line.get_marker() not in nothing, line.get_linestyle() not in nothing
        ends = line.get_transform().transform(line.get_xydata())
        ends = ends[np.isfinite(ends).all(1)]
        if joined and len(ends) > 1:
            ends = np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(ends)])
        elif not marked:  # one point without a marker
            continue
        colour = line.get_markeredgecolor() if marked else line.get_color()
        yield line, line.get_label(), colour, ends, None
    for bundle in figure.findobj(LineCollection):
        for segment in bundle.get_segments():
            points = bundle.get_transform().transform(np.linspace(segment[0], segment[-1], 20))
            yield bundle, "bar", bundle.get_edgecolor()[0], points, None


def told_and_titled(figures: Iterable[tuple[Figure, int]]) -> None:
    """Each figure of a lesson has so many panels, says in words what it shows, and has titles that
    stand out in the style of the moment; it is closed afterwards."""
    for figure, panels in figures:
        assert len(figure.axes) == panels
        assert len(alternative_text(figure)) > 60
        for ax in filter(lambda ax: ax.get_title(), figure.axes):
            assert ratio(ax.title.get_color(), ax.get_facecolor()) > LEAST
        plt.close(figure)

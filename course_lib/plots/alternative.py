"""The alternative text of every figure, for those who do not see it.

The functions of `plots` and `diagrams` write it from their data. A figure drawn by hand is read off
its own lines, bars and texts, or is `described` by its author. `showing` brings it into notebooks.
"""

import re
from collections.abc import Container, Iterable
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

LONGEST = 2500  # letters; a reader who hears it cannot skim
_written: WeakKeyDictionary[Any, str] = WeakKeyDictionary()  # of figures and of axes
_told: WeakKeyDictionary[Axes, WeakSet[Artist]] = WeakKeyDictionary()  # what the texts of axes tell


def described(figure: Figure, text: str) -> Figure:
    """`figure` with an alternative text of its author's: what it shows, in a sentence or two.

    It replaces what would be read off the figure. ValueError for an empty text.
    """
    if not text.strip():
        raise ValueError("text must say what the figure shows, got nothing")
    _written[figure] = " ".join(text.split())
    return figure


def noted(ax: Axes, text: str) -> None:
    """What a plot function says of all that is in `ax` by now, after what it said before."""
    _written[ax] = f"{_written[ax]} {text}" if ax in _written else text
    _told.setdefault(ax, WeakSet()).update(ax.get_children())


def alternative_text(figure: Figure) -> str:
    """A figure in words: what its author wrote, or for each panel its title, axes and data."""
    if figure in _written:
        return _written[figure]
    panels = [ax for ax in figure.axes if ax.get_label() != "<colorbar>"]
    texts = [text for ax in panels if (text := _panel(ax))]
    if len(texts) > 1:
        texts = [f"Panel {i}: {text}" for i, text in enumerate(texts, start=1)]
        texts.insert(0, f"A figure of {len(texts)} panels.")
    above = figure.get_suptitle()
    keys = [_said(text) for key in figure.legends for text in key.get_texts()]
    below = f"Key: {_listed(keys)}." if keys else ""
    text = " ".join([f"{_plain(above)}." if above else "", *texts, below]).strip()
    return _short(text or "An empty figure.")


def _panel(ax: Axes) -> str:
    """One panel: its title, what was noted or is found in it, and its axes."""
    aside = ax.get_title("left") or ax.get_title("right")
    title = _said(ax.title) or _plain(aside)
    content = " ".join([_written.get(ax, ""), *_found(ax, _told.get(ax, ()))]).strip()
    if ax.axison and content:
        content += f" Across: {_axis(ax.xaxis)}. Up: {_axis(ax.yaxis)}."
    return " ".join([f"“{title}”." if title else "", content]).strip()


def _axis(axis: Axis) -> str:
    """What is measured along an axis, and from where to where; names have no range."""
    label = _said(axis.label) or "no label"
    if isinstance(axis.get_major_locator(), FixedLocator):
        ticks = [text.get_text() for text in axis.get_ticklabels()]
        if any(re.search(r"[^\W\d_]", tick) for tick in ticks):  # letters
            return label
    kind = "" if axis.get_scale() == "linear" else f", {axis.get_scale()} scale"
    low, high = axis.get_view_interval()
    return f"{label}, {_number(low)} to {_number(high)}{kind}"


def _found(ax: Axes, told: Container[Artist]) -> Iterable[str]:
    """What is drawn in `ax` and not `told` yet, one sentence a kind of thing."""
    new = [line for line in ax.lines if line not in told]
    named = [line for line in new if not str(line.get_label()).startswith("_child")]
    if lines := [said for line in named if (said := _line(line))]:
        yield f"Lines: {'; '.join(lines)}."
    for bars in (held for held in ax.containers if isinstance(held, BarContainer)):
        if any(bar in told for bar in bars.patches):
            continue
        heights = [_number(bar.get_height()) for bar in bars.patches]
        label = str(bars.get_label())
        name = "" if label.startswith("_container") else f" {_plain(label)}"
        yield f"Bars{name}: {_listed(heights)}."
    for points in (held for held in ax.collections if isinstance(held, PathCollection)):
        if points not in told:
            yield f"{len(np.asarray(points.get_offsets()))} points."
    for image in (image for image in ax.images if image not in told):
        values = _numbers(image.get_array())
        rows, columns = values.shape[:2]
        yield (
            f"A picture of {rows} rows and {columns} columns, values {_number(values.min())} to "
            f"{_number(values.max())}."
        )
    words = [_said(text) for text in ax.texts if text.get_visible() and text not in told]
    if texts := [word for word in dict.fromkeys(words) if word]:
        yield f"In it: {'; '.join(texts[:40])}."


def _line(line: Line2D) -> str:
    x, y = _numbers(line.get_xdata(orig=False)), _numbers(line.get_ydata(orig=False))
    there = np.flatnonzero(~(np.ma.getmaskarray(x) | np.ma.getmaskarray(y)))
    name = _plain(str(line.get_label()))
    if not there.size:
        return f"{name}: without a value"
    first, last = there[0], there[-1]
    start = f"{_number(y[first])} at {_number(x[first])}"
    if first == last:
        return f"{name}: {start}"
    return f"{name}: from {start} to {_number(y[last])} at {_number(x[last])}"


def _numbers(values: Any) -> np.ma.MaskedArray:
    """What is missing or infinite in it is masked."""
    return np.ma.masked_invalid(np.ma.asarray(values, dtype=float))


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def _number(value: Any) -> str:
    return f"{float(value):.3g}"


def _said(text: Text) -> str:
    """What a text of a figure says: without its dollar signs, unless they are drawn."""
    return _plain(text.get_text()) if text.get_parse_math() else " ".join(text.get_text().split())


def _plain(text: str) -> str:
    """A text on one line, without the dollar signs of its formulas."""
    return " ".join(text.replace("$", "").split())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"

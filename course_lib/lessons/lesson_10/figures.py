"""The figures of lesson 10, drawn from what the reader's machine just measured: drawing alone, so
that a cell shows what is timed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from course_lib.plots import COLOURS, MODEL_LOOKS, described
from course_lib.plots.paper import ink, tint

Number = int | float
Corner = tuple[Number, Number, Number]  # on the axes (positions, units, steps)
PARTS = {"forwards": COLOURS[2], "training": COLOURS[1]}
HELD: dict[str, tuple[Corner, Corner]] = {
    "One step at a time": ((0, 0, 0.46), (1, 1, 0.54)),
    "All at once": ((0, 0, 0), (1, 1, 1)),
    "In pieces: a few steps": ((0, 0, 0.4), (1, 1, 0.65)),
}
WINDOWS = {
    "soft": ("global", "-o", MODEL_LOOKS["luong_general"][0]),
    "local_p_masked": ("local, masked", "--s", MODEL_LOOKS["luong_local_p"][0]),
    "local_p_gathered": ("local, gathered", "-.^", MODEL_LOOKS["luong_local_p"][0]),
}


def _box(ax: Axes, low: Corner, high: Corner, **style: Any) -> None:
    """A box with these corners, seen from the front right."""

    def flat(j: Number, k: Number, t: Number) -> tuple[Number, Number]:
        return j + 0.45 * t, k + 0.35 * t

    (j0, k0, t0), (j1, k1, t1) = low, high
    front = [(j0, k0, t0), (j1, k0, t0), (j1, k1, t0), (j0, k1, t0)]
    top = [(j0, k1, t0), (j1, k1, t0), (j1, k1, t1), (j0, k1, t1)]
    side = [(j1, k0, t0), (j1, k1, t0), (j1, k1, t1), (j1, k0, t1)]
    for face in (front, top, side):
        ax.add_patch(Polygon([flat(*corner) for corner in face], **style))


def held() -> Figure:
    """The hidden units of one sentence as a box, and what of it exists at one time."""
    figure, axes = plt.subplots(1, len(HELD), figsize=(10, 3.3), layout="constrained")
    for ax, (name, (low, high)) in zip(axes, HELD.items(), strict=True):
        _box(ax, (0, 0, 0), (1, 1, 1), facecolor="none", edgecolor=tint(ax, 0.5), linewidth=1)
        _box(ax, low, high, facecolor=COLOURS[2], edgecolor=ink(ax), linewidth=0.8, alpha=0.75)
        ax.text(0.5, -0.07, "positions J", ha="center", va="top", fontsize=10)
        ax.text(-0.05, 0.5, "units K", ha="right", va="center", rotation=90, fontsize=10)
        ax.text(1.3, 0.12, "steps T", ha="left", va="top", rotation=38, fontsize=10)
        ax.set(xlim=(-0.2, 1.6), ylim=(-0.25, 1.42), title=name, aspect="equal")
        ax.axis("off")
    return described(
        figure,
        "A box of all hidden units of a sentence, with the axes positions, units and steps, three "
        "times. Coloured is what exists at one time: one step at a time, a thin slice; all at "
        "once, the whole box; in pieces, a slice of a few steps.",
    )


def bought(
    factors: Mapping[str, Mapping[str, float]], said: Mapping[str, Sequence[float | None]]
) -> Figure:
    """How many times as fast each step is as the one before, and what the reader had said."""
    names = list(said)
    figure, ax = plt.subplots(figsize=(9.5, 4.2), layout="constrained")
    words = []
    for place, (part, color) in enumerate(PARTS.items()):
        where = [i for i, name in enumerate(names) if part in factors.get(name, {})]
        x = np.array(where) + (-0.2, 0.2)[place]
        seen = np.array([factors[names[i]][part] for i in where])
        hatch = ("", "//")[place]
        look: dict[str, Any] = {"color": color, "edgecolor": ink(ax), "hatch": hatch, "label": part}
        ax.bar(x, seen - 1, 0.38, bottom=1, **look)
        guess = [said[names[i]][place] or np.nan for i in where]
        told: dict[str, Any] = {
            "markersize": 22,
            "markeredgewidth": 2.5,
            "label": "_" if place else "you said",
        }
        ax.plot(x, guess, "_", color=ink(ax), **told)
        for at, factor in zip(x, seen, strict=True):
            up = factor >= 1
            ax.annotate(
                f"{factor:.2g}", (at, factor), (0, 3 if up else -3), fontsize=10,
                textcoords="offset points", ha="center", va="bottom" if up else "top",
            )  # fmt: skip
        each = (f"{names[i]} {factors[names[i]][part]:.2g}" for i in where)
        words.append(f"{part}: {', '.join(each)}")
    ax.axhline(1, color=ink(ax), linewidth=1)
    ax.set(yscale="log", ylabel="times as fast as the step before")
    ax.set_title("Only the pieces help both ways: a bar below 1 makes it slower")
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks([1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16], "1/8 1/4 1/2 1 2 4 8 16".split())
    ax.minorticks_off()
    ax.margins(y=0.15)
    ax.legend(markerscale=0.7, loc="upper left", bbox_to_anchor=(1.01, 1))
    return described(
        figure, f"Bars: times as fast as the step before. {'. '.join(words)}. Below 1 is slower."
    )


def roofline(
    shortest: Callable[..., Any],
    bandwidth: float,
    ceilings: Mapping[str, float],
    kernels: Mapping[str, tuple[float, float, float]],
) -> Figure:
    """The roof that `shortest` (an answer to `shortest_time`) draws, and kernels beneath it.

    `ceilings` are operations per second by name, the roof's own first; `kernels` hold useful
    operations, bytes moved and seconds.
    """
    figure, ax = plt.subplots(figsize=(9, 4.8), layout="constrained")
    intensity = jnp.logspace(-1, 3, 100)
    ones = jnp.ones_like(intensity)
    for (name, rate), line in zip(ceilings.items(), ("-", "--", ":"), strict=True):
        seconds = shortest(intensity, ones, rate, bandwidth)
        ax.plot(intensity, intensity / seconds / 1e9, line, color=ink(ax), label=name)
    words = []
    for (name, (work, moved, seconds)), mark, color in zip(
        kernels.items(), "os^Dv", COLOURS[1:], strict=False
    ):
        x, y = work / moved, work / seconds / 1e9
        ax.plot(x, y, mark, color=color, markeredgecolor=ink(ax), markersize=10)
        ax.annotate(name, (x, y), (10, -3), textcoords="offset points", fontsize=10)
        words.append(f"{name}: {x:.1f} operations per byte, {y:.1f} billion per second")
    ax.set(xscale="log", yscale="log", xlabel="arithmetic intensity (operations per byte moved)")
    ax.set(ylabel="useful operations (billions per second)")
    ax.set_title("Left, a kernel waits for memory; right, for arithmetic")
    ax.legend(fontsize="small", loc="lower right")
    ax.grid(alpha=0.3)
    return described(
        figure,
        "The roofline of this machine: a slope, then a flat roof, with two lower ceilings. "
        f"{'; '.join(words)}.",
    )


def windows(times: Mapping[str, Any]) -> Figure:
    """Microseconds per query of global and local attention by the length of the source."""
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained", sharey=True)
    where = times["sources"]
    titles = {"forward": "Forwards: only gathered stays flat", "training": "In training, too"}
    words = []
    for ax, (part, title) in zip(axes, titles.items(), strict=True):
        for kind, (label, style, color) in WINDOWS.items():
            ax.plot(where, times[part][kind], style, color=color, label=label)
            first, last = times[part][kind][0], times[part][kind][-1]
            words.append(f"{part}, {label}: {first:.1f}, then {last:.1f}")
        ax.set(xscale="log", yscale="log", xlabel="source positions J", title=title)
        ax.set_xticks(where, where)
        ax.yaxis.set_major_formatter("{x:g}")
        ax.minorticks_off()
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("microseconds per query")
    axes[0].legend(loc="upper left")
    return described(
        figure,
        f"Microseconds per query, on {where[0]} and on {where[-1]} positions. {'; '.join(words)}.",
    )

"""The figures of lesson 05b: drawing alone, so that a cell shows what is trained and measured."""

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.analysis.forced_decoding import Forced
from course_lib.data import Pair
from course_lib.lessons.lesson_05b.entries import STEPS
from course_lib.lessons.recording.record import Record
from course_lib.model.alignments.windows import gaussian_weights
from course_lib.plots import COLOURS, MODEL_LOOKS, described, heat_map
from course_lib.plots.paper import ink, tint

LOCATION, LOCAL_M, LOCAL_P = (
    MODEL_LOOKS[f"luong_{name}"][0] for name in ("location", "local_m", "local_p")
)
TASK_NAMES = {
    "word_reversal": "word-wise reversal",
    "full_reversal": "full reversal",
    "copy": "copy",
}
DASHES = {10: "-", 6: "-.", 4: "--"}
# What a row of dots shows: its name, the recorded values, the reader's own one, a colour.
Row = tuple[str, np.ndarray, float | None, str]


def told(values: np.ndarray, places: int = 2) -> str:
    """The recorded values of the three seeds, as a short text."""
    return ", ".join(f"{value:.{places}f}" for value in values)


def dots(ax: Axes, rows: Sequence[Row], title: str) -> str:
    """A stroke for each recorded seed, a ring for the reader's own run. Gives it all in words."""
    for place, (_, values, yours, colour) in enumerate(rows):
        level = np.full(len(values), float(place))
        ax.plot(values, level, "|", color=colour, markersize=15, markeredgewidth=2)
        if yours is not None:
            ax.plot(yours, place, "o", color=colour, markersize=10, fillstyle="none")
    ax.set_yticks(range(len(rows)), [name for name, *_ in rows])
    ax.set(xlim=(-0.03, 1.05), ylim=(len(rows) - 0.5, -0.5), xlabel="whole sentences right")
    ax.set_title(title)
    ax.grid(alpha=0.3, axis="x")
    digits = 3 if max(values.max() for _, values, *_ in rows) < 0.2 else 2
    return "; ".join(f"{name}: {told(values, digits)}" for name, values, *_ in rows)


def by_the_step(record: Record, yours: Mapping[str, float]) -> Figure:
    """The location score and local-m, on the task that keeps the step's place and one that does
    not. `yours` holds the reader's own exact matches, by "location, copy" and so on."""
    entries = {
        "location score, copy": ("location, copy", LOCATION),
        "location score, word-wise reversal": ("location, word_reversal", LOCATION),
        "5 positions around $t$, copy": ("local-m, 2, copy", LOCAL_M),
        "5 positions around $t$, word-wise reversal": ("local-m, 2, word_reversal", LOCAL_M),
    }
    rows = [
        (name, record.values(entry, "exact"), yours.get(entry), colour)
        for name, (entry, colour) in entries.items()
    ]
    figure, ax = plt.subplots(figsize=(9.5, 3.0), layout="constrained")
    words = dots(ax, rows, "The number of the step is enough for a copy, and not for words")
    return described(
        figure,
        "Whole sentences right, a stroke for each of three seeds, a ring for your own run. "
        f"{words}.",
    )


def one_step(scores: jax.Array | np.ndarray, centre: float, half_width: int) -> Figure:
    """Local-p's weights at one step: the softmax over the window, the Gaussian, their product."""
    places = np.arange(len(scores))
    real, middle = jnp.ones(len(scores), bool), jnp.float32(centre)
    weights = np.asarray(gaussian_weights(jnp.asarray(scores), real, middle, half_width))
    fine = np.linspace(0, len(scores) - 1, 300)
    bell = np.exp(-((places - centre) ** 2) / (2 * (half_width / 2) ** 2))
    inside = np.abs(places - centre) <= half_width
    figure, ax = plt.subplots(figsize=(9.5, 3.2), layout="constrained")
    edges: dict[str, Any] = {"facecolor": tint(ax, 0.15), "edgecolor": ink(ax), "linewidth": 0.8}
    plain = np.where(inside, weights / bell, 0)
    ax.bar(places, plain, **edges, label="softmax over the window")
    ax.bar(places, weights, width=0.45, color=LOCAL_P, label="times the Gaussian: the weights")
    curve = np.exp(-((fine - centre) ** 2) / (2 * (half_width / 2) ** 2))
    ax.plot(fine, curve * plain.max(), "--", color=ink(ax), linewidth=1, label="Gaussian (scaled)")
    for edge in (centre - half_width, centre + half_width):
        ax.axvline(edge, color=ink(ax), linestyle=":", linewidth=1)
    ax.axvline(centre, color=ink(ax), linewidth=1)
    ax.set(xlabel="source position, from 0", ylabel="weight", xticks=places)
    ax.set_title(f"A window of R = {half_width} around {centre:.1f}: the line is the centre")
    ax.legend(fontsize="small", loc="upper right")
    return described(
        figure,
        f"Weights over {len(scores)} positions. Outside {centre - half_width:.1f} and "
        f"{centre + half_width:.1f} they are 0; inside, each is its softmax times a Gaussian that "
        f"is 1 at the centre {centre:.1f}. They sum to {float(np.sum(weights)):.2f}.",
    )


def recorded_tasks(record: Record, window: int) -> list[str]:
    """The tasks on which local-p with this half-width is recorded."""
    return [task for task in TASK_NAMES if f"local-p, {window}, {task}" in record.entries]


def windows(record: Record, yours: float) -> Figure:
    """Local-p with windows of several widths: the loss over the steps, and what is right at the
    end. `yours` is the reader's own exact match with R = 10 on word-wise reversal."""
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, 4.2), layout="constrained", width_ratios=(1, 1.1)
    )
    rows: list[Row] = []
    for window, dash in DASHES.items():
        for task in recorded_tasks(record, window):
            entry = f"local-p, {window}, {task}"
            live = yours if (window, task) == (10, "word_reversal") else None
            label = f"R = {window}, {TASK_NAMES[task]}"
            rows.append((label, record.values(entry, "exact"), live, LOCAL_P))
            if task == "word_reversal":
                loss = record.values(entry, "curve", "loss")
                steps = record.values(entry, "curve", "step")[0]
                names = [f"R = {window}", "_", "_"]
                left.plot(steps, loss.T, dash, color=LOCAL_P, linewidth=1, label=names)
    left.set(xlabel="training step", ylabel="loss (nats per character)", yscale="log")
    left.set_title("A wide window finds its place sooner")
    left.grid(alpha=0.3)
    left.legend(fontsize="small")
    words = dots(right, rows, f"After {STEPS} steps, 10 to 50 characters")
    return described(
        figure,
        "Left: the loss on word-wise reversal over the steps falls sooner with the wide window. "
        f"Right: whole sentences right, a stroke for each of three seeds. {words}.",
    )


def looking(read: Forced, pair: Pair, half_width: int) -> Figure:
    """The weights of one sentence, with the centre of each step's window and its edges."""
    assert read.weights is not None
    assert read.centre is not None
    gold = list(pair.alignment or ())
    steps = np.arange(len(pair.target))
    centre = np.asarray(read.centre)[: len(steps)]
    weights = np.asarray(read.weights)[: len(steps)]
    figure, ax = plt.subplots(figsize=(8.5, 6.5), layout="constrained")
    title = f"Where the window stands (R = {half_width})"
    heat_map(
        weights.clip(0, 1), list(pair.source), list(pair.target), title=title,
        gold=gold, vmax=None, ax=ax,
    )  # fmt: skip
    ax.plot(centre, steps, ".-", color=LOCAL_P, label="predicted centre")
    for side, name in ((-1, "edges of the window"), (1, "_")):
        ax.plot(centre + side * half_width, steps, ":", color=LOCAL_P, label=name)
    ax.set_xlim(-0.5, len(pair.source) - 0.5)
    ax.legend(fontsize="small", loc="upper right")
    off = np.abs(centre - np.array(gold))
    return described(
        figure,
        f"The attention weights for {pair.source!r}, a row per letter written. The gold letter is "
        f"in the window at {np.mean(off <= half_width):.0%} of the steps, and on average "
        f"{off.mean():.1f} positions from the centre.",
    )


def shrinking(record: Record, yours: Sequence[float]) -> Figure:
    """What a window of R = 4 does after R = 10: at once, and a few steps later. `yours` are the
    reader's own exact matches, with R = 10, with 4 at once, and after the steps."""
    entry = "local-p, 10, word_reversal"
    more = record.entries[entry]["config"]["then_steps"]
    keys = {
        f"R = 10, {STEPS} steps": ("exact",),
        "R = 4 at once": ("shrunk", "exact"),
        f"R = 4, {more} steps later": ("then", "exact"),
    }
    rows: list[Row] = [
        (name, record.values(entry, *key), own, LOCAL_P)
        for (name, key), own in zip(keys.items(), yours, strict=True)
    ]
    narrow = record.values("local-p, 4, word_reversal", "exact")
    rows.append((f"R = 4 from the start, {STEPS} steps", narrow, None, LOCAL_P))
    figure, ax = plt.subplots(figsize=(9.5, 3.0), layout="constrained")
    words = dots(ax, rows, "The window can shrink, at a price")
    return described(
        figure,
        "Whole sentences right on word-wise reversal, a stroke for each of three seeds, a ring for "
        f"your own run. {words}.",
    )


def feeding(record: Record) -> Figure:
    """Sorting: what the decoder is told of where it has looked, three seeds each."""
    names = {
        "sorting, soft, unfed": ("nothing", COLOURS[0]),
        "sorting, soft, fed": ("attentional vector fed back", COLOURS[2]),
        "sorting, coverage, unfed": ("coverage in the score", COLOURS[3]),
        "sorting, coverage, fed": ("both", COLOURS[4]),
    }
    figure, ax = plt.subplots(figsize=(9.5, 2.8), layout="constrained")
    rows = [
        (name, 1 - record.values(entry, "exact"), None, ink(ax) if name == "nothing" else colour)
        for entry, (name, colour) in names.items()
        if entry in record.entries
    ]
    words = dots(ax, rows, "Sorting letters: what is the decoder told of where it has looked?")
    ax.set(xlim=(0, 0.1), xlabel="whole sentences wrong")
    return described(figure, f"Whole sentences wrong, a stroke for each of three seeds. {words}.")

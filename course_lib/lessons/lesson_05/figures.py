"""The figures of lesson 05a: drawing alone, so that a cell shows what is trained and measured."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course_lib.lessons.lesson_05.compared import half_after
from course_lib.lessons.lesson_05.papers import STEPS
from course_lib.lessons.recording.record import Record
from course_lib.plots import MODEL_LOOKS, described
from course_lib.plots.paper import ink

BAHDANAU, LUONG = MODEL_LOOKS["bahdanau"][0], MODEL_LOOKS["luong_general"][0]
NONE = MODEL_LOOKS["init_state"][0]
HOLLOW: dict[str, Any] = {"fillstyle": "none", "markersize": 9, "linestyle": "none"}
PAPERS = {"bahdanau": ("Bahdanau", BAHDANAU, "^"), "luong_general": ("Luong", LUONG, "o")}
Look = tuple[str, str | None]  # what the page calls a row, and its colour; None is the ink
# From Luong's decoder to Bahdanau's: neither paper's between the two ends.
STEPWISE: dict[str, Look] = {
    "luong_concat": ("Luong, additive score", LUONG),
    "+ context fed": ("... feeds the context back", None),
    "+ attends before": ("... asks before the cell moves", None),
    "+ deep output": ("... Bahdanau's output, with tanh", None),
    "bahdanau": ("Bahdanau's paper, with maxout", BAHDANAU),
}
ROWS: dict[str, Look] = {
    "luong_general": ("Luong's paper, general score", LUONG),
    "luong_dot": ("Luong, dot score", LUONG),
    "luong_general_unfed": ("Luong, nothing fed back", LUONG),
    "luong_context_feed": ("Luong, the context fed back", LUONG),
    **STEPWISE,
    "bahdanau, eq. 4": ("Bahdanau, output from the new state", BAHDANAU),
    "bahdanau_article": ("Bahdanau, context joins the state", BAHDANAU),
    "shared_input": ("shared input", BAHDANAU),
    "simple": ("simple", BAHDANAU),
    "init_state": ("one vector, no attention", NONE),
}
ONE_DIRECTION = {
    "bahdanau": "Bahdanau, two directions",
    "luong_general": "Luong, two directions",
    "bahdanau, one direction": "Bahdanau, one direction",
    "luong_general, one direction": "Luong, one direction",
}


def halves(record: Record, entry: str) -> np.ndarray:
    """`half_after` of the three seeds."""
    steps = record.values(entry, "grown", "step")
    exact = record.values(entry, "grown", "exact")
    return np.array([half_after(*one) for one in zip(steps, exact, strict=True)])


def learning(record: Record, yours: Mapping[str, Any]) -> Figure:
    """Both papers: the share of unseen sentences that are right, by training step.

    `yours` holds the reader's own runs by the names of the record: a `RightByStep` each.
    """
    figure, ax = plt.subplots(figsize=(9, 4.2), layout="constrained")
    words = []
    for entry, (name, color, mark) in PAPERS.items():
        steps = record.values(entry, "grown", "step")[0]
        exact = record.values(entry, "grown", "exact")
        labels = [f"{name}, three recorded seeds", *["_"] * (len(exact) - 1)]
        ax.plot(steps, exact.T, color=color, linewidth=1, label=labels)
        if entry in yours:
            run = yours[entry]
            ax.plot(run.steps, run.exact, mark, **HOLLOW, color=color, label=f"{name}, yours")
        words.append(
            f"{name}: half are right after {np.mean(halves(record, entry)):.0f} steps on average, "
            f"{record.told(entry, 'exact')} at the end"
        )
    ax.set(xlabel="training step", ylabel="unseen sentences right", ylim=(-0.03, 1.03))
    ax.set_title("Luong's decoder learns sooner; at the end the two are close")
    ax.grid(alpha=0.3)
    ax.legend(loc="lower right", fontsize="small")
    return described(figure, f"Unseen sentences right, by training step. {'; '.join(words)}.")


def _compared(
    record: Record,
    rows: Mapping[str, Look],
    yours: Mapping[str, Any],
    title: str,
    height: float,
) -> Figure:
    """Two panels over the same rows: how soon half of the sentences are right, and the end."""
    figure, axes = plt.subplots(1, 2, figsize=(11, height), layout="constrained", sharey=True)
    colors = {name: color or ink(axes[0]) for name, (_, color) in rows.items()}
    soon = {name: halves(record, name) for name in rows}
    end = {name: record.values(name, "exact") for name in rows}
    for y, name in enumerate(rows):
        for ax, values in zip(axes, (soon[name], end[name]), strict=True):
            if np.isnan(values).all():
                ax.text(STEPS, y, "never", ha="right", va="center", color=colors[name])
                continue
            ax.plot([np.nanmin(values), np.nanmax(values)], [y, y], color=colors[name], lw=1)
            ax.plot(values, [y] * len(values), "|", color=colors[name], ms=14, markeredgewidth=2)
        if name in yours:
            for ax, value in zip(axes, (yours[name].half, yours[name].share), strict=True):
                ax.plot(value, y, "o", **HOLLOW, color=colors[name])
    axes[0].set_yticks(range(len(rows)), [label for label, _ in rows.values()])
    axes[0].set_ylim(len(rows) - 0.5, -0.5)
    late = np.concatenate([*soon.values()])
    last = STEPS + 10 if np.isnan(late).any() else 1.2 * late.max()
    axes[0].set(xlabel="training steps", xlim=(0, last), title="Until half are right")
    axes[1].set(xlabel="unseen sentences right", xlim=(-0.03, 1.03), title="At the end")
    for ax in axes:
        ax.grid(alpha=0.3, axis="x")
    figure.suptitle(title)
    words = "; ".join(
        f"{label}: "
        + ("never half" if np.isnan(soon[n]).all() else f"half after {np.nanmean(soon[n]):.0f}")
        + f", {end[n].mean():.2f} at the end"
        for n, (label, _) in rows.items()
    )
    return described(
        figure,
        f"{title}. Two panels, a stroke for each of three seeds: the training steps until half of "
        f"the unseen sentences are right, and the share at the end. Means: {words}.",
    )


def rows(record: Record, yours: Mapping[str, Any]) -> Figure:
    """Every row of the comparison. `yours` as in `learning`, each with its `share` at the end."""
    title = "Most rows end alike; they differ in how soon they learn"
    return _compared(record, ROWS, yours, title, 6.2)


def path(record: Record) -> Figure:
    """From Luong's decoder to Bahdanau's, one decision at a time."""
    return _compared(record, STEPWISE, {}, "From Luong to Bahdanau, one decision at a time", 3.2)


def where_it_looks(record: Record, yours: Mapping[str, Mapping[str, float]]) -> Figure:
    """One line per seed: how often the largest weight is on the letter that is written, how often
    on the one after it in the source, and how many sentences are right.

    `yours` holds the reader's own shares "0", "1" and "exact" by the names of the record.
    """
    figure, ax = plt.subplots(figsize=(10, 4.8), layout="constrained")
    y, ticks, words = 0.0, [], []
    for name, label in ONE_DIRECTION.items():
        runs = [
            (*(record.values(name, "alignment", o)[k] for o in ("0", "1")), right, "")
            for k, right in enumerate(record.values(name, "exact"))
        ]
        if name in yours:
            own = yours[name]
            runs.append((own["0"], own["1"], own["exact"], ", yours"))
        ticks.append((y + (len(runs) - 1) / 2, label))
        color = BAHDANAU if "Bahdanau" in label else LUONG
        for gold, after, right, whose in runs:
            ax.plot([gold, after], [y, y], color=color, linewidth=1, zorder=0)
            ax.plot(gold, y, "o", color=color, markersize=8)
            ax.plot(after, y, ">", color=color, markersize=8, fillstyle="none", markeredgewidth=1.8)
            ax.text(1.04, y, f"{right:.2f} right{whose}", va="center", fontsize=9)
            y += 1
        y += 0.8
        words.append(
            f"{label}: {record.told(name, 'alignment', '0')} on the letter, "
            f"{record.told(name, 'alignment', '1')} on the one after, "
            f"{record.told(name, 'exact')} of the sentences right"
        )
    ax.set_yticks(*zip(*ticks, strict=True))
    ax.set(xlim=(-0.03, 1.27), ylim=(y - 0.5, -0.8), xlabel="share of letters")
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    ax.set_title("With one direction it looks one letter further, and is mostly right")
    shade = ink(ax)
    ax.plot([], [], "o", color=shade, label="largest weight on the letter that is written")
    ax.plot([], [], ">", color=shade, fillstyle="none", label="on the one after it in the source")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, fontsize="small")
    return described(figure, f"Where the largest weight is, a line per seed. {'; '.join(words)}.")

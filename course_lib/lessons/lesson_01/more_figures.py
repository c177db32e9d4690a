"""The figures of the notebook beside lesson 01, all drawn from the record alone."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.lessons.lesson_01.figures import GUESS, LOOK, centres
from course_lib.lessons.lesson_01.measures import RECALL_EDGES, recall_edges
from course_lib.lessons.recording.record import Record
from course_lib.plots import MODEL_LOOKS, described

HUNDRED = {
    "rnn": "rnn, recall, rate 0.003",
    "rnn from the identity": "rnn, recall, identity start, rate 0.0003",
    "lstm": "lstm, recall",
    "gru": "gru, recall",
}
EXCUSES = {
    "straight away": "rate 0.003",
    "4 times the width": "width 256",
    "3 times the steps": "3x steps",
    "6 times the steps": "6x steps",
    "short gaps first": "short gaps first",
    "identity start": "identity start",
}


def _guess(ax: Axes) -> None:
    ax.axhline(GUESS, color="0.5", linewidth=1, label="a guess")
    ax.set(ylabel="share right", ylim=(0, 1.05))
    ax.grid(alpha=0.3)


def unseen_positions(record: Record) -> Figure:
    """The share of right colours at each position, for nets that saw the first four only."""
    figure, ax = plt.subplots(figsize=(9, 3.8), layout="constrained")
    nets = {
        "fc": ("fully connected", MODEL_LOOKS["fc"], ":"),
        "rnn": ("rnn", LOOK["rnn"], "-."),
        "lstm": ("lstm, last state", LOOK["lstm"], "-"),
        "max pool": ("lstm, largest of all states", LOOK["lstm"], "--"),
    }
    told = []
    for name, (label, (color, marker), dash) in nets.items():
        seeds = record.values(f"{name}, early", "by_position")
        look: dict[str, Any] = {
            "color": color,
            "marker": marker,
            "linestyle": dash,
            "markersize": 4,
        }
        ax.plot(range(1, 13), seeds.T, **look, label=[label, "_", "_"])
        told.append(f"{label}: {seeds[:, 4].min():.2f} to {seeds[:, 4].max():.2f}")
    ax.axvspan(0.5, 4.5, color="0.5", alpha=0.15, label="seen in training")
    ax.set(xlabel="position of the colour", xticks=range(1, 13), xlim=(0.5, 12.5))
    ax.set_title("What was learned early in the row wears off, step by step")
    _guess(ax)
    ax.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.01, 1.0))
    return described(
        figure,
        "Share right by position of the colour. All nets are near 1 at the first four, the only "
        f"ones seen in training. At the fifth, {'; '.join(told)}. At the last, none is above .25.",
    )


def excuses(record: Record) -> Figure:
    """The RNN on gaps to 40 by gap: as it is, wider, trained longer, taught short gaps first, and
    started from the identity matrix."""
    figure, axes = plt.subplots(
        2, 3, figsize=(11, 5.6), layout="constrained", sharex=True, sharey=True
    )
    color, marker = LOOK["rnn"]
    told = []
    for ax, (title, entry) in zip(axes.flat, EXCUSES.items(), strict=True):
        seeds = record.values(f"rnn, gaps to 40, {entry}", "by_gap")
        ax.plot(centres(recall_edges(40)), seeds.T, color=color, marker=marker, markersize=4)
        ax.set(xlabel="gap", title=title)
        _guess(ax)
        ax.label_outer()
        told.append(f"{title}: {seeds.min():.2f} to {seeds.max():.2f}")
    axes[0, 0].annotate("a guess", (25, GUESS + 0.02), color="0.5")
    figure.suptitle("The same net learns gaps to 40 in three of these ways")
    return described(figure, f"Share right by gap, to 40, three seeds each. {'; '.join(told)}.")


def hundred(record: Record) -> Figure:
    """Gaps to 100: the share right by gap, and the gradient by steps back before and after."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
    middles, told = centres(RECALL_EDGES), []
    for name, entry in HUNDRED.items():
        color, marker = LOOK[name.split()[0]]
        look: dict[str, Any] = {"color": color, "marker": marker, "markersize": 4}
        if name not in LOOK:
            look |= {"markerfacecolor": "none", "markersize": 7, "linewidth": 0.8}
        seeds = record.values(entry, "by_gap")
        left.plot(middles, seeds.T, **look, label=[name, "_", "_"])
        told.append(f"{name}: {seeds.min():.2f} to {seeds.max():.2f}")
        # The last part of the state: an LSTM's memory.
        before, after = (
            record.values(entry, when)[:, -1, 1:] for when in ("gradients_before", "gradients")
        )
        look |= {"markevery": 20}
        for norms, dash in ((before, ":"), (after, "-")):
            back = norms / norms[:, :1]
            right.plot(np.arange(back.shape[1]) + 1, back.T, **look, linestyle=dash)
    _guess(left)
    left.set(xlabel="gap", title="Gates learn gaps to 100, and so can an RNN")
    left.legend(fontsize="small", loc="center right")
    right.set(xlabel="steps back", ylabel="gradient, of that 1 step back", yscale="log")
    right.set(ylim=(1e-14, 1e2), title="Dotted: untrained. Lines: trained")
    right.grid(alpha=0.3)
    return described(
        figure,
        f"Left: share right by gap, to 100, {'; '.join(told)}. Right: the gradient by steps back, "
        "on a logarithmic scale; an LSTM's is that of its memory. The untrained GRU's falls "
        "fastest; after training, that of the RNN from the identity falls least.",
    )


def one_gap(record: Record) -> Figure:
    """Learning curves of RNN and GRU where the letter is first and every gap is 30."""
    figure, axes = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained", sharey=True)
    told = []
    for ax, rate in zip(axes, (0.003, 0.03), strict=True):
        for name in ("rnn", "gru"):
            entry = f"{name}, naive, rate {rate:g}"
            curves, color = record.values(entry, "curve"), LOOK[name][0]
            steps = (np.arange(curves.shape[1]) + 1) * 10
            dash = "-" if name == "gru" else "--"
            ax.plot(steps, curves.T, color=color, linestyle=dash, label=[name, "_", "_"])
            told.append(f"{name} at {rate:g}: {record.told(entry, 'accuracy')}")
        ax.set(xlabel="training step", title=f"Rate {rate:g}")
        _guess(ax)
        ax.set(ylabel="share right in training")
        ax.label_outer()
    axes[0].legend(loc="center right")
    figure.suptitle("At each rate another cell is ahead")
    return described(
        figure, f"Share right by training step, at two rates. At the end, {'; '.join(told)}."
    )

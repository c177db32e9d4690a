"""The figures of lesson 03 that compare recorded runs with the reader's own: drawing alone, so that
a cell shows what is trained and measured."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.data import WORD_REVERSAL
from course_lib.lessons.lesson_03.entries import HIDDEN, LONGEST, RATES, STEPS, edges
from course_lib.lessons.lesson_03.experiment import SHOWN
from course_lib.lessons.recording.record import Record
from course_lib.plots import MODEL_LOOKS, described, heat_map
from course_lib.plots.paper import tint

ONE, ATTENDS = MODEL_LOOKS["init_state"][0], MODEL_LOOKS["luong_general"][0]
HOLLOW: dict[str, Any] = {"fillstyle": "none", "markersize": 9, "linestyle": "none"}
DASHES = {12: ":", 20: "--", 30: "-"}
LOOKS = (("-", "o"), ("--", "s"), (":", "^"))
BEYOND = (31, 41, 51, 61)
TENTHS = (np.arange(10) + 0.5) / 10


def middles(bounds: Sequence[int]) -> np.ndarray:
    """The middles of buckets of whole numbers, whose edges these are."""
    return (np.array(bounds[:-1]) + np.array(bounds[1:]) - 1) / 2


def _by_length(ax: Axes, title: str, ylabel: str = "whole sentences right") -> None:
    ax.set(xlabel="characters in the sentence", ylabel=ylabel, ylim=(-0.03, 1.05), title=title)
    ax.grid(alpha=0.3)


def _seeds(ax: Axes, record: Record, entry: str, label: str, **look: Any) -> None:
    """One thin line per seed: whole sentences right by length."""
    longest = record.entries[entry]["config"]["lengths"][1]
    found = record.values(entry, "by_length", "exact")
    labels = [label, *["_"] * (len(found) - 1)]  # the others stay out of the legend
    ax.plot(middles(edges(longest)), found.T, linewidth=1, markersize=4, label=labels, **look)


def falling(record: Record, yours: Mapping[str, Any]) -> Figure:
    """One vector and attention by length, for three longest sentences of training.

    `yours` are the results of the reader's own one-vector model, trained up to 30 characters.
    """
    figure, ax = plt.subplots(figsize=(9.5, 4.4), layout="constrained")
    for longest, dash in DASHES.items():
        look = {"linestyle": dash, "marker": "."}
        _seeds(ax, record, f"attention, to {longest}", "_", color=ATTENDS, **look)
        _seeds(ax, record, f"one vector, to {longest}", f"to {longest}", color=ONE, **look)
    where = middles(edges(LONGEST[-1]))
    ax.plot(where, yours["by_length"]["exact"], "s", **HOLLOW, color=ONE, label="yours, to 30")
    ax.annotate("attention", (22, 1.0), (22, 0.86), color=ATTENDS, ha="center")
    ax.annotate("one vector", (9.5, 0.6), color=ONE)
    _by_length(ax, "The longer the sentences, the less one vector brings across")
    ax.legend(title="trained on sentences", fontsize="small", loc="center right")
    each = "; ".join(
        f"to {n}: {record.told(f'one vector, to {n}', 'exact')}, with attention "
        f"{record.told(f'attention, to {n}', 'exact')}"
        for n in LONGEST
    )
    return described(
        figure,
        "Whole sentences right by length. One vector falls steeply with the length, and lower the "
        f"longer the sentences of training; attention stays near 1. Over all lengths, {each}.",
    )


def excuses(record: Record) -> Figure:
    """Four excuses of the one vector, each tried on sentences up to 30 characters."""
    base = "one vector, to 30"
    panels: dict[str, dict[str, str]] = {
        "Badly optimised?": {
            f"rate {rate:g}": base if rate == 3e-3 else f"{base}, rate {rate:g}" for rate in RATES
        },
        "Trained too little?": {f"{STEPS} steps": base, f"{3 * STEPS} steps": f"{base}, 3x steps"},
        "Too small?": {
            f"{width} numbers": base if width == 168 else f"{base}, width {width}"
            for width in HIDDEN
        },
        "No short ones first?": {
            f"{3 * STEPS} steps at once": f"{base}, 3x steps",
            "short first": f"{base}, short first",
        },
    }
    figure, axes = plt.subplots(1, 4, figsize=(13, 3.9), layout="constrained", sharey=True)
    for ax, (title, lines) in zip(axes, panels.items(), strict=True):
        others = iter(LOOKS[1:])
        for label, entry in lines.items():  # what the lesson trains is solid in every panel
            dash, mark = LOOKS[0] if entry == base else next(others)
            _seeds(ax, record, entry, label, color=ONE, linestyle=dash, marker=mark)
        best = record.values("attention, to 30", "by_length", "exact")
        ax.plot(middles(edges(30)), best.T, color=ATTENDS, linewidth=1, alpha=0.8)
        _by_length(ax, title, "whole sentences right" if ax is axes[0] else "")
        ax.legend(fontsize="small", loc="center right")
    axes[-1].annotate("attention", (6, 0.97), va="top", color=ATTENDS, fontsize="small")
    each = "; ".join(
        f"{label}: {record.told(entry, 'exact')}"
        for lines in panels.values()
        for label, entry in lines.items()
    )
    return described(
        figure,
        "Four panels of whole sentences right by length, trained on up to 30 characters; attention "
        f"stays near 1 in each. Over all lengths, {each}.",
    )


def compared(record: Record, yours: Mapping[str, Mapping[str, Any]]) -> Figure:
    """One vector and attention, trained up to 30 characters, and what happens beyond.

    `yours` holds the reader's results, "one vector" and "attention".
    """
    figure, ax = plt.subplots(figsize=(9.5, 4.2), layout="constrained")
    bounds = edges(30), BEYOND
    where = np.concatenate([middles(one) for one in bounds])
    for name, color, mark in (("one vector", ONE, "s"), ("attention", ATTENDS, "o")):
        entry = f"{name}, to 30"
        near = record.values(entry, "by_length", "exact")
        far = record.values(entry, "beyond", "by_length", "exact")
        labels = [f"{name}, three recorded seeds", "_", "_"]
        ax.plot(where, np.hstack([near, far]).T, color=color, linewidth=1, label=labels)
        shown = yours[name]["by_length"]["exact"]
        ax.plot(where[: len(shown)], shown, mark, **HOLLOW, color=color, label=f"{name}, yours")
    ax.axvspan(30.5, 60, color=tint(ax, 0.08), zorder=0)
    ax.text(45, 0.5, "longer than any\nin training", ha="center")
    _by_length(ax, "Attention keeps what one vector loses, up to the longest of training")
    ax.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    share = record.told("attention, to 30", "beyond", "exact")
    return described(
        figure,
        "Whole sentences right by length, to 60 characters. Up to 30, attention is near 1 and one "
        "vector falls to 0 at 13 characters or so. Beyond the lengths of training attention falls, "
        f"too: {share} of the sentences of 31 to 60 characters are right.",
    )


def small_start(record: Record) -> Figure:
    """What embeddings that start too small do: the loss that stands still, and the map."""
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, 4.6), layout="constrained", width_ratios=(1.2, 1)
    )
    found = {}
    for label, entry, dash in (
        ("small start", "scaled dot, to 30, old start", "--"),
        ("standard deviation 1", "scaled dot, to 30", "-"),
    ):
        loss = record.values(entry, "curve", "loss")
        steps = record.values(entry, "curve", "step")[0]
        left.plot(steps, loss.T, dash, color=ATTENDS, linewidth=1, label=[label, "_", "_"])
        found[label] = record.told(entry, "exact")
    left.set(xlabel="training step", ylabel="loss (nats per character)", yscale="log")
    left.set_title("The loss: two starts, three seeds each")
    left.grid(alpha=0.3)
    left.legend(fontsize="small")
    weights = np.array(
        record.entries["scaled dot, to 30, old start"]["runs"]["0"]["results"]["map"]
    )
    target = [*WORD_REVERSAL.pair(SHOWN).target, "</s>"]
    title = f"Small start: no weight above {weights.max():.2f}"
    heat_map(weights.clip(0, 1), list(SHOWN), target, title=title, vmax=None, ax=right)
    each = "; ".join(f"{label}: {seeds}" for label, seeds in found.items())
    return described(
        figure,
        "Left: with the small start the loss falls slowly. Right: the weights of such a model on "
        f"{SHOWN!r} are spread over all positions, the largest is {weights.max():.2f}. Whole "
        f"sentences right, {each}.",
    )


def where_it_is_right(record: Record) -> Figure:
    """Characters right by their place in the source, the true characters before them given."""
    figure, ax = plt.subplots(figsize=(8.5, 3.8), layout="constrained")
    for entry, label, (dash, mark) in (
        ("one vector, to 30", "encoder reads in both directions", LOOKS[0]),
        ("one vector, to 30, one direction", "encoder reads from left to right", LOOKS[1]),
    ):
        found = record.values(entry, "by_position_forced")
        look: dict[str, Any] = {"color": ONE, "linestyle": dash, "marker": mark, "markersize": 4}
        ax.plot(TENTHS, found.T, **look, linewidth=1, label=[label, "_", "_"])
    ax.set(xlabel="place in the source (0: start, 1: end)", ylabel="characters right")
    ax.set(title="More characters are right in the first half of the source", ylim=(0.3, 1.02))
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
    first, last = (
        ", ".join(f"{v:.2f}" for v in record.values("one vector, to 30, one direction",
                                                    "by_position_forced")[:, at])
        for at in (0, -1)
    )  # fmt: skip
    return described(
        figure,
        "Characters right by their place in the source, the true ones before them given. Both "
        "encoders are better in the first half than at the end; from left to right, first tenth: "
        f"{first}, last tenth: {last}.",
    )


def letters(record: Record) -> Figure:
    """Characters at their place by length: what a whole sentence hides. For the notebook beside."""
    figure, ax = plt.subplots(figsize=(9.5, 4.2), layout="constrained")
    for entry, label, color, dash in (
        ("attention, to 30", "attention, 800 steps", ATTENDS, "-"),
        ("one vector, to 30, 3x steps", "one vector, 2400 steps", ONE, "--"),
        ("one vector, to 30", "one vector, 800 steps", ONE, "-"),
    ):
        found = record.values(entry, "by_length", "character")
        look: dict[str, Any] = {"color": color, "linestyle": dash, "linewidth": 1, "marker": "."}
        ax.plot(middles(edges(30)), found.T, **look, label=[label, "_", "_"])
    _by_length(ax, "Letters right at their place", "characters right")
    ax.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    ends = {
        name: record.values(name, "by_length", "character")[:, -1].mean()
        for name in ("one vector, to 30", "one vector, to 30, 3x steps", "attention, to 30")
    }
    told_ends = "; ".join(f"{name}: {share:.2f}" for name, share in ends.items())
    return described(
        figure,
        "Characters right at their place by length, which fall with the length for one vector. At "
        f"28 to 30 characters, means of three seeds: {told_ends}.",
    )

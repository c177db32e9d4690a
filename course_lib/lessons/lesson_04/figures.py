"""The figures of lesson 04: drawing alone, so that a cell shows what is trained and measured."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.analysis.estimators.bias_test import Agreement
from course_lib.lessons.recording.record import Record
from course_lib.plots import MODEL_LOOKS, described
from course_lib.plots.paper import ink

SOFT, HARD = MODEL_LOOKS["luong_general"][0], MODEL_LOOKS["luong_general_hard"][0]
HOLLOW: dict[str, Any] = {"fillstyle": "none", "markersize": 7, "linestyle": "none"}
DASHES = {"1": "-", "1/25": "--", "1/125": ":"}  # of lambda_r
# Curves while training: what each is called, and where the record has it.
CURVES = {
    "letters right": ("curve", "accuracy"),
    "largest weight": ("looks", "largest"),
    "largest weight on the gold letter": ("looks", "gold"),
}


def jumps(scores: Any, draws: Any, mean: Any) -> Figure:
    """The reward by one score: `draws` [3, n] each with its noise held, and their `mean` [n]."""
    figure, ax = plt.subplots(figsize=(7.5, 3.6), layout="constrained")
    for number, (one, dash) in enumerate(zip(draws, ("--", "-.", ":"), strict=True), start=1):
        ax.step(scores, one, dash, color=HARD, where="mid", label=f"one draw, noise {number}")
    ax.plot(scores, mean, color=ink(ax), linewidth=2.5, label="mean over all draws")
    ax.set(title="One draw jumps, the mean is smooth", xlabel="score of the first position")
    ax.set_ylabel("reward, log p(y | z)")
    ax.legend()
    return described(
        figure,
        "The reward by the score of the first position, for three fixed noises: each is flat, with "
        "one or two jumps. The mean over all draws is a smooth curve that rises from "
        f"{float(mean[0]):.2f} to {float(mean[-1]):.2f}.",
    )


def distances(tests: dict[str, Agreement]) -> Figure:
    """How far the mean of many estimates is from the exact gradient, for each estimator."""
    figure, ax = plt.subplots(figsize=(9, 3.4), layout="constrained")
    for row, test in enumerate(reversed(tests.values())):
        z = np.abs(test.z).ravel()
        ax.plot(z, np.full(z.size, row), "|", color=SOFT if test.passed else HARD, markersize=11)
        said = "passes" if test.passed else "fails"
        ax.annotate(said, (1.01, row), xycoords=("axes fraction", "data"), va="center")
    bound = next(iter(tests.values())).bound
    ax.axvline(bound, color=ink(ax), linestyle="--", label=f"bound for all: {bound:.1f}")
    ax.set(title="How far 2,000 estimates are from the exact gradient, on average", xscale="symlog")
    ax.set(xlabel="distance in standard errors, a mark per direction (logarithmic above 2)")
    ax.set(yticks=range(len(tests)), yticklabels=list(reversed(tests)), xlim=(0, None))
    ax.set_xticks([0, 1, 2, 5, 10, 100], ["0", "1", "2", "5", "10", "100"])
    ax.legend(loc="lower right")
    each = "; ".join(f"{name}: {test.largest:.1f}" for name, test in tests.items())
    return described(
        figure, f"Largest distance from the exact gradient, in standard errors, bound {bound:.1f}. "
        f"{each}."
    )  # fmt: skip


def _curve(
    ax: Axes, record: Record, entry: str, keys: tuple[str, str], label: str, **look: Any
) -> None:
    """One thin line per seed."""
    found = record.values(entry, *keys)
    steps = record.values(entry, keys[0], "step")[0]
    labels = [label, *["_"] * (len(found) - 1)]  # the others stay out of the legend
    ax.plot(steps, found.T, linewidth=1.2, label=labels, **look)


def learning(record: Record, yours: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Letters right, sharpness and place of the looks over the steps: what a look is paid for.

    `yours` are the reader's own runs by name, as `measures.curves` gives them.
    """
    figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), layout="constrained", sharey=True)
    for ax, (title, keys) in zip(axes, CURVES.items(), strict=True):
        _curve(ax, record, "soft", keys, "soft", color=SOFT)
        _curve(ax, record, "immediate", keys, "hard, own letter", color=HARD)
        for strength, dash in DASHES.items():
            label = f"hard, whole sentence, $\\lambda_r$ = {strength}"
            _curve(ax, record, f"total, {strength}", keys, label, color=ink(ax), linestyle=dash)
        for (name, curves), mark in zip(yours.items(), "osD", strict=False):
            color = {"soft": SOFT, "own letter": HARD}.get(name, ink(ax))
            ax.plot(*curves[title], mark, **HOLLOW, color=color, label=f"yours, {name}")
        ax.set(title=title.capitalize(), xlabel="training step", ylim=(-0.03, 1.03))
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("share, or weight")
    axes[-1].legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    ends = "; ".join(
        f"{entry}: largest weight {record.values(entry, 'looks', 'largest')[:, -1].mean():.2f}, on "
        f"gold {record.values(entry, 'looks', 'gold')[:, -1].mean():.2f}"
        for entry in ("soft", "immediate", *(f"total, {strength}" for strength in DASHES))
    )
    return described(
        figure,
        "Three panels over the training steps, a line per seed. Soft attention and hard attention "
        "paid for its own letter get nearly all letters right and look at the gold one. Paid for "
        "the whole sentence, the weights become nearly as sharp, on wrong places. At the end, "
        f"means of the seeds: {ends}.",
    )


def settings(record: Record, searched: Record) -> Figure:
    """Each setting tried for the paper's own reward: sentences right, and looks on gold."""
    rows = {
        "own letter, with a baseline": (record, "immediate"),
        "own letter, 1/10, no baseline (their program)": (record, "code"),
        **{f"whole sentence, {name}": (record, f"total, {name}") for name in DASHES},
    }
    for name in sorted(searched.entries, key=lambda name: "draws" in name):
        rows[f"whole sentence, {name}"] = (searched, name)
    rows["whole sentence, 8 draws"] = (record, "total, 8 draws")
    figure, ax = plt.subplots(figsize=(9.5, 0.34 * len(rows) + 1.4), layout="constrained")
    for row, (source, entry) in enumerate(reversed(list(rows.values()))):
        exact = source.values(entry, "exact")
        gold = source.values(entry, "alignment", "0")
        ax.plot(gold, np.full(gold.size, row), "D", color=HARD, fillstyle="none")
        ax.plot(exact, np.full(exact.size, row), "o", color=ink(ax))
    ax.plot([], [], "o", color=ink(ax), label="whole sentences right")
    ax.plot([], [], "D", color=HARD, fillstyle="none", label="largest weight on the gold letter")
    ax.set(yticks=range(len(rows)), yticklabels=list(rows)[::-1], xlim=(-0.03, 1.03))
    ax.set(xlabel="share, a mark per seed")
    ax.set(title="Comparing draws of one sentence is what helps")
    ax.grid(alpha=0.3)
    figure.legend(fontsize="small", loc="outside lower center", ncols=2)
    each = "; ".join(
        f"{name}: {record.told(entry, 'exact')}" for name, (record, entry) in rows.items()
    )
    return described(figure, f"Whole sentences right for each setting. {each}.")

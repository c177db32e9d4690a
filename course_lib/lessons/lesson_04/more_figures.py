"""The figures of the notebook beside lesson 04: the choice of g, what a look costs, erasing."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course_lib.lessons.lesson_04.figures import HARD, SOFT, told
from course_lib.lessons.recording.record import Record
from course_lib.plots import MODEL_LOOKS, described
from course_lib.plots.paper import ink

ADDITIVE = MODEL_LOOKS["bahdanau"][0]


def choice_of_g(record: Record) -> Figure:
    """Whole sentences right and the mean largest weight, by where g stands and which one it is."""
    names = [name for name in record.entries if name.startswith("g: ")]
    figure, axes = plt.subplots(1, 2, figsize=(10, 2.8), layout="constrained", sharey=True)
    for row, name in enumerate(reversed(names)):
        exact = record.values(name, "exact")
        largest = record.values(name, "looks", "largest")[:, -1]
        for ax, values in zip(axes, (exact, largest), strict=True):
            ax.plot(values, np.full(values.size, row), "o", color=ADDITIVE)
            ax.set(xlim=(-0.03, 1.03))
            ax.grid(alpha=0.3)
    axes[0].set(yticks=range(len(names)), yticklabels=[name[3:] for name in reversed(names)])
    axes[0].set(title="Whole sentences right", xlabel="share, a mark per seed")
    axes[1].set(title="Largest weight", xlabel="mean over letters, a mark per seed")
    each = "; ".join(f"{name[3:]}: {told(record, name, 'exact')}" for name in names)
    return described(
        figure, f"Whole sentences right and largest weight by the choice of g. {each}."
    )


def cost(record: Record) -> Figure:
    """Milliseconds by the number of source positions: reading alone, and a whole decoder step."""
    lengths = record.values("reads", "length")[0]
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for ax, what, title in zip(
        axes, ("context", "step"), ("Reading alone", "A whole decoder step"), strict=True
    ):
        for kind, color, mark in (("soft", SOFT, "o"), ("hard", HARD, "v")):
            times = record.values("reads", what, kind)
            look: dict[str, Any] = {"color": color, "marker": mark, "linewidth": 1}
            ax.plot(lengths, times.T, label=[kind, *["_"] * (len(times) - 1)], **look)
        ax.set(title=title, xscale="log", yscale="log", xlabel="source positions")
        ax.set_xticks(lengths, [f"{int(length)}" for length in lengths])
        ax.minorticks_off()
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("milliseconds, batch of 64")
    axes[0].legend()
    ratios = {
        what: np.median(record.values("reads", what, "soft") / record.values("reads", what, "hard"),
                        axis=0)[-1]
        for what in ("context", "step")
    }  # fmt: skip
    return described(
        figure,
        f"Milliseconds by source length. At {int(lengths[-1])} positions, soft over hard: reading "
        f"alone {ratios['context']:.1f}, a whole step {ratios['step']:.1f}.",
    )


def erasing(record: Record, entry: str = "soft") -> Figure:
    """How often another letter becomes the likeliest when a source letter is erased."""
    figure, ax = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
    which = {"most": "most attended", "random": "random", "least": "least attended"}
    means = {}
    for shift, (way, hatch) in zip((-0.2, 0.2), (("replace", ""), ("hide", "///")), strict=True):
        values = [record.values(entry, "erasure", way, one, "changed") for one in which]
        means[way] = [value.mean() for value in values]
        where = np.arange(3) + shift
        ax.bar(where, means[way], 0.36, color=SOFT, edgecolor=ink(ax), hatch=hatch, label=way)
        for x, value in zip(where, values, strict=True):
            ax.plot(np.full(value.size, x), value, ".", color=ink(ax))
    ax.set(xticks=range(3), xticklabels=which.values(), ylim=(0, 1.05))
    ax.set(title="Erase a letter: does the output change?", ylabel="share of letters")
    ax.legend(title="the letter is")
    each = "; ".join(
        f"{way}: "
        + ", ".join(f"{name} {share:.2f}" for name, share in zip(which, shares, strict=True))
        for way, shares in means.items()
    )
    return described(figure, f"Share of output letters that change when one is erased. {each}.")

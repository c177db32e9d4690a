"""The figures of the notebook beside lesson 04: what a look costs, and erasing."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course_lib.lessons.lesson_04.figures import HARD, SOFT
from course_lib.lessons.recording.record import Record
from course_lib.plots import described
from course_lib.plots.paper import ink


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

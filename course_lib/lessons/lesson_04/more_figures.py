"""The figures of the notebook beside lesson 04: erasing letters."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course_lib.lessons.lesson_04.figures import SOFT
from course_lib.lessons.recording.record import Record
from course_lib.plots import described
from course_lib.plots.paper import ink


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

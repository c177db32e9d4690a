"""The figures of lesson 11: drawing alone, so that a cell shows what is trained and measured."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from course_lib.lessons.lesson_11.entries import EDGES, LENGTHS, LONGER
from course_lib.lessons.recording.record import Record
from course_lib.plots import MODEL_LOOKS, described
from course_lib.plots.paper import ink, tint
from course_lib.plots.tokens import shown

HOLLOW: dict[str, Any] = {"fillstyle": "none", "markersize": 9, "linestyle": "none"}
# What is compared, as it looks in both panels: colour (None: the ink of the page), line, marker.
LOOKS: dict[str, tuple[str | None, str, str]] = {
    "LSTM reader": (MODEL_LOOKS["lstm"][0], "-", "o"),
    "self-attention reader": (MODEL_LOOKS["self_attention"][0], "--", "s"),
    "Transformer": (None, ":", "^"),
}
MIDDLES = [
    (low + high - 1) / 2 for bounds in (EDGES, LONGER) for low, high in itertools.pairwise(bounds)
]


NOBODY: Mapping[str, Mapping[str, Any]] = {}


def by_length(results: Mapping[str, Any]) -> list[float]:
    """Whole sentences right by length, as in training and longer."""
    return [*results["by_length"], *results["beyond"]["by_length"]]


def compared(record: Record, yours: Mapping[str, Mapping[str, Any]] = NOBODY) -> Figure:
    """How fast three readers of the same size learn, and what they can do then, by length.

    `yours` may hold the results of the reader's own runs.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(12.5, 4.6), layout="constrained")
    for name, (colour, line, mark) in LOOKS.items():
        look = {"color": colour or ink(left), "linestyle": line, "linewidth": 1}
        steps = record.values(name, "curve", "step")[0]
        labels = [name, *["_"] * (len(record.values(name, "exact")) - 1)]
        left.plot(steps, record.values(name, "curve", "loss").T, label=labels, **look)
        near = record.values(name, "by_length")
        shares = np.hstack([near, record.values(name, "beyond", "by_length")])
        right.plot(MIDDLES, shares.T, marker=mark, markersize=4, label=labels, **look)
        if name in yours:
            shown_by = by_length(yours[name])
            hollow = {**HOLLOW, "color": look["color"]}
            right.plot(MIDDLES, shown_by, mark, **hollow, label=f"{name}, yours")
    right.axvspan(LENGTHS[1] + 0.5, MIDDLES[-1] + 2, color=tint(right, 0.08), zorder=0)
    right.text(31.5, 0.8, "longer than any\nin training", ha="center")
    left.set(xlabel="training step", ylabel="loss (nats per letter)", yscale="log")
    left.set_title("All three need about as many steps")
    right.set(xlabel="letters in the sentence", ylabel="whole sentences right", ylim=(-0.03, 1.05))
    right.set_title("Close as far as they trained; a little beyond, the LSTM keeps more")
    for ax in (left, right):
        ax.grid(alpha=0.3)
    left.legend(fontsize="small")
    right.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    each = "; ".join(
        f"{name}: {record.told(name, 'exact')}, longer {record.told(name, 'beyond', 'exact')}"
        for name in LOOKS
    )
    return described(
        figure,
        "Left: the loss over the steps, three seeds of each. Right: whole sentences right by "
        f"length, up to 24 letters as in training, and beyond. Over all lengths, {each}.",
    )


def codes(table: Float[np.ndarray, "J E"]) -> Figure:
    """Codes of positions as a map, and how alike two of them are by how far apart they stand."""
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(11, 3.6), layout="constrained", width_ratios=(1.5, 1)
    )
    image = left.imshow(table, cmap="Greys", aspect="auto", vmin=-1, vmax=1)
    figure.colorbar(image, ax=left)
    left.set(xlabel="number in the code", ylabel="position")
    left.set_title("Fast waves on the left, slow ones on the right")
    places = (5, 20)
    apart = np.arange(-5, 16)
    for place, line in zip(places, ("-", "--"), strict=True):
        near = [float(table[place] @ table[place + k]) for k in apart]
        right.plot(apart, near, line, label=f"from position {place}", color=ink(right))
    right.set(xlabel="positions apart", ylabel="dot product of two codes")
    right.set_title("It depends on the distance alone")
    right.grid(alpha=0.3)
    right.legend(fontsize="small")
    return described(
        figure,
        f"Left: the codes of {len(table)} positions, one row each; the numbers on the left change "
        "fast with the position, those on the right hardly at all. Right: the dot product of two "
        "codes falls with their distance, and is the same from position 5 and from position 20.",
    )


def heads(weights: Float[np.ndarray, "J H J"], text: Sequence[str], title: str) -> Figure:
    """Where each letter looks in each head of one layer of a reader."""
    count = weights.shape[1]
    figure, axes = plt.subplots(
        1, count, figsize=(3.1 * count, 3.4), layout="constrained", squeeze=False
    )
    names = [shown(letter) for letter in text]
    for head, ax in enumerate(axes[0]):
        ax.imshow(weights[:, head], cmap="Greys", vmin=0, vmax=1)
        ax.set_xticks(range(len(names)), names, fontsize=9)
        ax.set_yticks(range(len(names)), names, fontsize=9)
        ax.set(xlabel="looks at", ylabel="this letter" if head == 0 else "")
        ax.set_title(f"head {head}")
    figure.suptitle(title)
    each = "; ".join(
        f"head {head}: " + ", ".join(
            f"{a} to {names[int(line.argmax())]}"
            for a, line in zip(names, weights[:, head], strict=True)
        )
        for head in range(count)
    )  # fmt: skip
    return described(
        figure,
        f"One map per head: for each letter of {''.join(text)!r} where it looks most; {each}.",
    )

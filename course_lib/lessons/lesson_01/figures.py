"""The figures of lesson 01 that compare recorded runs with the reader's own: drawing alone, so that
a cell shows what is trained and measured."""

import itertools
from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.data.labelled.stories import LANGUAGES, decode
from course_lib.lessons.lesson_01.measures import BEYOND, STORY_EDGES, recall_edges
from course_lib.lessons.recording.record import Record
from course_lib.plots import COLOURS, MODEL_LOOKS, described
from course_lib.plots.looks import FAINT
from course_lib.plots.paper import ink

# One colour and one marker for each cell, in every figure of the lesson.
LOOK = {name: MODEL_LOOKS[name] for name in ("rnn", "lstm", "gru")}
RATES = (0.001, 0.003, 0.01)
BEST = {"rnn": 0.003, "lstm": 0.01, "gru": 0.01}  # the rate of each cell on gaps to 40
STEPS_BACK = 40
GUESS = 1 / 8  # one of eight letters, or of eight colours
HOLLOW: dict[str, Any] = {"fillstyle": "none", "markersize": 9, "linestyle": "none"}


def centres(edges: tuple[int, ...]) -> list[float]:
    return [(low + high - 1) / 2 for low, high in itertools.pairwise(edges)]


def _by_rate(ax: Axes) -> None:
    ax.set(xlabel="learning rate", xscale="log")
    ax.set_xticks(RATES, [f"{rate:g}" for rate in RATES])
    ax.minorticks_off()


def in_and_out() -> Figure:
    """Where four nets are fed and read: boxes for inputs (below), states and outputs (above)."""
    nets: dict[str, tuple[list[str], list[str]]] = {
        "one to many": (["2", "...", "..."], ["t", "w", "o"]),
        "many to one": (["not", "so", "bad"], ["", "", "+"]),
        "equally many": (["we", "like", "tea"], ["PRO", "VERB", "NOUN"]),
        "unequal: with blanks?": (["2", "6", *["..."] * 6], ["", *"twosix."]),
    }
    figure, axes = plt.subplots(
        1, 4, figsize=(13, 2.4), layout="constrained", width_ratios=(3, 3, 3, 8)
    )
    for ax, (title, (inputs, outputs)) in zip(axes, nets.items(), strict=True):
        colour = ink(ax)
        for t, (low, high) in enumerate(zip(inputs, outputs, strict=True)):
            for row, text, shape in ((0, low, "square"), (1, "$h$", "round"), (2, high, "square")):
                if text:
                    box = {"boxstyle": shape, "fc": "none", "ec": colour}
                    ax.text(t, row, text, ha="center", va="center", bbox=box)
            look = {"arrowstyle": "->", "color": colour}
            for text, ends in ((low, (0.25, 0.75)), (high, (1.25, 1.75))):
                if text:
                    ax.annotate("", (t, ends[1]), (t, ends[0]), arrowprops=look)
            if t:
                ax.annotate("", (t - 0.25, 1), (t - 0.75, 1), arrowprops=look)
        ax.set(xlim=(-0.6, len(inputs) - 0.4), ylim=(-0.5, 2.5), title=title)
        ax.axis("off")
    return described(
        figure,
        "Four nets, inputs below and outputs above a row of states. One to many: 2 and two blanks "
        "give t, w, o. Many to one: not so bad gives a plus. Equally many: we like tea gives three "
        "word classes. Unequal: 2, 6 and six blanks give twosix and a full stop, from the second "
        "digit on.",
    )


def how_far_back(record: Record, yours: Mapping[int, np.ndarray]) -> Figure:
    """The RNN's accuracy by gap for nets trained on gaps to 10, 20 and 40, and by learning rate.

    `yours` holds the reader's own shares, in five buckets of gaps to 40, by the longest gap of the
    training.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained", sharey=True)
    middles = centres(recall_edges(BEYOND))
    styles = {
        10: (FAINT, "-", "^"),
        20: (LOOK["rnn"][0], "--", "s"),
        40: (COLOURS[4], ":", "o"),
    }
    for longest, (color, dash, mark) in styles.items():
        seeds = record.values(f"rnn, gaps to {longest}, rate 0.003", "beyond")
        names = [f"trained on gaps to {longest}", "_", "_"]  # no name: not in the legend
        left.plot(middles, seeds.T, color=color, linestyle=dash, label=names)
        look = HOLLOW | {"color": color, "label": f"your net, to {longest}"}
        left.plot(middles, yours[longest], mark, **look)
        found = [record.values(f"rnn, gaps to {longest}, rate {r:g}", "accuracy") for r in RATES]
        right.plot(RATES, found, color=color, linestyle=dash, marker=".")
    left.set(xlabel="gap (tested to 40, the letter in front)", ylabel="share right", ylim=(0, 1.05))
    left.set_title("Trained on gaps to 20 it remembers 40")
    right.set_title("At each rate, on the gaps of its training")
    _by_rate(right)
    for ax in (left, right):
        ax.axhline(GUESS, color="0.5", linewidth=1)
        ax.grid(alpha=0.3)
    right.annotate("a guess", (0.001, 0.14), color="0.5")
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    each = "; ".join(
        f"to {n}: {record.told(f'rnn, gaps to {n}, rate 0.003', 'accuracy')}" for n in styles
    )
    return described(
        figure,
        f"Left: share right by gap, to 40. Nets of gaps to 20 stay near 1, those of gaps to 10 "
        f"fade at the end, those of gaps to 40 are low everywhere. Right: at the rate .003, "
        f"{each}.",
    )


def gates(record: Record, yours: np.ndarray, untrained: Mapping[str, np.ndarray]) -> Figure:
    """RNN, LSTM and GRU on gaps to 40: accuracy by gap, by learning rate, and how much of the
    gradient comes back over forty steps at each rate.

    `yours` are the shares of the reader's own LSTM by gap, `untrained` the gradient's norms of each
    cell before training, by the number of steps back. Both norms are of the last part of the state:
    an LSTM's memory.
    """
    figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), layout="constrained")
    middles = centres(recall_edges(BEYOND))
    for name, (color, marker) in LOOK.items():
        entry, look = f"{name}, gaps to 40, rate", {"color": color, "marker": marker}
        seeds = record.values(f"{entry} {BEST[name]:g}", "by_gap")
        axes[0].plot(middles, seeds.T, **look, markersize=4, label=[name, "_", "_"])
        found = [record.values(f"{entry} {r:g}", "accuracy") for r in RATES]
        axes[1].plot(RATES, found, **look, markersize=4)
        norms = [record.values(f"{entry} {r:g}", "gradients")[:, -1] for r in RATES]
        back = [np.maximum(one[:, STEPS_BACK] / one[:, 1], 1e-9) for one in norms]
        axes[2].plot(RATES, back, **look, markersize=4)
        start = untrained[name]
        axes[2].axhline(start[STEPS_BACK] / start[1], color=color, linestyle=":")
    axes[0].plot(middles, yours, "s", **HOLLOW, color=LOOK["lstm"][0], label="your LSTM")
    axes[0].set(xlabel="gap", ylabel="share right", ylim=(0, 1.05), title="The gates hold")
    axes[1].set(ylim=(0, 1.05), title="Right at each rate")
    axes[2].set(ylabel="gradient 40 steps back, of that 1 step back", yscale="log")
    axes[2].set_title("Lines: trained. Dotted: untrained")
    for ax in axes[1:]:
        _by_rate(ax)
    for ax in axes:
        ax.grid(alpha=0.3)
    axes[0].legend(fontsize="small", loc="lower left")
    each = "; ".join(
        f"{name}: {record.told(f'{name}, gaps to 40, rate {BEST[name]:g}', 'accuracy')}"
        for name in LOOK
    )
    return described(
        figure,
        "Share right by gap, by learning rate, and the gradient over forty steps by learning rate, "
        f"which mostly falls as the rate rises. Gaps to 40, {each}.",
    )


def named(examples: Any) -> np.ndarray:
    """How many different countries each story names, [B]: among so many languages a model is
    undecided that knows which were named, and not which one is home."""
    rows = [set(decode([token for token in row if token])) for row in examples.source.tolist()]
    return np.array([len(row & LANGUAGES.keys()) for row in rows])


def fluent(record: Record, gaps: np.ndarray, examples: Any, yours: Mapping[str, Any]) -> Figure:
    """Perplexity at the language by the words since the home was named.

    `yours` holds log p of the right language in each of the stories `examples`, by cell.
    """
    bounds = list(itertools.pairwise(STORY_EDGES))
    buckets = [(gaps >= low) & (gaps < high) for low, high in bounds]
    middles = [(low + high) / 2 for low, high in bounds]
    figure, ax = plt.subplots(figsize=(8.5, 4.2), layout="constrained")
    for name, (color, marker) in LOOK.items():
        seeds = record.values(f"{name}, stories, rate 0.01", "by_gap")
        ax.plot(middles, seeds.T, color=color, marker=marker, markersize=4, label=[name, "_", "_"])
        if name in yours:
            now = [np.exp(-yours[name][one].mean()) for one in buckets]
            ax.plot(middles, now, marker, **HOLLOW, color=color, label=f"{name}, yours")
    countries = np.log(named(examples))
    among = [float(np.exp(countries[one].mean())) for one in buckets]
    ax.plot(middles, among, color="0.5", linestyle="--", label="a guess among those named")
    ax.axhline(len(LANGUAGES), color="0.5", linewidth=1, label="a guess among eight")
    ax.set(xlabel="words between the home and its language", ylabel="perplexity at the language")
    ax.set(yscale="log", title="LSTMs keep the home in mind, plain RNNs lose it")
    ax.set_yticks([1, 2, 4, 8], ["1", "2", "4", "8"])
    ax.minorticks_off()
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.01, 1.0))
    each = "; ".join(
        f"{name}: {record.told(f'{name}, stories, rate 0.01', 'long')}" for name in LOOK
    )
    return described(
        figure,
        f"Perplexity by gap. At gaps of 30 words and more, {each}; a guess among the countries "
        f"named has {among[3]:.2f} to {among[-1]:.2f} there, one among all eight 8.",
    )

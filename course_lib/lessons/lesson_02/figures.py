"""The figures of lesson 02: drawing alone, so that a cell shows what is trained and measured."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.analysis.lags import measure_lags
from course_lib.data import TASKS
from course_lib.lessons.recording.record import Record
from course_lib.plots import COLOURS, described
from course_lib.plots.paper import ink, tint

Number = float | int
TOLD, ALONE = COLOURS[2], COLOURS[1]  # teacher-forced and free-running
HOLLOW: dict[str, Any] = {"fillstyle": "none", "markersize": 10, "linestyle": "none"}

TRAININGS = {
    "init_state": "teacher forcing",
    "linear": "linear schedule",
    "exponential": "exponential",
    "inverse sigmoid": "inverse sigmoid",
    "never the truth": "own tokens only",
    "init_state, 4x steps": "teacher forcing, 4x steps",
    "linear, 4x steps": "linear schedule, 4x steps",
}
# Task: its name on the page, the entries read forward and reversed, and a look.
TASKS_READ = {
    "copy": ("nothing (copying)", "copy, forward", "copy, reversed", COLOURS[3], "^"),
    "word_reversal": ("each word", "init_state", "word_reversal, reversed", COLOURS[2], "o"),
    "full_reversal": (
        "everything", "full_reversal, forward", "full_reversal, reversed", COLOURS[4], "s",
    ),
}  # fmt: skip


def _boxes(ax: Axes, source: str, outputs: Sequence[str], read: Sequence[str]) -> None:
    """The nets on one pair; what is read at each step stands below, what is written above."""
    start, colour = len(source) + 1, ink(ax)

    def box(x: Number, y: Number, text: str, share: float) -> None:
        face = {"boxstyle": "round", "fc": tint(ax, share), "ec": colour}
        ax.text(x, y, text, ha="center", va="center", bbox=face, fontsize=11)

    def arrow(a: tuple[Number, Number], b: tuple[Number, Number], **look: Any) -> None:
        ax.annotate("", b, a, arrowprops={"arrowstyle": "->", "color": colour, **look})

    for j, character in enumerate(source):
        box(j, 0, character.replace(" ", "␣"), 0.0)
        box(j, 1, f"$h_{j + 1}$", 0.1)
        arrow((j, 0.25), (j, 0.72))
        if j:
            arrow((j - 0.7, 1), (j - 0.3, 1))
    box(start - 1, 1, "$z$", 0.4)
    arrow((start - 1.7, 1), (start - 1.25, 1))
    for t, (below, above) in enumerate(zip(read, outputs, strict=True)):
        x = start + t
        box(x, 0, below.replace(" ", "␣"), 0.0)
        box(x, 1, f"$s_{t + 1}$", 0.25)
        box(x, 2, above.replace(" ", "␣"), 0.0)
        arrow((x - 0.75 if t == 0 else x - 0.7, 1), (x - 0.3, 1))
        arrow((x, 0.25), (x, 0.72))
        arrow((x, 1.28), (x, 1.75))
    ax.set(xlim=(-0.5, start + len(outputs) - 0.4), ylim=(-0.4, 2.4))
    ax.axis("off")


def encoder_decoder() -> Figure:
    """The two nets on "the cat", teacher-forced and free-running, with one wrong letter."""
    right, wrong = [*"eht tac", "</s>"], [*"eht tca", "</s>"]
    figure, axes = plt.subplots(2, 1, figsize=(11, 5.4), layout="constrained")
    guesses = [*"eht tcc", "</s>"]
    for ax, outputs, read in ((axes[0], guesses, right), (axes[1], wrong, wrong)):
        _boxes(ax, "the cat", outputs, ["<s>", *read[:-1]])
        for t, (here, there) in enumerate(zip(outputs, right, strict=True)):
            if here != there:
                edge = {"boxstyle": "round", "fc": "none", "ec": ALONE, "lw": 2.5}
                ax.text(8 + t, 2, here, ha="center", va="center", bbox=edge, alpha=1, fontsize=11)
                if ax is axes[1]:
                    look = {"arrowstyle": "->", "color": ALONE, "lw": 2}
                    ax.annotate("", (8.7 + t, 0.15), (8.2 + t, 1.8), arrowprops=look)
    axes[0].set_title("Teacher-forced: whatever it writes, it reads the true token next")
    axes[1].set_title("Free-running: it reads what it wrote")
    return described(
        figure,
        "An encoder reads the letters of the cat one by one, h 1 to h 7; one vector z goes "
        "to a decoder, s 1 to s 8, which writes above and reads below. Teacher-forced it writes a "
        "wrong letter, c for a, and reads the right one next. Free-running the wrong letter is the "
        "next input, and the letter after it is wrong as well.",
    )


def by_place(record: Record, yours: Mapping[str, Sequence[float]]) -> Figure:
    """The share of right characters by place in the target, teacher-forced and free-running.

    `yours` holds the reader's own shares of both kinds, by the names of the record.
    """
    figure, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    words = []
    for kind, name, color, mark, dash in (
        ("forced", "teacher-forced", TOLD, "o", "-"),
        ("free", "free-running", ALONE, "s", "--"),
    ):
        seeds = record.values("init_state", "by_place", kind)
        place = np.arange(1, seeds.shape[1] + 1)
        ax.plot(place, seeds.T, dash, color=color, linewidth=1, label=[f"{name}, recorded", *"__"])
        shares = np.asarray(yours[kind])[: len(place)]
        ax.plot(place[: len(shares)], shares, mark, **HOLLOW, color=color, label=f"{name}, yours")
        words.append(f"{name} from {seeds[:, 0].mean():.2f} to {seeds[:, -1].mean():.2f}")
    ax.set(xlabel="place in the answer", ylabel="share of characters right", ylim=(0, 1.03))
    ax.set_title("The gap opens after the first character")
    ax.set_xticks(place)
    ax.grid(alpha=0.3)
    ax.legend(loc="lower left")
    return described(
        figure,
        f"Share of right characters at places 1 to {len(place)}, mean of three seeds: "
        f"{'; '.join(words)}.",
    )


def mixing(record: Record, yours: Mapping[str, Mapping[str, float]]) -> Figure:
    """What each training gives: the gap, the share right without help, and whole answers.

    `yours` holds the reader's own runs, by the names of the record.
    """
    panels = {
        "gap": "Gap: forced minus free",
        "free": "Free-running, right",
        "exact": "Whole answers right",
    }
    figure, axes = plt.subplots(1, 3, figsize=(12, 4), layout="constrained", sharey=True)
    names, words = list(TRAININGS), []
    for ax, (what, title) in zip(axes, panels.items(), strict=True):
        for y, name in enumerate(names):
            color = TOLD if "teacher" in TRAININGS[name] else ALONE
            seeds = record.values(name, what)
            ax.plot(seeds, [y] * len(seeds), "|", color=color, markersize=13, markeredgewidth=2)
            if name in yours:
                ax.plot(yours[name][what], y, "o", color=color, **HOLLOW)
        seen = [record.values(name, what) for name in names]
        seen += [np.array([run[what]]) for run in yours.values()]
        low, high = np.concatenate(seen).min(), np.concatenate(seen).max()
        room = 0.12 * (high - low)
        ax.set(title=title, xlabel="share", xlim=(min(0, low) - room / 3, high + room))
        ax.axhline(4.5, color=tint(ax, 0.4), linewidth=1)
        ax.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(range(len(names)), TRAININGS.values())
    axes[0].set_ylim(len(names) - 0.4, -0.6)
    for name in names:
        each = (f"{what} {record.values(name, what).mean():.2f}" for what in panels)
        words.append(f"{TRAININGS[name]}: {', '.join(each)}")
    return described(
        figure,
        "Seven trainings, a stroke for each of three seeds, a ring for your own run. Means: "
        f"{'; '.join(words)}.",
    )


def reversal(record: Record, lengths: tuple[int, int] = (4, 12)) -> Figure:
    """Reading the source from its end: what it does to the lags, and to the loss."""
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.9), layout="constrained")
    words = []
    for task, (name, forward, backward, color, mark) in TASKS_READ.items():
        look = {"color": color, "marker": mark, "markersize": 6}
        pairs = TASKS[task].test_set(500, lengths)
        lags = [measure_lags(pairs, reverse=reverse) for reverse in (False, True)]
        axes[0].plot([0, 1], [lag.shortest for lag in lags], **look, label=name)
        axes[0].plot([0, 1], [lag.mean for lag in lags], color=tint(axes[0], 0.5), linestyle=":")
        ends = np.array([record.values(one, "exact") for one in (forward, backward)])
        loss = np.array([record.values(one, "loss") for one in (forward, backward)])
        axes[1].plot([0, 1], loss, **look, linewidth=1)
        axes[2].plot([0, 1], ends, **look, linewidth=1)
        words.append(
            f"{name}: shortest lag {lags[0].shortest:.1f} to {lags[1].shortest:.1f}, loss "
            f"{loss[0].mean():.2f} to {loss[1].mean():.2f}, whole answers {ends[0].mean():.2f} to "
            f"{ends[1].mean():.2f}"
        )
    axes[0].set(title="Shortest lag (dotted: mean lag)", ylabel="steps", ylim=(0, None))
    axes[1].set(title="Loss on new words", ylabel="nats per token", ylim=(0, 0.6))
    axes[2].set(title="Whole answers right", ylabel="share", ylim=(0, 0.6))
    for ax in axes:
        ax.set_xticks([0, 1], ["source\nforward", "source\nreversed"])
        ax.set_xlim(-0.25, 1.25)
        ax.grid(alpha=0.3)
    figure.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=3,
        title="what is written backwards",
    )
    return described(
        figure,
        "Three tasks, source forward and source reversed, a line for each of three seeds; the mean "
        f"lag never moves. Means: {'; '.join(words)}.",
    )


def beams(record: Record) -> Figure:
    """What wider beams find, with and without length normalisation: a line for each seed."""
    widths = (1, 2, 5, 10, 20)
    panels = {
        "log_probability": ("Mean log p of an answer", "nats"),
        "exact": ("Whole answers right", "share"),
        "length": ("Characters written", "mean per answer"),
    }
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.8), layout="constrained")
    words = []
    for ax, (what, (title, label)) in zip(axes, panels.items(), strict=True):
        for suffix, name, color, dash in (
            ("", "sum of log p", TOLD, "-"),
            (", normalised", "divided by the length", ALONE, "--"),
        ):
            found = [
                record.values("init_state", "searches", search, what)
                for search in ("greedy", *(f"beam {width}{suffix}" for width in widths[1:]))
            ]
            names = [name, *"__"]
            ax.plot(range(len(widths)), found, dash, color=color, marker="o", label=names)
            words.append(f"{title}, {name}: {found[0].mean():.2f} to {found[-1].mean():.2f}")
        ax.set(title=title, ylabel=label, xlabel="width of the beam (1: greedy)")
        ax.set_xticks(range(len(widths)), [str(width) for width in widths])
        ax.grid(alpha=0.3)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return described(
        figure, f"By the width of the beam, 1 to 20, means of three seeds. {'; '.join(words)}."
    )

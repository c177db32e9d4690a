"""The figures of lesson 05b's side notebook: what looking costs."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from course_lib.lessons.recording.record import Record
from course_lib.plots import COLOURS, MODEL_LOOKS, described
from course_lib.plots.paper import ink

KINDS = {
    "soft": ("soft, all positions", MODEL_LOOKS["luong_general"][0], "-"),
    "local_p_masked": ("local-p, all scored", MODEL_LOOKS["luong_local_p"][0], "--"),
    "local_p_gathered": ("local-p, window cut out", MODEL_LOOKS["luong_local_p"][0], "-"),
    "local_m_gathered": ("local-m, window cut out", MODEL_LOOKS["luong_local_m"][0], "-."),
}


def cost_of_a_look(record: Record) -> Figure:
    """Microseconds per query by the length of the source, forwards."""
    entry = "times, kernels"
    sources = record.entries[entry]["config"]["sources"]
    figure, ax = plt.subplots(figsize=(8.5, 4.0), layout="constrained")
    grows = {}
    for kind, (name, colour, dash) in KINDS.items():
        times = np.median(record.values(entry, "forward", kind), axis=0)
        ax.plot(sources, times, dash, marker=".", color=colour, label=name)
        grows[name] = times[sources.index(4096)] / times[sources.index(256)]
    ax.set(xscale="log", yscale="log", xlabel="source positions", ylabel="microseconds per query")
    ax.set_xticks(sources, [f"{length:,}" for length in sources])
    ticks = (2, 5, 10, 20, 50)
    ax.set_yticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    ax.set_title("Only a window that is cut out costs the same for every length")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
    words = "; ".join(f"{name}: {factor:.1f} times" for name, factor in grows.items())
    return described(
        figure,
        f"Time of one look by the length of the source; from 256 to 4,096 positions, {words}.",
    )


def cost_of_feeding(record: Record) -> Figure:
    """Milliseconds per training step: all steps at once, one by one, and fed."""
    entry = "times, steps"
    lengths = record.entries[entry]["config"]["lengths"]
    figure, ax = plt.subplots(figsize=(8.5, 3.8), layout="constrained")
    names: dict[str, tuple[str, Any, str]] = {
        "fed": ("fed back: one by one", COLOURS[1], ":"),
        "scanned": ("not fed, one by one", ink(ax), "--"),
        "batched": ("not fed, all at once", MODEL_LOOKS["luong_general"][0], "-"),
    }
    ends = {}
    for path, (name, colour, dash) in names.items():
        times = record.values(entry, path)
        labels = [name, *["_"] * (len(times) - 1)]
        ax.plot(lengths, times.T, dash, marker=".", color=colour, label=labels)
        ends[name] = np.median(times, axis=0)[-1]
    ax.set(xlabel="characters in the source", ylabel="milliseconds per training step")
    ax.set_title("What is fed back cannot be batched over the steps")
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small")
    words = "; ".join(f"{name}: {time:.0f} ms" for name, time in ends.items())
    return described(figure, f"Time of a training step by length; at {lengths[-1]}, {words}.")

"""How named runs look: in colour, marker *and* line style, so that a figure survives grey print and
colour blindness."""

from collections.abc import Iterable, Mapping
from typing import Any

from matplotlib.axes import Axes

from course_lib.plots.paper import ink, paper

# Okabe & Ito 2008, the darker; the green and the pink a little more so, to be seen on their bands.
COLOURS = ("#000000", "#D55E00", "#0072B2", "#00916A", "#BF5F96")
# Okabe & Ito's orange is faint on white: for a setting of a model, and never for a model itself.
FAINT = "#E69F00"
MARKERS = ("o", "s", "^", "D", "v", "P", "X")  # all fillable: a live run is the hollow twin
LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (9, 3)))
# The colour and the marker of a model in every lesson, by its cell, its reader, or its row of the
# table.
MODEL_LOOKS: dict[str, tuple[str, str]] = {
    "fc": (COLOURS[4], "D"),
    "rnn": (COLOURS[1], "o"),
    "lstm": (COLOURS[2], "s"),
    "gru": (COLOURS[3], "^"),
    "init_state": (COLOURS[1], "s"),
    "static_context_token": (COLOURS[4], "D"),
    "luong_general": (COLOURS[2], "o"),
    "bahdanau": (COLOURS[3], "^"),
    "bahdanau_location_aware": (COLOURS[4], "o"),
    "luong_location": (COLOURS[1], "X"),
    "luong_local_m": (COLOURS[3], "P"),
    "luong_local_p": (COLOURS[4], "v"),
    "luong_general_hard": (COLOURS[4], "D"),
    "self_attention": (COLOURS[1], "D"),
}
HOLLOW: dict[str, Any] = {"markeredgewidth": 1.5, "markersize": 9}


def looks(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """One look a name: 5 colours, 7 markers and 6 line styles repeat together only after 210."""
    unique = list(dict.fromkeys(names))
    if not unique:
        raise ValueError("runs: none; wanted at least one named run")
    return {
        name: {
            "color": COLOURS[i % len(COLOURS)],
            "marker": MARKERS[i % len(MARKERS)],
            "linestyle": LINES[i % len(LINES)],
        }
        for i, name in enumerate(unique)
    }


def styles(ax: Axes, named: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The looks on the paper of `ax`: black is the ink, whatever that is there."""
    inks = {COLOURS[0]: ink(ax)}
    return {
        name: look | {"color": inks.get(look["color"], look["color"])}
        for name, look in named.items()
    }


def hollow(ax: Axes) -> dict[str, Any]:
    """How a live run's markers differ: large, and the paper shows in them."""
    return HOLLOW | {"markerfacecolor": paper(ax)}

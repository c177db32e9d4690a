"""A row of the table as a picture, two rows side by side, and all of them in a grid."""

import textwrap
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from course_lib.diagrams import words
from course_lib.diagrams.boxes import Node
from course_lib.diagrams.graphs import Graph, graph
from course_lib.diagrams.layout import (
    BANDS,
    BOXES,
    HEADINGS,
    LABELS,
    ROUTES,
    SIZE,
    crossings,
    half_way,
)
from course_lib.kernels.parameters import choose
from course_lib.model.table import MODELS
from course_lib.model.wiring import Wiring
from course_lib.plots import lettering
from course_lib.plots.alternative import described, noted
from course_lib.plots.paper import ink, paper, tint

FULL, SMALL = 0.62, 0.335  # inches a unit of the layout
POINTS = 8  # the smallest text, in a grid, too
KINDS: dict[str, tuple[str, Any, str]] = {  # colour (black: the paper's ink), line, meaning
    "read": ("black", "-", "read"),
    "query": ("#0072B2", (0, (5, 1.5, 1, 1.5)), "asks where to look"),
    "fed": ("#D55E00", (0, (4, 2)), "fed back from step to step"),
    "first": ("0.4", (0, (1, 1.5)), "only before the first step"),
}
SHADES = {"cell": 0.18, "memory": 0.03, "summary": 0.03} | dict.fromkeys(  # share of ink
    ("score", "alignment", "join", "readout", "output"), 0.08
)


def wiring(
    row: str | Wiring, *, title: str | None = None, ax: Axes | None = None, full: bool = True
) -> Axes:
    """One decoding step t of a row of `MODELS`, or of a `Wiring` of your own, drawn from it.

    Left: what comes from step t-1; right: what step t+1 gets. The black discs number the boxes in
    the order in which a step computes them. `title` is the row's name if not given; `full=False`
    leaves the equations out, for small pictures. ValueError for an unknown row.
    """
    name, value = _named(row)
    if ax is None:
        wide, high = ((side + 0.2) * (FULL if full else SMALL) for side in SIZE)
        figure, ax = plt.subplots(figsize=(wide, high + 0.9), layout="constrained")
        _legend(figure, columns=2)
    _draw(ax, graph(value), full)
    lettering.entitle(ax, title or name, fontsize=11 if full else 9)
    noted(ax, alt_text(value))
    return ax


def compare(first: str | Wiring, second: str | Wiring) -> Figure:
    """Two rows side by side; where they differ, boxes and arrows are heavy and marked "±".

    Below them `differences`, as a list: topic, the first row, the second.
    """
    rows = [_named(first), _named(second)]
    graphs = [graph(value) for _, value in rows]
    lines = words.differences(*graphs) or ["no difference: these two are the same model"]
    text = "\n".join(textwrap.fill(line, 120, subsequent_indent="    ") for line in lines)
    below = 0.35 + 0.165 * (text.count("\n") + 1)
    width, height = 2 * (SIZE[0] + 0.2) * FULL, (SIZE[1] + 0.2) * FULL + 0.35
    figure, axes = plt.subplots(
        2, 2, figsize=(width, height + below), height_ratios=(height, below), layout="constrained"
    )
    for ax, (name, _), mine, other in zip(axes[0], rows, graphs, graphs[::-1], strict=True):
        _draw(ax, mine, True, words.unlike(mine, other))
        lettering.entitle(ax, name, fontsize=11)
    grid_spec = axes[1, 0].get_gridspec()
    for ax in axes[1]:
        ax.remove()
    under = figure.add_subplot(grid_spec[1, :])
    under.axis("off")
    head = " | ".join(name for name, _ in rows)
    below_them = under.text(0.01, 0.98, f"± {head}\n{text}", va="top", fontsize=9,
                            linespacing=1.25, color=ink(under))  # fmt: skip
    lettering.as_typed(below_them)
    _legend(figure, columns=4)
    told = (words.described(name, drawn) for (name, _), drawn in zip(rows, graphs, strict=True))
    return described(figure, f"{' '.join(told)} Where they differ ({head}): {'; '.join(lines)}.")


def grid(rows: Mapping[str, Wiring] | Iterable[str] = MODELS, *, columns: int = 3) -> Figure:
    """Small pictures of rows of `MODELS`, by default all of them, or of rows of your own by name.

    Names of one and the same row share a picture. ValueError for an unknown row, and for none.
    """
    names: dict[Wiring, list[str]] = {}
    for name in rows:
        value = rows[name] if isinstance(rows, Mapping) else _named(name)[1]
        names.setdefault(value, []).append(name)
    if not names:
        raise ValueError("rows: none; wanted at least one name")
    count = -(-len(names) // columns)
    size = (columns * (SIZE[0] + 0.3) * SMALL, count * ((SIZE[1] + 0.3) * SMALL + 0.3) + 0.3)
    figure, axes = plt.subplots(count, columns, figsize=size, layout="constrained", squeeze=False)
    for ax in axes.flat[len(names) :]:
        ax.axis("off")
    for ax, (value, same) in zip(axes.flat, names.items(), strict=False):
        wiring(value, title=" = ".join(same), ax=ax, full=False)
    _legend(figure, columns=4)
    shown = "; ".join(" = ".join(same) for same in names.values())
    return described(figure, f"Small diagrams of one decoding step of each of these: {shown}.")


def alt_text(row: str | Wiring) -> str:
    """A row in words, for those who do not see its picture: what a step does, in its order.

    >>> alt_text("init_state").partition(":")[0]
    'One decoding step of init_state'
    """
    name, value = _named(row)
    return words.described(name, graph(value))


def differences(first: str | Wiring, second: str | Wiring) -> list[str]:
    """Each topic in which two rows differ, as "topic: first | second"; none for equal models."""
    return words.differences(graph(_named(first)[1]), graph(_named(second)[1]))


def text_of(node: Node, full: bool) -> str:
    """What stands in a box: its title and equations, or the short text of a small picture."""
    equations = [f"${equation}$" for equation in node.equations]
    title = [lettering.literal(node.title)] if node.title else []
    return "\n".join(title + equations) if full else node.short


def _named(row: str | Wiring) -> tuple[str, Wiring]:
    if isinstance(row, str):
        return row, choose(MODELS, row, "model")
    known = [name for name, value in MODELS.items() if value == row]
    return (known[0] if known else "a wiring of your own"), row


def _draw(
    ax: Axes, graph: Graph, full: bool, marked: Collection[str | tuple[str, str]] = ()
) -> None:
    ax.set(xlim=(-0.1, SIZE[0] + 0.1), ylim=(-0.1, SIZE[1] + 0.1))
    ax.axis("off")
    dark, light = ink(ax), paper(ax)
    for band in BANDS:
        corner, shade = (band.left, band.low), tint(ax, 0.05)
        ax.add_patch(Rectangle(corner, band.width, band.height, fc=shade, zorder=0))
    for at, heading in HEADINGS:
        ax.text(*at, heading, ha="center", va="center", fontsize=POINTS, color=dark)
    steps = [name for name in graph.order() if name not in ("state", *graph.fixed())]
    for node in graph.nodes:
        box, heavy = BOXES[node.name], node.name in marked
        corner, shade = (box.left, box.low), tint(ax, SHADES.get(node.name, 0.0))
        ax.add_patch(Rectangle(corner, box.width, box.height, fc=shade, ec=dark, zorder=3,
                               lw=2.8 if heavy else 1.0))  # fmt: skip
        text = text_of(node, full)
        ax.text(*box.middle, text, ha="center", va="center", fontsize=POINTS, color=dark, zorder=4)
        if node.name in steps:
            _disc(ax, (box.left, box.high), str(steps.index(node.name) + 1), dark, light)
        if heavy:
            _disc(ax, (box.right, box.high), "±", light, dark)
    for edge in graph.edges:
        ends = edge.source, edge.target
        points, (colour, line, _) = ROUTES[ends], _kinds(ax)[edge.kind]
        width = 2.8 if ends in marked else 1.3
        ax.plot(*zip(*points, strict=True), color=colour, linestyle=line, linewidth=width, zorder=2)
        head = {"arrowstyle": "-|>", "color": colour, "linewidth": 0, "shrinkA": 0, "shrinkB": 0,
                "mutation_scale": 14 if ends in marked else 10}  # fmt: skip
        ax.annotate("", points[-1], points[-2], arrowprops=head, zorder=5)
        if ends in marked:
            _disc(ax, half_way(points), "±", light, dark)
        if full and ends in LABELS:
            at, label = LABELS[ends]
            ax.text(*at, label, fontsize=POINTS, va="center", style="italic", color=dark)
    kinds = {(edge.source, edge.target): edge.kind for edge in graph.edges}
    for at, ends in crossings(kinds):
        _passing(ax, at, _kinds(ax)[kinds[ends]][0], 2.8 if ends in marked else 1.3, light)


def _passing(ax: Axes, at: tuple[float, float], colour: Any, width: float, gap: Any) -> None:
    """An upright arrow passes over a level one, which has a gap there: they do not meet."""
    (x, y), half = at, 0.13
    corners = [(x + a * half, y + b * half) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    ax.add_collection(PolyCollection([corners], facecolors=[gap], linewidths=0, zorder=2.1))
    piece = [(x, y - half), (x, y + half)]
    ax.add_collection(LineCollection([piece], colors=[colour], linewidths=width, zorder=2.2))


def _disc(ax: Axes, at: tuple[float, float], text: str, face: Any, letter: Any) -> None:
    ax.text(*at, text, ha="center", va="center", fontsize=POINTS, color=letter, zorder=6,
            bbox={"boxstyle": "circle,pad=0.15", "fc": face, "ec": ink(ax), "lw": 0.8})  # fmt: skip


def _kinds(place: Axes | Figure) -> dict[str, tuple[str, Any, str]]:
    """The kinds of arrows as they look on the paper there."""
    return {
        kind: (ink(place) if colour == "black" else colour, line, meaning)
        for kind, (colour, line, meaning) in KINDS.items()
    }


def _legend(figure: Figure, columns: int) -> None:
    handles = [
        Line2D([], [], color=colour, linestyle=line, label=meaning)
        for colour, line, meaning in _kinds(figure).values()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=POINTS,
                  frameon=False, handlelength=3.5)  # fmt: skip

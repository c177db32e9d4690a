"""A view of an alignment to explore: point at a token, and its weights light up."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import matplotlib.style
import numpy as np
from jaxtyping import Num
from matplotlib.figure import Figure

from course_lib.devices import settings
from course_lib.plots.maps import (
    AnyArray,
    Gold,
    checked_gold,
    checked_weights,
    figure_size,
    heat_map,
    in_words,
    looks,
)
from course_lib.plots.tokens import shown
from course_lib.search import Transduction
from course_lib.training.console import printable

GOLD = "□"


@dataclass(frozen=True, eq=False)
class AlignmentView:
    """What `alignment_view` returns: a notebook shows it, in the richest form that it can.

    There are four forms, and every viewer has one that it can show.

    - Lines of tokens that answer to the mouse and the keyboard: where scripts run. JupyterLab with
      a trusted notebook, Colab, an HTML export.
    - The table of all weights: part of the same HTML, and what is left of it where scripts and
      styles are taken out. JupyterLab with an untrusted notebook, a code host's page.
    - The heat map, a PNG beside the HTML in the same output, with a text alternative: for viewers
      that show no HTML, as an export to PDF. It is not inside the HTML, where the very pages that
      need it would take it out.
    - Plain text, a line a target token: a terminal.
    """

    weights: np.ndarray
    source_tokens: tuple[str, ...]
    target_tokens: tuple[str, ...]
    title: str
    gold: tuple[int, ...] | None = None
    chosen: int | None = None

    @property
    def element_id(self) -> str:
        """Of the HTML element: equal for equal content, today and tomorrow, here and there."""
        content = [
            self.weights.round(3).tolist(),
            self.source_tokens,
            self.target_tokens,
            self.title,
            self.gold,
            *(() if self.chosen is None else (self.chosen,)),
        ]
        return "alignment-" + hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]

    @property
    def html(self) -> str:
        """One element that needs nothing from outside: the table, and what makes more of it.

        The table comes first and holds the data. The style and the script hold none, so no token
        can break out into them; they follow the table, in case a page shows them as text.
        """
        style, script = (
            files("course_lib.plots").joinpath(name).read_text("utf-8")
            for name in ("view.css", "view.js")
        )
        title = escape(self.title)
        return (
            f'<div class="alignment-view" id="{self.element_id}" role="group" aria-label="{title}"'
            f"{self._chosen()}>"
            f'<p><strong>{title}</strong></p><div class="av-table">{self._table()}</div>\n'
            f"<style>\n{style}</style>\n<script>\n{script}</script></div>"
        )

    @property
    def png(self) -> bytes:
        """The heat map as a picture."""
        tokens = self.source_tokens, self.target_tokens
        with matplotlib.style.context("default"):  # equal views are equal pictures, in every style
            figure = Figure(figure_size(*self.weights.shape), layout="constrained")
            heat_map(self.weights, *tokens, title=self.title, gold=self.gold, ax=figure.subplots())
            figure.savefig(buffer := io.BytesIO(), format="png", dpi=100, bbox_inches="tight")
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        gold = None if self.gold is None else np.asarray(self.gold)
        tokens = self.source_tokens, self.target_tokens
        alternative = f"“{self.title}”. {in_words(self.weights, *tokens, gold)}"
        data = {"text/html": self.html, "image/png": self.png, "text/plain": repr(self)}
        return data, {"image/png": {"alt": alternative}}

    def __repr__(self) -> str:
        """A line a target token: the source tokens with the largest weights, at most three."""
        lines = [self.title]
        for t, (token, row) in enumerate(zip(self.target_tokens, self.weights, strict=True)):
            gold = f"; gold {self.gold[t] + 1}" if self.gold and self.gold[t] >= 0 else ""
            lines.append(looks(t, row, self.source_tokens, token, 3) + gold)
        return "\n".join(lines)

    def __str__(self) -> str:
        return printable(repr(self))

    def _chosen(self) -> str:
        return "" if self.chosen is None else f' data-chosen="{self.chosen}"'

    def _table(self) -> str:
        """Rows of target tokens. HTML lets the end of a `td` go without saying; 3,600 do."""
        heads = "".join(f'<th scope="col">{_text(token)}</th>' for token in self.source_tokens)
        rows = []
        for t, (token, row) in enumerate(zip(self.target_tokens, self.weights, strict=True)):
            gold = None if self.gold is None else self.gold[t]
            largest = int(row.argmax())
            cells = "".join(
                _cell(weight, largest=j == largest, gold=j == gold)
                for j, weight in enumerate(row.tolist())
            )
            rows.append(f'<tr><th scope="row">{_text(token)}</th>{cells}</tr>\n')
        return (
            "<table><caption>A row a target token, a column a source token. Bold: the largest of "
            f"its row. Blank: less than .0005.{f' {GOLD}: gold.' if self.gold else ''}</caption>\n"
            f"<thead><tr><td></td>{heads}</tr></thead>\n<tbody>{''.join(rows)}</tbody></table>"
        )


def alignment_view(
    weights: Transduction | Num[AnyArray, "T J"] | None,
    source_tokens: Sequence[str] | None = None,
    target_tokens: Sequence[str] | None = None,
    *,
    title: str,
    gold: Gold | None = None,
    chosen: int | None = None,
) -> AlignmentView:
    """An alignment to explore: choose a target token, and its weights light up on the source.

    Choose a source token, and the targets that look at it light up. The mouse chooses by pointing;
    Tab, the left and right arrow keys, Home and End choose too, and Escape clears. Positions count
    from 1. `gold` is the source position, from 0, of each target token (-1: none), shown as an open
    square. `chosen` is a target token, counted from 0, that is lit from the start. Takes a
    `Transduction`, or what `heat_map` takes, and raises the same ValueErrors; and one for a
    `chosen` that is no target token.
    """
    if isinstance(weights, Transduction):
        source_tokens, target_tokens = weights.source_tokens, weights.target_tokens
        weights = weights.weights
    matrix = checked_weights(weights, source_tokens or (), target_tokens or ())
    place = None if gold is None else tuple(checked_gold(gold, *matrix.shape).tolist())
    if chosen is not None:
        chosen = settings.whole("chosen", chosen, 0, len(matrix) - 1)
    return AlignmentView(
        matrix, tuple(source_tokens or ()), tuple(target_tokens or ()), title, place, chosen
    )


def _text(token: str) -> str:
    return escape(shown(token))


def _cell(weight: float, *, largest: bool, gold: bool) -> str:
    """A `td` to three decimals. Half-transparent grey is seen on white and on black, and under it
    either's text stays legible."""
    number = "" if weight < 0.0005 else f"{weight:.3f}".removeprefix("0")
    shade = f"{round(12 * weight):x}"
    style = "" if shade == "0" else f' style="background:#888{shade}"'
    number = f"<b>{number}</b>" if largest and number else number
    return f"<td{style}>{GOLD if gold else ''}{number}"

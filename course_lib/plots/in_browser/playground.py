"""The playground: trained models that run in the reader's browser, to type sentences into."""

import base64
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib.figure import Figure

from course_lib.devices import settings
from course_lib.devices.whole_files import write_whole
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.plots.in_browser.examples import Example, beginning, examples_of
from course_lib.plots.in_browser.exporting import exported, reader_of
from course_lib.plots.in_browser.packing import PRECISIONS
from course_lib.plots.in_browser.scripts import page_script, text_of
from course_lib.plots.maps import figure_size, heat_map, in_words
from course_lib.search import Transduction, transduce
from course_lib.training.console import printable

# Nothing may come from anywhere else: the page works without a network, and asks for none.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "require-trusted-types-for 'script'"
)
TITLE = "Type a sentence: the trained model answers in this page"


@dataclass(frozen=True, eq=False)
class Playground:
    """What `playground` returns: a notebook shows it, in the richest form that it can.

    - The models themselves, to type into: where scripts run. They need no kernel and no network.
    - What each model made of the first example, and the heat map of the first that has weights: the
      same HTML where scripts are taken out.
    - That heat map as a PNG beside the HTML, with a text alternative, if a model has weights.
    - Plain text, a line for each model: a terminal.

    `models` are as `exported` gives them, `answers` what each model made of the first example in
    Python.
    """

    models: dict[str, dict[str, Any]]
    answers: dict[str, Transduction]
    examples: tuple[Example, ...]
    unit: str
    title: str

    @property
    def data(self) -> str:
        """All that the scripts read, as JSON."""
        examples = [one._asdict() for one in self.examples]
        return json.dumps({"models": self.models, "examples": examples})

    @property
    def element_id(self) -> str:
        """Of the HTML element: equal for equal content, today and tomorrow, here and there."""
        return (
            "playground-"
            + hashlib.sha256(json.dumps([self.title, self.data]).encode()).hexdigest()[:12]
        )

    @property
    def html(self) -> str:
        """One element that needs nothing from outside. The data stand in an attribute alone, so no
        text can break out of it."""
        title = escape(self.title)
        return (
            f'<div class="playground" id="{self.element_id}" role="group" aria-label="{title}" '
            f'data-unit="{escape(self.unit)}" data-playground="{escape(self.data)}">'
            f'<p><strong>{title}</strong></p><div class="pg-still">{self._still()}</div>\n'
            f"<style>\n{text_of('playground.css')}</style>\n<script>\n{page_script()}</script></div>"
        )

    @property
    def page(self) -> str:
        """The playground as a page of its own, a whole HTML document."""
        title = escape(self.title)
        return (
            '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{title}</title>\n"
            "<style>body { max-width: 60em; margin: 1em auto; padding: 0 0.5em; "
            "font: 1em/1.4 system-ui, sans-serif; }</style>\n"
            f"<body>\n{self.html}\n</body>\n</html>\n"
        )

    def save(self, path: str | Path) -> Path:
        """Write `page` to a file, which any browser opens, and give its path. ValueError for what
        can be no path."""
        place = settings.path("path", path)
        write_whole(place, lambda file: file.write(self.page.encode("utf-8", "replace")))
        return place

    @cached_property
    def picture(self) -> tuple[bytes, str] | None:
        """The heat map of the first model that has weights, on the first example, as a PNG and in
        words; None where no model has weights."""
        for name, answer in self.answers.items():
            if answer.weights is None:
                continue
            told = answer.weights, answer.source_tokens, answer.target_tokens
            with matplotlib.style.context("default"):  # equal views are equal pictures
                figure = Figure(figure_size(*answer.weights.shape), layout="constrained")
                heat_map(*told, title=name, ax=figure.subplots())
                figure.savefig(buffer := io.BytesIO(), format="png", dpi=100, bbox_inches="tight")
            return buffer.getvalue(), f"“{name}”. {in_words(*told, None)}"
        return None

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {"text/html": self.html, "text/plain": repr(self)}
        if self.picture is None:
            return data, {}
        png, alternative = self.picture
        return data | {"image/png": png}, {"image/png": {"alt": alternative}}

    def __repr__(self) -> str:
        """A line for each model: what it made of the first example."""
        lines = [f"{name}: {one.source!r} -> {one.target!r}" for name, one in self.answers.items()]
        return "\n".join([self.title, *lines])

    def __str__(self) -> str:
        return printable(repr(self))

    def _still(self) -> str:
        """What is seen where no script runs."""
        lines = "".join(
            f"<li><b>{escape(name)}</b> writes “{escape(one.target)}”</li>"
            for name, one in self.answers.items()
        )
        said = f"<p>Source: “{escape(self.examples[0].source)}”</p><ul>{lines}</ul>"
        if self.picture is None:
            return said
        png, alternative = self.picture
        code = base64.b64encode(png).decode()
        return f'{said}<img alt="{escape(alternative)}" src="data:image/png;base64,{code}">'


def playground(
    models: Seq2Seq | Mapping[str, Seq2Seq],
    example: Any,
    *,
    lengths: tuple[int, int] | None = None,
    precision: str = "int8",
    title: str = TITLE,
) -> Playground:
    """Trained models to play with: the reader types, and they answer in the page, by greedy search.

    `models` is one model of a text row, or several by the names that the reader chooses among.
    `example` is the text that stands there first, a `Pair` (then what is wrong is marked, too), a
    list of both, or a task: with `lengths=(10, 60)` a slider then draws test sentences of each
    length. `precision` is that of the numbers in the page, "float32", "float16" or "int8": four,
    two or one byte for each, and a third more as text.

    The answer appears letter by letter with its weights; "One step" shows a step of the decoder as
    the wiring picture has it. `save(path)` of what is returned writes a page of its own.

    ValueError for what is no model, for a model that no page can run (see `exported`), and for an
    example that one of them cannot read.
    """
    if isinstance(models, Mapping):
        named = {settings.text("models", name): one for name, one in models.items()}
    else:
        check_model(models)
        named = {"the model": models}
    if not named:
        raise ValueError("models must be at least one, got none")
    settings.one_of("precision", precision, PRECISIONS)
    settings.text("title", title)
    plain = {}
    for name, model in named.items():
        try:
            plain[name] = exported(model, precision)
        except ValueError as error:
            raise ValueError(f"models[{name!r}]: {error}") from error
    examples: tuple[Example, ...] = ()
    for model in named.values():
        vocab = reader_of(model).vocab
        examples = examples_of(example, vocab, lengths, model.spec.max_length)
    if lengths is not None:
        examples = beginning(examples)
    answers = {name: transduce(model, examples[0].source) for name, model in named.items()}
    unit = reader_of(next(iter(named.values()))).vocab.unit
    return Playground(plain, answers, examples, unit, title)

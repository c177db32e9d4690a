"""A sentence that grows, letter by letter, and what models write of it: a slider over the lengths.

Where scripts run it is a slider; elsewhere the table of all lengths, or plain text.
"""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from course_lib.devices import settings
from course_lib.training.console import printable

STYLE = """
.growing input { width: 100%; max-width: 40em; }
.growing p { font-family: monospace; margin: .2em 0; white-space: pre-wrap; }
.growing p span { display: inline-block; min-width: 11em; }
.growing td, .growing th { font-family: monospace; text-align: left; white-space: pre; }
.growing mark { background: none; color: inherit; text-decoration: underline; font-weight: 700; }
"""


class Growing:
    """A sentence of several lengths, what is wanted of each, and what each model wrote.

    answers: by the name of a model, its text for each of the sources. A letter that is not the
    wanted one at its place is bold and underlined. `first` is where the slider stands at first.
    ValueError for other numbers of texts, and for a `first` that is none of them.
    """

    def __init__(
        self,
        sources: Sequence[str],
        wanted: Sequence[str],
        answers: Mapping[str, Sequence[str]],
        first: int = 0,
    ):
        counts = {len(one) for one in (sources, wanted, *answers.values())}
        if len(counts) != 1 or not sources:
            raise ValueError(f"wanted and answers must have one text per source, got {counts}")
        self.sources, self.wanted, self.answers = tuple(sources), tuple(wanted), dict(answers)
        self.first = settings.whole("first", first, 0, len(sources) - 1)

    @property
    def html(self) -> str:
        names = ["characters", "source", "wanted", *self.answers]
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        rows = "".join(self._row(row) for row in range(len(self.sources)))
        script = files("course_lib.lessons.lesson_03").joinpath("growing.js").read_text("utf-8")
        return (
            f'<div class="growing" role="group" aria-label="A sentence that grows" '
            f'data-first="{self.first}"><table><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>\n<style>{STYLE}</style>\n"
            f"<script>\n{script}</script></div>"
        )

    def _row(self, row: int) -> str:
        cells = [str(len(self.sources[row])), escape(self.sources[row]), escape(self.wanted[row])]
        for texts in self.answers.values():
            letters = _compared(texts[row], self.wanted[row])
            cells.append("".join(e if right else f"<mark>{e}</mark>" for e, right in letters))
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}

    def __repr__(self) -> str:
        lines = []
        for row, source in enumerate(self.sources):
            said = ", ".join(f"{name} {texts[row]!r}" for name, texts in self.answers.items())
            lines.append(f"{len(source):2} {source!r}: {said}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return printable(repr(self))


def _compared(written: str, wanted: str) -> list[tuple[str, bool]]:
    """Each letter, and whether it is the wanted one; a missing letter is a sign of its own."""
    size = max(len(written), len(wanted))
    pairs = zip(written.ljust(size, "\0"), wanted.ljust(size, "\0"), strict=True)
    return [(escape(w).replace("\0", "·"), w == g) for w, g in pairs]

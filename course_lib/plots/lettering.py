"""Somebody's own words in a figure, drawn as they were typed.

Matplotlib reads two dollar signs as the ends of a formula, leaves a name that begins with "_" out
of a legend, and draws a box for a letter that its font lacks. Titles, names and tokens go through
here, so that none of it happens to them; a formula of the library's own goes to matplotlib itself.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.legend import Legend
from matplotlib.text import Text


def as_typed(*texts: Text) -> None:
    """No formula is looked for in these texts, and every letter comes from a font that has it."""
    for text in texts:
        text.set_parse_math(False)
        missing = (
            set(text.get_text())
            - {"\n"}
            - _letters(font_manager.findfont(text.get_fontproperties()))
        )
        if more := [name for letter in sorted(missing) if (name := _font_with(letter))]:
            text.set_fontfamily([*text.get_fontfamily(), *dict.fromkeys(more)])


def entitle(
    ax: Axes, title: str, xlabel: str | None = None, ylabel: str | None = None, **how: Any
) -> None:
    """The title of `ax`, looking as `how` says, and the labels of its axes where given."""
    texts = [ax.set_title(title, **how)]
    texts += [] if xlabel is None else [ax.set_xlabel(xlabel)]
    texts += [] if ylabel is None else [ax.set_ylabel(ylabel)]
    as_typed(*texts)


def ticks(axis: Axis, names: Sequence[str], **how: Any) -> None:
    """A tick for each name, at 0, 1, 2 and so on."""
    axis.set_ticks(range(len(names)), list(names), **how)
    as_typed(*axis.get_ticklabels())


def literal(text: str) -> str:
    """Somebody's words for a line that also holds formulas: their dollar signs are none."""
    return text.replace("$", r"\$")


def legend(
    place: Axes | Figure, handles: Iterable[Artist], title: str | None = None, **how: Any
) -> Legend:
    """A legend of all `handles` by their labels, whatever these begin with."""
    handles = list(handles)
    names = [str(handle.get_label()) for handle in handles]
    made = place.legend(handles, [str(i) for i in range(len(names))], title=title, **how)
    for text, name in zip(made.get_texts(), names, strict=True):
        text.set_text(name)
    as_typed(*made.get_texts())
    return made


@lru_cache
def _letters(path: str) -> frozenset[str]:
    """All that a font has."""
    return frozenset(map(chr, FT2Font(path).get_charmap()))


@lru_cache
def _font_with(letter: str) -> str | None:
    """An installed font that has a letter, or None: then matplotlib draws a box and says so."""
    for font in font_manager.fontManager.ttflist:
        # a "last resort" has a box for everything, and that is what it is made for
        if "Last Resort" not in font.name and letter in _letters(font.fname):
            return font.name
    return None

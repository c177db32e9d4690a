"""A view of a captioned image to explore: point at a word, and what it looks at lights up."""

import base64
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

from course_lib.data.images.moving import PLACES
from course_lib.devices import settings
from course_lib.plots.image_maps import draw, size_of
from course_lib.plots.maps import AnyArray
from course_lib.plots.pictures import ImageGold, Picture, checked_picture
from course_lib.plots.still import still_image
from course_lib.plots.tokens import shown
from course_lib.search import Transduction
from course_lib.training.console import printable

KEY = "Orange: the weight, the more the stronger. Dashed frame: the patch with the largest weight."
OWN, ALL = " Blue frame: the word's box.", " Blue frames: the digits' boxes."


@dataclass(frozen=True, eq=False)
class ImageView:
    """What `image_view` returns: a notebook shows it, in the richest form that it can.

    - The picture, and words that answer to the mouse and the keyboard: where scripts run.
    - The picture with what the first word looks at, and for every word a sentence: the same HTML
      where scripts and styles are taken out.
    - The picture once for each word (`image_maps`), a PNG beside the HTML in the same output, with
      a text alternative: for viewers that show no HTML.
    - Plain text, a line for each word: a terminal.

    Of several scenes, the PNG shows the first one.
    """

    pictures: tuple[Picture, ...]
    names: tuple[str, ...]
    title: str
    word: int = 0

    @property
    def element_id(self) -> str:
        """Of the HTML element: equal for equal content, today and tomorrow, here and there."""
        content = [self._frames(), self.title, self.word]
        return "image-" + hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]

    @property
    def html(self) -> str:
        """One element that needs nothing from outside: what is said and shown without a script, and
        what makes more of it. The data is in the first part alone, so no word can break out."""
        style, script = (
            files("course_lib.plots").joinpath(name).read_text("utf-8")
            for name in ("looking.css", "looking.js")
        )
        title, first = escape(self.title), self.pictures[0]
        frames = "" if not first.boxes else ALL if first.gold is None else OWN
        return (
            f'<div class="image-view" id="{self.element_id}" role="group" aria-label="{title}">'
            f'<p><strong>{title}</strong></p><p class="iv-key">{KEY}{frames}</p>'
            f'<div class="iv-still" data-word="{self.word}">{self._frames()}</div>\n'
            f"<style>\n{style}</style>\n<script>\n{script}</script></div>"
        )

    @property
    def png(self) -> bytes:
        """The first scene once for each word, as a picture."""
        first = self.pictures[0]
        with matplotlib.style.context("default"):  # equal views are equal pictures, in every style
            figure = Figure(size_of(first), layout="constrained")
            draw(figure, first, self.title)
            figure.savefig(buffer := io.BytesIO(), format="png", dpi=100, bbox_inches="tight")
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"text/html": self.html, "image/png": self.png, "text/plain": repr(self)}
        return data, {"image/png": {"alt": " ".join(_lines(self.pictures[0], self.title))}}

    def __repr__(self) -> str:
        """A line for each word: where it looks most."""
        lines = []
        for name, picture in zip(self.names, self.pictures, strict=True):
            lines += _lines(picture, f"{self.title} ({name})" if name else self.title)
        return "\n".join(lines)

    def __str__(self) -> str:
        return printable(repr(self))

    def _frames(self) -> str:
        """For each scene its picture, where it is the first, and its words; and its numbers."""
        return "".join(
            self._frame(name, picture, k == 0)
            for k, (name, picture) in enumerate(zip(self.names, self.pictures, strict=True))
        )

    def _frame(self, name: str, picture: Picture, first: bool) -> str:
        reading, (height, width) = picture.reading, picture.pixels.shape
        gray = picture.painted(None)[..., 0]
        boxes = ",".join(" ".join(map(str, box)) for box in picture.boxes)
        items = []
        for t, word in enumerate(picture.words):
            numbers = " ".join(map(str, np.rint(1000 * picture.weights[t]).astype(int)))
            gold = "" if picture.gold is None else " ".join(map(str, picture.gold[t]))
            own = "" if picture.gold is None else f' data-gold="{gold}"'
            items.append(
                f'<li data-weights="{numbers}"{own}><b>{escape(shown(word))}</b> '
                f"<span>{escape(picture.sentence(t))}</span>\n"
            )
        still = still_image(picture, self.word) if first else ""
        return (
            f'<div class="iv-frame" data-size="{height} {width}" '
            f'data-patch="{reading.patch} {reading.stride}" data-boxes="{boxes}" '
            f'data-place="{PLACES.index(name) if name in PLACES else ""}" '
            f'data-pixels="{base64.b64encode(gray.tobytes()).decode()}">'
            f"<p>{escape(name)}</p>{still}<ol>{''.join(items)}</ol></div>"
        )


def image_view(
    image: Any,
    words: Sequence[str] | None = None,
    weights: Num[AnyArray, "T J"] | None = None,
    *,
    title: str,
    patch: int = 8,
    stride: int = 4,
    gold: ImageGold | Sequence[ImageGold | None] | None = None,
    names: Sequence[str] | None = None,
    word: int = 0,
) -> ImageView:
    """A captioned image to explore: choose a word, and what it looks at lights up on the picture.

    The mouse chooses by pointing; Tab, the arrow keys, Home and End choose too, and Escape shows
    the plain picture. The word number `word`, from 0, is chosen at first.

    Takes what `image_maps` takes, and raises the same ValueErrors. With `names` it takes a list of
    `Transduction`s, one for each name, and the reader chooses among them, too; `gold` is then a
    list of one for each. Nine names such as "top left" (`data.PLACES`), or some of them, are laid
    out as they lie in the scene: "what if the digit stood there?" ValueError for names that do not
    fit, and for no such word.
    """
    settings.text("title", title)
    if names is None:
        if isinstance(image, list | tuple) and image and isinstance(image[0], Transduction):
            raise ValueError(f"names must be given, one for each of {len(image)} scenes, got None")
        asked: list[tuple[Any, Any]] = [(image, gold)]
    else:
        if words is not None or weights is not None:
            raise ValueError("words and weights must be left out beside names, got some")
        for name in settings.several("names", names, str, "a text", least=1):
            settings.text("names", name)
        found = settings.several("image", image, Transduction, "a Transduction", least=1)
        golds = [None] * len(found) if gold is None else settings.listed("gold", gold, "gold")
        for name, value in (("image", found), ("gold", golds)):
            if len(value) != len(names):
                raise ValueError(
                    f"{name} must have one for each of {len(names)} names, got {len(value)}"
                )
        asked = list(zip(found, golds, strict=True))
    pictures = tuple(
        checked_picture(one, words, weights, patch=patch, stride=stride, gold=own)
        for one, own in asked
    )
    settings.whole("word", word, 0, len(pictures[0].words) - 1)
    return ImageView(pictures, tuple(names) if names is not None else ("",), title, word)


def _lines(picture: Picture, title: str) -> list[str]:
    rows = enumerate(picture.words)
    return [title, *(f"word {t + 1} {shown(word)!r} {picture.sentence(t)}" for t, word in rows)]

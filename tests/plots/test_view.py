"""The view of an alignment as data: its table, its id, its size, its other forms, its errors."""

import io
import re
import tomllib
from fnmatch import fnmatch
from html.parser import HTMLParser

import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from matplotlib.image import imread
from viewing import HOSTILE, diffuse, small_view

from course_lib import plots
from course_lib.lessons.maintenance import ROOT
from course_lib.plots.tokens import EMPTY, SIGNS, shown
from course_lib.search import Transduction

WEIGHTS = np.array([[0.0914, 0.2, 0.7086], [1.0, 0.0004, 0.0]])  # no symmetry
SOURCE, TARGET = ["x", " ", "</s>"], ["p", "q"]


def _view(weights=WEIGHTS, source=SOURCE, target=TARGET, *, title="A view", **more):
    return plots.alignment_view(weights, source, target, title=title, **more)


def _found(weights) -> Transduction:
    rest = dict.fromkeys(Transduction._fields)  # the view looks at three of them
    return Transduction(
        **rest | {"weights": weights, "source_tokens": SOURCE, "target_tokens": TARGET}
    )


class Table(HTMLParser):
    """Tags, and the text of each cell by row, as a reader of HTML sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self.bold: list[str] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "b":
            self.bold.append("")
        self._open = tag in ("td", "th", "b")

    def handle_endtag(self, tag):
        self._open = False

    def handle_data(self, data):
        if self._open:
            self.rows[-1][-1] += data
            if self.tags[-1] == "b":
                self.bold[-1] += data


def test_the_table_holds_the_weights():
    table = Table(_view(gold=[1, -1]).html)
    assert table.rows == [
        ["", "x", "␣", "</s>"],
        ["p", ".091", "□.200", ".709"],
        ["q", "1.000", "", ""],
    ]
    assert table.bold == [".709", "1.000"]


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_tokens_are_text_whatever_they_are(tokens):
    tokens = [*tokens, *HOSTILE]
    view = _view(np.full((1, len(tokens)), 0.5), tokens, [tokens[0]], title="a")
    plain = _view(np.full((1, len(tokens)), 0.5), ["a"] * len(tokens), ["a"], title="a")
    table = Table(view.html)
    assert table.rows[0][1:] == [shown(token) for token in tokens]
    assert table.tags == Table(plain.html).tags
    # what is run and what is styled never changes with the data
    (data, code), (_, same) = (v.html.split("<style>", 1) for v in (view, plain))
    assert code == same
    assert "<script" not in data


def test_nothing_comes_from_outside():
    assert not re.search(r"https?:|src=|href=|url\(|@import|fetch\(|innerHTML", _view().html)


def test_equal_content_is_equal_output():
    view = _view(gold=[2, 0])
    for same in (
        _view(jnp.asarray(WEIGHTS), tuple(SOURCE), "pq", gold=np.array([2, 0])),
        _view(_found(WEIGHTS), None, None, gold=(2, 0)),
    ):
        assert (same.html, same.png) == (view.html, view.png)
    others = [
        _view(),
        _view(gold=[2, -1]),
        _view(WEIGHTS / 2, gold=[2, 0]),
        _view(source=["x", "_", "</s>"], gold=[2, 0]),
        _view(target=["p", "p"], gold=[2, 0]),
        _view(title="Another", gold=[2, 0]),
    ]
    ids = [re.search(r'id="([\w-]+)"', v.html)[1] for v in (view, *others)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"alignment-[0-9a-f]{12}", one) for one in ids)


@pytest.mark.parametrize("weights", [diffuse(60), np.full((60, 60), 1 / 60)])
def test_sixty_by_sixty_stays_small(weights):
    html = _view(weights, "abcde " * 10, "abcde " * 10, gold=range(60)).html
    assert len(html.encode()) < 60_000  # with all digits of the weights: 100 kB


def test_a_viewer_finds_html_a_picture_and_text():
    view = _view(gold=[2, 0])
    data, metadata = DisplayFormatter().format(view)
    assert set(data) >= {"text/html", "image/png", "text/plain"}
    assert data["text/html"] == view.html == view._repr_html_()
    assert data["text/plain"].splitlines() == [
        "A view",
        "target 1 'p': source 3 '</s>' 0.71, 2 '␣' 0.20, 1 'x' 0.09; gold 3",
        "target 2 'q': source 1 'x' 1.00; gold 1",
    ]
    alternative = metadata["image/png"]["alt"]
    assert alternative.startswith("“A view”. Heat map of attention weights, 2 target by 3 source")
    assert "target 1 'p': source 3 '</s>' 0.71" in alternative
    pixels = imread(io.BytesIO(data["image/png"]))
    assert pixels.shape[0] > 100
    assert pixels.shape[1] > 100
    assert pixels[..., :3].min() < 0.1  # the weight of 1 is drawn black
    assert not plt.get_fignums()  # or the notebook shows the picture a second time


def test_a_chosen_target_is_one_of_the_targets():
    assert 'data-chosen="' not in small_view().html
    assert 'data-chosen="2"' in small_view(chosen=2).html
    assert small_view(chosen=2).element_id != small_view().element_id
    for wrong in (3, -1):
        with pytest.raises(ValueError, match="chosen must be a whole number"):
            small_view(chosen=wrong)


def test_the_view_refuses_what_the_heat_map_refuses():
    for weights, source, target, gold in [
        (None, SOURCE, TARGET, None),
        (WEIGHTS, TARGET, SOURCE, None),
        (WEIGHTS, SOURCE, [], None),
        (WEIGHTS * 10, SOURCE, TARGET, None),
        (WEIGHTS * np.nan, SOURCE, TARGET, None),
        (WEIGHTS, SOURCE, TARGET, [0]),
        (WEIGHTS, SOURCE, TARGET, [0, 3]),
    ]:
        with pytest.raises(ValueError, match=r"wanted|must be") as view:
            _view(weights, source, target, gold=gold)
        with pytest.raises(ValueError, match=r"wanted|must be") as heat_map:
            plots.heat_map(weights, source, target, title="A map", gold=gold)
        assert str(view.value) == str(heat_map.value)
    with pytest.raises(ValueError, match="no attention weights"):
        plots.alignment_view(_found(None), title="A view")
    with pytest.raises(ValueError, match=r"\(2, 3\); wanted \(0, 0\)"):
        plots.alignment_view(WEIGHTS, title="A view")
    plt.close("all")


def test_what_cannot_be_seen_has_a_sign_in_all_its_forms():
    tokens = ["\n", "\t", "\u00a0", "\u200b"]
    view = _view(np.eye(4), tokens, tokens)
    signs = ["↵", "⇥", "⍽", "‹U+200B›"]
    table = Table(view.html)
    assert [table.rows[0][1:], [row[0] for row in table.rows[1:]]] == [signs, signs]
    assert repr(view).splitlines()[4] == "target 4 '‹U+200B›': source 4 '‹U+200B›' 1.00"
    assert not set(view.html.replace("\n", "")) & set(tokens)


def test_dollars_are_drawn():
    """An even number of them is a formula to matplotlib, and these are none that it can read."""
    title = r"writes $$, $5_{ and \$6"
    assert len(_view(np.eye(1), ["$$"], [r"$5_{ $6"], title=title).png) > 1000


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_it_can_be_printed_anywhere(encoding, monkeypatch):
    paper = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", paper)
    view = _view(np.eye(2), [" ", "ü"], ["☃", "</s>"], title="A view")
    print(view)
    print(f"{view}")
    paper.flush()
    printed = paper.buffer.getvalue().decode(encoding).splitlines()
    assert printed[:2] == ["A view", r"target 1 '\u2603': source 1 '_' 1.00"]
    assert printed == 2 * printed[:3]


def test_its_picture_is_the_same_in_every_style():
    plain = _view(gold=[2, 0]).png
    with plt.style.context("dark_background"):
        assert _view(gold=[2, 0]).png == plain


def test_its_files_are_packed():
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())
    globs = packed["tool"]["setuptools"]["package-data"]["*"]
    for name in ("view.css", "view.js"):
        assert (ROOT / "course_lib" / "plots" / name).is_file()
        assert any(fnmatch(name, glob) for glob in globs)


def test_a_screen_reader_says_the_signs():
    script = (ROOT / "course_lib" / "plots" / "view.js").read_text("utf-8")
    spoken = re.search(r"SPOKEN = \{([^}]*)\}", script)[1]
    assert set(re.findall(r'"(.)":', spoken)) == {*SIGNS.values(), EMPTY}

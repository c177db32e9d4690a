"""The view of a captioned image as data: its parts, its id, its size, its other forms, errors."""

import base64
import io
import re
import tomllib
from fnmatch import fnmatch
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from picturing import GOLD, PIXELS, SCENE, WEIGHTS, WORDS, found, several, small_view
from PIL import Image
from viewing import HOSTILE

from course_lib import ROOT, plots
from course_lib.data import PLACES, SCENES, moved
from course_lib.plots.pictures import FRAME, checked_picture
from course_lib.plots.tokens import shown


class Parts(HTMLParser):
    """Tags, the words in bold, and the attributes of frames, words and pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.bold: list[str] = []
        self.attributes: dict[str, list[dict]] = {"div": [], "li": [], "img": []}
        self._bold = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in self.attributes:
            self.attributes[tag].append(dict(attrs))
        self._bold = tag == "b"
        self.bold += [""] * self._bold

    def handle_endtag(self, tag):
        self._bold = False

    def handle_data(self, data):
        if self._bold:
            self.bold[-1] += data


def test_the_still_part_holds_all_that_the_script_needs():
    parts = Parts(small_view().html)
    assert parts.bold == ["one", "<b>", "</s>"]
    frame = parts.attributes["div"][2]
    assert (frame["data-size"], frame["data-patch"]) == ("16 20", "8 4")
    assert frame["data-boxes"] == "0 0 8 8,8 8 16 16"
    pixels = np.frombuffer(base64.b64decode(frame["data-pixels"]), np.uint8).reshape(16, 20)
    np.testing.assert_array_equal(pixels, np.rint(255 * (1 - PIXELS)))
    words = parts.attributes["li"]
    assert [word["data-gold"] for word in words] == ["0", "0 1", ""]
    for word, row in zip(words, WEIGHTS, strict=True):
        assert [int(number) for number in word["data-weights"].split()] == (1000 * row).tolist()
    assert "data-gold" not in Parts(small_view(gold=None).html).attributes["li"][0]


def test_without_a_script_one_word_is_shown_and_all_are_said():
    (image,) = Parts(small_view(word=1).html).attributes["img"]
    assert image["alt"].startswith("The picture. Word 2, <b>, looks most at the bottom right: 1 on")
    kind, code = image["src"].split(",")
    assert kind == "data:image/png;base64"
    drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB"))
    picture = checked_picture(SCENE, WORDS, WEIGHTS, patch=8, stride=4, gold=GOLD)
    times = len(drawn) // 16
    middles = drawn[times // 2 :: times, times // 2 :: times]
    np.testing.assert_array_equal(middles, picture.painted(1))
    colours = {tuple(one) for one in drawn.reshape(-1, 3).tolist()}
    assert tuple(int(FRAME[k : k + 2], 16) for k in (1, 3, 5)) in colours
    for t in range(3):
        assert f"<span>{picture.sentence(t)}</span>" in small_view().html


def test_of_several_scenes_the_first_is_a_picture_and_all_have_their_words():
    parts = Parts(several().html)
    assert len(parts.attributes["img"]) == 1
    frames = [one for one in parts.attributes["div"] if one["class"] == "iv-frame"]
    assert [frame["data-place"] for frame in frames] == ["0", "2", "6"]
    assert len(parts.attributes["li"]) == 9
    other = Parts(several(("a", "<b>", "c")).html)
    assert other.tags == parts.tags
    assert {frame.get("data-place", "") for frame in other.attributes["div"]} == {""}


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_words_titles_and_names_are_text_whatever_they_are(words):
    words = [*words, *HOSTILE]
    weights = np.full((len(words), 12), 1 / 12)
    plain = plots.image_view(SCENE, ["a"] * len(words), weights, title="a")
    view = plots.image_view(SCENE, words, weights, title=" ".join(HOSTILE))
    parts = Parts(view.html)
    assert parts.bold == [shown(word) for word in words]
    assert parts.tags == Parts(plain.html).tags
    (data, code), (_, same) = (v.html.split("<style>", 1) for v in (view, plain))
    assert code == same
    assert "<script" not in data


def test_nothing_comes_from_outside():
    html = re.sub(r'src="data:image/png;base64,[\w+/=]*"', "", several().html)
    assert not re.search(r"https?:|src=|href=|url\(|@import|fetch\(|innerHTML", html)


def test_equal_content_is_equal_output():
    view = small_view()
    same = plots.image_view(found(), title="A view", gold=tuple(GOLD))
    assert (same.html, same.png) == (view.html, view.png)
    others = [
        small_view(gold=None), small_view(title="Another"), small_view(word=1),
        plots.image_view(SCENE, ["a", "b", "c"], WEIGHTS, title="A view", gold=GOLD),
        plots.image_view(SCENE, WORDS, WEIGHTS / 2, title="A view", gold=GOLD),
        plots.image_view(PIXELS, WORDS, WEIGHTS, title="A view"),
        plots.image_view(SCENE._replace(pixels=PIXELS / 2), WORDS, WEIGHTS, title="A view"),
    ]  # fmt: skip
    ids = [v.element_id for v in (view, *others)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"image-[0-9a-f]{12}", one) for one in ids)


def test_nine_scenes_of_the_task_stay_small():
    pair = SCENES.test_set(1, (1, 1))[0]
    weights = np.random.default_rng(0).dirichlet(np.ones(64), 4)
    pairs = [moved(pair, 0, to) for to in PLACES]
    told = [found(weights, one.source, [*one.target.split(), "</s>"]) for one in pairs]
    one = plots.image_view(told[0], title="One", gold=pairs[0])
    nine = plots.image_view(told, title="Nine", gold=pairs, names=list(PLACES))
    assert len(one.html.encode()) < 30_000
    assert len(nine.html.encode()) < 60_000


def test_a_viewer_finds_html_a_picture_and_text():
    view = small_view()
    data, metadata = DisplayFormatter().format(view)
    assert data["text/html"] == view.html == view._repr_html_()
    lines = data["text/plain"].splitlines()
    assert lines[0] == "A view"
    assert lines[1].startswith("word 1 'one' looks most at the top left: .50 on the patch in row 1")
    assert lines[3] == "word 3 '</s>' looks at nothing with a weight of .01 or more."
    assert metadata["image/png"]["alt"] == " ".join(lines)
    assert min(Image.open(io.BytesIO(data["image/png"])).size) > 100
    assert not plt.get_fignums()  # or the notebook shows the picture a second time
    assert repr(several()).count("What if? (") == 3


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_it_can_be_printed_anywhere(encoding, monkeypatch):
    paper = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", paper)
    print(plots.image_view(SCENE, ["☃", "ü", "a"], WEIGHTS, title="A view"))
    paper.flush()
    line = paper.buffer.getvalue().decode(encoding).splitlines()[1]
    assert line.startswith(r"word 1 '\u2603' looks most at the top left")


def test_its_picture_is_the_same_in_every_style():
    plain = small_view().png
    with plt.style.context("dark_background"):
        assert small_view().png == plain


def test_its_files_are_packed():
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())
    globs = packed["tool"]["setuptools"]["package-data"]["*"]
    for name in ("looking.css", "looking.js"):
        assert (ROOT / "course_lib" / "plots" / name).is_file()
        assert any(fnmatch(name, glob) for glob in globs)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"word": 3}, "word must be a whole number of at most 2, got 3"),
        ({"title": ""}, "title must be a text"),
        ({"image": found(None), "words": None, "weights": None}, "no attention weights"),
        ({"names": ["a"]}, "words and weights must be left out beside names"),
    ],
)
def test_a_view_of_nothing_is_refused(wrong, message):
    good = {"image": SCENE, "words": WORDS, "weights": WEIGHTS, "title": "A view"}
    with pytest.raises(ValueError, match=message):
        plots.image_view(**good | wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"names": None}, "names must be given, one for each of 2 scenes"),
        ({"names": ["a"]}, "image must have one for each of 1 names, got 2"),
        ({"names": ["a", ""]}, "names must be a text"),
        ({"gold": [None]}, "gold must have one for each of 2 names, got 1"),
        ({"image": [SCENE, SCENE]}, r"image\[0\] must be a Transduction"),
        ({"image": found()}, r"image.* must be a Transduction"),
    ],
)
def test_several_scenes_that_do_not_fit_are_refused(wrong, message):
    good = {"image": [found(), found()], "names": ["a", "b"], "title": "A view"}
    with pytest.raises(ValueError, match=message):
        plots.image_view(**good | wrong)

"""The playground as a value: its forms, its parts, and what it refuses."""

import html
import json
import re
import tomllib
from fnmatch import fnmatch
from html.parser import HTMLParser

import pytest
from IPython.core.formatters import DisplayFormatter
from playing import PAIR, models, small_playground
from tiny import VOCAB, fresh
from viewing import HOSTILE

from course_lib import ROOT, plots
from course_lib.model import GridReading, build
from course_lib.plots.in_browser.exporting import exported
from course_lib.plots.in_browser.scripts import MODEL, VIEW

GRID = build("luong_general", target=VOCAB, hidden=4, embedding=3, reading=GridReading())


class Parts(HTMLParser):
    """The tags of a page, and the attributes of its playground."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[str] = []
        self.own: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if dict(attributes).get("class") == "playground":
            self.own = dict(attributes)


def test_the_html_holds_the_models_and_what_they_answer_without_a_script():
    view = small_playground()
    parts = Parts(view.html)
    data = json.loads(parts.own["data-playground"])
    assert data["models"] == {name: exported(one, "float32") for name, one in models().items()}
    assert data["examples"] == [{"source": "abca", "length": 4, "target": "abca"}]
    still = view.html.split("<style>")[0]
    for name, answer in view.answers.items():
        assert f"<b>{name}</b> writes “{html.escape(answer.target)}”" in still
    assert "<script" not in still
    assert parts.tags.count("img") == 1
    assert 'alt="“attention”. ' in still


def test_nothing_comes_from_outside():
    text = re.sub(r'src="data:image/png;base64,[\w+/=]*"', "", small_playground().page)
    assert not re.search(r"https?:|src=|href=|url\(|@import|fetch\(|innerHTML", text)


def test_a_page_of_its_own_is_a_whole_document(tmp_path):
    view = small_playground()
    path = view.save(tmp_path / "folder" / "page.html")
    text = path.read_text("utf-8")
    assert text == view.page
    assert text.startswith("<!doctype html>")
    for part in ('<html lang="en">', "default-src 'none'", "<title>", view.html):
        assert part in text
    with pytest.raises(ValueError, match="path must be the path of a file"):
        view.save("")


def test_hostile_texts_are_only_text():
    """In the title, in the names of models and, as words of a vocabulary, in the data."""
    model = models()["attention"]
    tame, wild = (
        plots.playground({name: model}, "abc", title=name) for name in ("a", "".join(HOSTILE))
    )
    assert Parts(wild.html).tags == Parts(tame.html).tags
    assert Parts(wild.html).own["aria-label"] == "".join(HOSTILE)
    assert json.loads(Parts(wild.html).own["data-playground"])["models"].keys() == {
        "".join(HOSTILE)
    }


def test_equal_content_is_equal_output():
    view, same = small_playground(), small_playground()
    assert view.html == same.html
    others = [small_playground(title="Another"), small_playground(precision="float16")]
    assert len({one.element_id for one in (view, *others)}) == 3
    assert re.fullmatch(r"playground-[0-9a-f]{12}", view.element_id)


def test_a_viewer_finds_html_a_picture_and_text():
    view = small_playground()
    data, metadata = DisplayFormatter().format(view)
    assert data["text/html"] == view.html == view._repr_html_()
    assert data["text/plain"].splitlines()[1].startswith("fixed vector: 'abca' -> '")
    assert data["image/png"] == view.picture[0]
    assert metadata["image/png"]["alt"].startswith("“attention”. ")
    fixed = plots.playground(models()["fixed vector"], "abc")
    assert fixed.picture is None
    assert "image/png" not in DisplayFormatter().format(fixed)[0]
    assert "<img" not in fixed.html
    assert str(fixed).splitlines()[1].startswith("the model: 'abc' -> ")


def test_its_files_are_packed():
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())
    globs = packed["tool"]["setuptools"]["package-data"]["*"]
    for name in (*MODEL, *VIEW, "playground.css"):
        assert (ROOT / "course_lib" / "plots" / "in_browser" / name).is_file()
        assert any(fnmatch(name, glob) for glob in globs)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"models": {}}, "models must be at least one, got none"),
        ({"models": {"": fresh("init_state")}}, "models must be a text"),
        ({"models": {"a": GRID}}, r"models\['a'\]: model must read a text"),
        ({"example": "abcd"}, "example must be a text that the model reads"),
        ({"example": PAIR, "lengths": (1, 2)}, "lengths must be None where no task"),
        ({"precision": "int4"}, "precision must be one of"),
        ({"title": ""}, "title must be a text"),
    ],
)
def test_what_cannot_be_shown_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        plots.playground(**{"models": models(), "example": "abc"} | wrong)

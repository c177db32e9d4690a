"""How the words of a figure come into a notebook, and from there into its export."""

import base64
import io
import logging
import re

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import print_figure, retina_figure
from matplotlib.figure import Figure
from matplotlib.image import imread

from course_lib import plots
from course_lib.plots.showing import in_notebooks

LABELS = {"title": 'A "title" & <b>', "xlabel": "x", "ylabel": "y"}


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def formatted(figure, draw=lambda figure: print_figure(figure, "png")):
    """The data and the metadata of the output that IPython makes of a figure."""
    formatter = DisplayFormatter()
    in_notebooks(formatter)
    formatter.formatters["image/png"].for_type(Figure, draw)
    return formatter.format(figure)


def notebook(data, metadata) -> nbformat.NotebookNode:
    packed = dict(data)
    packed["image/png"] = base64.b64encode(data["image/png"]).decode()
    v4 = nbformat.v4
    output = v4.new_output("display_data", data=packed, metadata=metadata)
    return v4.new_notebook(cells=[v4.new_code_cell("plt.show()", outputs=[output])])


def inside(html: str) -> np.ndarray:
    """The pixels of the picture in an HTML output."""
    return imread(io.BytesIO(base64.b64decode(re.search(r'base64,([^"]*)"', html)[1])))


def test_a_figure_is_shown_with_its_text():
    ax = plots.curves([1, 2], {"a": [[0, 1]]}, **LABELS)
    data, metadata = formatted(ax.figure)
    text = plots.alternative_text(ax.figure)
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert (data["text/plain"], metadata["alt"]) == (text, text)
    assert 'alt="“A &quot;title&quot; &amp; &lt;b&gt;”. Curves of the mean' in data["text/html"]
    full, small = imread(io.BytesIO(data["image/png"])), inside(data["text/html"])
    assert small.shape[:2] == full.shape[:2]
    assert np.abs(small[..., :3] - full[..., :3]).mean() < 0.004  # of 1
    assert len(data["text/html"]) < 0.6 * 4 / 3 * len(data["image/png"])


def test_a_picture_in_base_64_is_the_same_picture():
    """As a kernel's own drawing of figures gives it."""
    figure, _ = plt.subplots(figsize=(2, 1))
    coded, _ = formatted(figure, lambda figure: print_figure(figure, "png", base64=True))
    assert coded["text/html"] == formatted(figure)[0]["text/html"]


def test_a_figure_of_high_resolution_keeps_its_size_on_the_page():
    figure, _ = plt.subplots(figsize=(2, 1), dpi=50)
    data, metadata = formatted(figure, retina_figure)
    wide, high = (metadata["image/png"][side] for side in ("width", "height"))
    assert f' width="{wide}" height="{high}" ' in data["text/html"]


def test_a_transparent_figure_gets_the_paper_of_its_ink():
    for colour, wanted in (("black", 1), ("white", 0)):
        with plt.rc_context({"figure.facecolor": "none", "text.color": colour}):
            figure = plt.figure(figsize=(1, 1))
            figure.add_axes((0, 0, 1, 1)).axis("off")
            html = formatted(figure)[0]["text/html"]
        assert np.unique(inside(html)[..., :3]).tolist() == [wanted]


def test_a_terminal_gets_the_words_alone():
    formatter = DisplayFormatter(active_types=["text/plain"])
    in_notebooks(formatter)
    formatter.formatters["image/png"].for_type(Figure, lambda f: pytest.fail("drawn"))
    assert formatter.format(plt.figure())[0] == {"text/plain": "An empty figure."}
    in_notebooks()  # no notebook is running: nothing happens


@pytest.mark.parametrize("exporter", ["HTMLExporter", "SlidesExporter"])
@pytest.mark.parametrize("template", ["lab", "classic"])
def test_an_export_has_the_text_of_every_picture(exporter, template, caplog):
    nbconvert = pytest.importorskip("nbconvert")  # JupyterLab brings it
    more = {"template_name": template} if exporter == "HTMLExporter" else {}
    convert = getattr(nbconvert, exporter)(**more).from_notebook_node
    data, metadata = formatted(plots.bars({"a": [1]}, **LABELS).figure)
    with caplog.at_level(logging.WARNING):
        page, _ = convert(notebook(data, metadata))
    (image,) = re.findall(r"<img[^>]*>", page)
    assert re.search(r"alt=.“A .*Bars of the mean: a \(1 seed\): 1.", image)
    assert "Alternative text is missing" not in caplog.text
    del data["text/html"]
    with caplog.at_level(logging.WARNING):
        convert(notebook(data, {}))
    assert "Alternative text is missing on 1 image" in caplog.text

"""A lesson's pictures are committed in 256 colours where nobody sees it, and else as they were."""

import base64
import io

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from PIL import Image

from course_lib.lessons.maintenance.execute import tidy
from course_lib.lessons.maintenance.pictures import DIFFERENCE, lighter


def coded(image, **more):
    image.save(buffer := io.BytesIO(), format="png", **more)
    return base64.b64encode(buffer.getvalue()).decode()


def pixels(code):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGB"), float)


@pytest.fixture(scope="module")
def drawn():
    """Curves, letters and a legend, as a kernel draws them."""
    figure, ax = plt.subplots(figsize=(6, 3))
    for k, shift in enumerate((0.0, 0.3, 0.7)):
        ax.plot(np.sin(np.linspace(0, 6, 50) + shift), label=f"seed {k}")
    ax.set(title="Three curves", xlabel="steps")
    ax.legend()
    figure.savefig(buffer := io.BytesIO(), format="png")
    plt.close(figure)
    return base64.b64encode(buffer.getvalue()).decode()


def test_a_figure_takes_half_the_room_and_looks_the_same(drawn):
    found = lighter(drawn)
    assert len(found) < 0.5 * len(drawn)
    assert pixels(found).shape == pixels(drawn).shape
    assert np.abs(pixels(found) - pixels(drawn)).mean() <= DIFFERENCE
    assert lighter(found) == found


def test_a_picture_of_many_shades_stays_as_it_is():
    noise = np.random.default_rng(0).integers(0, 256, (60, 60, 3)).astype(np.uint8)
    code = coded(Image.fromarray(noise))
    assert lighter(code) == code


@pytest.mark.parametrize("alpha", [0, 254])
def test_a_transparent_picture_stays_as_it_is(alpha):
    code = coded(Image.new("RGBA", (50, 50), (10, 200, 30, alpha)), compress_level=0)
    assert lighter(code) == code


def test_an_executed_lesson_gets_the_lighter_pictures(drawn):
    v4 = nbformat.v4
    shown = v4.new_output("display_data", data={"image/png": drawn, "text/plain": "Curves."})
    printed = v4.new_output("stream", name="stdout", text="one")
    cells = [v4.new_markdown_cell("A figure"), v4.new_code_cell("1", outputs=[printed, shown])]
    book = v4.new_notebook(cells=cells)
    tidy(book)
    data = book.cells[1].outputs[1].data
    assert data == {"image/png": lighter(drawn), "text/plain": "Curves."}

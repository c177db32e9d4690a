"""The picture once for each word: a panel each, frames, and all of it in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from picturing import GOLD, SCENE, WEIGHTS, WORDS, found

from course_lib import plots
from course_lib.data import Scene
from course_lib.plots.pictures import FRAME, checked_picture


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    plt.close("all")


def maps(*arguments, **more):
    return plots.image_maps(*(arguments or (SCENE, WORDS, WEIGHTS)), title="A title", **more)


def frames(ax) -> list[tuple]:
    """Of the frames but the white ones under them: where, and in which colour and line."""
    return [
        (patch.get_xy(), patch.get_width(), to_hex(patch.get_edgecolor()), patch.get_linestyle())
        for patch in ax.patches
        if to_hex(patch.get_edgecolor()) != "#ffffff"
    ]


def test_a_panel_a_word_shows_what_it_looks_at():
    axes = maps(gold=GOLD)
    assert [ax.get_title() for ax in axes] == WORDS
    picture = checked_picture(SCENE, WORDS, WEIGHTS, patch=8, stride=4, gold=GOLD)
    for t, ax in enumerate(axes):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture.painted(t))


def test_frames_are_around_the_largest_weight_and_the_words_boxes():
    """That of a box is a pixel off it, so that both are seen where they are the same."""
    first, second, last = maps(gold=GOLD)
    box = ((-1.5, -1.5), 10, FRAME.lower(), "solid")
    assert frames(first)[0] == box
    assert frames(first)[1][:3] == ((-0.5, -0.5), 8, "#000000")
    assert frames(first)[1][3] != "solid"
    assert frames(second)[:2] == [box, ((6.5, 6.5), 10, FRAME.lower(), "solid")]
    assert frames(second)[2][0] == (11.5, 7.5)
    assert frames(last) == []
    assert [len(frames(ax)) for ax in maps()] == [3, 3, 2]  # of unknown gold: all boxes
    assert [len(frames(ax)) for ax in maps(Scene(SCENE.pixels), WORDS, WEIGHTS)] == [1, 1, 0]


def test_a_transduction_is_enough():
    one, two = maps(found())[0].figure, maps()[0].figure
    assert plots.alternative_text(one) == plots.alternative_text(two)


def test_its_text_says_where_each_word_looks():
    text = plots.alternative_text(maps(gold=GOLD)[0].figure)
    assert text.startswith(
        "A title (orange: weight; dashed: the largest; blue: the word's box). A figure of 3 panels."
        " Panel 1: “one”. It looks most at the top left: .50 on the patch in row 1, column 1. In"
    )
    assert "Panel 3: “</s>”. It looks at nothing" in text
    plain = plots.alternative_text(maps(Scene(SCENE.pixels), WORDS, WEIGHTS)[0].figure)
    assert "blue" not in plain


def test_many_words_take_several_lines_and_no_empty_panel_is_told():
    axes = maps(SCENE, list("abcdefghijk"), np.full((11, 12), 1 / 12))
    assert len({round(ax.get_position().y0, 2) for ax in axes}) == 2
    assert plots.alternative_text(axes[0].figure).count("Panel") == 11


def test_what_is_no_captioned_image_is_refused():
    with pytest.raises(ValueError, match="no attention weights"):
        maps(found(None))
    with pytest.raises(ValueError, match="title must be a text"):
        plots.image_maps(found(), title="")

"""README's first picture says in words what it shows."""

import re

import matplotlib.pyplot as plt
import numpy as np

from course_lib.data import WORD_REVERSAL
from course_lib.lessons.maintenance import ROOT, typed
from course_lib.search import Transduction

WANTED = WORD_REVERSAL.pair("the cat").target


def said(text, weights=None):
    return Transduction("the cat", text, weights, list("the cat"), [*text, "</s>"], 0.0, 0.0)


def test_the_picture_has_its_own_words_as_alternative_text():
    shown = re.search(rf"!\[(.+)\]\({typed.PICTURE}\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown, "wanted ![words](picture)"
    drawn = (ROOT / typed.PICTURE).read_text("utf-8")
    assert f"<dc:description>{shown[1]}</dc:description>" in drawn.replace("&quot;", '"')


def test_the_words_say_which_answer_is_right():
    words = typed.words({"one": said("eht"), "two": said(WANTED)}, WANTED)
    assert words.endswith('one writes "eht"; two writes "eht tac", which is right.')


def test_wrong_letters_are_underlined():
    looked = said(WANTED, np.full((8, 7), 1 / 7))
    figure = typed.picture({"one vector": said("ehx tab"), "attention": looked}, WANTED)
    lines = figure.axes[0]
    letters = [text.get_text() for text in lines.texts if text.get_color() == typed.WRONG]
    assert letters == ["x", "b"]
    assert len(lines.lines) == 2
    plt.close(figure)

"""Docstrings as plain text, and what Sphinx would have read in them."""

import importlib
import inspect

import pytest

from course_lib.lessons.maintenance.book.docstrings import MARKS, restructured
from course_lib.lessons.maintenance.book.gathering import ROOMS


def test_code_becomes_literal_and_nothing_else_means_anything():
    lines = restructured(["`h_j` times |r| is 2 * x_ and `a * b`; x_t stays."])
    assert lines == ["``h_j`` times \\|r\\| is 2 \\* x\\_ and ``a * b``; x_t stays."]


def test_an_equation_is_shown_as_it_stands():
    assert restructured(["As this:", "", "    a = b * c_", "    d", "", "then `x`."]) == [
        "As this:", "", ".. code-block:: text", "", "    a = b * c_", "    d", "", "then ``x``.",
    ]  # fmt: skip


def test_examples_stay_as_they_are():
    example = [">>> a_ = 2 * 3", ">>> print(a_)", "6 * 1"]
    assert restructured([*example, "", "A * b."]) == [*example, "", "A \\* b."]


def test_a_list_goes_on_in_its_second_line():
    lines = ["- one", "  and more", "- two"]
    assert restructured(lines) == lines


@pytest.mark.parametrize("room", ROOMS)
def test_no_mark_of_a_public_docstring_is_left(room):
    module = importlib.import_module(f"course_lib.{room}")
    for name in module.__all__:
        thing = getattr(module, name)
        if not (inspect.isfunction(thing) or inspect.isclass(thing)):
            continue  # a constant has the docstring of its type
        shown = False
        for line in restructured((inspect.getdoc(thing) or "").splitlines()):
            shown |= line.startswith((".. code-block", ">>>"))
            shown &= not (line and line[0].isalpha())
            if not shown and "``" not in line and not line.startswith((" ", ">>>")):
                assert not MARKS.search(
                    line.replace("\\*", "").replace("\\|", "").replace("\\_", "")
                )

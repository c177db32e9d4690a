"""The questions at the end of each lesson: three, folded, and shown as they are."""

import json

import pytest

from course_lib import ROOT
from course_lib.lessons.quiz import Question, Quiz, lessons, quiz

NOTEBOOKS = {
    path.name.partition("_")[0]: path
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if not path.name.partition("_")[0].endswith("x")
}


def test_every_lesson_has_questions_and_no_other():
    assert {*lessons()} == {*NOTEBOOKS}


@pytest.mark.parametrize("lesson", NOTEBOOKS)
def test_a_lesson_ends_with_its_own_questions(lesson):
    cell = json.loads(NOTEBOOKS[lesson].read_text())["cells"][-1]
    assert "".join(cell["source"]).splitlines()[-1] == f'quiz("{lesson}")'
    [output] = cell["outputs"]
    made = quiz(lesson)
    assert "".join(output["data"]["text/html"]) == made._repr_html_()
    assert "".join(output["data"]["text/plain"]) == repr(made)


def test_there_are_three_each_and_none_twice():
    asked = [one.asked for lesson in NOTEBOOKS for one in quiz(lesson).questions]
    assert len(asked) == len({*asked}) == 3 * len(NOTEBOOKS)


def test_an_answer_is_folded_and_a_text_is_no_markup():
    shown = Quiz((Question("Is a < b?", "Yes: <b> & more"),))
    page, text = shown._repr_html_(), repr(shown)
    assert "<summary>1. Is a &lt; b?</summary><p>Yes: &lt;b&gt; &amp; more</p>" in page
    assert page.count("<details>") == 1  # without `open`: folded
    assert text.index("Is a < b?") < text.index("Answers") < text.index("Yes: <b> & more")


@pytest.mark.parametrize("lesson", ["5", "01x", ""])
def test_a_lesson_without_questions_is_named(lesson):
    with pytest.raises(ValueError, match="lesson must be one of 00, 01, 02"):
        quiz(lesson)


@pytest.mark.parametrize(("asked", "answer", "name"), [(" ", "a", "asked"), ("a", "", "answer")])
def test_an_empty_text_is_refused(asked, answer, name):
    with pytest.raises(ValueError, match=f"{name} must be a text"):
        Question(asked, answer)

"""Every problem set graded as a class is: one notebook that is right, one that is wrong.

At quick scale: what is trained learns less, and the functions are judged as ever. With
COURSE_TESTS=all at full scale, where the right notebook earns all.
"""

import nbformat
import pytest
from problem_sets import SETS, answers, asked, filled, problems, released
from thinning import everything

from course_lib.lessons.coursework.grading import kernel
from course_lib.lessons.coursework.grading.submission import grade
from course_lib.lessons.coursework.student_branch import tree

every_set = pytest.mark.parametrize("ps", SETS)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return tree(tmp_path_factory.mktemp("library") / "tree")


@pytest.fixture
def quick(monkeypatch):
    """A submission knows nothing of the teacher's environment, so the scale is put there."""
    environment = kernel._environment
    told = {} if everything() else {"COURSE_SCALE": "quick"}
    monkeypatch.setattr(kernel, "_environment", lambda *args: {**environment(*args), **told})


def graded(ps, folder, library, book):
    nbformat.write(book, folder / "ada.ipynb")
    return grade(released(ps), [*problems(ps).values()], folder / "ada.ipynb", library, 1)


@every_set
def test_a_right_notebook_earns_all(ps, tmp_path, library, quick):
    report = graded(ps, tmp_path, library, filled(ps))
    assert report.eyes == []
    for name, verdict in report.verdicts.items():
        told = f"{name}: {verdict.message}"
        if name in asked(ps) or everything():
            assert verdict.share == 1, told
        else:
            assert verdict.share > 0, told


@every_set
def test_a_wrong_notebook_earns_for_what_is_right_and_its_mistakes_are_named(
    ps, tmp_path, library, quick
):
    """Every second function is wrong; the others are still judged by themselves."""
    wrong = {
        name: next(one for one in answers(ps).WRONG[name] if one[1]) for name in [*asked(ps)][::2]
    }
    book = filled(ps, {name: text for name, (text, _) in wrong.items()})
    report = graded(ps, tmp_path, library, book)
    for name in asked(ps):
        verdict = report.verdicts[name]
        if name in wrong:
            assert verdict.misconception == wrong[name][1], verdict.message
            assert verdict.share <= 0.6
    right = [name for name in asked(ps) if report.verdicts[name].passed]
    assert {*right}.isdisjoint(wrong)
    assert right

"""Formulas as MathML, where the packages of `make book` are installed."""

import re

import nbformat
import pytest

from course_lib.lessons.maintenance import lessons

pytest.importorskip("latex2mathml", reason="a package of make book")
pytest.importorskip("docutils", reason="a package of make book")

from course_lib.lessons.maintenance.book.formulas import mathml

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_every_formula_of_a_lesson_is_known(lesson):
    for cell in nbformat.read(lesson, as_version=4).cells:
        if cell.cell_type == "markdown":
            for block, line in FORMULA.findall(CODE.sub("", cell.source)):
                assert mathml(block or line).startswith("<math")


@pytest.mark.parametrize("tex", [r"\nonsense x", r"\begin{gather} a & b \end{gather}"])
def test_an_unknown_formula_is_refused(tex):
    with pytest.raises(ValueError, match="can't become MathML"):
        mathml(tex)


def test_columns_become_a_table():
    assert mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}").count("<mtr>") == 2

"""The models of the book's playground: they train, and the page has them all."""

import pytest

from course_lib.lessons.maintenance import ROOT, try_it
from course_lib.model import Seq2Seq
from course_lib.plots.in_browser.scripts import page_script


@pytest.mark.thin(2)
@pytest.mark.parametrize("name", ["attention, local-p", "attention, hard"])
def test_a_row_trains(name):
    assert isinstance(try_it.trained(name, steps=2, hidden=8), Seq2Seq)


def test_the_page_has_every_model_and_is_small():
    page = (ROOT / try_it.PAGE).read_text("utf-8")
    for name in try_it.ROWS:
        assert name in page
    assert page_script() in page, "run `make trained`"
    assert len(page) < 1_500_000 * len(try_it.ROWS)
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert "https://" not in page

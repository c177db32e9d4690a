"""The committed picture of all rows is of the rows as they are."""

import matplotlib.pyplot as plt
import pytest

from course_lib.lessons.maintenance import figures
from course_lib.lessons.maintenance.book import gathering
from course_lib.model.table import MODELS


def test_the_committed_picture_is_current():
    assert figures.found() == figures.fingerprint(), "run `make figures`"


def test_the_book_shows_it():
    assert f"](../{figures.PICTURE})" in gathering.reference("model")


@pytest.mark.long
def test_the_same_picture_is_the_same_file_in_every_style(tmp_path):
    written = []
    for style in ("default", "dark_background"):
        with plt.style.context(style):
            figures.draw(tmp_path)
        written.append((tmp_path / figures.PICTURE).read_bytes())
    assert written[0] == written[1]
    assert figures.found(tmp_path) == figures.fingerprint()
    assert [path.name for path in (tmp_path / figures.PICTURE).parent.iterdir()] == ["models.svg"]


def test_a_changed_row_or_place_or_look_is_found_out(monkeypatch):
    before = figures.fingerprint()
    monkeypatch.setitem(MODELS, "bahdanau", MODELS["luong_dot"])
    assert figures.fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setitem(figures.layout.BOXES, "cell", figures.layout.BOXES["state"])
    assert figures.fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setitem(figures.drawing.SHADES, "cell", 0.5)
    assert figures.fingerprint() != before


def test_no_picture_is_out_of_date(tmp_path, monkeypatch, capsys):
    assert figures.found(tmp_path) is None
    monkeypatch.setattr("sys.argv", ["figures", "--check"])
    with pytest.raises(SystemExit) as stopped:
        figures.main()
    assert stopped.value.code == 0
    monkeypatch.setattr(figures, "fingerprint", lambda: "another")
    with pytest.raises(SystemExit) as stopped:
        figures.main()
    assert stopped.value.code == 1
    assert "make figures" in capsys.readouterr().out

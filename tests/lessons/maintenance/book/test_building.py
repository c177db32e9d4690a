"""The whole site, where the packages of `make book` are installed: one page of each kind."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.lessons.maintenance import ROOT
from course_lib.lessons.maintenance.book import __main__ as book
from course_lib.lessons.maintenance.book.gathering import gather


def test_what_is_missing_is_named(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["book"])
    monkeypatch.setattr(book, "NEEDED", ("sys", "no_such_package"))
    with pytest.raises(SystemExit, match="Not installed: no_such_package"):
        book.main()


def test_a_small_book_is_whole_and_asks_no_other_host(tmp_path):
    for name in book.NEEDED:
        pytest.importorskip(name, reason="a package of make book")
    gather(tmp_path / "sources")
    for page in (tmp_path / "sources" / "notebooks").glob("*.ipynb"):
        if page.name[:2] not in ("00", "09"):
            page.unlink()
    for room in (tmp_path / "sources" / "library").iterdir():
        if room.stem != "kernels":
            room.unlink()
    settings = str(ROOT / "course_lib" / "lessons" / "maintenance" / "book")
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-c", settings]
    subprocess.run([*sphinx, str(tmp_path / "sources"), str(tmp_path / "site")], check=True)
    lesson = (tmp_path / "site" / "notebooks" / "00_start_here.html").read_text("utf-8")
    assert "<math" in lesson
    assert 'id="equation-1"' in lesson
    assert "masked_softmax" in (tmp_path / "site" / "library" / "kernels.html").read_text("utf-8")
    for page in Path(tmp_path / "site").rglob("*.html"):
        text = page.read_text("utf-8")
        for asks in ('src="http', "src='http", '<link rel="stylesheet" href="http'):
            assert asks not in text, page.name
    shutil.rmtree(tmp_path / "site")

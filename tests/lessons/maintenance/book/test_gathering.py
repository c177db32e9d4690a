"""The book's pages: all of them are there, linked, and free of what a site does not need."""

import pkgutil
import re

import nbformat
import pytest

import course_lib
from course_lib.lessons.maintenance import lessons
from course_lib.lessons.maintenance.book.gathering import ROOMS, gather, problem_sets


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book") / "sources"
    gather(folder)
    return folder


def test_the_front_page_leads_to_every_lesson_and_room(book):
    front = (book / "index.md").read_text("utf-8")
    for lesson in lessons():
        assert f"\nnotebooks/{lesson.stem}\n" in front
        assert (book / "notebooks" / lesson.name).exists()
    for room in ROOMS:
        assert f"\nlibrary/{room}\n" in front
        assert f"automodule:: course_lib.{room}\n" in (book / "library" / f"{room}.md").read_text()


def test_the_statement_of_every_problem_set_is_a_page_without_an_answer(book):
    front = (book / "index.md").read_text("utf-8")
    assert len(problem_sets()) == 5
    for one in problem_sets():
        assert f"\nnotebooks/assignments/{one.stem}\n" in front
        cells = nbformat.read(book / "notebooks" / "assignments" / one.name, as_version=4).cells
        assert ["remove-cell" in cell.metadata.get("tags", []) for cell in cells].count(True) == 1
        assert "BEGIN SOLUTION" not in "".join(cell.source for cell in cells)


def test_every_room_but_that_of_the_lessons_has_a_page():
    assert {*ROOMS, "lessons"} == {
        module.name for module in pkgutil.iter_modules(course_lib.__path__) if module.ispkg
    }


def test_lessons_keep_their_outputs_and_lose_their_buttons(book):
    for lesson in lessons():
        was = nbformat.read(lesson, as_version=4).cells
        cells = nbformat.read(book / "notebooks" / lesson.name, as_version=4).cells
        assert [cell for cell in cells if "launch" in cell.metadata.tags] == []
        assert len(cells) == len(was) - 1
        outputs = [cell.outputs for cell in was if cell.cell_type == "code"]
        assert [cell.outputs for cell in cells if cell.cell_type == "code"] == outputs
        assert ["remove-cell" in cell.metadata.tags for cell in cells].count(True) == 1


def test_no_page_shows_a_picture_of_another_host(book):
    for page in book.rglob("*.md"):
        assert not re.search(r"!\[[^\]]*\]\(http", page.read_text("utf-8")), page


def test_a_link_of_the_front_page_leads_to_a_page(book):
    for target in re.findall(r"\]\(([^)#]+)\)", (book / "index.md").read_text("utf-8")):
        assert target.startswith("http") or (book / target).exists(), target


def test_a_second_book_takes_the_place_of_the_first(book):
    (book / "notebooks" / "old.ipynb").touch()
    gather(book)
    assert not (book / "notebooks" / "old.ipynb").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ValueError, match="wanted an empty folder or an older book"):
        gather(tmp_path)
    assert (tmp_path / "mine.txt").exists()

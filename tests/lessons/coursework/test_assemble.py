"""What students do to a notebook, and what is run in the end."""

import copy

import nbformat
import pytest
from handing_in import ANSWER, STUB, marked, notebook

from course_lib.lessons.coursework.assemble import assemble
from course_lib.lessons.coursework.cells import is_answer, name_of

V4 = nbformat.v4
RELEASED = notebook()


def kinds(notes) -> list[str]:
    return [note.kind for note in notes]


def answers(book) -> list[str]:
    return [cell.source for cell in book.cells if is_answer(cell)]


def test_a_solved_notebook_is_run_as_it_is():
    book, notes = assemble(RELEASED, notebook(ANSWER))
    assert notes == []
    assert answers(book) == [ANSWER]


def test_cells_that_a_student_added_are_run_too():
    helper = V4.new_code_cell("def helper():\n    return 1")
    book, notes = assemble(RELEASED, notebook(ANSWER, helper))
    assert notes == []
    assert any("def helper" in cell.source for cell in book.cells)


@pytest.mark.parametrize("answer", [ANSWER, STUB])
def test_marks_that_an_editor_lost_are_found_by_the_text(answer):
    sent = notebook(answer)
    for cell in sent.cells:
        cell.metadata = {}
    book, notes = assemble(RELEASED, sent)
    assert kinds(notes) == ["marks"]
    assert not notes[0].eyes
    assert [name_of(cell) for cell in book.cells] == [name_of(cell) for cell in RELEASED.cells]
    assert answers(book) == [answer]


def test_an_answer_without_mark_and_without_its_function_is_found_by_its_place():
    sent = notebook("softmax_scores = lambda scores, mask: scores")
    for cell in sent.cells:
        cell.metadata = {}
    book, _ = assemble(RELEASED, sent)
    assert answers(book) == ["softmax_scores = lambda scores, mask: scores"]


def test_a_written_answer_without_mark_is_found_by_its_place():
    def with_text(text: str):
        book = notebook(ANSWER)
        prose = V4.new_markdown_cell("Say why.")
        book.cells += [prose, V4.new_markdown_cell(text, metadata=marked("why", "answer", 5))]
        book.cells += [V4.new_markdown_cell("The end."), V4.new_code_cell("print('bye')")]
        return book

    sent = with_text("Because.")
    for cell in sent.cells:
        cell.metadata = {}
    book, notes = assemble(with_text("*Your answer here.*"), sent)
    assert kinds(notes) == ["marks"]
    assert answers(book) == [ANSWER, "Because."]


def test_a_changed_test_is_put_back_and_shown_to_the_teacher():
    sent = notebook(ANSWER)
    sent.cells[-1].source = "print('10 of 10')"
    book, notes = assemble(RELEASED, sent)
    assert kinds(notes) == ["changed"]
    assert notes[0].eyes
    assert book.cells[-1].source == RELEASED.cells[-1].source


def test_points_that_a_student_gave_herself_are_taken_back():
    sent = notebook(ANSWER)
    sent.cells[-1].metadata["nbgrader"]["points"] = 1000
    book, _ = assemble(RELEASED, sent)
    assert book.cells[-1].metadata["nbgrader"]["points"] == 10


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_missing_cell_is_put_in_again_where_it_stood(place):
    sent = notebook(ANSWER)
    gone = sent.cells.pop(place)
    book, notes = assemble(RELEASED, sent)
    assert kinds(notes) == ["missing"]
    assert name_of(book.cells[place]) == name_of(gone)


def test_of_two_answers_the_last_that_says_something_counts():
    sent = notebook(STUB)
    second, third = copy.deepcopy(sent.cells[2]), copy.deepcopy(sent.cells[2])
    second.source = ANSWER
    sent.cells[3:3] = [second, third]
    book, notes = assemble(RELEASED, sent)
    assert kinds(notes) == ["doubled"]
    assert notes[0].eyes
    assert answers(book) == [ANSWER]


def test_a_doubled_test_is_there_once():
    sent = notebook(ANSWER)
    sent.cells.append(copy.deepcopy(sent.cells[-1]))
    book, notes = assemble(RELEASED, sent)
    assert kinds(notes) == ["doubled"]
    assert not notes[0].eyes
    assert [name_of(cell) for cell in book.cells].count("softmax_scores") == 1


def test_a_cell_of_another_set_is_told():
    sent = notebook(ANSWER)
    other = copy.deepcopy(sent.cells[-1])
    other.metadata["nbgrader"]["grade_id"] = "ps9_other"
    sent.cells.append(other)
    assert kinds(assemble(RELEASED, sent)[1]) == ["unknown"]


def test_cells_in_another_order_are_told():
    sent = notebook(ANSWER)
    sent.cells[2], sent.cells[3] = sent.cells[3], sent.cells[2]
    assert kinds(assemble(RELEASED, sent)[1]) == ["order"]


def test_neither_notebook_is_changed():
    released, sent = notebook(), notebook(ANSWER)
    sent.cells.pop(1)
    before = copy.deepcopy((released, sent))
    assemble(released, sent)
    assert (released, sent) == before

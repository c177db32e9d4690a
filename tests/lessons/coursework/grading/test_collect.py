"""Whose notebook is it?"""

import zipfile

import pytest
from handing_in import ANSWER, STUB, handed

from course_lib.lessons.coursework.grading.collect import collect, student_of


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb", "Ada_Lovelace_1234567"),
        ("Ada Lovelace_1234567_assignsubmission_file/my work/ps1.ipynb", "Ada_Lovelace_1234567"),
        ("lovelaceada_98765_43210_ps1-2.ipynb", "lovelaceada_98765"),
        ("lovelaceada_LATE_98765_43210_ps1.ipynb", "lovelaceada_98765"),
        ("ps1-ada/notebooks/assignments/ps1.ipynb", "ada"),
        ("submitted/ada/ps1/ps1.ipynb", "ada"),
        ("ada.ipynb", "ada"),
        ("ps1_ada.ipynb", "ada"),
        ("ada_ps1.ipynb", "ada"),
        ("Jürgen Müller_12_assignsubmission_file_/a.ipynb", "Jürgen_Müller_12"),
    ],
)
def test_the_name_is_read_from_the_place(path, student):
    assert student_of(path, "ps1") == student


def test_a_zip_gives_one_notebook_for_each_student(tmp_path):
    (tmp_path / "in").mkdir()
    good = handed(tmp_path / "in", ANSWER).read_bytes()
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("Ada Lovelace_12_assignsubmission_file_/ps1.ipynb", good)
        archive.writestr("Ada Lovelace_12_assignsubmission_file_/notes.ipynb", b"{}")
        archive.writestr("Bob_13_assignsubmission_file_/solution.ipynb", good)
        archive.writestr("__MACOSX/Bob_13_assignsubmission_file_/._ps1.ipynb", b"x")
        archive.writestr("../outside.ipynb", good)
    found = collect(tmp_path / "class.zip", "ps1", tmp_path / "out")
    assert [one.student for one in found] == ["Ada_Lovelace_12", "Bob_13"]
    assert found[0].path.read_bytes() == good
    assert [path.name for path in found[0].others] == ["notes.ipynb"]
    assert not (tmp_path / "outside.ipynb").exists()


def test_of_a_copy_of_the_whole_course_one_notebook_is_handed_in(tmp_path):
    places = "01_rnn_limits assignments/ps1 assignments/ps2 assignments/source/ps3/ps3".split()
    for place in places:
        path = tmp_path / "in" / "ps1-ada" / "notebooks" / f"{place}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(place)
    [one] = collect(tmp_path / "in", "ps1", tmp_path / "out")
    assert (one.student, one.path.read_text(), one.others) == ("ada", "assignments/ps1", ())


@pytest.mark.parametrize("place", ["ps1-bob/notebooks/assignments/mine", "notebooks/bob"])
def test_another_name_in_a_folder_of_notebooks_loses_nobody(tmp_path, place):
    path = tmp_path / "in" / f"{place}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    [one] = collect(tmp_path / "in", "ps1", tmp_path / "out")
    assert one.student == "bob"


def test_a_folder_is_read_and_left_as_it_is(tmp_path):
    source = tmp_path / "handed"
    source.mkdir()
    handed(source, STUB)
    [one] = collect(source, "ps1", tmp_path / "out")
    assert one.student == "ada"
    assert [path.name for path in source.iterdir()] == ["ada.ipynb"]


@pytest.mark.parametrize("name", ["empty", "missing", "text.zip"])
def test_what_holds_no_notebook_is_refused_by_its_name(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(ValueError, match=name):
        collect(tmp_path / name, "ps1", tmp_path / "out")

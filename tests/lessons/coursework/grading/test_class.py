"""The class of sixty (`make test-class`): who hands in what, and what would be a fault."""

import pytest
from class_of_sixty import faults, named
from handed_in.classroom import STUDENTS, hand_in, students
from handed_in.hostile import cases
from problem_sets import SETS, answers, asked, problems

from course_lib.lessons.coursework.grading.collect import collect


@pytest.mark.parametrize("ps", SETS)
def test_every_answer_and_every_case_is_handed_in_by_somebody(ps):
    found = students(ps)
    assert len(found) >= STUDENTS
    assert len({one.name for one in found}) == len(found)
    texts = "\n".join(one.content.decode("utf-8", "replace") for one in found)
    for name in asked(ps):
        wrong = [one for one in found if name in one.wrong]
        assert [one.wrong[name] for one in wrong] == [m for _, m in answers(ps).WRONG[name]]
        for text, _ in answers(ps).WRONG[name]:
            assert text.splitlines()[-1].replace('"', '\\"') in texts
    assert {one.case.name for one in found if one.case} == {case.name for case in cases(ps)}


def test_a_platforms_folders_are_read_as_the_students(tmp_path):
    found = hand_in("ps1", tmp_path / "in")
    assert {one.name for one in found} == {
        one.student for one in collect(tmp_path / "in", "ps1", tmp_path / "out")
    }


def report(share=1.0, eyes=(), misconception=None):
    verdict = {"share": share, "passed": share == 1, "misconception": misconception, "message": "m"}
    return {"verdicts": {name: dict(verdict) for name in problems("ps1")}, "eyes": list(eyes)}


def test_what_is_not_as_it_should_be_is_said():
    everybody = students("ps1")
    good = {}
    for one in everybody:
        eyes = [one.case.told] if one.case and one.case.told else []
        right = not one.wrong and (one.case is None or one.case.keeps)
        good[one.name] = report(1.0 if right else 0.0, eyes, None if right else "known")
    assert faults("ps1", everybody, good) == []
    got, of = named("ps1", everybody, good)
    assert got == of > 90
    for name, bad, says in [
        ("right_0", report(0.5), "is refused"),
        ("right_0", report(eyes=["x"]), "right_0: x"),
        ("wrong_00", report(), "passes"),
        ("ends_python", report(), "not told"),
        ("without_marks", report(eyes=["x"]), "told for nothing"),
        ("without_marks", report(0.0), "lost points"),
        ("calls_the_reference", report(0.1, ["Refused"]), "earns points for"),
    ]:
        assert any(says in one for one in faults("ps1", everybody, {**good, name: bad})), says
    del good["right_0"]
    assert faults("ps1", everybody, good) == ["right_0 has no report"]

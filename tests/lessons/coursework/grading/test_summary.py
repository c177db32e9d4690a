"""The leaderboard of a project: by pseudonym, best first."""

from course_lib.lessons.coursework.grading.summary import leaderboard


def report(**verdict):
    return {"verdicts": {"project": verdict}}


def test_the_best_stand_first_and_equal_numbers_share_a_place():
    table = leaderboard(
        {
            "ada": report(chosen="speech", signed="heron", measured=0.5),
            "bob": report(chosen="speech", signed="owl", measured=0.75),
            "cyd": report(chosen="captions", signed="wren", measured=0.1),
            "dan": report(chosen="speech", signed="kite", measured=0.5),
        }
    )
    assert table[0] == ["problem", "chosen", "place", "pseudonym", "measured"]
    assert table[1:] == [
        ["project", "captions", "1", "wren", "0.100"],
        ["project", "speech", "1", "owl", "0.750"],
        ["project", "speech", "2", "heron", "0.500"],
        ["project", "speech", "2", "kite", "0.500"],
    ]


def test_a_pseudonym_is_no_formula_and_may_be_missing():
    table = leaderboard(
        {
            "ada": report(chosen="speech", signed="=cmd|' /C calc'!A0", measured=0.5),
            "bob": report(chosen="speech", signed=None, measured=0.4),
        }
    )
    assert [row[3] for row in table[1:]] == ["cmd C calcA0", "unsigned"]


def test_without_a_project_there_is_no_table():
    assert leaderboard({"ada": report(share=1.0), "bob": {"verdicts": {}}}) == []
    assert leaderboard({"ada": report(chosen=None, measured=0.4)}) == []

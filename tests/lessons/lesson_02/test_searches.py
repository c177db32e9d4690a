"""What lesson 02 tells of two searches: counts that can be worked out from what they wrote."""

from tiny import fresh

from course_lib.analysis import force_all
from course_lib.data import Pair
from course_lib.lessons.lesson_02.searches import tell_errors
from course_lib.search import Greedy, transduce_all

SOURCES = ["abc", "ca", "bbca", "a"]


def written(model):
    """Four texts of a search; and another answer to the first two, likelier and less likely."""
    found = transduce_all(model, SOURCES, search=Greedy(), limit=4)
    texts = ("b", "ab", "ca", "bb")
    first = [
        one._replace(target=text, target_tokens=tuple(text))
        for one, text in zip(found, texts, strict=True)
    ]
    second = [
        one._replace(target="cc", target_tokens=("c", "c"), log_probability=one.log_probability + d)
        for one, d in zip(first, (1.0, -1.0), strict=False)
    ]
    return {"greedy": first, "other": [*second, *first[2:]]}


def test_the_second_search_is_judged_by_probability_and_by_the_right_texts(capsys):
    model = fresh("init_state")
    found = written(model)
    # The first is repaired, the second spoiled, the third right and the fourth wrong in both.
    gold = ["cc", "ab", "ca", "abcabc"]
    pairs = [Pair(source, target) for source, target in zip(SOURCES, gold, strict=True)]
    counts = tell_errors(model, pairs, found, "greedy", "other")
    assert counts[:3] == (2, 1, 1)
    said = capsys.readouterr().out
    assert "other changes 2 answers of greedy: 1 become likelier" in said
    assert "2 answers of greedy are wrong" in said
    assert "repaired by other: 1 of 4\n  abc -> b " in said
    assert "spoiled by other: 1 of 4\n  ca -> ab " in said


def test_a_right_text_that_is_likelier_than_a_wrong_answer_is_counted(capsys):
    model = fresh("init_state")
    pairs = [Pair(source, "abcabc") for source in SOURCES]
    gold = force_all(model, [(pair.source, pair.target) for pair in pairs])
    for nats, count in ((-0.01, 4), (0.01, 0)):  # just below the right text, and above
        moved = [
            answer._replace(log_probability=text.log_probability + nats)
            for answer, text in zip(written(model)["greedy"], gold, strict=True)
        ]
        tell_errors(model, pairs, {"greedy": moved, "same": moved}, "greedy", "same")
        assert f"for {count} of them the right one is likelier" in capsys.readouterr().out

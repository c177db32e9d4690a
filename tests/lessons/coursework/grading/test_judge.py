"""Points and words for a function in another process; here its process is this one."""

import linecache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from handing_in import BACKWARDS, PROBLEM

from course_lib.lessons.checks import ALL
from course_lib.lessons.coursework.grading import bridge, wire
from course_lib.lessons.coursework.grading.judge import NOT_KNOWN, PARTIAL, judge
from course_lib.lessons.coursework.grading.remote import Remote, Silent
from course_lib.lessons.coursework.problem import Measured, Problem, Project

EXERCISE = PROBLEM.exercise


class Here:
    """A line to functions in this process, through the same words."""

    def __init__(self, **names) -> None:
        self.names = names

    def ask(self, message, seconds):
        return wire.read(bridge._answer(wire.read(wire.line(message)), self.names))


class Gone:
    """A line to a process that ended at the first call."""

    def ask(self, message, seconds):
        if message["do"] == "describe":
            return {"callable": True}
        raise Silent("it ended Python")


def judged(function, problem=PROBLEM):
    return judge(problem, Here(**{problem.name: function}), 1, 5.0)


@pytest.mark.parametrize("right", EXERCISE.right[:3])
def test_every_right_answer_earns_all(right):
    verdict = judged(right)
    assert verdict.passed
    assert verdict.share == 1


@pytest.mark.parametrize("wrong", EXERCISE.wrong[:4], ids=lambda wrong: wrong.name)
def test_every_mistake_is_named_and_earns_less(wrong):
    verdict = judged(wrong.answer)
    assert not verdict.passed
    assert verdict.misconception == wrong.name
    assert verdict.share <= PARTIAL


def test_the_same_seed_gives_the_same_verdict():
    wrong = EXERCISE.wrong[0].answer
    assert judged(wrong).told() == judged(wrong).told()


def test_zeros_earn_next_to_nothing():
    assert judged(lambda scores, mask: 0.0 * scores).share <= 0.1


def test_an_answer_that_raises_in_some_cases_earns_those_that_it_gets_right():
    def no_padding_only(scores, mask):
        if not mask.any(-1).all():
            raise ValueError("nothing to attend to")
        return jax.nn.softmax(scores, where=mask)

    verdict = judged(no_padding_only)
    assert 0 < verdict.share <= PARTIAL
    assert "nothing to attend to" in verdict.message


def test_an_answer_that_fails_at_an_edge_alone_earns_more_than_one_that_fails_everywhere():
    def no_padding_only(scores, mask):  # right but where everything is padding
        raised = jnp.where(mask, jnp.exp(scores - jnp.max(jnp.where(mask, scores, -1e30))), 0)
        return raised / raised.sum(-1, keepdims=True)

    def everywhere(scores, mask):
        return jax.nn.softmax(scores)

    assert judged(no_padding_only).share > judged(everywhere).share


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (3, "no function"),
        (lambda scores: scores, "takes (scores)"),
        (lambda scores, mask: "text", "the text"),
        (lambda scores, mask: 1 / 0, "ZeroDivisionError"),
        (lambda scores, mask: exit(), "SystemExit"),
        (lambda scores, mask: object(), "object"),
    ],
)
def test_what_is_no_answer_earns_nothing_and_is_told(value, says):
    verdict = judged(value)
    assert verdict.share == 0
    assert says in verdict.message


def test_what_is_told_of_an_unknown_mistake_needs_no_check_in_the_notebook():
    message = judged(lambda scores, mask: scores**3 + 0.123).message
    assert NOT_KNOWN in message
    assert ".inputs" not in message


def test_a_missing_function_is_told():
    assert "no softmax_scores" in judge(PROBLEM, Here(), 1, 5.0).message


def test_the_line_that_raised_is_told():
    cell, text = (
        "/tmp/ipykernel_1/2.py",
        "def softmax_scores(scores, mask):\n    return scores / x\n",
    )
    linecache.cache[cell] = (len(text), None, text.splitlines(keepends=True), cell)
    names = {}
    exec(compile(text, cell, "exec"), names)
    message = judged(names["softmax_scores"]).message
    assert "name 'x' is not defined (in `return scores / x`)" in message


def test_a_process_that_ends_is_no_wrong_answer():
    with pytest.raises(Silent, match="ended Python"):
        judge(PROBLEM, Gone(), 1, 5.0)


def test_an_answer_that_calls_the_library_is_shown_unless_it_may():
    from course_lib.kernels import masked_softmax

    def answer(scores, mask):
        return masked_softmax(scores, jnp.broadcast_to(mask, scores.shape))

    assert "masked_softmax" in judged(answer).eyes[0]
    allowed = Problem(EXERCISE, may_call=("course_lib.kernels",))
    assert judged(answer, allowed).eyes == []


def test_a_gradient_is_taken_where_the_function_lives():
    exercise = ALL["attention_loss"]
    verdict = judged(exercise.reference, Problem(exercise))
    assert verdict.passed
    still = judged(lambda *args: jnp.zeros(()), Problem(exercise))
    assert not still.passed


def test_a_function_that_changes_its_inputs_is_told():
    def answer(x):
        x += 1
        return x

    remote = Remote("answer", Here(answer=answer), 5.0, numpy=True)
    with pytest.raises(Exception, match="changes its inputs"):
        remote(np.zeros(2))


@pytest.mark.parametrize(
    ("function", "share", "says"),
    [
        (lambda words: [word[::-1] for word in words], 1.0, "1.00 of the words"),
        (lambda words: [*[word[::-1] for word in words[:4]], *"abcd"], 0.4, "begin at 0.90"),
        (lambda words: words, 0.0, "of the words"),
        (lambda words: words[:3], 0.0, "one for each of 8"),
        (lambda words: 1 / 0, 0.0, "ZeroDivisionError"),
        (lambda words: 3, 0.0, "int"),
    ],
)
def test_a_trained_model_is_measured_on_fresh_sources(function, share, says):
    verdict = judged(function, BACKWARDS)
    assert verdict.share == share
    assert says in verdict.message


def test_shares_rise_in_steps():
    assert [BACKWARDS.share(x) for x in (0.0, 0.5, 0.89, 0.9)] == [0, 0.4, 0.4, 1]
    assert Measured("m", BACKWARDS.draw, BACKWARDS.measure, (), "").share(1.0) == 0


def longer(least):
    """A model whose answers are judged by the share of at least so many letters."""
    return Measured(
        "answers",
        lambda rng: (["one", "three"], None),
        lambda answers, _: float(np.mean([len(answer) >= least for answer in answers])),
        ((0.5, 0.4), (1.0, 1.0)),
        "{:.2f} of the answers are long enough",
    )


PROJECT = Project("answers", {"short": longer(3), "long": longer(5)}, "subject", "signed")


def of_project(**names):
    return judge(PROJECT, Here(answers=list, **names), 1, 5.0)


def test_a_project_is_judged_by_what_was_chosen():
    verdict = of_project(subject="short", signed="heron")
    assert (verdict.share, verdict.measured, verdict.passed) == (1.0, 1.0, True)
    assert (verdict.chosen, verdict.signed) == ("short", "heron")
    verdict = of_project(subject="long")
    assert (verdict.share, verdict.measured, verdict.signed) == (0.4, 0.5, None)
    assert "More points begin at 1.00" in verdict.message


@pytest.mark.parametrize("names", [{}, {"subject": "loud"}, {"subject": 3}, {"subject": ["long"]}])
def test_a_choice_that_there_is_not_is_told(names):
    verdict = of_project(**names)
    assert verdict.share == 0
    assert "`subject` must be one of 'short', 'long'" in verdict.message


def test_a_long_text_does_not_travel_whole():
    verdict = of_project(subject="short", signed="x" * 100_000)
    assert len(verdict.signed) <= 100

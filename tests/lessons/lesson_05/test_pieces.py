"""The two papers' steps: against numbers worked out by hand, and against the library's decoder."""

import jax.numpy as jnp
import numpy as np
import pytest
from tiny import close, fresh

from course_lib.lessons import checks
from course_lib.lessons.lesson_05 import pieces
from course_lib.search import Beam, transduce

ROWS = {"bahdanau": pieces.bahdanau_step, "luong_general": pieces.luong_step}


def told(name):
    """A function of vectors that gives one number, and writes down what it was asked."""
    asked = []

    def function(*vectors):
        asked.append([np.asarray(one).tolist() for one in vectors])
        return jnp.array([{"look": 7.0, "move": 8.0, "mix": 9.0}[name]])

    return function, asked


def test_what_each_part_is_asked_in_the_order_of_the_papers():
    s, fed, y = (np.array([x]) for x in (1.0, 2.0, 3.0))
    for step, given, wanted in (
        (pieces.bahdanau_step, (s, y), ([[1.0]], [[1.0], [3.0, 7.0]], [[1.0, 3.0, 7.0]])),
        (pieces.luong_step, (s, fed, y), ([[8.0]], [[1.0], [3.0, 2.0]], [[7.0, 8.0]])),
    ):
        parts = {name: told(name) for name in ("look", "move", "mix")}
        state, mixed = step(*given, *(function for function, _ in parts.values()))
        assert (float(state[0]), float(mixed[0])) == (8.0, 9.0)
        assert [asked for _, (asked,) in parts.values()] == list(wanted)


@pytest.mark.parametrize("name", ROWS)
def test_a_model_on_a_step_is_the_row(name):
    """Its logits, its weights and its search."""
    row = fresh(name)
    own = pieces.with_step(row, ROWS[name])
    source, inputs = jnp.array([3, 4, 5]), jnp.array([1, 4, 3])
    close(own.forced(source, inputs)[0], row.forced(source, inputs)[0])
    close(own.forced(source, inputs)[1].weights, row.forced(source, inputs)[1].weights)
    assert transduce(own, "abc", search=Beam(2)).target == (
        transduce(row, "abc", search=Beam(2)).target
    )


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_step_makes_another_model(name):
    def swapped(*args):
        *vectors, look, move, mix = args
        return ROWS[name](*vectors, lambda query: -look(query), move, mix)

    row = fresh(name)
    logits = [
        pieces.with_step(row, step).forced(jnp.array([3, 4, 5]), jnp.array([1, 4]))[0]
        for step in (ROWS[name], swapped)
    ]
    assert float(jnp.abs(logits[0] - logits[1]).max()) > 1e-3


def test_the_row_keeps_its_own_step_and_other_rows_are_refused():
    row = fresh("bahdanau")
    own = pieces.with_step(row, pieces.bahdanau_step)
    assert type(row.decoder) is not type(own.decoder)
    with pytest.raises(ValueError, match="needs a row that feeds back what it saw"):
        pieces.with_step(fresh("luong_dot_unfed"), pieces.luong_step)


def test_the_library_passes_and_goes_in():
    for name in ("bahdanau_step", "luong_step"):
        exercise = getattr(checks, name)
        exercise.reset()
        assert exercise(getattr(pieces, name), seed=0).message == f"{name}: passed"
        assert exercise.yours_or(getattr(pieces, name)).name == name
        exercise.reset()


def bahdanau_after(previous, token, look, move, mix):
    state = move(previous, jnp.concatenate([token, 0 * look(previous)]))
    context = look(state)
    state = move(previous, jnp.concatenate([token, context]))
    return state, mix(jnp.concatenate([previous, token, context]))


def luong_with(query="after", order="cs"):
    def step(previous, fed, token, look, move, mix):
        state = move(previous, jnp.concatenate([token, fed]))
        context = look(state if query == "after" else previous)
        return state, mix(jnp.hstack([context, state] if order == "cs" else [state, context]))

    return step


@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.bahdanau_step, bahdanau_after, "asked after the cell"),
        (checks.luong_step, luong_with(query="before"), "asked before the cell"),
        (checks.luong_step, luong_with(order="sc"), "joined in the wrong order"),
        (
            checks.luong_step,
            lambda s, fed, y, look, move, mix: (
                move(s, jnp.hstack([y, look(s)])), mix(jnp.hstack([look(s), s])),
            ),
            None,  # Bahdanau's cell, and the old state mixed: two mistakes at once
        ),
        (
            checks.bahdanau_step,
            lambda s, y, look, move, mix: move(s, jnp.hstack([y, look(s)])),
            None,  # one result of two
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_what_is_broken_is_said():
    wrong = checks.bahdanau_step(
        lambda s, y, look, move, mix: (
            move(s, jnp.hstack([y, look(s)])),
            mix(jnp.hstack([y, s, look(s)])),
        ),
        tell="all",
    )
    assert "leaves nothing to choose: whoever asks, the context is that state" in wrong.message
    mine = checks.luong_step(lambda *args: pieces.luong_step(*args)[0], tell="all")
    assert "wanted two arrays" in mine.message

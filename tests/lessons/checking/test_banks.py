"""Every exercise of every lesson: its wrong answers are caught and named, its right ones pass.

A new lesson's exercises are covered by being there: nothing to add here.
"""

from functools import partial
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.recognising import SAME_MISTAKE, signature
from course_lib.lessons.checking.result import UNKNOWN
from course_lib.lessons.checking.running import agree, describe, misfit, run_known, run_student
from course_lib.lessons.checks import Exercise

SEED = 0  # `test_draws.py` draws more
each_exercise = pytest.mark.parametrize(
    "exercise", [pytest.param(exercise, id=name) for name, exercise in checks.ALL.items()]
)
each_right_answer = pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        pytest.param(exercise, answer, id=f"{name}-{k}")
        for name, exercise in checks.ALL.items()
        for k, answer in enumerate(exercise.right)
    ],
)
each_wrong_answer = pytest.mark.parametrize(
    ("exercise", "known", "answer"),
    [
        pytest.param(exercise, known, answer, id=f"{name}-{known.name}-{k}")
        for name, exercise in checks.ALL.items()
        for known in exercise.wrong
        for k, answer in enumerate((known.answer, *known.also))
    ],
)


@pytest.fixture(autouse=True)
def _forget_failures():
    for exercise in checks.ALL.values():
        exercise.reset()


# What the bank's own functions gave, by their arguments: all tests below look at the same cases.
REMEMBERED = {}


def spelled(arg):
    """An argument of the bank as a key, or None for a kind that has none."""
    if type(arg) is np.ndarray:
        return arg.shape, arg.dtype.str, arg.tobytes()
    return repr(arg) if isinstance(arg, str | bool | int | float) else None


def remembering(exercise, function, look):
    """`look`, called once for equal arguments. A student's are JAX arrays, and run every time."""
    answers = {a for known in exercise.wrong for a in (known.answer, *known.also)}
    if function is not exercise.reference and function not in answers:
        return look

    def known(*args):
        key = exercise.name, function, *map(spelled, args)
        if None in key:
            return look(*args)
        if key not in REMEMBERED:
            try:
                REMEMBERED[key] = look(*args), None
            except Exception as error:
                REMEMBERED[key] = None, error
        value, error = REMEMBERED[key]
        if error is not None:
            raise error
        return value

    return known


@pytest.fixture(autouse=True)
def _remember(monkeypatch):
    judged = Exercise.judged
    monkeypatch.setattr(Exercise, "judged", lambda self, f: remembering(self, f, judged(self, f)))


def as_student(answer):
    """A bank's answer is written in NumPy; a student's function is handed JAX arrays.

    Where a gradient is taken it is written in JAX, and what is traced stays as it is.
    """

    def held(arg):
        traced = isinstance(arg, jax.core.Tracer)
        return np.asarray(arg) if isinstance(arg, jax.Array) and not traced else arg

    return lambda *args: answer(*map(held, args))


def draw(exercise, seed):
    return exercise.draw(np.random.default_rng(seed))


def references(exercise, cases):
    return [np.asarray(exercise.judged(exercise.reference)(*case.args)) for case in cases]


def given(exercise, answer, cases):
    """What an answer gives in each case; where it raises, by what the exception is known.

    None where only NumPy raises: it refuses an index out of range that JAX clips.
    """
    look = exercise.judged(answer)

    def in_case(case):
        value = run_known(look, case.args)
        if value is None and (raised := run_student(look, case.args)).raised:
            return signature(raised)
        return value

    return [in_case(case) for case in cases]


def stopped(values):
    """Whether an answer raises in every case, and is known by that."""
    return all(isinstance(value, tuple) for value in values)


def told_apart(ones, others):
    """Whether some case separates two answers for certain: they differ, or only one raises."""
    if stopped(ones) and stopped(others):
        return ones != others
    return any(
        isinstance(a, tuple) != isinstance(b, tuple)
        or (not isinstance(a, tuple) and not agree(a, b, SAME_MISTAKE))
        for a, b in zip(ones, others, strict=True)
        if a is not None and b is not None
    )


def confused(exercise: Exercise, cases) -> list[tuple[str, str]]:
    """The pairs of misconceptions of which some spellings cannot be told apart on `cases`."""
    values = [
        (known.name, given(exercise, answer, cases))
        for known in exercise.wrong
        for answer in (known.answer, *known.also)
    ]
    return [
        (one, other)
        for (one, ones), (other, others) in combinations(values, 2)
        if one != other and not told_apart(ones, others)
    ]


# What a bank must hold.


def test_every_exercise_is_exported_by_its_name():
    assert len(checks.ALL) >= 6
    for name, exercise in checks.ALL.items():
        assert getattr(checks, name) is exercise
        assert name in checks.__all__
        assert name == exercise.name == name.lower()


@each_exercise
def test_a_bank_holds_five_wrong_answers_and_two_right_ones(exercise):
    assert len(exercise.wrong) >= 5
    assert len({known.name for known in exercise.wrong}) == len(exercise.wrong)
    assert len({known.looks_like for known in exercise.wrong}) == len(exercise.wrong)
    assert len({(f.__code__.co_code, f.__code__.co_names) for f in exercise.right}) >= 2
    assert len(exercise.properties) >= 2
    assert exercise.wanted.endswith(".")
    assert exercise.hint.endswith((".", "?"))
    assert not any(known.looks_like.endswith(".") for known in exercise.wrong)


@each_exercise
def test_cases_are_of_several_shapes_and_the_seed_decides_them(exercise):
    def shown(seed):
        return [repr(case.args) for case in draw(exercise, seed)]

    assert shown(0) == shown(0)
    assert shown(0) != shown(1)
    cases = draw(exercise, 0)
    assert len({case.label for case in cases}) == len(cases)
    sizes = {
        tuple(describe(a) if hasattr(a, "shape") else repr(a) for a in case.args) for case in cases
    }
    assert len(sizes) >= 3


@pytest.mark.thin(4)
@each_exercise
def test_each_call_draws_anew(exercise):
    seen = []

    @as_student
    def student(*args):
        seen.append(repr(args))
        return exercise.reference(*args)

    rounds = []
    for seed in (None, None, 7, 7):
        seen.clear()
        assert exercise(student, seed=seed)
        rounds.append(list(seen))
    assert rounds[0] != rounds[1]
    assert rounds[2] == rounds[3]


@pytest.mark.thin(8)
@each_exercise
def test_the_cases_tell_every_two_misconceptions_apart(exercise):
    for seed in range(2):
        assert confused(exercise, draw(exercise, seed)) == []


@pytest.mark.thin(3)
@each_exercise
def test_one_case_alone_would_not_do(exercise):
    # The test above can fail: without its edge cases a draw confuses some of the bank.
    assert any(confused(exercise, [case]) for case in draw(exercise, 0))


@pytest.mark.thin(3)
@each_exercise
def test_each_property_holds_of_the_reference_and_fails_for_some_wrong_answer(exercise):
    cases = draw(exercise, 0)
    rights = references(exercise, cases)
    values = [
        (case.args, value)
        for known in exercise.wrong
        for answer in (known.answer, *known.also)
        for case, right in zip(cases, rights, strict=True)
        if (value := run_known(exercise.judged(answer), case.args)) is not None
        and misfit(value, right) is None
        and np.isfinite(value).all()
    ]
    for name, broken in exercise.properties:
        pairs = zip(cases, rights, strict=True)
        assert [broken(case.args, right) for case, right in pairs] == [None] * len(cases), name
        left = [(args, value) for args, value in values if broken(args, value) is None]
        assert len(left) < len(values), f"no wrong answer breaks {name!r}"
        values = left  # a property may rely on those before it


# What the check makes of answers.


@pytest.mark.thin(18)
@each_right_answer
def test_a_right_answer_passes(exercise, answer):
    result = exercise(answer, seed=SEED)
    assert result, result.message
    passed, _, said = result.message.partition("\n")
    assert result.message == repr(result)
    assert passed == f"{exercise.name}: passed"
    # A right answer needs no remark; that no model could hold it, for it leaves JAX, is told.
    if said:
        assert isinstance(exercise.part, Part)
        assert said.startswith("Right, but it cannot be compiled yet: ")
    assert result.broken is result.property is result.misconception is result.inputs is None


@pytest.mark.thin(18)
@each_wrong_answer
def test_a_wrong_answer_is_caught_and_named_as_itself(exercise, known, answer):
    # The words of an exception are those of JAX, in which a student would write it.
    raises = stopped(given(exercise, answer, draw(exercise, SEED)))
    result = exercise(answer if raises else as_student(answer), tell="all", seed=SEED)
    assert not result
    assert result.misconception == known.name, result.message
    assert result.broken
    assert result.property
    assert known.looks_like in result.message
    assert "?." not in result.message


@pytest.mark.thin(8)
@each_exercise
def test_the_ladder_tells_more_at_each_failure(exercise):
    known = exercise.wrong[0]
    check = partial(exercise, seed=SEED)
    for _ in range(2):  # a pass in between starts it again
        first, second, third, fourth = (check(as_student(known.answer)) for _ in range(4))
        assert first.broken in first.message or first.broken[1:] in first.message
        assert known.looks_like not in first.message
        assert known.looks_like in second.message
        assert exercise.hint not in first.message + second.message
        assert known.looks_like in third.message
        assert exercise.hint in third.message
        assert exercise.hint in fourth.message
        assert first.misconception == known.name
        assert check(exercise.right[0])


# What a student's function may do besides being wrong.


@pytest.mark.thin(4)
@each_exercise
@pytest.mark.parametrize(
    ("change", "property", "word", "name"),
    [
        (lambda right: None, "runs", "return", "no return"),
        (lambda right: "a text", "runs", "text", None),
        (lambda right: {"weights": 1}, "runs", "a dict of 1", None),
        (lambda right: [[1.0], [2.0, 3.0]], "runs", "a list of 2", "parts of different shapes"),
        (lambda right: right[None, None], "shape and kind", "shape", "an axis of length 1"),
        (lambda right: right.astype(complex), "shape and kind", "complex", None),
        (lambda right: right > 0, "shape and kind", "bool", None),
        (lambda right: [1, 2, 3][7], "runs", "IndexError", "an index out of range"),
        (lambda right: 100 * right + 100, None, "", None),
    ],
    ids=["None", "text", "dict", "ragged", "shape", "complex", "bool", "raises", "off"],
)
def test_an_unusable_answer_gives_a_clear_sentence(exercise, change, property, word, name):
    if exercise.reading:
        return  # what is judged is not what it returns (`test_words.py`)
    array = jnp.asarray if exercise.gradient else np.asarray
    student = as_student(lambda *args: change(array(exercise.reference(*args))))
    result = exercise(student, tell="all", seed=SEED)
    assert not result
    assert word in result.broken
    if exercise.gradient:  # a loss: its gradient is looked at, and may be a simple multiple
        other = {None: result.misconception, "an axis of length 1": "a loss that is not one number"}
        name = other.get(name, name)
    assert result.misconception == name or (name is None and property == "shape and kind")
    assert (UNKNOWN in result.message) == (result.misconception is None)
    if property is not None:
        assert result.property == property
        assert exercise.wanted in result.message


def in_the_form_of(form, right):
    """A right answer, each of its arrays as `form` makes it; one number stays a number."""
    if isinstance(right, tuple):
        return tuple(in_the_form_of(form, one) for one in right)
    if isinstance(right, dict):
        return {name: in_the_form_of(form, one) for name, one in right.items()}
    value = np.asarray(right)
    return form(value) if value.ndim else form(value[None])[0]


def nothing(value):
    return value * np.nan


@each_exercise
def test_nan_is_named(exercise):
    if references(exercise, draw(exercise, 0))[0].dtype.kind == "i":
        return  # whole numbers hold no NaN
    student = as_student(lambda *args: in_the_form_of(nothing, exercise.reference(*args)))
    result = exercise(student, seed=SEED)
    assert result.property == "finite"
    assert "NaN" in result.broken


@pytest.mark.thin(4)
@each_exercise
@pytest.mark.parametrize("form", [list, np.asarray, tuple], ids=["list", "numpy", "tuple"])
def test_the_form_of_a_right_answer_does_not_matter(exercise, form):
    if exercise.gradient:
        return  # a gradient comes from a JAX value alone

    def student(*args):
        return in_the_form_of(form, exercise.reference(*args))

    assert exercise(as_student(student), seed=SEED)


@each_exercise
def test_what_cannot_be_called_is_named(exercise):
    assert "not a function" in exercise(None).broken
    assert "not a function" in exercise(np.zeros(3)).broken
    result = exercise(lambda: 0)
    assert f"called with ({', '.join(exercise.arguments)})" in result.broken
    assert exercise.wanted in result.message

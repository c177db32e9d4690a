"""The mechanism of the checks, on a toy exercise: double each number of a list."""

import io
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from IPython.lib.pretty import pretty

from course_lib.lessons.checking.gradients import split_gradient, unreached
from course_lib.lessons.checking.result import UNKNOWN, capital, ended
from course_lib.lessons.checks import Case, Exercise, Misconception, Property


def even(args, output):
    odd = output[output % 2 != 0]
    return f"every number must be even: one is {odd[0]:g}" if odd.size else None


class Bare(BaseException):
    """Not an Exception, as few are."""


class Mute(Exception):
    """It raises where it is asked what it says."""

    def __str__(self):
        raise RuntimeError("no words")


class Odd:
    """Raises at whatever is done to it."""

    def __eq__(self, other):
        raise RuntimeError("not comparable")

    __hash__ = __array__ = __len__ = __iter__ = __bool__ = __repr__ = lambda self: 1 / 0


@pytest.fixture
def double():
    return Exercise(
        name="double",
        arguments=("numbers",),
        wanted="a list of numbers to a list with each of them doubled.",
        draw=lambda rng: [
            Case("three numbers", (rng.integers(3, 50, size=3).tolist(),)),
            Case("no numbers", ([],)),
            Case("a zero", ([0.0],)),
        ],
        reference=lambda numbers: [2.0 * number for number in numbers],
        properties=(Property("even", even),),
        wrong=(
            Misconception("squared", "each is squared", lambda ns: [n * n for n in ns]),
            Misconception("summed", "they are added up", lambda ns: [float(sum(ns))]),
            Misconception("inverse", "zero gives infinity", lambda ns: 2 / np.divide(1, ns) / 0),
        ),
        right=(),
        hint="Add each number to itself.",
    )


def right(numbers):
    return [2 * number for number in numbers]


def squared(numbers):
    return [number * number for number in numbers]


def test_the_transcript_of_the_ladder(double):
    def student(numbers):
        return [2 * number**3 + 1 for number in numbers]

    double(student, seed=0)
    double.reset()
    first, second, third = (double(student, seed=0) for _ in range(3))
    assert repr(first).startswith("double: not yet. Every number must be even: one is ")
    assert repr(first).endswith(" Seen with three numbers (numbers: a list of 3).")
    assert repr(second) == f"{first}\n{UNKNOWN}"
    assert repr(third) == f"{second}\nHint: Add each number to itself."
    assert repr(double(right)) == "double: passed"
    assert repr(double(student, seed=0)) == repr(first)


def test_what_raises_and_what_has_another_shape_climb_the_ladder_as_well(double):
    for student in (lambda numbers: numbers[7], lambda numbers: [right(numbers)]):
        double.reset()
        first, second, third = (double(student, seed=0) for _ in range(3))
        assert first.property in ("runs", "shape and kind")
        assert "Looks like" not in first.message
        assert "Looks like" in second.message
        assert "Hint: Add each number to itself." not in second.message
        assert "Hint: Add each number to itself." in third.message


def test_telling_all_leaves_the_ladder_alone(double):
    for _ in range(3):
        assert "Hint" in double(squared, tell="all").message
    assert "Looks like" not in double(squared).message
    assert double(right, tell="all")
    assert "Looks like: each is squared." in double(squared).message
    with pytest.raises(ValueError, match="tell: 'everything'; wanted 'ladder' or 'all'"):
        double(squared, tell="everything")


def test_each_exercise_counts_its_own_failures(double):
    other = Exercise(**{name: getattr(double, name) for name in double.__match_args__})
    double(squared)
    assert "Looks like" not in other(squared).message
    assert "Looks like" in double(squared).message


def test_a_stub_is_no_attempt(double):
    def stub(numbers):
        raise NotImplementedError

    for _ in range(3):
        result = double(stub)
        assert repr(result) == (
            "double: not yet. It is not written yet (NotImplementedError).\n"
            "Wanted: a list of numbers to a list with each of them doubled."
        )
    assert "Looks like" not in double(squared).message


def test_a_failure_brings_its_inputs(double):
    result = double(squared)
    assert result.property == "even" or result.property == "values"
    (numbers,) = result.inputs
    assert squared(numbers) != right(numbers)
    assert double(right).inputs is None


def test_what_is_no_number_and_stays_so_has_not_changed():
    from course_lib.lessons.checking.running import run_student

    padded = np.array([1.0, np.nan], np.float32)
    outcome = run_student(lambda values: values[:1], (padded,))
    assert outcome.problem is None
    np.testing.assert_array_equal(outcome.value, [1.0])


def test_changing_the_inputs_is_named(double):
    def student(numbers):
        for k in range(len(numbers)):
            numbers[k] *= 2
        return numbers

    result = double(student)
    assert "changes its inputs" in result.broken
    assert result.inputs != (student(list(*result.inputs)),)


def test_printing_is_hidden_and_said(double, capsys):
    def student(numbers):
        print("look", numbers)
        return right(numbers)

    assert repr(double(student)) == "double: passed (it also prints; the check hides that)"

    def printer(numbers):
        print(right(numbers))

    message = double(printer).message
    assert "It returns None; is a `return` missing? Seen with" in message
    assert "It also prints; the check hides that" in message
    assert capsys.readouterr().out == ""


def test_the_first_line_of_an_error_is_told_and_an_interrupt_goes_through(double):
    def student(error):
        def raising(numbers):
            raise error

        return raising

    assert "raises KeyError: 'x'" in double(student(KeyError("x"))).broken
    assert "raises ValueError: no message" in double(student(ValueError())).broken
    assert "raises SystemExit" in double(student(SystemExit(1))).broken
    assert "raises GeneratorExit" in double(student(GeneratorExit())).broken
    assert "raises Bare: a base" in double(student(Bare("a base"))).broken
    assert "raises Mute: a message that cannot be shown" in double(student(Mute())).broken
    long = double(student(ValueError("a" * 500 + "\nmore"))).broken
    assert "more" not in long
    assert len(long) < 300
    with pytest.raises(KeyboardInterrupt):
        double(student(KeyboardInterrupt()))


def test_a_mistake_is_recognised_although_one_case_raises(double):
    def student(numbers):
        if not numbers:
            raise IndexError("empty")
        return squared(numbers)

    result = double(student)
    assert result.property == "runs"
    assert result.misconception == "squared"


def test_a_right_answer_that_raises_at_an_edge_is_no_known_mistake(double):
    def student(numbers):
        return right(numbers) if numbers[0] else [0.0]

    result = double(student)
    assert result.property == "runs"
    assert result.misconception == "an index out of range"


def test_a_mistake_mixed_with_right_answers_is_told_by_the_case_that_is_wrong(double):
    def student(numbers):
        return squared(numbers) if len(numbers) < 3 else [n * n for n in numbers[:2]] + [1.0]

    assert double(student).misconception == "right but for one case"


def test_a_property_that_fails_comes_before_nan_elsewhere(double):
    def student(numbers):
        return [float("nan")] if numbers == [0.0] else [2.0 * number + 1 for number in numbers]

    assert double(student).property == "even"


def test_arrays_come_as_jax_arrays_of_float32_and_half_precision_is_refused():
    seen = []
    exercise = Exercise(
        name="keep",
        arguments=("x",),
        wanted="x to x.",
        draw=lambda rng: [Case("any", (rng.normal(size=3).astype(np.float32),))],
        reference=lambda x: x,
        properties=(),
        wrong=(),
        right=(),
        hint="Return it.",
    )
    assert exercise(lambda x: seen.append((type(x).__module__, x.dtype.name)) or x)
    module, dtype = seen[0]
    assert module.startswith("jax")
    assert dtype == "float32"
    assert exercise(lambda x: np.asarray(x, dtype=np.float64))
    for half in ("float16", "bfloat16"):
        broken = exercise(lambda x, half=half: x.astype(half)).broken
        assert f"holds {half}; wanted float32" in broken

    def in_place(x):
        np.asarray(x)[0] = 0
        return x

    assert "work on a copy" in exercise(in_place).broken
    assert "it gives" in exercise(lambda x: x + 0.001).broken


def test_an_exercise_shows_what_it_wants(double):
    assert repr(double) == (
        "double(numbers): a list of numbers to a list with each of them doubled."
    )


def test_a_student_multiplies_in_full_float32_on_any_device(double):
    seen = []

    def student(numbers):
        seen.append(jax.config.jax_default_matmul_precision)
        return right(numbers)

    assert double(student)
    assert set(seen) == {"highest"}


def test_a_notebook_shows_the_message(double):
    assert pretty(double(right)) == "double: passed"
    result = double(squared)
    assert pretty(result) == result.message


@pytest.fixture
def distance():
    """Half the squared distance to a target that is only a number: its gradient is judged."""
    stop = jax.lax.stop_gradient

    def loss(point, target, unused):
        return 0.5 * jnp.sum((point - stop(target)) ** 2)

    def drawing(rng):
        def numbers(n):
            return rng.normal(size=n).astype(np.float32)

        return [Case(f"{n} numbers", (numbers(n), numbers(n), 1)) for n in (2, 3, 1)]

    def target_still(args, row):
        return "the target moves" if split_gradient(args, (0, 1), row)[1].any() else None

    return Exercise(
        name="distance",
        arguments=("point", "target", "unused"),
        wanted="point [N], target [N] and a number to one number, a loss.",
        draw=drawing,
        reference=loss,
        gradient=("point", "target"),
        properties=(Property("target still", target_still),),
        wrong=(
            Misconception(
                "target not detached",
                "the target moves too",
                lambda p, t, u: 0.5 * jnp.sum((p - t) ** 2),
            ),
            Misconception("not halved", "a factor 2", lambda p, t, u: 2 * loss(p, t, u)),
        ),
        right=(),
        hint="Detach it.",
    )


def test_a_gradient_is_judged_and_not_the_value(distance):
    reference = distance.reference
    assert distance(reference)
    assert distance(lambda p, t, u: reference(p, t, u) + 100)
    assert distance(lambda p, t, u: jnp.sum(jax.lax.stop_gradient(p - t) * p))  # a linear twin
    moved = distance(lambda p, t, u: 0.5 * jnp.sum(jnp.square(t - p)))
    assert (moved.property, moved.misconception) == ("target still", "target not detached")
    twice = distance(lambda p, t, u: 2 * reference(p, t, u), seed=0)
    assert (twice.property, twice.misconception) == ("values", "not halved")
    assert twice.broken.startswith("its gradient in point at [")
    assert "is right" in twice.broken


def test_a_function_without_a_gradient_is_told_plainly(distance):
    vector = distance(lambda p, t, u: (p - t) ** 2)
    assert vector.property == "shape and kind"
    assert "shape [2]; wanted one number, shape []" in vector.broken
    for leaves in (
        lambda p, t, u: float(distance.reference(p, t, u)),
        lambda p, t, u: jnp.asarray(np.sum(np.asarray(p))),
    ):
        result = distance(leaves)
        assert result.property == "runs"
        assert "no gradient can be taken" in result.broken
    assert distance(lambda p, t, u: jnp.sum(p) * jnp.nan).property == "finite"
    # Finite itself, its gradient is not: the square root of 0.
    steep = distance(lambda p, t, u: jnp.sqrt(jnp.sum((p - p) ** 2)))
    assert steep.property == "finite"
    still = distance(lambda p, t, u: jnp.float32(3.0))
    assert still.property == "values"


def test_a_stub_of_a_gradient_is_no_attempt(distance):
    def stub(point, target, unused):
        raise NotImplementedError

    assert "It is not written yet" in distance(stub).message
    assert "Looks like" not in distance(lambda p, t, u: 2 * distance.reference(p, t, u)).message


def test_a_student_may_close_standard_output(double, capsys):
    def closes(numbers):
        print("so far")
        sys.stdout.close()
        print("and further")
        return [2.0 * number for number in numbers]

    result = double(closes)
    assert result.passed
    assert "it also prints" in result.message
    print("still open")
    assert capsys.readouterr().out == "still open\n"


def test_an_odd_result_or_input_is_a_failed_check(double):
    def leaves(numbers):
        numbers.append(Odd())
        return [2.0]

    for answer in (lambda numbers: Odd(), lambda numbers: [Odd()], leaves):
        assert not double(answer).passed


def test_a_function_without_a_signature_to_look_at_is_called(double):
    class Callable:
        def __call__(self, numbers):
            return [2.0 * number for number in numbers]

        @property
        def __signature__(self):
            raise RuntimeError("not to be seen")

    assert double(Callable()).passed


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_verdict_can_be_printed_anywhere(double, encoding, monkeypatch):
    def answer(numbers):
        raise ValueError("☃ → ✗")

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    print(double(answer), double)
    print(f"{double(answer)}")
    sys.stdout.flush()
    assert rb"raises ValueError: \u2603 -> -" in sys.stdout.buffer.getvalue()


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("a mean lies between", "A mean lies between"),
        ("the loss", "The loss"),
        ("uniform[0, 1] = 0.180 is below", "uniform[0, 1] = 0.180 is below"),
        ("v times numbers", "v times numbers"),
        ("-log p is never negative", "-log p is never negative"),
    ],
)
def test_code_is_not_capitalised(sentence, told):
    assert capital(sentence) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [("it is", "it is."), ("is it?", "is it?"), ("it is!", "it is!"), ("it is.", "it is.")],
)
def test_a_sentence_ends_with_one_mark(sentence, told):
    assert ended(sentence) == told


def test_no_message_stops_twice(double):
    def unknown_name(numbers):
        return nothing_of_that_name

    for answer in (lambda numbers: None, unknown_name):
        message = double(answer, tell="all").message
        assert "? Seen with" in message or "a typo?\n" in message
        assert "?." not in message
        assert ".." not in message


@pytest.fixture
def leap():
    """Doubling again; what stands behind a zero does not matter, and the sum is frowned upon."""
    return Exercise(
        name="leap",
        arguments=("numbers",),
        wanted="a list of numbers to a list with each of them doubled.",
        draw=lambda rng: [Case("some", ([*rng.uniform(1, 2, 3), 0.0, 5.0],)), Case("none", ([],))],
        reference=right,
        properties=(),
        wrong=(Misconception("squared", "each is squared", squared),),
        right=(),
        harmless=(
            Misconception(
                "end kept", "the last one is not needed", lambda ns: [*right(ns[:-1]), *ns[-1:]]
            ),
        ),
        remark=lambda answer, cases: "Said." if answer.__name__ == "added" else None,
        hint="Double.",
    )


def test_a_harmless_difference_passes_and_is_told(leap):
    result = leap(lambda numbers: [*right(numbers[:-1]), *numbers[-1:]])
    assert result.passed
    assert (
        result.message == "leap: passed\nRight, and more than needed: the last one is not needed."
    )
    assert leap(right).message == "leap: passed"
    assert leap(squared).misconception == "squared"
    assert not leap(lambda numbers: [*right(numbers[:-2]), *numbers[-2:], 1.0])


def test_arrays_are_numpys_where_the_lesson_hands_over_such():
    def filled(x):
        x = x.copy()
        x[x < 0] = 0.0
        return x

    def in_place(x):
        x[x < 0] = 0.0
        return x

    given = {
        "name": "ramp",
        "arguments": ("x",),
        "wanted": "x to its positive part.",
        "draw": lambda rng: [Case("any", (rng.normal(size=9).astype(np.float32),))],
        "reference": lambda x: np.maximum(x, 0),
        "properties": (),
        "wrong": (),
        "right": (),
        "hint": "Copy it.",
    }
    assert Exercise(**given, numpy=True)(filled)
    assert "changes its inputs" in Exercise(**given, numpy=True)(in_place).broken
    assert Exercise(**given)(filled).misconception == "written in place"


def test_a_right_answer_that_stops_the_gradient_is_told():
    def answers(stopped):
        def answer(x, n, real):
            return stopped(x) * 2 * real, jnp.float32(n)

        return answer

    case = Case("any", (np.ones(3, np.float32), 2, np.array([True, True, False])))
    said = unreached(("x", "n", "real"))
    assert said(answers(lambda x: x), [case]) is None
    assert said(answers(np.asarray), [case]) is None  # it leaves JAX: another line tells
    assert "no gradient reaches x," in said(answers(jax.lax.stop_gradient), [case])


def test_a_right_answer_may_get_a_remark(leap):
    def added(numbers):
        return [number + number for number in numbers]

    assert leap(added).message == "leap: passed\nSaid."
    assert leap(added).remark == "Said."


def test_a_mistake_that_always_raises_is_known_by_its_exception_and_shapes():
    exercise = Exercise(
        name="gram",
        arguments=("x",),
        wanted="x [N, D] to x x^T, [N, N].",
        draw=lambda rng: [
            Case(f"{n}", (rng.normal(size=(n, 4)).astype(np.float32),)) for n in (2, 3, 5)
        ],
        reference=lambda x: x @ x.T,
        properties=(),
        wrong=(
            Misconception("not turned", "a transpose is missing", lambda x: jnp.asarray(x) @ x),
            Misconception("turned first", "it is x^T x", lambda x: x.T @ x),
        ),
        right=(),
        hint="Turn one.",
    )
    assert exercise(lambda x: jnp.matmul(x, x)).misconception == "not turned"
    assert (
        exercise(lambda x: x @ jnp.ones((7, 2))).misconception == "a product whose axes do not fit"
    )
    assert exercise(lambda x: x + x.T).misconception == "shapes that do not fit"
    assert exercise(lambda x: x.T @ x).misconception == "turned first"

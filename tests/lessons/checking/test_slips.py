"""An exception is told in plain words: each slip is committed, and named."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons.checking.running import run_student
from course_lib.lessons.checking.slips import SLIPS, slip_of

TABLE, ROW = np.ones((2, 5), np.float32), np.ones(4, np.float32)
CUBE, KEYS = np.ones((3, 2, 4), np.float32), np.ones((3, 5, 4), np.float32)


def written(x):
    x[0] = 1.0
    return x


def sorted_in_place(x):
    rows = list(x)
    return rows.reverse()[0]


COMMITTED = {
    "PyTorch's names for axes": lambda x: x.sum(dim=1),
    "PyTorch's methods": lambda x: x.masked_fill(x > 0, 0),
    "jnp for jax.nn": lambda x: jnp.softmax(x),
    "an unknown name": lambda x: scroes,
    "a carry that changes": lambda x: jax.lax.scan(lambda c, row: (c + row, c), 0.0, x)[1],
    "a step without its pair": lambda x: jax.lax.scan(lambda c, row: c, 0.0, x),
    "vmap over the wrong axis": lambda x: jax.vmap(jnp.dot)(x, jnp.ones((3, 5))),
    "a Python question of an array": lambda x: x if x > 0 else -x,
    "NumPy inside JAX": lambda x: jax.vmap(lambda row: np.exp(row))(x),
    "a Python number of a traced value": lambda x: jax.vmap(lambda row: float(row[0]))(x),
    "written in place": written,
    "at without brackets": lambda x: x.at(0).set(1.0),
    "an index that is no whole number": lambda x: x[len(x) / 2],
    "a dict walked through": lambda x: [batch["x"] for batch in {"x": x}],
    "an array for one number": lambda x: [1, 2, 3][x],
    "a key that is not there": lambda x: {"the": 4}["cow"],
    "an item that is not there": lambda x: ["the", "cat"].index("cow"),
    "an index out of range": lambda x: np.asarray(x)[2],
    "an index too many": lambda x: x[0, 0, 0],
    "an axis that is not there": lambda x: x[0].sum(axis=1),
    "pieces that cannot be joined": lambda x: jnp.concatenate([x, x[0]]),
    "a reshape that does not come out even": lambda x: x.reshape(4, -1),
    "unpacked into too many or too few": lambda x: [a for a, b in x],
    "a product whose axes do not fit": lambda x: x @ x,
    "arithmetic on a dict": lambda x: {"weight": x} + {"weight": x},
    "shapes that do not fit": lambda x: x + jnp.ones(2),
    "an axis too few": lambda x: jnp.take_along_axis(x, jnp.zeros(2, int), axis=1),
    "a list where an array belongs": lambda x: jnp.mean([x, x]),
    "one number of a whole array": lambda x: float(x),
    "a loss that is not one number": lambda x: jax.grad(lambda y: y)(x),
    "arithmetic on True and False": lambda x: (x > 0) - (x > 1),
    "None on the way": sorted_in_place,
    "a value that is called": lambda x: x(0),
    "another number of arguments": lambda x: jax.vmap(lambda row: row)(x, x),
    "an unknown attribute": lambda x: x.summ(),
    "an edge case of Python": lambda x: max([]),
    "no return": lambda x: None,
    "a pair for one array": lambda x: jax.lax.scan(lambda c, row: (c + row, c), x[0], x),
    "parts of different shapes": lambda x: [x, x[0]],
    "inputs changed": None,  # below
}


def test_each_slip_is_committed_here():
    assert [name for name, _, _ in SLIPS] == list(COMMITTED)


@pytest.mark.parametrize("name", [name for name, answer in COMMITTED.items() if answer])
def test_a_slip_has_its_name(name):
    outcome = run_student(COMMITTED[name], (TABLE,))
    slip = slip_of(outcome.raised or outcome.problem)
    assert slip is not None, outcome.problem
    assert slip.name == name, outcome.problem
    assert not slip.looks_like.endswith(".")


@pytest.mark.parametrize(
    ("answer", "args", "name"),
    [
        (lambda q, k: q @ k.T, (CUBE, KEYS), "a product whose axes do not fit"),
        (lambda q, k: np.asarray(q) @ np.asarray(k), (CUBE, KEYS),
         "a product whose axes do not fit"),
        (lambda q, k: jnp.einsum("tk,jk->tj", q, k), (CUBE, KEYS),
         "a product whose axes do not fit"),
        (lambda x, y: np.asarray(x) + np.asarray(y), (TABLE, ROW), "shapes that do not fit"),
        (lambda x, y: jnp.where(x > 0, x, y), (TABLE, ROW), "shapes that do not fit"),
        (lambda x: jax.vmap(lambda r: r if r.sum() > 0 else -r)(x), (TABLE,),
         "a Python question of an array"),
        (lambda x: jax.vmap(jnp.arange)(x[:, 0].astype(int)), (TABLE,),
         "a Python number of a traced value"),
        (lambda x: np.concatenate([x, x[0]]), (TABLE,), "pieces that cannot be joined"),
        (lambda x: 1 / 0, (TABLE,), "an edge case of Python"),
    ],
)  # fmt: skip
def test_other_spellings_have_the_same_name(answer, args, name):
    outcome = run_student(answer, args)
    assert slip_of(outcome.raised).name == name


def test_an_input_that_was_changed_is_a_slip():
    outcome = run_student(lambda x: x.append(1.0) or x, ([1.0],))
    assert slip_of(outcome.problem).name == "inputs changed"


def test_an_exception_of_another_kind_has_no_name():
    assert slip_of("TimeoutError: too late") is None


def test_what_an_exception_announces_is_told_with_it():
    told = run_student(COMMITTED["a carry that changes"], (TABLE,)).problem
    assert "has type float32[]" in told
    assert "float32[5]" in told
    assert not told.endswith((".", ":"))

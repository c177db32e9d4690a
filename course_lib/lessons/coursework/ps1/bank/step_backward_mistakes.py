"""The mistakes that the bank of `step_backward` knows, and the pass that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def _pass(
    hidden: Array,
    after: Array,
    recurrent: Array,
    upstream: Array,
    *,
    slope: Callable[[Array, Array], Array] = lambda after, hidden: 1 - after**2,
    into_hidden: Callable[..., Array] = lambda u, into_sum, upstream: u @ into_sum,
    outer: Callable[..., Array] = lambda hidden, into_sum, upstream, after: np.outer(
        hidden, into_sum
    ),
) -> tuple[Array, Array, Array]:
    hidden, after, recurrent, upstream = (
        np.asarray(one, np.float64) for one in (hidden, after, recurrent, upstream)
    )
    into_sum = upstream * slope(after, hidden)
    return (
        into_sum,
        into_hidden(recurrent, into_sum, upstream),
        outer(hidden, into_sum, upstream, after),
    )


def _other(**changed: Any) -> Callable[..., Any]:
    return lambda *args: _pass(*args, **changed)


WRONG = (
    Misconception(
        "matrix not turned round",
        "on the way back the gradient goes through the matrix the same way as the state did: back "
        "it goes through the transpose, recurrent @ d or d @ recurrent.T",
        _other(into_hidden=lambda u, into_sum, _: into_sum @ u),
    ),
    Misconception(
        "outer product turned round",
        "the gradient of the matrix is transposed: its row a belongs to hidden[a]",
        _other(outer=lambda h, into_sum, g, after: np.outer(into_sum, h)),
    ),
    Misconception(
        "matrix and outer product turned round",
        "both the way back through the matrix and the gradient of the matrix are transposed: a "
        "state is a row here, so the sum is hidden @ recurrent",
        _other(
            into_hidden=lambda u, into_sum, _: into_sum @ u,
            outer=lambda h, into_sum, g, after: np.outer(into_sum, h),
        ),
    ),
    Misconception(
        "no slope",
        "the tanh is left out of the way back: everything is multiplied by its slope first",
        _other(slope=lambda after, hidden: 1.0),
    ),
    Misconception(
        "slope not squared",
        "the slope is taken for 1 - after: it is 1 - after**2",
        _other(slope=lambda after, hidden: 1 - after),
    ),
    Misconception(
        "tanh taken twice",
        "the slope is worked out as 1 - tanh(after)**2, and `after` is a tanh already",
        _other(slope=lambda after, hidden: 1 - np.tanh(after) ** 2),
    ),
    Misconception(
        "slope at the old state",
        "the slope is taken at the old state: the tanh is that of this step, 1 - after**2",
        _other(slope=lambda after, hidden: 1 - hidden**2),
        also=(_other(slope=lambda after, hidden: 1 - np.tanh(hidden) ** 2),),
    ),
    Misconception(
        "slope of a sigmoid",
        "after * (1 - after) is the slope of a sigmoid: that of a tanh is 1 - after**2",
        _other(slope=lambda after, hidden: after * (1 - after)),
    ),
    Misconception(
        "tanh for its slope",
        "the gradient is multiplied by `after` itself, not by the slope 1 - after**2",
        _other(slope=lambda after, hidden: after),
    ),
    Misconception(
        "slope missing on the way to hidden",
        "dL/d(hidden) comes from upstream itself: it goes through the tanh first",
        _other(into_hidden=lambda u, into_sum, g: u @ g),
    ),
    Misconception(
        "slope missing in the matrix",
        "dL/d(recurrent) comes from upstream itself: it goes through the tanh first",
        _other(outer=lambda h, into_sum, g, after: np.outer(h, g)),
    ),
    Misconception(
        "new state in the outer product",
        "the matrix met the old state, not the new one: the outer product takes `hidden`",
        _other(outer=lambda h, into_sum, g, after: np.outer(after, into_sum)),
    ),
    Misconception(
        "matrix left out",
        "dL/d(hidden) does not go through the matrix",
        _other(into_hidden=lambda u, into_sum, _: into_sum),
    ),
    Misconception(
        "in another order",
        "the parts are right and stand in another order: inputs, hidden, recurrent",
        lambda *args: tuple(_pass(*args)[k] for k in (1, 0, 2)),
    ),
    Misconception(
        "matrix first",
        "the gradient of the matrix comes first: the order is inputs, hidden, recurrent",
        lambda *args: _pass(*args)[::-1],
        also=(lambda *args: tuple(_pass(*args)[k] for k in (2, 0, 1)),),
    ),
    Misconception(
        "one part alone",
        "one gradient comes out: a tuple of three is wanted",
        lambda *args: _pass(*args)[1],
    ),
    Misconception(
        "upstream forgotten",
        "the slope of the tanh stands alone: it is multiplied by upstream, the gradient that "
        "comes in",
        lambda h, after, u, g: _pass(h, after, u, np.ones_like(g)),
    ),
    Misconception(
        "upstream in the first part alone",
        "the second and the third part start from the slope alone: they start from upstream times "
        "the slope, the first part",
        lambda h, after, u, g: (
            _pass(h, after, u, g)[0],
            *_pass(h, after, u, np.ones_like(g))[1:],
        ),
    ),
    Misconception(
        "number by number for the matrix",
        "the third part has the shape of a state: every pair of an old number and a new one has "
        "its weight, so it is an outer product",
        _other(outer=lambda h, into_sum, g, after: h * into_sum),
    ),
    Misconception(
        "one number for the matrix",
        "the third part is one number, a dot product: every pair of an old number and a new one "
        "has its weight, so it is an outer product",
        _other(outer=lambda h, into_sum, g, after: h @ into_sum),
    ),
    Misconception(
        "number by number through the matrix",
        "the second part has the shape of the matrix: `*` multiplies number by number, and the "
        "way back is a matrix product, `@`",
        _other(into_hidden=lambda u, into_sum, _: u * into_sum),
    ),
    Misconception(
        "upstream missing in the matrix",
        "the third part is hidden times the slope: upstream is not in it",
        _other(outer=lambda h, into_sum, g, after: np.outer(h, 1 - after**2)),
    ),
    Misconception(
        "slope alone",
        "the first part is the slope alone: upstream is not in it",
        lambda hidden, after, u, upstream: (
            1 - np.asarray(after, np.float64) ** 2,
            *_pass(hidden, after, u, upstream)[1:],
        ),
    ),
    Misconception(
        "slope twice on the way to hidden",
        "the slope of the tanh is multiplied in twice on the way to `hidden`",
        lambda hidden, after, u, upstream: (
            _pass(hidden, after, u, upstream)[0],
            np.asarray(u) @ (upstream * (1 - np.asarray(after, np.float64) ** 2) ** 2),
            _pass(hidden, after, u, upstream)[2],
        ),
    ),
    Misconception(
        "one number for the inputs",
        "the first part is summed up: every number of `inputs` has a gradient of its own, [D]",
        lambda *args: (_pass(*args)[0].sum(keepdims=True), *_pass(*args)[1:]),
        also=(lambda *args: (_pass(*args)[0].sum(), *_pass(*args)[1:]),),
    ),
)

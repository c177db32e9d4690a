"""The mistakes that the bank of `norms_back` knows, and the walk that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def _norm(grad: Array) -> Array:
    return np.sqrt((grad**2).sum())


def norms(
    states: Array,
    recurrent: Array,
    upstream: Array,
    *,
    slope: Callable[[Array, int], Array] = lambda states, t: 1 - states[t] ** 2,
    back: Callable[[Array, Array, Array], Array] = lambda u, grad, slope: u @ (slope * grad),
    norm: Callable[[Array], Array] = _norm,
) -> Array:
    states, recurrent, grad = (np.asarray(one, np.float64) for one in (states, recurrent, upstream))
    found = [norm(grad)]
    for t in range(len(states) - 1, 0, -1):
        grad = back(recurrent, grad, slope(states, t))
        found.append(norm(grad))
    return np.array(found[::-1])


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda *args: norms(*args, **changed)


def _one_too_far(states: Array, recurrent: Array, upstream: Array) -> Array:
    """T + 1 norms: those that the states have, and the first state's before it."""
    more = np.concatenate([np.zeros_like(states[:1]), states])
    return norms(more, recurrent, upstream)


def _powers(states: Array, recurrent: Array, factor: float) -> Array:
    return factor ** np.arange(len(states) - 1, -1, -1)


def _by_radius(states: Array, recurrent: Array, upstream: Array) -> Array:
    radius = np.abs(np.linalg.eigvals(np.asarray(recurrent, np.float64))).max()
    return _norm(np.asarray(upstream)) * _powers(states, recurrent, float(radius))


def _by_stretch(states: Array, recurrent: Array, upstream: Array) -> Array:
    stretch = float(np.linalg.norm(np.asarray(recurrent, np.float64), 2))
    return _norm(np.asarray(upstream)) * _powers(states, recurrent, stretch)


def _each_from_upstream(states: Array, recurrent: Array, upstream: Array) -> Array:
    last = _norm(np.asarray(upstream))
    steps = [_norm(recurrent @ (upstream * (1 - after**2))) for after in states[1:]]
    return np.array([*steps, last])


def _walked_forward(states: Array, recurrent: Array, upstream: Array) -> Array:
    """The walk from the first state to the last, with upstream at the first."""
    states, grad = np.asarray(states, np.float64), np.asarray(upstream, np.float64)
    found = []
    for after in states:
        found.append(_norm(grad))
        grad = recurrent @ (grad * (1 - after**2))
    return np.array(found)


def _grads(*args: Array) -> Array:
    return np.stack(list(norms(*args, norm=lambda grad: grad)))


def _upstream_again(states: Array, recurrent: Array, upstream: Array) -> Array:
    again = np.asarray(upstream, np.float64)
    return norms(
        states, recurrent, upstream, back=lambda u, grad, slope: u @ (slope * grad) + again
    )


WRONG = (
    Misconception(
        "back to front",
        "the norms stand in the order of the walk, the last state's first: entry t belongs to "
        "states[t]",
        lambda *args: norms(*args)[::-1],
    ),
    Misconception(
        "slope one step early",
        "on the way from states[t] to states[t - 1] the gradient passes the tanh of states[t], not "
        "that of states[t - 1]",
        _other(slope=lambda states, t: 1 - states[t - 1] ** 2),
    ),
    Misconception(
        "one step too far",
        "each norm is that of one step further back: nothing has been passed yet at the last "
        "state, where the norm is that of upstream",
        lambda *args: _one_too_far(*args)[:-1],
    ),
    Misconception(
        "one norm too many",
        "a norm too many comes out: there are T states, and the last has the norm of upstream",
        _one_too_far,
    ),
    Misconception(
        "upstream left out",
        "a norm too few comes out: that of the last state, which is the norm of upstream, is "
        "missing",
        lambda *args: norms(*args)[:-1],
    ),
    Misconception(
        "matrix not turned round",
        "on the way back the gradient goes through the matrix as the state did: back it goes "
        "through the transpose, recurrent @ d or d @ recurrent.T",
        _other(back=lambda u, grad, slope: (slope * grad) @ u),
    ),
    Misconception(
        "matrix before the tanh",
        "on the way back the tanh comes first and the matrix second: the step ended with the tanh",
        _other(back=lambda u, grad, slope: slope * (u @ grad)),
    ),
    Misconception(
        "no slope",
        "the gradient passes the matrices alone: each tanh multiplies it by 1 - h**2",
        _other(slope=lambda states, t: 1.0),
    ),
    Misconception(
        "slope not squared",
        "the slope is taken for 1 - h: it is 1 - h**2",
        _other(slope=lambda states, t: 1 - states[t]),
    ),
    Misconception(
        "tanh taken twice",
        "the slope is worked out as 1 - tanh(h)**2, and a state is a tanh already",
        _other(slope=lambda states, t: 1 - np.tanh(states[t]) ** 2),
    ),
    Misconception(
        "no matrix",
        "the gradient passes each tanh and no matrix",
        _other(back=lambda u, grad, slope: slope * grad),
    ),
    Misconception(
        "always the last slope",
        "the slope of the last state is used at every step: each step has its own",
        _other(slope=lambda states, t: 1 - states[-1] ** 2),
    ),
    Misconception(
        "gradient not carried",
        "every entry is one step from upstream: the gradient of one step goes on into the next",
        _each_from_upstream,
    ),
    Misconception(
        "powers of the radius",
        "it multiplies by the spectral radius at every step: that is what happens in the long run "
        "and without a tanh, not the gradient of these states",
        _by_radius,
        also=(_by_stretch,),
    ),
    Misconception(
        "squared norms",
        "the sums of squares come out: a norm is their root",
        _other(norm=lambda grad: (grad**2).sum()),
    ),
    Misconception(
        "sums of absolute values",
        "the absolute values are added: the norm is the root of the sum of squares",
        _other(norm=lambda grad: np.abs(grad).sum()),
    ),
    Misconception(
        "gradients, not norms",
        "the gradients themselves come out, [T, D]: one norm for each step is wanted",
        _grads,
    ),
    Misconception(
        "walked forward",
        "upstream starts at the first state and goes on to the last: it belongs to the last state, "
        "and goes back (scan has reverse=True)",
        _walked_forward,
        also=(lambda *args: _walked_forward(*args)[::-1],),
    ),
    Misconception(
        "norm along the wrong axis",
        "a norm is taken of all steps together: each step has its own, over the last axis",
        lambda *args: np.linalg.norm(_grads(*args)),
        also=(lambda *args: np.linalg.norm(_grads(*args), axis=0),),
    ),
    Misconception(
        "mean under the root",
        "the squares are averaged: a norm is the root of their sum",
        _other(norm=lambda grad: np.sqrt((grad**2).mean())),
    ),
    Misconception(
        "absolute value of the sum",
        "the numbers of a gradient are added up, and cancel: a norm is the root of the sum of "
        "their squares",
        _other(norm=lambda grad: np.abs(grad.sum())),
        also=(_other(norm=lambda grad: grad.sum()),),
    ),
    Misconception(
        "upstream added at each step",
        "upstream is added again at every step back: only the last state reaches L by itself",
        _upstream_again,
    ),
)

"""What an answer costs: the multiplications in its program, the same on every machine.

A right answer may do the same work over and over. That is no mistake, and it passes; but the check
says so, with the count, because a stopwatch on small inputs would not.
"""

import contextlib
import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function
from course_lib.lessons.checking.running import Paper

SLACK = 1.5  # how many times the multiplications of the thrifty way are still no waste
Traced = Any  # a program of JAX, a ClosedJaxpr


class Cost(NamedTuple):
    """What a right answer need not spend.

    enough(args): the multiplications of the thrifty way; remark: what a slow answer does, in one
    sentence without its full stop; slow: right and slow answers, for tests; slack: how many times
    the multiplications of the thrifty way are no waste, more where another right way takes them.
    """

    enough: Callable[[Args], int]
    remark: str
    slow: tuple[Function, ...]
    slack: float = SLACK


def remark(cost: Cost, function: Function, cases: Sequence[Case]) -> str | None:
    """What to say of a right answer that is slow, with the numbers of its worst case, or None."""
    worst, said = cost.slack, None
    for case in cases:
        count, enough = multiplications(function, case.args), cost.enough(case.args)
        if count is not None and count > worst * enough:
            worst = count / enough
            said = (
                f"Right, and slow: {count} multiplications for {case.label} where {enough} are "
                f"enough. {cost.remark}."
            )
    return said


def multiplications(function: Function, args: Args) -> int | None:
    """How many numbers are multiplied when `function` runs on `args`; None where JAX cannot tell.

    Counted in the traced program: matrix products and elementwise ones, what a scan repeats as
    often as it does. A function that leaves JAX (`np`, `float()`) cannot be traced.
    """
    traced = _traced(function, args)
    return None if traced is None else in_program(traced.jaxpr)


def operations(function: Function, args: Args) -> set[str]:
    """The names of the operations in the program of `function`; none where JAX cannot tell."""
    traced = _traced(function, args)
    return set() if traced is None else _names(traced.jaxpr)


def _names(jaxpr: Any) -> set[str]:
    inner = [_names(part) for step in jaxpr.eqns for part in _inside(step.params)]
    return {step.primitive.name for step in jaxpr.eqns}.union(*inner)


def _traced(function: Function, args: Args) -> Traced | None:
    """The program of a function whose array arguments are traced, or None if it leaves JAX."""
    places = [k for k, arg in enumerate(args) if isinstance(arg, np.ndarray)]

    def of_arrays(*arrays: Any) -> Any:
        given = list(args)
        for place, array in zip(places, arrays, strict=True):
            given[place] = array
        return jnp.asarray(function(*given))

    try:
        with contextlib.redirect_stdout(Paper()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return jax.make_jaxpr(of_arrays)(*(jnp.asarray(args[place]) for place in places))
    except Exception:  # it ran on arrays: only its program cannot be known
        return None


def in_program(jaxpr: Any, elementwise: bool = True) -> int:
    """The multiplications of a traced program (a jaxpr): those of its matrix products, and unless
    `elementwise` is False those of number by number. A scan's count as often as it repeats them."""
    total = 0
    for step in jaxpr.eqns:
        name = step.primitive.name
        if name == "dot_general":
            (over, _), _ = step.params["dimension_numbers"]
            summed = math.prod(step.invars[0].aval.shape[axis] for axis in over)
            total += math.prod(step.outvars[0].aval.shape) * summed
        elif name == "product":  # the library's own, see `products`
            total += math.prod(step.outvars[0].aval.shape) * step.invars[1].aval.shape[0]
        elif name == "mul" and elementwise:
            total += math.prod(step.outvars[0].aval.shape)
        inner = [in_program(part, elementwise) for part in _inside(step.params)]
        if inner:  # of a cond's branches one runs
            times = step.params.get("length", 1) if name == "scan" else 1
            total += times * (max(inner) if name == "cond" else sum(inner))
    return total


def _inside(params: dict[str, Any]) -> list[Any]:
    """The programs that a step of a program holds."""
    found = []
    for value in params.values():
        for part in value if isinstance(value, list | tuple) else [value]:
            part = getattr(part, "jaxpr", part)
            if hasattr(part, "eqns"):
                found.append(part)
    return found

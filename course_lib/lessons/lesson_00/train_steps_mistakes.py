"""The mistakes that the bank of `train_steps` knows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.lesson_00.train_steps_ways import (
    Batch,
    Move,
    Params,
    added,
    batch_at,
    loop,
    slope,
    walk,
)

Array = np.ndarray


def _other(**how: Any) -> Function:
    return lambda *args: walk(*args, **how)[:2]


def _moved(move: Move) -> Function:
    return _other(move=move)


def _down(rate: float) -> Function:
    return _moved(lambda params, grads, updates: added(params, grads, -rate))


def _ordered(order: Callable[[int], Sequence[int]]) -> Function:
    return _other(order=order)


def _backwards(count: int) -> Sequence[int]:
    return range(count - 1, -1, -1)


def _reversed_scan(*args: Any) -> tuple[Params, Array]:
    params, losses, _ = walk(*args, order=_backwards)
    return params, losses[::-1]


def _alone(*args: Any) -> tuple[Params, Array]:
    """Every step starts from the first parameters; what the last one gives is handed back."""
    _, losses, _ = walk(*args, from_start=True)
    loss, optimizer, params, batches = args
    last = batch_at(batches, len(losses) - 1)
    updates, _ = optimizer.update(slope(loss, params, last), optimizer.init(params), params)
    return added(params, updates), losses


def _at_once(loss: Function, optimizer: Any, params: Params, batches: Batch) -> Any:
    """One step by the mean gradient of all batches."""
    count = len(batches["target"])
    slopes = [slope(loss, params, batch_at(batches, n)) for n in range(count)]
    mean = {name: np.mean([one[name] for one in slopes], axis=0) for name in params}
    updates, _ = optimizer.update(mean, optimizer.init(params), params)
    losses = [float(loss(params, batch_at(batches, n))) for n in range(count)]
    return added(params, updates), np.array(losses)


def _first(steps: int) -> Callable[[int], Sequence[int]]:
    return lambda _: range(steps)


def _late(*args: Any) -> tuple[Params, Array]:
    _, losses, before = walk(*args)
    return before, losses


def _every(*args: Any) -> tuple[Params, Array]:
    """The parameters after each step, stacked: what a scan collects."""
    losses = loop(*args)[1]
    steps = [walk(*args, order=_first(k + 1))[0] for k in range(len(losses))]
    return {name: np.stack([one[name] for one in steps]) for name in steps[0]}, losses


def _carry(loss: Function, optimizer: Any, params: Params, batches: Batch) -> Any:
    end, losses = loop(loss, optimizer, params, batches)
    return (end, optimizer.init(params)), losses


WRONG = (
    Misconception(
        "memory begun anew",
        "every step begins with the optimiser's first memory: what update hands back must go into "
        "the next step, so it belongs in the carry beside the parameters",
        _other(remembers=False),
    ),
    Misconception(
        "parameters not carried",
        "every step takes its gradient at the first parameters: the new ones must go into the "
        "next step, so they belong in the carry",
        _other(from_start=True),
        also=(_alone,),
    ),
    Misconception(
        "nothing learned",
        "the parameters come out as they went in: the updates are computed and never added",
        _moved(lambda params, grads, updates: params),
    ),
    Misconception(
        "the first parameters",
        "the losses are right, and the parameters are those that came in: the trained ones are in "
        "the last carry",
        lambda *args: (args[2], loop(*args)[1]),
    ),
    Misconception(
        "losses added up",
        "each loss is the sum of all up to there: it is that of its own batch alone",
        lambda *args: (loop(*args)[0], np.cumsum(loop(*args)[1])),
    ),
    Misconception(
        "uphill",
        "the updates are subtracted. Optax gives them with their sign, ready to be added: "
        "optax.apply_updates(params, updates)",
        _moved(lambda params, grads, updates: added(params, updates, -1.0)),
    ),
    Misconception(
        "optimiser left out",
        "the gradient itself is subtracted, and what the optimiser makes of it is not used",
        _down(1.0),
        also=(_down(0.1), _down(0.01), _down(0.001)),
    ),
    Misconception(
        "gradient for update",
        "the gradient itself is added: first optimizer.update makes updates of it, and those are "
        "added",
        _down(-1.0),
    ),
    Misconception(
        "updates for parameters",
        "the updates take the place of the parameters: they are what is added to them",
        _moved(lambda params, grads, updates: {k: np.asarray(v) for k, v in updates.items()}),
    ),
    Misconception(
        "moved twice",
        "every update is added twice",
        _moved(lambda params, grads, updates: added(params, updates, 2.0)),
    ),
    Misconception(
        "loss after the step",
        "each loss is that of the parameters after their step: value_and_grad gives the one "
        "before it, at no cost",
        _other(told_after=True),
    ),
    Misconception(
        "the first batch each time",
        "every step sees batch 0: scan hands your step one batch after the other",
        _ordered(lambda count: [0] * count),
    ),
    Misconception(
        "one step for all",
        "all batches together make one step: each of them makes its own, at the parameters that "
        "the one before left",
        _at_once,
    ),
    Misconception(
        "last batch first",
        "the batches are taken from the last to the first",
        _ordered(_backwards),
        also=(_reversed_scan,),
    ),
    Misconception(
        "last step lost",
        "the losses are right, and the parameters are those before the last step",
        _late,
    ),
    Misconception(
        "a batch left out",
        "there is one loss too few: each of the N batches makes a step, the first and the last too",
        _ordered(lambda count: range(count - 1)),
        also=(_ordered(lambda count: range(1, count)),),
    ),
    Misconception(
        "one loss for all",
        "one loss comes out: one per step is wanted, which scan collects by itself",
        lambda *args: (loop(*args)[0], loop(*args)[1][-1]),
        also=(lambda *args: (loop(*args)[0], loop(*args)[1].mean()),),
    ),
    Misconception(
        "parameters of every step",
        "the parameters of all steps come out, stacked: those after the last step are wanted, and "
        "they are in the last carry",
        _every,
    ),
    Misconception(
        "the whole carry",
        "the optimiser's memory is handed back with the parameters: the carry of the scan is a "
        "pair, and its first part is wanted",
        _carry,
    ),
    Misconception(
        "losses first",
        "parameters and losses have changed places: the parameters come first",
        lambda *args: loop(*args)[::-1],
    ),
    Misconception(
        "the parameters alone",
        "the losses are missing: a pair is wanted, (params, losses)",
        lambda *args: loop(*args)[0],
    ),
)

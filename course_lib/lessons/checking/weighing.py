"""What holds of every read by weights: a context [E] and, behind it in one row, the weights [J]."""

import numpy as np

from course_lib.lessons.checking.bank import Args, Function, Property
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray
READ = {"position": "states"}  # what stands at a position; facts are facts


def context_and_weights(args: Args, row: Array) -> tuple[Array, Array]:
    """The two parts of a row, by the width of what is read, the third argument [J, E]."""
    width = args[2].shape[1]
    return row[:width], row[width:]


def weighing(what: str, mask: int, right: Function) -> tuple[Property, ...]:
    """The properties of answers that read each `what` ("position", "fact") by its weight.

    `mask` says which argument is the mask, and `right(*args)` gives the right pair.
    """

    def negative(args: Args, row: Array) -> str | None:
        smallest = context_and_weights(args, row)[1].min()
        if smallest >= 0:
            return None
        return f"a weight cannot be negative: the smallest is {number(smallest)}"

    def zero_on_padding(args: Args, row: Array) -> str | None:
        weights = context_and_weights(args, row)[1]
        leaks = np.flatnonzero((weights != 0) & ~args[mask])
        if not leaks.size:
            return None
        return f"{what} {leaks[0]} is padding, and its weight is {number(weights[leaks[0]])}, not 0"

    def sum_to_one(args: Args, row: Array) -> str | None:
        total = context_and_weights(args, row)[1].sum()
        if abs(total - 1) <= TOLERANCE:
            return None
        why = " (is something added to the divisor?)" if 0.99 < total < 1 else ""
        return f"the weights of the real {what}s must sum to 1: yours sum to {number(total)}{why}"

    def by_scores(args: Args, row: Array) -> str | None:
        weights, wanted = context_and_weights(args, row)[1], right(*args)[1]
        j = int(np.abs(weights - wanted).argmax())
        if abs(weights[j] - wanted[j]) <= TOLERANCE:
            return None
        return (
            f"the weight of {what} {j} is {number(weights[j])} where {number(wanted[j])} is right"
        )

    def read_by_them(args: Args, row: Array) -> str | None:
        context, weights = context_and_weights(args, row)
        wanted = weights @ args[2]
        e = int(np.abs(context - wanted).argmax())
        if abs(context[e] - wanted[e]) <= 10 * TOLERANCE:
            return None
        return (
            f"the context is the sum of the {READ.get(what, what + 's')} times their weights: with "
            f"these weights number {e} of it is {number(wanted[e])}, and it gives "
            f"{number(context[e])}"
        )

    return (
        Property("no weight is negative", negative),
        Property("padding gets exactly 0", zero_on_padding),
        Property("weights sum to 1", sum_to_one),
        Property("the weights are a softmax of the scores", by_scores),
        Property("the context is read by them", read_by_them),
    )

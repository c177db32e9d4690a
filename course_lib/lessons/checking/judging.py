"""From what a function gave to the first thing broken."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.running import Outcome, agree, describe, misfit, number


class Fault(NamedTuple):
    """The first broken property, the sentence that says how, and the case that showed it."""

    property: str
    sentence: str
    case: Case | None = None
    unwritten: bool = False


def misused(
    cases: Sequence[Case], outcomes: Sequence[Outcome], references: Sequence[np.ndarray]
) -> Fault | None:
    """The first failure that needs no look at what is right: it raises, its shape, NaN."""
    return (
        raises(cases, outcomes)
        or _misfits(cases, outcomes, references)
        or _not_finite(cases, outcomes)
    )


def first_fault(
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    references: Sequence[np.ndarray],
    properties: Sequence[Property],
    difference: Callable[[Args, np.ndarray, np.ndarray], str] | None = None,
    place: Callable[[Args, int], str] | None = None,
) -> Fault | None:
    """The most telling failure: it runs, shape, the exercise's own properties, finite, values.

    Each is tried on all the cases before the next. The properties come before "finite" and skip
    what is not, so that NaN at an edge hides no plainer failure. `difference` words the last one,
    and is given where the values are those of a gradient. `place` says where a number of a row
    stood in what the function returned.
    """
    if fault := raises(cases, outcomes) or _misfits(cases, outcomes, references):
        return fault
    triples = list(zip(cases, _values(outcomes), references, strict=True))
    for name, broken in properties:
        for case, value, _ in triples:
            if np.isfinite(value).all() and (sentence := broken(case.args, value)):
                return Fault(name, sentence, case)
    if fault := _not_finite(
        cases, outcomes, "the {} numbers of its gradient" if difference else ""
    ):
        return fault
    for case, value, reference in triples:
        if not agree(value, reference):
            if difference:
                return Fault("values", difference(case.args, value, reference), case)
            return Fault("values", _difference(case.args, value, reference, place), case)
    return None


def shown(case: Case, arguments: Sequence[str]) -> str:
    """A case in a few words: "no padding (scores: float32 [4, 4], mask: bool [4])"."""
    pairs = zip(arguments, case.args, strict=True)
    return f"{case.label} ({', '.join(f'{name}: {describe(value)}' for name, value in pairs)})"


def raises(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Fault | None:
    """The first case that left no value."""
    for case, outcome in zip(cases, outcomes, strict=True):
        if outcome.problem:
            return Fault("runs", outcome.problem, case, outcome.unwritten)
    return None


def _misfits(
    cases: Sequence[Case], outcomes: Sequence[Outcome], references: Sequence[np.ndarray]
) -> Fault | None:
    for case, value, reference in zip(cases, _values(outcomes), references, strict=True):
        if sentence := misfit(value, reference):
            return Fault("shape and kind", sentence, case)
    return None


def _not_finite(
    cases: Sequence[Case], outcomes: Sequence[Outcome], numbers: str = ""
) -> Fault | None:
    for case, value in zip(cases, _values(outcomes), strict=True):
        if bad := int(np.sum(~np.isfinite(value))):
            what = (numbers or "its {} numbers").format(value.size)
            return Fault("finite", f"{bad} of {what} are NaN or infinite", case)
    return None


def _values(outcomes: Sequence[Outcome]) -> list[np.ndarray]:
    return [outcome.value for outcome in outcomes if outcome.value is not None]


def _difference(
    args: Args,
    value: np.ndarray,
    reference: np.ndarray,
    stood: Callable[[Args, int], str] | None,
) -> str:
    gap = np.abs(value.astype(float) - reference)
    worst = np.unravel_index(int(np.argmax(gap)), gap.shape)
    if stood:
        there = stood(args, int(worst[0]))
        return f"`{there}` is {number(value[worst])} where {number(reference[worst])} is right"
    place = f" at {[int(i) for i in worst]}" if worst else ""
    return f"it gives {number(value[worst])}{place} where {number(reference[worst])} is right"

"""From what a function gave to the mistake that it looks like."""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from course_lib.lessons.checking.bank import Case, Function, Misconception
from course_lib.lessons.checking.likeness import likeness
from course_lib.lessons.checking.running import Outcome, agree, run_known, run_student
from course_lib.lessons.checking.slips import Slip, slip_of

# Wrong arithmetic may cancel or divide by little: two spellings of one mistake differ by more
# than two right answers do.
SAME_MISTAKE = 1e-3


def recognise(
    wrong: Sequence[Misconception],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    references: Sequence[np.ndarray],
    judged: Callable[[Function], Function] = lambda function: function,
) -> Misconception | None:
    """The known mistake whose answers are the student's on the most cases, or None.

    A known mistake that raises in every case is the student's where both are stopped by the same
    exception over the same shapes. `judged` is what is looked at of a known mistake, as it was of
    the student's function.
    """
    best, most = None, 0
    for known in wrong:
        for answer in (known.answer, *known.also):
            look = judged(answer)
            theirs = (run_known(look, case.args) for case in cases)  # as far as is needed
            if all(outcome.raised for outcome in outcomes):
                found = _stopped_alike(outcomes, look, cases, list(theirs))
            else:
                found = _evidence(outcomes, theirs, references)
            if found > most:
                best, most = known, found
    return best


def general(
    cases: Sequence[Case], outcomes: Sequence[Outcome], references: Sequence[np.ndarray]
) -> Slip | None:
    """What no exercise needs to know: the slip behind the first exception, else the likeness."""
    for outcome in outcomes:
        if outcome.problem and (slip := slip_of(outcome.raised or outcome.problem)):
            return slip
    return likeness(cases, outcomes, references)


def signature(outcome: Outcome) -> tuple[str, ...]:
    """By what two exceptions are alike: their kind, and the shapes that they speak of."""
    told = outcome.raised or ""
    return told.partition(":")[0], *re.findall(r"\[[\d, ]*\]|\([\d, ]*\)", told)


def _evidence(
    outcomes: Sequence[Outcome],
    theirs: Iterable[np.ndarray | None],
    references: Sequence[np.ndarray],
) -> int:
    """On how many cases a student agrees with a known mistake; 0 if anything speaks against it.

    It takes one case at least where the mistake differs from the reference. Where only one of the
    two raises, nothing is learned: NumPy refuses an index out of range that JAX clips.
    """
    matched, telling = 0, False
    for outcome, their, reference in zip(outcomes, theirs, references, strict=True):
        if outcome.value is None or their is None:
            matched += outcome.value is None and their is None
        elif agree(outcome.value, their, SAME_MISTAKE):
            matched += 1
            telling = telling or not agree(their, reference, SAME_MISTAKE)
        else:
            return 0
    return matched if telling else 0


def _stopped_alike(
    outcomes: Sequence[Outcome],
    look: Function,
    cases: Sequence[Case],
    theirs: Sequence[np.ndarray | None],
) -> int:
    """On how many cases both raise, and alike; 0 if anything speaks against it."""
    if any(value is not None for value in theirs):
        return 0
    for case, outcome in zip(cases, outcomes, strict=True):
        if signature(run_student(look, case.args)) != signature(outcome):
            return 0
    return len(cases)

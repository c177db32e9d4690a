"""From what a function gave to the first thing broken, and to the mistake it looks like."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from course_lib.checks.bank import Case, Misconception, Property
from course_lib.checks.running import Outcome, agree, describe, misfit, number, run_known

# Wrong arithmetic may cancel or divide by little: two spellings of one mistake differ by more
# than two right answers do.
SAME_MISTAKE = 1e-3


class Fault(NamedTuple):
    """The first broken property, the sentence that says how, and the case that showed it."""

    property: str
    sentence: str
    case: Case | None = None
    unwritten: bool = False


def first_fault(
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    references: Sequence[np.ndarray],
    properties: Sequence[Property],
) -> Fault | None:
    """The most telling failure: it runs, shape, the exercise's own properties, finite, values.

    Each is tried on all the cases before the next. The properties come before "finite" and skip
    what is not, so that NaN at an edge hides no plainer failure.
    """
    for case, outcome in zip(cases, outcomes, strict=True):
        if outcome.problem:
            return Fault("runs", outcome.problem, case, outcome.unwritten)
    values = [outcome.value for outcome in outcomes if outcome.value is not None]
    triples = list(zip(cases, values, references, strict=True))
    for case, value, reference in triples:
        if sentence := misfit(value, reference):
            return Fault("shape and kind", sentence, case)
    for name, broken in properties:
        for case, value, _ in triples:
            if np.isfinite(value).all() and (sentence := broken(case.args, value)):
                return Fault(name, sentence, case)
    for case, value, _ in triples:
        if bad := int(np.sum(~np.isfinite(value))):
            return Fault("finite", f"{bad} of its {value.size} numbers are NaN or infinite", case)
    for case, value, reference in triples:
        if not agree(value, reference):
            return Fault("values", _difference(value, reference), case)
    return None


def recognise(
    wrong: Sequence[Misconception],
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    references: Sequence[np.ndarray],
) -> Misconception | None:
    """The known mistake whose answers are the student's on the most cases, or None."""
    best, most = None, 0
    for known in wrong:
        for answer in (known.answer, *known.also):
            theirs = [run_known(answer, case.args) for case in cases]
            if (found := _evidence(outcomes, theirs, references)) > most:
                best, most = known, found
    return best


def shown(case: Case, arguments: Sequence[str]) -> str:
    """A case in a few words: "no padding (scores: float32 [4, 4], mask: bool [4])"."""
    pairs = zip(arguments, case.args, strict=True)
    return f"{case.label} ({', '.join(f'{name}: {describe(value)}' for name, value in pairs)})"


def _evidence(
    outcomes: Sequence[Outcome],
    theirs: Sequence[np.ndarray | None],
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


def _difference(value: np.ndarray, reference: np.ndarray) -> str:
    gap = np.abs(value.astype(float) - reference)
    worst = np.unravel_index(int(np.argmax(gap)), gap.shape)
    place = f" at {[int(i) for i in worst]}" if worst else ""
    return f"it gives {number(value[worst])}{place} where {number(reference[worst])} is right"

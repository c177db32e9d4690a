"""From a student's function to points, and what she is told."""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.result import UNKNOWN
from course_lib.lessons.checking.running import Outcome, agree, misfit, run_student
from course_lib.lessons.coursework.grading.remote import Link, Remote, Silent, text_of
from course_lib.lessons.coursework.problem import Asked, Measured, Project

NOT_KNOWN = (  # a returned notebook has no check whose `.inputs` could be asked for
    "Not a mistake I know. Run your function line by line on a small input of that kind, and "
    "compare with what you work out by hand."
)
PARTIAL = 0.6  # of the points, at most, for an answer that is not right


@dataclass
class Verdict:
    """How one problem was answered. share: of its points, 0 to 1. misconception: by its name in
    the bank. eyes: why a teacher should look, if so. measured: of a trained model, the number that
    was measured; of a project also what was chosen, and the name on the leaderboard."""

    name: str
    share: float
    message: str
    passed: bool = False
    misconception: str | None = None
    eyes: list[str] = field(default_factory=list)
    measured: float | None = None
    chosen: str | None = None
    signed: str | None = None

    def told(self) -> dict[str, Any]:
        """As JSON knows it."""
        return asdict(self)


def judge(problem: Asked, link: Link, seed: int, seconds: float) -> Verdict:
    """The verdict on what a student's process holds under the problem's name.

    The same seed gives the same cases to everybody and to a second grading. Silent if the process
    does not answer any more.
    """
    own = zlib.crc32(f"{seed} {problem.name}".encode())
    if isinstance(problem, Project):
        return _chosen(problem, link, own, seconds)
    if isinstance(problem, Measured):
        return _measured(problem, link, own, seconds)
    exercise = problem.exercise
    remote = Remote(problem.name, link, seconds, numpy=exercise.numpy)
    if (verdict := _absent(problem.name, remote)) is not None:
        return verdict
    verdict = _compared(exercise, remote, own)
    if foreign := sorted(one for one in remote.used if not one.startswith(tuple(problem.may_call))):
        verdict.eyes.append(f"{problem.name} calls {', '.join(foreign[:3])}")
    return verdict


def _absent(name: str, remote: Remote) -> Verdict | None:
    if remote.missing:
        return Verdict(name, 0.0, f"There is no {name} in the notebook after it has run.")
    if remote.kind is not None:
        return Verdict(name, 0.0, f"{name} is no function but of the kind {remote.kind}.")
    return None


def _compared(exercise: Exercise, remote: Remote, seed: int) -> Verdict:
    result = exercise(remote, tell="all", seed=seed)
    if remote.silent:
        raise remote.silent
    if result.passed:
        return Verdict(exercise.name, 1.0, result.message, passed=True)
    share = 0.0 if result.property == "callable" else _share(exercise, remote, seed)
    if remote.silent:
        raise remote.silent
    message = result.message.replace(UNKNOWN, NOT_KNOWN)
    return Verdict(exercise.name, share, message, misconception=result.misconception)


def _share(exercise: Exercise, remote: Remote, seed: int) -> float:
    """What a wrong answer earns: by the cases that it gets right, or by the properties that hold,
    whichever is more. A case in which it raises is not right, and no property holds there. A
    property that zeros have as well proves nothing and does not count."""
    cases = exercise.draw(np.random.default_rng(seed))
    function = exercise.judged(remote)
    outcomes = [run_student(function, case.args, numpy=exercise.numpy) for case in cases]
    if all(outcome.value is None for outcome in outcomes):
        return 0.0
    wanted = [np.asarray(exercise.judged(exercise.reference)(*case.args)) for case in cases]
    right = [
        outcome.value is not None and agree(outcome.value, reference)
        for outcome, reference in zip(outcomes, wanted, strict=True)
    ]
    held = [
        _holds(one, cases, outcomes, wanted)
        for one in exercise.properties
        if not _holds(one, cases, [Outcome(np.zeros_like(value)) for value in wanted], wanted)
    ]
    by_cases = sum(right) / len(right)
    by_properties = sum(held) / (len(held) + 1)  # its values are a property too, which fails
    return round(PARTIAL * max(by_cases, by_properties), 2)


def _holds(
    one: Property, cases: Sequence[Case], outcomes: Sequence[Outcome], wanted: Sequence[np.ndarray]
) -> bool:
    def fine(args: Args, outcome: Outcome, reference: np.ndarray) -> bool:
        value = outcome.value
        if value is None or misfit(value, reference) or not np.isfinite(value).all():
            return False
        return one.broken(args, value) is None

    return all(
        fine(case.args, outcome, reference)
        for case, outcome, reference in zip(cases, outcomes, wanted, strict=True)
    )


def _chosen(problem: Project, link: Link, seed: int, seconds: float) -> Verdict:
    choice = text_of(problem.chooses, link, seconds)
    if choice is None or choice not in problem.choices:
        names = ", ".join(map(repr, problem.choices))
        text = f"The variable `{problem.chooses}` must be one of {names}; it is {choice!r}."
        return Verdict(problem.name, 0.0, text)
    verdict = _measured(problem.choices[choice], link, seed, seconds)
    verdict.chosen, verdict.signed = choice, text_of(problem.signs, link, seconds)
    return verdict


def _measured(problem: Measured, link: Link, seed: int, seconds: float) -> Verdict:
    remote = Remote(problem.name, link, seconds)
    if (verdict := _absent(problem.name, remote)) is not None:
        return verdict
    sources, truth = problem.draw(np.random.default_rng(seed))
    try:
        answers = remote(list(sources))
    except Silent:
        raise
    except NotImplementedError:
        return Verdict(problem.name, 0.0, f"{problem.name} is not written yet.")
    except Exception as error:
        return Verdict(
            problem.name, 0.0, f"{problem.name} raises {type(error).__name__}: {error}"[:600]
        )
    if not hasattr(answers, "__len__") or len(answers) != len(sources):
        came = f"{len(answers)} answers" if hasattr(answers, "__len__") else type(answers).__name__
        text = f"{problem.name} gives {came}; wanted one for each of {len(sources)} sources."
        return Verdict(problem.name, 0.0, text)
    try:
        measured = float(problem.measure(answers, truth))
    except (TypeError, ValueError) as error:
        return Verdict(
            problem.name, 0.0, f"The answers of {problem.name} cannot be read: {error}"[:600]
        )
    share = problem.share(measured)
    text = f"{problem.name}: {problem.says.format(measured)}"
    wanted = next((least for least, _ in problem.steps if measured < least), None)
    if wanted is not None:
        text += f" More points begin at {wanted:.2f}."
    return Verdict(problem.name, share, text, passed=share == 1, measured=measured)

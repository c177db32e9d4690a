"""An exercise that checks a student's function, and knows the usual mistakes.

    >>> checks.softmax_scores(my_function)
    softmax_scores: passed

It runs the function on inputs drawn fresh, compares with the reference, and names the first broken
property with the numbers seen. A mistake is *recognised* when the student's outputs are those of a
wrong implementation in the exercise's bank.

What has passed can be trained with:

    >>> mine = checks.softmax_scores.yours_or(masked_softmax)
    softmax_scores: your own function goes in, as Parts(masked_softmax=...).
    >>> model = build("bahdanau", vocab, parts=Parts(masked_softmax=mine))
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.costs import Cost, remark
from course_lib.lessons.checking.gradients import difference, gradient_of
from course_lib.lessons.checking.judging import Fault, first_fault, misused, raises, shown
from course_lib.lessons.checking.part import Called, Part
from course_lib.lessons.checking.recognising import general, recognise
from course_lib.lessons.checking.result import UNKNOWN, Result, capital, ended
from course_lib.lessons.checking.running import cannot_call, run_student
from course_lib.lessons.checking.slips import Slip
from course_lib.training.console import printable, say


@dataclass
class _Session:
    failures: int = 0  # in a row
    passed: Function | None = None  # what was checked last, if it passed


@dataclass(frozen=True, repr=False)
class Exercise:
    """A checked exercise; call it on a student's function.

    draw: the cases, fresh at each call and with the edge cases always among them. Together they
    must tell every two misconceptions apart. right: differently written right answers, for tests.
    gradient: the arguments in which the function's gradient is judged, and not its value, which
    must be one number; then all functions of the bank are written in JAX, and the properties get
    the gradient as one row (`gradients.split_gradient` takes it apart).
    reading: from what a function returned and its arguments to the numbers that are judged, for
    one that returns no numbers (`words.places_of`); None is handed on as it is. place: where a
    number of the row that was read stood in what was returned, as "writes[1, 0]".
    cost: what a right answer need not spend; one that does passes, and is told.
    harmless: answers that differ from the reference where it does not matter; they pass, and are
    told. remark: what else to say of a right answer, a whole sentence, or None.
    barred: why an answer with the right numbers is refused, for it does what the exercise wants
    done without; or None.
    part: what an answer is in the library, for `yours_or`; None if no model calls such a function.
    numpy: the arrays are NumPy's, where the lesson calls the function with such; else JAX's.
    """

    name: str
    arguments: tuple[str, ...]
    wanted: str  # what the function gets and gives, in one sentence
    draw: Callable[[np.random.Generator], Sequence[Case]]
    reference: Function
    properties: tuple[Property, ...]
    wrong: tuple[Misconception, ...]
    right: tuple[Function, ...]
    hint: str
    gradient: tuple[str, ...] = ()
    reading: Callable[[Any, Args], Any] | None = None
    place: Callable[[Args, int], str] | None = None
    cost: Cost | None = None
    harmless: tuple[Misconception, ...] = ()
    remark: Callable[[Function, Sequence[Case]], str | None] | None = None
    barred: Callable[[Function, Sequence[Case]], str | None] | None = None
    part: Part | Called | None = None
    numpy: bool = False
    _session: _Session = field(default_factory=_Session, init=False, compare=False)

    def __call__(
        self,
        student: Function,
        *,
        tell: Literal["ladder", "all"] = "ladder",
        seed: int | None = None,
    ) -> Result:
        """Checks `student`; never raises for a wrong answer.

        The first failure tells what is broken, the second in a row what it looks like, the third a
        hint. tell="all" tells everything at once and leaves that count alone. `seed` fixes the
        inputs, for a grader who must be able to repeat a verdict. ValueError for another
        `tell`.
        """
        if tell not in ("ladder", "all"):
            raise ValueError(f"tell: {tell!r}; wanted 'ladder' or 'all'")
        self._session.passed = None
        if complaint := cannot_call(student, self.arguments):
            return self._failed(Fault("callable", complaint), None, tell, printed=False)
        cases = self.draw(np.random.default_rng(seed))
        first = student if self.gradient else self.judged(student)
        outcomes = [run_student(first, case.args, numpy=self.numpy) for case in cases]
        printed = any(outcome.printed for outcome in outcomes)
        stub = raises(cases, outcomes)
        if stub and stub.unwritten:  # before anything of the bank is compiled, which takes seconds
            return self._failed(stub, None, tell, printed)
        fault: Fault | None = None
        how: dict[str, Any] = {"place": self.place}
        references = [np.asarray(self.judged(self.reference)(*case.args)) for case in cases]
        if self.gradient:
            fault = misused(cases, outcomes, [np.zeros(())] * len(cases))
            if fault is None or fault.property != "runs":  # else its exception says more
                outcomes = [run_student(self.judged(student), case.args) for case in cases]
            how = {"difference": difference(self.arguments, self._places)}
        fault = fault or first_fault(cases, outcomes, references, self.properties, **how)
        said = None
        if fault and fault.property not in ("runs", "shape and kind"):
            known = recognise(self.harmless, cases, outcomes, references, self.judged)
            if known:
                fault, said = None, ended(f"Right, and more than needed: {known.looks_like}")
        if fault is None and self.barred and (why := self.barred(student, cases)):
            return self._failed(Fault("as asked", why), None, tell, printed)
        if fault is None:
            return self._passed(student, cases, said, tell, printed)
        mistake: Misconception | Slip | None = recognise(
            self.wrong, cases, outcomes, references, self.judged
        )
        mistake = mistake or general(cases, outcomes, references)
        return self._failed(fault, mistake, tell, printed)

    def yours_or(self, library: Function) -> Function:
        """The function that passed the last check, to be handed in where `library` would be; else
        `library`. One printed line says which.

        It is `library` too where that function cannot be compiled, and the line says why.
        ValueError for an exercise whose answer is no part of a model.
        """
        if self.part is None:
            raise ValueError(
                f"{self.name} is an exercise whose answer is no part of a model, so that there is "
                f"nothing to hand in"
            )
        instead = f"the library's own {library.__name__} is used"
        if self._session.passed is None:
            say(f"{self.name} has not passed its check yet: {instead}.")
            return library
        yours = self.part.own(self.name, self._session.passed, library)
        if fault := self.part.fault(yours, self.draw(np.random.default_rng(0))[:1]):
            say(f"{ended(fault)} Until then {instead}.")
            return library
        say(f"{self.name}: your own function goes in, as {self.part.goes}.")
        return yours

    def judged(self, function: Function) -> Function:
        """What is looked at of a function: itself, its gradient, or what is read of it."""
        if self.gradient:
            return gradient_of(function, self._places)
        return function if self.reading is None else _read_by(self.reading, function)

    @property
    def _places(self) -> tuple[int, ...]:
        return tuple(self.arguments.index(name) for name in self.gradient)

    def reset(self) -> None:
        """Forgets what was checked so far: the next failure is the first again."""
        self._session.failures, self._session.passed = 0, None

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)}): {self.wanted}"

    def __str__(self) -> str:
        return printable(repr(self))

    def _passed(
        self, student: Function, cases: Sequence[Case], said: str | None, tell: str, printed: bool
    ) -> Result:
        if tell == "ladder":
            self._session.failures = 0
        self._session.passed = student
        note = " (it also prints; the check hides that)" if printed else ""
        if self.cost and not said:
            said = remark(self.cost, student, cases)
        if self.remark and not said:
            said = self.remark(student, cases)
        if self.part and not said:
            said = self.part.remark(self.name, student, self.right, cases[:1])
        message = f"{self.name}: passed{note}" + (f"\n{said}" if said else "")
        return Result(self.name, True, message, remark=said)

    def _failed(
        self, fault: Fault, known: Misconception | Slip | None, tell: str, printed: bool
    ) -> Result:
        sentence = fault.sentence
        if fault.case and not fault.unwritten:
            sentence = f"{ended(sentence)} Seen with {shown(fault.case, self.arguments)}"
        if tell == "ladder" and not fault.unwritten:  # a stub that "Run All" meets is no attempt
            self._session.failures += 1
        rung = 3 if tell == "all" else self._session.failures
        lines = [f"{self.name}: not yet. {ended(capital(sentence))}"]
        if fault.property in ("callable", "runs", "shape and kind"):
            lines.append(f"Wanted: {self.wanted}")
        if printed:
            lines.append("It also prints; the check hides that and reads what it returns.")
        if rung >= 2 and not fault.unwritten and fault.property != "as asked":
            lines.append(ended(f"Looks like: {known.looks_like}") if known else UNKNOWN)
        if rung >= 3 and not fault.unwritten:
            lines.append(f"Hint: {self.hint}")
        return Result(
            self.name,
            False,
            "\n".join(lines),
            broken=sentence,
            property=fault.property,
            misconception=known.name if known else None,
            inputs=fault.case.args if fault.case else None,
        )


def _read_by(reading: Callable[[Any, Args], Any], function: Function) -> Function:
    def read(*args: Any) -> Any:
        kept = copy.deepcopy(args)  # the function may change what it is given
        return reading(function(*args), kept)

    return read

"""From an exercise's answer to a part of the model that is then trained: `Part`.

Exercises often ask for a table of all steps, or of a whole batch; the library calls its functions
with one example. An exercise says next to its bank how the one becomes the other.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from course_lib.lessons.checking.bank import Case, Function
from course_lib.model.own import Own, trial


@dataclass(frozen=True)
class Part:
    """What an answer is in the library, and how it is called there.

    goes: where it is handed in, as a student writes it ("Parts(dot=...)").
    example: from the arguments of one of the exercise's cases to those of the library's part. What
    is an array there is traced in a model; what is a number of Python's is not.
    through: `through(answer, *arguments)` calls an answer with the arguments of the library's part
    and gives what that gives. None where both are called alike.
    taught: a gradient passes through it.
    """

    goes: str
    example: Callable[..., tuple[Any, ...]]
    through: Callable[..., Any] | None = None
    taught: bool = True

    def own(self, name: str, answer: Function, library: Function) -> Own:
        """The answer in the place of the library's part. Equal ones come of the same answer."""
        return Own(answer, library, name, self.through)

    def fault(self, own: Any, cases: Sequence[Case]) -> str | None:
        """Why it cannot be compiled, in a student's words; None if it can."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as in the check: of float64, mostly
            for case in cases:
                if said := trial(own, self.example(*case.args), taught=self.taught):
                    return said
        return None

    def remark(
        self, name: str, answer: Function, rights: Sequence[Function], cases: Sequence[Case]
    ) -> str | None:
        """What to say under a check that `answer` has passed: that it cannot be compiled, and why;
        None if it can. The first of the bank's `rights` that can be is what it is measured by.
        """
        if hasattr(answer, "gradient_at"):  # it lives in another process, where JAX sees nothing
            return None
        for right in rights:
            like = right if self.through is None else partial(self.through, right)
            if self.fault(self.own(name, right, like), cases) is None:
                said = self.fault(self.own(name, answer, like), cases) or ""
                _, unusable, why = said.partition(f"{name} cannot be used in a model: ")
                done = "trained" if why.startswith("its gradient") else "compiled"
                return f"Right, but it cannot be {done} yet: {why}." if unusable else None
        return None


@dataclass(frozen=True)
class Called:
    """An answer that the lesson's own cell calls, just as it is written: no model holds it.

    goes: what it is there, in a reader's words ("the training loop").
    unfit: from an answer and cases to why it will not do there, though it is right; None if it
    will.
    """

    goes: str
    unfit: Callable[[Function, Sequence[Case]], str | None] | None = None

    def own(self, name: str, answer: Function, library: Function) -> Function:
        """The answer itself."""
        return answer

    def fault(self, own: Any, cases: Sequence[Case]) -> str | None:
        """Why it will not do, in a student's words; None if it will."""
        return None if self.unfit is None else self.unfit(own, cases)

    def remark(
        self, name: str, answer: Function, rights: Sequence[Function], cases: Sequence[Case]
    ) -> str | None:
        """None: nothing compiles it."""
        return None

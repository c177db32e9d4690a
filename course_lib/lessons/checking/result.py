"""A verdict, and how it is worded."""

from dataclasses import dataclass

from course_lib.lessons.checking.bank import Args
from course_lib.training.console import printable

UNKNOWN = (
    "Not a mistake I know. What the check returns holds the inputs it failed on, as .inputs: run "
    "your function on them line by line."
)


@dataclass(frozen=True, repr=False)
class Result:
    """A verdict. A notebook shows `message`; a grader reads the rest. True if passed."""

    name: str
    passed: bool
    message: str
    broken: str | None = None  # the sentence
    property: str | None = None  # the broken property's name
    misconception: str | None = None  # always looked for, told or not
    inputs: Args | None = None  # those it failed on, to run by hand
    remark: str | None = None  # of an answer that passed: what it does more often than needed

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return self.message

    def __str__(self) -> str:
        return printable(self.message)


def ended(sentence: str) -> str:
    """With a full stop, unless it ends with a mark of its own."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def capital(sentence: str) -> str:
    """With a capital letter, unless it begins with code or with the name of a number."""
    word = sentence.split(maxsplit=1)[0]
    if word != "a" and (len(word) == 1 or not word.strip(",:").replace("-", "").isalpha()):
        return sentence
    return sentence[0].upper() + sentence[1:]

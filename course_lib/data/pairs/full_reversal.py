"""Full reversal, a control: "the cat" becomes "tac eht". What was read last is written first."""

from course_lib.data.task import Task


def alignment(sentence: str) -> list[int]:
    """For each target character, the source position it comes from, counted from the end."""
    return list(range(len(sentence) - 1, -1, -1))


FULL_REVERSAL = Task("full_reversal", alignment)

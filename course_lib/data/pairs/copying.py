"""Copy, a control: the source itself. The first character waits as long as the last."""

from course_lib.data.task import Task


def alignment(sentence: str) -> list[int]:
    """For each target character, the source position it comes from: its own."""
    return list(range(len(sentence)))


COPY = Task("copy", alignment)

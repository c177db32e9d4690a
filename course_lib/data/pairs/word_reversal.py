"""Word-wise reversal: "the cat sat" becomes "eht tac tas".

The right place to look is known at every step and is never far away, but no position follows from
its number alone: it depends on where the words end. A fixed vector must carry the whole sentence.
"""

from course_lib.data.task import Task


def alignment(sentence: str) -> list[int]:
    """For each target character, the source position it comes from; a space comes from itself."""
    places: list[int] = []
    start = 0
    for word in sentence.split(" "):
        end = start + len(word)
        places.extend(range(end - 1, start - 1, -1))
        places.append(end)
        start = end + 1
    return places[:-1]


WORD_REVERSAL = Task("word_reversal", alignment)

"""Three quick questions on the lesson: JAX for somebody who knows NumPy."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "You call a jitted function with arrays of 5, 7 and 5 numbers, all of one type. How many "
        "programs are compiled, and why?",
        "Two. A program belongs to the shapes and types of its inputs; the second call with 5 "
        "numbers finds the first program again.",
    ),
    Question(
        "You sum the real numbers of each row, and divide by the length to which the rows are "
        "padded. Which means come out wrong, and when do you notice?",
        "Those of all rows that are shorter: they are too near to 0. Nothing raises an error. You "
        "notice when the same row gives another number in another batch, so test exactly that.",
    ),
    Question(
        "Why does the mask belong inside the softmax, and not on the weights after it?",
        "After it, padding has already taken its share, and what is left no longer sums to 1. "
        "Inside, padding gets a score so low that its weight is 0, and the real positions share "
        "everything.",
    ),
)

"""Three quick questions on the lesson: JAX for somebody who knows NumPy."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "You call a jitted function with lists of 5, 7 and 5 numbers. How many programs are "
        "compiled, and why?",
        "Two. A program belongs to the shapes and types of its inputs; the second call with 5 "
        "numbers finds the first program again.",
    ),
    Question(
        "A batch mean divides by the length of the padded row. Which rows come out wrong, and "
        "when do you notice?",
        "Every row that is shorter than the longest: its mean is too small. Nothing raises an "
        "error. You notice when the same row gives another number in another batch, so test "
        "exactly that.",
    ),
    Question(
        "Why does the mask belong inside the softmax, and not on the weights after it?",
        "After it, padding has already taken its share, and what is left no longer sums to 1. "
        "Inside, padding gets a score so low that its weight is 0, and the real positions share "
        "everything.",
    ),
)

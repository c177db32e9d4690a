"""Three quick questions on the lesson: Scores, windows and feeding."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "Local-m looks around the number of the step. On which tasks is that enough?",
        "Where the wanted position is the number of the step, as in copying. In word-wise "
        "reversal less than half of the wanted letters lay in the window of five.",
    ),
    Question(
        "Why did local-p find its place sooner with a window of 21 letters than with one of 9?",
        "The centre learns only from letters inside the window. At the start the wide window "
        "held .64 of the wanted letters, and the narrow one .28; the others taught it nothing.",
    ),
    Question(
        "What do you pay for input feeding?",
        "The steps of a sentence have to wait for each other, so their looks cannot be computed "
        "all at once in training. Whether it pays depends on the task: in sorting it halved the "
        "errors.",
    ),
)

"""Three quick questions on the lesson: Captions."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "The largest weight at the word seven is not on the seven. Does that prove that the "
        "model guesses?",
        "No. An earlier step may have read it and kept it in the state. The map of a word shows "
        "what this step reads, and not where the word comes from.",
    ),
    Question(
        "Why do patches need a code of their place, when words of a text got none?",
        "A recurrent reader meets the words in order, so its states know the order. Patches are "
        "read each by itself: without a code, attention cannot tell left from right.",
    ),
    Question(
        "Hard attention reads one patch per word. What does it save, and what does it not?",
        "It saves the weighted sum over all patches. All the scores are still computed, and "
        "with an additive score they are most of the work.",
    ),
)

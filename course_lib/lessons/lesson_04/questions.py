"""Three quick questions on the lesson: Soft against hard attention."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "Why can you not take the gradient of a drawn position as you do of a weighted sum?",
        "A small change of the weights nearly always leaves the drawn position where it was, so "
        "the derivative is 0. What changes smoothly is the chance of each draw, and with it the "
        "mean reward.",
    ),
    Question(
        "What does a baseline change in REINFORCE, and what must it never do?",
        "It makes the estimate less noisy. It must not depend on the draw that it judges: then "
        "the mean of the estimate stays what it was.",
    ),
    Question(
        "Each look is paid for the whole sentence. Why is one draw per sentence a poor teacher, "
        "and what helped?",
        "Its reward depends on how hard the sentence is and on all its other looks, so it says "
        "little about one of them. Several draws of the same sentence, each compared with the "
        "others, tell which looks were better.",
    ),
)

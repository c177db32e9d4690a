"""Three quick questions on the lesson: The LSTM encoder-decoder."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "In training the decoder reads the right previous token, in use its own. Where does a "
        "first mistake hurt more, and why?",
        "In use: every later token is written after a beginning that training never showed. "
        "Teacher-forced, the next step reads the right token again.",
    ),
    Question(
        "Your loss averages over the padded positions as well. Nothing crashes. What goes wrong?",
        "The model is also rewarded for writing padding, which is easy, so the loss looks good. "
        "And the same sentence costs more or less, depending on the others in its batch.",
    ),
    Question(
        "A beam finds a likelier text than greedy search, and the text is wrong. Whose error is "
        "it?",
        "That depends on the right text. If the model gives it a lower probability, the model "
        "errs, and a better search only brings that out. If it gives it a higher one, the search "
        "has missed it.",
    ),
)

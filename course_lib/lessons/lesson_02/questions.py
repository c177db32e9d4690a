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
        "And the same text costs more or less, depending on the others in its batch.",
    ),
    Question(
        "A beam writes a wrong text. How do you find out whether the model or the search is to "
        "blame?",
        "Ask the model for the probability of the right text. If it is lower, the model likes the "
        "wrong text better, and a better search only brings that out. If it is higher, the search "
        "has missed it.",
    ),
)

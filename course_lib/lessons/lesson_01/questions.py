"""Three quick questions on the lesson: What a plain RNN can remember."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "The gradient of an RNN is multiplied by about .9 at each step. What is left after 40 "
        "steps, and why does clipping not help?",
        ".9 to the power of 40 is about .015. Clipping makes a gradient shorter that is too "
        "long; it cannot make one longer that has vanished.",
    ),
    Question(
        "What can the gates of an LSTM do that a plain RNN's step cannot?",
        "They can switch the memory to keep: multiply it by 1 and add 0, whatever is read "
        "meanwhile. A plain RNN sends its whole state through a matrix and a tanh at each step.",
    ),
    Question(
        "Before you say that a model is too small for a task, what must you have tried?",
        "To train the same model in another way: more steps, another learning rate, short "
        "examples first, another start. If one of these works, the size was not the reason.",
    ),
)

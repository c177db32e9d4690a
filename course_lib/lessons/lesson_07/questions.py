"""Three quick questions on the lesson: Translation."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "A translation has the word “the” seven times, and the reference has it twice. How "
        "many of the seven count as matches in BLEU?",
        "Two: each n-gram counts at most as often as in the reference. Without the clipping, "
        "repeating a common word would pay.",
    ),
    Question(
        "Can a model with a poor AER translate well?",
        "Yes: Bahdanau's row does here. Its weights are often a word off, but the states they "
        "read have seen their neighbours, so what is needed arrives all the same.",
    ),
    Question(
        "Why must the vocabulary be made from the training sentences alone?",
        "A word of the test that was never trained on would get a number of its own instead of "
        "<unk>, and the count of unknown words would be too low. What the test contains must "
        "stay unknown until it is scored.",
    ),
)

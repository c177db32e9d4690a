"""Three quick questions on the lesson: Bahdanau against Luong."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "Which state asks in Bahdanau's decoder, and which in Luong's?",
        "Bahdanau's asks with the state before the step, which has not read the previous token "
        "yet. Luong's cell moves first, and the new state asks.",
    ),
    Question(
        "A toolkit offers the options bahdanau and luong. Which question do you put to its "
        "documentation?",
        "Whether the option changes more than the score. The papers differ in what asks, where "
        "the context goes, what the output reads and what is fed back.",
    ),
    Question(
        "Two decoders end equally good. What can still tell them apart?",
        "How soon each got there, and where each one looks while it is right. With a reader of "
        "one direction, a decoder may look one letter further and still be right.",
    ),
)

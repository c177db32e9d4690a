"""Three quick questions on the lesson: Reading."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "A model answers 45 of 100 questions. What do you need to know before you are pleased?",
        "What the cheapest trick gets. Here naming the place of the last fact answers .40 of "
        "the questions without finding anything.",
    ),
    Question(
        "Why can one look not answer a question that needs two facts?",
        "The second fact can be recognised only by what the first one says. The first look must "
        "bring that back, and a second look asks with it.",
    ),
    Question(
        "How does a copy mixture write a name that is not in the vocabulary?",
        "A part of the probability goes to the words of the source, shared by the attention "
        "weights. So a name gets the weights of the places where it stands.",
    ),
)

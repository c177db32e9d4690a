"""Three quick questions on the lesson: Speech."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "In seven seven seven all three words sound alike. What does attention by content miss?",
        "The states of the three look alike to the score, so it cannot tell which comes next. "
        "The score needs to know where the last look was.",
    ),
    Question(
        "How wide must the filters over the last weights be?",
        "They must reach at least as far as the next word lies from the last look. If they end "
        "before it, the step on to the next word cannot be seen.",
    ),
    Question(
        "A model is perfect on sounds like those of its training. What else do you test before "
        "you praise it?",
        "Longer numbers, repeated digits, and another voice and tempo. A score on what training "
        "looked like says nothing about these.",
    ),
)

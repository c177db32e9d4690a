"""Three quick questions on the lesson: How much can one vector carry?"""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "168 numbers have far more bits than a sentence. Why does the fixed vector fail on long "
        "sentences all the same?",
        "The room is probably there, but the net must learn to use it: in a short training it "
        "learns to pack a few letters, and each further one costs more. A limit of learning is "
        "not a limit of capacity.",
    ),
    Question(
        "What does attention keep that the fixed vector gives away, and what does it cost?",
        "All states of the encoder, one for each position, and a new weighted sum of them for "
        "each letter that is written. So it needs a score for every pair of a written and a "
        "read position.",
    ),
    Question(
        "A model with attention gets .15 of the sentences right. What do you look at before you "
        "say that attention does not help?",
        "At its map. If the weights are spread over the whole sentence, the model has attention "
        "and does not use it yet: the training is at fault, here the small start of the "
        "embedding.",
    ),
)

"""Three quick questions on the lesson: Towards the Transformer."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "You shuffle the words of a source. What does self-attention without positions notice?",
        "Nothing: the same states come out, in another order. Attention sees a set, so the "
        "order has to be told.",
    ),
    Question(
        "Why can all steps of a Transformer's decoder train at once, and those of an LSTM not?",
        "A causal mask keeps each step from later tokens, and no step waits for the state of "
        "the one before it. An LSTM needs its last state first.",
    ),
    Question(
        "Keys and values come from the same states. Why have two of them?",
        "A key says how a place is found, a value what is read there. With a matrix for each, a "
        "place can be found by one thing and hand over another.",
    ),
)

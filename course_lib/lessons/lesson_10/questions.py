"""Three quick questions on the lesson: Fast attention."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "You time a jitted function by the clock before and after the call. Name two mistakes.",
        "The first call compiles, so call it once before. And the call returns before the "
        "result is there: wait for it with block_until_ready.",
    ),
    Question(
        "How can computing something twice be faster than keeping it?",
        "Keeping a large array means writing it to memory and reading it again. If the kernel "
        "waits for memory and not for arithmetic, computing small pieces anew costs less.",
    ),
    Question(
        "A masked window gives local attention the right numbers. Why is it not faster?",
        "A mask is data: the compiler does not know that masked scores are never used, and "
        "computes them all. Only cutting the window out saves the work.",
    ),
)

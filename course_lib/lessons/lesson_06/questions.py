"""Three quick questions on the lesson: Spelling."""

from course_lib.lessons.quiz import Question

QUESTIONS = (
    Question(
        "A network alone corrects fewer words than a list does. How can it still be of use?",
        "As a judge: the list proposes the nearest words, and the network chooses among them. "
        "And it can read the other words of a sentence, which tell “form” from “from”.",
    ),
    Question(
        "What does a trie change in a beam search?",
        "At each step it allows only letters that go on to a word of the list. It is one mask "
        "on the next letters, and the network stays as it was.",
    ),
    Question(
        "You choose the weight of the network's vote on the test words. What is wrong with the "
        "result?",
        "It is too good: the weight was fitted to these very words. Choose it on other "
        "misspellings, and quote the test once, with an interval.",
    ),
)

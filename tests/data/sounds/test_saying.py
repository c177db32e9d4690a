"""What is said for a number: by hand, against num2words, and what each digit comes from."""

import pytest
from num2words import num2words

from course_lib.data.sounds.saying import Said, say_digits, say_number, words_for
from course_lib.data.sounds.voices import UNITS, WORDS


def test_every_number_is_said_as_a_library_says_it():
    for number in range(10_000):
        wanted = num2words(number).replace(",", "").replace(" and ", " ").replace("-", " ").split()
        assert list(say_number(number).words) == wanted
        assert set(wanted) <= set(WORDS)


@pytest.mark.parametrize(
    ("number", "alignment", "possible"),
    [
        (0, (0,), ((),)),
        (20, (0, -1), ((), ())),
        (12, (0, 0), ((), ())),
        (205, (0, -1, 2), ((1,), (), ())),
        (300, (0, -1, -1), ((1,), (), ())),
        (4316, (0, 2, 4, 4), ((1,), (3,), (), ())),
        (5020, (0, -1, 2, -1), ((1,), (), (), ())),
    ],
)
def test_digits_come_from_words_by_hand(number, alignment, possible):
    assert say_number(number)[2:] == (alignment, possible)


def test_a_word_holds_the_digit_that_comes_from_it():
    """In every number: a unit ends in its digit, a ten or a teen names it, a zero may be silent."""
    names = {word: str(value) for value, word in enumerate(UNITS)}
    names |= dict(zip(WORDS[20:28], map(str, range(20, 100, 10)), strict=True))
    for number in range(10_000):
        said = say_number(number)
        assert len(said.alignment) == len(said.possible) == len(said.text)
        for k, (digit, word) in enumerate(zip(said.text, said.alignment, strict=True)):
            if word < 0:
                assert digit == "0"
            else:
                assert digit in names[said.words[word]]
            for other in words_for(said, k)[1:]:
                assert said.words[other] in ("hundred", "thousand")


def test_digits_are_said_one_by_one():
    said = say_digits("9077")
    assert said.words == ("nine", "zero", "seven", "seven")
    assert said.alignment == (0, 1, 2, 3)
    assert isinstance(said, Said)


def test_what_cannot_be_said_is_refused():
    for wrong in (-1, 10_000):
        with pytest.raises(ValueError, match="number"):
            say_number(wrong)
    for wrong in ("", "1a", "²", "-1"):
        with pytest.raises(ValueError, match="text"):
            say_digits(wrong)
    with pytest.raises(ValueError, match="digit"):
        words_for(say_digits("1"), 1)

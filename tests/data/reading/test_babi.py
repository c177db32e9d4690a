"""Files in the format of bAbI, written here: what is read, and every line that cannot be."""

import io

import pytest

from course_lib.data import Pair, Passage, read_babi

TEXT = """1 Mary moved to the bathroom.
2 John went to the hallway.
3 Where is Mary? \tbathroom\t1
4 Mary took  the milk.
5 John moved to the office.
6 Where is the milk?\tbathroom\t4 1
1 Sandra went to the living room.
2 What does Sandra carry?\tApple,milk
"""


def opened(text):
    return io.StringIO(text)


def test_questions_have_the_facts_of_their_story_before_them():
    first, second, third = read_babi(opened(TEXT))
    mary, john = "Mary moved to the bathroom.", "John went to the hallway."
    assert first == Pair(Passage("Where is Mary?", (mary, john)), "bathroom", (0,), ((),))
    facts = (mary, john, "Mary took  the milk.", "John moved to the office.")
    # Fact 4 of the file is the third one: questions have numbers, too.
    assert second == Pair(Passage("Where is the milk?", facts), "bathroom", (2,), ((0,),))
    told = Passage("What does Sandra carry?", ("Sandra went to the living room.",))
    assert third == Pair(told, "apple milk")


def test_an_answer_of_several_words_has_its_facts_for_each_of_them():
    (pair,) = read_babi(opened("1 Al is in the big hall.\n2 Where is Al?\tbig hall\t1\n"))
    assert (pair.target, pair.alignment, pair.possible) == ("big hall", (0, 0), ((), ()))


def test_a_file_by_its_path(tmp_path):
    path = tmp_path / "qa.txt"
    path.write_text(TEXT)
    assert read_babi(path) == read_babi(opened(TEXT))
    with pytest.raises(ValueError, match=r"there is no file qa2\.txt"):
        read_babi(tmp_path / "qa2.txt")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Mary moved.", "line 2: wanted a number and a sentence, got 'Mary moved.'"),
        ("2", "line 2: wanted a number and a sentence, got '2'"),
        ("4 Mary moved.", "line 2: wanted number 2, or 1 for a new story, got 4"),
        ("2 Where?\tx\t1\ty", "line 2: wanted a fact, or a question, .* got 4 columns"),
        ("2 Where?\t \t1", "line 2: wanted an answer to 'Where.', got none"),
        ("2 Where?\thall\t7 1", "line 2: wanted supporting facts of this story, got 7"),
        ("1 Where?\thall\t1", "line 2: wanted a fact before the question 'Where.', got none"),
    ],
)
def test_a_damaged_line_is_named(line, message):
    text = f"1 Mary went to the hall.\n{line}\n1 Al is in the den.\n2 Where is Al?\tden\t1\n"
    with pytest.raises(ValueError, match=f"path has 1 bad line: {message}"):
        read_babi(opened(text))
    assert [pair.target for pair in read_babi(opened(text), skip=True)] == ["den"]


def test_the_rest_of_a_damaged_story_is_left_out():
    text = TEXT.replace("2 John went to the hallway.", "John went to the hallway.")
    with pytest.raises(ValueError, match=r"5 bad lines: line 2: wanted a number.* line 3: follows"):
        read_babi(opened(text))
    assert [pair.target for pair in read_babi(opened(text), skip=True)] == ["apple milk"]


def test_a_file_without_questions_is_refused():
    with pytest.raises(ValueError, match="path must hold a question to be read, got none"):
        read_babi(opened("1 Mary moved.\n"))

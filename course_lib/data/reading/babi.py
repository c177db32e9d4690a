"""Files of the bAbI tasks: numbered facts, and questions with their answer and supporting facts.

    1 Mary moved to the bathroom.
    2 John went to the hallway.
    3 Where is Mary?<tab>bathroom<tab>1

A story begins where the numbers begin again at 1. Questions have numbers of their own. The format
is that of Weston et al. 2015; the files are not part of the course.
"""

from course_lib.data.lines import Faults, TextFile, name_of, numbered, read_lines
from course_lib.data.reading.passages import Passage
from course_lib.data.task import Pair
from course_lib.data.tokenising import tokenise
from course_lib.devices import settings


def read_babi(path: TextFile, *, skip: bool = False) -> list[Pair]:
    """Every question of a file with the facts told before it in its story, given as a path or open.

    A source is a `Passage`, its texts as they stand in the file; the target is the answer, in small
    letters, its words with spaces between them. For each word the alignment holds the last of the
    supporting facts, from 0, and `possible` the others; it is None where the file names none.

    ValueError if there is no such file, for a file without questions, and for damaged lines,
    with their numbers; `skip` leaves those out. The rest of a story is damaged, too, where one of
    its facts is.
    """
    settings.flag("skip", skip)
    name = name_of("path", path)
    faults = Faults(name, skip)
    pairs: list[Pair] = []
    told: dict[int, str] = {}
    last, broken = 0, False
    for line, text in numbered(read_lines("path", path), faults):
        try:
            number, columns = _columns(text)
            if number == 1:
                told, last, broken = {}, 0, False
            if broken:
                raise ValueError("follows a damaged line of its story")
            if number != last + 1:
                raise ValueError(f"wanted number {last + 1}, or 1 for a new story, got {number}")
            last = number
            if len(columns) == 1:
                told[number] = columns[0]
            else:
                pairs.append(_asked(columns, told))
        except ValueError as error:
            faults.add(line, error)
            broken = True
    faults.report()
    if not pairs:
        raise ValueError(f"{name} must hold a question to be read, got none")
    return pairs


def _columns(text: str) -> tuple[int, list[str]]:
    """A line's number, and its fact, or its question, answer and supporting facts."""
    number, _, rest = text.strip().partition(" ")
    if not (number.isascii() and number.isdigit()) or not rest.strip():
        raise ValueError(f"wanted a number and a sentence, got {text!r}")
    columns = [column.strip() for column in rest.split("\t")]
    if len(columns) not in (1, 2, 3) or not columns[0]:
        raise ValueError(
            f"wanted a fact, or a question, its answer and the numbers of its facts with tabs "
            f"between them, got {len(columns)} columns"
        )
    return int(number), columns


def _asked(columns: list[str], told: dict[int, str]) -> Pair:
    """A question about the facts told so far."""
    if not told:
        raise ValueError(f"wanted a fact before the question {columns[0]!r}, got none")
    answer = " ".join(columns[1].replace(",", " ").lower().split())
    if not answer:
        raise ValueError(f"wanted an answer to {columns[0]!r}, got none")
    places = {number: place for place, number in enumerate(told)}
    named = columns[2].split() if len(columns) == 3 else []
    if wrong := [one for one in named if not one.isdigit() or int(one) not in places]:
        raise ValueError(f"wanted supporting facts of this story, got {', '.join(wrong)}")
    facts = sorted(places[int(one)] for one in named)
    passage, count = Passage(columns[0], tuple(told.values())), len(tokenise(answer))
    if not facts:
        return Pair(passage, answer)
    return Pair(passage, answer, (facts[-1],) * count, (tuple(facts[:-1]),) * count)

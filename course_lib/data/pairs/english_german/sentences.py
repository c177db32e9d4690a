"""Sentences: clauses in a row, and the gold alignment of their words.

Every German word has one sure English word, but for a comma that English does not write (-1).
Possible ones beside it:

- an article: the noun, which decides gender and number; the "to" of a recipient. An adjective: the
  noun. A fused preposition ("im", "ins", "am"): the article and noun. "jeden": the noun.
- both halves of a separable verb have the same sure word; but "gets up" has two, each of them sure
  for one half and possible for the other, and both for the whole ("aufsteht": sure is "gets").
- "hat", "ist": "has" is sure, the participle, which decides between them, is possible.
- a finite verb, and "nicht": the "does" of "does not". An infinitive: the "to" of "wants to".
- a comma: the conjunction behind it, which asks for it.
"""

from typing import NamedTuple

from course_lib.data.pairs.english_german.clauses import Clause, english, german
from course_lib.data.pairs.english_german.lexicon import COORDINATING, SUBORDINATING
from course_lib.data.pairs.english_german.noun_phrases import Token
from course_lib.data.task import Pair


class Sentence(NamedTuple):
    """Clauses, and the conjunction before each, "" for none.

    Where the first has a subordinating one, the second is the main clause: "because ..., ...".
    """

    clauses: tuple[Clause, ...]
    conjunctions: tuple[str, ...] = ("",)


class English(NamedTuple):
    """The English words. For each clause: where its parts begin, where its conjunction stands, and
    where the comma before it, -1 for none (there is one before "but" and behind a first subordinate
    clause).
    """

    words: list[str]
    parts: list[dict[str, int]]
    conjunctions: list[int]
    commas: list[int]


def to_english(sentence: Sentence) -> English:
    """The English of a sentence."""
    found = English([], [], [], [])
    words = found.words
    for number, (clause, conjunction) in enumerate(
        zip(sentence.clauses, sentence.conjunctions, strict=True)
    ):
        behind = number == 1 and sentence.conjunctions[0] in SUBORDINATING
        comma = conjunction == "but" or behind
        found.commas.append(len(words) if comma else -1)
        words.extend([","] * comma)
        found.conjunctions.append(len(words))
        words.extend([conjunction] * bool(conjunction))
        at: dict[str, int] = {}
        for name, part in english(clause):
            at[name] = len(words)
            words.extend(part)
        found.parts.append(at)
    words.append(".")
    return found


def to_german(sentence: Sentence, read: English) -> list[Token]:
    """The German of a sentence, with the places of its English words."""
    tokens: list[Token] = []
    for number, (clause, conjunction) in enumerate(
        zip(sentence.clauses, sentence.conjunctions, strict=True)
    ):
        place, comma = read.conjunctions[number], read.commas[number]
        behind = number == 1 and sentence.conjunctions[0] in SUBORDINATING
        if number and conjunction != "and":
            tokens.append(Token(",", comma, (place,) if conjunction else ()))
        order = "inverted" if behind else "second"
        if conjunction in SUBORDINATING:
            order = "last"
            tokens.append(Token(SUBORDINATING[conjunction], place))
        elif conjunction:
            tokens.append(Token(COORDINATING[conjunction], place))
        tokens += german(clause, read.parts[number], order)
    return [*tokens, Token(".", len(read.words) - 1)]


def to_pair(sentence: Sentence, read: English | None = None) -> Pair:
    """A sentence in both languages, with its gold alignment.

    `read` is its English, where that is there already.

    >>> from course_lib.data.pairs.english_german.lexicon import NOUNS, TIMES
    >>> from course_lib.data.pairs.english_german.noun_phrases import Phrase
    >>> from course_lib.data.pairs.english_german.verbs import SLEEP
    >>> to_pair(Sentence((Clause(Phrase(NOUNS[0]), SLEEP, time=TIMES[0], front=True),)))
    Pair(source='today the man sleeps .', target='heute schläft der mann .',
         alignment=(0, 3, 1, 2, 4), possible=((), (), (2,), (), ()))
    """
    read = to_english(sentence) if read is None else read
    tokens = to_german(sentence, read)
    return Pair(
        " ".join(read.words),
        " ".join(token.word for token in tokens),
        tuple(token.sure for token in tokens),
        tuple(token.possible for token in tokens),
    )
